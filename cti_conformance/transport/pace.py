"""The pace of the requests: what the user allows, and what the target does."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from pathlib import Path

    from cti_conformance.transport.answer import Answer

MINUTE_S = 60.0
MARGIN = 1.02
"""Requests are this much further apart than the rate says: the network moves them together."""
CATCH_UP_S = 0.01 * MINUTE_S
"""So much lost time is caught up with: less than the margin leaves in a minute."""
FEW = 20
"""From so many remaining requests on, each is waited for longer than the one before."""
REMAINING = "X-RateLimit-Remaining"
RESTORE_SHARE = 0.1
"""While things are put back, this share of the time left is spent on a request of the last ones."""


class Pace:
    """Spaces out the requests of one process, or of all processes that share a file.

    Args:
        per_minute: The greatest number of requests a minute; by default unlimited.
        file: Where the processes of a run keep the time of the next request.

    Attributes:
        file: The same.
    """

    def __init__(self, per_minute: float | None = None, file: Path | None = None) -> None:
        self._gap_s = MARGIN * MINUTE_S / per_minute if per_minute else 0.0
        self.file = file
        self._next = 0.0
        self._pause_s = 0.0

    def wait(self) -> None:
        """Wait until the next request may be sent, or until the time of the run is over."""
        run = run_time()
        pause_s, self._pause_s = self._pause_s, 0.0
        if run.is_restoring:
            pause_s = min(pause_s, RESTORE_SHARE * run.left_s)
        if self._gap_s:
            pause_s = max(pause_s, self._turn() - time.monotonic())
        if pause_s > 0:
            run.pause(pause_s)

    def heed(self, answer: Answer) -> None:
        """Take notice of how many requests the target still allows.

        As these become few, the next ones are spaced out, so that the target has time to allow
        more. The usual window is a minute.
        """
        with suppress(ValueError):
            remaining = int(answer.headers.get(REMAINING, FEW + 1))
            if 0 <= remaining <= FEW:
                self._pause_s = MINUTE_S / (remaining + 1)

    def _turn(self) -> float:
        """Take the next turn, and return its time on the monotonic clock."""
        if self.file is None:
            turn = _turn_after(self._next)
            self._next = turn + self._gap_s
            return turn
        # The monotonic clock is that of the machine, the same in all its processes.
        try:
            with FileLock(f"{self.file}.lock", timeout=run_time().left_s):
                known = 0.0
                with suppress(OSError, ValueError):
                    known = float(self.file.read_text(encoding="ascii"))
                turn = _turn_after(known)
                self.file.write_text(repr(turn + self._gap_s), encoding="ascii")
        except Timeout:  # with the time of the run: nothing is sent any more
            return time.monotonic()
        return turn


def _turn_after(known: float) -> float:
    """Return when the next turn is or was, if it had to be at a known time; 0 if there is none."""
    now = time.monotonic()
    return max(now - CATCH_UP_S, known) if known else now


def retry_after(answer: Answer) -> float:
    """Return ``Retry-After`` in seconds, from seconds or a date; 1 where it is not usable."""
    value = answer.headers.get("Retry-After", "")
    try:
        if value.strip().isdigit():
            return max(float(value), 0.1)
        now = answer.headers.get("Date")  # by the clock of the target
        began = parsedate_to_datetime(now) if now else dt.datetime.now(tz=dt.UTC)
        return max((parsedate_to_datetime(value) - began).total_seconds(), 0.1)
    except (ValueError, TypeError, OverflowError):
        return 1.0
