"""Holds Ctrl-C and SIGTERM back while something must not be interrupted."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def held(notify: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the signals back for the length of a block, however many there are.

    The first one acts when the block has ended. Outside the main thread, where Python delivers no
    signal, this does nothing. The block must have a time limit of its own.

    Args:
        notify: Called at the first signal that is held back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pending: list[int] = []

    def hold(number: int, _: object) -> None:
        pending.append(number)
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
        if pending:
            signal.raise_signal(pending[0])
