"""A lock on a shared target: a scenario that changes shared state runs alone."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

# Files of the suite itself are locked: nothing is left behind, and a process that dies releases its
# lock. They are never written to.
LOCK = Path(__file__)
GATE = Path(__file__).with_name("__init__.py")


def target_lock(*, shared: bool, exclusive: bool) -> AbstractContextManager[None]:
    """Return a context that holds the lock on the target.

    Ordinary scenarios of several processes on this machine run at the same time. A scenario that
    changes the account's settings, or crashes the server, waits for the others, and they for it.

    Args:
        shared: Whether other processes may use the same target.
        exclusive: Whether the scenario must run alone.
    """
    return _locked(fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) if shared else nullcontext()


@contextmanager
def _locked(kind: int) -> Iterator[None]:
    with GATE.open("rb") as gate, LOCK.open("rb") as lock:
        # A scenario that waits to run alone holds the gate, so that no other one starts before it.
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(lock, kind)
        fcntl.flock(gate, fcntl.LOCK_UN)
        yield
