"""The contacts of a target, and whom of them a call selects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_conformance.phone_numbers import same_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cti_conformance.oracle.model import Call
    from cti_conformance.target.ports.records import Contact


@dataclass
class Person:
    """A contact, with the fields by which a call can select one.

    Attributes:
        id: The contact's id; 0 for one whom a pop created and nobody has seen yet.
        stored_name: The name that the helpdesk has stored; empty if it is not known.
        tickets: The ids of the contact's known tickets.
        deleted: Whether the contact was deleted.
    """

    id: int
    name: str
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    tickets: set[int] = field(default_factory=set)
    deleted: bool = False
    stored_name: str = ""

    def is_reached_as(self, contact: Contact) -> bool:
        """Return whether the numbers and the email are those of a record of the contact."""
        mine = (self.phone, self.mobile, self.email)
        return mine == (contact.phone, contact.mobile, contact.email)


@dataclass
class Directory:
    """The contacts.

    Attributes:
        people: The contacts, the oldest first.
        chosen: The contact whom the target selects where several have the number, by number.
        country: The country in which national numbers are read; if empty, none are.
    """

    people: list[Person] = field(default_factory=list)
    chosen: dict[str, Person] = field(default_factory=dict, kw_only=True)
    country: str = field(default="", kw_only=True)

    def holders(self, number: str) -> tuple[list[Person], str]:
        """Return the contacts of whom a number selects one, and the rule concerned."""
        present = [person for person in self.people if not person.deleted]
        phones = [person for person in present if self.same(person.phone, number)]
        mobiles = [person for person in present if self.same(person.mobile, number)]
        if len(phones) > 1 or (not phones and len(mobiles) > 1):
            known = self.chosen.get(number)
            return [known] if known else phones or mobiles, "CTI-REQ-07"
        if phones:
            rule = "CTI-REQ-06" if mobiles else "CTI-REQ-04"
            return phones, rule if phones[0].phone == number else "CTI-REQ-11"
        if mobiles:
            return mobiles, "CTI-REQ-05" if mobiles[0].mobile == number else "CTI-REQ-11"
        return [], "CTI-REQ-08"

    def same(self, stored: str | None, number: str) -> bool:
        """Return whether a stored number is this number, in any notation (CTI-REQ-11)."""
        if stored is None or stored == number:
            return stored is not None
        if not self.country:
            return False
        return same_number(_with_plus(stored), _with_plus(number), self.country)

    def may_be_requester(self, person: Person, call: Call) -> bool:
        """Return whether a target may select this contact as the requester of a call."""
        number = call.attributes.get("requester_phone")
        by_number = (
            bool(number) and not {"requester_id", "requester_email"} & call.attributes.keys()
        )
        chosen = self.chosen.get(str(number)) if by_number else None
        if len(call.candidates) > 1 and chosen in call.candidates:
            return person is chosen  # the same for each call from a number (CTI-REQ-07)
        if person is call.requester or call.candidates:
            return person is call.requester or person in call.candidates
        return by_number and person in self.holders(str(number))[0]

    def callers(self, call: Call) -> set[int]:
        """Return the ids of the contacts of whom a call may have one as its requester."""
        allowed = {person.id for person in self.people if self.may_be_requester(person, call)}
        return allowed | {call.requester.id}

    def select_requester(self, call: Call, person: Person) -> None:
        """Adopt the contact whom the target selected, the same for each call from a number.

        A requester that was selected by id or email says nothing about the number.
        """
        call.requester = person
        others = (call.attributes.get(name) for name in ("requester_id", "requester_email"))
        number = call.attributes.get("requester_phone")
        if isinstance(number, str) and not any(others):
            self.chosen[number] = person


def _with_plus(number: str) -> str:
    """Return a number with the international prefix as a plus (CTI-REQ-11)."""
    return f"+{number[2:]}" if number.startswith("00") else number


def describe(people: Sequence[Person], known: int | None) -> str:
    """Return the name of a contact, for a failure text."""
    return next((f"{p.name} ({p.id})" for p in people if p.id == known), str(known))
