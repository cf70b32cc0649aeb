"""Two agents at once: each widget, note and ticket is of the right agent and caller."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from support.helpdesk import LIMIT_S, Client, client, done, number

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

CALLS = 20
FORWARDED = 2 * CALLS // 5  # of each agent's
TIMES = 10  # that two things are done at once
REFUSED = 409


@dataclass
class Call:
    """A call, and its expected records in the end.

    Attributes:
        reference: Its call reference.
        caller: The contact who calls.
        ticket: The ticket that the caller has already.
        taker: The agent whose call it was when it came to its ticket.
        linked: Whether it is linked to the caller's ticket.
        notes: What agents wrote; with who wrote it, where that agent's name has to be on it.
    """

    reference: str
    caller: int
    ticket: int
    taker: int = 0
    linked: bool = False
    notes: list[tuple[str, int | None]] = field(default_factory=list)


class Agent:
    """An agent who handles twenty calls, and those that the other one forwards."""

    def __init__(self, url: str, agent_id: int) -> None:
        self.id = agent_id
        self.forwarded: queue.Queue[Call] = queue.Queue()
        self._url = url
        self._client: Client

    def work(self, calls: list[Call], other: Agent) -> None:
        """Handle these calls, each in the next of the ways, and the forwarded ones."""
        left = FORWARDED
        with client(self._url) as self._client:
            for n, call in enumerate(calls):
                self.handle(n, call, other)
                while not self.forwarded.empty():
                    self.take_over(self.forwarded.get())
                    left -= 1
            for _ in range(left):
                self.take_over(self.forwarded.get(timeout=LIMIT_S))

    def handle(self, n: int, call: Call, other: Agent) -> None:
        """Take a call, and do with it one of what there is to do."""
        call.taker = self.id
        self.pop(call)
        self.sees(call, ticket=None, notes="")
        said = f"{call.reference} said to {self.id}"
        match n % 5:
            case 0:
                self.does("take_notes", text=said)
                self.sees(call, ticket=None, notes=said)
                self.does("make_ticket")
                call.notes.append((said, self.id))
                self.adds_a_note(call)
            case 1:
                self.does("link_ticket", ticket_id=call.ticket)
                call.linked = True
                self.sees(call, ticket=call.ticket, notes="")
                self.adds_a_note(call)
            case 2:
                self.does("take_notes", text=said)
                # The author of the notes of an undecided call is undocumented.
                call.notes.append((said, None))
                call.taker = other.id
                self.forwards(call, other)
            case 3:
                self.does("make_ticket")
                self.forwards(call, other)
            case _:  # the next call disposes of it
                self.does("take_notes", text=said)
                call.notes.append((said, self.id))

    def take_over(self, call: Call) -> None:
        """Take a call that the other agent has forwarded."""
        found = self._client.details(call.reference)
        ticket = found[0]["ticket_id"] if found else None
        self.pop(call)
        self.sees(call, ticket=ticket, notes=call.notes[0][0] if call.notes else "")
        if ticket is None:
            self.does("link_ticket", ticket_id=call.ticket)
            call.linked = True
        self.adds_a_note(call)

    def pop(self, call: Call) -> None:
        """Send the pop of the call for this agent."""
        done(
            self._client.pop(
                requester_id=call.caller,
                responder_id=self.id,
                call_reference_id=call.reference,
                call_info={"Order": f"{call.reference} brought"},
            )
        )

    def sees(self, call: Call, ticket: int | None, notes: str) -> None:
        """Look at the widget, which has to show this call and no other."""
        widget = self._client.widget(self.id)
        assert widget is not None
        shown = (widget["requester"]["id"], widget["ticket"] and widget["ticket"]["id"])
        assert (*shown, widget["notes"]) == (call.caller, ticket, notes), call

    def does(self, action: str, **given: object) -> None:
        """Do something in the widget."""
        done(self._client.act(self.id, action, **given))

    def adds_a_note(self, call: Call) -> None:
        """Add a note to the ticket that the widget shows."""
        said = f"{call.reference} added by {self.id}"
        self.does("add_note", text=said)
        call.notes.append((said, self.id))

    def forwards(self, call: Call, other: Agent) -> None:
        """Forward the call; the other agent takes it as soon as the call before is handled."""
        self.does("forward", agent_id=other.id)
        assert self._client.widget(self.id) is None
        other.forwarded.put(call)


def test_what_two_agents_do_at_once_does_not_get_mixed_up(url: str, speaking: Client) -> None:
    ines, tom = (Agent(url, agent_id) for agent_id in agents(speaking, "mixed"))
    own = [
        [new_call(speaking, f"{name}-{n}") for n in range(CALLS)] for name in ("of-ines", "of-tom")
    ]
    with ThreadPoolExecutor() as pool:
        for worked in [pool.submit(ines.work, own[0], tom), pool.submit(tom.work, own[1], ines)]:
            worked.result()
    for agent in (ines, tom):  # what the last call left open
        if speaking.widget(agent.id):
            speaking.act(agent.id, "close", ticket="new")
    wrong = {call.reference: found for call in own[0] + own[1] if (found := flaws(speaking, call))}
    assert wrong == {}


def flaws(speaking: Client, call: Call) -> list[str]:
    """Return the faults of a call's records."""
    (found,) = speaking.details(call.reference)
    ticket = speaking.get(f"tickets/{found['ticket_id']}?include=conversations")
    entries = speaking.get(f"tickets/{ticket['id']}/time_entries")
    notes = ticket["conversations"]
    brought = [note for note in notes if f"Order: {call.reference} brought" in note["body_text"]]
    texts = [note["body_text"] for note in notes if note not in brought]
    authors = {note["body_text"]: note["user_id"] for note in notes}
    pairs = {
        "requester": (found["requester_id"], call.caller),
        "requester of the ticket": (ticket["requester_id"], call.caller),
        "responder": (found["responder_id"], call.taker),
        "linked to the old ticket": (ticket["id"] == call.ticket, call.linked),
        "has a note of the link": (found["note_id"] is not None, call.linked),
        "notes of what it brought": (len(brought), 1),
        "notes": (sorted(texts), sorted(text for text, _ in call.notes)),
        "authors": (
            {text: authors.get(text) for text, author in call.notes if author},
            {text: author for text, author in call.notes if author},
        ),
        "time entries": (
            [(entry["note"], entry["agent_id"]) for entry in entries],
            [(f"Call reference: {call.reference}", call.taker)],
        ),
    }
    if not call.linked:
        pairs["responder of the ticket"] = (ticket["responder_id"], call.taker)
    return [f"{what}: {seen}, not {due}" for what, (seen, due) in pairs.items() if seen != due]


def test_calls_that_come_in_on_top_of_one_another_stay_apart(url: str, speaking: Client) -> None:
    pair = agents(speaking, "rain")
    lines = [pair[0], pair[0], pair[1], pair[1]]

    def ring(line: int) -> list[tuple[str, int, str]]:
        made = [
            (f"rain-{line}-{n}", lines[line], number(line * 100 + n)) for n in range(CALLS // 2)
        ]
        with client(url) as calling:
            for reference, agent_id, caller in made:
                told = {"responder_id": agent_id, "call_reference_id": reference}
                done(calling.pop(requester_phone=caller, **told))
        return made

    with ThreadPoolExecutor() as pool:
        calls = [call for made in pool.map(ring, range(len(lines))) for call in made]
    for agent_id in pair:
        done(speaking.act(agent_id, "close", ticket="new"))
    tickets = set()
    for reference, agent_id, caller in calls:
        (found,) = speaking.details(reference)
        (contact,) = speaking.get(f"contacts?phone=%2B{caller[1:]}")
        assert (found["requester_id"], found["responder_id"]) == (contact["id"], agent_id)
        ticket = speaking.get(f"tickets/{found['ticket_id']}")
        assert (ticket["requester_id"], ticket["responder_id"]) == (contact["id"], agent_id)
        tickets.add(ticket["id"])
    assert len(tickets) == len(calls) == 2 * CALLS


# -- two actions at once on one call -------------------------------------------------------------

AT_ONCE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "two tickets": ({"action": "make_ticket"}, {"action": "make_ticket"}),
    "a ticket and a link": ({"action": "make_ticket"}, {"action": "link_ticket"}),
    "two links": ({"action": "link_ticket"}, {"action": "link_ticket"}),
    "two ends": ({"action": "close", "ticket": "new"}, {"action": "close", "ticket": "new"}),
    "a link and an end": ({"action": "link_ticket"}, {"action": "close", "ticket": "new"}),
}


@pytest.mark.parametrize("actions", AT_ONCE.values(), ids=AT_ONCE)
def test_of_two_actions_at_once_one_wins(
    url: str, speaking: Client, request: pytest.FixtureRequest, actions: tuple[dict[str, Any], ...]
) -> None:
    mark = request.node.callspec.id.replace(" ", "-")
    agent_id, _ = agents(speaking, mark)
    for n in range(TIMES):
        call = new_call(speaking, f"{mark}-{n}")
        caller = {"requester_id": call.caller, "responder_id": agent_id}
        done(speaking.pop(**caller, call_reference_id=call.reference))
        done(speaking.act(agent_id, "take_notes", text=call.reference))
        asked = [dict(action) for action in actions]
        targets = [call.ticket, speaking.make_ticket(call.caller, "Another")]
        for given, ticket in zip(asked, targets, strict=True):
            if given["action"] == "link_ticket":
                given["ticket_id"] = ticket
        answers = at_once(url, [acting(agent_id, given) for given in asked])
        assert sorted(answer.status_code for answer in answers) == [204, REFUSED]
        won = [answer.status_code for answer in answers].index(204)
        refusal = answers[1 - won].json()
        assert refusal["errors"][0]["field"] == "action"
        came_of_one(speaking, call, targets, asked[won].get("ticket_id"))
        if speaking.widget(agent_id):
            done(speaking.act(agent_id, "dismiss"))


def came_of_one(speaking: Client, call: Call, old: list[int], linked: int | None) -> None:
    """Check that one of two actions was done, wholly, and nothing of the other."""
    (found,) = speaking.details(call.reference)
    tickets = speaking.get(f"tickets?requester_id={call.caller}")
    assert len(tickets) == len(old) + (linked is None)
    assert found["ticket_id"] == linked if linked else found["ticket_id"] not in old
    for ticket in tickets:
        is_it = ticket["id"] == found["ticket_id"]
        entries = speaking.get(f"tickets/{ticket['id']}/time_entries")
        notes = speaking.get(f"tickets/{ticket['id']}/conversations")
        assert len(entries) == is_it
        assert sum(note["body_text"] == call.reference for note in notes) == is_it
        assert len(notes) == (is_it and 1 + (linked is not None))


def test_a_call_that_comes_in_twice_at_once_is_one_call(url: str, speaking: Client) -> None:
    pair = agents(speaking, "twice")
    for n in range(TIMES):
        call = new_call(speaking, f"twice-{n}")
        told = {"requester_id": call.caller, "call_reference_id": call.reference}
        answers = at_once(url, [popping(**told, responder_id=agent_id) for agent_id in pair])
        assert {done(answer)["id"] for answer in answers} == {answers[0].json()["id"]}
        widgets = [speaking.widget(agent_id) for agent_id in pair]
        (shown,) = [widget for widget in widgets if widget and is_of(widget, call)]
        assert shown["ticket"] is None
        assert speaking.details(call.reference) == []
        for agent_id, widget in zip(pair, widgets, strict=True):
            if widget:
                done(speaking.act(agent_id, "close", ticket="new"))
        tickets = speaking.get(f"tickets?requester_id={call.caller}")
        assert len(tickets) == 2  # the old one, and that of the call


def is_of(widget: dict[str, Any], call: Call) -> bool:
    return bool(widget["requester"]["id"] == call.caller)


def acting(agent_id: int, given: dict[str, Any]) -> Callable[[Client], requests.Response]:
    rest = {name: value for name, value in given.items() if name != "action"}
    return lambda one: one.act(agent_id, given["action"], **rest)


def popping(**told: object) -> Callable[[Client], requests.Response]:
    return lambda one: one.pop(**told)


def at_once(url: str, sent: list[Callable[[Client], requests.Response]]) -> list[requests.Response]:
    """Send requests at the same moment, each on a connection that is open already."""
    ready = threading.Barrier(len(sent))

    def send(one: Callable[[Client], requests.Response]) -> requests.Response:
        with client(url) as speaking:
            speaking.instance()
            ready.wait(LIMIT_S)
            return one(speaking)

    with ThreadPoolExecutor(len(sent)) as pool:
        return list(pool.map(send, sent))


# -- who takes part ------------------------------------------------------------------------------


def agents(speaking: Client, mark: str) -> tuple[int, int]:
    """Make two agents who are online."""
    made = [speaking.make("agents", email=f"{name}-{mark}@example.com") for name in ("ines", "tom")]
    for agent_id in made:
        speaking.set_presence(agent_id, online=True)
    return made[0], made[1]


def new_call(speaking: Client, reference: str) -> Call:
    """Make a contact who has a ticket, and is about to call."""
    caller = speaking.make("contacts", name=reference, email=f"{reference}@example.com")
    return Call(reference, caller, speaking.make_ticket(caller, reference))
