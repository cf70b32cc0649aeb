"""The exit status of a run, for CI jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cti_conformance.results.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from cti_conformance.results.summary import Summary
    from cti_conformance.results.verdict import RuleResult

UNUSABLE = 6
ERROR = 7
CHANGED = 8
NO_REPORT = 9
"""The verdict would be 0, but the report could not be written."""


def exit_status(
    summary: Summary,
    status: int,
    *,
    strict: bool,
    fail_on: Collection[str],
    others_failed: bool,
) -> int:
    """Return pytest's own exit status if it is more specific, else that of the verdict.

    Args:
        summary: The run.
        status: Pytest's own exit status.
        strict: Whether a warning fails the run.
        fail_on: The kinds of change since the baseline that fail it.
        others_failed: Whether a test failed that does not belong to the suite.
    """
    judgement = summary.judgement
    if summary.unusable:
        return UNUSABLE
    if status == pytest.ExitCode.OK and not any(_tried(result) for result in judgement.rules):
        return pytest.ExitCode.NO_TESTS_COLLECTED
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return status
    warned = strict and judgement.of(Outcome.WARNING)
    if judgement.verdict == Verdict.NON_CONFORMANT or judgement.stale or warned:
        return pytest.ExitCode.TESTS_FAILED
    if judgement.verdict == Verdict.ERROR:
        return ERROR
    changed = {change["kind"] for change in summary.changes}
    if changed & set(fail_on):
        return CHANGED
    return pytest.ExitCode.TESTS_FAILED if others_failed else pytest.ExitCode.OK


def _tried(result: RuleResult) -> bool:
    """Return whether any example of a rule was tried, by a scenario or by fuzzing."""
    return any(scenario.outcome != Outcome.NOT_TESTED for scenario in result.scenarios)
