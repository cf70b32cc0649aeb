"""Runs trials, a few at a time, each in a process that is forked from this one."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from matrix.trial import Outcome, Trial, read_outcome, run_trial, warm_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAUSE_S = 0.01
BROWSER_END_S = 10.0
EVERY_S = 30.0


@dataclass
class Running:
    """A trial that is under way."""

    trial: Trial
    process: int
    folder: TemporaryDirectory[str]
    started: float

    @property
    def is_late(self) -> bool:
        """Whether it has taken longer than any trial may."""
        return time.monotonic() - self.started > self.trial.within_s


def run_all(trials: Iterable[Trial], jobs: int) -> Iterator[tuple[Trial, Outcome]]:
    """Run trials, and yield each with its result, as they end.

    It forks, so this process must have no threads.

    Args:
        trials: The trials.
        jobs: How many to run at a time.
    """
    warm_up()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # nothing of it may stay behind
    waiting = iter(trials)
    running: list[Running] = []
    ended, next_word = 0, time.monotonic() + EVERY_S
    try:
        while True:
            while len(running) < jobs and (trial := next(waiting, None)):
                running.append(_start(trial))
            if not running:
                return
            time.sleep(PAUSE_S)
            if time.monotonic() > next_word:
                print(f"{ended} tried", file=sys.stderr, flush=True)
                next_word += EVERY_S
            for one in running[:]:
                if one.is_late:
                    _kill(one)
                if os.waitpid(one.process, os.WNOHANG)[0]:
                    running.remove(one)
                    ended += 1
                    yield one.trial, _outcome(one)
    finally:
        for one in running:
            _kill(one)
            os.waitpid(one.process, 0)
            one.folder.cleanup()


def _start(trial: Trial) -> Running:
    folder = TemporaryDirectory(prefix="trial-")
    process = os.fork()
    if process == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            run_trial(trial, Path(folder.name))
        finally:
            os._exit(0)
    return Running(trial, process, folder, time.monotonic())


def _outcome(one: Running) -> Outcome:
    outcome = read_outcome(Path(one.folder.name), time.monotonic() - one.started)
    _kill(one)
    until = time.monotonic() + BROWSER_END_S
    while True:
        try:
            one.folder.cleanup()
        except OSError:  # a browser that is about to end still writes its profile
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE_S)
        else:
            return outcome


def _kill(one: Running) -> None:
    """End a trial with all that it started; its reference ends with it."""
    with suppress(ProcessLookupError):
        os.killpg(one.process, signal.SIGKILL)
