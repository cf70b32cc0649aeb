"""``report.html`` and ``badge.svg``, made of what ``report.json`` holds."""

from __future__ import annotations

import base64
from collections import Counter
from typing import TYPE_CHECKING, Any

from cti_conformance.baseline import KINDS
from cti_conformance.exchange import shorten
from cti_conformance.html.templates import environment
from cti_conformance.telling import telling
from cti_conformance.terminal import change_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cti_conformance.ledger import Ledger, Rule

    Data = Mapping[str, Any]

# The page stays below 2 MB, whatever a run leaves: what goes beyond is told to be in report.json.
MAX_EXCHANGES_CHARACTERS = 600_000
MAX_PICTURES_CHARACTERS = 600_000
MAX_ANSWER_CHARACTERS = 1_500
MAX_CURL_CHARACTERS = 4_000
MAX_TOLD_CHARACTERS = 2_000

OUTCOMES = {
    "failed": "Failed",
    "error": "Error",
    "warning": "Warning",
    "deviation": "Deviation",
    "not-tested": "Not tested",
    "passed": "Passed",
}
"""How outcomes are called, in the order in which they matter."""

VERDICTS = {
    "conformant": ("Conformant", "Every rule at level MUST passed."),
    "partial": ("Partial", "Nothing failed, but not every rule at level MUST passed."),
    "non-conformant": ("Non-conformant", "At least one rule is not kept."),
    "error": ("Error", "Not everything could be judged."),
}
"""How verdicts are called, and what they mean."""


def report_page(report: Data, ledger: Ledger, folder: Path) -> str:
    """Return the page of a report.

    Args:
        report: What ``report.json`` holds.
        ledger: The chapters that its rules belong to, and the branches that they allow.
        folder: Where the files lie that the report names, screenshots for one.
    """
    chapters = _chapters(report, ledger, folder)
    rules = [rule for chapter in chapters for rule in chapter["rules"]]
    return environment().get_template("report.html.j2").render(
        report=report,
        chapters=chapters,
        branches=[rule for rule in rules if rule["branch"]],
        untested=_untested(rules),
        counts=Counter(rule["outcome"] for rule in rules),
        profiles=_profiles(report),
        kinds=KINDS,
        change_told=change_told,
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
            "counts": counts[name],
            "missing": capabilities.get(name, {}).get("reason", ""),
        }
        for name, verdict in report["profiles"].items()
    ]


def _untested(rules: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the rules that were not tested, by the reason."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        if rule["outcome"] == "not-tested":
            found.setdefault(rule["reason"], []).append(rule["id"])
    return found


def _chapters(report: Data, ledger: Ledger, folder: Path) -> list[dict[str, Any]]:
    """Return the chapters that have rules in the report, with what the page tells of each."""
    known = {rule.id: rule for rule in ledger}
    space = Space()
    chapters = []
    for chapter in ledger.chapters:
        rules = [
            _rule(rule, known[rule["id"]], folder, space)
            for rule in report["rules"]
            if rule["id"].split("-")[1] == chapter.code
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


def _rule(rule: Data, known: Rule, folder: Path, space: Space) -> dict[str, Any]:
    meanings = {branch.name: branch.meaning for branch in known.branches}
    taken = rule["branch"].split(", ") if rule["branch"] else []
    return {
        **rule,
        "since": known.since,
        "branches": [(name, meanings.get(name, "")) for name in taken],
        "scenarios": [_scenario(scenario, folder, space) for scenario in rule["scenarios"]],
    }


def _scenario(scenario: Data, folder: Path, space: Space) -> dict[str, Any]:
    chosen = [_exchange(exchange) for exchange in telling(scenario["exchanges"])]
    shown = list(space.exchanges(chosen))
    return {
        **scenario,
        "steps": [step.partition(" ")[::2] for step in scenario["steps"]],
        "expected": shorten(scenario["expected"], MAX_TOLD_CHARACTERS),
        "observed": shorten(scenario["observed"], MAX_TOLD_CHARACTERS),
        "reason": shorten(scenario["reason"], MAX_TOLD_CHARACTERS),
        "exchanges": shown,
        "left_out": len(scenario["exchanges"]) - len(shown),
        "picture": space.picture(folder, scenario.get("screenshot") or ""),
        "screenshot": scenario.get("screenshot") or "",
        "console": [shorten(text, 500) for text in (scenario.get("console") or [])[:20]],
    }


def _exchange(exchange: Data) -> dict[str, Any]:
    curl = exchange["curl"]
    return {
        **exchange,
        "curl": curl if len(curl) <= MAX_CURL_CHARACTERS else "",
        "answer": shorten(exchange["answer"], MAX_ANSWER_CHARACTERS),
    }


class Space:
    """How much room the page has left."""

    def __init__(self) -> None:
        self._exchanges = MAX_EXCHANGES_CHARACTERS
        self._pictures = MAX_PICTURES_CHARACTERS

    def exchanges(self, exchanges: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield those that there is room for."""
        for exchange in exchanges:
            # The page says the same character in up to six: &quot; and the like.
            size = sum(len(str(value).encode("utf-8", "replace")) for value in exchange.values())
            if size > self._exchanges:
                return
            self._exchanges -= size
            yield exchange

    def picture(self, folder: Path, name: str) -> str:
        """Return a picture as a ``data:`` address; empty where there is none, or no room."""
        file = (folder / name).resolve()
        if not name or not file.is_relative_to(folder.resolve()) or not file.is_file():
            return ""
        kinds = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
        kind = kinds.get(file.suffix.lower())
        if not kind or file.stat().st_size * 4 / 3 > self._pictures:
            return ""
        data = base64.b64encode(file.read_bytes()).decode()
        self._pictures -= len(data)
        return f"data:image/{kind};base64,{data}"
