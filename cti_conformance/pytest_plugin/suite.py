"""What one pytest process does as the suite, from the selection of rules to the verdict."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.config.partners import read_partners
from cti_conformance.config.reading import read_config
from cti_conformance.errors import ConfigError
from cti_conformance.ledger.rules import CAPABILITIES, Rule, load_ledger
from cti_conformance.ledger.selection import select
from cti_conformance.pytest_plugin.progress import Progress
from cti_conformance.report import files, terminal
from cti_conformance.report.failure_text import Failure, failure_text
from cti_conformance.results.baseline import NOT_SELECTED, baseline_of
from cti_conformance.results.capabilities import Capabilities
from cti_conformance.results.exit_status import exit_status
from cti_conformance.results.step_outcomes import NotTestable
from cti_conformance.results.summary import Summary
from cti_conformance.results.verdict import NOTHING_RAN, Judgement, Outcome, ScenarioResult, judge
from cti_conformance.scenario.item import RULE, STEP, planned, rendered_scenario, result_of
from cti_conformance.scenario.session import Session
from cti_conformance.target.preflight import TargetUnusable, check_usable

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_bdd.parser import Scenario, Step

    from cti_conformance.fuzz.plugin import Fuzz


class Suite:
    """One pytest process: the one that runs all, a worker of xdist, or the one over the workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._worker: dict[str, Any] = getattr(config, "workerinput", {})
        option = config.option
        self.partners = read_partners(option)
        needs = self.partners.names or CAPABILITIES
        self.selection = select(needs, option.rules, option.rule, option.profile)
        self.ledger = self.selection.ledger
        if not self._worker:  # its controller has done it
            files.check_directory(option.report_dir)
        self.baseline = baseline_of(option) if not self._worker else None
        will_connect = not option.collectonly
        self.target_config = read_config(
            option.target_url, option.target_config, os.environ, will_connect=will_connect
        )
        self.deviations = self.target_config.deviations if self.target_config else ()
        for known in self.deviations:
            if not load_ledger().matching(known.pattern):
                raise ConfigError(f"deviations.rule {known.pattern!r}: there is no such rule")
        index = int(self._worker.get("workerid", "gw0").removeprefix("gw"))
        # One that takes the place of a worker who died has a number beyond the count.
        count = self._worker.get("workercount", 1)
        self.session = Session(
            self.target_config,
            (index % count, count),
            in_browser=option.desktop == "browser",
            headed=self.partners.need_a_person,
        )
        self.results: list[ScenarioResult] = []
        self.leftovers: list[str] = []
        self.capabilities = Capabilities()
        self.planned: dict[str, int] = {}
        self._chapters: Counter[str] = Counter()
        self.unusable = ""
        self.fuzz: Fuzz | None = None
        self._started = time.time()

    @property
    def _is_controller(self) -> bool:
        """Whether xdist's workers run the scenarios, and not this process."""
        return bool(getattr(self.config.option, "tx", None)) and not self._worker

    # -- before the first scenario ---------------------------------------------------------

    def pytest_sessionstart(self) -> None:
        """Have the progress shown, unless this is a worker, or nothing is to be shown."""
        plugins = self.config.pluginmanager
        if not self._worker and (reporter := plugins.get_plugin("terminalreporter")):
            plugins.register(Progress(reporter, self.ledger), "cti-progress")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the scenarios that were not selected, and get ready for the others."""
        keep: list[pytest.Item] = []
        out: list[pytest.Item] = []
        for item in items:
            marker = item.get_closest_marker("rule")
            tags = {mark.name for mark in item.iter_markers()}
            if marker and not self.selection.has(marker.args[0], tags):
                out.append(item)
                continue
            keep.append(item)
            if marker:
                self._adopt(item, self.ledger[marker.args[0]])
        if out:
            self.config.hook.pytest_deselected(items=out)
            items[:] = keep
        runs = not self.config.option.collectonly and not self._is_controller
        if runs and any(RULE in item.stash for item in keep):
            self.session.begin()

    def _adopt(self, item: pytest.Item, rule: Rule) -> None:
        """Let a test be a scenario of a rule."""
        item.stash[RULE] = rule
        self._chapters[rule.chapter] += 1
        told = {"rule": rule.id, "title": rule.title, "level": rule.level}
        item.user_properties += [*told.items(), ("scenario", name := rendered_scenario(item).name)]
        if self.config.option.collectonly:
            item.name = f"{rule.id} {name}"  # as pytest lists it; its node id stays

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        """Run nothing against a target that cannot be tested at all."""
        if self.target_config and not self._worker and not self.config.option.collectonly:
            try:
                check_usable(self.target_config)
            except TargetUnusable as unusable:
                self.unusable = str(unusable)
                return True
        return None

    # -- each scenario ---------------------------------------------------------------------

    def pytest_bdd_before_scenario(self) -> None:
        """Forget what the scenario before did."""
        run = self.session.open()
        run.branch = None
        run.target.begin_scenario()

    def pytest_bdd_before_step(
        self, request: pytest.FixtureRequest, scenario: Scenario, step: Step
    ) -> None:
        """Remember the step that runs, for the failure text."""
        # By identity: two steps of a scenario may be word for word the same.
        steps = enumerate(scenario.steps)
        request.node.stash[STEP] = next(n for n, one in steps if one is step)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge a scenario, and tell it in the suite's own words."""
        if call.excinfo and isinstance(call.excinfo.value, NotTestable):
            call.excinfo = _skipped(str(call.excinfo.value))
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
            made.longrepr = self.session.running.target.redactor.clean(str(call.excinfo.value))
        if not (call.when == "call" or (call.when == "setup" and not made.passed)):
            return made
        result = self._with_evidence(result_of(item, call, made, self.session.running))
        made.cti = result.as_data()  # type: ignore[attr-defined]
        made.cti_planned = dict(self._chapters)  # type: ignore[attr-defined]
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            made.outcome = "failed"
            made.longrepr = failure_text(self.ledger, rule, [result])
        if result.outcome == Outcome.FAILED and self.tolerates(rule):
            # In pytest's words an expected failure: the run goes on as if it had passed.
            made.outcome = "skipped"
            made.wasxfail = f"{rule.id} ({rule.level}): {result.reason}"
        return made

    def _with_evidence(self, result: ScenarioResult) -> ScenarioResult:
        """Add what the browser has to show, if one is open: console errors, and pictures."""
        run, directory = self.session.running, self.config.option.report_dir
        if run is None or result.outcome == Outcome.NOT_TESTED:
            return result
        pictured = directory and result.outcome != Outcome.PASSED
        shots = run.target.screenshots() if pictured else []
        return replace(
            result,
            console=run.target.console(),
            screenshots=files.keep_screenshots(directory, result, shots) if shots else [],
        )

    def tolerates(self, rule: Rule) -> bool:
        """Whether the run goes on as if nothing were when this rule is broken."""
        return rule.level != "MUST" or any(known.covers(rule.id) for known in self.deviations)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what came of a scenario; with xdist its workers' reports come in here too."""
        if self._worker or not hasattr(report, "cti"):
            return
        result = ScenarioResult.from_data(report.cti)
        self.results.append(result)
        if report.failed:
            rule = self.ledger[result.rule]
            report.longrepr = Failure.of(report.longreprtext, rule, result)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of xdist found."""
        output = getattr(node, "workeroutput", {}).get("cti", {})
        self.capabilities |= Capabilities(output.get("missing", {}))
        self.planned |= output.get("planned", {})
        self.leftovers += output.get("leftovers", [])

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Name a place in the suite as where a run was stopped, not one in what drives browsers."""
        if not self.config.option.fulltrace:
            excinfo.traceback = excinfo.traceback.filter(
                lambda entry: (
                    not str(entry.frame.f_globals.get("__name__")).startswith("playwright.")
                )
            )

    # -- after the last scenario -----------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Judge the run, write the report, and print the verdict after all of pytest's own."""
        self.capabilities |= self.session.capabilities
        self.planned |= planned(self.ledger)
        if self.session.running:
            run = self.session.running
            self.leftovers += map(run.target.redactor.clean, run.leftovers)
        if self._worker:
            output = {
                "missing": dict(self.capabilities.reasons),
                "planned": self.planned,
                "leftovers": self.leftovers,
            }
            session.config.workeroutput["cti"] = output  # type: ignore[attr-defined]
        if self._worker or not (self.results or self.unusable):
            return (yield)
        summary = self._summary(session.exitstatus)
        strict, fail_on = bool(self.config.getini("strict")), self.config.option.fail_on
        session.exitstatus = exit_status(summary, int(session.exitstatus), strict, fail_on)
        self._silence_pytest()
        result = yield
        directory = self.config.option.report_dir
        written = files.write(directory, summary) if directory else ""
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter:
            terminal.write_summary(reporter, summary, str(written))
        return result

    def _summary(self, status: int) -> Summary:
        judgement = self._judge()
        return Summary(
            ledger=self.ledger,
            judgement=judgement,
            target=self.told,
            capabilities=self.capabilities,
            started=self._started,
            duration_s=time.time() - self._started,
            unusable=self.unusable,
            leftovers=tuple(self.leftovers),
            baseline=self.baseline,
            fuzz=self.fuzz.summary if self.fuzz else None,
            interrupted=status == pytest.ExitCode.INTERRUPTED,
        )

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

    @property
    def told(self) -> str:
        """Say what is under test."""
        if self.target_config:
            return self.target_config.url
        return self.partners.target_name or "the bundled reference"

    def _why_not(self, rule: Rule) -> str:
        if rule.id not in self.selection.ids:
            return NOT_SELECTED
        if self.unusable:
            return "the target cannot be tested"
        if reason := self.capabilities.why_missing(rule.relies_on):
            return f"needs {rule.relies_on}: {reason}"
        return NOTHING_RAN


def _skipped(reason: str) -> pytest.ExceptionInfo[BaseException]:
    """Return how pytest sees a skip for this reason."""
    try:
        pytest.skip(reason)
    except pytest.skip.Exception as skip:
        return pytest.ExceptionInfo.from_exception(skip)
