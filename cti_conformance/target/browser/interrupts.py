"""Ctrl-C while a browser is open: raised in the suite's own code, never inside Playwright."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import greenlet

from cti_conformance import interrupts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
AGAIN_S = 0.02  # until a signal that came at a bad moment is looked at again


class Interrupts:
    """Raises ``KeyboardInterrupt`` where it is safe, for the greenlet that creates this object.

    Playwright runs its event loop in a greenlet of the main thread, which is where Python handles
    signals. An exception there stops a message half sent, or a reply half read; Playwright then
    prints the tracebacks of what follows. So the exception is raised in the suite's code, or from
    a callback of the loop, at the call of Playwright's API that the suite is waiting for.

    Signals with a handler other than Python's own for Ctrl-C, or the suite's, are left as they are.
    """

    def __init__(self) -> None:
        self._ours = greenlet.getcurrent()
        self._before: dict[signal.Signals, Any] = {}
        self._wanted = False
        self._looks_again = False
        self._is_held = False

    def take_over(self) -> None:
        """Handle the signals from now on; outside the main thread, do nothing."""
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                handler = signal.getsignal(number)
                if handler in (signal.default_int_handler, interrupts.interrupt):
                    self._before[number] = signal.signal(number, self._handle)

    def give_back(self) -> None:
        """Restore the handlers of before, and drop a signal that is pending."""
        for number, handler in self._before.items():
            if signal.getsignal(number) == self._handle:
                signal.signal(number, handler)
        self._before.clear()
        self._wanted = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold a signal back for the length of a block; a second one is raised at once."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False

    def raise_held(self) -> None:
        """Raise the signal that was held back, if there was one."""
        if self._wanted:
            self._wanted = False
            raise KeyboardInterrupt

    def _handle(self, number: int, frame: FrameType | None) -> None:
        __tracebackhide__ = True
        if self._looks_again:
            self._looks_again = False
            if not self._wanted:  # raised in the meantime
                return
        elif self._is_held and self._wanted:
            raise KeyboardInterrupt
        self._wanted = True
        interrupts.note()
        if self._is_held:
            return
        in_a_greenlet = greenlet.getcurrent() is not self._ours
        if not in_a_greenlet and not _is_playwright(frame):
            self.raise_held()
        if in_a_greenlet:
            self._raise_from_the_loop()
        # The suite's code may go on before the loop runs it.
        timer = threading.Timer(AGAIN_S, self._look_again, [number])
        timer.daemon = True
        timer.start()

    def _raise_from_the_loop(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # it is about to run, or to stop
            return
        loop.call_soon_threadsafe(self._throw)

    def _throw(self) -> None:
        """Raise it in the call that waits for the loop, which stays as it is for later calls."""
        if self._wanted and not self._is_held:
            self._wanted = False
            self._ours.throw(KeyboardInterrupt())

    def _look_again(self, number: int) -> None:
        if self._wanted and not self._is_held:
            self._looks_again = True
            main = threading.main_thread().ident
            assert main is not None
            signal.pthread_kill(main, number)  # to the main thread, so that it wakes from a wait


def _is_playwright(frame: FrameType | None) -> bool:
    """Return whether a frame belongs to Playwright, or was called from there."""
    while frame is not None:
        if str(frame.f_globals.get("__name__")).startswith("playwright."):
            return True
        frame = frame.f_back
    return False
