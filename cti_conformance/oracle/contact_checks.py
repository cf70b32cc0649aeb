"""Checks of the contacts that a pop creates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.phone_numbers import same_number

if TYPE_CHECKING:
    from cti_conformance.oracle.model import Person
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
            f"{len(new)} new contacts",
        )
        right = same_number(new[0].name, number, self._observer.target.config.country)
        expected = "the contact to be named by the number"
        self._observer.expect(right, "CTI-REQ-09", expected, new[0].name)
        requester.id, requester.phone, requester.email = new[0].id, number, None
        self._model.people.append(requester)

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
