"""Port `records`: people, tickets, notes and time entries, over REST v2.

Docstrings name the operations of ``spec/helpdesk.yaml``. Where the public documentation of REST v2
is open, the port is tolerant: it sends requests that most servers answer, and checks the answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.phone_numbers import same_number
from cti_conformance.target.journal import (
    AgentMade,
    ContactKnown,
    Deleted,
    Restored,
    TicketGiven,
    TicketMade,
)
from cti_conformance.target.ports.known_numbers import KnownNumbers
from cti_conformance.target.ports.rest import Rest, has_id, paged, personal_data, text_in
from cti_conformance.target.ports.writes import writes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cti_conformance.target.journal import Journal
    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.looking import LookingClient

OPEN, PENDING, RESOLVED, CLOSED = 2, 3, 4, 5
MAX_PAGES_OF_ALL = 10_000


@dataclass(frozen=True)
class Contact:
    """A customer, as the helpdesk stores it."""

    id: int
    name: str
    email: str | None
    phone: str | None
    mobile: str | None


@dataclass(frozen=True)
class Agent:
    """A support agent, who answers calls."""

    id: int
    email: str | None
    phone: str | None
    mobile: str | None = None


@dataclass(frozen=True)
class Ticket:
    """A ticket, with the fields that rules mention."""

    id: int
    requester_id: int | None
    responder_id: int | None
    source: int | None
    status: int | None
    created_at: object
    description: str = ""


@dataclass(frozen=True)
class Note:
    """A note or reply in the conversation of a ticket."""

    id: int
    body: str
    body_text: str
    private: bool


@dataclass(frozen=True)
class TimeEntry:
    """A time sheet entry of a ticket."""

    id: int
    note: str
    agent_id: int | None
    timer_running: bool
    start_time: object

    def names(self, reference: str) -> bool:
        """Return whether its note has this reference, and not only a number that goes on."""
        return bool(re.search(rf"(?<!\d){re.escape(reference)}(?!\d)", self.note))


class Records(Rest):
    """REST v2 of the target.

    Args:
        client: HTTP to the target.
        journal: Takes the events.
        declared: Whether the vendor declared the capability. If so, a request that does not work is
            a failure of the target; if it was discovered, the scenario is inconclusive.
        country: The country in which national numbers are read.

    Attributes:
        numbers: The numbers that people have.
        forgotten: Deleted tickets of contacts who are used again: it may show them for a while.
    """

    def __init__(
        self, client: LookingClient, journal: Journal, *, declared: bool, country: str
    ) -> None:
        super().__init__(client, declared=declared)
        self._journal = journal
        self._country = country
        self.numbers = KnownNumbers(client, declared=declared, country=country)
        self.forgotten: set[int] = set()

    # -- contacts ------------------------------------------------------------------------

    @writes("contacts")
    def make_contact(self, fields: Mapping[str, str]) -> Contact:
        """Create a contact, and return it as the helpdesk stored it (`createContact`)."""
        item = self._made("/api/v2/contacts", fields)
        self.numbers.add(item)
        self._journal.add(ContactKnown(_contact(item)))
        return _contact(item)

    def contact(self, contact_id: int) -> Contact:
        """Return one contact (`getContact`)."""
        return _contact(self._got(f"/api/v2/contacts/{contact_id}"))

    @writes("changes")
    def change_contact(self, contact_id: int, **fields: str | None) -> None:
        """Change fields of a contact, such as ``name``, as an agent would (`updateContact`)."""
        path = f"/api/v2/contacts/{contact_id}"
        answer = self._checked(self._client.send("PUT", path, json_body=fields))
        if has_id(answer.json):
            self._journal.add(ContactKnown(_contact(answer.json)))

    @writes("changes")
    def restore_contact(self, contact_id: int) -> bool:
        """Undo the deletion of a contact (`restoreContact`); return whether the API does it."""
        path = f"/api/v2/contacts/{contact_id}/restore"
        is_back = self._client.send("PUT", path, content_type=None).accepted
        if is_back:
            self._journal.add(Restored(contact_id))
        return is_back

    def contacts_by_number(
        self, number: str, fields: Sequence[str] = ("phone", "mobile")
    ) -> list[Contact]:
        """Return who has the number as Phone or Mobile, each once (`listContacts`).

        ``fields``: by which fields to look them up.
        """
        found: dict[int, Contact] = {}
        for field in fields:
            for item in self._list("/api/v2/contacts", {field: number}):
                contact = _contact(item)
                if any(
                    value and same_number(value, number, self._country)
                    for value in (contact.phone, contact.mobile)
                ):
                    found[contact.id] = contact
        return sorted(found.values(), key=lambda contact: contact.id)

    def contacts_by_email(self, email: str) -> list[Contact]:
        """Return the contacts with an email, in any letter case (`listContacts`)."""
        items = [_contact(item) for item in self._list("/api/v2/contacts", {"email": email})]
        return [c for c in items if c.email and c.email.casefold() == email.casefold()]

    # -- agents --------------------------------------------------------------------------

    @writes("agents")
    def try_make_agent(self, fields: Mapping[str, object]) -> Agent | Answer:
        """Create an agent (`createAgent`), or return the refusal of a target that creates none."""
        answer = self._client.send("POST", "/api/v2/agents", json_body=fields)
        if not answer.accepted:
            return answer
        self.numbers.add(self._object(answer))
        self._journal.add(AgentMade(_agent(self._object(answer))))
        return _agent(self._object(answer))

    @writes("changes")
    def change_agent(self, agent_id: int, **fields: str) -> bool:
        """Change fields of an agent (`updateAgent`); return whether the API does it."""
        answer = self._client.send("PUT", f"/api/v2/agents/{agent_id}", json_body=fields)
        if answer.accepted:
            self.numbers.add(self._object(answer))
            self._journal.add(AgentMade(_agent(self._object(answer))))
        return answer.accepted

    def agent(self, agent_id: int) -> Agent:
        """Return one agent (`getAgent`)."""
        return _agent(self._got(f"/api/v2/agents/{agent_id}"))

    def has(self, kind: str, record_id: int) -> bool:
        """Return whether one of ``contacts``, ``agents``, ``tickets`` exists."""
        return self._client.look(f"/api/v2/{kind}/{record_id}").accepted

    def owner(self) -> Agent | None:
        """Return the agent whose credentials are used, if the target says it (`getMe`)."""
        answer = self._client.look("/api/v2/agents/me")
        return _agent(answer.json) if answer.accepted and has_id(answer.json) else None

    # -- tickets -------------------------------------------------------------------------

    @writes("tickets")
    def make_ticket(self, requester_id: int, text: str, status: int = OPEN, **more: int) -> Ticket:
        """Make a ticket for a contact (`createTicket`); ``more``: such as ``responder_id``."""
        fields: dict[str, object] = {"subject": text, "description": text, "priority": 1}
        fields |= {"requester_id": requester_id, "status": status} | more
        self._journal.add(TicketMade(ticket := _ticket(self._made("/api/v2/tickets", fields))))
        return ticket

    @writes("changes")
    def change_ticket(self, ticket_id: int, **fields: object) -> bool:
        """Change fields of a ticket (`updateTicket`); return whether the API does it."""
        answer = self._client.send("PUT", f"/api/v2/tickets/{ticket_id}", json_body=fields)
        if answer.accepted and isinstance(requester := fields.get("requester_id"), int):
            self._journal.add(TicketGiven(ticket_id, requester))
        return answer.accepted

    def ticket(self, ticket_id: int) -> Ticket:
        """Return one ticket (`getTicket`)."""
        return _ticket(self._got(f"/api/v2/tickets/{ticket_id}"))

    def tickets_of(self, requester_id: int, *, may_be_gone: bool = False) -> list[Ticket]:
        """Return the tickets of this requester, oldest first (`listTickets`).

        Args:
            requester_id: The contact.
            may_be_gone: Whether a refusal, as for a deleted contact, means no tickets.
        """
        query = {"requester_id": requester_id}
        if may_be_gone and self._client.look("/api/v2/tickets", paged(query, 1)).refused:
            return []
        tickets = [_ticket(item) for item in self._list("/api/v2/tickets", query)]
        mine = [t for t in tickets if t.requester_id == requester_id and t.id not in self.forgotten]
        return sorted(mine, key=lambda ticket: ticket.id)

    def notes(self, ticket_id: int) -> list[Note]:
        """Return the notes and replies of a ticket (`listConversations`)."""
        return [_note(item) for item in self._list(f"/api/v2/tickets/{ticket_id}/conversations")]

    @writes("changes")
    def add_note(self, ticket_id: int, text: str, *, private: bool) -> Note | None:
        """Put a note on a ticket (`createNote`); return it, or ``None`` if the API does not."""
        fields = {"body": text, "private": private}
        answer = self._client.send("POST", f"/api/v2/tickets/{ticket_id}/notes", json_body=fields)
        return _note(answer.json) if answer.accepted and has_id(answer.json) else None

    @writes("changes")
    def start_timer(self, ticket_id: int, agent_id: int) -> bool:
        """Start an agent's timer on a ticket (`createTimeEntry`); return whether the API does."""
        fields = {"agent_id": agent_id, "timer_running": True}
        path = f"/api/v2/tickets/{ticket_id}/time_entries"
        return self._client.send("POST", path, json_body=fields).accepted

    def time_entries(self, ticket_id: int) -> list[TimeEntry]:
        """Return the time sheet of a ticket (`listTimeEntries`)."""
        path = f"/api/v2/tickets/{ticket_id}/time_entries"
        return [_time_entry(item) for item in self._list(path)]

    def everything(self, kind: str) -> list[dict[str, Any]]:
        """Return all ``contacts``, ``agents`` or ``tickets``, as REST v2 shows them."""
        return self._list(f"/api/v2/{kind}", max_pages=MAX_PAGES_OF_ALL)

    @writes("changes")
    def delete(self, kind: str, record_id: int) -> bool:
        """Delete one of ``contacts``, ``agents``, ``tickets``; return whether it is gone."""
        answer = self._client.send("DELETE", f"/api/v2/{kind}/{record_id}", content_type=None)
        is_gone = answer.accepted or answer.status in (404, 410)
        if is_gone:
            self._journal.add(Deleted(kind, record_id))
        return is_gone


def _contact(item: dict[str, Any]) -> Contact:
    return Contact(
        id=item["id"],
        name=text_in(item.get("name")) or "",
        email=text_in(item.get("email")),
        phone=text_in(item.get("phone")),
        mobile=text_in(item.get("mobile")),
    )


def _agent(item: dict[str, Any]) -> Agent:
    person = personal_data(item)
    mobile = text_in(person.get("mobile"))
    phone = text_in(person.get("phone")) or mobile
    return Agent(item["id"], text_in(person.get("email")), phone, mobile)


def _ticket(item: dict[str, Any]) -> Ticket:
    return Ticket(
        id=item["id"],
        requester_id=item.get("requester_id"),
        responder_id=item.get("responder_id"),
        source=item.get("source"),
        status=item.get("status"),
        created_at=item.get("created_at"),
        description=text_in(item.get("description")) or "",
    )


def _note(item: dict[str, Any]) -> Note:
    return Note(
        id=item["id"],
        body=text_in(item.get("body")) or "",
        body_text=text_in(item.get("body_text")) or "",
        private=item.get("private") is True,
    )


def _time_entry(item: dict[str, Any]) -> TimeEntry:
    return TimeEntry(
        id=item["id"],
        note=text_in(item.get("note")) or "",
        agent_id=item.get("agent_id"),
        timer_running=item.get("timer_running") is True,
        start_time=item.get("start_time"),
    )
