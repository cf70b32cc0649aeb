"""Ids in a pop that are nobody's, another kind of record's, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import given

from cti_conformance.results.step_outcomes import not_tested
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.pops import set_attribute, ticket_of_the_requester

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story import Story, Tickets

IDS = ("requester_id", "responder_id", "ticket_id")
KINDS = ("ticket", "contact")
RECORDS = {"requester_id": "contacts", "responder_id": "agents", "ticket_id": "tickets"}
"""The records of REST v2 whose ids an attribute holds."""

WRONG_IDS: dict[str, Callable[[int], object]] = {
    "an id with letters behind it": lambda known: f"{known}abc",
    "an id with a fraction": lambda known: known + 0.5,
    "an id in an object": lambda known: {"id": known},
    "the boolean true": lambda _: True,
    "a negative id": lambda known: -known,
    "an id beyond 32 bits": lambda known: known + 2**32,
    "an id beyond 64 bits": lambda known: known + 2**64,
}
"""Values made of an id, which are the id of nobody, or none at all."""


@given(Sentence("the pop's {attribute} is {wrong}", attribute=IDS, wrong=WRONG_IDS))
def an_id_is_wrong(story: Story, tickets: Tickets, attribute: str, wrong: str) -> None:
    """Change the id of a contact, an agent or a ticket that exists into nobody's, or into no id."""
    if attribute == "responder_id":
        known = story.people.agent().id
    elif attribute == "requester_id":
        known = story.people.contact().id
    else:
        known = ticket_of_the_requester(story, tickets)
    set_attribute(story, attribute, WRONG_IDS[wrong](known))


@given(Sentence("the pop's {attribute} is the id of a {kind}", attribute=IDS, kind=KINDS))
def an_id_of_another_kind(story: Story, tickets: Tickets, attribute: str, kind: str) -> None:
    """Name somebody or a ticket by the id of another kind of record."""
    known = tickets.any_id() if kind == "ticket" else story.people.contact().id
    if story.target.has_records and story.records.has(RECORDS[attribute], known):
        not_tested(
            f"the {attribute} {known} belongs to a {kind}, and to one of its own kind as well"
        )
    set_attribute(story, attribute, known)
