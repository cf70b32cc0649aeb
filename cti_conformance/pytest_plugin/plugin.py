"""The pytest plugin: its hooks check the options, and register the parts that do the work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance import interrupts, waiting
from cti_conformance.errors import ConfigError
from cti_conformance.ledger.rules import RULE_ID, SINCE, load_ledger
from cti_conformance.ledger.selection import OBSERVED, THOROUGH
from cti_conformance.pytest_plugin import processes
from cti_conformance.pytest_plugin.backstop import Backstop
from cti_conformance.pytest_plugin.collecting import Collecting
from cti_conformance.pytest_plugin.finishing import Finishing
from cti_conformance.pytest_plugin.fixtures import RUN_PLAN, SESSION
from cti_conformance.pytest_plugin.guest import set_aside
from cti_conformance.pytest_plugin.judging import Judging
from cti_conformance.pytest_plugin.options import TAKEN_OVER, Options, TakenOver, pytest_addoption
from cti_conformance.pytest_plugin.progress import ControllerProgress, Progress
from cti_conformance.pytest_plugin.run_plan import make_run_plan
from cti_conformance.pytest_plugin.second_try import SecondTry
from cti_conformance.pytest_plugin.step_lookup import StepLookup
from cti_conformance.report.har import HarFile
from cti_conformance.results.findings import Findings
from cti_conformance.scenario.session import Session
from cti_conformance.scenario.target_lock import TargetLock
from cti_conformance.text.redaction import escape_control
from cti_conformance.transport.wire import Wire

if TYPE_CHECKING:
    from cti_conformance.fuzz.plugin import Fuzz
    from cti_conformance.pytest_plugin.run_plan import RunPlan

__all__ = ["pytest_addoption"]  # a hook like those below


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Change options before any plugin looks at them; with ``--plan``, collect only."""
    set_aside(config)
    if Options.of(config).plan:
        from cti_conformance.pytest_plugin.plan import Planning

        Planning.instead_of_running(config)


def pytest_configure(config: pytest.Config) -> None:
    """Check all options before anything runs, and register the parts that do the work.

    Raises:
        UsageError: An option cannot be used.
    """
    config.addinivalue_line("markers", "rule(id): the rule of the ledger that a scenario is for")
    config.addinivalue_line("markers", "exclusive: a scenario that must run alone")
    alone = "exclusive_pages: a scenario that must be the only one to look at the desktops' pages"
    config.addinivalue_line("markers", alone)
    config.addinivalue_line("markers", f"{OBSERVED}: an example that needs nobody who drives")
    config.addinivalue_line("markers", f"{THOROUGH}: an example that --quick leaves out")
    for version in load_ledger().versions:
        line = f"{SINCE}{version}: an example that its rule did not have before this version"
        config.addinivalue_line("markers", line)
    worker = processes.worker_input(config)
    try:
        plan = make_run_plan(
            Options.of(config),
            will_connect=not config.option.collectonly,
            is_worker=worker is not None,
        )
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from error
    if plan.partners.are_observed and processes.is_controller(config):
        raise pytest.UsageError("calls are observed by one process: leave out -n")
    _register(config, plan, worker)


def _register(config: pytest.Config, plan: RunPlan, worker: dict[str, Any] | None) -> None:
    """Register the parts for this process, by its role in the run."""
    plugins = config.pluginmanager
    wire = Wire(pace=processes.pace_of(config, plan.options.rate))
    session = Session(
        plan.target_config,
        wire,
        processes.number_share(config),
        in_browser=plan.options.desktop == "browser",
        headed=plan.partners.need_a_person,
        make_lock=partial(
            TargetLock,
            run_name=processes.run_name(config),
            notify=partial(processes.notify, config),
        ),
        notify=partial(processes.notify, config),
        listen=HarFile(plan.options.har).add if plan.options.har else None,
    )
    config.stash[RUN_PLAN], config.stash[SESSION] = plan, session
    findings = Findings()
    plugins.register(processes.ProcessState(), "cti-process-state")
    backstop = Backstop(plan.limits.run_s, partial(processes.notify, config))
    plugins.register(backstop, "cti-backstop")
    collecting = Collecting(plan, session)
    plugins.register(collecting, "cti-collecting")
    plugins.register(StepLookup(), "cti-step-lookup")
    judging = Judging(
        plan,
        session,
        collecting.chapters,
        shows_full_trace=config.option.fulltrace,
        shows_traceback=config.option.verbose >= 2,
    )
    plugins.register(judging, "cti-judging")
    plugins.register(SecondTry(session), "cti-second-try")
    fuzz = _fuzz(config, plan, session, findings, worker)
    if worker is not None:
        plugins.register(processes.Worker(plan, session, findings), "cti-worker")
    else:
        fuzz_summary = fuzz.summary if fuzz else None
        finishing = Finishing(config, plan, session, findings, fuzz_summary)
        plugins.register(finishing, "cti-finishing")
        if processes.is_controller(config):
            seed = fuzz.seed if fuzz else None
            controller = processes.Controller(findings, session, seed, wire.pace)
            # Registered later, it comes first: the run is judged when its workers have ended.
            plugins.register(controller, "cti-controller")
        if not config.option.collectonly:
            preflight = processes.Preflight(plan, wire, session, findings, backstop)
            plugins.register(preflight, "cti-preflight")
    if plan.options.plan:
        from cti_conformance.pytest_plugin.plan import Planning

        plugins.register(Planning(plan), "cti-plan")


def _fuzz(
    config: pytest.Config,
    plan: RunPlan,
    session: Session,
    findings: Findings,
    worker: dict[str, Any] | None,
) -> Fuzz | None:
    """Return the fuzzing plugin if it is requested; otherwise it is not even imported."""
    options = plan.options
    if options.fuzz is None:
        return None
    from cti_conformance.fuzz.plugin import Fuzz, Host, new_seed

    seed = (worker or {}).get(processes.FUZZ_SEED, options.fuzz_seed)
    cache = config.cache.mkdir("cti-fuzz") if hasattr(config, "cache") else None
    fuzz = Fuzz(
        Host(config, plan.selection, plan.deviations, plan.target_config, session, findings),
        options.fuzz,
        new_seed() if seed is None else seed,
        options.fuzz_time,
        cache,
        reports=worker is None,
    )
    config.pluginmanager.register(fuzz, "cti-fuzz")
    return fuzz


def pytest_sessionstart(session: pytest.Session) -> None:
    """Show the progress, unless this is a worker or the run is quiet."""
    config = session.config
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter and processes.worker_input(config) is None:
        if config.option.no_header and reporter.verbosity >= 0:
            _write_header(config, reporter)
        progress = ControllerProgress if processes.is_controller(config) else Progress
        shown = progress(reporter, config.stash[RUN_PLAN].ledger)
        config.pluginmanager.register(shown, "cti-progress")


def _write_header(config: pytest.Config, reporter: pytest.TerminalReporter) -> None:
    """Write what the run is about, in the place of pytest's header with versions of its own."""
    plan = config.stash[RUN_PLAN]
    version = plan.ledger.versions[-1]
    reporter.write_line(escape_control(f"Rules of version {version}, on {plan.target_name}"))
    taken: TakenOver | None = config.pluginmanager.get_plugin(TAKEN_OVER)
    for line in taken.pytest_report_header() if taken else ():
        reporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop whatever this process started."""
    if session := config.stash.get(SESSION, None):
        with interrupts.held(act_later=False):
            session.end()
        waiting.end()


def pytest_bdd_apply_tag(tag: str, function: Any) -> bool | None:
    """Turn a rule's tag into the marker ``rule(id)``; other tags keep their name."""
    if not RULE_ID.fullmatch(tag):
        return None
    pytest.mark.rule(tag)(function)
    return True
