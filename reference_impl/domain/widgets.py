"""The widget on an agent's desktop: its call, its content, and the actions it offers.

It is in the database, so it is there again after the page is refreshed (CTI-FLT-01, CTI-FLT-11)
and after a crash. `calls.py` opens it when a call comes in; `actions.py` has the agent's actions.
"""

import json
from typing import Any

from .store import Row, Store

RECENT = 3  # tickets


def open_(store: Store, call: Row, agent: Row, ticket: Row | None, locked: bool) -> None:
    """Open the agent's widget for the call, unless it is open already (CTI-REF-06).

    In a locked one the agent cannot choose the ticket (CTI-ONL-08).
    """
    named = {"ticket_id": ticket["id"]} if ticket else {}
    if find(store, agent["id"]):
        store.update("widgets", agent["id"], locked=locked, **named)
    else:
        store.insert("widgets", id=agent["id"], call_id=call["id"], locked=locked, **named)


def find(store: Store, agent_id: int) -> Row | None:
    """Find the agent's widget, which is visible while the desktop is open."""
    return store.get("widgets", agent_id)


def call_in(store: Store, widget: Row) -> Row:
    """Return the call that a widget shows."""
    call = store.get("calls", widget["call_id"])
    assert call is not None
    return call


def shown(store: Store, widget: Row, base: str) -> dict[str, Any]:
    """Return the content of the widget: the requester, and the ticket, if any.

    Rules about the requester: CTI-ONL-02, CTI-ONL-06, CTI-ONL-09.
    """
    call = call_in(store, widget)
    requester = store.get("people", call["requester_id"])
    assert requester is not None
    recent = store.all(
        "SELECT id FROM tickets WHERE requester_id = ? ORDER BY created_at DESC, id DESC LIMIT ?",
        requester["id"],
        RECENT,
    )
    ticket_id = shown_ticket(widget, call)
    return {
        "requester": {
            "id": requester["id"],
            "name": requester["name"],
            "profile_url": f"{base}/contacts/{requester['id']}",
            "location": json.loads(requester["more"]).get("address"),
        },
        "recent_tickets": [ticket["id"] for ticket in recent],  # CTI-ONL-03
        "ticket": ticket_id and {"id": ticket_id, "url": f"{base}/tickets/{ticket_id}"},
        "notes": call["notes"],
        "actions": offered(widget, call),
    }


def shown_ticket(widget: Row, call: Row) -> int | None:
    """Return the ticket of the call (CTI-TKT-03, CTI-TKT-05), else the one named (CTI-TKT-01).

    One that an agent made or linked is the call's for the next agent: CTI-FWD-01, CTI-FWD-02.
    """
    found: int | None = call["ticket_id"] or widget["ticket_id"]
    return found


def offered(widget: Row, call: Row) -> list[str]:
    """Return the actions that the agent has now.

    A call with a ticket cannot get another one (CTI-END-04). With the New Ticket option the agent
    cannot choose the ticket at all (CTI-ONL-08).
    """
    undecided = call["ticket_id"] is None and not widget["locked"]
    can_note = shown_ticket(widget, call) and not widget["locked"]
    return [
        *(["take_notes", "make_ticket", "link_ticket"] if undecided else []),
        *(["add_note"] if can_note else []),
        *("forward", "dismiss", "close"),
    ]
