"""The state that all scenarios of one process share."""

from __future__ import annotations

import secrets
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from cti_conformance.scenario import hard_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from cti_conformance.phone_numbers import Numbers
    from cti_conformance.scenario.cleanup import Created
    from cti_conformance.scenario.target_lock import TargetLock
    from cti_conformance.target.target import Target


@dataclass
class Run:
    """The scenarios of one process against one target.

    Attributes:
        target: The target under test.
        numbers: Allocates the phone numbers.
        lock: The lock on the target; ``None`` if no other process can use it.
        digits: The mark of the run: nine random digits.
        branch: The branch that the target took in the current scenario.
        leftovers: Records that scenarios created and could not delete.
        created: The records of each scenario, which may not be cleared yet.
        never_seen: Traces of a call that the target has not shown for any witness.
        tainted: Why no further scenario can be judged; empty if all can.
        plain_names: Whether the target refuses the characters of `hard_data.NAME`.
        refused_numbers: The kinds of `hard_data.NEAR` that it refuses for a contact.
    """

    target: Target
    numbers: Numbers
    lock: TargetLock | None = None
    digits: str = field(default_factory=lambda: str(10**8 + secrets.randbelow(9 * 10**8)))
    branch: str | None = None
    leftovers: list[str] = field(default_factory=list)
    created: list[Created] = field(default_factory=list)
    never_seen: set[str] = field(default_factory=set)
    tainted: str = ""
    plain_names: bool = False
    refused_numbers: set[str] = field(default_factory=set)
    _counter: Iterator[int] = field(default_factory=lambda: count(1))

    def begin_scenario(self) -> None:
        """Forget the exchanges, windows and branch of the scenario before."""
        self.branch = None
        self.target.begin_scenario()

    def all_leftovers(self) -> list[str]:
        """Return all records that are left, those of a scenario that was interrupted included."""
        if self.target.disposable:
            return self.leftovers
        return [*self.leftovers, *(line for created in self.created for line in created.left())]

    def all_kept(self) -> list[str]:
        """Return the records of failed scenarios that were left on purpose."""
        return [line for created in self.created for line in created.kept]

    def locked(self, *, exclusive: bool) -> AbstractContextManager[None]:
        """Return a context that holds the lock on the target, if it is shared.

        Args:
            exclusive: Whether nothing else may run on the target at the same time.
        """
        if self.lock is None:
            return nullcontext()
        limit_s = self.target.connection.liveness.time_left_s
        return self.lock.hold(exclusive=exclusive, limit_s=limit_s)

    def new_mark(self) -> str:
        """Return a mark for one more scenario; it contains that of the run."""
        return f"cti-{self.digits}-{next(self._counter)}"

    def new_reference(self) -> str:
        """Return a call reference that no call ever had; it ends with the mark of the run."""
        return hard_data.reference(self.digits, next(self._counter))

    def new_digits(self) -> str:
        """Return a call reference of digits only; it begins with the mark of the run."""
        return f"{self.digits}{next(self._counter):05}"
