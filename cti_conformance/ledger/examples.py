"""The examples of each rule, as the features have them."""

from __future__ import annotations

import textwrap
from importlib.resources import files
from typing import Any

from gherkin.parser import Parser

from cti_conformance.ledger.rules import CHAPTERS, RULE_ID


def feature_file(chapter: str) -> str:
    """Return the name of a chapter's feature file."""
    return f"{chapter.lower()}.feature"


def examples() -> dict[str, list[str]]:
    """Return the source text of each rule's examples, without their indentation, by rule id."""
    found: dict[str, list[str]] = {}
    folder = files("cti_conformance.features")
    for chapter in CHAPTERS:
        file = folder.joinpath(feature_file(chapter))
        if file.is_file():  # a chapter without examples has no feature
            found |= _of_feature(file.read_text(encoding="utf-8"))
    return found


def _of_feature(text: str) -> dict[str, list[str]]:
    lines = text.splitlines()
    document: Any = Parser().parse(text)
    rules = [child["rule"] for child in document["feature"]["children"] if "rule" in child]
    starts = [_first_line(rule) for rule in rules]
    ends = [*(start - 1 for start in starts[1:]), len(lines)]
    return {
        tag["name"].removeprefix("@"): _of_rule(rule, lines, end)
        for rule, end in zip(rules, ends, strict=True)
        for tag in rule["tags"]
        if RULE_ID.fullmatch(tag["name"].removeprefix("@"))
    }


def _of_rule(rule: dict[str, Any], lines: list[str], end: int) -> list[str]:
    scenarios = [child["scenario"] for child in rule["children"] if "scenario" in child]
    starts = [_first_line(scenario) for scenario in scenarios]
    ends = [*(start - 1 for start in starts[1:]), end]
    return [
        textwrap.dedent("\n".join(lines[start - 1 : stop])).strip() + "\n"
        for start, stop in zip(starts, ends, strict=True)
    ]


def _first_line(node: dict[str, Any]) -> int:
    """Return the line where a node begins, its tags included."""
    return min(int(part["location"]["line"]) for part in (node, *node["tags"]))
