"""Agents: who answers the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, expect, not_tested

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story


@given(parsers.parse("{name:w} is an agent"))
def an_agent(story: Story, name: str) -> None:
    story.agent(name)


@when(parsers.parse("a call comes in for {name:w}'s {attribute:w}"))
def a_call_for_an_agent(story: Story, name: str, attribute: str) -> None:
    _some_call(story)
    the_call_comes_in_for(story, name, attribute)


@when(parsers.parse("the call comes in for {name:w}'s {attribute:w}"))
def the_call_comes_in_for(story: Story, name: str, attribute: str) -> None:
    story.name_responder(**{f"responder_{attribute}": _known_as(story, name, attribute)})
    story.send()


@when(parsers.parse("a call comes in for {name:w}'s email in capitals"))
def a_call_for_an_email_in_capitals(story: Story, name: str) -> None:
    _some_call(story)
    email = str(_known_as(story, name, "email"))
    story.name_responder(responder_email=email.upper())
    story.send()


@when(parsers.parse("the call comes in for {name:w}"))
def the_call_comes_in_for_an_agent(story: Story, name: str) -> None:
    story.for_agent(story.agent(name))
    story.send()


@when("a call comes in for an id that nobody has")
def a_call_for_an_unknown_id(story: Story) -> None:
    _some_call(story)
    story.name_responder(responder_id=story.unknown_id())
    story.send()


@when("a call comes in for a number that nobody has")
def a_call_for_an_unknown_number(story: Story) -> None:
    _some_call(story)
    story.name_responder(responder_phone=story.new_number())
    story.send()


@when("a call comes in for an email that nobody has")
def a_call_for_an_unknown_email(story: Story) -> None:
    _some_call(story)
    story.name_responder(responder_email=story.new_email("nobody"))
    story.send()


@when("a call comes in for Ines by id, Tom by phone and Yuki by email")
def a_call_for_three_agents(story: Story) -> None:
    _some_call(story)
    story.name_responder(
        responder_id=story.agent("Ines").id,
        responder_phone=_known_as(story, "Tom", "phone"),
        responder_email=_known_as(story, "Yuki", "email"),
    )
    story.send()


@then(parsers.parse("{name:w} is the responder of the call"))
def the_responder(story: Story, name: str) -> None:
    expected = f"{name} as the responder in call details"
    responder = responder_of(story, expected)
    expect(
        responder == story.agent(name).id,
        expected=expected,
        observed=f"the responder {story.told(responder)}",
    )


@then("the call is refused, or one of the three is its responder")
def refused_or_one_of_three(story: Story) -> None:
    if story.answer.refused:
        story.record_branch("refused")
        return
    expected = "one of the three agents as the responder"
    responder = responder_of(story, expected)
    branches = {
        story.agent("Ines").id: "id-wins",
        story.agent("Tom").id: "phone-wins",
        story.agent("Yuki").id: "email-wins",
    }
    expect(
        responder in branches,
        expected=expected,
        observed=f"the responder {story.told(responder)}",
    )
    story.record_branch(branches[responder])


def responder_of(story: Story, expected: str) -> Any:
    """Return the responder that details name, under either spelling.

    Raises:
        Inconclusive: they name none, which is CTI-DET-05's matter.
    """
    call = story.reported(expected)
    responder = call.get("responder_id", call.get("responder_idl"))
    if responder is None:
        raise Inconclusive(f"call details name no responder, so it cannot be judged: {expected}")
    return responder


def _some_call(story: Story) -> None:
    story.call |= {
        "requester_phone": story.new_number(),
        "call_reference_id": story.new_reference(),
    }


def _known_as(story: Story, name: str, attribute: str) -> int | str:
    """Return the id, phone or email of an agent, or of a contact who is none."""
    person = story.contacts.get(name) or story.agent(name)
    value: int | str | None = getattr(person, attribute)
    if value is None:
        not_tested(f"the agent listed in cti-target.toml has no {attribute}")
    return value
