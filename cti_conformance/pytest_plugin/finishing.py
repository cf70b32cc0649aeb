"""Collects the results of the scenarios, then judges the run and reports the verdict."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from _pytest.junitxml import xml_key

from cti_conformance import interrupts
from cti_conformance.ledger.selection import QUICK_RUN
from cti_conformance.pytest_plugin.fixtures import SESSION
from cti_conformance.pytest_plugin.guest import runs_the_suite_only
from cti_conformance.report import files, terminal
from cti_conformance.report.failure_text import Failure
from cti_conformance.report.har import HarFile
from cti_conformance.results.exit_status import NO_REPORT, exit_status
from cti_conformance.results.summary import Summary
from cti_conformance.results.verdict import NOT_SELECTED, NOTHING_RAN, judge
from cti_conformance.results.waits import WAITS
from cti_conformance.scenario.further import report_of
from cti_conformance.scenario.item import planned
from cti_conformance.scenario.payload import ScenarioPayload, is_ours

if TYPE_CHECKING:
    from collections.abc import Generator

    from cti_conformance.ledger.rules import Rule
    from cti_conformance.pytest_plugin.run_plan import RunPlan
    from cti_conformance.results.findings import Findings
    from cti_conformance.results.summary import FuzzSummary
    from cti_conformance.results.verdict import ScenarioResult
    from cti_conformance.scenario.session import Session


ORACLE = "oracle"
"""The first part of the node ids of what the oracle has found."""


def end_scenario(session: pytest.Session) -> None:
    """Tear down the scenario that an interrupt ended, so that its leftovers are known.

    Pytest does it as well, but after the verdict. A further interrupt ends it, but for the
    settings, which are restored in any case.
    """
    with suppress(BaseException):
        session._setupstate.teardown_exact(None)
    with suppress(BaseException):
        session.config.stash[SESSION].restore()


def complete(findings: Findings, plan: RunPlan, session: Session) -> None:
    """Add the results of a process that its scenarios do not carry."""
    if session.running:
        with suppress(BaseException):  # a further interrupt ends it
            session.running.end()
    findings.capabilities |= session.capabilities
    findings.planned |= planned(plan.selection)
    findings.requests += session.requests
    findings.received += session.received
    findings.waits_in_vain += WAITS.in_vain
    if plan.selection.is_quick:
        findings.remarks.append(QUICK_RUN)
    if run := session.running:
        findings.leftovers += map(run.target.redactor.clean, run.all_leftovers())
        findings.remarks += run.remarks
        findings.kept += map(run.target.redactor.clean, run.all_kept())


class Finishing:
    """Judges the run, once: with xdist, in the controller.

    Args:
        config: Pytest's.
        plan: The run.
        session: The target of this process.
        findings: The results so far.
        fuzz: The results of fuzzing, if it was requested.
    """

    def __init__(
        self,
        config: pytest.Config,
        plan: RunPlan,
        session: Session,
        findings: Findings,
        fuzz: FuzzSummary | None,
    ) -> None:
        self._config = config
        self._plan = plan
        self._session = session
        self._findings = findings
        self._fuzz = fuzz
        self._is_interrupted = False
        self._has_summary = False
        self._started = time.time()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Store the result of a scenario, of xdist's workers as well."""
        payload = ScenarioPayload.of(report)
        if payload is None:
            self._findings.others_failed |= report.failed and not is_ours(report)
            return
        self._findings.results.append(payload.result)
        self._name_in_junit(report, payload.result)
        if report.failed:
            rule = self._plan.ledger[payload.result.rule]
            text, is_whole = report.longreprtext, self._config.option.verbose > 0
            report.longrepr = Failure.of(text, rule, payload.result, is_whole=is_whole)
        for result in payload.further:
            further = report_of(result, report, ORACLE, self._plan.ledger, self._plan.deviations)
            self._config.hook.pytest_runtest_logreport(report=further)

    def _name_in_junit(self, report: pytest.TestReport, result: ScenarioResult) -> None:
        """Name a scenario in JUnit XML by its rule, wherever the suite is installed."""
        if xml := self._config.stash.get(xml_key, None):
            case = xml.node_reporter(report)
            case.add_attribute("classname", result.rule.rpartition("-")[0])
            case.add_attribute("name", f"{result.rule} {result.name}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Record that something could not be collected."""
        self._findings.others_failed |= report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep pytest from showing a place in the code: the summary says what is left."""
        is_ours = runs_the_suite_only(self._config)
        self._is_interrupted = is_ours and excinfo.errisinstance(KeyboardInterrupt)
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter and self._is_interrupted and not self._config.option.fulltrace:
            vars(reporter)["_report_keyboardinterrupt"] = lambda: None

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Say that nothing is left, if an interrupt came before anything was done."""
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter and self._is_interrupted and not self._has_summary:
            reporter.write_line(terminal.NOTHING_LEFT)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Judge the run, write the report, and print the verdict after pytest's own output."""
        # The run ends here in any case. A further Ctrl-C would cost the verdict.
        with interrupts.held(act_later=False):
            return (yield from self._finish(session))

    def _finish(self, session: pytest.Session) -> Generator[None]:
        end_scenario(session)
        complete(self._findings, self._plan, self._session)
        has_fuzzed = self._fuzz is not None and bool(self._fuzz.campaigns)
        findings = self._findings
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if not (findings.results or findings.unusable or findings.leftovers or has_fuzzed):
            return (yield)
        summary = self._summary(int(session.exitstatus))
        session.exitstatus = exit_status(
            summary,
            int(session.exitstatus),
            strict=bool(self._config.getini("strict")),
            fail_on=self._plan.options.fail_on,
            others_failed=self._findings.others_failed,
        )
        if reporter:
            self._silence(reporter)
        result = yield
        written, lost = self._write(summary)
        if lost and int(session.exitstatus) == pytest.ExitCode.OK:
            session.exitstatus = NO_REPORT
        self._has_summary = True
        if reporter:
            terminal.write_summary(reporter, summary, written, lost)
        return result

    def _write(self, summary: Summary) -> tuple[str, str]:
        """Write the report; return its path, or why it could not be written."""
        directory = self._plan.options.report_dir
        try:
            if self._plan.options.har:
                HarFile(self._plan.options.har).finish()
            return str(files.write(directory, summary)) if directory else "", ""
        except OSError as error:
            return "", f"{error.filename or directory}: {error.strerror or error}"

    def _silence(self, reporter: pytest.TerminalReporter) -> None:
        """Suppress pytest's own description of failures, unless other tests failed."""
        failed = [r for kind in ("failed", "error") for r in reporter.stats.get(kind, [])]
        if all(ScenarioPayload.of(r) for r in failed) and self._config.option.tbstyle == "auto":
            self._config.option.tbstyle = "no"
            reporter.reportchars = ""

    def _summary(self, status: int) -> Summary:
        plan, findings = self._plan, self._findings
        judgement = judge(
            plan.ledger,
            findings.results,
            untested={rule.id: self._why_not(rule) for rule in plan.ledger},
            selected=plan.selection.ids,
            planned=findings.planned,
            deviations=plan.deviations,
        )
        if plan.selection.is_quick:
            judgement = judgement.of_quick_run()
        return Summary(
            ledger=plan.ledger,
            judgement=judgement.in_error() if findings.unusable else judgement,
            target=plan.target_name,
            capabilities=findings.capabilities,
            started=self._started,
            duration_s=time.time() - self._started,
            unusable=findings.unusable,
            leftovers=tuple(findings.leftovers),
            requests=findings.requests,
            received=findings.received if plan.partners.telephony else None,
            waits_in_vain=findings.waits_in_vain,
            remarks=tuple(dict.fromkeys(findings.remarks)),
            kept=tuple(findings.kept),
            baseline=plan.baseline,
            fuzz=self._fuzz,
            interrupted=status == pytest.ExitCode.INTERRUPTED,
        )

    def _why_not(self, rule: Rule) -> str:
        if rule.id not in self._plan.selection.ids:
            return NOT_SELECTED
        if self._findings.unusable:
            return "the target cannot be tested"
        if self._plan.partners.are_observed:
            return "it takes a client that is driven: --telephony-client"
        if reason := self._findings.capabilities.why_missing(rule.relies_on):
            return f"needs {rule.relies_on}: {reason}"
        return NOTHING_RAN
