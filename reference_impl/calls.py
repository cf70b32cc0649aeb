"""Call handling, with the rule that each part implements.

In this order: requester, responder, ticket, reference and time entry, recording and information,
the desktop of an agent who is online, call details.
"""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .domain import people, settings, times, widgets
from .domain.errors import invalid_value
from .domain.store import Row, Store
from .online.presence import Presence

# Values of the tickets that calls make.
OPEN = 2  # status
LOW = 1  # priority
PHONE = 3  # source


@dataclass(frozen=True, slots=True)
class Pop:
    """A call as a telephone system announces it (CTI-POP-04, CTI-POP-07)."""

    requester_id: int | None = None
    requester_phone: str | None = None
    requester_email: str | None = None
    responder_id: int | None = None
    responder_phone: str | None = None
    responder_email: str | None = None
    call_reference_id: str | None = None
    ticket_id: int | None = None
    new_ticket: bool = False  # CTI-TKT-06
    call_url: str | None = None  # of the recording
    call_info: Mapping[str, Any] = field(default_factory=dict)


def handle_pop(store: Store, presence: Presence, pop: Pop) -> Row:
    """Handle a pop, whichever attribute names the agent (CTI-RSP-08), and return the call.

    An agent who is online gets the call in the widget (CTI-ONL-01). For one who is offline it goes
    to a ticket (CTI-OFF-01, CTI-FLT-03): to a new one, if the pop asks for that (CTI-TKT-04,
    CTI-TKT-08); else to its own, if it has one (CTI-REF-06); else to the one that the pop names
    (CTI-OFF-05); else to a new one.
    """
    requester = find_requester(store, pop)
    responder = find_responder(store, pop)
    ticket = find_ticket(store, pop)
    call = find_call(store, pop.call_reference_id)
    if call:
        delete_widget_of_other_agent(store, call, responder)
    if presence.is_online(responder["id"]):
        return show(store, call, pop, requester, responder, ticket)
    if call and call["ticket_id"] and not pop.new_ticket:
        return add_new_content(store, call, pop)
    call = store_pop(store, call, pop, requester, responder)
    if ticket and not pop.new_ticket:
        return link_to_ticket(store, call, ticket)
    return make_ticket(store, call)


# The requester (chapter REQ)


def find_requester(store: Store, pop: Pop) -> Row:
    """Find the contact by the id, if it is given (CTI-REQ-01, CTI-REQ-02, CTI-REQ-18).

    Else by the email, else by the phone (CTI-REQ-14 allows either). An unknown id (CTI-REQ-03) or
    email (CTI-REQ-13) is an error; for an unknown number a contact is created (CTI-REQ-08).
    """
    if pop.requester_id is not None:
        contact = people.by_id(store, "contact", pop.requester_id)
        return _found(contact, "requester_id", "There is no such contact")
    if pop.requester_email is not None:
        contact = people.by_email(store, "contact", pop.requester_email)
        return _found(contact, "requester_email", "No contact has this email")
    number = pop.requester_phone
    assert number is not None, "the contract refuses a pop without a requester (CTI-POP-02)"
    return contact_with(store, number) or create_contact_for(store, number)


def contact_with(store: Store, number: str) -> Row | None:
    """Find the contact by Phone, else by Mobile (CTI-REQ-04, CTI-REQ-05, CTI-REQ-06)."""
    return people.by_phone(store, "contact", number) or people.by_mobile(store, "contact", number)


def create_contact_for(store: Store, number: str) -> Row:
    """Create a contact for an unknown number, with it as the name (CTI-REQ-08, CTI-REQ-09)."""
    return people.create(store, "contact", {"name": number, "phone": number})


# The agent (chapter RSP)


def find_responder(store: Store, pop: Pop) -> Row:
    """Find the agent by the first given: id, phone, email (CTI-RSP-01, CTI-RSP-05, CTI-RSP-09).

    An unknown agent is an error (CTI-RSP-02, CTI-RSP-04, CTI-RSP-06), as is a contact (CTI-RSP-07).
    """
    if pop.responder_id is not None:
        agent = people.by_id(store, "agent", pop.responder_id)
        return _found(agent, "responder_id", "There is no such agent")
    if pop.responder_phone is not None:
        agent = agent_with(store, pop.responder_phone)
        return _found(agent, "responder_phone", "No agent has this number")
    email = pop.responder_email
    assert email is not None, "the contract refuses a pop without a responder (CTI-POP-03)"
    agent = people.by_email(store, "agent", email)
    return _found(agent, "responder_email", "No agent has this email")


def agent_with(store: Store, number: str) -> Row | None:
    """Find the agent who has picked this helpdesk number at the desktop (CTI-RSP-03).

    Else the agent with the number as Phone, else as Mobile (CTI-POP-05).
    """
    if agent := people.by_picked(store, number):
        return agent
    return people.by_phone(store, "agent", number) or people.by_mobile(store, "agent", number)


# The ticket (chapter TKT)


def find_ticket(store: Store, pop: Pop) -> Row | None:
    """Find the ticket that the pop names; one that does not exist is an error (CTI-TKT-02)."""
    if pop.ticket_id is None:
        return None
    return _found(store.get("tickets", pop.ticket_id), "ticket_id", "There is no such ticket")


def make_ticket(store: Store, call: Row) -> Row:
    """Create a ticket for the call, with its recording and information in a note (CTI-REC-01).

    It is assigned to the agent of the call (CTI-FLT-07). See also CTI-OFF-02.
    """
    name = requester_name(store, call)
    ticket = store.insert(
        "tickets",
        requester_id=call["requester_id"],  # CTI-OFF-03
        responder_id=call["responder_id"],  # CTI-OFF-06
        subject=f"Call from {name}",
        description=f"<p>Call from {html.escape(name)}</p>",
        status=OPEN,
        priority=LOW,
        source=PHONE,  # CTI-OFF-04
    )
    call_info = json.loads(call["call_info"])
    if call["call_url"] or call_info:
        add_note(store, call, ticket["id"], call["call_url"], call_info)
    return associate(store, call, ticket["id"], note_id=None)  # CTI-DET-03


def link_to_ticket(store: Store, call: Row, ticket: Row) -> Row:
    """Link the call to an existing ticket by a private note: CTI-REF-05, CTI-REC-02, CTI-REC-08."""
    call_info = json.loads(call["call_info"])
    note = add_note(store, call, ticket["id"], call["call_url"], call_info)
    return associate(store, call, ticket["id"], note_id=note["id"])  # CTI-DET-04


# The call, its reference and its time (chapter REF)


def find_call(store: Store, reference: str | None) -> Row | None:
    """Find the call with exactly this reference, if any (CTI-DET-09, CTI-DET-10)."""
    return store.one("SELECT * FROM calls WHERE reference = ?", reference)


def store_pop(store: Store, call: Row | None, pop: Pop, requester: Row, responder: Row) -> Row:
    """Store the pop of a call that has no ticket, or is about to get another one.

    The time of the first pop stays (CTI-REF-02), and the agent is the one of this pop (CTI-FWD-05).
    While the call has no ticket, recordings are replaced, and information is merged by its keys. If
    it has a ticket, its postponed note is added there; then only the content of this pop is kept.
    """
    columns = {
        "requester_id": requester["id"],
        "responder_id": responder["id"],
        "call_url": pop.call_url,
        "call_info": json.dumps(pop.call_info),
    }
    if call is None:
        return store.insert("calls", reference=pop.call_reference_id, **columns)
    if call["ticket_id"] is None:
        columns["call_url"] = pop.call_url or call["call_url"]
        columns["call_info"] = json.dumps({**json.loads(call["call_info"]), **pop.call_info})
    else:
        add_postponed_note(store, call)  # on the ticket that the call had
    return store.update("calls", call["id"], **columns)


def associate(store: Store, call: Row, ticket_id: int, note_id: int | None) -> Row:
    """Associate the call with its ticket, and add a time entry there (CTI-REF-01, CTI-REF-08).

    `note_id` is the call's note, on a ticket that existed before. The entry has the reference, the
    start of the call (CTI-REF-02), an ended timer (CTI-REF-03) and the agent (CTI-REF-04); a call
    without a reference has none (CTI-REF-07). The notepad's text becomes a note (CTI-ONL-13).
    """
    if call["notes"]:
        add_agents_note(store, call["responder_id"], ticket_id, call["notes"])
    store.update("calls", call["id"], notes="", note_due=False)
    if call["reference"] is not None:
        store.insert(
            "time_entries",
            ticket_id=ticket_id,
            agent_id=call["responder_id"],
            note=f"Call reference: {call['reference']}",
            start_time=call["created_at"],
            seconds=times.seconds_since(call["created_at"]),
            timer_running=False,
            executed_at=times.now(),
        )
    return store.update("calls", call["id"], ticket_id=ticket_id, note_id=note_id)


# Recording and call information (chapter REC)


def add_new_content(store: Store, call: Row, pop: Pop) -> Row:
    """Store a recording or information that differs from the stored one, and add a note with it.

    Rules: CTI-REC-09, CTI-REC-10. Content that is stored already adds no note.
    """
    stored = {"call_url": call["call_url"], "call_info": json.loads(call["call_info"])}
    call_url = pop.call_url if pop.call_url != stored["call_url"] else None
    call_info = pop.call_info if pop.call_info != stored["call_info"] else {}
    if not (call_url or call_info):
        return call
    add_postponed_note(store, call)
    add_note(store, call, call["ticket_id"], call_url, call_info)
    return store.update(
        "calls",
        call["id"],
        call_url=call_url or stored["call_url"],
        call_info=json.dumps(call_info or stored["call_info"]),
    )


def add_note(
    store: Store, call: Row, ticket_id: int, call_url: str | None, call_info: Mapping[str, Any]
) -> Row:
    """Add a private note (CTI-REC-03) about the call to a ticket, in the agent's name."""
    parts = [f"<p>Call from {html.escape(requester_name(store, call))}</p>"]
    if call_url:
        parts.append(recording_html(call_url))
    if call_info:
        parts.append(info_html(call_info))
    return store.insert(
        "notes",
        ticket_id=ticket_id,
        user_id=call["responder_id"],
        body="".join(parts),
        private=True,
    )


def add_agents_note(store: Store, agent_id: int, ticket_id: int, notes: str) -> None:
    """Add a private note with the agent's own text to a ticket (CTI-ONL-13, CTI-TKT-07)."""
    lines = "<br>".join(html.escape(line) for line in notes.splitlines())
    note = {"user_id": agent_id, "body": f"<p>{lines}</p>", "private": True}
    store.insert("notes", ticket_id=ticket_id, **note)


def postpone_note(store: Store, call: Row, call_url: str | None) -> None:
    """Store the recording; `add_postponed_note` adds its note later (CTI-ONL-10, CTI-REC-07)."""
    if call_url:
        store.update("calls", call["id"], call_url=call_url, note_due=True)


def add_postponed_notes_to(store: Store, ticket_id: int) -> None:
    """Add the postponed notes of recordings, once each, as the ticket's page is loaded."""
    for call in store.all("SELECT * FROM calls WHERE ticket_id = ?", ticket_id):
        add_postponed_note(store, call)


def add_postponed_note(store: Store, call: Row) -> None:
    """Add the note of the recording, if it was postponed and the ticket was not deleted."""
    if call["note_due"] and call["ticket_id"]:
        add_note(store, call, call["ticket_id"], call["call_url"], {})
        store.update("calls", call["id"], note_due=False)


def recording_html(call_url: str) -> str:
    """Return HTML that plays the recording (CTI-REC-04), if it is on the web (CTI-REC-06)."""
    address = html.escape(call_url)
    if not call_url.lower().startswith(("http://", "https://")):
        return f"<p>{address}</p>"
    return f'<p><audio controls src="{address}"></audio> <a href="{address}">{address}</a></p>'


def info_html(call_info: Mapping[str, Any]) -> str:
    """Return HTML that lists every key and value (CTI-REC-05), escaped (CTI-REC-06)."""
    items = (
        f"<li>{html.escape(key)}: {html.escape(value_text(value))}</li>"
        for key, value in call_info.items()
    )
    return f"<ul>{''.join(items)}</ul>"


def value_text(value: object) -> str:
    """Return a value of the call information: a string as it is, any other value as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# A pop for an agent who is online (chapters ONL, FWD and FLT; agents' actions are in `actions.py`)


def show(
    store: Store, call: Row | None, pop: Pop, requester: Row, responder: Row, ticket: Row | None
) -> Row:
    """Show the call in the widget of this agent (CTI-ONL-01); return the call.

    The agent's previous call is finished first (CTI-FLT-08). A ticket is made if the pop asks for
    one (CTI-TKT-03, CTI-FWD-04), or if the call has none and the admin's New Ticket option is on
    (CTI-ONL-07); with it on, the recording of a pop that makes a ticket is noted later. The widget
    has the call's ticket (CTI-TKT-05, CTI-FWD-01, CTI-FWD-02), else the one that the pop names
    (CTI-TKT-01), else none (CTI-ONL-02, CTI-FWD-03): the agent chooses one (CTI-ONL-05).
    """
    finish_previous_call(store, call, responder)
    option = settings.read(store)["new_ticket"]
    if pop.new_ticket or not (call and call["ticket_id"]):
        at_once = replace(pop, call_url=None) if option else pop
        call = store_pop(store, call, at_once, requester, responder)
        if pop.new_ticket or option:
            call = make_ticket(store, call)
        if option:
            postpone_note(store, call, pop.call_url)
    else:
        call = add_new_content(store, call, pop)
    widgets.open_(store, call, responder, ticket, locked=option)
    return call


def delete_widget_of_other_agent(store: Store, call: Row, agent: Row) -> None:
    """Delete the widget in which another agent still has this call: the call was transferred.

    A call is in one widget at most. Widgets of other calls do not change (CTI-FLT-10). A postponed
    note stays postponed. A widget has its agent's id.
    """
    sql = "SELECT * FROM widgets WHERE call_id = ? AND id <> ?"
    if widget := store.one(sql, call["id"], agent["id"]):
        store.delete("widgets", widget["id"])


def finish_previous_call(store: Store, call: Row | None, agent: Row) -> None:
    """Close the widget of the agent's previous call, if it is still open (CTI-FLT-05).

    If that call has no ticket, it gets one, with all its content (CTI-FLT-06, CTI-FLT-09).
    """
    widget = widgets.find(store, agent["id"])
    if widget is None or (call and widget["call_id"] == call["id"]):
        return
    previous = widgets.call_in(store, widget)
    if previous["ticket_id"] is None:
        make_ticket(store, previous)
    close_widget(store, widget)


def close_widget(store: Store, widget: Row) -> None:
    """Close a widget; if the note of the recording was postponed, add it now (CTI-REC-07)."""
    add_postponed_note(store, widgets.call_in(store, widget))
    store.delete("widgets", widget["id"])


# Call details (chapter DET)


def details(store: Store, reference: str) -> list[dict[str, int | None]]:
    """Return the people, ticket and note of the call (CTI-DET-01), and change nothing (CTI-DET-08).

    The list is empty before the call has a ticket (CTI-DET-06), and for an unknown reference
    (CTI-DET-07). Of several tickets the latest is reported (CTI-TKT-09). People: CTI-DET-05.
    """
    call = find_call(store, reference)
    if call is None or call["ticket_id"] is None:
        return []
    return [
        {
            "requester_id": call["requester_id"],
            "responder_id": call["responder_id"],
            "ticket_id": call["ticket_id"],
            "note_id": call["note_id"],
        }
    ]


def requester_name(store: Store, call: Row) -> str:
    """Return the name of the requester."""
    person = store.get("people", call["requester_id"])
    assert person is not None
    return str(person["name"])


def _found(row: Row | None, attribute: str, message: str) -> Row:
    if row is None:
        raise invalid_value(attribute, message)
    return row
