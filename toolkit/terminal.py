"""What a run says at its end: the chapters, the failures, the verdict."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any

from cti_conformance.redaction import shorten, visible
from cti_conformance.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

    from cti_conformance.ledger import Ledger, Rule
    from cti_conformance.report import Summary
    from cti_conformance.verdict import Judgement, RuleResult, ScenarioResult

WIDTH = 100
COLUMNS = (
    (Outcome.PASSED, "passed"),
    (Outcome.FAILED, "failed"),
    (Outcome.WARNING, "warning"),
    (Outcome.DEVIATION, "deviation"),
    (Outcome.ERROR, "error"),
    (Outcome.NOT_TESTED, "not tested"),
)
TOLD = (Outcome.FAILED, Outcome.ERROR, Outcome.WARNING, Outcome.DEVIATION)
MARKUP = {
    Verdict.CONFORMANT: {"green": True, "bold": True},
    Verdict.PARTIAL: {"yellow": True, "bold": True},
    Verdict.NON_CONFORMANT: {"red": True, "bold": True},
    Verdict.ERROR: {"red": True, "bold": True},
}
CTI_PATH = "/integrations/cti/"
MAX_CALLS = 4
MAX_OTHERS = 3


def write_summary(reporter: pytest.TerminalReporter, summary: Summary, report: str) -> None:
    """Write the table of chapters, what is not as it should be, and the verdict.

    Args:
        reporter: Pytest's way to the terminal.
        summary: The run.
        report: Where the report was written; empty if nowhere.
    """
    judgement = summary.judgement
    reporter.write_line("")
    for line in _table(summary.ledger, judgement):
        reporter.write_line(line)
    for result in judgement.of(*TOLD):
        if _nothing_was_asked(result):
            continue
        reporter.write_line("")
        reporter.write_line(f"{result.outcome.upper()}: {_title(result.rule)}", bold=True)
        if result.known:
            reporter.write_line(visible(f"  A deviation {result.known}"))
        text = failure_text(summary.ledger, result.rule, failing(result)[:1])
        reporter.write_line(text.partition("\n")[2])
        for scenario in failing(result)[1:]:
            reporter.write_line(visible(f"  Likewise: {scenario.name}  ({scenario.where})"))
    reporter.write_line("")
    for line in _notes(summary):
        reporter.write_line(line)
    if report:
        reporter.write_line(f"Report: {report}")
    line = _verdict_line(summary)
    reporter.write_line(line, **MARKUP[judgement.verdict])


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
        lines += _exchanges(scenario)
    return "\n".join(visible(line) for line in lines)


def _exchanges(scenario: ScenarioResult) -> Iterator[str]:
    """Tell what was exchanged: the CTI calls, and what was looked at last; polling told once."""
    told: dict[str, dict[str, Any]] = {}
    for exchange in scenario.exchanges:
        told.pop(exchange["curl"], None)
        told[exchange["curl"]] = exchange
    calls = [exchange for exchange in told.values() if CTI_PATH in exchange["request"]]
    others = [exchange for exchange in told.values() if CTI_PATH not in exchange["request"]]
    chosen = calls[-MAX_CALLS:] + others[-MAX_OTHERS:]
    left_out = len(scenario.exchanges) - len(chosen)
    for exchange in (exchange for exchange in told.values() if exchange in chosen):
        answer = " ".join(str(exchange["answer"]).split())
        yield f"    $ {exchange['curl']}"
        yield f"      {exchange['status'] or 'no answer'}: {shorten(answer, 160)}"
    if left_out:
        yield f"    {left_out} more exchanges are in report.json (--report-dir)"


def _table(ledger: Ledger, judgement: Judgement) -> Iterator[str]:
    counts: dict[str, Counter[Outcome]] = {}
    for result in judgement.rules:
        counts.setdefault(result.rule.chapter, Counter())[result.outcome] += 1
    shown = [
        (outcome, name)
        for outcome, name in COLUMNS
        if outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.NOT_TESTED) or judgement.of(outcome)
    ]
    titles = {chapter.code: chapter.title for chapter in ledger.chapters}
    wide = max(len(title) for title in titles.values())
    yield f"{'Rules':<{wide + 6}}" + "".join(f"{name:>12}" for _, name in shown)
    for code, count in counts.items():
        yield _row(f"{code:<6}{titles[code]:<{wide}}", count, shown)
    yield _row(f"{'all':<{wide + 6}}", sum(counts.values(), Counter()), shown)


def _row(label: str, count: Counter[Outcome], shown: Sequence[tuple[Outcome, str]]) -> str:
    return label + "".join(f"{count[outcome] or '·':>12}" for outcome, _ in shown)


def _notes(summary: Summary) -> Iterator[str]:
    """Yield what one has to know beside the failures."""
    untested: dict[str, list[str]] = {}
    for result in summary.judgement.of(Outcome.NOT_TESTED):
        untested.setdefault(result.reason, []).append(result.rule.id)
    for reason, ids in untested.items():
        yield visible(f"Not tested, {_rules(ids)}: {reason}")
    unasked: dict[str, list[str]] = {}
    for result in filter(_nothing_was_asked, summary.judgement.of(Outcome.ERROR)):
        unasked.setdefault(result.reason, []).append(result.rule.id)
    for reason, ids in unasked.items():
        yield visible(f"Not judged, {_rules(ids)}: {reason}")
    branches = [r for r in summary.judgement.rules if r.branch]
    if branches:
        taken = ", ".join(f"{r.rule.id} {r.branch}" for r in branches)
        yield "Where the documentation is silent, the target went:"
        yield from textwrap.wrap(
            taken, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )
    for stale in summary.judgement.stale:
        yield f"Known deviation out of date: {stale}"
    if summary.leftovers:
        yield f"Left on the target, since its API does not delete them: {len(summary.leftovers)}"
        yield from (visible(f"  {left}") for left in summary.leftovers[:10])
        if len(summary.leftovers) > 10:
            yield "  … report.json lists all"


def _nothing_was_asked(result: RuleResult) -> bool:
    """Whether a rule is not judged since the target was not asked any more."""
    return result.outcome == Outcome.ERROR and not any(s.exchanges for s in failing(result))


def _rules(ids: list[str]) -> str:
    return "1 rule" if len(ids) == 1 else f"{len(ids)} rules"


def _verdict_line(summary: Summary) -> str:
    judgement = summary.judgement
    if summary.unusable:
        return visible(f"Verdict: {judgement.verdict}. {summary.unusable}")
    counts = Counter(result.outcome for result in judgement.rules)
    parts = ", ".join(f"{counts[outcome]} {name}" for outcome, name in COLUMNS if counts[outcome])
    return f"Verdict: {judgement.verdict}, {parts} ({summary.target})"


def _title(rule: Rule) -> str:
    return f"{rule.id} ({rule.level}) {rule.title}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
