"""Runs the suite in a process of its own, as a user would, and reads what it reports."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cti_conformance.target.browser import chromium
from support.warm import WarmPytest
from support.warm_reference import close_warm_reference, warm_command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
# Where `support`, and `matrix`, `mutants` and `variants`, are imported from.
PATHS = (str(ROOT / "tests"), str(ROOT / "tests/proof"))
LIMIT_S = 300.0
LOOK_S = 0.1
# `make proof` has some tests run every rule where a sample of them is run otherwise.
WHOLE = os.environ.get("RUNS") == "whole"


@dataclass(frozen=True)
class SuiteRun:
    """The result of a run of the suite.

    Attributes:
        status: The exit status.
        output: What it printed.
        report: The report, if it left one.
        peak_mib: The most memory that it held; 0 where the machine does not tell.
    """

    status: int
    output: str
    report: dict[str, Any]
    peak_mib: float = 0.0

    @property
    def outcomes(self) -> dict[str, str]:
        """The outcome of each rule."""
        return {rule["id"]: rule["outcome"] for rule in self.report.get("rules", [])}

    def rules(self, *outcomes: str) -> set[str]:
        """Return the ids of the rules with one of these outcomes."""
        return {rule_id for rule_id, outcome in self.outcomes.items() if outcome in outcomes}


def run_suite(
    report_dir: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    limit_s: float = LIMIT_S,
    cold: bool = False,
) -> SuiteRun:
    """Run ``pytest`` with these arguments.

    In the checkout the process is forked from one that has started beforehand, which saves most of
    the time that a run of a few rules takes; not if a variable is set that Python reads as it
    starts.

    Args:
        report_dir: An empty folder for ``report.json``.
        arguments: Arguments of pytest.
        env: Further environment variables; those of the suite itself are not inherited.
        cwd: Where to run it; the checkout, unless said otherwise.
        limit_s: The longest that it may take; beyond it the test fails.
        cold: Whether to start it as a program, for a test about that.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CTI_", "PYTEST_")) or name == chromium.VARIABLE
    }
    whole_env = {**inherited, **(env or {})}
    words = ("-p", "no:cacheprovider", f"--report-dir={report_dir}", *arguments)
    cold = cold or cwd != ROOT or any(name.startswith("PYTHON") for name in env or {})
    if not cold:
        status, output, peak_mib = _run_warm(words, whole_env, limit_s)
    else:
        status, output, peak_mib = _run_cold(words, whole_env, cwd, limit_s)
    file = report_dir / "report.json"
    report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return SuiteRun(status, output, report, peak_mib)


def run_python(*arguments: str, limit_s: float = LIMIT_S) -> subprocess.CompletedProcess[str]:
    """Run Python in its own process, with the tests' packages on the path."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(PATHS)},
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
    )


def close_warm() -> None:
    """End the processes that runs and references are forked from, if there are any."""
    if _warm.cache_info().currsize:
        _warm().close()
        _warm.cache_clear()
    close_warm_reference()


@cache
def _warm() -> WarmPytest:
    """Start the process that runs are forked from; there is one for each worker."""
    return WarmPytest(ROOT, os.environ, warm_command())


def _run_warm(
    words: Sequence[str], env: Mapping[str, str], limit_s: float
) -> tuple[int, str, float]:
    """Run pytest in a fork; return status, output, and the most memory that it held, in MiB."""
    peak_mib = 0.0

    def look(pid: int) -> None:
        nonlocal peak_mib
        peak_mib = max(peak_mib, _peak_mib(pid))

    with TemporaryDirectory(prefix="run-") as folder:
        output = Path(folder, "output")
        status = _warm().run(words, env, output, limit_s, look)
        return status, output.read_text(encoding="utf-8"), peak_mib


def _run_cold(
    words: Sequence[str], env: Mapping[str, str], cwd: Path, limit_s: float
) -> tuple[int, str, float]:
    """Run pytest from the start; return status, output, and the most memory, in MiB."""
    peak_mib, deadline = 0.0, time.monotonic() + limit_s
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", *words],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            while True:
                try:
                    output = process.communicate(timeout=LOOK_S)[0]
                except subprocess.TimeoutExpired:
                    if time.monotonic() > deadline:
                        raise
                    peak_mib = max(peak_mib, _peak_mib(process.pid))
                else:
                    return process.returncode, output, peak_mib
        except BaseException:
            process.kill()
            raise


def _peak_mib(pid: int) -> float:
    """Return the most memory that a process has held, in MiB; 0 where there is no /proc."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        if found := re.search(r"VmHWM:\s+(\d+) kB", status):
            return int(found[1]) / 1024
    return 0.0
