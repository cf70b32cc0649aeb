"""Several runs side by side: of helpdesks, versions or days."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.ledger.rules import chapter_of
from cti_conformance.results.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Data = Mapping[str, Any]

ABSENT = "absent"
"""The outcome of a rule that a run does not know, or was not asked about."""

DIFFERENCES = {
    "outcome": "the outcome",
    "branch": "the branch taken",
    "tested": "tested in some runs only",
}
"""How runs differ in a rule, the most important first, and the words for it."""

WORST_FIRST = (
    *(Outcome.FAILED, Outcome.ERROR, Outcome.WARNING, Outcome.DEVIATION),
    *(Outcome.NOT_TESTED, Outcome.PASSED, ABSENT),
)


@dataclass(frozen=True)
class ComparedRun:
    """One column.

    Attributes:
        name: Its name, which no other run of the comparison has.
        target: The address of its target.
        started_at: When it began.
        version: The version of the suite.
        verdict: Its verdict.
        counts: How many rules have each outcome.
        page: The path of its page, from the page of the comparison; empty if there is none.
    """

    name: str
    target: str
    started_at: str
    version: str
    verdict: str
    counts: Mapping[str, int]
    page: str = ""


@dataclass(frozen=True)
class Cell:
    """The outcome of a rule in one run, and the reason for it."""

    outcome: str
    reason: str
    branch: str


@dataclass(frozen=True)
class Row:
    """One rule in all runs.

    Attributes:
        difference: How the runs differ, one of `DIFFERENCES`; empty if they do not.
    """

    rule: str
    title: str
    level: str
    chapter: str
    difference: str
    cells: tuple[Cell, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that occur in it."""
        return tuple(dict.fromkeys(cell.outcome for cell in self.cells))


@dataclass(frozen=True)
class Comparison:
    """Several runs, rule by rule; the rows that differ come first."""

    runs: tuple[ComparedRun, ...]
    rows: tuple[Row, ...]

    @property
    def differences(self) -> list[Row]:
        """The rows that differ."""
        return [row for row in self.rows if row.difference]

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)


def side_by_side(reports: Mapping[str, Data], pages: Mapping[str, str]) -> Comparison:
    """Return the comparison of several reports.

    Args:
        reports: The data of each ``report.json``, by the name of its run.
        pages: The paths of the pages of runs, as far as there are any.
    """
    by_id = [{rule["id"]: rule for rule in report["rules"]} for report in reports.values()]
    # The newest version of the suite knows the most rules; their order is that of the ledger.
    ids = dict.fromkeys(rule for known in sorted(by_id, key=len, reverse=True) for rule in known)
    rows = [_row(rule_id, [known.get(rule_id) for known in by_id]) for rule_id in ids]
    rows = [row for row in rows if row.outcomes != (ABSENT,)]
    runs = (_run(name, report, pages.get(name, "")) for name, report in reports.items())
    return Comparison(tuple(runs), tuple(sorted(rows, key=_place)))


def _place(row: Row) -> tuple[int, int]:
    if not row.difference:
        return len(DIFFERENCES), 0
    worst = min(WORST_FIRST.index(outcome) for outcome in row.outcomes)
    return list(DIFFERENCES).index(row.difference), worst


def _difference(cells: Sequence[Cell]) -> str:
    asked = [cell for cell in cells if cell.outcome != ABSENT]
    tested = [cell for cell in asked if cell.outcome != Outcome.NOT_TESTED]
    if len({cell.outcome for cell in tested}) > 1:
        return "outcome"
    if len({cell.branch for cell in tested}) > 1:
        return "branch"
    return "tested" if 0 < len(tested) < len(asked) else ""


def _run(name: str, report: Data, page: str) -> ComparedRun:
    return ComparedRun(
        name=name,
        target=report["target"]["url"],
        started_at=report["started_at"],
        version=report["suite"]["version"],
        verdict=report["verdict"],
        counts=dict(Counter(_cell(rule).outcome for rule in report["rules"])),
        page=page,
    )


def _row(rule_id: str, rules: Sequence[Data | None]) -> Row:
    newest: Data = next(rule for rule in rules if rule)
    cells = tuple(map(_cell, rules))
    return Row(
        rule=rule_id,
        title=newest["title"],
        level=newest.get("level", ""),
        chapter=chapter_of(rule_id),
        difference=_difference(cells),
        cells=cells,
    )


def _cell(rule: Data | None) -> Cell:
    if rule is None:
        return Cell(ABSENT, "this version has no such rule", "")
    if rule["outcome"] == Outcome.NOT_TESTED and not rule.get("selected", True):
        return Cell(ABSENT, rule["reason"], "")
    return Cell(rule["outcome"], "; ".join(_reasons(rule)), rule["branch"] or "")


def _reasons(rule: Data) -> Iterator[str]:
    """Yield the reasons behind the outcome of a rule."""
    if known := rule.get("known"):
        yield known
    bad = (Outcome.FAILED, Outcome.ERROR)
    failing = [scenario for scenario in rule["scenarios"] if scenario["outcome"] in bad]
    if failing and failing[0].get("expected"):
        yield f"expected {failing[0]['expected']}; observed {failing[0]['observed']}"
    elif rule["reason"]:
        yield rule["reason"]
    if len(failing) > 1:
        yield f"{len(failing)} of {len(rule['scenarios'])} examples"
