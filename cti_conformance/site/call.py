"""One call from the pop to the closed ticket, recorded from the reference when the site is built.

The page shows the recording; only the descriptions of the steps are written by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cti_conformance.site.recording import Event, RecordingFailed, recording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cti_conformance.site.recording import Recording, Step

TELEPHONY, HELPDESK, DESKTOP = "Telephone system", "Helpdesk", "Ines's desktop"
PARTIES = (TELEPHONY, HELPDESK, DESKTOP)

NUMBER = "+12025550123"
REFERENCE = "226356"
LOOK_UP: dict[str, object] = {"type": "look_up", "call": REFERENCE}
NOTES = "Parcel has not arrived. Wants to be called back on Monday."


@dataclass(frozen=True)
class Call:
    """The recorded steps: the preparation, and the call."""

    before: tuple[Step, ...]
    steps: tuple[Step, ...]


def record(client: Sequence[str]) -> Call:
    """Start the reference, make the call, and return the exchanges.

    Args:
        client: The command of the telephone system's client, as `docs/telephony-client.md` has it.

    Raises:
        RecordingFailed: The reference behaved differently from the page.
    """
    with recording(client) as line:
        omar, ines = _prepare(line)
        before = line.take()
        ticket = _take_the_call(line, omar, ines)
        _close_the_ticket(line, ines, ticket)
        return Call(before, line.take())


def _calling(title: str, why: str, *rules: str) -> Event:
    return Event(TELEPHONY, HELPDESK, title, why, rules)


def _showing(title: str, why: str, *rules: str) -> Event:
    return Event(HELPDESK, DESKTOP, title, why, rules)


def _acting(title: str, why: str, *rules: str) -> Event:
    return Event(DESKTOP, HELPDESK, title, why, rules)


def _prepare(line: Recording) -> tuple[int, int]:
    """Create the people, and open the agent's desktop; return their ids."""
    omar = line.api(
        _calling("Omar is a contact", "He is known by his number."),
        *("POST", "/api/v2/contacts", {"name": "Omar", "phone": NUMBER}),
    )
    ines = line.api(
        _calling("Ines is an agent", "She answers the call."),
        *("POST", "/api/v2/agents", {"name": "Ines", "email": "ines@example.com"}),
    )
    line.control(
        _acting("Ines opens her desktop", "From now on she is online."),
        *("PUT", f"/agents/{ines['id']}/presence", {"online": True}),
    )
    return int(omar["id"]), int(ines["id"])


def _take_the_call(line: Recording, omar: int, ines: int) -> int:
    """Let the call come in, be noted and become a ticket; return the ticket's id."""
    actions = f"/agents/{ines}/widget/actions"
    line.happens(
        _calling(
            "A call comes in: pop",
            "A number is calling, and Ines is to answer. The telephone system announces it with "
            "a call reference of its own.",
            *("CTI-POP-01", "CTI-REQ-04", "CTI-RSP-01"),
        ),
        type="ring",
        call=REFERENCE,
        caller={"number": NUMBER, "country": "US"},
        agent={"id": ines},
    )
    line.widget(
        _showing(
            "The widget shows Omar",
            "The number is Omar's, and Ines is online, so her widget opens. The pop itself makes "
            "no ticket.",
            *("CTI-ONL-01", "CTI-ONL-02", "CTI-ONL-05", "CTI-ONL-06"),
        ),
        *(ines,),
        ticket=None,
    )
    asked = line.happens(
        _calling(
            "Which ticket has the call? None yet",
            "Details do not report a call without a ticket.",
            *("CTI-DET-01", "CTI-DET-06"),
        ),
        **LOOK_UP,
    )
    _expect(asked, [], "details before there is a ticket")
    line.control(
        _acting("Ines takes notes", "They are in the notepad.", "CTI-ONL-04"),
        *("POST", actions, {"action": "take_notes", "text": NOTES}),
    )
    line.control(
        _acting(
            "Ines makes a ticket from the call",
            "The call is now associated with a ticket, which gets a time entry and her notes.",
            *("CTI-ONL-12", "CTI-ONL-13", "CTI-REF-01"),
        ),
        *("POST", actions, {"action": "make_ticket"}),
    )
    asked = line.happens(
        _calling(
            "Which ticket has the call? This one",
            "Details name the ticket, the contact and the agent. The note's id is null, since the "
            "call made the ticket itself.",
            *("CTI-DET-03", "CTI-DET-05"),
        ),
        **LOOK_UP,
    )
    _expect(
        [(call["requester_id"], call["responder_id"]) for call in asked], [(omar, ines)], "details"
    )
    return int(asked[0]["ticket_id"])


def _close_the_ticket(line: Recording, ines: int, ticket: int) -> None:
    """Let the agent close the call, read the ticket, and close it."""
    line.widget(
        _showing(
            "The widget shows the ticket",
            "It links to the ticket of the call, and lists Omar's latest ones.",
            "CTI-ONL-03",
        ),
        *(ines,),
        recent_tickets=[ticket],
    )
    line.control(
        _acting("Ines closes the call", "It has its ticket, so she has no choice to make."),
        *("POST", f"/agents/{ines}/widget/actions", {"action": "close"}),
    )
    line.widget(_showing("The widget is gone", "It does not come back.", "CTI-END-03"), ines)
    notes = line.api(
        _acting("Ines reads the ticket", "Her notes are there, for agents only.", "CTI-ONL-13"),
        *("GET", f"/api/v2/tickets/{ticket}/conversations"),
    )
    _expect([(note["body_text"], note["private"]) for note in notes], [(NOTES, True)], "the notes")
    entries = line.api(
        _acting(
            "The time sheet has the call",
            "One entry of hers has the reference in its note. It starts with the pop, and its "
            "timer has stopped.",
            *("CTI-REF-01", "CTI-REF-02", "CTI-REF-03", "CTI-REF-04"),
        ),
        *("GET", f"/api/v2/tickets/{ticket}/time_entries"),
    )
    _expect([REFERENCE in entry["note"] for entry in entries], [True], "the time entry")
    closed = line.api(
        _acting("Ines closes the ticket", "Status 5 is closed."),
        *("PUT", f"/api/v2/tickets/{ticket}", {"status": 5}),
    )
    _expect(closed["status"], 5, "the status of the ticket")


def _expect(seen: object, wanted: object, what: str) -> None:
    if seen != wanted:
        raise RecordingFailed(f"{what}: expected {wanted}, observed {seen}")
