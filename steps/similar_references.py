"""Call references that are nearly that of another call."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import given, then, when

from cti_conformance.results.locus import ref
from cti_conformance.results.step_outcomes import expect
from cti_conformance.steps.calls import announce
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story.details import calls_in, numbered
from cti_conformance.target import locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story import Story
    from cti_conformance.transport.answer import Answer

VARIANTS: dict[str, Callable[[str], str]] = {
    "a leading zero": lambda reference: f"0{reference}",
    "a trailing space": lambda reference: f"{reference} ",
    "a leading space": lambda reference: f" {reference}",
    "one more digit": lambda reference: f"{reference}0",
    "one digit fewer": lambda reference: reference[:-1],
    "one character fewer": lambda reference: reference[:-1],
    "a nought more": lambda reference: f"{reference}0",
    "a percent sign for its last digit": lambda reference: f"{reference[:-1]}%",
    "an underscore for its last digit": lambda reference: f"{reference[:-1]}_",
    "the case of its letters": str.swapcase,
    "the case of one letter": lambda reference: reference[0].swapcase() + reference[1:],
    "its first character": lambda reference: _other(reference[0]) + reference[1:],
    "its dashes": lambda reference: reference.replace("-", ""),
    "its accents": lambda reference: _decomposed(reference)[0],
    "the form of its accents": lambda reference: "".join(_decomposed(reference)),
    "the width of its last digit": lambda reference: (
        reference[:-1] + chr(ord(reference[-1]) + 0xFEE0)
    ),
    "its last character": lambda reference: reference[:-1] + _other(reference[-1]),
}


def _decomposed(reference: str) -> tuple[str, str]:
    """Return a reference that ends in a letter with an accent, without the accent, and that."""
    whole = unicodedata.normalize("NFD", reference)
    return whole[:-1], whole[-1]


def _other(character: str) -> str:
    return "7" if character != "7" else "5"


@when(
    Sentence(
        "call details are requested for a reference that differs by {difference}",
        difference=VARIANTS,
    )
)
def details_of_a_similar_reference(story: Story, difference: str) -> None:
    """Request the details of a reference that no call had, and that is nearly that of the call."""
    reference = VARIANTS[difference](story.call["call_reference_id"])
    story.answers.append(story.target.cti.details(reference))


@given(
    Sentence(
        "a call from {name} whose reference differs by {difference} has been announced",
        difference=VARIANTS,
    )
)
def a_call_with_an_alike_reference(
    story: Story, other_reference: list[str], name: str, difference: str
) -> None:
    """Send the pop of another call, for an agent who is offline.

    Its reference is nearly that of the call.
    """
    reference = VARIANTS[difference](story.call["call_reference_id"])
    other_reference.append(reference)
    announce(story, name, reference)


@given("another call about that ticket, whose reference has one digit more, has been announced")
def a_call_with_a_longer_reference(story: Story) -> None:
    """Send the pop of another call of Omar, for an agent who is offline.

    Its reference is that of the call with one more digit.
    """
    reference = VARIANTS["one more digit"](story.call["call_reference_id"])
    announce(story, "Omar", reference, ticket_id=story.tickets.that_ticket().id)


@pytest.fixture
def other_reference() -> list[str]:
    """The reference of the other call, once there is one."""
    return []


@when("call details are requested for both references")
def details_of_both(story: Story, other_reference: list[str]) -> None:
    """Request the details of the one call and of the other."""
    story.settle("details")
    for reference in (story.call["call_reference_id"], *other_reference):
        story.answers.append(story.target.cti.details(reference))


@then("neither reference reports the other's call")
def each_shows_its_own_call(story: Story) -> None:
    """Omar's reference reports only Omar; Priya's reports only Priya, or nothing."""
    first, second = story.answers[-2:]
    omar, priya = story.people.contact("Omar").id, story.people.contact("Priya").id
    expect(
        _requesters(first) == {omar},
        expected="Omar's reference with Omar's call alone",
        observed=str(first),
        at=locate.in_answer(
            first, f"[calls.requester_id | num] | unique == [{ref('contact', omar)}]"
        ),
    )
    expect(
        _requesters(second) <= {priya},
        expected="Priya's reference with Priya's call, or nothing",
        observed=str(second),
        at=locate.in_answer(
            second, f"[calls.requester_id | num] - [{ref('contact', priya)}] | length == 0"
        ),
    )


def _requesters(answer: Answer) -> set[object]:
    return {numbered(call).get("requester_id") for call in calls_in(answer)}
