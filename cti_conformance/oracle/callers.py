"""Who calls whom: the requester and the responder of a pop, as the rules select them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.oracle.directory import Person
from cti_conformance.oracle.model import DesktopState
from cti_conformance.phone_numbers import e164
from cti_conformance.target.journal import AgentMade, ContactKnown, Deleted, NumberPicked, Restored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cti_conformance.oracle.model import Model
    from cti_conformance.target.ports.records import Agent, Contact


@dataclass(frozen=True)
class Selected:
    """The requester of a pop.

    Attributes:
        person: The contact; a new one has the id 0.
        candidates: The contacts of whom the target selects one.
        rule: The rule by which it selects.
    """

    person: Person
    candidates: list[Person]
    rule: str


class Callers:
    """The contacts and agents of a scenario.

    Args:
        model: The model, whose contacts and desktops it keeps.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._agents: dict[int, Agent] = {}
        self._picked: dict[str, int] = {}

    # -- what is known ---------------------------------------------------------------------

    def learn(self, event: ContactKnown | AgentMade | NumberPicked | Deleted | Restored) -> None:
        """Keep what an event says of people."""
        match event:
            case ContactKnown(contact):
                self._know_contact(contact)
            case AgentMade(agent):
                self.know_agents([agent])
            case NumberPicked(agent_id, number):
                self._picked[self._key(number)] = agent_id
            case Deleted("contacts", record_id) | Restored(record_id):
                if person := self.by_id(record_id):
                    person.deleted = isinstance(event, Deleted)
            case Deleted("agents", record_id):
                self._agents.pop(record_id, None)

    def know_agents(self, agents: Iterable[Agent]) -> None:
        """Add agents."""
        for agent in agents:
            self._agents[agent.id] = agent
            self._model.desktops.setdefault(agent.id, DesktopState())

    def know_contacts(self, contacts: Iterable[Contact]) -> None:
        """Add contacts of whom no event was heard, such as those listed in cti-target.toml."""
        for contact in contacts:
            if self.by_id(contact.id) is None:
                self._know_contact(contact)

    def by_id(self, person_id: int) -> Person | None:
        """Return the contact with this id."""
        return next((p for p in self._model.people if p.id == person_id), None)

    def _know_contact(self, contact: Contact) -> None:
        person = self.by_id(contact.id) or self._unseen(contact)
        if person is None:
            person = Person(contact.id, contact.name)
            self._model.people.append(person)
        person.id, person.name, person.deleted = contact.id, contact.name, False
        person.stored_name = contact.name
        person.phone, person.mobile = contact.phone, contact.mobile
        person.email = contact.email

    def _unseen(self, contact: Contact) -> Person | None:
        """Return the contact whom a pop created, if it is this one."""
        for person in self._model.people:
            phone = person.phone and contact.phone and self._model.same(contact.phone, person.phone)
            email = person.email and person.email == contact.email
            if person.id == 0 and (phone or email):
                return person
        return None

    # -- the requester ---------------------------------------------------------------------

    def requester(self, pop: dict[str, Any]) -> Selected | None:
        """Return whom the rules select; ``None`` where they leave it open."""
        number, email = pop.get("requester_phone"), pop.get("requester_email")
        if (known := pop.get("requester_id")) is not None:
            person = self.by_id(known)
            rule = "CTI-REQ-02" if number else "CTI-REQ-18" if email else "CTI-REQ-01"
            # One whom nobody knows, or who was deleted, has to be refused (CTI-REQ-03).
            is_there = person is not None and not person.deleted
            return Selected(person, [person], rule) if person and is_there else None
        if number and email:
            return None  # CTI-REQ-14
        if email:
            return self._by_email(email)
        return self._by_number(number) if number else None

    def _by_email(self, email: str) -> Selected:
        found = [
            person
            for person in self._model.people
            if person.email and not person.deleted and person.email.casefold() == email.casefold()
        ]
        if not found:
            person = self._add(Person(0, "the new contact", email=email))
            return Selected(person, [person], "CTI-REQ-13")
        rule = "CTI-REQ-12" if found[0].email == email else "CTI-REQ-19"
        return Selected(found[0], found, rule)

    def _by_number(self, number: str) -> Selected:
        found, rule = self._model.holders(number)
        if found:
            return Selected(found[0], found, rule)
        gone = any(p.deleted and self._model.same(p.phone, number) for p in self._model.people)
        readable = e164(number, self._model.country)
        rule = "CTI-REQ-15" if gone else rule if readable else "CTI-REQ-17"
        person = self._add(Person(0, "the new contact", phone=number))
        return Selected(person, [person], rule)

    def _add(self, person: Person) -> Person:
        self._model.people.append(person)
        return person

    # -- the responder ---------------------------------------------------------------------

    def responder(self, pop: dict[str, Any]) -> int | None:
        """Return the agent whom the rules select; ``None`` where they leave it open."""
        found: set[int | None] = set()
        if (known := pop.get("responder_id")) is not None:
            found.add(known if known in self._agents else None)
        if number := pop.get("responder_phone"):
            found.add(self._by_agents_number(number))
        if email := pop.get("responder_email"):
            emails = {a.email.casefold(): a.id for a in self._agents.values() if a.email}
            found.add(emails.get(email.casefold()))
        return found.pop() if len(found) == 1 else None

    def _by_agents_number(self, number: str) -> int | None:
        if picked := self._picked.get(self._key(number)):
            return picked
        found = [a.id for a in self._agents.values() if self._model.same(a.phone, number)]
        return found[0] if len(found) == 1 else None

    def _key(self, number: str) -> str:
        return e164(number, self._model.country) or number.strip()
