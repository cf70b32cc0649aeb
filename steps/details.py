"""Call details: the result of a call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.locus import literal, ref, refs
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, eventually, expect
from cti_conformance.steps.calls import require_accepted
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.pops import CREDENTIALS, answered, usable_credentials
from cti_conformance.steps.story.details import numbered
from cti_conformance.steps.tickets import switch_to_call_of
from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story, Tickets

ODDITIES = {
    "an empty call reference": "",
    "a call reference of 5,000 characters": "9" * 5_000,
    "a call reference of control characters": "\x00\x01\n\x7f",
    "a call reference with quotes": "'; DROP TABLE calls; --\"",
}

# -- requesting ------------------------------------------------------------------------------


@given("an unknown call reference")
def an_unknown_reference(story: Story) -> None:
    """Choose a reference that no call ever had; *the call reference* means it from here on."""
    story.call["call_reference_id"] = story.people.new_reference()


@when(Sentence("call details are requested {credentials}", credentials=CREDENTIALS))
def details_with_credentials(story: Story, credentials: str) -> None:
    """Request the details of an unknown call reference with these credentials."""
    auth = usable_credentials(story, credentials)
    reference = story.people.new_reference()
    story.answers.append(story.target.cti.details(reference, auth=auth))


@given("call details have been requested for its call reference")
def details_have_been_requested(story: Story) -> None:
    """Request the details of the call before it comes in."""
    story.target.cti.details(story.call["call_reference_id"])


@when("call details are requested without a call reference")
def details_without_a_reference(story: Story) -> None:
    """Request details without call_reference_id in the query."""
    story.answers.append(story.target.cti.details(None))


@when("call details are requested for the call reference")
def details_of_the_reference(story: Story) -> None:
    """Request the details of the call once."""
    story.answers.append(story.target.cti.details(story.call["call_reference_id"]))


@when("call details are requested until they report the call")
def details_of_the_call(story: Story) -> None:
    """Request the details of the call again and again, until they are not empty."""
    story.require_accepted("a call that details can report")
    answer = eventually(
        lambda: story.target.cti.details(story.call["call_reference_id"]),
        lambda answer: answer.accepted and answer.json,
        within_s=story.appear_s,
    )
    story.answers.append(answer)


@when("call details are requested for two call references at once")
def details_of_two_references(story: Story) -> None:
    """Request details with call_reference_id twice in the query."""
    references = [story.people.mark, story.people.new_reference()]
    story.answers.append(answered(story, partial(story.target.cti.details_of, references)))


@when(Sentence("call details are requested for {oddity}", oddity=ODDITIES))
def details_of_an_oddity(story: Story, oddity: str) -> None:
    """Request the details of a peculiar call reference."""
    ask = partial(story.target.cti.details, ODDITIES[oddity])
    story.answers.append(answered(story, ask))


@when("call details are requested three times")
def details_three_times(story: Story) -> None:
    """Request the details of the call three times."""
    for _ in range(3):
        details_of_the_reference(story)


# -- the answer ------------------------------------------------------------------------------


@then("the credentials are accepted")
def the_credentials_are_accepted(story: Story) -> None:
    """The status is neither 401 nor 403."""
    # Another 4xx is left to CTI-DET-07, since the reference is unknown.
    if story.answer.status in (401, 403) or not story.answer.refused:
        require_accepted(story.answer)


@then("the answer is 200 with a JSON array of calls")
def the_answer_is_an_array(story: Story) -> None:
    """The status is 200, and the body is a JSON array of one or more objects."""
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
        at=locate.in_answer(
            answer, '$status == 200 and type == "array" and length > 0 and all(type == "object")'
        ),
    )


@then("the answer is an empty array, or 404")
def empty_or_not_found(story: Story) -> None:
    """The status is 404, or it is 2xx and the body is an empty JSON array."""
    answer = story.answer
    expect(
        answer.status == 404 or (answer.accepted and answer.json == []),
        expected="an empty array, or 404",
        observed=str(answer),
        at=locate.in_answer(answer, "$status == 404 or ($status < 300 and . == [])"),
    )
    story.record_branch("empty-array" if answer.accepted else "not-found")


# -- the result of the call ------------------------------------------------------------------


@then(parsers.parse("{name:w} is the requester of the call"))
def the_requester_of_the_call(story: Story, name: str) -> None:
    """requester_id in call details is this contact, as a number or as a string of its digits."""
    _expect_number(story, "requester_id", story.people.contact(name).id)


@then("call details report only the ticket from before the pop")
def details_report_only_that_ticket(story: Story, tickets: Tickets) -> None:
    """Each ticket_id is the one that the pop named, or that the reference had before the pop."""
    expected = f"the ticket {tickets.compared_id} and no other"
    story.require_accepted(expected)
    story.settle("details")
    ids = _ticket_ids(story)
    at = locate.details_tickets(story.call, f". == [{ref('ticket', tickets.compared_id)}]")
    expect(ids == {tickets.compared_id}, expected=expected, observed=f"the tickets {ids}", at=at)


@then("call details report another ticket")
def details_report_another_ticket(story: Story, tickets: Tickets) -> None:
    """A ticket_id in call details is not the ticket that the reference had before the pop."""
    expected = f"a ticket other than {tickets.compared_id}"
    story.require_accepted(expected)
    ids = eventually(
        lambda: _ticket_ids(story),
        lambda ids: ids - {tickets.compared_id},
        within_s=story.appear_s,
    )
    at = locate.details_tickets(
        story.call, f". - [{ref('ticket', tickets.compared_id)}] | length > 0"
    )
    expect(ids - {tickets.compared_id}, expected=expected, observed=f"the tickets {ids}", at=at)


@then("call details report the ticket of the call")
def details_report_the_ticket(story: Story) -> None:
    """ticket_id in call details is the ticket, as a number or as a string of its digits."""
    ticket = story.ticket_of_call("call details with the ticket of the call")
    _expect_number(story, "ticket_id", ticket.id)


@then(parsers.parse("call details report the ticket of {name:w}'s call"))
def details_report_the_callers_ticket(story: Story, name: str) -> None:
    """The same for the last call of this caller."""
    switch_to_call_of(story, name)
    details_report_the_ticket(story)


@then("call details report the new note")
def details_report_the_note(story: Story) -> None:
    """note_id in call details is a new note on that ticket, as a number or as a string."""
    _expect_a_note(story, as_sent=False)


@then("call details report the latest ticket or both")
def the_latest_ticket_or_both(story: Story, tickets: Tickets) -> None:
    """ticket_id in call details is the latest ticket of the reference, or both are reported."""
    first = tickets.of_call
    assert first is not None
    latest = story.made_ticket("a second ticket").id
    expected = f"the latest ticket {latest}, or both {first.id} and {latest}"
    ids = eventually(lambda: _ticket_ids(story), lambda ids: latest in ids, within_s=story.appear_s)
    both = f"[{ref('ticket', first.id)}, {ref('ticket', latest)}]"
    at = locate.details_tickets(
        story.call, f". == [{ref('ticket', latest)}] or . == ({both} | sort)"
    )
    observed = f"the tickets {ids}"
    expect(ids in ({latest}, {first.id, latest}), expected=expected, observed=observed, at=at)
    story.record_branch("both" if first.id in ids else "latest")


# -- the JSON types of call details ----------------------------------------------------------


@then("ticket_id in call details is the id of the ticket")
def ticket_id_is_a_number(story: Story) -> None:
    """ticket_id is the ticket of the call, as a JSON number."""
    ticket = story.ticket_of_call("call details with the ticket of the call")
    _expect_json_number(story, "ticket_id", ticket.id)


@then("note_id in call details is the id of the new note")
def note_id_is_a_number(story: Story) -> None:
    """note_id is a new note on that ticket, as a JSON number."""
    _expect_a_note(story, as_sent=True)


@then("call details have no note_id")
def details_have_no_note(story: Story) -> None:
    """note_id is absent or null."""
    expected = "note_id absent or null"
    note_id = story.reported(expected).get("note_id")
    at = locate.details(
        story.call["call_reference_id"], "first(calls).note_id == null", "/0/note_id"
    )
    expect(note_id is None, expected=expected, observed=f"note_id {note_id!r}", at=at)


@then(parsers.parse("requester_id in call details is the id of {name:w}"))
def requester_id_is_a_number(story: Story, name: str) -> None:
    """requester_id is this contact, as a JSON number."""
    _expect_json_number(story, "requester_id", story.people.contact(name).id)


@then(parsers.parse("responder_id in call details is the id of {name:w}"))
def responder_id_is_a_number(story: Story, name: str) -> None:
    """responder_id (responder_idl, as the article misspells it) is this agent, as a JSON number."""
    call = _the_call(story, "responder_id")
    spelling = "responder_id" if "responder_id" in call else "responder_idl"
    _expect_json_number(story, spelling, story.people.agent(name).id)
    story.record_branch(spelling.replace("_", "-"))


def _expect_a_note(story: Story, *, as_sent: bool) -> None:
    ticket = story.tickets.that_ticket()
    expected = f"note_id, the id of a new note on ticket {ticket.id}"
    _the_call(story, expected)

    def look() -> tuple[object, list[int]]:
        notes = [note.id for note in story.tickets.new_notes(ticket.id)]
        details = story.details(as_sent=as_sent)
        return next((call.get("note_id") for call in details), None), notes

    note_id, notes = eventually(look, lambda seen: seen[0] in seen[1], within_s=story.appear_s)
    as_number = "" if as_sent else " | num"
    holds = f"first(calls).note_id{as_number} as $it | {refs('note', notes)} | index($it)"
    expect(
        note_id in notes,
        expected=expected,
        observed=f"note_id {literal(note_id)}; its new notes are {notes}",
        at=locate.details(story.call["call_reference_id"], holds, "/0/note_id"),
    )


def _expect_number(story: Story, key: str, wanted: int) -> None:
    expected = f"{key} {story.people.describe(wanted)}"
    value = numbered(_the_call(story, expected)).get(key)
    observed = f"{key} {story.people.describe(value)}"
    at = locate.details_value(story.call, key, f"num == {ref(locate.kind_of(key), wanted)}")
    expect(value == wanted, expected=expected, observed=observed, at=at)


def _expect_json_number(story: Story, key: str, wanted: int) -> None:
    expected = f"{key} {story.people.describe(wanted)}, a JSON number"
    value = _the_call(story, expected).get(key)
    observed = f"{key} {story.people.describe(value)}"
    at = locate.details_value(story.call, key, f". == {ref(locate.kind_of(key), wanted)}")
    expect(value == wanted, expected=expected, observed=observed, at=at)


def _the_call(story: Story, expected: str) -> dict[str, Any]:
    """Return the details of the call; an empty answer violates the rule here."""
    story.require_accepted(expected)
    calls = story.details(as_sent=True)
    if not calls:
        at = locate.details(story.call["call_reference_id"], "[calls] | length > 0")
        observed = "call details that report nothing"
        raise RuleViolated(f"call details with {expected}", observed, at)
    return calls[0]


def _ticket_ids(story: Story) -> set[object]:
    return {call.get("ticket_id") for call in story.details()}
