"""Calls as people speak of them: who calls, with what, and that the call comes in."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then, when

from cti_conformance.phone_numbers import notations
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, expect

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.transport.answer import Answer

RECORDING = "https://recordings.example.com/{}.mp3?part=1&of=2"
CALL_INFO = {"Organisation": "Brøndum & Sønner, Ærø", "Reason": "Delivery is late (2nd call)"}

REFERENCES_WITH = {
    "a space": "{} 1",
    "an ampersand": "{}&a=1",
    "a plus": "{}+1",
    "a slash": "{}/1",
    "a hash": "{}#1",
    "a percent sign": "{}%41",
    "an equals sign": "{}=1",
    "a single quote": "{}'1",
    "a double quote": '{}"1',
    "Cyrillic letters": "{}-звонок",
    "Chinese letters": "{}-来电",
}

EXTRA = "(?:a recording|a call reference|call information)"
EXTRAS = rf"(?P<extras>{EXTRA}(?: and {EXTRA})*)"


# -- what the call brings --------------------------------------------------------------------


@given(parsers.parse("a call from {name:w}"))
@given(parsers.parse("a screen pop from {name:w}"))
def a_call_from(story: Story, name: str) -> None:
    story.call = {"requester_id": story.contact(name).id}
    story.call["call_reference_id"] = story.new_reference()


@given(parsers.re(rf"a call from a contact, with {EXTRAS}"))
def a_call_from_a_contact(story: Story, extras: str) -> None:
    story.call = {"requester_id": story.contact().id}
    _add(story, extras)


@given(parsers.re(rf"a call from (?P<name>\w+) with {EXTRAS}"))
def a_call_from_somebody_with(story: Story, name: str, extras: str) -> None:
    story.call = {"requester_id": story.contact(name).id}
    _add(story, extras)


@given("a call from a contact, with a number among its call information")
def a_call_with_a_number_among_its_information(story: Story) -> None:
    a_call_from_a_contact(story, "call information")
    story.call["call_info"] |= {"Orders so far": 407}


@given("a call from that number, with a recording, call information and a call reference")
def a_full_call_from_the_number(story: Story) -> None:
    story.call = {"requester_phone": story.number}
    _add(story, "a recording, call information and a call reference")


@given(parsers.parse("a call from {name:w} about that ticket"))
def a_call_about_the_ticket(story: Story, name: str) -> None:
    ticket = story.existing_ticket()
    story.call = {"requester_id": story.contact(name).id, "ticket_id": ticket.id}


@given(parsers.re(rf"a call from (?P<name>\w+) about that ticket, with {EXTRAS}"))
def a_call_about_the_ticket_with(story: Story, name: str, extras: str) -> None:
    a_call_about_the_ticket(story, name)
    _add(story, extras)


@given("the call asks for a new ticket")
def the_call_asks_for_a_new_ticket(story: Story) -> None:
    story.call["new_ticket"] = True


@given("the call declines a new ticket")
def the_call_declines_a_new_ticket(story: Story) -> None:
    story.call["new_ticket"] = False


@given(parsers.parse("a call from {name:w} with a call reference that has {characters}"))
def a_call_with_a_reference_of(story: Story, name: str, characters: str) -> None:
    story.call = {"requester_id": story.contact(name).id}
    reference = REFERENCES_WITH[characters].format(story.new_reference())
    story.call["call_reference_id"] = reference


def _add(story: Story, extras: str) -> None:
    if "a call reference" in extras:
        story.call["call_reference_id"] = story.new_reference()
    if "a recording" in extras:
        story.call["call_url"] = RECORDING.format(story.mark)
    if "call information" in extras:
        story.call["call_info"] = CALL_INFO | {"Line": story.mark}


# -- the call comes in -----------------------------------------------------------------------


@given("the call has come in for an agent who is offline")
@when("the call comes in for an agent who is offline")
def the_call_comes_in(story: Story) -> None:
    story.for_agent()
    story.send()


@when(parsers.parse("a call from {caller} comes in for an agent who is offline"))
def a_call_comes_in(story: Story, caller: str) -> None:
    story.remember_tickets()
    story.call = {**_caller(story, caller), "call_reference_id": story.new_reference()}
    story.for_agent()
    story.send()


@when(
    parsers.parse(
        "a call from {name:w} comes in for an agent who is offline, without a call reference"
    )
)
def a_call_without_a_reference_comes_in(story: Story, name: str) -> None:
    story.remember_tickets()
    story.call = {"requester_id": story.contact(name).id}
    story.for_agent()
    story.send()


@given(
    parsers.parse(
        "a call from {name:w} has come in for an agent who is offline, without a call reference"
    )
)
def a_call_without_a_reference_has_come_in(story: Story, name: str) -> None:
    a_call_without_a_reference_comes_in(story, name)
    story.new_tickets()  # what became of it is not this example's matter


@given("a call from that number has come in for an agent who is offline")
def a_call_has_come_in(story: Story) -> None:
    a_call_comes_in(story, "that number")
    if not story.answer.accepted:
        raise Inconclusive(f"the first call was not accepted: {story.answer}")
    story.new_tickets()
    story.remember_tickets()


@when("three calls from that number come in for an agent who is offline")
def three_calls_come_in(story: Story) -> None:
    for _ in range(3):
        story.call = {
            "requester_phone": story.number,
            "call_reference_id": story.new_reference(),
        }
        story.for_agent()
        story.send()


@when("two calls from that number come in at the same moment")
def two_calls_at_once(story: Story) -> None:
    agent = story.agent()
    pops = [
        {
            "requester_phone": story.number,
            "responder_id": agent.id,
            "call_reference_id": story.new_reference(),
        }
        for _ in range(2)
    ]
    lines = [story.target.cti.new_connection() for _ in pops]
    try:
        with ThreadPoolExecutor(len(pops)) as pool:
            story.answers += pool.map(lambda line, pop: line.pop(pop), lines, pops)
    finally:
        for line in lines:
            line.close()


@given(parsers.parse("a call from {name:w} with a call reference has made a ticket"))
def a_call_has_made_a_ticket(story: Story, name: str) -> None:
    story.call = {
        "requester_id": story.contact(name).id,
        "call_reference_id": story.new_reference(),
    }
    story.for_agent()
    story.send()
    story.ticket = story.new_ticket("a ticket made by the first call")
    story.remember_tickets()


@when("the call comes in again and asks for a new ticket")
def the_call_asks_again(story: Story) -> None:
    story.call["new_ticket"] = True
    story.send()


@when("the call comes in again and declines a new ticket")
def the_call_declines(story: Story) -> None:
    story.call["new_ticket"] = False
    story.send()


@when("the same pop comes in again")
def the_same_pop_again(story: Story) -> None:
    story.send()


def _caller(story: Story, phrase: str) -> dict[str, Any]:
    """Turn "Omar's id and that number" into the requester attributes of a pop."""
    attributes: dict[str, Any] = {}
    for part in phrase.split(" and "):
        attributes |= _caller_attribute(story, part)
    return attributes


def _caller_attribute(story: Story, phrase: str) -> dict[str, Any]:
    digits = {"three": 3, "four": 4}
    if match := re.fullmatch(r"(\w+)'s id", phrase):
        return {"requester_id": story.contact(match[1]).id}
    if match := re.fullmatch(r"(\w+)'s email( in capitals)?", phrase):
        email = story.contact(match[1]).email or ""
        return {"requester_email": email.upper() if match[2] else email}
    if match := re.fullmatch(r"that number written (.+)", phrase):
        return {"requester_phone": dict(notations(story.number))[match[1]]}
    if match := re.fullmatch(r'the phone "(.+)"', phrase):
        return _no_number(story, match[1])
    if match := re.fullmatch(r"the last (three|four) digits of that number", phrase):
        return _no_number(story, story.number[-digits[match[1]] :])
    plain = {
        "that number": ("requester_phone", story.number),
        "that email": ("requester_email", story.email),
        "an id that nobody has": ("requester_id", story.unknown_id()),
    }
    name, value = plain[phrase]
    return {name: value}


def _no_number(story: Story, text: str) -> dict[str, Any]:
    # Somebody may hold just that, who is none of ours and not to be cleared away.
    story.holders = {contact.id for contact in story.records.contacts_by_number(text)}
    return {"requester_phone": text}


# -- the answer ------------------------------------------------------------------------------


@then("it is accepted")
def it_is_accepted(story: Story) -> None:
    accepted(story.answer)


@then("it is refused")
@then("the call is refused")
@then("the request is refused")
def it_is_refused(story: Story) -> None:
    expect(
        story.answer.refused,
        expected="an error, which is a status of 4xx",
        observed=str(story.answer),
    )


@then(parsers.parse("it is refused with {status:d}"))
@then(parsers.parse("the request is refused with {status:d}"))
def it_is_refused_with(story: Story, status: int) -> None:
    expect(
        story.answer.status == status,
        expected=f"the status {status}",
        observed=str(story.answer),
    )


def accepted(answer: Answer) -> None:
    """Raise unless a request was accepted.

    Raises:
        RuleViolated: it was refused.
        Inconclusive: the answer says neither, such as a server error (CTI-POP-14).
    """
    if answer.refused:
        raise RuleViolated("a status of 2xx", str(answer))
    if not answer.accepted:
        raise Inconclusive(f"{answer.request} answered {answer}")
