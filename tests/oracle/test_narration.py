"""The events of a scenario in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cti_conformance.oracle.narration import Narration
from cti_conformance.target.journal import (
    Acted,
    Crashed,
    Deleted,
    Happened,
    Popped,
    PresenceSet,
    SettingsChanged,
    TicketGiven,
)
from cti_conformance.target.ports.records import Agent
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.answer import Answer

if TYPE_CHECKING:
    from cti_conformance.target.journal import Event

AGENTS = {"Ines": Agent(7, "ines@example.com", "+12025550142"), "Tom": Agent(8, None, None)}
NO_SECRETS = Redactor([])
ACCEPTED, REFUSED = (Answer("POST /pop", status, {}, b"", NO_SECRETS) for status in (201, 400))


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([Popped({"responder_id": 7}, ACCEPTED)], ""),
        (
            [
                PresenceSet(7, online=True),
                Popped({"responder_email": "ines@example.com", "ticket_id": 80}, ACCEPTED),
                PresenceSet(7, online=True),
                Acted(7, "take_notes", {}, None),
                PresenceSet(7, online=False),
            ],
            "Ines: online · call for Ines about ticket 80 · Ines: refresh · Ines: take notes · "
            "Ines: offline",
        ),
        (
            [
                *[Popped({"responder_id": 7}, ACCEPTED)] * 30,
                Acted(7, "take_notes", {}, None),
                *[Popped({"responder_id": 7}, ACCEPTED)] * 2,
                TicketGiven(80, 5),
            ],
            "call for Ines (30 times) · Ines: take notes · call for Ines · call for Ines · "
            "ticket 80 given to another contact",
        ),
        (
            [
                PresenceSet(8, online=True, before=True),
                SettingsChanged({"new_ticket": True}),
                Popped({"responder_id": "8", "new_ticket": "True"}, REFUSED),
                Popped(None, REFUSED),
                Popped({"responder_email": ["ines@example.com"]}, REFUSED),
                Crashed(),
                Acted(8, "close", {}, "409"),
                Deleted("contacts", 5),
            ],
            "settings: new_ticket · call for Tom with new_ticket (refused) · call (refused) · "
            "call (refused) · "
            "crash · Tom: close (refused) · contact 5 deleted",
        ),
        ([Popped({}, ACCEPTED), Happened("call"), Happened("refresh")], "call · refresh"),
    ],
)
def test_events_are_told_in_order(events: list[Event], text: str) -> None:
    narration = Narration()
    for event in events:
        narration.add(event, AGENTS)
    assert narration.text() == text
