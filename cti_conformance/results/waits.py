"""Counts the waits for effects of requests."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Waits:
    """The waits of one process; safe for several threads.

    Attributes:
        looks_again: How many looks were repeated, because the target had not yet shown something.
        in_vain: How many waits ended at their limit.
    """

    looks_again: int = 0
    in_vain: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def looked_again(self) -> None:
        """Count a repeated look."""
        with self._lock:
            self.looks_again += 1

    def ended_in_vain(self) -> None:
        """Count a wait that has ended at its limit."""
        with self._lock:
            self.in_vain += 1


WAITS = Waits()
"""The waits of this process, which tests one target."""
