"""The contacts, agents and tickets of a target, with the model of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.oracle.directory import Person
from cti_conformance.oracle.model import DesktopState, Model
from cti_conformance.oracle.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cti_conformance.oracle.observer import Observer
    from cti_conformance.scenario.people import People
    from cti_conformance.target.ports.records import Agent, Ticket

CONTACT_NAMES = ("Omar", "Priya", "Noor")
AGENT_NAMES = ("Ines", "Tom", "Yuki")


class Account(World):
    """Creates contacts and tickets on a target, and keeps the model of them.

    Args:
        observer: Observes the target.
        cast: Creates the records.
        agents: The agents.
        steps: Receives the steps, in words.

    Attributes:
        numbers: The numbers that calls come from.
        old_tickets: The tickets that no call created.
    """

    def __init__(
        self, observer: Observer, cast: People, agents: Sequence[Agent], steps: list[str]
    ) -> None:
        super().__init__(observer, Model(desktops={agent.id: DesktopState() for agent in agents}))
        self.cast = cast
        self.steps = steps
        self.agents = agents
        ids = (agent.id for agent in agents)
        self.agent_names = dict(zip(ids, AGENT_NAMES, strict=False))
        self.numbers: list[str] = []
        self.old_tickets: list[Ticket] = []

    def make_contacts(self, plan: Sequence[tuple[int | None, int | None]]) -> None:
        """Create a contact for each pair: which of three numbers is its Phone and its Mobile."""
        self.numbers = [self.cast.new_number() for _ in range(3)]
        for name, (phone, mobile) in zip(CONTACT_NAMES, plan, strict=False):
            fields = {"phone": phone, "mobile": mobile}
            given = {key: self.numbers[n] for key, n in fields.items() if n is not None}
            made = self.cast.make_contact(name, given)
            self.model.people.append(
                Person(made.id, name, given.get("phone"), given.get("mobile"), made.email)
            )

    def make_ticket(self, requester: Person) -> Ticket:
        """Create a ticket without a call."""
        ticket = self.records.make_ticket(requester.id, f"A ticket ({self.cast.mark})")
        requester.tickets.add(ticket.id)
        self.old_tickets.append(ticket)
        self.observer.look(
            lambda: [t for t in self.records.tickets_of(requester.id) if t.id == ticket.id], bool
        )
        self.earlier_notes[ticket.id] = {note.id for note in self.records.notes(ticket.id)}
        return ticket
