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
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cti_conformance.target.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
# Where `support`, and `matrix`, `mutants` and `variants`, are imported from.
PATHS = (str(ROOT / "tests"), str(ROOT / "tests/proof"))
LIMIT_S = 300.0
LOOK_S = 0.1


@dataclass(frozen=True)
class SuiteRun:
    """What a run of the suite left behind.

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
) -> SuiteRun:
    """Run ``pytest`` with these arguments.

    Args:
        report_dir: An empty folder for ``report.json``.
        arguments: Arguments of pytest.
        env: Further environment variables; those of the suite itself are not inherited.
        cwd: Where to run it; the checkout, unless said otherwise.
        limit_s: The longest that it may take; beyond it the test fails.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CTI_", "PYTEST_")) or name == chromium.VARIABLE
    }
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
            *(f"--report-dir={report_dir}", *arguments),
        ],
        cwd=cwd,
        env={**inherited, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            output, peak_mib = _watch(process, time.monotonic() + limit_s)
        except BaseException:
            process.kill()
            raise
    file = report_dir / "report.json"
    report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return SuiteRun(process.returncode, output, report, peak_mib)


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


def _watch(process: subprocess.Popen[str], deadline: float) -> tuple[str, float]:
    """Wait for a process to end; return what it printed, and the most memory that it held."""
    peak_mib = 0.0
    while True:
        try:
            return process.communicate(timeout=LOOK_S)[0], peak_mib
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise
        with suppress(OSError):
            status = Path(f"/proc/{process.pid}/status").read_text()
            if found := re.search(r"VmHWM:\s+(\d+) kB", status):
                peak_mib = int(found[1]) / 1024
