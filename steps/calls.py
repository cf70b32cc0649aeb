"""Calls: who calls whom, with which extras, and that the call comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then, when

from cti_conformance.phone_numbers import notations
from cti_conformance.results.locus import ref
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    RuleViolated,
    eventually,
    expect,
    not_tested,
)
from cti_conformance.steps.phrases import CONVERTERS, Caller, CallExtras, Party, Sentence, Source
from cti_conformance.steps.story.details import requester_with
from cti_conformance.steps.story.settling import let_pass
from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.desktop import Widget
    from cti_conformance.transport.answer import Answer

OFFLINE = Caller.parse("an agent who is offline")
DIGITS = {"two": 2, "three": 3, "four": 4}


# -- a call, before it comes in --------------------------------------------------------------


@given(Sentence("a call from {caller}{extras}"), CONVERTERS)
def a_call(story: Story, caller: Caller, extras: CallExtras) -> None:
    """Prepare a call without sending it. It has a reference unless the extras say otherwise."""
    story.new_call(_attributes(story, "requester", caller), extras)


@given(Sentence("the call has been announced for {callee}"), CONVERTERS)
def the_call_has_been_announced(story: Story, callee: Caller) -> None:
    """Send the pop of the call for this responder, and wait only for its answer."""
    _send_for(story, callee)


@given("thirty other calls about that ticket have been announced")
def thirty_other_calls(story: Story) -> None:
    """Send the pops of thirty calls of Omar, for an agent who is offline."""
    ticket = story.tickets.that_ticket()
    for _ in range(30):
        answer = announce(story, "Omar", story.people.new_reference(), ticket_id=ticket.id)
        if not answer.accepted:
            raise Inconclusive(f"another call was not accepted: {answer}")


def announce(story: Story, name: str, reference: str, **further: int) -> Answer:
    """Send the pop of another call, of this contact and for an agent who is offline.

    Args:
        story: The scenario, whose call stays as it is.
        name: The contact.
        reference: The call reference.
        further: Other attributes of the pop.
    """
    return story.pop(
        {
            "requester_id": story.people.contact(name).id,
            "responder_id": story.people.agent().id,
            "call_reference_id": reference,
            **further,
        }
    )


# -- a call comes in -------------------------------------------------------------------------


@when(Sentence("a call from {caller}{extras} comes in for {callee}"), CONVERTERS)
def a_call_comes_in(story: Story, caller: Caller, extras: CallExtras, callee: Caller) -> None:
    """Send the pop of a new call for this responder."""
    if callee == OFFLINE and story.answers:  # an earlier call may have made tickets
        story.tickets.count_as_old(story.call)
    a_call(story, caller, extras)
    _send_for(story, callee)
    story.calls[caller.parties[0].name] = story.call


@given(Sentence("a call from {caller}{extras} has come in for {callee}"), CONVERTERS)
def a_call_has_come_in(story: Story, caller: Caller, extras: CallExtras, callee: Caller) -> None:
    """Send the pop of a new call; wait for its widget, or for its ticket or note, if any comes."""
    a_call_comes_in(story, caller, extras, callee)
    _wait_until_handled(story, callee)


@when(Sentence("the call comes in for {callee}{extras}"), CONVERTERS)
def the_call_comes_in(story: Story, callee: Caller, extras: CallExtras) -> None:
    """Send the pop of the call for this responder, with these attributes added."""
    story.add_to_call(extras)
    _send_for(story, callee)


@given(Sentence("the call has come in for {callee}"), CONVERTERS)
def the_call_has_come_in(story: Story, callee: Caller) -> None:
    """Send the pop of the call; wait for its widget, or for its ticket or note, if any comes."""
    _send_for(story, callee)
    _wait_until_handled(story, callee)


@when(Sentence("the call comes in again{extras}"), CONVERTERS)
def the_call_comes_in_again(story: Story, extras: CallExtras) -> None:
    """Send the pop of the call again, with these attributes added."""
    story.add_to_call(extras)
    story.send()


@given(Sentence("the call has come in again{extras}"), CONVERTERS)
def the_call_has_come_in_again(story: Story, extras: CallExtras) -> None:
    """Send the pop of the call again, with these attributes added, and wait for its effects."""
    the_call_comes_in_again(story, extras)
    if not story.answer.accepted:
        raise Inconclusive(f"the call was not accepted again: {story.answer}")
    story.settle("note", "time entry", "details")


@when("three calls from that number come in for an agent who is offline")
def three_calls_come_in(story: Story) -> None:
    """Send the pops of three calls, one after the other."""
    for _ in range(3):
        _send_one_by(story, requester_phone=story.people.number)


def _send_one_by(story: Story, agent: str = "Alex", **requester: Any) -> None:
    story.new_call(requester)
    story.name_responder(responder_id=story.people.agent(agent).id)
    story.send()


@when("calls from that number come in before and after calls of Omar and of Wei")
def calls_with_others_in_between(story: Story) -> None:
    """Send three pops with the number, and in between one with Omar's id and one with Wei's."""
    for place, between in (("first", "Omar"), ("second", "Wei"), ("third", "")):
        _send_one_by(story, requester_phone=story.people.number)
        story.calls[place] = story.call
        if between:
            _send_one_by(story, requester_id=story.people.contact(between).id)


@when("calls give that number in several notations")
def calls_in_notations(story: Story) -> None:
    """Send three pops with the number, in notations in which no contact has it."""
    written = dict(notations(story.people.number))
    for text in (written["with spaces"], written["with dots"], written["with 00 for the +"]):
        _send_one_by(story, requester_phone=text)
        story.calls[text] = story.call


@then("the calls from that number have one requester")
def one_requester_by_number(story: Story) -> None:
    """Call details report the same requester_id for each of these calls."""
    expected = "one requester of all calls from that number"
    story.require_accepted(expected)
    references = [call["call_reference_id"] for call in story.calls.values()]
    found = [requester_with(story.target, reference) for reference in references]
    expect(
        None not in found and len(set(found)) == 1,
        expected=expected,
        observed=f"the requesters {', '.join(map(story.people.describe, found))}",
        at=locate.details(
            references[-1], f"first(calls).requester_id == {ref('contact', found[0])}"
        ),
    )


@when(parsers.parse("eight calls from {name:w} come in for {agent:w}, one after the other"))
def eight_calls(story: Story, name: str, agent: str) -> None:
    """Send the pops of eight calls, none of which the agent closes."""
    for _ in range(8):
        _send_one_by(story, agent, requester_id=story.people.contact(name).id)


@given("the call has made a ticket")
def the_call_has_made_a_ticket(story: Story) -> None:
    """Wait for the call's ticket. It is *that ticket* from then on, and no longer a new one."""
    ticket = story.made_ticket("a ticket from the call")
    story.tickets.that = story.tickets.of_call = ticket
    story.tickets.count_as_old(story.call)


@given("two seconds have passed")
def two_seconds_have_passed(story: Story) -> None:
    """Wait for two seconds."""
    let_pass(story, 2.0, "the time of the call is measured")


def _send_for(story: Story, callee: Caller) -> None:
    story.name_responder(**_attributes(story, "responder", callee))
    story.send()


def _wait_until_handled(story: Story, callee: Caller) -> None:
    """Wait until a call that only sets up an example has been handled.

    Raises:
        Inconclusive: The call was not accepted, or its widget cannot be seen.
    """
    if not story.answer.accepted:
        raise Inconclusive(f"the call was not accepted: {story.answer}")
    name = callee.parties[0].name
    agent_id = story.people.agent(name).id
    if agent_id not in story.online:
        _wait_for_ticket(story)
        return
    call = story.call

    def ready(widget: Widget | None) -> bool:
        return (
            widget is not None
            and call.get("requester_id") in (None, widget.requester_id)
            and call.get("ticket_id") in (None, widget.ticket_id)
            and not (call.get("new_ticket") and widget.ticket_id is None)
        )

    seen = eventually(lambda: story.desktop.widget(agent_id), ready, within_s=story.appear_s)
    if not ready(seen):
        story.target.journal.check_widgets()  # an accepted pop without a widget breaks a rule
        raise Inconclusive(
            f"{name}'s widget does not show {_awaited(story)}, so nothing can be done in it"
        )


def _wait_for_ticket(story: Story) -> None:
    """Wait for the ticket of a call, or for its note on the ticket that it names."""
    call, tickets = story.call, story.tickets
    if call.get("new_ticket") or "ticket_id" not in call:
        tickets.new(call)  # a call may make none
        return
    eventually(lambda: tickets.new_notes(call["ticket_id"]), bool, within_s=story.appear_s)


def _awaited(story: Story) -> str:
    """Return what the widget of a call has to show, as far as its pop names it."""
    call = story.call
    requester = call.get("requester_id")
    shown = [story.people.describe(requester) if requester else "the call"]
    if call.get("ticket_id") or call.get("new_ticket"):
        shown.append(f"ticket {call['ticket_id']}" if call.get("ticket_id") else "a new ticket")
    return " and ".join(shown)


# -- the people whom a call names ------------------------------------------------------------


def _attributes(story: Story, role: str, caller: Caller) -> dict[str, Any]:
    """Return the attributes of a pop that name somebody as the requester or the responder."""
    attributes = {}
    for party in caller.parties:
        attribute = "phone" if party.attribute in ("number", "mobile") else party.attribute
        attributes[f"{role}_{attribute}"] = _value(story, role, party)
    return attributes


def _value(story: Story, role: str, party: Party) -> object:
    people = story.people
    match party.source:
        case Source.PERSON:
            value = _value_of_person(story, role, party)
            return str(value).upper() if party.capitals else value
        case Source.GIVEN if party.attribute == "email":
            return people.email
        case Source.GIVEN:
            return (
                dict(notations(people.number))[party.notation] if party.notation else people.number
            )
        case Source.UNKNOWN:
            return _unknown(story, party.attribute)
        case Source.SECOND_NUMBER:
            return people.helpdesk_numbers[1]
        case Source.TEXT | Source.LAST_DIGITS | Source.FIRST_DIGITS:
            text = party.text
            if party.source is Source.LAST_DIGITS:
                text = people.number[-DIGITS[text] :]
            elif party.source is Source.FIRST_DIGITS:
                text = people.number[: -DIGITS[text]]
            # A contact on the target may already have exactly that; it must not be deleted.
            people.holders = {contact.id for contact in story.records.contacts_by_number(text)}
            return text


def _unknown(story: Story, attribute: str) -> object:
    """Return an id, a number or an email that nobody has."""
    if attribute == "id":
        return story.people.unknown_id()
    if attribute == "email":
        return story.people.new_email("nobody")
    return story.people.new_number()


def _value_of_person(story: Story, role: str, party: Party) -> object:
    """Return the id, phone, mobile or email of a contact or an agent."""
    people = story.people
    if role == "requester" or party.name in people.contacts:
        return getattr(people.contact(party.name), party.attribute) or ""
    value: object = getattr(people.agent(party.name), party.attribute)
    if value is None:
        not_tested(f"the agent listed in cti-target.toml has no {party.attribute}")
    return value


# -- the answer ------------------------------------------------------------------------------


@then("the pop is accepted")
def the_pop_is_accepted(story: Story) -> None:
    """The status is 2xx."""
    require_accepted(story.answer)


@then(Sentence("the {what} is refused", what=("pop", "request")))
def it_is_refused(story: Story) -> None:
    """The status is 4xx."""
    expect(
        story.answer.refused,
        expected="an error, which is a status of 4xx",
        observed=str(story.answer),
        at=locate.refused(story.answer),
    )


@then(Sentence("the {what} is refused with {status}", what=("pop", "request")), CONVERTERS)
def it_is_refused_with(story: Story, status: int) -> None:
    """The status is exactly this one."""
    expect(
        story.answer.status == status,
        expected=f"the status {status}",
        observed=str(story.answer),
        at=locate.in_answer(story.answer, f"$status == {status}"),
    )


def require_accepted(answer: Answer) -> None:
    """Raise unless a request was accepted.

    Raises:
        RuleViolated: It was refused.
        Inconclusive: It was neither accepted nor refused, such as a server error (CTI-POP-14).
    """
    if answer.refused:
        raise RuleViolated("a status of 2xx", str(answer), locate.accepted(answer))
    if not answer.accepted:
        raise Inconclusive(f"{answer.request} answered {answer}")
