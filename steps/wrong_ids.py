"""Ids in a pop that are nobody's, another kind of record's, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_bdd import given

from cti_conformance.results.step_outcomes import Inconclusive, not_tested
from cti_conformance.steps.agents import delete_agent
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.pops import set_attribute, ticket_of_the_requester

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story import Story, Tickets

RECORDS = {"requester_id": "contacts", "responder_id": "agents", "ticket_id": "tickets"}
"""The records of REST v2 whose ids an attribute holds."""


def _with_a_fraction(known: int) -> float:
    """Return an id with a half after it; JSON numbers are doubles, which lose that of a long id."""
    return (known if known < 2**52 else known % 2**32) + 0.5


WRONG_IDS: dict[str, Callable[[int], object]] = {
    "an id with letters after it": lambda known: f"{known}abc",
    "an id with a fraction": _with_a_fraction,
    "an id with a fraction, as a string": lambda known: f"{known}.5",
    "an id in an object": lambda known: {"id": known},
    "an id in a list": lambda known: [known],
    "the boolean true": lambda _: True,
    "zero": lambda _: 0,
    "a negative id": lambda known: -known,
    "an id beyond 32 bits": lambda known: known + 2**32,
    "an id beyond 64 bits": lambda known: known + 2**64,
}
"""Values made of an id, which are the id of nobody, or none at all."""


@given(Sentence("the pop's {attribute} is {wrong}", attribute=RECORDS, wrong=WRONG_IDS))
def an_id_is_wrong(story: Story, tickets: Tickets, attribute: str, wrong: str) -> None:
    """Change the id of a contact, an agent or a ticket that exists into nobody's, or into no id."""
    if attribute == "responder_id":
        known = story.people.agent().id
    elif attribute == "requester_id":
        known = story.people.contact().id
    else:
        known = ticket_of_the_requester(story, tickets)
    set_attribute(story, attribute, WRONG_IDS[wrong](known))


def _deleted_agent(story: Story, _: Tickets) -> int:
    agent_id = story.people.agent("Tom").id
    delete_agent(story, agent_id)
    return agent_id


def _contact(story: Story, _: Tickets) -> int:
    """Return a contact, with a ticket where tickets can be made."""
    contact = story.people.contact("Priya")
    if story.target.has_records:
        story.tickets.make("Priya")
    return contact.id


def _call(story: Story) -> tuple[int, dict[str, Any]]:
    """Send a pop of another contact for an agent who is offline; return its id, and the pop."""
    people = story.people
    pop = {
        "requester_id": people.contact("Priya").id,
        "responder_id": people.agent().id,
        "call_reference_id": people.new_reference(),
        "call_info": {"Line": people.mark},
    }
    answer = story.pop(pop)
    if not (answer.accepted and isinstance(answer.json, dict) and str(answer.json.get("id"))):
        raise Inconclusive(f"another call was not accepted: {answer}")
    return int(answer.json["id"]), pop


def _ticket_of_a_call(story: Story, tickets: Tickets) -> int:
    _, pop = _call(story)
    if found := tickets.new(pop):
        return found[0].id
    raise Inconclusive("another call has made no ticket whose id could be sent")


def _note(story: Story, tickets: Tickets) -> int:
    if notes := story.records.notes(_ticket_of_a_call(story, tickets)):
        return notes[0].id
    raise Inconclusive("another call has left no note whose id could be sent")


KINDS: dict[str, Callable[[Story, Tickets], int]] = {
    "a contact": _contact,
    "an agent": lambda story, _: story.people.agent("Tom").id,
    "a ticket": lambda _, tickets: tickets.any_id(),
    "a ticket of a call": _ticket_of_a_call,
    "a call": lambda story, _: _call(story)[0],
    "a note": _note,
    "a deleted agent": _deleted_agent,
}
"""Records of other kinds. Each belongs to others that a helpdesk might take it for."""


@given(Sentence("the pop's {attribute} is the id of {kind}", attribute=RECORDS, kind=KINDS))
def an_id_of_another_kind(story: Story, tickets: Tickets, attribute: str, kind: str) -> None:
    """Name somebody or a ticket by the id of another kind of record, or of a deleted agent."""
    known = KINDS[kind](story, tickets)
    if story.target.has_records and story.records.has(RECORDS[attribute], known):
        not_tested(f"the {attribute} {known} belongs to {kind}, and to one of its own kind as well")
    set_attribute(story, attribute, known)
