"""The state that all scenarios of one process share."""

from __future__ import annotations

import secrets
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Literal

from cti_conformance.scenario import hard_data
from cti_conformance.scenario.account import Account
from cti_conformance.scenario.cleanup import clean_up, find_records
from cti_conformance.scenario.learned import Learned, SpareNumbers
from cti_conformance.scenario.pool import Pool
from cti_conformance.scenario.shared_contacts import SharedContacts
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        tainted: Why no further scenario can be judged; empty if all can.
        learned: What the scenarios have learned about the target.
        spare: Numbers whose contacts are gone.
        remarks: What the report says of the run, such as whom the calls were for.
    """

    target: Target
    numbers: Numbers
    lock: TargetLock | None = None
    digits: str = field(default_factory=lambda: str(10**8 + secrets.randbelow(9 * 10**8)))
    branch: str | None = None
    leftovers: list[str] = field(default_factory=list)
    created: list[Created] = field(default_factory=list)
    tainted: str = ""
    learned: Learned = field(default_factory=Learned)
    spare: SpareNumbers = field(default_factory=SpareNumbers)
    remarks: list[str] = field(default_factory=list)
    _counter: Iterator[int] = field(default_factory=lambda: count(1))

    @cached_property
    def account(self) -> Account:
        """The admin's settings of the account."""
        return Account(self.target.connection, disposable=self.target.disposable)

    def begin_scenario(self) -> None:
        """Forget the exchanges, windows and branch of the scenario before."""
        self.branch = None
        self.target.begin_scenario()

    @cached_property
    def pool(self) -> Pool:
        """The agents and the witness that the scenarios share."""
        return Pool(self)

    @cached_property
    def contacts(self) -> SharedContacts:
        """The contacts that scenarios use in turn."""
        return SharedContacts(self)

    def renew_people(self) -> None:
        """Let the following scenarios have agents and contacts whom none has used."""
        self.pool.renew()
        self.contacts.renew()

    def remark(self, text: str) -> None:
        """Let the report say something, once."""
        if text not in self.remarks:
            self.remarks.append(text)

    def end(self) -> None:
        """Delete the agents, the witness and the shared contacts."""
        if "pool" in vars(self):
            with suppress(Exception):  # it is deleted with its agent
                self.pool.close_all()
            with suppress(Exception):  # else `clean_up` tries again
                find_records(self.target, self.pool.people.created, thorough=False)
            self.leftovers += clean_up(self.target, self.pool.people.created)

    def all_leftovers(self) -> list[str]:
        """Return all records that are left, those of a scenario that was interrupted included."""
        if self.target.disposable:
            return self.leftovers
        changed = self.account.left
        # The tickets of an interrupted scenario are deleted with the contacts that others share.
        settled = {line for created in self.created for line in created.settled}
        unsettled = (line for created in self.created for line in created.left())
        return [*self.leftovers, *changed, *(line for line in unsettled if line not in settled)]

    def all_kept(self) -> list[str]:
        """Return the records of failed scenarios that were left on purpose."""
        return [line for created in self.created for line in created.kept]

    @contextmanager
    def locked(
        self, *, exclusive: bool, pages: Literal["", "shared", "alone"] = ""
    ) -> Iterator[None]:
        """Hold the lock on the target within this context, if the target is shared.

        Args:
            exclusive: Whether nothing else may run on the target at the same time.
            pages: Whether it looks at the pages of the desktops: beside others that do, or alone,
                since it changes their settings.
        """
        if self.lock is None:
            yield
            return
        with ExitStack() as held:
            held.enter_context(self.lock.hold(exclusive=exclusive, limit_s=run_time().left_s))
            if pages and not exclusive:
                lock, alone = self.lock.pages, pages == "alone"
                held.enter_context(lock.hold(exclusive=alone, limit_s=run_time().left_s))
            yield

    def new_mark(self) -> str:
        """Return a mark for one more scenario; it contains that of the run."""
        return f"cti-{self.digits}-{next(self._counter)}"

    def new_reference(self) -> str:
        """Return a call reference that no call ever had; it ends with the mark of the run."""
        return hard_data.reference(self.digits, next(self._counter))

    def new_digits(self) -> str:
        """Return a call reference of digits only; it begins with the mark of the run."""
        return f"{self.digits}{next(self._counter):05}"
