"""The oracle knows from the events of a scenario what must have become of each call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cti_conformance.oracle.model import Model
from cti_conformance.oracle.replay import Replay
from cti_conformance.target.journal import (
    Acted,
    AgentMade,
    ContactKnown,
    Deleted,
    Event,
    NumberPicked,
    Popped,
    PresenceSet,
    SettingsChanged,
    TicketMade,
)
from cti_conformance.target.ports.records import Agent, Contact, Ticket
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.answer import Answer

OMAR = Contact(1, "Omar", "omar@example.com", "+12125550100", None)
PRIYA = Contact(2, "Priya", "priya@example.com", None, "+12125550100")
TOM = Agent(9, "tom@example.com", "+12125550109")


def answer(status: int, content: object) -> Answer:
    return Answer("POST /", status, {}, json.dumps(content).encode(), Redactor())


def replayed(*events: Event) -> Replay:
    replay = Replay(Model(country="US"))
    for event in (ContactKnown(PRIYA), ContactKnown(OMAR), AgentMade(TOM), *events):
        replay.apply(event)
    return replay


def pop(status: int = 201, **attributes: Any) -> Popped:
    named = {"requester_id": 1, "responder_id": 9} if not attributes.get("requester_phone") else {}
    return Popped({"responder_id": 9, **named, **attributes}, answer(status, {"id": "1"}))


def test_a_call_for_an_agent_who_is_offline_is_due_a_ticket() -> None:
    replay = replayed(pop())
    (call,) = replay.model.calls
    assert replay.due == {call.ticket: "CTI-OFF-01"}
    assert call.requester.id == 1


@pytest.mark.parametrize(
    ("attributes", "person", "rule"),
    [
        ({"requester_phone": "+12125550100"}, 1, "CTI-REQ-06"),
        ({"requester_phone": "(212) 555-0100"}, 1, "CTI-REQ-11"),
        ({"requester_phone": "0012125550100"}, 1, "CTI-REQ-11"),
        ({"requester_phone": "+12125550199"}, 0, "CTI-REQ-08"),
        ({"requester_phone": "anonymous"}, 0, "CTI-REQ-17"),
        ({"requester_id": 2, "requester_phone": "+12125550100"}, 2, "CTI-REQ-02"),
    ],
)
def test_the_requester_is_the_one_whom_the_rules_select(
    attributes: dict[str, Any], person: int, rule: str
) -> None:
    (call,) = replayed(pop(**attributes)).model.calls
    assert (call.requester.id, call.found_by) == (person, rule)


def test_a_deleted_contact_is_not_found() -> None:
    (call,) = replayed(
        Deleted("contacts", 2), Deleted("contacts", 1), pop(requester_phone="+12125550100")
    ).model.calls
    assert (call.requester.id, call.found_by) == (0, "CTI-REQ-15")


def test_a_picked_number_selects_its_agent() -> None:
    replay = replayed(
        AgentMade(Agent(8, None, None)),
        NumberPicked(8, "+12125550150"),
        Popped({"requester_id": 1, "responder_phone": "+1 212 555 0150"}, answer(201, {"id": "1"})),
    )
    assert replay.model.calls[0].agent == 8


def test_a_refused_pop_leaves_no_call() -> None:
    replay = replayed(pop(400, call_reference_id="a"))
    assert (replay.model.calls, replay.refused) == ([], ["a"])


def test_what_an_agent_does_decides_where_the_call_goes() -> None:
    replay = replayed(
        PresenceSet(9, online=True),
        pop(call_reference_id="a"),
        Acted(9, "take_notes", {"text": "Monday"}, None),
        Acted(9, "make_ticket", {}, "refused"),
        Acted(9, "link_ticket", {"ticket_id": 80}, None),
    )
    (call,) = replay.model.calls
    assert (call.tickets, call.linked, call.written) == ([80], "CTI-REF-05", ["Monday"])
    assert replay.due == {}


def test_the_new_ticket_option_makes_a_ticket_of_each_call() -> None:
    replay = replayed(
        SettingsChanged({"new_ticket": True}), PresenceSet(9, online=True), pop(call_url="http://a")
    )
    assert list(replay.due.values()) == ["CTI-ONL-07"]
    assert replay.model.calls[0].waits


@pytest.mark.parametrize(
    ("action", "given", "may_wait"),
    [
        ("make_ticket", {}, True),
        ("forward", {"agent_id": 8}, True),
        ("dismiss", {}, False),
        ("close", {"ticket": "new"}, False),
    ],
)
def test_a_recording_may_wait_for_the_end_of_the_call(
    action: str, given: dict[str, Any], *, may_wait: bool
) -> None:
    replay = replayed(
        PresenceSet(9, online=True),
        pop(call_reference_id="a", call_url="http://a"),
        Acted(9, action, given, None),
    )
    (call,) = replay.model.calls
    assert replay.model.may_be_recorded_later(call) is may_wait


def test_notes_need_not_come_back_with_a_transfer() -> None:
    to_yuki = Popped(
        {"requester_id": 1, "responder_id": 8, "call_reference_id": "a"}, answer(201, {"id": "1"})
    )
    replay = replayed(
        AgentMade(Agent(8, None, None)),
        PresenceSet(9, online=True),
        PresenceSet(8, online=True),
        pop(call_reference_id="a"),
        to_yuki,
        Acted(8, "take_notes", {"text": "Monday"}, None),
        pop(call_reference_id="a"),
    )
    assert replay.model.calls[0].notes == ""


def test_the_recording_of_a_call_for_an_agent_who_is_offline_may_not_wait() -> None:
    replay = replayed(pop(call_url="http://a"))
    assert not replay.model.may_be_recorded_later(replay.model.calls[0])


@pytest.mark.parametrize(
    "second",
    [
        {"new_ticket": True, "ticket_id": 80},
        {"ticket_id": 81},
        {"requester_id": 2},
    ],
)
def test_where_the_rules_leave_it_open_nothing_is_held_against_a_call(
    second: dict[str, Any],
) -> None:
    ticket = Ticket(80, 1, None, None, 2, None)
    replay = replayed(
        TicketMade(ticket),
        pop(call_reference_id="a", ticket_id=80),
        pop(call_reference_id="a", **second),
    )
    assert replay.model.calls[0].unsure


@pytest.mark.parametrize(
    "event",
    [
        Popped(None, answer(201, {"id": "1"})),
        Popped({"requester_id": "a word", "responder_id": 9}, answer(201, {"id": "1"})),
        Popped({"requester_id": 1, "responder_id": 9}, answer(500, None)),
        Popped(
            {"requester_email": "a@example.com", "requester_phone": "+1", "responder_id": 9},
            answer(201, {"id": "1"}),
        ),
    ],
)
def test_a_pop_that_no_rule_covers_ends_the_replay(event: Popped) -> None:
    assert replayed(event).lost


def test_a_value_that_is_no_number_may_be_somebodys_whom_the_scenario_does_not_know() -> None:
    (call,) = replayed(pop(requester_phone="anonymous")).model.calls
    assert call.unsure


def test_a_desktop_that_was_open_before_concerns_no_event() -> None:
    replay = replayed(PresenceSet(9, online=True, before=True))
    assert replay.model.desktops[9].online
    assert replay.touched == set()
    assert replayed(PresenceSet(9, online=True)).touched == {9}


def test_a_call_that_was_pushed_out_must_have_a_ticket() -> None:
    named = TicketMade(Ticket(7, 1, None, 2, 2, "2026-11-26T12:00:00Z"))
    replay = replayed(named, PresenceSet(9, online=True), pop(ticket_id=7), pop())
    first, second = replay.model.calls
    assert (first.unsure, first.must_be_filed) == (True, True)
    assert (second.unsure, second.must_be_filed) == (False, False)


def test_a_second_association_is_seen() -> None:
    made = Acted(9, "make_ticket", {}, None)
    replay = replayed(PresenceSet(9, online=True), pop())
    assert replay.had_its_ticket(made) is None
    replay.apply(made)
    assert replay.had_its_ticket(made) is replay.model.calls[0]
    assert replay.had_its_ticket(Acted(9, "make_ticket", {}, "409")) is None, "it was refused"
