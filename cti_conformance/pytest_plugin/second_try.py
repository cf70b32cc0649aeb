"""Runs a scenario again, with new people, if it could not be judged with people used before.

A defect can persist in a record: an agent who was online during a crash, for example, can never be
online again. The next scenario with that agent then cannot be set up, whichever rule it is for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import _pytest.runner
import pytest
from _pytest.runner import runtestprotocol

from cti_conformance.scenario.item import BROKE_OFF, RULE
from cti_conformance.scenario.payload import ScenarioPayload
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from cti_conformance.scenario.run import Run
    from cti_conformance.scenario.session import Session

MAX_FAILED_RETRIES = 3
"""A process makes no further second tries after this number without a judgement."""

REMARK = (
    "a scenario that could not be judged, and had agents or contacts of earlier scenarios, was run "
    "again with new ones"
)


class SecondTry:
    """Runs the scenarios of one process.

    Args:
        session: The target of this process.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._failed_retries = 0
        self._reports: list[pytest.TestReport] | None = None  # of the try that goes on

    @pytest.hookimpl
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> bool | None:
        """Run a scenario, and again if that may help; report the last try, and all findings.

        If another plugin runs the tests, such as pytest-rerunfailures, this one does nothing.
        """
        if (
            not isinstance(item, pytest.Function)
            or RULE not in item.stash
            or self._other_plugin_runs(item)
        ):
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        if run := self._session.running:
            run.pool.lent_again = False
        try:
            reports = self._try(item, nextitem)
        except KeyboardInterrupt:  # while the scenario is cleaned up after: it was judged
            _log(item, self._reports or ())
            raise
        run = self._session.running
        if run and self._may_help(run, item):
            run.renew_people()
            item._initrequest()  # pytest has no public way to forget its fixtures
            before, reports = reports, self._try(item, nextitem)
            _keep_findings(before, reports)
            if BROKE_OFF in item.stash:
                self._failed_retries += 1
            else:
                run.remark(REMARK)
        _log(item, reports)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep the reports of a scenario that is interrupted."""
        report = yield
        if self._reports is not None:
            self._reports.append(report)
        return report

    def _try(self, item: pytest.Item, nextitem: pytest.Item | None) -> list[pytest.TestReport]:
        self._reports = []
        return runtestprotocol(item, log=False, nextitem=nextitem)

    def _other_plugin_runs(self, item: pytest.Item) -> bool:
        """Return whether a plugin that is neither this one nor pytest's own runs tests."""
        runners = item.ihook.pytest_runtest_protocol.get_hookimpls()
        others = (one for one in runners if not (one.hookwrapper or one.wrapper))
        return any(one.plugin not in (self, _pytest.runner) for one in others)

    def _may_help(self, run: Run, item: pytest.Item) -> bool:
        if run.tainted or run_time().is_stopped or self._failed_retries >= MAX_FAILED_RETRIES:
            return False
        return run.pool.lent_again and BROKE_OFF in item.stash


def _log(item: pytest.Item, reports: Sequence[pytest.TestReport]) -> None:
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)


def _keep_findings(
    before: Sequence[pytest.TestReport], reports: Sequence[pytest.TestReport]
) -> None:
    """Add what the oracle had found in the first try to the report of the second."""
    first = next(filter(None, map(ScenarioPayload.of, before)), None)
    for report in reports:
        payload = ScenarioPayload.of(report)
        if first and first.further and payload:
            further = [*first.further, *payload.further]
            replace(payload, further=further).attach(report)
            return
