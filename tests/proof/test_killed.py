"""Runs that are ended in each phase: what is left on the target is listed, or nothing is.

A run that gets SIGINT lists it. After SIGKILL ``cti-conformance clean`` finds and deletes it.
``RUNS=whole pytest tests/proof/test_killed.py -rP`` tries every phase, and shows the figures.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from cti_conformance.clean import clean
from cti_conformance.report.terminal import NOTHING_LEFT
from cti_conformance.target.browser import chromium
from support.phases import PHASES, run_ended, there
from support.processes import Mark
from support.servers import Reference, reference
from support.suite import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.phases import Ended

GONE_S = 20.0
INTERRUPTED = 2
CASES = [
    (phase, number, workers)
    for phase in PHASES
    for number in (signal.SIGINT, signal.SIGKILL)
    for workers in ((), ("-n", "2"))
]
CHOSEN = CASES if WHOLE else [("arrange", signal.SIGKILL, ())]

pytestmark = pytest.mark.skipif(
    not Path("/proc").is_dir(), reason="the processes of a run are found in /proc"
)


@pytest.fixture(scope="module")
def helpdesk() -> Iterator[Reference]:
    with reference() as one:
        yield one


@pytest.mark.parametrize(
    ("phase", "number", "workers"),
    CHOSEN,
    ids=[f"{phase}, {number.name}{' '.join(('', *workers))}" for phase, number, workers in CHOSEN],
)
def test_what_is_left_is_listed(
    phase: str,
    number: signal.Signals,
    workers: tuple[str, ...],
    helpdesk: Reference,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if phase == "browser" and chromium.find().path is None:
        pytest.skip(chromium.find().reason)
    before = there(helpdesk)
    ended, still_there = run_marked(helpdesk, phase, number, workers)
    left = there(helpdesk) - before
    assert ended.happened, ended.output
    assert still_there == []
    if number == signal.SIGINT:
        listed = listed_by_itself(ended)
        says_so = NOTHING_LEFT in ended.output.splitlines()
        assert says_so == (not listed), ended.output
    else:
        assert ended.status == -number
        for name, value in helpdesk.env.items():
            monkeypatch.setenv(name, value)
        listed = listed_by_clean(helpdesk, capsys) - before
        assert clean(helpdesk.url, None, dry_run=False) == 0
        assert not there(helpdesk) & left
    print(f"{phase}, {number.name} {workers}: {len(left)} left, {len(listed)} listed")
    perhaps = {line for line in listed if line.startswith("perhaps ")}
    assert listed - perhaps <= left, ended.output
    # A request that was under way may have made what no answer names.
    assert len(left - listed) <= len(perhaps), ended.output


def run_marked(
    helpdesk: Reference, phase: str, number: signal.Signals, workers: tuple[str, ...]
) -> tuple[Ended, list[str]]:
    """Run the command in a folder of its own; return what it leaves on this machine as well."""
    with TemporaryDirectory() as name:  # a short path, since the browser has sockets there
        mark = Mark(Path(name))
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
        state = {"XDG_STATE_HOME": str(Path(name, "state")), "XDG_RUNTIME_DIR": ""}
        env = inherited | helpdesk.env | helpdesk.token_env | mark.env | state
        ended = run_ended(Path(name), helpdesk, phase, number, workers, env)
        if number == signal.SIGINT:
            return ended, mark.left(within_s=GONE_S)
        until = time.monotonic() + GONE_S
        while mark.processes() and time.monotonic() < until:
            time.sleep(0.1)  # a browser ends once it has lost its driver
        return ended, mark.processes()  # its files stay


def listed_by_itself(ended: Ended) -> set[str]:
    """Return what a run says that it leaves."""
    assert ended.status == INTERRUPTED, ended.output
    assert "KeyboardInterrupt" not in ended.output
    return {*ended.report.get("leftovers", [])}


def listed_by_clean(helpdesk: Reference, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return what the command finds on the helpdesk."""
    capsys.readouterr()
    assert clean(helpdesk.url, None, dry_run=True) == 0
    lines = capsys.readouterr().out.splitlines()[:-1]
    return {" ".join(line.split()[:2]) for line in lines}
