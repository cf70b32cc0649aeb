"""Results that belong to no test of pytest: findings of fuzzing and of the oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cti_conformance.report.failure_text import failure_text
from cti_conformance.results.verdict import Outcome, tolerates
from cti_conformance.scenario.payload import ScenarioPayload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cti_conformance.ledger.rules import Ledger
    from cti_conformance.results.verdict import Deviation, ScenarioResult


def report_of(
    result: ScenarioResult,
    made: pytest.TestReport,
    folder: str,
    ledger: Ledger,
    deviations: Iterable[Deviation],
) -> pytest.TestReport:
    """Return a report of one result, like that of a test.

    Args:
        result: The result.
        made: The report of the test that has found it.
        folder: The first part of its node id.
        ledger: The rules.
        deviations: The known deviations.
    """
    rule = ledger[result.rule]
    failed = result.outcome in (Outcome.FAILED, Outcome.ERROR)
    report = pytest.TestReport(
        nodeid=f"{folder}::{result.name.removeprefix('fuzz: ')} [{rule.id}]",
        location=made.location,
        keywords={},
        outcome="failed" if failed else "passed",
        longrepr=failure_text(ledger, rule, [result]) if failed else None,
        when="call",
        duration=result.duration_s,
    )
    ScenarioPayload(result).attach(report)
    if result.outcome == Outcome.FAILED and tolerates(rule, deviations):
        report.outcome = "skipped"
        report.wasxfail = f"{rule.id} ({rule.level}): {result.reason}"
    return report
