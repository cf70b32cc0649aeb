"""Tickets and their notes of REST v2."""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from ..domain import people, times
from ..domain.errors import Flaw, invalid, invalid_value
from ..domain.store import Row, Store
from ..http.web import ApiRequest, Handler, created, done, page, reply

OPEN = 2  # the default status,
LOW = 1  # priority
PORTAL = 2  # and source of a ticket
NOTE = 2  # the source of a note
_NAMED = {"requester_id", "name", "email", "phone"}
_COLUMNS = {"responder_id", "subject", "description", "status", "priority", "source"}
_DEFAULTS: dict[str, Any] = {
    "type": None,
    "group_id": None,
    "company_id": None,
    "product_id": None,
    "email_config_id": None,
    "due_by": None,
    "fr_due_by": None,
    "spam": False,
    "fr_escalated": False,
    "is_escalated": False,
    "cc_emails": [],
    "fwd_emails": [],
    "reply_cc_emails": [],
    "to_emails": None,
    "tags": [],
    "custom_fields": {},
    "attachments": [],
}


def shown(ticket: Row) -> dict[str, Any]:
    """Return a ticket in the form of REST v2."""
    return {
        "id": ticket["id"],
        "requester_id": ticket["requester_id"],
        "responder_id": ticket["responder_id"],
        "subject": ticket["subject"],
        "description": ticket["description"],
        "description_text": text_of(ticket["description"]),
        "status": ticket["status"],
        "priority": ticket["priority"],
        "source": ticket["source"],
        **_DEFAULTS,
        **json.loads(ticket["more"]),
        "created_at": times.shown(ticket["created_at"]),
        "updated_at": times.shown(ticket["updated_at"]),
    }


def shown_note(note: Row) -> dict[str, Any]:
    """Return a note as REST v2 shows it."""
    return {
        "id": note["id"],
        "ticket_id": note["ticket_id"],
        "user_id": note["user_id"],
        "body": note["body"],
        "body_text": text_of(note["body"]),
        "private": bool(note["private"]),
        "incoming": bool(note["incoming"]),
        "source": NOTE,
        "support_email": None,
        "to_emails": [],
        "attachments": [],
        "created_at": times.shown(note["created_at"]),
        "updated_at": times.shown(note["updated_at"]),
    }


def text_of(markup: str) -> str:
    """Return the text of HTML, without its markup."""
    return html.unescape(re.sub(r"(?:<[^<>]*>)+", " ", markup)).strip()


def list_tickets(request: ApiRequest) -> Response:
    """List tickets, the newest first."""
    sql, parameters = "SELECT * FROM tickets WHERE TRUE", list[Any]()
    if view := request.query.get("filter"):
        # Nothing is watched, spam or deleted here.
        sql += " AND ? AND status = ? AND ifnull(responder_id, ?) = ?"
        parameters += [view == "new_and_my_open", OPEN, request.agent_id, request.agent_id]
    if "requester_id" in request.query:
        sql += " AND requester_id = ?"
        parameters.append(request.query["requester_id"])
    if "email" in request.query:
        requester = people.by_email(request.store, "contact", request.query["email"])
        sql += " AND requester_id = ?"
        parameters.append(requester and requester["id"])
    if "updated_since" in request.query:
        sql += " AND updated_at >= ?"
        parameters.append(moment(request.query, "updated_since"))
    return page(request, shown, f"{sql} ORDER BY created_at DESC, id DESC", *parameters)


def create_ticket(request: ApiRequest) -> Response:
    """Create a ticket."""
    defaults = {"status": OPEN, "priority": LOW, "source": PORTAL, "description": ""}
    ticket = request.store.insert("tickets", **(defaults | columns(request)))
    return created(request, "tickets", shown(ticket))


def get_ticket(request: ApiRequest) -> Response:
    """Return a ticket, with its notes if requested."""
    ticket = shown(request.row("tickets"))
    if request.query.get("include") == "conversations":
        notes = request.store.all("SELECT * FROM notes WHERE ticket_id = ? ORDER BY id", request.id)
        ticket["conversations"] = [shown_note(note) for note in notes]
    return reply(200, ticket)


def update_ticket(request: ApiRequest) -> Response:
    """Change a ticket."""
    more = json.loads(request.row("tickets")["more"])
    return reply(200, shown(request.store.update("tickets", request.id, **columns(request, more))))


def delete_ticket(request: ApiRequest) -> Response:
    """Delete a ticket with its notes and time entries; its calls then have no ticket."""
    request.store.delete("tickets", request.row("tickets")["id"])
    return done()


def list_conversations(request: ApiRequest) -> Response:
    """List the notes on a ticket, the oldest first."""
    ticket = request.row("tickets")
    sql = "SELECT * FROM notes WHERE ticket_id = ? ORDER BY id"
    return page(request, shown_note, sql, ticket["id"])


def create_note(request: ApiRequest) -> Response:
    """Add a note to a ticket, private by default."""
    ticket, attributes = request.row("tickets"), request.attributes()
    if "user_id" in attributes and request.store.get("people", attributes["user_id"]) is None:
        raise invalid_value("user_id", "There is no such person")
    note = request.store.insert(
        "notes",
        ticket_id=ticket["id"],
        user_id=attributes.get("user_id", request.agent_id),
        body=attributes["body"],
        private=attributes.get("private", True),
        incoming=attributes.get("incoming", False),
    )
    request.store.update("tickets", ticket["id"])
    return created(request, "conversations", shown_note(note))


def delete_note(request: ApiRequest) -> Response:
    """Delete a note."""
    request.store.delete("notes", request.row("notes")["id"])
    return done()


def columns(request: ApiRequest, more: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the columns of a ticket for the attributes in the body."""
    attributes = request.attributes()
    stored = {name: value for name, value in attributes.items() if name in _COLUMNS}
    if {"requester_id", "email", "phone"} & attributes.keys():
        stored["requester_id"] = requester_id(request.store, attributes)
    if (agent := stored.get("responder_id")) and not people.by_id(request.store, "agent", agent):
        raise invalid_value("responder_id", "There is no such agent")
    if stored.get("description", "") is None:
        stored["description"] = ""
    rest = {name: value for name, value in attributes.items() if name not in _COLUMNS | _NAMED}
    return stored | {"more": json.dumps((more or {}) | rest)}


def requester_id(store: Store, attributes: Mapping[str, Any]) -> int:
    """Return the id of the contact that the attributes name, created if necessary."""
    if "requester_id" in attributes:
        contact = people.by_id(store, "contact", attributes["requester_id"])
        if contact is None:
            raise invalid_value("requester_id", "There is no such contact")
    elif "email" in attributes:
        contact = people.by_email(store, "contact", attributes["email"])
    else:
        contact = people.by_phone(store, "contact", attributes["phone"])
    if contact is None:
        if not attributes.keys() & {"email", "name"}:
            flaw = Flaw("name", "It is mandatory where nobody has the phone", "missing_field")
            raise invalid([flaw])
        who = {
            name: value for name, value in attributes.items() if name in ("name", "email", "phone")
        }
        contact = people.create(store, "contact", {"name": attributes.get("email"), **who})
    return int(contact["id"])


def moment(attributes: Mapping[str, Any], name: str) -> str:
    """Return the stored form of a time in the attributes."""
    stored = times.parse(attributes[name])
    if stored is None:
        raise invalid_value(name, "It should be a time such as 2020-01-21T21:17:00Z")
    return stored


HANDLERS: dict[str, Handler] = {
    "listTickets": list_tickets,
    "createTicket": create_ticket,
    "getTicket": get_ticket,
    "updateTicket": update_ticket,
    "deleteTicket": delete_ticket,
    "listConversations": list_conversations,
    "createNote": create_note,
    "deleteNote": delete_note,
}
