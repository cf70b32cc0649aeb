"""What a run says at its end: the chapters, the failures, the verdict."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.baseline import KINDS, NOT_SELECTED
from cti_conformance.redaction import shorten, visible
from cti_conformance.telling import columns, counted, telling
from cti_conformance.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pytest

    from cti_conformance.ledger import Ledger, Rule
    from cti_conformance.report import Summary
    from cti_conformance.verdict import Judgement, RuleResult, ScenarioResult

WIDTH = 100
MAX_LISTED = 20
MAX_CONSOLE = 3
UNTESTED = "not tested"
COLUMNS = (
    (Outcome.PASSED, "passed"),
    (Outcome.FAILED, "failed"),
    (Outcome.WARNING, "warning"),
    (Outcome.DEVIATION, "deviation"),
    (Outcome.ERROR, "error"),
    (Outcome.NOT_TESTED, UNTESTED),
)
TOLD = (Outcome.FAILED, Outcome.ERROR, Outcome.WARNING, Outcome.DEVIATION)
MARKUP = {
    Verdict.CONFORMANT: {"green": True, "bold": True},
    Verdict.PARTIAL: {"yellow": True, "bold": True},
    Verdict.NON_CONFORMANT: {"red": True, "bold": True},
    Verdict.ERROR: {"red": True, "bold": True},
}


def write_summary(reporter: pytest.TerminalReporter, summary: Summary, report: str) -> None:
    """Write the table of chapters, what is not as it should be, and the verdict.

    With ``-q`` only what is not as it should be, and the verdict; with ``-qq`` only the verdict.

    Args:
        reporter: Pytest's way to the terminal.
        summary: The run.
        report: Where the report was written; empty if nowhere.
    """
    judgement = summary.judgement
    if reporter.verbosity >= 0:
        reporter.write_line("")
        for line in _table(summary.ledger, judgement):
            reporter.write_line(line)
    if reporter.verbosity >= -1:
        _write_findings(reporter, summary)
        if report:
            reporter.write_line(f"Report: {report}")
    reporter.write_line(_verdict_line(summary), **MARKUP[judgement.verdict])


def _write_findings(reporter: pytest.TerminalReporter, summary: Summary) -> None:
    for result in summary.judgement.of(*TOLD):
        reporter.write_line("")
        reporter.write_line(f"{result.outcome.upper()}: {_title(result.rule)}", bold=True)
        if result.known:
            reporter.write_line(visible(f"  A deviation {result.known}"))
        text = failure_text(summary.ledger, result.rule, failing(result)[:1])
        reporter.write_line(text.partition("\n")[2])
        for scenario in failing(result)[1:]:
            reporter.write_line(visible(f"  Likewise: {scenario.name}  ({scenario.where})"))
    reporter.write_line("")
    if reporter.verbosity >= 0:
        for line in _choices(summary):
            reporter.write_line(line)
    for line in _notes(summary):
        reporter.write_line(visible(line))
    if summary.fuzz:
        for line in summary.fuzz.summary():
            reporter.write_line(visible(line))


def failing(result: RuleResult) -> list[ScenarioResult]:
    """Return the scenarios of a rule that make it what it is."""
    return [s for s in result.scenarios if s.outcome in (Outcome.FAILED, Outcome.ERROR)]


def failure_text(ledger: Ledger, rule: Rule, scenarios: Sequence[ScenarioResult]) -> str:
    """Say what is wrong with a rule; the same text on the terminal and in every report."""
    lines = [
        _title(rule),
        *_wrapped(rule.statement),
        f"  Source: {ledger.where(rule)}",
    ]
    for scenario in scenarios:
        lines += ["", f"  Example: {scenario.name}  ({scenario.where})"]
        if scenario.step:
            lines.append(f"  Step: {scenario.step}")
        if scenario.outcome == Outcome.FAILED:
            lines += [f"  Expected: {scenario.expected}", f"  Observed: {scenario.observed}"]
        else:
            lines.append(f"  Not judged: {scenario.reason}")
        lines += [f"  Console: {line}" for line in scenario.console[:MAX_CONSOLE]]
        lines += [f"  Picture: {path}" for path in scenario.screenshots]
        lines += _exchanges(scenario)
    return "\n".join(visible(line) for line in lines)


@dataclass(frozen=True)
class Headline:
    """A failure in one line, where pytest looks for the last line of a traceback."""

    message: str

    def __str__(self) -> str:
        return self.message


class Failure(str):
    """A failure text whose headline JUnit XML shows first."""

    reprcrash: Headline

    @classmethod
    def of(cls, text: str, rule: Rule, scenario: ScenarioResult) -> Failure:
        """Return the text of a scenario that failed, under a line that names the rule."""
        failure = cls(text)
        failure.reprcrash = Headline(visible(f"{_title(rule)}: {scenario.reason}"))
        return failure


def _exchanges(scenario: ScenarioResult) -> Iterator[str]:
    chosen = telling(scenario.exchanges)
    for exchange in chosen:
        answer = " ".join(str(exchange["answer"]).split())
        yield f"    $ {exchange['curl']}"
        yield f"      {exchange['status'] or 'no answer'}: {shorten(answer, 160)}"
    if left_out := len(scenario.exchanges) - len(chosen):
        yield f"    {left_out} more exchanges are in report.json (--report-dir)"


def _table(ledger: Ledger, judgement: Judgement) -> Iterator[str]:
    counts: dict[str, Counter[Outcome]] = {}
    asked = {r.rule.chapter for r in judgement.rules if r.reason != NOT_SELECTED}
    for result in judgement.rules:
        if result.rule.chapter in asked:
            counts.setdefault(result.rule.chapter, Counter())[result.outcome] += 1
    shown = [
        (outcome, name)
        for outcome, name in COLUMNS
        if outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.NOT_TESTED) or judgement.of(outcome)
    ]
    titles = {chapter.code: chapter.title for chapter in ledger.chapters}
    wide = max(len(titles[code]) for code in counts or titles)
    wide = max(min(wide, columns() - 6 - 12 * len(shown)), 0)
    yield f"{'Rules':<{wide + 6}}" + "".join(f"{name:>12}" for _, name in shown)
    for code, count in counts.items():
        yield _row(f"{code:<6}{titles[code][:wide]:<{wide}}", count, shown)
    yield _row(f"{'all':<{wide + 6}}", sum(counts.values(), Counter()), shown)


def _row(label: str, count: Counter[Outcome], shown: Sequence[tuple[Outcome, str]]) -> str:
    return label + "".join(f"{count[outcome] or '·':>12}" for outcome, _ in shown)


def _choices(summary: Summary) -> Iterator[str]:
    """Yield what was not tested, and where the target had a choice."""
    untested: dict[str, list[str]] = {}
    for result in summary.judgement.of(Outcome.NOT_TESTED):
        untested.setdefault(result.reason, []).append(result.rule.id)
    for reason, ids in untested.items():
        yield visible(f"Not tested, {counted(len(ids), 'rule')}: {reason}")
    unasked: dict[str, list[str]] = {}
    for result in filter(_nothing_was_asked, summary.judgement.of(Outcome.ERROR)):
        unasked.setdefault(result.reason, []).append(result.rule.id)
    for reason, ids in unasked.items():
        yield visible(f"Not judged, {counted(len(ids), 'rule')}: {reason}")
    branches = [r for r in summary.judgement.rules if r.branch]
    if branches:
        taken = ", ".join(f"{r.rule.id} {r.branch}" for r in branches)
        yield "Where the documentation is silent, the target went:"
        yield from textwrap.wrap(
            taken, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )


def _notes(summary: Summary) -> Iterator[str]:
    """Yield what one has to know beside the failures."""
    for stale in summary.judgement.stale:
        yield f"Known deviation out of date: {stale}"
    if summary.leftovers:
        yield f"Left on the target, since its API does not delete them: {len(summary.leftovers)}"
        yield from _listed(summary.leftovers)
    if baseline := summary.data["baseline"]:
        yield from _compared(baseline)


def _compared(baseline: Mapping[str, Any]) -> Iterator[str]:
    changes = baseline["changes"]
    count = Counter(change["kind"] for change in changes)
    told = ", ".join(f"{count[kind]} {kind}" for kind in KINDS if count[kind])
    yield (
        f"Compared with {baseline['target']} as it was at {baseline['started_at']} "
        f"({baseline['verdict']}): {told or 'nothing changed'}"
    )
    for kind in KINDS:
        yield from _listed(
            [
                f"{kind:<8}{change['rule']} {change['title']}: {change_told(change)}"
                for change in changes
                if change["kind"] == kind
            ]
        )


def change_told(change: Mapping[str, Any]) -> str:
    """Return what a rule was, and is, in a few words."""
    before, now = change["before"], change["now"]
    if change["kind"] == "changed" and before == now:
        return str(change["detail"])
    told = f"{before or 'not there'} then, {now or 'not there'} now"
    return told.replace(Outcome.NOT_TESTED, UNTESTED)


def _listed(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:MAX_LISTED])
    if len(lines) > MAX_LISTED:
        yield f"  … and {len(lines) - MAX_LISTED} more, in report.json (--report-dir)"


def _nothing_was_asked(result: RuleResult) -> bool:
    """Whether a rule is not judged since the target was not asked any more."""
    return result.outcome == Outcome.ERROR and not any(s.exchanges for s in failing(result))


def _verdict_line(summary: Summary) -> str:
    judgement = summary.judgement
    if summary.unusable:
        return visible(f"Verdict: {judgement.verdict}. {summary.unusable}")
    counts = Counter(result.outcome for result in judgement.rules)
    parts = ", ".join(f"{counts[outcome]} {name}" for outcome, name in COLUMNS if counts[outcome])
    so_far = "interrupted, " if summary.interrupted else ""
    return f"Verdict: {judgement.verdict}, {so_far}{parts} ({summary.target})"


def _title(rule: Rule) -> str:
    return f"{rule.id} ({rule.level}) {rule.title}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
