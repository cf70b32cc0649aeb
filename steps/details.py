"""Call details: what became of a call."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, eventually, expect
from cti_conformance.steps.agents import responder_of
from cti_conformance.steps.calls import accepted
from cti_conformance.steps.pops import answered, usable_credentials
from cti_conformance.steps.story import calls_in, numbered

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story import Story
    from cti_conformance.transport.answer import Answer

ODDITIES = {
    "an empty call reference": "",
    "a call reference of 5,000 characters": "9" * 5_000,
    "a call reference of control characters": "\x00\x01\n\x7f",
    "a call reference with quotes": "'; DROP TABLE calls; --\"",
}

VARIANTS: dict[str, Callable[[str], str]] = {
    "a leading zero": lambda reference: f"0{reference}",
    "a trailing space": lambda reference: f"{reference} ",
    "a leading space": lambda reference: f" {reference}",
    "one more digit": lambda reference: f"{reference}0",
    "one digit fewer": lambda reference: reference[:-1],
    "a percent sign": lambda reference: f"{reference[:-1]}%",
    "an underscore": lambda reference: f"{reference[:-1]}_",
}


# -- asking ----------------------------------------------------------------------------------


@given("a call reference that no call ever had")
def an_unknown_reference(story: Story) -> None:
    story.call["call_reference_id"] = story.new_reference()


@when("call details are asked for without credentials")
def details_without_credentials(story: Story) -> None:
    story.answers.append(story.target.cti.details(story.new_reference(), auth="none"))


@when(parsers.parse("call details are asked for with {credentials}"))
def details_with_credentials(story: Story, credentials: str) -> None:
    auth = usable_credentials(story, credentials)
    story.answers.append(story.target.cti.details(story.new_reference(), auth=auth))


@when("call details are asked for without a call reference")
def details_without_a_reference(story: Story) -> None:
    story.answers.append(story.target.cti.details(None))


@when("call details are asked for its call reference")
def details_of_the_call(story: Story) -> None:
    story.was_accepted("a call that details can report")
    answer = eventually(
        lambda: story.target.cti.details(story.call["call_reference_id"]),
        lambda answer: answer.accepted and answer.json,
        within_s=story.appear_s,
    )
    story.answers.append(answer)


@when("call details are asked for that reference")
def details_of_an_unknown_call(story: Story) -> None:
    story.answers.append(story.target.cti.details(story.call["call_reference_id"]))


@when("call details are asked for a reference that no call ever had")
def details_of_a_new_reference(story: Story) -> None:
    story.answers.append(story.target.cti.details(story.new_reference()))


@when("call details are asked for two call references at once")
def details_of_two_references(story: Story) -> None:
    references = [story.mark, story.new_reference()]
    ask = partial(story.target.cti.details_of, references)
    story.answers.append(answered(story, ask))


@when(parsers.re(f"call details are asked for (?P<oddity>{'|'.join(map(re.escape, ODDITIES))})"))
def details_of_an_oddity(story: Story, oddity: str) -> None:
    ask = partial(story.target.cti.details, ODDITIES[oddity])
    story.answers.append(answered(story, ask))


@when(parsers.parse("{method:w} is sent to the Call Details API"))
def a_method_is_sent(story: Story, method: str) -> None:
    story.answers.append(story.target.cti.details_by(method))


# -- the answer ------------------------------------------------------------------------------


@then("the credentials are accepted")
def the_credentials_are_accepted(story: Story) -> None:
    # What an unknown reference is answered with is CTI-DET-07's matter.
    if story.answer.status in (401, 403) or not story.answer.refused:
        accepted(story.answer)


@then("the answer is 200 with a JSON array of calls")
def the_answer_is_an_array(story: Story) -> None:
    answer = story.answer
    if answer.status >= 500:
        raise Inconclusive(f"{answer.request} answered {answer}")
    expect(
        answer.status == 200
        and isinstance(answer.json, list)
        and answer.json
        and all(isinstance(call, dict) for call in answer.json),
        expected="200 with a JSON array that holds the call",
        observed=str(answer),
    )


@then("the answer is an empty array, or 404")
def empty_or_not_found(story: Story) -> None:
    answer = story.answer
    expect(
        answer.status == 404 or (answer.accepted and answer.json == []),
        expected="an empty array, or 404",
        observed=str(answer),
    )
    story.record_branch("empty-array" if answer.accepted else "not-found")


# -- what became of the call -----------------------------------------------------------------


@then("call details name that contact as the requester")
def details_name_the_contact(story: Story) -> None:
    _leads_to(story, "requester_id", story.contact("Omar").id)


@then("call details name that agent as the responder")
def details_name_the_agent(story: Story) -> None:
    expected = "the agent as the responder"
    responder = responder_of(story, expected)
    expect(
        responder == story.agent().id,
        expected=expected,
        observed=f"the responder {story.told(responder)}",
    )


@then("call details name that ticket")
@then("call details name the same ticket")
def details_name_the_ticket(story: Story) -> None:
    expected = f"the ticket {story.first_ticket_id} and no other"
    story.was_accepted(expected)
    story.settle()
    expect(
        (ids := _ticket_ids(story)) == {story.first_ticket_id},
        expected=expected,
        observed=f"the tickets {ids}",
    )


@then("call details name another ticket")
def details_name_another_ticket(story: Story) -> None:
    expected = f"a ticket other than {story.first_ticket_id}"
    story.was_accepted(expected)
    ids = eventually(
        lambda: _ticket_ids(story),
        lambda ids: ids - {story.first_ticket_id},
        within_s=story.appear_s,
    )
    expect(ids - {story.first_ticket_id}, expected=expected, observed=f"the tickets {ids}")


@then("call details lead from the call reference to the ticket")
@then("call details lead from the call reference to the new ticket")
def details_lead_to_the_ticket(story: Story) -> None:
    ticket = story.call_ticket("call details with the ticket of the call")
    _leads_to(story, "ticket_id", ticket.id)


@then("call details hold the new ticket's id as ticket_id")
@then("call details hold that ticket's id as ticket_id")
def details_hold_the_ticket(story: Story) -> None:
    ticket = story.call_ticket("call details with the ticket of the call")
    _holds(story, "ticket_id", ticket.id)


@then(parsers.parse("call details lead from the reference of {name:w}'s call to it"))
def details_lead_to_the_callers_ticket(story: Story, name: str) -> None:
    story.switch_to_call_of(name)
    details_lead_to_the_ticket(story)


@then("call details hold no note_id")
def details_hold_no_note(story: Story) -> None:
    expected = "note_id absent or null"
    note_id = story.reported(expected).get("note_id")
    expect(note_id is None, expected=expected, observed=f"note_id {note_id!r}")


@then("call details lead from the call reference to that note")
def details_lead_to_the_note(story: Story) -> None:
    _names_a_note(story, story.details)


@then("call details hold the id of a note on that ticket as note_id")
def details_hold_the_note(story: Story) -> None:
    _names_a_note(story, story.details_as_sent)


def _names_a_note(story: Story, details: Callable[[], list[dict[str, Any]]]) -> None:
    ticket = story.existing_ticket()
    expected = f"note_id, the id of a note on ticket {ticket.id}"
    _the_call(story, expected)

    def look() -> tuple[object, list[int]]:
        notes = [note.id for note in story.new_notes(ticket.id)]
        return next((call.get("note_id") for call in details()), None), notes

    note_id, notes = eventually(look, lambda seen: seen[0] in seen[1], within_s=story.appear_s)
    expect(
        note_id in notes, expected=expected, observed=f"note_id {note_id!r}; its notes are {notes}"
    )


@then(parsers.parse("call details hold {name:w}'s id as requester_id"))
def details_hold_the_requester(story: Story, name: str) -> None:
    _holds(story, "requester_id", story.contact(name).id)


@then(parsers.parse("call details hold {name:w}'s id as responder_id"))
def details_hold_the_responder(story: Story, name: str) -> None:
    call = _the_call(story, "responder_id")
    spelling = "responder_id" if "responder_id" in call else "responder_idl"
    _holds(story, spelling, story.agent(name).id)
    story.record_branch(spelling.replace("_", "-"))


@then("call details report the latest ticket or both")
def the_latest_ticket_or_both(story: Story) -> None:
    first = story.ticket
    assert first is not None
    latest = story.new_ticket("a second ticket").id
    expected = f"the latest ticket {latest}, or both {first.id} and {latest}"
    ids = eventually(lambda: _ticket_ids(story), lambda ids: latest in ids, within_s=story.appear_s)
    expect(ids in ({latest}, {first.id, latest}), expected=expected, observed=f"the tickets {ids}")
    story.record_branch("both" if first.id in ids else "latest")


def _leads_to(story: Story, key: str, wanted: int) -> None:
    expected = f"{key} {story.told(wanted)}"
    value = numbered(_the_call(story, expected)).get(key)
    expect(value == wanted, expected=expected, observed=f"{key} {story.told(value)}")


def _holds(story: Story, key: str, wanted: int) -> None:
    expected = f"{key} {story.told(wanted)}, a JSON number"
    value = _the_call(story, expected).get(key)
    expect(value == wanted, expected=expected, observed=f"{key} {story.told(value)}")


def _the_call(story: Story, expected: str) -> dict[str, Any]:
    """Return what details report of the call; that they report nothing breaks the rule here."""
    story.was_accepted(expected)
    calls = story.details_as_sent()
    if not calls:
        raise RuleViolated(f"call details with {expected}", "call details that report nothing")
    return calls[0]


def _ticket_ids(story: Story) -> set[object]:
    return {call.get("ticket_id") for call in story.details()}


# -- asking changes nothing ------------------------------------------------------------------


@given("the contact, ticket, notes, time entry and details are known")
def all_is_known(story: Story) -> None:
    story.new_ticket("a ticket made by the call")
    story.settle()
    # The question first: what it changed itself would be CTI-DET-08's matter.
    story.snapshot = [story.details(), *snapshot(story)]


@then("the contact, ticket, notes, time entry and details are as before")
def all_is_as_before(story: Story) -> None:
    now = eventually(
        lambda: [story.details(), *snapshot(story)],
        lambda now: now == story.snapshot,
        within_s=story.appear_s,
    )
    expect(
        now == story.snapshot,
        expected=f"as before: {story.snapshot}",
        observed=f"afterwards: {now}",
    )


@given("the tickets, notes and time entries are known")
def the_records_are_known(story: Story) -> None:
    # By REST v2 alone: to ask for details here could be what makes the change (CTI-DET-08).
    story.settle()
    story.snapshot = snapshot(story)


@when("call details are asked for three times")
def details_three_times(story: Story) -> None:
    for _ in range(3):
        details_of_an_unknown_call(story)


@then("the tickets, notes and time entries are as before")
def the_records_are_as_before(story: Story) -> None:
    story.settle()
    now = snapshot(story)
    expect(
        now == story.snapshot,
        expected=f"as before: {story.snapshot}",
        observed=f"afterwards: {now}",
    )


@then("all three answers are alike")
def the_answers_are_alike(story: Story) -> None:
    answers = story.answers[-3:]
    for answer in answers:
        accepted(answer)
    expect(
        all(answer.json == answers[0].json for answer in answers),
        expected="three answers alike",
        observed="; ".join(map(str, answers)),
    )


def snapshot(story: Story) -> list[object]:
    """Return what REST v2 shows of the story's people and their calls, so that it can be compared.

    What a helpdesk may change by itself, such as whom a ticket is assigned to, is left out.
    """
    return [
        (
            (contact.id, contact.name, ticket.id, ticket.status),
            sorted((n.id, n.private, n.body_text) for n in story.records.notes(ticket.id)),
            sorted((e.id, e.note) for e in story.records.time_entries(ticket.id)),
        )
        for contact in story.callers()
        for ticket in story.records.tickets_of(contact.id)
    ]


# -- two calls with alike references ---------------------------------------------------------


@given(
    parsers.parse("a call from {name:w} with a reference that differs by {difference} has come in")
)
def a_call_with_an_alike_reference(story: Story, name: str, difference: str) -> None:
    story.other_reference = VARIANTS[difference](story.call["call_reference_id"])
    pop = {
        "requester_id": story.contact(name).id,
        "responder_id": story.agent().id,
        "call_reference_id": story.other_reference,
    }
    story.pop(pop)  # a target may refuse such a reference


@when("call details are asked for both references")
def details_of_both(story: Story) -> None:
    story.settle()
    for reference in (story.call["call_reference_id"], story.other_reference):
        story.answers.append(story.target.cti.details(reference))


@then("neither reference shows the other's call")
def each_shows_its_own_call(story: Story) -> None:
    first, second = story.answers[-2:]
    omar, priya = story.contact("Omar").id, story.contact("Priya").id
    expect(
        _requesters(first) == {omar},
        expected="Omar's reference with Omar's call alone",
        observed=str(first),
    )
    expect(
        _requesters(second) <= {priya},
        expected="Priya's reference with Priya's call, or nothing",
        observed=str(second),
    )


def _requesters(answer: Answer) -> set[object]:
    return {numbered(call).get("requester_id") for call in calls_in(answer)}
