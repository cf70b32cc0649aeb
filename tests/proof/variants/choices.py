"""Other choices than the reference's, each put into a running copy of it from outside.

A choice is a function that replaces some of the reference's own. It is made in the process that
serves, before it serves; nothing of it stands in `reference_impl`.
"""

from __future__ import annotations

import random
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from cti_conformance.reference_impl import app, calls
from cti_conformance.reference_impl.domain import people, phones, times, widgets
from cti_conformance.reference_impl.domain.errors import invalid_value, not_found
from cti_conformance.reference_impl.http.web import reply
from cti_conformance.reference_impl.rest import cti

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from starlette.responses import Response

    from cti_conformance.reference_impl.calls import Pop
    from cti_conformance.reference_impl.domain.store import Row, Store
    from cti_conformance.reference_impl.http.web import ApiRequest
    from cti_conformance.reference_impl.online.presence import Presence


def put(where: ModuleType | type, name: str, instead: Callable[..., Any]) -> None:
    """Put a function in the place of one of the reference's, which must be there."""
    assert callable(getattr(where, name)), f"{where.__name__} has no {name}"
    setattr(where, name, instead)


# -- attributes of a pop ---------------------------------------------------------------------


def ignore_what_is_unknown() -> None:
    """CTI-POP-11: an undocumented attribute is ignored."""
    pop_attributes, known = cti.pop_attributes, {field.name for field in fields(calls.Pop)}

    def known_only(attributes: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in pop_attributes(attributes).items() if name in known}

    put(cti, "pop_attributes", known_only)


def other_call_ids() -> None:
    """The id of a pop is digits, and none of a record."""
    pop_call = cti.pop_call

    def other(request: ApiRequest) -> Response:
        made = pop_call(request)
        return reply(made.status_code, {"id": f"00{random.randrange(10**12):012}"})

    cti.HANDLERS["popCall"] = other
    app.HANDLERS.update(cti.HANDLERS)


def ticket_named_wins() -> None:
    """CTI-TKT-08: a ticket that is named is taken, also where a new one is asked for."""

    def change(pop: Pop) -> Pop:
        return replace(pop, new_ticket=False) if pop.ticket_id is not None else pop

    _change_pop(change)


def refuse_two_tickets() -> None:
    """CTI-TKT-08: to name a ticket and to ask for a new one is refused."""

    def check(pop: Pop) -> Pop:
        if pop.ticket_id is not None and pop.new_ticket:
            raise invalid_value("new_ticket", "It should not be given with a ticket_id")
        return pop

    _change_pop(check)


def _change_pop(change: Callable[[Pop], Pop]) -> None:
    handle_pop = calls.handle_pop

    def changed(store: Store, presence: Presence, pop: Pop) -> Row:
        return handle_pop(store, presence, change(pop))

    put(calls, "handle_pop", changed)


# -- who is calling, and whom ----------------------------------------------------------------


def newest_contact_first() -> None:
    """CTI-REQ-07: of several with the number, the one who was made last."""

    def newest(store: Store, kind: people.Kind, column: str, key: str) -> Row | None:
        sql = f"SELECT * FROM people WHERE {column} = ? AND kind = ? AND NOT deleted"
        return store.one(f"{sql} ORDER BY created_at DESC", key, kind)

    put(people, "_oldest", newest)


def make_callers_by_email() -> None:
    """CTI-REQ-13: an unknown email becomes a contact."""
    find = calls.find_requester

    def found_or_made(store: Store, pop: Pop) -> Row:
        email = pop.requester_email
        if pop.requester_id is None and email and not people.by_email(store, "contact", email):
            return people.create(store, "contact", {"name": email, "email": email})
        return find(store, pop)

    put(calls, "find_requester", found_or_made)


def phone_before_email() -> None:
    """CTI-REQ-14: the contact with the phone wins over the one with the email."""
    find = calls.find_requester

    def by_phone_first(store: Store, pop: Pop) -> Row:
        number = pop.requester_phone if pop.requester_id is None else None
        return (number and calls.contact_with(store, number)) or find(store, pop)

    put(calls, "find_requester", by_phone_first)


def refuse_two_callers() -> None:
    """CTI-REQ-14: email and phone of two contacts are refused."""
    find = calls.find_requester

    def one_only(store: Store, pop: Pop) -> Row:
        found = find(store, pop)
        number = pop.requester_phone if pop.requester_email else None
        other = calls.contact_with(store, number) if number else None
        if other and other["id"] != found["id"]:
            raise invalid_value("requester_phone", "It is somebody else's than the email")
        return found

    put(calls, "find_requester", one_only)


def refuse_what_is_no_number() -> None:
    """CTI-REQ-17: a caller is made of a phone number only."""

    def made(store: Store, number: str) -> Row:
        if not phones.key(number, store.country).startswith("+"):
            raise invalid_value("requester_phone", "It is no phone number")
        return make(store, number)

    make = calls.create_contact_for
    put(calls, "create_contact_for", made)


def find_agent_by(*order: str) -> Callable[[], None]:
    """CTI-RSP-09: where they disagree, the first of these wins."""

    def choose() -> None:
        find = calls.find_responder

        def in_order(store: Store, pop: Pop) -> Row:
            for name in order:
                if (value := getattr(pop, f"responder_{name}")) is not None:
                    return find(store, calls.Pop(**{f"responder_{name}": value}))
            return find(store, pop)

        put(calls, "find_responder", in_order)

    return choose


def refuse_two_agents() -> None:
    """CTI-RSP-09: attributes of different agents are refused."""
    find = calls.find_responder

    def one_only(store: Store, pop: Pop) -> Row:
        found = find(store, pop)
        for name in ("responder_phone", "responder_email"):
            value = getattr(pop, name)
            if value and find(store, calls.Pop(**{name: value}))["id"] != found["id"]:
                raise invalid_value(name, "It is another agent's")
        return found

    put(calls, "find_responder", one_only)


# -- tickets, notes, time --------------------------------------------------------------------


def assign_nobody() -> None:
    """CTI-OFF-06: the ticket of a call for an offline agent is unassigned."""
    handle_pop = calls.handle_pop

    def unassigned(store: Store, presence: Presence, pop: Pop) -> Row:
        began = times.now()
        call = handle_pop(store, presence, pop)
        ticket = store.get("tickets", call["ticket_id"])
        if (
            ticket
            and ticket["created_at"] >= began
            and not presence.is_online(call["responder_id"])
        ):
            store.update("tickets", ticket["id"], responder_id=None)
        return call

    put(calls, "handle_pop", unassigned)


def enter_time_of_all_calls() -> None:
    """CTI-REF-07: a call without a reference also has a time entry."""
    associate = calls.associate

    def entered(store: Store, call: Row, ticket_id: int, note_id: int | None) -> Row:
        if call["reference"] is None:
            now = times.now()
            store.insert(
                "time_entries",
                ticket_id=ticket_id,
                agent_id=call["responder_id"],
                note="A call",
                seconds=0,
                timer_running=False,
                start_time=now,
                executed_at=now,
            )
        return associate(store, call, ticket_id, note_id)

    put(calls, "associate", entered)


def two_notes() -> None:
    """Recording and call information are in separate notes."""
    add_note = calls.add_note

    def added(
        store: Store, call: Row, ticket_id: int, call_url: str | None, info: Mapping[str, Any]
    ) -> Row:
        note = add_note(store, call, ticket_id, call_url, {})
        if info:
            add_note(store, call, ticket_id, None, info)
        return note

    put(calls, "add_note", added)


def take_the_ticket_shown() -> None:
    """A call whose widget shows a ticket goes there when the next call comes in."""
    dispose = calls.finish_previous_call

    def disposed(store: Store, call: Row | None, agent: Row) -> None:
        widget = widgets.find(store, agent["id"])
        if widget and not (call and widget["call_id"] == call["id"]):
            previous = widgets.call_in(store, widget)
            ticket = store.get("tickets", widget["ticket_id"])
            if ticket and previous["ticket_id"] is None:
                calls.link_to_ticket(store, previous, ticket)
        dispose(store, call, agent)

    put(calls, "finish_previous_call", disposed)


def list_earlier_tickets_only() -> None:
    """The widget lists the tickets that the requester had before the call."""
    shown = widgets.shown

    def without_its_own(store: Store, widget: Row, base: str) -> dict[str, Any]:
        content = shown(store, widget, base)
        own = widgets.call_in(store, widget)["ticket_id"]
        content["recent_tickets"] = [t for t in content["recent_tickets"] if t != own]
        return content

    put(widgets, "shown", without_its_own)


# -- call details ----------------------------------------------------------------------------


def report_both_tickets() -> None:
    """CTI-TKT-09: details report every ticket that the reference has had."""
    details = calls.details

    def all_of_them(store: Store, reference: str) -> list[dict[str, int | None]]:
        found = details(store, reference)
        sql = "SELECT ticket_id FROM time_entries WHERE note = ? ORDER BY created_at DESC"
        entries = store.all(sql, f"Call reference: {reference}")
        tickets = [entry["ticket_id"] for entry in entries] if found else []
        earlier = [ticket for ticket in tickets if ticket != found[0]["ticket_id"]]
        return found + [found[0] | {"ticket_id": ticket, "note_id": None} for ticket in earlier]

    put(calls, "details", all_of_them)


def spell_as_the_sample() -> None:
    """CTI-DET-05: the agent is given as the sample spells it."""
    details = calls.details

    def misspelt(store: Store, reference: str) -> list[dict[str, int | None]]:
        return [
            {name.replace("responder_id", "responder_idl"): value for name, value in call.items()}
            for call in details(store, reference)
        ]

    put(calls, "details", misspelt)


def not_found_where_nothing_is() -> None:
    """CTI-DET-06, CTI-DET-07: an unknown call, or one without a ticket, is a 404."""
    details = calls.details

    def found(store: Store, reference: str) -> list[dict[str, int | None]]:
        if calls_found := details(store, reference):
            return calls_found
        raise not_found()

    put(calls, "details", found)
