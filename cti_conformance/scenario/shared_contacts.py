"""Contacts whom the scenarios of one process use in turn, as long as nothing changes them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cti_conformance.scenario.people import People
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.ports.records import Contact
    from cti_conformance.transport.recorder import Exchange


_Key = tuple[tuple[str, ...], tuple[str, ...]]
"""The names and the fields of contacts who are lent together."""


@dataclass(eq=False)
class Shared:
    """A contact whom several scenarios use.

    Attributes:
        contact: The contact, as the helpdesk stored it.
        numbers: The numbers as they were sent, by field: ``phone``, ``mobile``.
        email: The email as it was sent: what a target returns may be anything.
        born: The requests that have made the contact, and have last changed the name.
        group: All who are lent together, since they have the same numbers.
    """

    contact: Contact
    numbers: Mapping[str, str] = field(default_factory=dict)
    email: str = ""
    born: tuple[Exchange, ...] = ()
    group: list[Shared] = field(default_factory=list)


class SharedContacts:
    """The contacts of one process that several scenarios use.

    Args:
        run: The run of the process, whose pool deletes them at the end.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._free: dict[_Key, list[list[Shared]]] = defaultdict(list)
        self._in_use: dict[int, _Key] = {}

    def borrow(self, names: tuple[str, ...], fields: tuple[str, ...]) -> list[Shared]:
        """Return contacts whom no scenario has at the moment; they are made if there are none.

        Args:
            names: Their names in the scenarios.
            fields: The fields that have a number, the same for all.
        """
        key = (names, fields)
        if self._free[key]:
            group = self._free[key].pop()
            self._run.pool.lent_again = True
        else:
            group = self._make(names, fields)
        self._in_use |= {one.contact.id: key for one in group}
        return group

    def give_back(self, shared: Shared, deleted: Iterable[int]) -> None:
        """Take back a contact who is as before.

        Args:
            shared: The contact.
            deleted: The tickets of the scenario, which were deleted.
        """
        self._run.target.records.forgotten |= {*deleted}
        key = self._in_use.pop(shared.contact.id)
        if shared is shared.group[0]:
            self._free[key].append(shared.group)

    def discard(self, shared: Shared) -> None:
        """Let the scenario that has a contact delete it."""
        del self._in_use[shared.contact.id]
        self._run.pool.people.created.contacts.remove(shared.contact.id)

    def renew(self) -> None:
        """Use none of the free contacts again; they are deleted at the end of the run."""
        self._free.clear()

    def _make(self, names: tuple[str, ...], fields: tuple[str, ...]) -> list[Shared]:
        people, recorder = self._run.pool.people, self._run.target.recorder
        numbers = {one: people.new_number() for one in fields}
        group: list[Shared] = []
        for name in names:
            before = len(recorder.exchanges)
            contact = people.store_contact(name, numbers)
            made = [one for one in recorder.exchanges[before:] if one.method == "POST"]
            email = people.created.emails[-1]
            group.append(Shared(contact, numbers, email, tuple(made[-1:]), group))
        people.wait_for(numbers, *(one.contact for one in group))
        return group


def shared_contact(people: People, name: str, *fields: str) -> Shared:
    """Return a scenario's contact of that name, whom other scenarios may have used before.

    On a target that is discarded, and on one without REST v2, the contact is the scenario's own.

    Args:
        people: The people of the scenario.
        name: The contact's name in the scenario.
        fields: The fields that have a number: ``phone``, ``mobile``.
    """
    if name in people.contacts:
        return Shared(people.contacts[name])
    return shared_contacts(people, (name,), *fields)[0]


def shared_contacts(people: People, names: tuple[str, ...], *fields: str) -> list[Shared]:
    """Return contacts of a scenario who have the same numbers; see `shared_contact`."""
    if people.target.disposable or not people.target.has_records:
        numbers = {one: people.new_number() for one in fields}
        return [Shared(people.contact(name, **numbers), numbers) for name in names]
    contacts, created = people.run.contacts, people.created
    group = contacts.borrow(names, fields)
    for name, shared in zip(names, group, strict=True):
        contact = people.contacts[name] = shared.contact
        for exchange in shared.born:  # a script that reproduces a failure makes the contact anew
            if exchange not in people.target.recorder.exchanges:
                people.target.recorder.recall(exchange)
        created.lent[contact.id] = shared
        created.owned |= {*shared.numbers.values(), shared.email}
    return group


def note_new_name(people: People, contact_id: int) -> None:
    """Remember the last request, which has changed the name of a contact."""
    if (shared := people.created.lent.get(contact_id)) and people.target.recorder.exchanges:
        shared.born = (*shared.born[:1], people.target.recorder.exchanges[-1])


def give_up_changed(people: People, as_before: Mapping[int, Contact]) -> None:
    """Give up the contacts of a scenario that are not as before: it deletes them.

    Args:
        people: The people of the scenario.
        as_before: Those who are, by id; they may have another name.
    """
    created = people.created
    for contact_id, shared in [*created.lent.items()]:
        if not all(one.contact.id in as_before for one in shared.group):
            del created.lent[contact_id]
            people.run.contacts.discard(shared)
            created.contacts.append(contact_id)
        else:
            shared.contact = as_before[contact_id]


def give_back(people: People, deleted: Iterable[int], *, is_cleared: bool) -> None:
    """Give the contacts of a scenario back.

    Args:
        people: The people of the scenario.
        deleted: The tickets of the scenario.
        is_cleared: Whether all of them were deleted: else the contacts are not used again.
    """
    for shared in people.created.lent.values():
        if is_cleared:
            people.run.contacts.give_back(shared, deleted)
    people.created.lent.clear()
