"""The circuit breaker: when to stop sending requests to a target that does not answer."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNANSWERED_IN_A_ROW = 3
"""Consecutive unanswered requests after which the target counts as down."""
MAX_UNANSWERED = 30
"""Unanswered requests of a run after which the suite gives up."""


@dataclass
class Liveness:
    """Counts the unanswered requests of one run; safe for use by several threads.

    Args:
        run_s: Maximum duration of the run, in seconds.
    """

    run_s: float
    _in_a_row: int = 0
    _in_all: int = 0
    _tolerant: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _began: float = field(default_factory=time.monotonic)

    def count_answered(self) -> None:
        """Record that the target answered."""
        with self._lock:
            self._in_a_row = 0

    def count_unanswered(self) -> None:
        """Record that the target left a request unanswered."""
        with self._lock:
            if not self._tolerant:
                self._in_a_row += 1
                self._in_all += 1

    @contextmanager
    def tolerate_outage(self) -> Iterator[None]:
        """Count no unanswered request within this context: the target is expected to be down."""
        self._tolerant = True
        try:
            yield
        finally:
            self._tolerant = False

    @property
    def time_left_s(self) -> float:
        """The time until the run must end, in seconds; 0 once it is over."""
        return max(0.0, self._began + self.run_s - time.monotonic())

    @property
    def gave_up_reason(self) -> str:
        """Why no further request is sent; empty while requests are sent."""
        if self._in_a_row >= MAX_UNANSWERED_IN_A_ROW:
            return f"the target stopped answering: {MAX_UNANSWERED_IN_A_ROW} requests in a row"
        if self._in_all >= MAX_UNANSWERED:
            return f"the target left {MAX_UNANSWERED} requests of this run without an answer"
        if time.monotonic() - self._began > self.run_s:
            return f"the run took longer than {self.run_s:g} s ([limits] run_s)"
        return ""
