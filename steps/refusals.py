"""Pops that must be refused, in the middle of other calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd import given, then, when

from cti_conformance.results.step_outcomes import expect
from cti_conformance.scenario import hard_data
from cti_conformance.scenario.shared_contacts import shared_contact
from cti_conformance.steps.desktop import an_agent_who_is_online, wait_for_a_widget
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story.story import without
from cti_conformance.target import locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story import Story

FAULTS: dict[str, Callable[[Story], dict[str, object]]] = {
    "an unknown requester_id": lambda story: {"requester_id": story.people.unknown_id()},
    "an unknown responder_id": lambda story: {"responder_id": story.people.unknown_id()},
    "an unknown responder_email": lambda story: {
        "responder_id": None,
        "responder_email": story.people.new_email("nobody"),
    },
    "an unknown ticket_id": lambda story: {"ticket_id": story.people.unknown_id()},
    "no responder": lambda _: {"responder_id": None},
    "wrong credentials": lambda _: {},
}
REFERENCES = ("new", "Omar's", "Priya's")
REQUESTERS = ("id", "phone", "id and new phone", "new phone")
EXTRAS: dict[str, dict[str, object]] = {"nothing else": {}, "new_ticket": {"new_ticket": True}}
RECORDING = "a recording"


@given("Ines has an open call of Omar, and Priya's call has a ticket")
def two_calls(story: Story) -> None:
    """Let a call of Priya make a ticket, and one of Omar open the widget of an agent."""
    people = story.people
    story.new_call({"requester_id": shared_contact(people, "Priya", "phone").contact.id})
    story.name_responder(responder_id=people.agent("Tom").id)
    story.send()
    story.calls["Priya"] = story.call
    an_agent_who_is_online(story, "Ines")
    ines = people.agent("Ines").id
    story.new_call({"requester_id": shared_contact(people, "Omar", "phone").contact.id})
    story.call["call_url"] = hard_data.recording(people.mark)
    story.name_responder(responder_id=ines)
    story.send()
    story.calls["Omar"] = story.call
    wait_for_a_widget(story, "Ines")
    story.desktop.act(ines, "take_notes", text=hard_data.NOTES.text)


@dataclass
class Wrong:
    """The pop that must be refused: for whom it is, and its fault."""

    agent: str = ""
    fault: str = ""


@pytest.fixture
def wrong() -> Wrong:
    """The wrong pop of the scenario."""
    return Wrong()


@given(Sentence("a pop meant for {agent}, with {fault}", agent=("Ines", "Tom"), fault=FAULTS))
def a_wrong_pop(wrong: Wrong, agent: str, fault: str) -> None:
    """Choose for whom the pop is, and its fault."""
    wrong.agent, wrong.fault = agent, fault


@given(
    Sentence(
        "its reference is {reference}, its requester named by {requester}, with {extra}",
        reference=REFERENCES,
        requester=REQUESTERS,
        extra=(*EXTRAS, RECORDING),
    )
)
def the_rest_of_it(story: Story, wrong: Wrong, reference: str, requester: str, extra: str) -> None:
    """Prepare the pop with its fault, and the same without it.

    The reference is new, that of Omar's open call, or that of Priya's call. A new phone is a number
    that nobody has.
    """
    people, caller = story.people, "Priya" if reference == "Priya's" else "Omar"
    right: dict[str, Any] = {"call_reference_id": people.new_reference()}
    if reference != "new":
        right = {"call_reference_id": story.calls[caller]["call_reference_id"]}
    contact = people.contact(caller)
    if requester.startswith("id"):
        right["requester_id"] = contact.id
    if requester != "id":
        right["requester_phone"] = contact.phone if requester == "phone" else people.new_number()
    right |= {"responder_id": people.agent(wrong.agent).id} | EXTRAS.get(extra, {})
    if extra == RECORDING:
        right["call_url"] = hard_data.recording(f"{people.mark}-wrong")
    story.calls["right"] = right
    call = right | FAULTS[wrong.fault](story)
    if "requester_id" in FAULTS[wrong.fault](story):
        call = without(("requester_phone",), call)
    story.call = {name: value for name, value in call.items() if value is not None}


@when("the pop is sent, and then the same without its fault")
def both_are_sent(story: Story, wrong: Wrong) -> None:
    """Send the pop with its fault; check all records; then send it without."""
    story.send(auth="wrong-key" if wrong.fault == "wrong credentials" else "best")
    story.target.journal.check_all()
    story.call = story.calls["right"]
    story.send()


@then("the first is refused, and the second is accepted")
def refused_then_accepted(story: Story) -> None:
    """The status of the first answer is 4xx, that of the second 2xx."""
    first, second = story.answers[-2:]
    expect(
        first.refused,
        expected="an error, a status of 4xx",
        observed=str(first),
        at=locate.refused(first),
    )
    expect(
        second.accepted,
        expected="the pop to be accepted",
        observed=str(second),
        at=locate.accepted(second),
    )
