"""Pops that must be refused, in the middle of other calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_bdd import given, then, when

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.scenario import hard_data
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story.story import without

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
REFERENCES = ("new", "of the open call", "of a call with a ticket")
REQUESTERS = ("id", "phone", "unknown number")
EXTRAS: dict[str, dict[str, object]] = {"nothing": {}, "new_ticket": {"new_ticket": True}}
RECORDING = "a recording"


@given("Ines has an open call of Omar, and Priya's call has a ticket")
def two_calls(story: Story) -> None:
    """Let a call of Priya make a ticket, and one of Omar open the widget of an agent."""
    people = story.people
    story.new_call({"requester_id": people.contact("Priya", phone=people.new_number()).id})
    story.name_responder(responder_id=people.agent("Tom").id)
    story.send()
    story.calls["Priya"] = story.call
    ines = people.agent("Ines").id
    story.online.add(ines)
    story.desktop.set_presence(ines, online=True)
    story.new_call({"requester_id": people.contact("Omar", phone=people.new_number()).id})
    story.call["call_url"] = hard_data.recording(people.mark)
    story.name_responder(responder_id=ines)
    story.send()
    story.calls["Omar"] = story.call
    if not eventually(lambda: story.desktop.widget(ines), bool, within_s=story.appear_s):
        raise Inconclusive("no widget was seen on the agent's desktop")
    story.desktop.act(ines, "take_notes", text=hard_data.NOTES.text)


@given(
    Sentence(
        "a pop of Omar for {agent}, named by {requester}, with {fault}, reference {reference} "
        "and {extra}",
        agent=("Ines", "Tom"),
        requester=REQUESTERS,
        fault=FAULTS,
        reference=REFERENCES,
        extra=(*EXTRAS, RECORDING),
    )
)
def a_wrong_pop(
    story: Story, agent: str, requester: str, fault: str, reference: str, extra: str
) -> None:
    """Prepare a pop with this fault, and the same one without it."""
    people = story.people
    omar = people.contact("Omar")
    named: dict[str, Any] = {"requester_id": omar.id}
    if requester == "phone":
        named = {"requester_phone": omar.phone}
    elif requester == "unknown number":
        named = {"requester_phone": people.new_number()}
    of = {"of the open call": "Omar", "of a call with a ticket": "Priya"}.get(reference)
    if of:
        right = {"call_reference_id": story.calls[of]["call_reference_id"]}
        named = {"requester_id": people.contact(of).id} if requester == "id" else named
    else:
        right = {"call_reference_id": people.new_reference()}
    right |= named | {"responder_id": people.agent(agent).id} | EXTRAS.get(extra, {})
    if extra == RECORDING:
        right["call_url"] = hard_data.recording(f"{people.mark}-wrong")
    story.calls["right"] = right
    wrong = right | FAULTS[fault](story)
    if fault == "an unknown requester_id":
        wrong = without(("requester_phone",), wrong)
    story.call = {name: value for name, value in wrong.items() if value is not None}


@when("the pop is sent, and then the same without its fault")
def both_are_sent(story: Story) -> None:
    """Send the pop with its fault; compare the widgets; then send it without."""
    right = story.calls["right"]
    story.send(auth="wrong-key" if story.call == right else "best")
    story.target.journal.before_action()
    story.call = right
    story.send()


@then("the first is refused, and the second is accepted")
def refused_then_accepted(story: Story) -> None:
    """The status of the first answer is 4xx, that of the second 2xx."""
    first, second = story.answers[-2:]
    expect(first.refused, expected="an error, a status of 4xx", observed=str(first))
    expect(second.accepted, expected="the pop to be accepted", observed=str(second))
