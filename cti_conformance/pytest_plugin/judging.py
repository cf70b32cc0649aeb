"""Judges each scenario, and attaches the result to pytest's report of the test."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance import interrupts
from cti_conformance.oracle.watcher import ORACLE, Difference
from cti_conformance.pytest_plugin.evidence import BEGINS, Scripts
from cti_conformance.report import files
from cti_conformance.report.failure_text import failure_text
from cti_conformance.results.locus import Locus
from cti_conformance.results.step_outcomes import Inconclusive, NotTestable, RuleViolated
from cti_conformance.results.verdict import Outcome, ScenarioResult, tolerates
from cti_conformance.scenario.item import (
    BROKE_OFF,
    CLIENT,
    FAILED,
    JUDGED,
    RULE,
    STEP,
    result_of,
)
from cti_conformance.scenario.payload import ScenarioPayload, mark_ours
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from pytest_bdd.parser import Scenario, Step

    from cti_conformance.ledger.rules import Rule
    from cti_conformance.pytest_plugin.run_plan import RunPlan
    from cti_conformance.scenario.run import Run
    from cti_conformance.scenario.session import Session
    from cti_conformance.text.redaction import Clean
    from cti_conformance.transport.recorder import Exchange

MAX_EVIDENCE = 5
"""Failing scenarios of a rule whose exchanges and scripts are kept.

A target that fails a table of a hundred rows would else need minutes for that alone.
"""
ENDED = pytest.StashKey[str]()
"""How the steps of a scenario ended, once all was done: ``passed`` or ``failed``."""


@dataclass(frozen=True)
class Found:
    """What the oracle has found in a scenario, with the exchanges that show it."""

    differences: list[Difference]
    exchanges: list[Exchange]


FOUND = pytest.StashKey[Found]()
OF_ONE_TRY: tuple[pytest.StashKey[Any], ...] = (
    *(BEGINS, BROKE_OFF, CLIENT, ENDED, FAILED, FOUND, JUDGED, STEP, ORACLE),
)
"""What is known of a scenario once it has run; it may be run again."""


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
        self._reported: set[str] = set()
        self._evidence: Counter[str] = Counter()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Forget the previous scenario, or try: this one may end before its first step."""
        for key in OF_ONE_TRY:
            if key in item.stash:
                del item.stash[key]
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
        stash = request.node.stash
        stash[STEP] = next(n for n, one in steps if one is step)
        if RULE in stash:
            known = len(self._session.open().target.recorder.exchanges)
            stash.setdefault(BEGINS, []).append(known)

    def pytest_bdd_after_step(
        self, request: pytest.FixtureRequest, scenario: Scenario, step: Step
    ) -> None:
        """Remember that the last step has passed."""
        if step is scenario.steps[-1]:
            request.node.stash[ENDED] = "passed"

    def pytest_bdd_step_error(
        self, request: pytest.FixtureRequest, step: Step, exception: Exception
    ) -> None:
        """Remember that all was done if a `Then` has found a violation, or cannot check.

        What it cannot check, another rule may have broken: the oracle says which.
        """
        if isinstance(exception, RuleViolated):
            known = len(self._session.open().target.recorder.exchanges)
            exception.at = replace(exception.at or Locus(), upto=known)
        if step.type == "then" and type(exception) in (RuleViolated, Inconclusive):
            request.node.stash[ENDED] = "failed"

    def pytest_bdd_after_scenario(self, request: pytest.FixtureRequest) -> None:
        """Let the oracle look at all that became of the calls, if all was done; else what it saw.

        Raises:
            RuleViolated: It found a difference from the rule of the scenario, whose steps passed.
        """
        stash = request.node.stash
        ended = stash.get(ENDED, "")
        if ORACLE not in stash:
            return
        differences = stash[ORACLE].conclude(all_done=bool(ended))
        stash[JUDGED] = ended == "passed"
        recorder = self._session.open().target.recorder
        stash[FOUND] = Found(differences, [*recorder.exchanges])
        for one in differences:
            if one.rule == stash[RULE].id and ended == "passed":
                raise RuleViolated(one.expected, one.observed, one.at)

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

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_keyboard_interrupt(
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Generator[None]:
        """End the time of the run, and show a place in the suite, not one in the browser driver.

        Pytest takes a second to describe the place. A Ctrl-C in this time would cost the verdict.
        """
        run_time().stop()
        if not self._shows_full_trace:
            excinfo.traceback = excinfo.traceback.filter(
                lambda entry: (
                    not str(entry.frame.f_globals.get("__name__")).startswith("playwright.")
                )
            )
        with interrupts.held(act_later=False):
            return (yield)

    def _judge(
        self, rule: Rule, item: pytest.Item, call: pytest.CallInfo[None], made: pytest.TestReport
    ) -> None:
        run = self._session.running
        exchanges = [*run.target.recorder.exchanges] if run else []
        has_evidence = self._evidence[rule.id] < MAX_EVIDENCE
        result = self._with_evidence(
            result_of(
                *(item, call, made, run),
                with_exchanges=has_evidence,
                with_traceback=self._shows_traceback,
            )
        )
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            self._evidence[rule.id] += 1
            result = replace(result, client=_of_client(item))
        error = call.excinfo.value if call.excinfo else None
        if type(error) is Inconclusive:  # and not one that means that there was no answer
            item.stash[BROKE_OFF] = True
        scripts = Scripts(self._plan, item, exchanges)
        if run and isinstance(error, RuleViolated) and has_evidence:
            result = scripts.added(run, result, error.at or Locus())
        further = [*self._further(item, result, scripts)]
        if FOUND in item.stash:
            del item.stash[FOUND]  # pytest keeps the items: the answers of a run take much memory
        if further:
            item.stash[FAILED] = True
        ScenarioPayload(result, self._chapters, further).attach(made)
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            item.stash[FAILED] = True
            made.outcome = "failed"
            made.longrepr = failure_text(self._plan.ledger, rule, [result])
        if result.outcome == Outcome.FAILED and tolerates(rule, self._plan.deviations):
            # In pytest's terms an expected failure: it does not fail the run.
            made.outcome = "skipped"
            made.wasxfail = f"{rule.id} ({rule.level}): {result.reason}"

    def _further(
        self, item: pytest.Item, result: ScenarioResult, scripts: Scripts
    ) -> Iterator[ScenarioResult]:
        """Yield what the oracle has found against other rules that are tested, each rule once."""
        run, found = self._session.running, item.stash.get(FOUND, None)
        if run is None or found is None:
            return
        for one in found.differences:
            if one.rule == result.rule or one.rule in self._reported or not self._tests(one.rule):
                continue
            self._reported.add(one.rule)
            violated = _found_by_oracle(one, found.exchanges, item, result, run)
            yield scripts.added(run, violated, one.at or Locus())

    def _tests(self, rule_id: str) -> bool:
        """Return whether a rule is selected, and the target can be tested for it."""
        if rule_id not in self._plan.selection.ids:
            return False
        return self._session.capabilities.has(self._plan.ledger[rule_id].relies_on)

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


def _found_by_oracle(
    one: Difference,
    exchanges: Sequence[Exchange],
    item: pytest.Item,
    result: ScenarioResult,
    run: Run,
) -> ScenarioResult:
    """Return a difference that the oracle has found as the result of the rule that it breaks."""
    clean = run.target.redactor.clean
    return replace(
        result,
        rule=one.rule,
        origin="oracle",
        own_rule=result.rule,
        outcome=Outcome.FAILED,
        expected=clean(one.expected),
        observed=clean(one.observed),
        reason=clean(f"expected {one.expected}; observed {one.observed}"),
        ended_at=len(result.steps),
        branch=None,
        exchanges=[exchange.as_dict() for exchange in exchanges],
        client=_of_client(item),
        script="",
    )


def _of_client(item: pytest.Item) -> list[Clean]:
    """Return what the telephone system under test made of the scenario, if there is one."""
    return item.stash[CLIENT]() if CLIENT in item.stash else []


def _skipped(reason: str) -> pytest.ExceptionInfo[BaseException]:
    """Return how pytest represents a skip for this reason."""
    try:
        pytest.skip(reason)
    except pytest.skip.Exception as skip:
        return pytest.ExceptionInfo.from_exception(skip)
