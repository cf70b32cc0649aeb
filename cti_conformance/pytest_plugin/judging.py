"""Judges each scenario, and attaches the result to pytest's report of the test."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cti_conformance.report import files
from cti_conformance.report.failure_text import failure_text
from cti_conformance.results.step_outcomes import NotTestable
from cti_conformance.results.verdict import Outcome, ScenarioResult, tolerates
from cti_conformance.scenario.item import RULE, STEP, result_of
from cti_conformance.scenario.payload import ScenarioPayload, mark_ours

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from pytest_bdd.parser import Scenario, Step

    from cti_conformance.ledger.rules import Rule
    from cti_conformance.pytest_plugin.run_plan import RunPlan
    from cti_conformance.scenario.session import Session


class Judging:
    """Judges the scenarios of one process.

    Args:
        plan: The run.
        session: The target of this process.
        chapters: How many scenarios of each chapter were collected.
        shows_full_trace: Whether pytest was asked for ``--full-trace``.
        shows_traceback: Whether to show the traceback of an error of the suite (``-vv``).
    """

    def __init__(
        self,
        plan: RunPlan,
        session: Session,
        chapters: Mapping[str, int],
        *,
        shows_full_trace: bool,
        shows_traceback: bool,
    ) -> None:
        self._plan = plan
        self._shows_traceback = shows_traceback
        self._shows_full_trace = shows_full_trace
        self._session = session
        self._chapters = chapters

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Forget the previous scenario: this one may end before its first step."""
        if RULE in item.stash and self._session.running:
            self._session.running.begin_scenario()

    def pytest_bdd_before_scenario(self, request: pytest.FixtureRequest) -> None:
        """Forget the requests by which the target was discovered."""
        if RULE in request.node.stash:
            self._session.open().begin_scenario()

    def pytest_bdd_before_step(
        self, request: pytest.FixtureRequest, scenario: Scenario, step: Step
    ) -> None:
        """Remember the step that runs, for the failure text."""
        # By identity: a scenario may contain the same step twice.
        steps = enumerate(scenario.steps)
        request.node.stash[STEP] = next(n for n, one in steps if one is step)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge a scenario, and describe the failure in the suite's own words."""
        if call.excinfo and isinstance(call.excinfo.value, NotTestable):
            call.excinfo = _skipped(str(call.excinfo.value))
        made = yield
        rule = item.stash.get(RULE, None)
        if rule is None:
            return made
        mark_ours(made)
        if call.when == "teardown" and call.excinfo and self._session.running:
            made.longrepr = self._session.running.target.redactor.clean(str(call.excinfo.value))
        if call.when == "call" or (call.when == "setup" and not made.passed):
            self._judge(rule, item, call, made)
        return made

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """On Ctrl-C, show a place in the suite, not one in the browser driver."""
        if not self._shows_full_trace:
            excinfo.traceback = excinfo.traceback.filter(
                lambda entry: (
                    not str(entry.frame.f_globals.get("__name__")).startswith("playwright.")
                )
            )

    def _judge(
        self, rule: Rule, item: pytest.Item, call: pytest.CallInfo[None], made: pytest.TestReport
    ) -> None:
        result = self._with_evidence(
            result_of(item, call, made, self._session.running, with_traceback=self._shows_traceback)
        )
        ScenarioPayload(result, self._chapters).attach(made)
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            made.outcome = "failed"
            made.longrepr = failure_text(self._plan.ledger, rule, [result])
        if result.outcome == Outcome.FAILED and tolerates(rule, self._plan.deviations):
            # In pytest's terms an expected failure: it does not fail the run.
            made.outcome = "skipped"
            made.wasxfail = f"{rule.id} ({rule.level}): {result.reason}"

    def _with_evidence(self, result: ScenarioResult) -> ScenarioResult:
        """Add the console errors and screenshots of the browser, if one is open."""
        run, directory = self._session.running, self._plan.options.report_dir
        if run is None or result.outcome == Outcome.NOT_TESTED:
            return result
        shots: list[bytes] = []
        if directory and result.outcome != Outcome.PASSED:
            shots = run.target.screenshots()
        names = files.keep_screenshots(directory, result, shots) if directory and shots else []
        return replace(result, console=run.target.console(), screenshots=names)


def _skipped(reason: str) -> pytest.ExceptionInfo[BaseException]:
    """Return how pytest represents a skip for this reason."""
    try:
        pytest.skip(reason)
    except pytest.skip.Exception as skip:
        return pytest.ExceptionInfo.from_exception(skip)
