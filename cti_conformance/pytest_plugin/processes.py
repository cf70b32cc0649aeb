"""The roles of the processes of a run: worker of xdist, its controller, or single process."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import nullcontext, suppress
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance import interrupts, waiting
from cti_conformance.pytest_plugin.finishing import complete, end_scenario
from cti_conformance.pytest_plugin.guest import runs_the_suite_only
from cti_conformance.results.findings import Findings
from cti_conformance.target.preflight import TargetUnusable
from cti_conformance.transport.pace import Pace
from cti_conformance.waiting import RESTORE_S, begin_once, run_time

if TYPE_CHECKING:
    from collections.abc import Generator

    from cti_conformance.pytest_plugin.backstop import Backstop
    from cti_conformance.pytest_plugin.run_plan import RunPlan
    from cti_conformance.scenario.session import Session
    from cti_conformance.transport.wire import Wire

FINDINGS = "cti_findings"
FUZZ_SEED = "cti_fuzz_seed"
RATE_FILE = "cti_rate_file"
ASK_S = 1.0
"""Time for a worker to end by itself after an interrupt, before it gets a signal."""
RECOVER_S = 10.0
"""Time to restore what a killed worker left changed, in addition to `RESTORE_S`."""
FOLDER = "cti_folder"
"""The folder in which a worker leaves what its controller may be too interrupted to hear."""


def worker_input(config: pytest.Config) -> dict[str, Any] | None:
    """Return the data from the controller of xdist; ``None`` in a process that is not a worker."""
    given: dict[str, Any] | None = vars(config).get("workerinput")
    return given


def is_controller(config: pytest.Config) -> bool:
    """Return whether workers of xdist run the tests instead of this process."""
    return bool(getattr(config.option, "tx", None)) and worker_input(config) is None


def number_share(config: pytest.Config) -> tuple[int, int]:
    """Return which share of the phone numbers this process may use: ``(index, of)``."""
    given = worker_input(config) or {"workerid": "gw0", "workercount": 1}
    index = int(given["workerid"].removeprefix("gw"))
    # A worker that replaces a crashed one has a number beyond the count.
    return index % given["workercount"], given["workercount"]


def run_name(config: pytest.Config) -> str:
    """Return a name of the run that is the same in all its processes, and in no other run."""
    return str((worker_input(config) or {}).get("testrunuid") or os.getpid())


def pace_of(config: pytest.Config, rate: float | None) -> Pace:
    """Return the pace of this process; all processes of a run have one rate.

    Args:
        config: Pytest's.
        rate: How many requests a minute they may send together; ``None`` for any number.
    """
    if rate is None:
        return Pace()
    if given := worker_input(config):
        return Pace(rate, Path(given[RATE_FILE]))
    if not is_controller(config):
        return Pace(rate)
    folder = tempfile.mkdtemp(prefix="cti-rate-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    return Pace(rate, Path(folder, "next"))


def notify(config: pytest.Config, line: str) -> None:
    """Print a line on the standard error at once, from a worker of xdist as well."""
    capture = config.pluginmanager.get_plugin("capturemanager")
    with capture.global_and_fixture_disabled() if capture else nullcontext():
        if reporter := config.pluginmanager.get_plugin("terminalreporter"):
            reporter.ensure_newline()
        print(line, file=sys.stderr, flush=True)


class Worker:
    """Hands the results of a worker of xdist to its controller.

    Args:
        plan: The run.
        session: The target of this process.
        findings: The results of this process.
    """

    def __init__(self, plan: RunPlan, session: Session, findings: Findings) -> None:
        self._plan = plan
        self._session = session
        self._findings = findings

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Store the results where xdist picks them up."""
        interrupts.ignore(signal.SIGTERM)  # the controller sends it, and then waits for this
        with interrupts.held(act_later=False):
            end_scenario(session)
        complete(self._findings, self._plan, self._session)
        vars(session.config)["workeroutput"][FINDINGS] = self._findings.as_data()
        given = worker_input(session.config) or {}
        with suppress(OSError):  # the folder is gone with its controller
            file = Path(given[FOLDER], f"{given['workerid']}.json")
            file.write_text(json.dumps(self._findings.leftovers), encoding="utf-8")


class Controller:
    """Collects the results of xdist's workers.

    Args:
        findings: The results of the run.
        session: Restores what a worker that was killed left changed.
        fuzz_seed: The seed of all workers.
        pace: The pace of all processes.
    """

    def __init__(
        self, findings: Findings, session: Session, fuzz_seed: int | None, pace: Pace
    ) -> None:
        self._findings = findings
        self._session = session
        self._fuzz_seed = fuzz_seed
        self._pace = pace
        self._pids: dict[str, int] = {}
        self._nodes: dict[str, Any] = {}
        self._folder = TemporaryDirectory(prefix="cti-conformance-")
        self._heard: set[str] = set()
        self._ready: set[str] = set()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker the seed, so that all generate the same calls, pace and folder."""
        node.workerinput[FUZZ_SEED] = self._fuzz_seed
        node.workerinput[RATE_FILE] = str(self._pace.file or "")
        node.workerinput[FOLDER] = self._folder.name
        self._nodes[node.gateway.id] = node

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_newgateway(self, gateway: Any) -> None:
        """Remember the process of a worker."""
        self._pids[gateway.id] = gateway._rinfo().pid

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any) -> None:
        """Remember a worker that may send requests from now on."""
        self._ready.add(node.workerinput["workerid"])

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add the results of a worker; a crashed one has left none."""
        self._nodes.pop(node.gateway.id, None)
        if output := getattr(node, "workeroutput", {}).get(FINDINGS):
            self._findings.merge(Findings.from_data(output))
            self._heard.add(f"{node.workerinput['workerid']}.json")

    def unheard_leftovers(self) -> list[str]:
        """Return the leftovers of the workers that ended without handing them over.

        Those that an interrupt of their controller kept from it have left a file.
        """
        files = {file.name: file for file in Path(self._folder.name).glob("*.json")}
        late = [file for name, file in sorted(files.items()) if name not in self._heard]
        lines = [line for file in late for line in json.loads(file.read_text(encoding="utf-8"))]
        silent = [one for one in self._ready if f"{one}.json" not in self._heard | files.keys()]
        why = "which ended without a report"
        return lines + [f"perhaps records of the process {one}, {why}" for one in sorted(silent)]

    def pytest_unconfigure(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """End the workers that an interrupt has left, and restore what a killed one changed."""
        with interrupts.held(act_later=False):
            self._end_workers(session.config)
        self._findings.leftovers += self.unheard_leftovers()
        with run_time().restoring(RESTORE_S + RECOVER_S), interrupts.held(act_later=False):
            self._findings.leftovers += self._session.recover()
        return (yield)

    def _end_workers(self, config: pytest.Config) -> None:
        """Take the results of the workers that still run; kill those that do not end in time."""
        plugin = config.pluginmanager.get_plugin("dsession")
        for node in self._nodes.values():
            node.shutdown()
        self._take(plugin, ASK_S)
        self._signal(signal.SIGTERM)
        self._take(plugin, RESTORE_S + 2 * ASK_S)  # each has its own time, from the signal on
        self._signal(signal.SIGKILL)

    def _take(self, plugin: Any, limit_s: float) -> None:
        """Handle what the workers send until all have ended, or the time is over."""
        deadline = time.monotonic() + limit_s
        while self._nodes and (left_s := deadline - time.monotonic()) > 0:
            try:
                name, sent = plugin.queue.get(timeout=left_s)
            except Empty:
                return
            if name == "testreport":
                plugin.worker_testreport(**sent)
            elif name in ("workerfinished", "errordown"):
                self.pytest_testnodedown(sent["node"])

    def _signal(self, number: signal.Signals) -> None:
        for name in self._nodes:
            with suppress(ProcessLookupError):
                os.kill(self._pids[name], number)


class Preflight:
    """Checks the target before the first test, and runs nothing if it cannot be tested.

    Args:
        plan: What is under test.
        wire: What the clients of the target share.
        session: Restores what an earlier run left changed on it.
        findings: Where it records the reason.
        backstop: Interrupts the check if it goes on after the time of the run.
    """

    def __init__(
        self, plan: RunPlan, wire: Wire, session: Session, findings: Findings, backstop: Backstop
    ) -> None:
        self._plan = plan
        self._wire = wire
        self._session = session
        self._findings = findings
        self._backstop = backstop

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run nothing against a target that cannot be tested at all."""
        begin_once(self._plan.limits.run_s)
        try:
            with self._backstop.armed():
                self._findings.leftovers += self._session.recover()
                self._plan.check_target(self._wire)
        except TargetUnusable as unusable:
            if run_time().over_reason:  # the scenarios are inconclusive
                return None
            self._findings.unusable = str(unusable)
            return True
        if not runs_the_suite_only(session.config):
            waiting.end()  # other tests may come before the scenarios
        return None


class ProcessState:
    """Changes process-wide settings for the duration of a run of the suite."""

    def __init__(self) -> None:
        # CI cancels jobs with SIGTERM: changes are undone, as on Ctrl-C. Not by raising SIGINT,
        # which a background job ignores.
        interrupts.forget()
        self._handlers: dict[signal.Signals, Any] = {}
        if threading.current_thread() is threading.main_thread():
            for number in interrupts.SIGNALS:
                handler = signal.getsignal(number)
                if number == signal.SIGTERM or handler is signal.default_int_handler:
                    self._handlers[number] = signal.signal(number, interrupts.interrupt)
        # The exchanges are in the report, without secrets and control characters.
        self._log = logging.getLogger("urllib3")
        self._propagated = self._log.propagate
        self._log.propagate = False

    def pytest_unconfigure(self) -> None:
        """Restore the previous settings."""
        self._log.propagate = self._propagated
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
