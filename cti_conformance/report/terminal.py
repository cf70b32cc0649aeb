"""The terminal summary of a run: chapters, failures, verdict."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any

from cti_conformance.report.failure_text import WIDTH, failing, failure_text, title
from cti_conformance.results.baseline import KINDS, UNTESTED, describe_change
from cti_conformance.results.verdict import NOT_SELECTED, Outcome, Verdict
from cti_conformance.text.excerpts import plural, terminal_width
from cti_conformance.text.redaction import escape_control

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pytest

    from cti_conformance.ledger.rules import Ledger
    from cti_conformance.results.summary import FuzzSummary, Summary
    from cti_conformance.results.verdict import Judgement, RuleResult

NOTHING_LEFT = "Interrupted: nothing is left on the target."
NOTHING_ELSE_LEFT = "Interrupted: nothing but the following is left on the target."
MAX_LISTED = 20
MAX_KINDS = 6
COLUMNS = (
    (Outcome.PASSED, "passed"),
    (Outcome.FAILED, "failed"),
    (Outcome.WARNING, "warning"),
    (Outcome.DEVIATION, "deviation"),
    (Outcome.ERROR, "error"),
    (Outcome.NOT_TESTED, UNTESTED),
)
REPORTED_OUTCOMES = (Outcome.FAILED, Outcome.ERROR, Outcome.WARNING, Outcome.DEVIATION)
MARKUP = {
    Verdict.CONFORMANT: {"green": True, "bold": True},
    Verdict.PARTIAL: {"yellow": True, "bold": True},
    Verdict.NON_CONFORMANT: {"red": True, "bold": True},
    Verdict.ERROR: {"red": True, "bold": True},
}


def write_summary(
    reporter: pytest.TerminalReporter, summary: Summary, report: str, lost: str = ""
) -> None:
    """Write the table of chapters, the problems and the verdict.

    With ``-q`` only the problems and the verdict; with ``-qq`` only the verdict.

    Args:
        reporter: Pytest's terminal reporter.
        summary: The run.
        report: The path of the report; empty if none was written.
        lost: Why the report could not be written; empty if it was.
    """
    judgement = summary.judgement
    if reporter.verbosity >= 0 and not summary.unusable:
        reporter.write_line("")
        for line in _table(summary.ledger, judgement):
            reporter.write_line(line)
    if reporter.verbosity >= -1:
        _write_findings(reporter, summary)
        if report:
            reporter.write_line(f"Report: {report}")
    if lost:
        reporter.write_line(f"The report could not be written: {lost}", red=True)
    reporter.write_line(_verdict_line(summary), **MARKUP[judgement.verdict])


def _write_findings(reporter: pytest.TerminalReporter, summary: Summary) -> None:
    seen: set[str] = set()
    for result in summary.judgement.of(*REPORTED_OUTCOMES):
        is_listed = reporter.verbosity >= 0 and _suite_had_stopped(result)
        if is_listed and result.reason in seen:
            continue  # a line below counts those of one reason
        seen.add(result.reason)
        reporter.write_line("")
        reporter.write_line(f"{result.outcome.upper()}: {title(result.rule)}", bold=True)
        if result.known:
            reporter.write_line(escape_control(f"  A deviation {result.known}"))
        text = failure_text(summary.ledger, result.rule, failing(result)[:1])
        reporter.write_line(text.partition("\n")[2])
        others = Counter((one.name, one.where) for one in failing(result)[1:])
        for (name, where), number in others.items():  # a table has many of one name
            times = f", {number} times" if number > 1 else ""
            reporter.write_line(escape_control(f"  Also: {name}  ({where}){times}"))
    reporter.write_line("")
    if reporter.verbosity >= 0 and not summary.unusable:
        for line in (*_choices(summary), *_requests(summary)):
            reporter.write_line(line)
    for line in _notes(summary):
        reporter.write_line(escape_control(line))
    if summary.fuzz:
        for line in _fuzzed(summary.fuzz, in_full=reporter.verbosity > 0):
            reporter.write_line(escape_control(line))


def _table(ledger: Ledger, judgement: Judgement) -> Iterator[str]:
    counts: dict[str, Counter[Outcome]] = {}
    for result in judgement.rules:
        if not _unselected(result):
            counts.setdefault(result.rule.chapter, Counter())[result.outcome] += 1
    shown = [
        (outcome, name)
        for outcome, name in COLUMNS
        if outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.NOT_TESTED) or judgement.of(outcome)
    ]
    titles = {chapter.code: chapter.title for chapter in ledger.chapters}
    wide = max(len(titles[code]) for code in counts or titles)
    wide = max(min(wide, terminal_width() - 6 - 12 * len(shown)), 0)
    yield f"{'Rules':<{wide + 6}}" + "".join(f"{name:>12}" for _, name in shown)
    for code, count in counts.items():
        yield _row(f"{code:<6}{titles[code][:wide]:<{wide}}", count, shown)
    yield _row(f"{'all':<{wide + 6}}", sum(counts.values(), Counter()), shown)


def _unselected(result: RuleResult) -> bool:
    """Return whether nobody asked about a rule, so that it is only counted."""
    return result.reason == NOT_SELECTED


def _row(label: str, count: Counter[Outcome], shown: Sequence[tuple[Outcome, str]]) -> str:
    return label + "".join(f"{count[outcome] or '·':>12}" for outcome, _ in shown)


def _choices(summary: Summary) -> Iterator[str]:
    """Yield the rules that were not tested, and the branches that the target took."""
    untested: dict[str, list[str]] = {}
    for result in summary.judgement.of(Outcome.NOT_TESTED):
        if _unselected(result):
            continue
        untested.setdefault(result.reason, []).append(result.rule.id)
    if untested and summary.received is not None:  # which ones depends on the calls
        tried = [r.rule.id for r in summary.judgement.rules if r.outcome != Outcome.NOT_TESTED]
        yield f"Tested, {plural(len(tried), 'rule')}"
        yield from _ids(tried)
    for reason, ids in untested.items():
        yield escape_control(f"Not tested, {plural(len(ids), 'rule')}: {reason}")
        if summary.received is not None:
            yield from _ids(ids)
    unjudged: dict[str, list[str]] = {}
    for result in filter(_suite_had_stopped, summary.judgement.of(Outcome.ERROR)):
        unjudged.setdefault(result.reason, []).append(result.rule.id)
    for reason, ids in unjudged.items():
        yield escape_control(f"Inconclusive, {plural(len(ids), 'rule')}: {reason}")
    branches = [r for r in summary.judgement.rules if r.branch]
    if branches:
        taken = ", ".join(f"{r.rule.id} {r.branch}" for r in branches)
        yield "Choices made where the documentation is silent:"
        yield from textwrap.wrap(
            taken, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )


def _ids(ids: Sequence[str]) -> list[str]:
    """Return lines with the ids of rules."""
    return textwrap.wrap(
        ", ".join(ids), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )


def _requests(summary: Summary) -> Iterator[str]:
    """Yield how many requests were sent, and the most frequent kinds."""
    requests = summary.data["requests"]
    ran = sum(len(result.scenarios) for result in summary.judgement.rules)
    by_client = requests.get("by_client")
    if by_client is not None:
        yield f"Requests of the telephone system: {sum(by_client.values()):,}"
        yield from _kinds(by_client)
    if requests["sent"] and ran:
        whose = "of the suite, to prepare the calls" if by_client is not None else "to the target"
        each = f"{requests['sent'] / ran:.1f} a scenario"
        yield f"Requests {whose}: {requests['sent']:,}, {each}; the most frequent:"
        yield from _kinds(requests["by_kind"])


def _kinds(by_kind: Mapping[str, int]) -> list[str]:
    kinds = list(by_kind.items())[:MAX_KINDS]
    shown = ", ".join(f"{kind.replace('/api/v2', '')} {n:,}" for kind, n in kinds)
    return textwrap.wrap(shown, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _notes(summary: Summary) -> Iterator[str]:
    """Yield notes that are not failures."""
    yield from (f"Note: {remark}" for remark in summary.remarks)
    for stale in summary.judgement.stale:
        yield f"Known deviation out of date: {stale}"
    if summary.leftovers:
        yield f"Left on the target: {len(summary.leftovers)}"
        yield from _listed(summary.leftovers)
        if any(
            line.startswith(("ticket ", "contact ", "agent ", "perhaps "))
            for line in summary.leftovers
        ):
            yield f"  To delete them: cti-conformance clean {summary.target}"
    elif summary.interrupted:
        yield NOTHING_ELSE_LEFT if summary.kept else NOTHING_LEFT
    if summary.kept:
        yield f"Kept on the target, as --keep says: {len(summary.kept)}"
        yield from _listed(summary.kept)
        yield f"  To delete them: cti-conformance clean {summary.target}"
    if baseline := summary.data["baseline"]:
        yield from _compared(baseline)


def _compared(baseline: Mapping[str, Any]) -> Iterator[str]:
    changes = baseline["changes"]
    count = Counter(change["kind"] for change in changes)
    counts = ", ".join(f"{count[kind]} {kind}" for kind in KINDS if count[kind])
    yield (
        f"Compared with {baseline['target']} as it was at {baseline['started_at']} "
        f"({baseline['verdict']}): {counts or 'nothing changed'}"
    )
    for kind in KINDS:
        yield from _listed(
            [
                f"{kind:<8}{change['rule']} {change['title']}: {describe_change(change)}"
                for change in changes
                if change["kind"] == kind
            ]
        )


def _listed(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:MAX_LISTED])
    if len(lines) > MAX_LISTED:
        yield f"  … and {len(lines) - MAX_LISTED} more, in report.json (--report-dir)"


def _suite_had_stopped(result: RuleResult) -> bool:
    """Return whether a rule is inconclusive because the suite stopped sending requests."""
    return result.outcome == Outcome.ERROR and not any(s.exchanges for s in failing(result))


def _verdict_line(summary: Summary) -> str:
    judgement = summary.judgement
    if summary.unusable:
        return escape_control(f"Verdict: {judgement.verdict}. {summary.unusable}")
    counts = Counter(result.outcome for result in judgement.rules if not _unselected(result))
    parts = [f"{counts[outcome]} {name}" for outcome, name in COLUMNS if counts[outcome]]
    if others := sum(map(_unselected, judgement.rules)):
        parts.append(f"{others} not selected")
    so_far = "interrupted, " if summary.interrupted else ""
    return f"Verdict: {judgement.verdict}, {so_far}{', '.join(parts)} ({summary.target})"


def _fuzzed(fuzz: FuzzSummary, *, in_full: bool) -> Iterator[str]:
    """Yield the lines about the fuzzing campaigns.

    Args:
        fuzz: The results.
        in_full: Whether to list each property and operation, also where nothing was found.
    """
    operations = sum((Counter(one.operations) for one in fuzz.campaigns), Counter[str]())
    cases = sum(sum(one.properties.values()) for one in fuzz.campaigns)
    more = "" if in_full else "; -v lists them"
    yield (
        f"Fuzzed with --fuzz={fuzz.examples} --fuzz-seed={fuzz.seed}: {cases} cases, "
        f"{operations.total()} requests{more}"
    )
    for campaign in fuzz.campaigns:
        for name, cases in campaign.properties.items():
            bad = campaign.findings.get(name, 0)
            if not (bad or in_full):
                continue
            yield f"  {name:<52}{cases:>7} cases{f', {bad} rules broken' if bad else ''}"
        if campaign.note:
            yield f"  {campaign.campaign}: {campaign.note}"
    if in_full:
        sent = "Requests: " + ", ".join(f"{name} {n}" for name, n in operations.items())
        yield from textwrap.wrap(sent, 100, initial_indent="  ", subsequent_indent="    ")
    if fuzz.examples < 500:
        yield "  A long run: cti-conformance fuzz URL --fuzz=2000 --fuzz-time=1800"
