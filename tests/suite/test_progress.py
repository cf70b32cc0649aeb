"""The progress of a run: on a terminal, in a log, with -q and with -v."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.servers import answer_all, serving
from support.suite import ROOT, run_suite

if TYPE_CHECKING:
    from pathlib import Path

    from support.suite import SuiteRun

LIMIT_S = 300.0
KEY = {"CTI_API_KEY": "sesame-4711-key"}
# Against a target that refuses everything: three examples of ACC, one of which passes; DET-02.
RULES = ("--rule=CTI-ACC-03", "--rule=CTI-DET-0[27]", "--rule=CTI-POP-12")


def run(folder: Path, *arguments: str) -> SuiteRun:
    with serving(answer_all(400)) as server:
        return run_suite(folder, f"--target-url={server.url}", *RULES, *arguments, env=KEY)


def lines(output: str) -> list[str]:
    return [line.rstrip() for line in output.splitlines()]


@pytest.mark.parametrize("arguments", [[], ["-n2"]], ids=["one process", "two workers"])
def test_a_log_has_a_line_for_each_chapter_and_each_failure(
    tmp_path: Path, arguments: list[str]
) -> None:
    ran = run(tmp_path, *arguments)
    told = lines(ran.output)
    (chapter,) = [
        line for line in told if re.match(r"DET   Call Details +\d+ passed, 1 failed", line)
    ]
    assert "tolerated" in next(line for line in told if line.startswith("POP   The Screenpop"))
    (failure,) = [line for line in told if line.startswith("FAILED     CTI-DET-07  ")]
    assert told.index(failure) < told.index(chapter)
    assert "\r" not in ran.output
    assert "\x1b" not in ran.output
    assert "features/test_features.py" not in ran.output, "pytest tells it by itself, too"


def test_v_names_each_scenario(tmp_path: Path) -> None:
    ran = run(tmp_path, "-v")
    examples = [s for rule in ran.report["rules"] for s in rule["scenarios"]]
    told = lines(ran.output)
    for example in examples:
        assert any(f"  {example['name']}" in line for line in told), example["name"]
    assert not [
        line for line in told if line.startswith("DET   Call Details  ") and "passed" in line
    ]


def test_q_tells_what_is_wrong_and_the_verdict_and_qq_the_verdict(tmp_path: Path) -> None:
    ran = run(tmp_path / "q", "-q")
    assert "CTI-DET-07" in ran.output
    assert "Expected: " in ran.output
    assert "Call Details  " not in ran.output
    assert lines(ran.output)[-1].startswith("Verdict: non-conformant")

    ran = run(tmp_path / "qq", "-qq")
    (line,) = filter(None, lines(ran.output))
    assert line.startswith("Verdict: non-conformant")


@pytest.mark.parametrize("columns", [100, 20])
def test_on_a_terminal_the_chapters_tick_along(columns: int) -> None:
    with serving(answer_all(400)) as server:
        told = on_a_terminal(columns, f"--target-url={server.url}", *RULES)
    assert "INTERNALERROR" not in told
    ticks = re.findall(r"\r([^\r\n]*\b\d+ of \d+[^\r\n]*)", told)
    assert ticks, told
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", tick)) for tick in ticks) <= columns
    # At the end nothing of them is left: each was written over.
    screen = [line.rpartition("\r")[2] for line in told.replace("\r\n", "\n").split("\n")]
    assert not [line for line in screen if re.search(r"\d+ of \d+   \(all", line)]
    assert [line for line in screen if line.startswith("DET ") and "1 failed" in line]


def on_a_terminal(columns: int, *arguments: str) -> str:
    """Run the suite on a terminal of this width, and return what it wrote there."""
    ours, theirs = pty.openpty()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env={**inherited, **KEY, "COLUMNS": str(columns), "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as suite:
        os.close(theirs)
        told = b""
        try:
            while chunk := _read(ours):
                told += chunk
            suite.wait(LIMIT_S)
        finally:
            suite.kill()
            os.close(ours)
    return told.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # on Linux, how the end of a terminal reads
        return b""
