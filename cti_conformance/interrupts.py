"""Ctrl-C and SIGTERM: never lost, and held back while something must not be interrupted."""

from __future__ import annotations

import math
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


_came = threading.Event()


def interrupt(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
    """Handle a signal as Python handles Ctrl-C, and note it; see `raise_if_lost`.

    Raises:
        KeyboardInterrupt: Always.
    """
    note()
    raise KeyboardInterrupt


def note() -> None:
    """Note that a signal came that ends the run."""
    _came.set()


def forget() -> None:
    """Forget the signals that came: a run begins."""
    _came.clear()


def raise_if_lost() -> None:
    """Raise the interrupt of a signal again, if the run goes on after it.

    Python swallows an exception that is raised while an object is finalised, and pytest one that
    comes with another error while fixtures end.

    Raises:
        KeyboardInterrupt: A signal came before.
    """
    if _came.is_set():
        raise KeyboardInterrupt


def ignore(number: signal.Signals) -> None:
    """Ignore a signal from now on; outside the main thread, this does nothing."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def held(
    notify: Callable[[], None] = lambda: None,
    *,
    at_most: float = math.inf,
    act_later: bool = True,
) -> Iterator[None]:
    """Hold the signals back for the length of a block.

    Outside the main thread, where Python delivers no signal, this does nothing. The block must have
    a time limit of its own.

    Args:
        notify: Called at the first signal that is held back.
        at_most: How many signals to hold back; a further one ends the block.
        act_later: Whether the first one acts when the block has ended, or is dropped.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pending: list[int] = []

    def hold(number: int, _: object) -> None:
        pending.append(number)
        if len(pending) > at_most:
            raise KeyboardInterrupt
        if len(pending) == 1:
            notify()

    ignored = (signal.SIG_IGN, None)
    before = {one: signal.getsignal(one) for one in SIGNALS if signal.getsignal(one) not in ignored}
    try:
        for one in before:
            signal.signal(one, hold)
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        if act_later and 0 < len(pending) <= at_most:
            signal.raise_signal(pending[0])
