"""Interrupts a scenario that goes on after the time of the run, and a run whose Ctrl-C was lost.

No wait of the suite lasts so long, but other code might: a library, or the resolution of a name.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from cti_conformance import interrupts
from cti_conformance.scenario.item import CAMPAIGN, RULE
from cti_conformance.waiting import RESTORE_S, run_time

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

BACKSTOP_S = RESTORE_S + 4.0
"""Time after the end of the run's time at which a scenario that goes on is interrupted."""


class Backstop:
    """Interrupts the main thread of this process, as a Ctrl-C does.

    Args:
        run_s: Maximum duration of the run, in seconds.
        notify: Called with a line for the user.
    """

    def __init__(self, run_s: float, notify: Callable[[str], None]) -> None:
        self._run_s = run_s
        self._notify = notify

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Watch over a scenario or campaign; other tests are not the suite's.

        Raises:
            KeyboardInterrupt: A Ctrl-C of the scenario before was lost.
        """
        if RULE not in item.stash and CAMPAIGN not in item.stash:
            return (yield)
        interrupts.raise_if_lost()
        with self.armed():
            return (yield)

    @contextmanager
    def armed(self) -> Iterator[None]:
        """Interrupt what is done within this context if it goes on too long."""
        timer = threading.Timer(run_time().at_most(self._run_s) + BACKSTOP_S, self._interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _interrupt(self) -> None:
        self._notify(f"The run goes on {BACKSTOP_S:g} s after its time: it is interrupted.")
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, signal.SIGTERM)
