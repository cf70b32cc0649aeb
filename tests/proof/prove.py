"""Runs all long proofs, one after the other, and ends with a table: ``make proof``.

A proof that fails does not stop the others. The exit status is 1 if one failed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
PYTEST = (sys.executable, "-m", "pytest", "-q")
# The first twenty, and those with which the reference once failed.
SEEDS = (*range(1, 21), 61, 62, 64, 66)
FIGURES = re.compile(r"\b\d+ (defects|passed|failed|errors?)\b")
INTERRUPTED = 130
PAGE_RULES = ("LIFE-02", "CALL-07", "FLT", "ONL", "END", "TKT", "FWD", "IFR", "DIAL")
"""The starts of the rules that are tried at the page of conforming edits."""
# Modules of tests that do a part of what they do here.
WHOLE_RUNS = (
    *("suite/test_same_report", "suite/test_browser", "suite/test_plan", "suite/test_targets"),
    *("suite/test_secrets", "suite/test_fuzz", "site/test_site", "report/test_report_html"),
)


@dataclass(frozen=True)
class Proof:
    """A long proof.

    Attributes:
        name: The name, as given on the command line.
        commands: What is run, one after the other. All have to end with 0.
        env: Variables for them.
    """

    name: str
    commands: Sequence[Sequence[str]]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """The result of a proof.

    Attributes:
        name: The name of the proof.
        figures: What it counted.
        duration_s: How long it took, in seconds.
        ok: Whether it succeeded.
    """

    name: str
    figures: str
    duration_s: float
    ok: bool


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)


def _fuzzing(seed: int) -> tuple[str, ...]:
    limits = ("--fuzz=200", "--fuzz-time=40", f"--fuzz-seed={seed}")
    return (*PYTEST, "-p", "no:cacheprovider", "-k", "fuzz", *limits)


def _grouped() -> list[tuple[str, ...]]:
    """Return the commands for edits in groups: by API, at the page, and fuzzed with three seeds."""
    command = (*_module("matrix.compliant"), "--grouped")
    desks = [f"--rule=CTI-{start}" for start in PAGE_RULES]
    seeds = [(*command, f"--fuzz-seed={seed}") for seed in (1, 2, 3)]
    return [command, (*command, "--page", *desks), *seeds]


def proofs(workers: str) -> list[Proof]:
    """Return all proofs.

    Args:
        workers: The number of pytest-xdist workers for those that run tests.
    """
    tests = (*PYTEST, "-n", workers)
    whole = {"RUNS": "whole"}
    return [
        Proof("mutants", [_module("matrix")]),
        Proof("wild-mutants", [(*_module("matrix"), "--wild")]),
        Proof("generated-mutants", [_module("matrix.generated")]),
        Proof("fuzzed-mutants", [_module("matrix.fuzzed")]),
        Proof("conforming-edits", [_module("matrix.compliant")]),
        Proof("grouped-edits", _grouped()),
        Proof("telephony-clients", [_module("clients")]),
        Proof("matrix", [(*tests, "tests/proof/test_mutants.py")], whole),
        Proof("reproduce", [(*tests, "tests/proof/test_scripts.py")], whole),
        Proof("hostile", [(*tests, "tests/suite/test_hostile.py")], {"HOSTILE": "all"}),
        Proof("hostile-table", [_module("hostile_table")]),
        Proof("interrupts", [(*PYTEST, "tests/proof/test_interrupted.py")], {"INTERRUPTS": "100"}),
        Proof("killed", [(*PYTEST, "-rP", "tests/proof/test_killed.py")], whole),
        Proof("load", [(*PYTEST, "tests/proof/test_load.py")], {"LOAD": "whole"}),
        Proof("variants", [(*tests, "tests/proof/test_variants.py")], {"VARIANTS": "slow"}),
        Proof(
            "whole-runs",
            [(*tests, *(f"tests/{name}.py" for name in WHOLE_RUNS))],
            whole,
        ),
        Proof("crashes", [(*PYTEST, "tests/reference/test_crash.py")], {"CRASH_ROUNDS": "100"}),
        Proof("fuzzing", [_fuzzing(seed) for seed in SEEDS]),
    ]


def prove(proof: Proof, log: Path) -> Result:
    """Run a proof, and show and keep what it prints.

    Args:
        proof: The proof.
        log: The file for its output.
    """
    started = time.monotonic()
    failed: list[str] = []
    figures = ""
    with log.open("w", encoding="utf-8") as file:
        for command in proof.commands:
            status, line = _run(command, proof.env, file)
            figures = line or figures
            if status:
                failed.append(" ".join(command[1:]))
    if len(proof.commands) > 1:
        done = len(proof.commands) - len(failed)
        figures = f"{done} of {len(proof.commands)} runs passed"
    for command in failed:
        print(f"failed: {command}", flush=True)
    return Result(proof.name, figures, time.monotonic() - started, not failed)


def _run(command: Sequence[str], env: Mapping[str, str], log: TextIO) -> tuple[int, str]:
    """Run a command; return its status, and the last line with figures."""
    figures = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            log.write(line)
            if FIGURES.search(line):
                figures = line.strip("= \n")
    return process.returncode, figures


def table(results: Sequence[Result]) -> str:
    """Return the results as a table with a head."""
    rows = [("Proof", "Time", "Result", "Figures")]
    for one in results:
        minutes, seconds = divmod(round(one.duration_s), 60)
        outcome = "ok" if one.ok else "FAILED"
        rows.append((one.name, f"{minutes}:{seconds:02}", outcome, one.figures))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = []
    for name, duration, outcome, figures in rows:
        cells = (name.ljust(widths[0]), duration.rjust(widths[1]), outcome.ljust(widths[2]))
        lines.append("  ".join((*cells, figures)).rstrip())
    return "\n".join(lines)


def main() -> int:
    """Run the proofs that are named, or all; return 0 if each succeeded."""
    parser = argparse.ArgumentParser(prog="tests/proof/prove.py", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="proofs to run; all unless given")
    parser.add_argument("--workers", default="auto", metavar="N", help="for tests (%(default)s)")
    options = parser.parse_args()
    chosen = {proof.name: proof for proof in proofs(options.workers)}
    if unknown := set(options.names) - chosen.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; expected some of {', '.join(chosen)}")
    logs = ROOT / "report" / "proof"
    logs.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    interrupted = False
    try:
        for name in options.names or chosen:
            print(f"\n== {name}", flush=True)
            results.append(prove(chosen[name], logs / f"{name}.log"))
    except KeyboardInterrupt:
        interrupted = True
    print(f"\n{table(results)}\n\nThe output of each is in {logs.relative_to(ROOT)}/.")
    if interrupted:
        return INTERRUPTED
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
