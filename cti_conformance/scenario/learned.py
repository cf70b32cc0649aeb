"""What the scenarios of one process learn about the target, so that they need not ask again."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class Learned:
    """What is known about the target.

    Attributes:
        awaited_in_vain: Traces of a witness's call that the target did not show in time.
        adds_notes: Whether the target adds a note of its own to each ticket, once that is known.
        plain_names: Whether the target refuses the characters of `hard_data.NAME`.
        shows_late: Whether a new record could not be read at once.
        dismissals: How many dismissed widgets were seen to be gone, since one was not.
        refused_numbers: The kinds of `hard_data.NEAR` that it refuses for a contact.
    """

    awaited_in_vain: set[str] = field(default_factory=set)
    adds_notes: bool | None = None
    plain_names: bool = False
    shows_late: bool = False
    dismissals: int = 0
    refused_numbers: set[str] = field(default_factory=set)


@dataclass
class SpareNumbers:
    """Numbers that nobody had, and whose contacts of the suite are gone: to be used again."""

    _numbers: deque[tuple[str, float]] = field(default_factory=deque)

    def take(self) -> str | None:
        """Return a number that has rested, if there is one."""
        if self._numbers and self._numbers[0][1] <= time.monotonic():
            return self._numbers.popleft()[0]
        return None

    def add(self, numbers: Iterable[str], rest_s: float) -> None:
        """Add numbers.

        Args:
            numbers: The numbers.
            rest_s: How long the target may still find their contacts, in seconds.
        """
        rested = time.monotonic() + rest_s
        self._numbers.extend((number, rested) for number in numbers)
