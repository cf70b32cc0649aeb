"""Contacts whom the scenarios of one process use in turn, as long as nothing changes them."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from cti_conformance.scenario.people import People
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.ports.records import Contact
    from cti_conformance.transport.recorder import Exchange


@dataclass(eq=False)
class Shared:
    """A contact whom several scenarios use.

    Attributes:
        contact: The contact, as the helpdesk stored it.
        numbers: The numbers as they were sent, by field: ``phone``, ``mobile``.
        born: The request that has made the contact.
        gone: When the contact's tickets of earlier scenarios were deleted, by ticket id.
    """

    contact: Contact
    numbers: Mapping[str, str] = field(default_factory=dict)
    born: Exchange | None = None
    gone: dict[int, float] = field(default_factory=dict)


class SharedContacts:
    """The contacts of one process that several scenarios use.

    Args:
        run: The run of the process, whose pool deletes them at the end.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._free: dict[tuple[str, ...], list[Shared]] = defaultdict(list)
        self._lent: dict[int, tuple[str, ...]] = {}

    def borrow(self, name: str, fields: tuple[str, ...]) -> Shared:
        """Return a contact whom no scenario has at the moment; one more is made if there is none.

        Args:
            name: The name in the scenarios.
            fields: The fields that have a number.
        """
        key = (name, *fields)
        if self._free[key]:
            shared = self._free[key].pop()
            if shared.born:  # a script that reproduces a failure makes the contact anew
                self._run.target.recorder.recall(shared.born)
        else:
            shared = self._make(name, fields)
        self._lent[shared.contact.id] = key
        return shared

    def earlier_tickets(self, shared: Shared) -> set[int]:
        """Return the deleted tickets that the target may still show for a contact."""
        since = time.monotonic() - self._run.target.config.limits.appear_s
        shared.gone = {ticket: at for ticket, at in shared.gone.items() if at >= since}
        return {*shared.gone}

    def give_back(self, shared: Shared, deleted: Iterable[int]) -> None:
        """Take back a contact who is as before.

        Args:
            shared: The contact.
            deleted: The tickets of the scenario, which were deleted.
        """
        shared.gone |= dict.fromkeys(deleted, time.monotonic())
        self._free[self._lent.pop(shared.contact.id)].append(shared)

    def give_up(self, shared: Shared) -> None:
        """Let the scenario that has a contact delete it."""
        del self._lent[shared.contact.id]
        self._run.pool.people.created.contacts.remove(shared.contact.id)

    def _make(self, name: str, fields: tuple[str, ...]) -> Shared:
        people, recorder = self._run.pool.people, self._run.target.recorder
        numbers = {one: people.new_number() for one in fields}
        before = len(recorder.exchanges)
        contact = people.make_contact(name, numbers)
        made = [one for one in recorder.exchanges[before:] if one.method == "POST"]
        return Shared(contact, numbers, made[-1] if made else None)


def shared_contact(people: People, name: str, *fields: str) -> Shared:
    """Return a scenario's contact of that name, whom other scenarios may have used before.

    On a target that is discarded, and on one without REST v2, the contact is the scenario's own.

    Args:
        people: The people of the scenario.
        name: The contact's name in the scenario.
        fields: The fields that have a number: ``phone``, ``mobile``.
    """
    if name in people.contacts or people.target.disposable or not people.target.has_records:
        numbers = {} if name in people.contacts else {one: people.new_number() for one in fields}
        return Shared(people.contact(name, **numbers), numbers)
    contacts, created = people.run.contacts, people.created
    shared = contacts.borrow(name, fields)
    contact = people.contacts[name] = shared.contact
    created.lent[contact.id] = shared
    created.earlier |= contacts.earlier_tickets(shared)
    created.owned |= {*shared.numbers.values(), *filter(None, [contact.email])}
    return shared


def give_up_changed(people: People, as_before: Container[int]) -> None:
    """Give up the contacts of a scenario that are not as before: it deletes them.

    Args:
        people: The people of the scenario.
        as_before: The ids of those who are.
    """
    for contact_id, shared in [*people.created.lent.items()]:
        if contact_id not in as_before:
            del people.created.lent[contact_id]
            people.run.contacts.give_up(shared)
            people.created.contacts.append(contact_id)


def give_back(people: People, deleted: Iterable[int]) -> None:
    """Give the contacts of a scenario back, whose tickets were deleted."""
    for shared in people.created.lent.values():
        people.run.contacts.give_back(shared, deleted)
    people.created.lent.clear()
