"""The circuit breaker: when to stop sending requests to a target that does not answer."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNANSWERED_IN_A_ROW = 3
"""Consecutive unanswered requests after which the target counts as down."""
MAX_UNANSWERED = 30
"""Unanswered requests of a run after which the suite gives up."""


@dataclass
class Liveness:
    """Counts the unanswered requests of one run; safe for use by several threads."""

    _in_a_row: int = field(default=0, init=False)
    _in_all: int = field(default=0, init=False)
    _tolerant: bool = field(default=False, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

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
    def unanswered(self) -> int:
        """How many requests of the run were left unanswered."""
        return self._in_all

    @property
    def is_in_doubt(self) -> bool:
        """Whether the last request was left unanswered."""
        return self._in_a_row > 0

    @property
    def gave_up_reason(self) -> str:
        """Why no further request is sent; empty while requests are sent.

        To restore settings, requests are sent to a target that stopped answering as well.
        """
        if reason := run_time().over_reason:
            return reason
        if self._tolerant and run_time().is_restoring:
            return ""
        if self._in_a_row >= MAX_UNANSWERED_IN_A_ROW:
            return f"the target stopped answering: {MAX_UNANSWERED_IN_A_ROW} requests in a row"
        if self._in_all >= MAX_UNANSWERED:
            return f"the target left {MAX_UNANSWERED} requests of this run without an answer"
        return ""
