"""Port `records`: people, tickets, notes and time entries, over REST v2.

Where the public documentation of REST v2 is open, the port is tolerant: it sends requests that most
servers answer, and checks the answers.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.phone_numbers import e164, same_number
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.target.journal import AgentMade, ContactKnown, Deleted, Restored, TicketMade
from cti_conformance.target.ports.writes import writes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.target.journal import Journal
    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.client import HttpClient

OPEN, CLOSED = 2, 5
PER_PAGE = 100
MAX_PAGES = 50
MAX_PAGES_OF_ALL = 10_000
NEXT = re.compile(r'rel="?next\b')


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


@dataclass(frozen=True)
class Ticket:
    """A ticket, with the fields that rules mention."""

    id: int
    requester_id: int | None
    responder_id: int | None
    source: int | None
    status: int | None
    created_at: object


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


class AgentsNumbers:
    """The numbers that agents are known to have.

    Args:
        country: The country in which national numbers are read.
    """

    def __init__(self, country: str) -> None:
        self._country = country
        self._numbers: set[str] = set()

    def add(self, item: dict[str, Any]) -> None:
        """Add the Phone and the Mobile of an agent, given as REST v2 shows the agent."""
        for field in ("phone", "mobile"):
            text = _text(_person(item).get(field))
            if text and (number := e164(text, self._country)):
                self._numbers.add(number)

    def __contains__(self, number: str) -> bool:
        """Return whether an agent has this number, in any notation."""
        return e164(number, self._country) in self._numbers


class Records:
    """REST v2 of the target.

    Args:
        client: HTTP to the target.
        journal: Takes the events.
        declared: Whether the vendor declared the capability. If so, a request that does not work is
            a failure of the target; if it was discovered, the scenario is inconclusive.
        country: The country in which national numbers are read.
    """

    def __init__(
        self, client: HttpClient, journal: Journal, *, declared: bool, country: str
    ) -> None:
        self._client = client
        self._journal = journal
        self._declared = declared
        self._country = country
        self._agents_numbers = AgentsNumbers(country)

    # -- contacts ------------------------------------------------------------------------

    @writes("contacts")
    def make_contact(self, fields: Mapping[str, str]) -> Contact:
        """Create a contact, and return it as the helpdesk stored it."""
        contact = _contact(self._made("/api/v2/contacts", fields))
        self._journal.add(ContactKnown(contact))
        return contact

    def contact(self, contact_id: int) -> Contact:
        """Return one contact."""
        return _contact(self._got(f"/api/v2/contacts/{contact_id}"))

    @writes("changes")
    def change_contact(self, contact_id: int, **fields: str | None) -> None:
        """Change fields of a contact, such as ``name`` or ``phone``, as an agent would."""
        path = f"/api/v2/contacts/{contact_id}"
        answer = self._checked(self._client.send("PUT", path, json_body=fields))
        if _has_id(answer.json):
            self._journal.add(ContactKnown(_contact(answer.json)))

    @writes("changes")
    def restore_contact(self, contact_id: int) -> bool:
        """Undo the deletion of a contact; return whether the API does that."""
        path = f"/api/v2/contacts/{contact_id}/restore"
        is_back = self._client.send("PUT", path, content_type=None).accepted
        if is_back:
            self._journal.add(Restored(contact_id))
        return is_back

    def contacts_by_number(self, number: str) -> list[Contact]:
        """Return the contacts who have the number as Phone or Mobile, each once."""
        found: dict[int, Contact] = {}
        for field in ("phone", "mobile"):
            for item in self._list("/api/v2/contacts", {field: number}):
                contact = _contact(item)
                if any(
                    value and same_number(value, number, self._country)
                    for value in (contact.phone, contact.mobile)
                ):
                    found[contact.id] = contact
        return sorted(found.values(), key=lambda contact: contact.id)

    def contacts_by_email(self, email: str) -> list[Contact]:
        """Return the contacts with an email address, in any letter case."""
        items = [_contact(item) for item in self._list("/api/v2/contacts", {"email": email})]
        return [c for c in items if c.email and c.email.casefold() == email.casefold()]

    # -- agents --------------------------------------------------------------------------

    @writes("agents")
    def try_make_agent(self, fields: Mapping[str, object]) -> Agent | Answer:
        """Create an agent, or return the refusal of a target whose API creates none."""
        answer = self._client.send("POST", "/api/v2/agents", json_body=fields)
        if not answer.accepted:
            return answer
        self._agents_numbers.add(self._object(answer))
        agent = _agent(self._object(answer))
        self._journal.add(AgentMade(agent))
        return agent

    def has(self, kind: str, record_id: int) -> bool:
        """Return whether one of ``contacts``, ``agents``, ``tickets`` exists."""
        return self._client.send("GET", f"/api/v2/{kind}/{record_id}").accepted

    def learn_agents_numbers(self) -> None:
        """Ask for the agents, and remember their numbers; `try_make_agent` adds further ones.

        A target need not list its agents. Then only the agents created here are known.
        """
        with suppress(RuleViolated, Inconclusive):
            for item in self._list("/api/v2/agents"):
                self._agents_numbers.add(item)

    def is_agents_number(self, number: str) -> bool:
        """Return whether an agent is known to have the number as Phone or Mobile."""
        return number in self._agents_numbers

    # -- tickets -------------------------------------------------------------------------

    @writes("tickets")
    def make_ticket(self, requester_id: int, subject: str, status: int = OPEN) -> Ticket:
        """Make a ticket for a contact, open or closed."""
        fields = {
            "requester_id": requester_id,
            "subject": subject,
            "description": subject,
            "status": status,
            "priority": 1,
        }
        ticket = _ticket(self._made("/api/v2/tickets", fields))
        self._journal.add(TicketMade(ticket))
        return ticket

    def ticket(self, ticket_id: int) -> Ticket:
        """Return one ticket."""
        return _ticket(self._got(f"/api/v2/tickets/{ticket_id}"))

    def tickets_of(self, requester_id: int, *, may_be_gone: bool = False) -> list[Ticket]:
        """Return the tickets whose requester is this contact, oldest first.

        Args:
            requester_id: The contact.
            may_be_gone: Whether a refusal, as for a deleted contact, means no tickets.
        """
        query = {"requester_id": requester_id}
        if may_be_gone and self._client.send("GET", "/api/v2/tickets", query=query).refused:
            return []
        items = self._list("/api/v2/tickets", query)
        tickets = [_ticket(item) for item in items]
        mine = [ticket for ticket in tickets if ticket.requester_id == requester_id]
        return sorted(mine, key=lambda ticket: ticket.id)

    def notes(self, ticket_id: int) -> list[Note]:
        """Return the notes and replies of a ticket."""
        return [_note(item) for item in self._list(f"/api/v2/tickets/{ticket_id}/conversations")]

    def time_entries(self, ticket_id: int) -> list[TimeEntry]:
        """Return the time sheet of a ticket."""
        path = f"/api/v2/tickets/{ticket_id}/time_entries"
        return [_time_entry(item) for item in self._list(path)]

    def everything(self, kind: str) -> list[dict[str, Any]]:
        """Return all ``contacts``, ``agents`` or ``tickets``, as REST v2 shows them."""
        return self._list(f"/api/v2/{kind}", max_pages=MAX_PAGES_OF_ALL)

    # -- cleaning up ---------------------------------------------------------------------

    @writes("changes")
    def delete(self, kind: str, record_id: int) -> bool:
        """Delete one of ``contacts``, ``agents``, ``tickets``; return whether it is gone."""
        answer = self._client.send("DELETE", f"/api/v2/{kind}/{record_id}", content_type=None)
        is_gone = answer.accepted or answer.status in (404, 410)
        if is_gone:
            self._journal.add(Deleted(kind, record_id))
        return is_gone

    # -- helpers -------------------------------------------------------------------

    def _made(self, path: str, fields: Mapping[str, object]) -> dict[str, Any]:
        return self._object(self._checked(self._client.send("POST", path, json_body=fields)))

    def _got(self, path: str) -> dict[str, Any]:
        return self._object(self._checked(self._client.send("GET", path)))

    def _list(
        self, path: str, query: Mapping[str, object] | None = None, max_pages: int = MAX_PAGES
    ) -> list[dict[str, Any]]:
        """Return a whole list, page by page."""
        items: list[dict[str, Any]] = []
        for page in range(1, max_pages + 1):
            paged = {**(query or {}), "per_page": PER_PAGE, "page": page}
            answer = self._checked(self._client.send("GET", path, query=paged))
            if not isinstance(answer.json, list):
                self._problem(answer, "a JSON array")
            if not all(_has_id(item) for item in answer.json):
                self._problem(answer, "objects with a numeric id")
            items += answer.json
            if not NEXT.search(answer.headers.get("link", "")):
                return items
        raise Inconclusive(f"GET {path} has more than {max_pages} pages")

    def _checked(self, answer: Answer) -> Answer:
        if not answer.accepted:
            self._problem(answer, "2xx")
        return answer

    def _object(self, answer: Answer) -> dict[str, Any]:
        if not _has_id(answer.json):
            self._problem(answer, "a JSON object with a numeric id")
        content: dict[str, Any] = answer.json
        return content

    def _problem(self, answer: Answer, wanted: str) -> None:
        if self._declared:
            raise RuleViolated(
                f"{wanted} from {answer.request}, as [capabilities] records = true says",
                str(answer),
            )
        raise Inconclusive(f"{answer.request} answered {answer}, where REST v2 answers {wanted}")


def _has_id(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), int)


def _contact(item: dict[str, Any]) -> Contact:
    return Contact(
        id=item["id"],
        name=_text(item.get("name")) or "",
        email=_text(item.get("email")),
        phone=_text(item.get("phone")),
        mobile=_text(item.get("mobile")),
    )


def _person(item: dict[str, Any]) -> dict[str, Any]:
    """Return the personal data of an agent: servers nest them or put them at the top."""
    person = item.get("contact")
    return person if isinstance(person, dict) else item


def _agent(item: dict[str, Any]) -> Agent:
    person = _person(item)
    phone = _text(person.get("phone")) or _text(person.get("mobile"))
    return Agent(item["id"], _text(person.get("email")), phone)


def _ticket(item: dict[str, Any]) -> Ticket:
    return Ticket(
        id=item["id"],
        requester_id=item.get("requester_id"),
        responder_id=item.get("responder_id"),
        source=item.get("source"),
        status=item.get("status"),
        created_at=item.get("created_at"),
    )


def _note(item: dict[str, Any]) -> Note:
    return Note(
        id=item["id"],
        body=_text(item.get("body")) or "",
        body_text=_text(item.get("body_text")) or "",
        private=item.get("private") is True,
    )


def _time_entry(item: dict[str, Any]) -> TimeEntry:
    return TimeEntry(
        id=item["id"],
        note=_text(item.get("note")) or "",
        agent_id=item.get("agent_id"),
        timer_running=item.get("timer_running") is True,
        start_time=item.get("start_time"),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
