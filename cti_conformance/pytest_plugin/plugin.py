"""The pytest plugin: what it adds to pytest, and what scenarios are given."""

from __future__ import annotations

import logging
import signal
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.errors import ConfigError
from cti_conformance.ledger.rules import RULE_ID, SINCE, load_ledger
from cti_conformance.pytest_plugin.options import fuzzes, pytest_addoption
from cti_conformance.pytest_plugin.suite import Suite
from cti_conformance.results.step_outcomes import Inconclusive, not_tested
from cti_conformance.scenario.item import RULE
from cti_conformance.scenario.target_lock import target_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.config.partners import Partners
    from cti_conformance.fuzz.plugin import Fuzz
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.target import Target

__all__ = ["pytest_addoption"]  # a hook like those below

SUITE = pytest.StashKey[Suite]()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Have nothing run where only the plan is asked for."""
    if config.option.plan:
        from cti_conformance.pytest_plugin.plan import Planning

        Planning.instead_of_running(config)


def pytest_configure(config: pytest.Config) -> None:
    """Check all that was asked for, before anything runs."""
    config.addinivalue_line("markers", "rule(id): the rule of the ledger that a scenario is for")
    config.addinivalue_line("markers", "exclusive: a scenario beside which no other may run")
    for version in load_ledger().versions:
        line = f"{SINCE}{version}: an example that its rule did not have before this version"
        config.addinivalue_line("markers", line)
    try:
        suite = Suite(config)
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from error
    # How CI cancels a job: what scenarios have changed is put back, as on Ctrl-C. Not by way of
    # SIGINT, which a job in the background ignores.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # What was exchanged is in the report, told without secrets and control characters.
    logging.getLogger("urllib3").propagate = False
    config.stash[SUITE] = suite
    config.pluginmanager.register(suite, "cti-suite")
    suite.fuzz = _fuzz(config, suite)
    if config.option.plan:
        from cti_conformance.pytest_plugin.plan import Planning

        plan = Planning(suite.selection, suite.target_config, suite.told)
        config.pluginmanager.register(plan, "cti-plan")


def _fuzz(config: pytest.Config, suite: Suite) -> Fuzz | None:
    """Return what fuzzes, where that is asked for; nothing of it is imported otherwise.

    Raises:
        UsageError: it is not installed, or an option of it cannot be.
    """
    options = config.option
    if not fuzzes(options):
        return None
    from cti_conformance.fuzz.plugin import Fuzz, new_seed

    # Workers of xdist take the option over, and so draw alike.
    options.fuzz_seed = new_seed() if options.fuzz_seed is None else options.fuzz_seed
    cache = config.cache.mkdir("cti-fuzz") if hasattr(config, "cache") else None
    fuzz = Fuzz(suite, options.fuzz, options.fuzz_seed, options.fuzz_time, cache)
    config.pluginmanager.register(fuzz, "cti-fuzz")
    return fuzz


def pytest_bdd_apply_tag(tag: str, function: Any) -> bool | None:
    """Turn a rule's tag into the marker ``rule(id)``; other tags are markers as they are."""
    if not RULE_ID.fullmatch(tag):
        return None
    pytest.mark.rule(tag)(function)
    return True


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> Run:
    """Return what all scenarios of this process share."""
    return pytestconfig.stash[SUITE].session.open()


@pytest.fixture(scope="session")
def target(run: Run) -> Target:
    """Return the target under test."""
    return run.target


@pytest.fixture(scope="session")
def partners(pytestconfig: pytest.Config) -> Partners:
    """Return what is under test in a helpdesk's place."""
    return pytestconfig.stash[SUITE].partners


@pytest.fixture(autouse=True)
def _turn(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give a scenario its turn on the target; *not tested* where that lacks what the rule needs."""
    rule = request.node.stash.get(RULE, None)
    if rule is None:
        yield
        return
    target: Target = request.getfixturevalue("target")
    if reason := target.capabilities.why_missing(rule.relies_on):
        not_tested(f"needs {rule.relies_on}: {reason}")
    if tainted := request.getfixturevalue("run").tainted:
        raise Inconclusive(tainted)
    # Agents that are listed are everybody's: nobody may find online whom another has put online.
    exclusive = request.node.get_closest_marker("exclusive") is not None or (
        rule.needs in ("desktop", "browser", "operations") and bool(target.config.existing.agents)
    )
    with target_lock(shared=not target.disposable, exclusive=exclusive):
        yield
