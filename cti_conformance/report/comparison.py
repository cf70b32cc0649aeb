"""A comparison of runs on the terminal, and its page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cti_conformance.results.baseline import UNTESTED
from cti_conformance.results.comparison import ABSENT, DIFFERENCES, WORST_FIRST
from cti_conformance.results.verdict import Outcome
from cti_conformance.text.excerpts import plural
from cti_conformance.text.redaction import escape_control, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.ledger.rules import Ledger
    from cti_conformance.results.comparison import ComparedRun, Comparison, Row

SHOWN = {Outcome.NOT_TESTED: UNTESTED, ABSENT: "·"}
UNEXPLAINED = (Outcome.PASSED, ABSENT)
MAX_REASON_CHARACTERS = 160
MAX_CELL_CHARACTERS = 400
"""A longer reason is cut on the page; the page of the run has all of it."""


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of a comparison: the runs, then the rules in which they differ.

    Rules that some runs did not test are counted by reason, since there may be many.
    """
    letters = [_letter(number) for number in range(len(comparison.runs))]
    for letter, run in zip(letters, comparison.runs, strict=True):
        yield escape_control(f"{letter}  {run.name}: {run.verdict}, {counts(run)}")
        yield escape_control(f"   {run.target}, {run.started_at}, version {run.version}")
    yield ""
    head = "".join(f"{letter:>12}" for letter in letters)
    yield f"{'Rules that differ':<56}{head}"
    rows = [row for row in comparison.differences if row.difference != "tested"]
    for row in rows:
        cells = "".join(f"{SHOWN.get(cell.outcome, cell.outcome):>12}" for cell in row.cells)
        yield f"{f'{row.rule} {row.title}'[:55]:<56}{cells}"
        yield from map(escape_control, _reasons(row, letters))
    if not rows:
        yield "none"
    yield ""
    yield from map(escape_control, _untested(comparison, letters))
    same = len(comparison.rows) - len(comparison.differences)
    yield f"{plural(same, 'rule')} of {len(comparison.rows)} with the same outcome in all runs."


def _untested(comparison: Comparison, letters: list[str]) -> Iterator[str]:
    """Yield how many rules a run did not test, though another one did, by reason."""
    found: Counter[tuple[str, str]] = Counter(
        (letter, cell.reason)
        for row in comparison.differences
        for letter, cell in zip(letters, row.cells, strict=True)
        if cell.outcome == Outcome.NOT_TESTED
    )
    for (letter, reason), count in sorted(found.items()):
        yield f"Not tested by {letter}, {plural(count, 'rule')}: {reason}"


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"#{number + 1}"


def _reasons(row: Row, letters: list[str]) -> Iterator[str]:
    """Yield the reasons behind the outcomes of a row; one that several runs share only once."""
    by_reason: dict[str, list[str]] = {}
    for letter, cell in zip(letters, row.cells, strict=True):
        reason = cell.reason if cell.outcome not in UNEXPLAINED else ""
        if text := reason or cell.branch:
            by_reason.setdefault(text, []).append(letter)
    for text, which in by_reason.items():
        line = " ".join(shorten(text, MAX_REASON_CHARACTERS).split())
        yield f"    {', '.join(which)}: {line}"


def counts(run: ComparedRun) -> str:
    """Return how many rules have each outcome, in words."""
    parts = [
        f"{run.counts[outcome]} {SHOWN.get(outcome, outcome)}"
        for outcome in WORST_FIRST
        if outcome != ABSENT and run.counts.get(outcome)
    ]
    return ", ".join(parts) or "no rule tested"


def comparison_page(comparison: Comparison, ledger: Ledger) -> str:
    """Return the page of a comparison, which is one file.

    Args:
        comparison: The runs.
        ledger: The ledger, for the titles of the chapters.
    """
    # Imported here: the terminal needs no templates.
    from cti_conformance.report.html.templates import environment
    from cti_conformance.report.wording import OUTCOMES, VERDICTS

    codes = {row.chapter for row in comparison.rows}
    return environment().get_template("compare.html.j2").render(
        comparison=comparison,
        chapters=[chapter for chapter in ledger.chapters if chapter.code in codes],
        counts=counts,
        differences=DIFFERENCES,
        short=lambda text: shorten(text, MAX_CELL_CHARACTERS),
        outcomes={**OUTCOMES, ABSENT: "Not asked"},
        verdicts={name: word for name, (word, _) in VERDICTS.items()},
    )  # fmt: skip
