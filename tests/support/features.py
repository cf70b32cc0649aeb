"""The features as data, read with the official Gherkin parser and without running them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from gherkin.parser import Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {"Context": "given", "Action": "when", "Outcome": "then"}


@dataclass(frozen=True)
class Step:
    """One line of an example; ``kind`` is given, when or then, also of an And."""

    kind: str
    text: str


@dataclass(frozen=True)
class Example:
    """An example, or a Scenario Outline with one ``run`` for each of the ``rows`` of its tables."""

    name: str
    line: int
    tags: tuple[str, ...]
    runs: tuple[tuple[Step, ...], ...]
    rows: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Rule:
    """A ``Rule:`` and its examples."""

    title: str
    line: int
    tags: tuple[str, ...]
    text: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Feature:
    """A feature file: its rules, and the examples outside of them."""

    title: str
    tags: tuple[str, ...]
    text: str
    rules: tuple[Rule, ...]
    loose: tuple[Example, ...]

    @property
    def examples(self) -> Iterator[Example]:
        """All examples, in rules or not."""
        yield from self.loose
        for rule in self.rules:
            yield from rule.examples


@cache
def read(text: str) -> Feature:
    """Read the text of a feature file."""
    document: Any = Parser().parse(text)
    feature = document["feature"]
    children = feature["children"]
    return Feature(
        title=feature["name"],
        tags=_tags(feature),
        text=feature["description"],
        rules=tuple(_rule(child["rule"]) for child in children if "rule" in child),
        loose=_examples(children),
    )


def _rule(node: dict[str, Any]) -> Rule:
    return Rule(
        title=node["name"],
        line=node["location"]["line"],
        tags=_tags(node),
        text=node["description"],
        examples=_examples(node["children"]),
    )


def _examples(children: list[dict[str, Any]]) -> tuple[Example, ...]:
    return tuple(_example(child["scenario"]) for child in children if "scenario" in child)


def _example(node: dict[str, Any]) -> Example:
    tables = node["examples"]
    rows = [row for table in tables for row in _rows(table)] if tables else [{}]
    tags = (*_tags(node), *(tag for table in tables for tag in _tags(table)))
    runs = tuple(tuple(_steps(node["steps"], row)) for row in rows)
    return Example(node["name"], node["location"]["line"], tags, runs, tuple(rows))


def _rows(table: dict[str, Any]) -> Iterator[dict[str, str]]:
    names = [cell["value"] for cell in table["tableHeader"]["cells"]]
    for row in table["tableBody"]:
        yield dict(zip(names, (cell["value"] for cell in row["cells"]), strict=True))


def _steps(nodes: list[dict[str, Any]], row: dict[str, str]) -> Iterator[Step]:
    kind = ""
    for node in nodes:
        kind = KINDS.get(node["keywordType"], kind)
        text = node["text"]
        for name, value in row.items():
            text = text.replace(f"<{name}>", value)
        yield Step(kind, text)


def _tags(node: dict[str, Any]) -> tuple[str, ...]:
    return tuple(tag["name"].removeprefix("@") for tag in node["tags"])
