"""The time of a run: every wait of the suite takes its bound from here.

A process has one `RunTime`, that of the run. When it is over, no wait begins any more, and nothing
is sent to the target, except to put back what was changed: that has an allowance of its own.
"""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RESTORE_S = 15.0
"""Time to put things back in, once the time of the run is over or the run was interrupted."""

MAX_VAIN_S = 30.0
"""Time that may be waited in vain, in all, before waits become shorter."""
FIRST_S = 2.0
"""The shortest first wait at a place in the code."""
SHORT_S = 0.02
"""The shortest wait at a place where one was in vain."""
LATE_FACTOR = 10


class RunTime:
    """The time of one run.

    Args:
        run_s: Maximum duration of the run from now on, in seconds.

    Attributes:
        patience: How long to wait for effects.
    """

    def __init__(self, run_s: float = math.inf) -> None:
        self.patience = Patience()
        self._run_s = run_s
        self._ends = time.monotonic() + run_s
        self._is_stopped = False
        self._restored_by: float | None = None

    @property
    def left_s(self) -> float:
        """The time that is left, in seconds; 0 once it is over."""
        ends = self._ends if self._restored_by is None else self._restored_by
        return max(0.0, ends - time.monotonic())

    @property
    def is_stopped(self) -> bool:
        """Whether the run was interrupted."""
        return self._is_stopped

    @property
    def is_restoring(self) -> bool:
        """Whether things are being put back."""
        return self._restored_by is not None

    @property
    def over_reason(self) -> str:
        """Why nothing is waited for or sent any more; empty while there is time."""
        if self.left_s > 0:
            return ""
        if self.is_restoring:
            return "the time for putting things back is over"
        if self._is_stopped:
            return "the run was interrupted"
        return f"the run took longer than {self._run_s:g} s ([limits] run_s)"

    def at_most(self, seconds: float) -> float:
        """Return the duration of a wait: this, or the time that is left if that is less."""
        return min(seconds, self.left_s)

    def pause(self, seconds: float) -> None:
        """Sleep, but not beyond the end of the run."""
        time.sleep(self.at_most(seconds))

    def stop(self) -> None:
        """End the time of the run now, since it was interrupted."""
        if self.left_s > 0:
            self._is_stopped = True
            self._ends = min(self._ends, time.monotonic())

    @contextmanager
    def restoring(self, seconds: float = RESTORE_S) -> Iterator[None]:
        """Within this context there is time to put things back, even if the run's time is over.

        Args:
            seconds: The time from the end of the run, however often the context is entered.
        """
        before = self._restored_by
        if before is None:
            began = min(time.monotonic(), self._ends)
            self._restored_by = max(self._ends, began + seconds)
        try:
            yield
        finally:
            self._restored_by = before


class Patience:
    """Shortens waits on a target where waiting has never helped.

    Effects of a call may appear late, so they are waited for. A target that shows nothing at all
    would take minutes of that. After `MAX_VAIN_S` a wait ends `LATE_FACTOR` times as late as the
    latest effect that its module has seen: a module waits for effects of one kind.
    """

    def __init__(self) -> None:
        self._vain_s = 0.0
        self._latest_s: dict[str, float] = {}
        self._in_vain: set[str] = set()

    def limit(self, place: str, within_s: float) -> float:
        """Return how long to wait.

        Args:
            place: Where in the code the wait is: a file, a colon and a line.
            within_s: The full length, in seconds.
        """
        if self._vain_s < MAX_VAIN_S:
            return within_s
        least_s = SHORT_S if place in self._in_vain else FIRST_S
        return min(within_s, max(least_s, LATE_FACTOR * self._latest_s.get(_module(place), 0.0)))

    def note(self, place: str, waited_s: float, *, seen: bool) -> None:
        """Take the result of a wait: how long it was, and whether the effect was seen."""
        if seen:
            module = _module(place)
            self._latest_s[module] = max(self._latest_s.get(module, 0.0), waited_s)
        else:
            self._vain_s += waited_s
            self._in_vain.add(place)


def _module(place: str) -> str:
    return place.rpartition(":")[0]


_current = RunTime()


def begin_once(run_s: float) -> None:
    """Begin the time of a run in this process, unless it has begun."""
    global _current
    if _current.left_s == math.inf:
        _current = RunTime(run_s)


def end() -> None:
    """Forget the time of the run: other code in this process is not bounded by it."""
    global _current
    _current = RunTime()


def run_time() -> RunTime:
    """Return the time of the run of this process; unlimited where there is no run."""
    return _current
