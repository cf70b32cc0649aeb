"""The roles of the processes of a run: worker of xdist, its controller, or single process."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from contextlib import nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.pytest_plugin.finishing import complete, end_scenario
from cti_conformance.results.findings import Findings
from cti_conformance.target.preflight import TargetUnusable, check_usable

if TYPE_CHECKING:
    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.pytest_plugin.run_plan import RunPlan
    from cti_conformance.scenario.session import Session

FINDINGS = "cti_findings"
FUZZ_SEED = "cti_fuzz_seed"
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
        fuzz_seed: The seed of all workers.
    """

    def __init__(self, findings: Findings, fuzz_seed: int | None) -> None:
        self._findings = findings
        self._fuzz_seed = fuzz_seed
        self._folder = TemporaryDirectory(prefix="cti-conformance-")
        self._heard: set[str] = set()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker the seed, so that all generate the same calls, and the folder."""
        node.workerinput[FUZZ_SEED] = self._fuzz_seed
        node.workerinput[FOLDER] = self._folder.name

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add the results of a worker; a crashed one has left none."""
        if output := getattr(node, "workeroutput", {}).get(FINDINGS):
            self._findings.merge(Findings.from_data(output))
            self._heard.add(f"{node.workerinput['workerid']}.json")

    def unheard_leftovers(self) -> list[str]:
        """Return the leftovers of the workers that ended after an interrupt of their controller."""
        files = sorted(Path(self._folder.name).glob("*.json"))
        late = [file for file in files if file.name not in self._heard]
        return [line for file in late for line in json.loads(file.read_text(encoding="utf-8"))]

    def pytest_unconfigure(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()


class Preflight:
    """Checks the target before the first test, and runs nothing if it cannot be tested.

    Args:
        target: The target.
        findings: Where it records the reason.
    """

    def __init__(self, target: TargetConfig, findings: Findings) -> None:
        self._config = target
        self._findings = findings

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        """Run nothing against a target that cannot be tested at all."""
        try:
            check_usable(self._config)
        except TargetUnusable as unusable:
            self._findings.unusable = str(unusable)
            return True
        return None


class ProcessState:
    """Changes process-wide settings for the duration of a run of the suite."""

    def __init__(self) -> None:
        # CI cancels jobs with SIGTERM: changes are undone, as on Ctrl-C. Not by raising SIGINT, #
        # which a background job ignores.
        self._may_handle_signals = threading.current_thread() is threading.main_thread()
        if self._may_handle_signals:
            self._handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
        # The exchanges are in the report, without secrets and control characters.
        self._log = logging.getLogger("urllib3")
        self._propagated = self._log.propagate
        self._log.propagate = False

    def pytest_unconfigure(self) -> None:
        """Restore the previous settings."""
        self._log.propagate = self._propagated
        if self._may_handle_signals:
            signal.signal(signal.SIGTERM, self._handler)
