"""The people and the ticket of the documentation's samples, for developers of clients."""

from . import people, settings
from .store import Store

SAUL, TOM, OMAR, TICKET = 7898974314, 7898974315, 5014967434, 80
NOTE, TIME_ENTRY = 511298080, 900080
HELPDESK_NUMBER = "+12125550100"

VARIABLES = {
    "AGENT_ID": SAUL,
    "CONTACT_ID": OMAR,
    "TICKET_ID": TICKET,
    "CONVERSATION_ID": NOTE,
    "TIME_ENTRY_ID": TIME_ENTRY,
}
"""The ids by the names that the samples use for them."""

_PEOPLE: tuple[tuple[int, people.Kind, str, str, str], ...] = (
    (SAUL, "agent", "Saul", "saul@freshdesk.com", "+442079460018"),
    (TOM, "agent", "Tom", "tom@example.com", "+442079460020"),
    (OMAR, "contact", "Omar", "omar@example.com", "+12025550123"),
)


def add(store: Store) -> None:
    """Add the records, as far as they are missing."""
    for id_, kind, name, email, phone in _PEOPLE:
        if store.get("people", id_) is None:
            made = people.create(store, kind, {"name": name, "email": email, "phone": phone})
            store.update("people", made["id"], id=id_)
    if store.get("tickets", TICKET) is None:
        store.insert(
            "tickets",
            id=TICKET,
            requester_id=OMAR,
            responder_id=SAUL,
            subject="Delivery is late",
            description="<div>The parcel has not arrived</div>",
            status=2,
            priority=1,
            source=3,
        )
        note = {"body": "<div>Called on Friday</div>", "private": True}
        store.insert("notes", id=NOTE, ticket_id=TICKET, user_id=SAUL, **note)
        _add_time_entry(store)
    if not settings.read(store)["helpdesk_numbers"]:
        settings.change(store, {"helpdesk_numbers": [HELPDESK_NUMBER]})


def _add_time_entry(store: Store) -> None:
    row = store.insert(
        "time_entries",
        id=TIME_ENTRY,
        ticket_id=TICKET,
        agent_id=SAUL,
        note="226355",
        seconds=300,
        timer_running=False,
        start_time="",
        executed_at="",
    )
    now = row["created_at"]
    store.update("time_entries", TIME_ENTRY, start_time=now, executed_at=now)
