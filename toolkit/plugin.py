"""The pytest plugin: options, selection of rules, and what came of each scenario."""

from __future__ import annotations

import logging
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance import report, terminal
from cti_conformance.config import ConfigError, read_config
from cti_conformance.judgement import Unjudged, not_tested
from cti_conformance.ledger import CAPABILITIES, RULE_ID, Ledger, Rule, load_ledger
from cti_conformance.scenario import RULE, STEP, planned, result_of
from cti_conformance.session import Session
from cti_conformance.target import Target, TargetUnusable
from cti_conformance.turns import turn
from cti_conformance.verdict import Judgement, Outcome, ScenarioResult, Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pytest_bdd.parser import Step

    from cti_conformance.run import Run

EXIT_UNUSABLE = 6
EXIT_ERROR = 7

SUITE = pytest.StashKey["Suite"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    group = parser.getgroup("cti", "conformance to the Freshdesk CTI framework")
    group.addoption(
        "--target-url",
        metavar="URL",
        help="test this helpdesk, with credentials from CTI_API_KEY or CTI_AUTH=email:password; "
        "without it the bundled reference is tested",
    )
    group.addoption(
        "--target-config",
        metavar="FILE",
        type=Path,
        help="what else the suite has to know of the target (cti-target.toml)",
    )
    group.addoption(
        "--profile",
        action="append",
        default=[],
        metavar="NAME",
        help=f"run the rules of this profile only: {', '.join(CAPABILITIES)} (repeatable)",
    )
    group.addoption(
        "--rule",
        action="append",
        default=[],
        metavar="ID-OR-GLOB",
        help="run this rule only, such as CTI-REQ-06 or 'CTI-REQ-*' (repeatable)",
    )
    group.addoption(
        "--report-dir", metavar="DIR", type=Path, help="write report.json into this folder"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Check all that was asked for, before anything runs."""
    config.addinivalue_line("markers", "rule(id): the rule of the ledger that a scenario is for")
    config.addinivalue_line("markers", "alone: a scenario beside which no other may run")
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


def pytest_bdd_apply_tag(tag: str, function: Any) -> bool | None:
    """Turn a rule's tag into the marker ``rule(id)``; other tags are markers as they are."""
    if not RULE_ID.fullmatch(tag):
        return None
    pytest.mark.rule(tag)(function)
    return True


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> Run:
    """Return what all scenarios of this process share."""
    return pytestconfig.stash[SUITE].session.run


@pytest.fixture(scope="session")
def target(run: Run) -> Target:
    """Return the target under test."""
    return run.target


@pytest.fixture(autouse=True)
def _turn(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give a scenario its turn on the target; *not tested* where that lacks what the rule needs."""
    rule = request.node.stash.get(RULE, None)
    if rule is None:
        yield
        return
    target: Target = request.getfixturevalue("target")
    capability = target.capabilities[rule.needs]
    if not capability.available:
        not_tested(f"needs {rule.needs}: {capability.reason}")
    if tainted := request.getfixturevalue("run").tainted:
        raise Unjudged(tainted)
    # Agents that are listed are everybody's: nobody may find online whom another has put online.
    alone = request.node.get_closest_marker("alone") is not None or (
        rule.needs in ("desktop", "operations") and bool(target.config.agents)
    )
    with turn(shared=not target.disposable, alone=alone):
        yield


class Suite:
    """One pytest process: the one that runs all, a worker of xdist, or the one over the workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.ledger = load_ledger()
        report.check_directory(config.option.report_dir)
        self.selected = select(self.ledger, config.option.rule, config.option.profile)
        self.target_config = read_config(
            config.option.target_url, config.option.target_config, os.environ
        )
        self.deviations = self.target_config.deviations if self.target_config else ()
        for known in self.deviations:
            if not self.ledger.matching(known.pattern):
                raise ConfigError(f"deviations.rule {known.pattern!r}: there is no such rule")
        self._worker: dict[str, Any] = getattr(config, "workerinput", {})
        index = int(self._worker.get("workerid", "gw0").removeprefix("gw"))
        # One that takes the place of a worker who died has a number beyond the count.
        count = self._worker.get("workercount", 1)
        self.session = Session(self.target_config, (index % count, count))
        self.results: list[ScenarioResult] = []
        self.leftovers: list[str] = []
        self.missing: dict[str, str] = {}
        self.planned: dict[str, int] = {}
        self.unusable = ""
        self._started = time.time()

    @property
    def _is_controller(self) -> bool:
        """Whether xdist's workers run the scenarios, and not this process."""
        return bool(getattr(self.config.option, "tx", None)) and not self._worker

    # -- before the first scenario ---------------------------------------------------------

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the scenarios of rules that were not selected."""
        keep: list[pytest.Item] = []
        out: list[pytest.Item] = []
        for item in items:
            marker = item.get_closest_marker("rule")
            if marker:
                item.stash[RULE] = self.ledger[marker.args[0]]
                item.user_properties.append(("rule", marker.args[0]))
            (keep if not marker or marker.args[0] in self.selected else out).append(item)
        if out:
            self.config.hook.pytest_deselected(items=out)
            items[:] = keep
        runs = not self.config.option.collectonly and not self._is_controller
        if runs and any(RULE in item.stash for item in keep):
            self.session.begin()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        """Run nothing against a target that cannot be tested at all."""
        if self.target_config and not self._worker and not self.config.option.collectonly:
            target = Target(self.target_config)
            try:
                target.check_usable()
            except TargetUnusable as unusable:
                self.unusable = str(unusable)
                return True
            finally:
                target.close()
        return None

    # -- each scenario ---------------------------------------------------------------------

    def pytest_bdd_before_scenario(self) -> None:
        """Forget what the scenario before did."""
        self.session.run.branch = None
        self.session.run.target.recorder.take()

    def pytest_bdd_before_step(self, request: pytest.FixtureRequest, step: Step) -> None:
        """Remember the step that runs, for the failure text."""
        request.node.stash[STEP] = f"{step.keyword} {step.name}"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge a scenario, and tell it in the suite's own words."""
        rule = item.stash.get(RULE, None)
        style = self.config.option.tbstyle
        if rule and style == "auto":
            self.config.option.tbstyle = "no"  # a traceback of our steps would tell nobody anything
        try:
            made = yield
        finally:
            self.config.option.tbstyle = style
        if rule is None:
            return made
        if call.when == "teardown" and call.excinfo and self.session.running:
            made.longrepr = self.session.running.target.told(str(call.excinfo.value))
        if not (call.when == "call" or (call.when == "setup" and not made.passed)):
            return made
        result = result_of(item, call, made, self.session.running)
        made.cti = result.as_data()  # type: ignore[attr-defined]
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            made.outcome = "failed"
            made.longrepr = terminal.failure_text(self.ledger, rule, [result])
        if result.outcome == Outcome.FAILED and self._is_tolerated(rule):
            # In pytest's words an expected failure: the run goes on as if it had passed.
            made.outcome = "skipped"
            made.wasxfail = result.reason
        return made

    def _is_tolerated(self, rule: Rule) -> bool:
        return rule.level != "MUST" or any(known.covers(rule.id) for known in self.deviations)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Name the outcome of a scenario in the words of the verdict."""
        outcome = getattr(report, "cti", {}).get("outcome", Outcome.PASSED)
        if outcome == Outcome.FAILED and hasattr(report, "wasxfail"):
            return "xfailed", "w", "TOLERATED"
        return {
            Outcome.FAILED: ("failed", "F", "FAILED"),
            Outcome.ERROR: ("error", "E", "ERROR"),
            Outcome.NOT_TESTED: ("skipped", "s", "NOT TESTED"),
        }.get(outcome)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what came of a scenario; with xdist its workers' reports come in here too."""
        if hasattr(report, "cti"):
            self.results.append(ScenarioResult.from_data(report.cti))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of xdist found."""
        output = getattr(node, "workeroutput", {}).get("cti", {})
        self.missing |= output.get("missing", {})
        self.planned |= output.get("planned", {})
        self.leftovers += output.get("leftovers", [])

    # -- after the last scenario -----------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Judge the run, write the report, and print the verdict after all of pytest's own."""
        self.missing |= self.session.missing()
        self.planned |= planned()
        if self.session.running:
            run = self.session.running
            self.leftovers += map(run.target.told, run.leftovers)
        if self._worker:
            output = {
                "missing": self.missing,
                "planned": self.planned,
                "leftovers": self.leftovers,
            }
            session.config.workeroutput["cti"] = output  # type: ignore[attr-defined]
        if self._worker or not (self.results or self.unusable):
            return (yield)
        judgement = self._judge()
        session.exitstatus = self._exit_status(judgement, int(session.exitstatus))
        self._silence_pytest()
        result = yield
        summary = report.Summary(
            ledger=self.ledger,
            judgement=judgement,
            target=self.target_config.url if self.target_config else "the bundled reference",
            missing=self.missing,
            started=self._started,
            duration_s=time.time() - self._started,
            unusable=self.unusable,
            leftovers=tuple(self.leftovers),
        )
        directory = self.config.option.report_dir
        written = report.write(directory, summary) if directory else ""
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter:
            terminal.write_summary(reporter, summary, str(written))
        return result

    def pytest_unconfigure(self) -> None:
        """Stop whatever this process started."""
        self.session.end()

    def _silence_pytest(self) -> None:
        """Keep pytest from telling the failures too, unless other tests ran beside the suite."""
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is None:
            return
        told = [r for kind in ("failed", "error") for r in reporter.stats.get(kind, [])]
        if all(hasattr(r, "cti") for r in told) and self.config.option.tbstyle == "auto":
            self.config.option.tbstyle = "no"
            reporter.reportchars = ""

    def _judge(self) -> Judgement:
        judgement = judge(
            self.ledger,
            self.results,
            untested={rule.id: self._why_not(rule) for rule in self.ledger},
            planned=self.planned,
            deviations=self.deviations,
        )
        return judgement.in_error() if self.unusable else judgement

    def _why_not(self, rule: Rule) -> str:
        if rule.id not in self.selected:
            return "not selected"
        if self.unusable:
            return "the target cannot be tested"
        if reason := self.missing.get(rule.needs):
            return f"needs {rule.needs}: {reason}"
        return "no scenario of it ran"

    def _exit_status(self, judgement: Judgement, status: int) -> int:
        """Return pytest's own exit status where it says more, else that of the verdict."""
        if self.unusable:
            return EXIT_UNUSABLE
        if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return status
        strict = bool(self.config.getini("strict"))
        if (
            judgement.verdict == Verdict.NON_CONFORMANT
            or judgement.stale
            or (strict and judgement.of(Outcome.WARNING))
        ):
            return pytest.ExitCode.TESTS_FAILED
        return EXIT_ERROR if judgement.verdict == Verdict.ERROR else pytest.ExitCode.OK


def select(ledger: Ledger, rules: list[str], profiles: list[str]) -> set[str]:
    """Return the ids of the rules that ``--rule`` and ``--profile`` leave.

    Raises:
        ConfigError: there is no such rule or profile.
    """
    for profile in profiles:
        if profile not in CAPABILITIES:
            raise ConfigError(
                f"--profile {profile}: no such profile; there are {', '.join(CAPABILITIES)}"
            )
    for pattern in rules:
        if not ledger.matching(pattern):
            raise ConfigError(
                f"--rule {pattern}: no such rule; ids look like CTI-REQ-06, a glob like "
                "'CTI-REQ-*', and spec/rules lists them"
            )
    named = {rule.id for pattern in rules for rule in ledger.matching(pattern)}
    return {
        rule.id
        for rule in ledger
        if (not rules or rule.id in named) and (not profiles or rule.needs in profiles)
    }
