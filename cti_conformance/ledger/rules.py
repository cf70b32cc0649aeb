"""The ledger: every documented rule, read from ``spec/rules/*.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

Level = Literal["MUST", "SHOULD", "MAY"]

CAPABILITIES = ("api", "records", "desktop", "browser", "operations")
"""The capabilities that rules need of a helpdesk, in the order of the report; each is a profile."""

PARTNERS = {"softphone": "browser", "callback": "api", "telephony": "records"}
"""The partners of a helpdesk that can be under test in its place; each is a profile.

The value is the capability that the helpdesk on the other side must have.
"""

PROFILES = (*CAPABILITIES, *PARTNERS)

CHAPTERS = (
    *("acc", "pop", "req", "rsp", "off", "tkt", "ref", "rec", "det"),
    *("onl", "end", "fwd", "ifr", "dial", "flt", "call", "life", "sph", "cbk", "tel"),
)
"""The files of ``spec/rules``, in reading order."""

RULE_ID = re.compile(r"CTI-[A-Z]{3,4}-\d{2}")

SINCE = "since-"
"""The prefix of the tag of an example that was added later than its rule: ``@since-0.2.0``."""


def chapter_of(rule_id: str) -> str:
    """Return the code of a rule's chapter: ``REQ`` for ``CTI-REQ-06``."""
    return rule_id.split("-")[1]


# The C loader reads the ledger about ten times faster; every wheel of PyYAML has it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Branch:
    """One of the behaviours that are allowed where the source is silent."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Rule:
    """One rule of the ledger; ``spec/README.md`` describes the fields."""

    id: str
    title: str
    statement: str
    level: Level
    evidence: str
    source: tuple[str, ...]
    needs: str
    since: str
    basis: str
    branches: tuple[Branch, ...]

    @property
    def chapter(self) -> str:
        """The chapter's code: ``REQ`` for ``CTI-REQ-06``."""
        return chapter_of(self.id)

    @property
    def relies_on(self) -> str:
        """The capability that the helpdesk must have, for the rule itself or for its partner."""
        return PARTNERS.get(self.needs, self.needs)


@dataclass(frozen=True)
class Chapter:
    """A chapter of the ledger, one file of ``spec/rules``."""

    code: str
    title: str
    story: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Section:
    """A section of the published article, as a range of its lines."""

    heading: str
    first: int
    last: int


@dataclass(frozen=True)
class Ledger:
    """All chapters in the order of the documentation, and the article's sections.

    Attributes:
        versions: The versions of the suite, oldest first; the rules are those of the last, which
            may not be released yet.
        quotes: The beginning of what each cited place of the article says.
        url: The public address of the article; empty if none is known.
    """

    chapters: tuple[Chapter, ...]
    sections: tuple[Section, ...]
    versions: tuple[str, ...] = ()
    quotes: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    def __iter__(self) -> Iterator[Rule]:
        for chapter in self.chapters:
            yield from chapter.rules

    def __getitem__(self, rule_id: str) -> Rule:
        return {rule.id: rule for rule in self}[rule_id]

    def about(self, needs: Collection[str]) -> Ledger:
        """Return the part of the ledger whose rules need one of these."""
        chapters = (
            replace(chapter, rules=tuple(rule for rule in chapter.rules if rule.needs in needs))
            for chapter in self.chapters
        )
        return replace(self, chapters=tuple(chapter for chapter in chapters if chapter.rules))

    def matching(self, pattern: str) -> list[Rule]:
        """Return the rules whose id is ``pattern``, or matches it as a glob."""
        return [rule for rule in self if fnmatchcase(rule.id, pattern.upper())]

    def at(self, version: str) -> Ledger:
        """Return the ledger of one of its versions."""
        versions = self.versions[: self.versions.index(version) + 1]
        chapters = (
            replace(chapter, rules=tuple(r for r in chapter.rules if r.since in versions))
            for chapter in self.chapters
        )
        return replace(self, chapters=tuple(c for c in chapters if c.rules), versions=versions)

    def unlisted(self) -> list[Rule]:
        """Return the rules whose ``since`` is not one of the versions."""
        return [rule for rule in self if rule.since not in self.versions]

    def holds(self, rule_id: str, tags: Iterable[str]) -> bool:
        """Return whether the ledger's version has an example of this rule with these tags."""
        added = {tag.removeprefix(SINCE) for tag in tags if tag.startswith(SINCE)}
        return any(rule.id == rule_id for rule in self) and added <= set(self.versions)

    def where(self, rule: Rule) -> str:
        """Return where the source states a rule: section headings and line numbers."""
        if not rule.source:
            return rule.basis or "the source is silent"
        headings = dict.fromkeys(
            heading for cited in rule.source for heading in self._headings(cited)
        )
        return f"{', '.join(headings)} ({', '.join(rule.source)})"

    def quotation(self, rule: Rule) -> str:
        """Return the beginning of what the source says, where it says most; else nothing."""
        return max((self.quotes.get(cited, "") for cited in rule.source), key=len, default="")

    def _headings(self, cited: str) -> Iterable[str]:
        first = line_numbers(cited)[0]
        inside = [s for s in self.sections if s.first <= first <= s.last]
        # The innermost section is the most specific one.
        return [min(inside, key=lambda s: s.last - s.first).heading] if inside else []


def line_numbers(cited: str) -> range:
    """Return the lines that a citation such as ``L12`` or ``L12-L14`` names."""
    numbers = [int(part.removeprefix("L")) for part in cited.split("-")]
    return range(numbers[0], numbers[-1] + 1)


def load_yaml(resource: Traversable) -> Any:
    """Read one YAML file of the specification."""
    return yaml.load(resource.read_text(encoding="utf-8"), Loader=_Loader)


def resolved(document: Any, node: Any) -> Any:
    """Return the node that a ``$ref`` of an OpenAPI description refers to, or the node itself."""
    while "$ref" in node:
        found = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def spec_file(name: str) -> Traversable:
    """Return a file of ``spec/`` by its name, in the checkout or the wheel."""
    return files("cti_conformance.spec").joinpath(name)


@cache
def load_ledger() -> Ledger:
    """Read the whole ledger (once a process)."""
    source = load_yaml(spec_file("source.yaml"))
    sections = tuple(_section(entry) for entry in source["sections"])
    chapters = [_chapter(load_yaml(spec_file(f"rules/{name}.yaml"))) for name in CHAPTERS]
    versions = tuple(entry["version"] for entry in load_yaml(spec_file("versions.yaml")))
    quotes: dict[str, str] = source["quotes"]
    return Ledger(tuple(chapters), sections, versions, quotes, source.get("url", ""))


def _section(entry: dict[str, Any]) -> Section:
    lines = line_numbers(entry["lines"])
    return Section(entry["heading"], lines[0], lines[-1])


def _chapter(data: dict[str, Any]) -> Chapter:
    rules = tuple(_rule(entry) for entry in data["rules"])
    return Chapter(data["chapter"], data["title"], data["story"].strip(), rules)


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        id=entry["id"],
        title=entry["title"],
        statement=entry["statement"].strip(),
        level=entry["level"],
        evidence=entry["evidence"],
        source=tuple(entry["source"]),
        needs=entry["needs"],
        since=entry["since"],
        basis=entry.get("basis", ""),
        branches=tuple(Branch(b["name"], b["meaning"]) for b in entry.get("branches", ())),
    )
