"""Checks of the contacts that a pop creates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.locus import but, literal
from cti_conformance.target import locate
from cti_conformance.text.excerpts import how_many

if TYPE_CHECKING:
    from cti_conformance.oracle.directory import Person
    from cti_conformance.oracle.world import World
    from cti_conformance.target.ports.records import Contact


class ContactChecks:
    """Checks the contacts of a target.

    Args:
        world: The target, with its model.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._observer = world.observer
        self._model = world.model

    def created_for(self, number: str, requester: Person, rule: str) -> None:
        """Check that a pop created a contact only if none had its number (CTI-REQ-08, CTI-REQ-09).

        Args:
            number: The requester's number in the pop.
            requester: The requester; a new contact's id, number and email are stored in it.
            rule: The rule that forbids a new contact where one has the number.
        """
        if self._model.holders(number)[0]:
            self.none_created(number, rule)
            return
        new = self._new(number, due=1)
        self._observer.expect(
            len(new) == 1,
            "CTI-REQ-08",
            f"one new contact with the number {number}",
            how_many(len(new), "new contact"),
        )
        self._named(new[0], number)
        requester.id, requester.phone, requester.email = new[0].id, number, None
        self._model.people.append(requester)

    def agree(self, number: str) -> None:
        """Check that a number has the contacts that the model has, each new one named by it.

        A further contact breaks the rule by which the calls from the number select their requester;
        where they must create one, CTI-REQ-08.
        """
        same = self._model.same
        holding = [
            person
            for person in self._model.people
            if not person.deleted and (same(person.phone, number) or same(person.mobile, number))
        ]
        known = {person.id for person in holding} - {0}
        unseen = [person for person in holding if person.id == 0]
        calls = [c for c in self._model.calls if c.attributes.get("requester_phone") == number]
        # One whose number is kept in another notation need not be found by it.
        country = self._observer.target.config.country
        findable = {
            person.id
            for person in holding
            if any(n and same_number(n, number, country) for n in (person.phone, person.mobile))
        } - {0}
        found = self._observer.look(
            lambda: self._world.records.contacts_by_number(number),
            lambda contacts: len(contacts) >= len(findable) + len(unseen),
        )
        new = [contact for contact in found if contact.id not in known]
        rule = "CTI-REQ-08" if unseen else calls[0].found_by if calls else "CTI-POP-13"
        expected = f"{len(unseen) or 'no'} new contact with the number {number}"
        names = ", ".join(contact.name for contact in new)
        observed = f"{how_many(len(new), 'new contact')}{names and f': {names}'}"
        holds = f"{but('contact', sorted(known))}length == {len(unseen)}"
        at = locate.contacts_by_number(number, holds)
        self._observer.expect(len(new) == len(unseen), rule, expected, observed, at)
        for person, contact in zip(unseen, new, strict=True):
            person.id = contact.id
            self._named(contact, number)

    def _named(self, contact: Contact, number: str) -> None:
        right = same_number(contact.name, number, self._observer.target.config.country)
        expected = f"the new contact to be named {number}"
        holds = f".name | same_number({literal(number)})"
        at = locate.contact(contact.id, holds, "/name")
        self._observer.expect(right, "CTI-REQ-09", expected, contact.name, at)

    def none_created(self, number: str, rule: str) -> None:
        """Check that a pop created no contact with this number (the rule given)."""
        new = self._new(number, due=0)
        self._observer.expect(not new, rule, "no contact to be made", [c.name for c in new])

    def _new(self, number: str, due: int) -> list[Contact]:
        known = {p.id for p in self._model.people if number in (p.phone, p.mobile)}
        found = self._observer.look(
            lambda: self._world.records.contacts_by_number(number),
            lambda contacts: len(contacts) >= len(known) + due,
        )
        return [contact for contact in found if contact.id not in known]
