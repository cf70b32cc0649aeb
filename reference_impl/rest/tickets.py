"""Tickets and the notes on them, as REST v2 has them."""

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

OPEN = 2  # the status,
LOW = 1  # the priority
PORTAL = 2  # and the source of a ticket that says nothing of them
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
    """Return a ticket as REST v2 shows it."""
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
    """Return what HTML says, without its markup."""
    return html.unescape(re.sub(r"(?:<[^<>]*>)+", " ", markup)).strip()


def list_tickets(ask: ApiRequest) -> Response:
    """List tickets, the newest first."""
    sql, parameters = "SELECT * FROM tickets WHERE TRUE", list[Any]()
    if view := ask.query.get("filter"):
        # Nothing is watched, spam or deleted here.
        sql += " AND ? AND status = ? AND ifnull(responder_id, ?) = ?"
        parameters += [view == "new_and_my_open", OPEN, ask.agent_id, ask.agent_id]
    if "requester_id" in ask.query:
        sql += " AND requester_id = ?"
        parameters.append(ask.query["requester_id"])
    if "email" in ask.query:
        requester = people.by_email(ask.store, "contact", ask.query["email"])
        sql += " AND requester_id = ?"
        parameters.append(requester and requester["id"])
    if "updated_since" in ask.query:
        sql += " AND updated_at >= ?"
        parameters.append(moment(ask.query, "updated_since"))
    return page(ask, shown, f"{sql} ORDER BY created_at DESC, id DESC", *parameters)


def create_ticket(ask: ApiRequest) -> Response:
    """Make a ticket."""
    defaults = {"status": OPEN, "priority": LOW, "source": PORTAL, "description": ""}
    ticket = ask.store.insert("tickets", **(defaults | columns(ask)))
    return created(ask, "tickets", shown(ticket))


def get_ticket(ask: ApiRequest) -> Response:
    """Show a ticket, and its notes if they are asked for."""
    ticket = shown(ask.row("tickets"))
    if ask.query.get("include") == "conversations":
        notes = ask.store.all("SELECT * FROM notes WHERE ticket_id = ? ORDER BY id", ask.id)
        ticket["conversations"] = [shown_note(note) for note in notes]
    return reply(200, ticket)


def update_ticket(ask: ApiRequest) -> Response:
    """Change a ticket."""
    more = json.loads(ask.row("tickets")["more"])
    return reply(200, shown(ask.store.update("tickets", ask.id, **columns(ask, more))))


def delete_ticket(ask: ApiRequest) -> Response:
    """Delete a ticket with all that is on it; a call that led to it leads nowhere then."""
    ask.store.delete("tickets", ask.row("tickets")["id"])
    return done()


def list_conversations(ask: ApiRequest) -> Response:
    """List the notes on a ticket, the oldest first."""
    ticket = ask.row("tickets")
    sql = "SELECT * FROM notes WHERE ticket_id = ? ORDER BY id"
    return page(ask, shown_note, sql, ticket["id"])


def create_note(ask: ApiRequest) -> Response:
    """Put a note on a ticket, private unless it says otherwise."""
    ticket, given = ask.row("tickets"), ask.attributes()
    if "user_id" in given and ask.store.get("people", given["user_id"]) is None:
        raise invalid_value("user_id", "There is no such person")
    note = ask.store.insert(
        "notes",
        ticket_id=ticket["id"],
        user_id=given.get("user_id", ask.agent_id),
        body=given["body"],
        private=given.get("private", True),
        incoming=given.get("incoming", False),
    )
    ask.store.update("tickets", ticket["id"])
    return created(ask, "conversations", shown_note(note))


def delete_note(ask: ApiRequest) -> Response:
    """Delete a note."""
    ask.store.delete("notes", ask.row("notes")["id"])
    return done()


def columns(ask: ApiRequest, more: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what is to be stored of a ticket for the attributes in the body."""
    given = ask.attributes()
    stored = {name: value for name, value in given.items() if name in _COLUMNS}
    if {"requester_id", "email", "phone"} & given.keys():
        stored["requester_id"] = requester_id(ask.store, given)
    if (agent := stored.get("responder_id")) and not people.by_id(ask.store, "agent", agent):
        raise invalid_value("responder_id", "There is no such agent")
    if stored.get("description", "") is None:
        stored["description"] = ""
    rest = {name: value for name, value in given.items() if name not in _COLUMNS | _NAMED}
    return stored | {"more": json.dumps((more or {}) | rest)}


def requester_id(store: Store, given: Mapping[str, Any]) -> int:
    """Return the id of the contact whom the attributes name, made if need be."""
    if "requester_id" in given:
        contact = people.by_id(store, "contact", given["requester_id"])
        if contact is None:
            raise invalid_value("requester_id", "There is no such contact")
    elif "email" in given:
        contact = people.by_email(store, "contact", given["email"])
    else:
        contact = people.by_phone(store, "contact", given["phone"])
    if contact is None:
        if not given.keys() & {"email", "name"}:
            flaw = Flaw("name", "It is mandatory where nobody has the phone", "missing_field")
            raise invalid([flaw])
        who = {name: value for name, value in given.items() if name in ("name", "email", "phone")}
        contact = people.create(store, "contact", {"name": given.get("email"), **who})
    return int(contact["id"])


def moment(given: Mapping[str, Any], name: str) -> str:
    """Return a moment that was given, as it is stored."""
    stored = times.parse(given[name])
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
