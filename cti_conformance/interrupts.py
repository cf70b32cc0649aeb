"""Holds Ctrl-C and SIGTERM back while something must not be interrupted."""

from __future__ import annotations

import math
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM)


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
