"""Waiting for the effects of requests: how often, for how long, and when to stop hoping."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

HOPEFUL = 5
"""Waits that may end in vain before the suite waits no longer than the target has ever needed."""
FLOOR_S = 1.0
FACTOR = 3.0


@dataclass
class Waits:
    """The waits of one process; safe for several threads.

    Attributes:
        looks_again: How many looks were repeated, because the target had not yet shown something.
        in_vain: How many waits ended at their limit.
        longest_s: The longest wait after which something was seen, in seconds.
    """

    looks_again: int = 0
    in_vain: int = 0
    longest_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def limit_s(self, within_s: float) -> float:
        """Return how long to wait for something.

        After several waits in vain it is a multiple of the longest wait that was not in vain, and
        not less than a second: a target that shows nothing does not cost the whole time each time,
        and one that is slow keeps the time that it needs.

        Args:
            within_s: The longest time that the target may take, in seconds.
        """
        if self.in_vain < HOPEFUL:
            return within_s
        return min(within_s, max(FLOOR_S, FACTOR * self.longest_s))

    def looked_again(self) -> None:
        """Count a repeated look."""
        with self._lock:
            self.looks_again += 1

    def ended(self, after_s: float, *, seen: bool) -> None:
        """Count a wait that has ended.

        Args:
            after_s: How long it took, in seconds.
            seen: Whether what was waited for was seen.
        """
        with self._lock:
            if seen:
                self.longest_s = max(self.longest_s, after_s)
            else:
                self.in_vain += 1


WAITS = Waits()
"""The waits of this process, which tests one target."""
