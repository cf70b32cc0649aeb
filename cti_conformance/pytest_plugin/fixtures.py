"""The fixtures that every scenario can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cti_conformance.pytest_plugin.run_plan import RunPlan
from cti_conformance.results.step_outcomes import Inconclusive, not_tested
from cti_conformance.scenario.item import RULE
from cti_conformance.scenario.session import Session
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.config.partners import Partners
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.target import Target

RUN_PLAN = pytest.StashKey[RunPlan]()
SESSION = pytest.StashKey[Session]()


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> Run:
    """Return the run that all scenarios of this process share."""
    return pytestconfig.stash[SESSION].open()


@pytest.fixture(scope="session")
def target(run: Run) -> Target:
    """Return the target under test."""
    return run.target


@pytest.fixture(scope="session")
def partners(pytestconfig: pytest.Config) -> Partners:
    """Return the partners under test in place of a helpdesk."""
    return pytestconfig.stash[RUN_PLAN].partners


@pytest.fixture(autouse=True)
def _turn(request: pytest.FixtureRequest, run: Run, target: Target) -> Iterator[None]:
    """Lock the target for a scenario, or end it as *not tested* if a capability is missing."""
    if reason := run_time().over_reason:
        raise Inconclusive(reason)
    rule = request.node.stash[RULE]
    if reason := target.capabilities.why_missing(rule.relies_on):
        not_tested(f"needs {rule.relies_on}: {reason}")
    if run.tainted:
        raise Inconclusive(run.tainted)
    # Listed agents are shared: no scenario may find one online that another put online.
    exclusive = request.node.get_closest_marker("exclusive") is not None or (
        rule.needs in ("desktop", "browser", "operations") and bool(target.config.existing.agents)
    )
    sees_pages = rule.needs == "browser" or (target.is_in_browser and rule.needs == "desktop")
    alone = request.node.get_closest_marker("exclusive_pages") is not None
    with run.locked(
        exclusive=exclusive, pages="alone" if alone else "shared" if sees_pages else ""
    ):
        if rule.needs in ("api", "records"):  # its plan names no desktop
            run.pool.close_all()
        yield
