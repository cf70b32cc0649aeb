"""Runs the suite in a process of its own, as a user would, and reads what it reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cti_conformance.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
LIMIT_S = 300.0


@dataclass(frozen=True)
class SuiteRun:
    """What a run of the suite left behind: exit status, output, and the report (if any)."""

    status: int
    output: str
    report: dict[str, Any]

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
    done = subprocess.run(
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
        timeout=limit_s,
        check=False,
    )
    file = report_dir / "report.json"
    report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return SuiteRun(done.returncode, done.stdout, report)
