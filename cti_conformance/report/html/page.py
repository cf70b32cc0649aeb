"""Renders ``report.html`` and ``badge.svg`` from the data of ``report.json``."""

from __future__ import annotations

import base64
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from cti_conformance.ledger.rules import chapter_of
from cti_conformance.report.html.layout import laid_out
from cti_conformance.report.html.templates import environment
from cti_conformance.report.wording import AFTERWARDS, OUTCOMES, VERDICTS, WRONG, rule_options
from cti_conformance.results.baseline import KINDS, describe_change
from cti_conformance.results.verdict import Outcome
from cti_conformance.text.excerpts import cut_both, select_exchanges
from cti_conformance.text.redaction import escape_control, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cti_conformance.ledger.rules import Ledger, Rule

    Data = Mapping[str, Any]

# The page stays below 2 MB, whatever a run finds: the rest is in report.json only.
MAX_FINDINGS_BYTES = 400_000
MAX_EXCHANGES_BYTES = 500_000
MAX_PICTURES_BYTES = 500_000
MAX_SCRIPTS_BYTES = 400_000
MAX_ANSWER_CHARACTERS = 1_500
MAX_CURL_CHARACTERS = 4_000
MAX_FINDING_CHARACTERS = 2_000
MAX_LISTED_CHARACTERS = 200
MAX_LEFTOVERS = 200
AROUND_AN_EXCHANGE = 500
PICTURES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
TOO_MUCH = "… the full text is in report.json."


def report_page(report: Data, ledger: Ledger, folder: Path) -> Iterator[str]:
    """Return the page of a report, in parts.

    Args:
        report: The data of ``report.json``.
        ledger: The ledger, for the chapters of its rules and the branches that they allow.
        folder: The folder of the files that the report names, such as screenshots.
    """
    chapters = _chapters(report, ledger, folder)
    rules = [rule for chapter in chapters for rule in chapter["rules"]]
    return environment().get_template("report.html.j2").generate(
        report=report,
        leftovers=report["leftovers"][:MAX_LEFTOVERS],
        chapters=chapters,
        wrong=[_wrong(rule) for rule in rules if rule["outcome"] in WRONG],
        kept=report.get("kept", [])[:MAX_LEFTOVERS],
        branches=[rule for rule in rules if rule["branch"]],
        untested=_untested(rules),
        counts=Counter(rule["outcome"] for rule in rules),
        profiles=_profiles(report),
        kinds=KINDS,
        describe_change=describe_change,
        OUTCOMES=OUTCOMES,
        VERDICTS=VERDICTS,
    )  # fmt: skip


def badge(report: Data) -> str:
    """Return the verdict of a report as a small picture (SVG)."""
    name, meaning = VERDICTS[report["verdict"]]
    return environment().get_template("badge.svg.j2").render(
        verdict=report["verdict"], name=name.lower(), meaning=meaning
    )  # fmt: skip


def _profiles(report: Data) -> list[dict[str, Any]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in report["profiles"]}
    for rule in report["rules"]:
        counts[rule["needs"]][rule["outcome"]] += 1
    capabilities = report["target"]["capabilities"]
    return [
        {
            "name": name,
            "verdict": verdict,
            "word": VERDICTS[verdict][0]
            if counts[name].keys() - {Outcome.NOT_TESTED}
            else OUTCOMES[Outcome.NOT_TESTED],
            "counts": counts[name],
            "missing": capabilities.get(name, {}).get("reason", ""),
        }
        for name, verdict in report["profiles"].items()
    ]


def _untested(rules: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the ids of the rules that were not tested, by reason."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        if rule["outcome"] == Outcome.NOT_TESTED:
            found.setdefault(rule["reason"], []).append(rule["id"])
    return found


def _chapters(report: Data, ledger: Ledger, folder: Path) -> list[dict[str, Any]]:
    """Return the chapters that have rules in the report, with the data that the page shows."""
    known = {rule.id: rule for rule in ledger}
    space = SizeBudget()
    chapters = []
    for chapter in ledger.chapters:
        rules = [
            _rule(rule, known[rule["id"]], ledger, folder, space)
            for rule in report["rules"]
            if chapter_of(rule["id"]) == chapter.code
        ]
        if rules:
            chapters.append(
                {
                    "code": chapter.code,
                    "title": chapter.title,
                    "rules": rules,
                    "counts": Counter(rule["outcome"] for rule in rules),
                }
            )
    return chapters


def _rule(
    rule: Data, known: Rule, ledger: Ledger, folder: Path, space: SizeBudget
) -> dict[str, Any]:
    meanings = {branch.name: branch.meaning for branch in known.branches}
    taken = rule["branch"].split(", ") if rule["branch"] else []
    return {
        **rule,
        "since": known.since,
        "quotation": ledger.quotation(known),
        "url": ledger.url,
        "branches": [(name, meanings.get(name, "")) for name in taken],
        "chapter": known.chapter,
        "reason": space.finding(rule["reason"]),
        "known": space.finding(rule.get("known", "")),
        "scenarios": [_scenario(rule["id"], one, folder, space) for one in rule["scenarios"]],
    }


def _wrong(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule as the list of what is wrong shows it, with a link to the deciding place."""
    failed = [(n, one) for n, one in enumerate(rule["scenarios"], start=1) if one["expected"]]
    nothing: dict[str, Any] = {"expected": "", "observed": "", "decides": None}
    number, first = failed[0] if failed else (0, nothing)
    expected, observed = cut_both(first["expected"], first["observed"], MAX_LISTED_CHARACTERS)
    return {
        **rule,
        "anchor": f"decides-{rule['id']}-{number}" if first["decides"] else rule["id"],
        "expected": expected,
        "observed": observed,
        "reason": shorten(rule["reason"], MAX_LISTED_CHARACTERS),
    }


def _scenario(rule_id: str, scenario: Data, folder: Path, space: SizeBudget) -> dict[str, Any]:
    names = {one["id"]: one["name"] for one in scenario.get("people", [])}
    decides = _decides(scenario, names, space)
    others = [*scenario["exchanges"]]
    if decides:
        del others[decides["exchange"]]
    shown = list(space.exchanges(_exchange(one, names) for one in select_exchanges(others)))
    script = scenario.get("script", "")
    return {
        **scenario,
        "people": scenario.get("people", []),
        "decides": decides,
        "options": rule_options(rule_id, scenario.get("own_rule", "")),
        "afterwards": AFTERWARDS if scenario["ended_at"] == len(scenario["steps"]) else "",
        "script": script,
        "script_text": space.script(folder, script) if script else "",
        **{key: space.finding(scenario[key]) for key in ("expected", "observed")},
        # For a failed scenario the reason repeats these.
        "reason": "" if scenario["expected"] else space.finding(scenario["reason"]),
        "steps": [step.partition(" ")[::2] for step in scenario["steps"]],
        "exchanges": shown,
        "left_out": len(others) - len(shown),
        "pictures": [(name, space.picture(folder, name)) for name in scenario["screenshots"]],
        "client": [space.finding(text) for text in scenario.get("client", [])],
        "console": [space.finding(text) for text in scenario["console"][:20]],
    }


def _decides(scenario: Data, names: Mapping[int, str], space: SizeBudget) -> dict[str, Any] | None:
    """Return the exchange that decides, laid out; ``None`` if it is not known."""
    place = scenario.get("decides")
    if not place or place["exchange"] is None or place["exchange"] >= len(scenario["exchanges"]):
        return None
    exchange = scenario["exchanges"][place["exchange"]]
    answer = space.deciding(exchange["answer"])
    of_status = not place["at"] and "$status" in place["condition"]
    lines = laid_out(answer, None if of_status else place["at"], names, whole=True)
    return {
        **place,
        **_exchange(exchange, names),
        "exchange": place["exchange"],
        "of_status": of_status,
        "is_marked": of_status or any(line.decides for line in lines),
        "lines": lines,
    }


def _exchange(exchange: Data, names: Mapping[int, str]) -> dict[str, Any]:
    curl = exchange["curl"]
    lines = laid_out(exchange["answer"], None, names)
    return {
        **exchange,
        "curl": curl if len(curl) <= MAX_CURL_CHARACTERS else "",
        "lines": [replace(line, text=shorten(line.text, MAX_ANSWER_CHARACTERS)) for line in lines],
    }


class SizeBudget:
    """The size that the page may still grow by."""

    def __init__(self) -> None:
        self._findings = MAX_FINDINGS_BYTES
        self._exchanges = MAX_EXCHANGES_BYTES
        self._pictures = MAX_PICTURES_BYTES
        self._scripts = MAX_SCRIPTS_BYTES

    def finding(self, text: str) -> str:
        """Return a text about the target, or a note if it would be too much."""
        text = shorten(text, MAX_FINDING_CHARACTERS)
        if (size := _size(text)) > self._findings:
            return TOO_MUCH
        self._findings -= size
        return text

    def exchanges(self, exchanges: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield exchanges until the budget is used up."""
        for exchange in exchanges:
            size = AROUND_AN_EXCHANGE + sum(_size(str(value)) for value in exchange.values())
            if size > self._exchanges:
                return
            self._exchanges -= size
            yield exchange

    def deciding(self, answer: str) -> str:
        """Return the answer that decides, whole unless the page would become too large."""
        size = AROUND_AN_EXCHANGE + 2 * _size(answer)
        if size > self._exchanges:
            return TOO_MUCH
        self._exchanges -= size
        return answer

    def script(self, folder: Path, name: str) -> str:
        """Return the text of a script; empty if it cannot be read, or is too large."""
        file = _inside(folder, name)
        if file is None or file.suffix != ".sh":
            return ""
        with suppress(OSError, UnicodeDecodeError):
            text = file.read_text(encoding="utf-8")
            if (size := _size(text)) <= self._scripts:
                self._scripts -= size
                return text
        return ""

    def picture(self, folder: Path, name: str) -> str:
        """Return a picture as a ``data:`` URL; empty if there is none, or if it is too large."""
        kind = PICTURES.get(Path(name).suffix.lower())
        file = _inside(folder, name)
        if not kind or file is None:
            return ""
        try:
            data = base64.b64encode(file.read_bytes()).decode()
        except OSError:
            return ""
        if len(data) > self._pictures:
            return ""
        self._pictures -= len(data)
        return f"data:image/{kind};base64,{data}"


def _inside(folder: Path, name: str) -> Path | None:
    """Return a file that a report names; ``None`` if it is not in the report's own folder."""
    try:
        file = (folder / name).resolve()
    except (OSError, ValueError):  # not a valid file name
        return None
    return file if file.is_relative_to(folder.resolve()) else None


def _size(text: str) -> int:
    """Return the size of a text in the page, where some characters are escaped."""
    return len(escape(escape_control(text, allow="\n")).encode())
