"""Compares a run with an earlier one, from the ``report.json`` of that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cti_conformance.errors import ConfigError
from cti_conformance.results.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    Data = Mapping[str, Any]

KINDS = ("broken", "fixed", "new", "gone", "changed")
"""The kinds of change of a rule, the worst first; `_kind` defines them."""

UNTESTED = "not tested"

# Only the compared fields: a report of another version of the suite may differ in all others.
_TEXT = {"type": "string", "minLength": 1}
_BRANCH = {"type": ["string", "null"]}
_SCENARIO = {
    "type": "object",
    "required": ["name", "outcome"],
    "properties": {"name": _TEXT, "outcome": {"enum": list(Outcome)}},
}
_RULE = {
    "type": "object",
    "required": ["id", "title", "outcome", "branch", "scenarios"],
    "properties": {
        "id": _TEXT,
        "title": _TEXT,
        "outcome": {"enum": list(Outcome)},
        "branch": _BRANCH,
        "scenarios": {"type": "array", "items": _SCENARIO},
    },
}
SCHEMA = {
    "type": "object",
    "required": ["suite", "target", "started_at", "verdict", "rules"],
    "properties": {
        "suite": {"type": "object", "required": ["version"], "properties": {"version": _TEXT}},
        "target": {"type": "object", "required": ["url"], "properties": {"url": _TEXT}},
        "started_at": _TEXT,
        "verdict": _TEXT,
        "rules": {"type": "array", "items": _RULE},
    },
}


def baseline_of(path: Path | None, fail_on: Collection[str]) -> dict[str, Any] | None:
    """Return the earlier run to compare with, if any.

    Args:
        path: The value of ``--baseline``.
        fail_on: The values of ``--fail-on``, which need a run to compare with.

    Raises:
        ConfigError: It cannot be read, or is needed and missing.
    """
    if path:
        return read_baseline(path)
    if fail_on:
        raise ConfigError("--fail-on needs a run to compare with: give its report as --baseline")
    return None


def read_baseline(path: Path) -> dict[str, Any]:
    """Read the report of an earlier run, as ``--baseline`` names it.

    Raises:
        ConfigError: It is not a report.
    """
    return read_report(path, "--baseline ")


def read_report(path: Path, option: str = "") -> dict[str, Any]:
    """Read the report of a run.

    Args:
        path: A ``report.json``, or the folder that holds it.
        option: What the message of an error begins with.

    Raises:
        ConfigError: It is not a report; the message names it and how to fix it.
    """
    file = path / "report.json" if path.is_dir() else path
    way_out = "give the report.json that an earlier run wrote with --report-dir"
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{option}{file}: {error.strerror or error}; {way_out}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{option}{file} is not valid JSON: {error}; {way_out}") from error
    # Imported here: a run without a baseline does not pay for it.
    import jsonschema.exceptions

    validator = jsonschema.Draft202012Validator(SCHEMA)
    problem = jsonschema.exceptions.best_match(validator.iter_errors(data))
    if problem:
        where = ".".join(str(part) for part in problem.absolute_path) or "top level"
        # The value itself may be long, and is in the file.
        what = problem.message if len(problem.message) < 200 else f"breaks {problem.validator!r}"
        raise ConfigError(f"{option}{file} is not a report ({where}: {what}); {way_out}")
    return data  # type: ignore[no-any-return]


def compare(before: Data, now: Data) -> dict[str, Any]:
    """Return the changes between two reports, as a report holds them."""
    return {
        "target": before["target"]["url"],
        "started_at": before["started_at"],
        "version": before["suite"]["version"],
        "verdict": before["verdict"],
        "changes": sorted(_changes(before, now), key=lambda change: KINDS.index(change["kind"])),
    }


def _changes(before: Data, now: Data) -> Iterator[dict[str, Any]]:
    was = {rule["id"]: rule for rule in before["rules"]}
    is_now = {rule["id"]: rule for rule in now["rules"]}
    for rule_id in is_now | was:
        old, new = was.get(rule_id), is_now.get(rule_id)
        if new and not new.get("selected", True):
            continue  # this run was not asked about it
        kind, detail = _change(old, new)
        if kind:
            yield {
                "rule": rule_id,
                "title": (new or old or {})["title"],
                "kind": kind,
                "before": old["outcome"] if old else None,
                "now": new["outcome"] if new else None,
                "detail": detail,
            }


def _change(old: Data | None, new: Data | None) -> tuple[str, str]:
    """Return kind and description of a rule's change; two empty texts if nothing changed."""
    before = _tested(old)
    now = _tested(new)
    reason = _reason(new) if new else "it is not among the rules of this run"
    kind = _kind(before, now)
    if kind == "changed":
        reason = f"was {before}. {reason}"
    if kind or not (old and new and now):
        return kind, reason
    if detail := "; ".join(_differences(old, new)):
        return "changed", detail
    return "", ""


def _reason(rule: Data) -> str:
    known = rule.get("known", "")
    return f"{known}. {rule['reason']}" if known else str(rule["reason"])


def _tested(rule: Data | None) -> str | None:
    """Return the outcome of a rule, or ``None`` if it was not tested or did not exist."""
    return rule["outcome"] if rule and rule["outcome"] != Outcome.NOT_TESTED else None


def _kind(before: str | None, now: str | None) -> str:
    if before == now:
        return ""
    if before is None:
        return "new"
    if now is None:
        return "gone"
    if now == Outcome.PASSED:
        return "fixed"
    # From one outcome to another, neither of them a pass: such as a known deviation that expired.
    return "broken" if before == Outcome.PASSED else "changed"


def _differences(old: Data, new: Data) -> Iterator[str]:
    """Yield the differences of a rule with the same outcome."""
    if old["branch"] and new["branch"] and old["branch"] != new["branch"]:
        yield f"the target's choice is {new['branch']}, and was {old['branch']}"
    failed, fails = _failing(old), _failing(new)
    if only := sorted(fails - failed):
        yield f"fails now: {', '.join(only)}"
    if only := sorted(failed - fails):
        yield f"no longer fails: {', '.join(only)}"


def _failing(rule: Data) -> set[str]:
    bad = (Outcome.FAILED, Outcome.ERROR)
    return {scenario["name"] for scenario in rule["scenarios"] if scenario["outcome"] in bad}


def describe_change(change: Mapping[str, Any]) -> str:
    """Return the outcomes of a rule before and now, in a few words."""
    before, now = change["before"], change["now"]
    if change["kind"] == "changed" and before == now:
        return str(change["detail"])
    words = f"{before or 'not there'} then, {now or 'not there'} now"
    return words.replace(Outcome.NOT_TESTED, UNTESTED)
