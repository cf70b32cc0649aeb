"""Snapshots of the scenario's records, and their comparison."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, then

from cti_conformance.results.locus import literal, refs
from cti_conformance.results.step_outcomes import eventually, expect
from cti_conformance.steps.calls import require_accepted
from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.results.locus import Locus
    from cti_conformance.steps.story import Story
    from cti_conformance.steps.story.fixtures import Before


@given("the tickets, notes and time entries are recorded")
def the_records_are_recorded(story: Story, before: Before) -> None:
    """Read the tickets of the contacts with their notes and time entries by REST v2."""
    # By REST v2 only: a request for details could itself cause the change (CTI-DET-08).
    if story.answers or story.people.run.learned.adds_notes is not False:
        story.settle("note", "time entry")
    before.records = snapshot(story)


@then("the tickets, notes and time entries are unchanged")
def the_records_are_unchanged(story: Story, before: Before) -> None:
    """REST v2 shows the same as before, once a later call is handled."""
    story.settle("note", "time entry")
    _expect_unchanged(story, before, snapshot(story))


@given("the contact, tickets, notes, time entries and call details are recorded")
def everything_is_recorded(story: Story, before: Before) -> None:
    """Read the call details of the call, and all its records by REST v2."""
    story.made_ticket("a ticket from the call")
    story.settle("note", "time entry", "details")
    # Details first: a change caused by them is covered by CTI-DET-08.
    before.records = [story.details(), *snapshot(story)]


@then("the contact, tickets, notes, time entries and call details are unchanged")
def everything_is_unchanged(story: Story, before: Before) -> None:
    """Call details and REST v2 show the same as before, waited for."""
    now = eventually(
        lambda: [story.details(), *snapshot(story)],
        lambda now: now == before.records,
        within_s=story.appear_s,
    )
    _expect_unchanged(story, before, now)


@then("all three answers are identical")
def the_answers_are_identical(story: Story) -> None:
    """The JSON of the last three answers is the same, and each is 2xx."""
    answers = story.answers[-3:]
    for answer in answers:
        require_accepted(answer)
    expect(
        all(answer.json == answers[0].json for answer in answers),
        expected="three identical answers",
        observed="; ".join(map(str, answers)),
        at=locate.in_answer(answers[-1], f". == {_with_ids(answers[0].json)}"),
    )


def snapshot(story: Story) -> list[object]:
    """Return the records of the scenario's people and calls in REST v2, for comparison.

    Fields that a helpdesk may change on its own, such as the agent of a ticket, are left out.
    """
    return [
        (
            (contact.id, contact.name, ticket.id, ticket.status),
            sorted((n.id, n.private, n.body_text) for n in story.records.notes(ticket.id)),
            sorted((e.id, e.note) for e in story.records.time_entries(ticket.id)),
        )
        for contact in story.tickets.callers(story.call)
        for ticket in story.records.tickets_of(contact.id)
    ]


def _with_ids(content: object) -> str:
    """Return JSON for a condition, the ids in it as references."""
    return re.sub(r"(?<=_id\": )(\d+)", r"<id \1>", literal(content))


def _expect_unchanged(story: Story, before: Before, now: list[object]) -> None:
    expect(
        now == before.records,
        expected=f"as before: {before.records}",
        observed=f"afterwards: {now}",
        at=_changed(story, before.records, now),
    )


def _changed(story: Story, before: list[Any], now: list[Any]) -> Locus | None:
    """Return the condition on the first record that differs, if it is one of REST v2."""
    old_ids, new_ids = (_tickets_in(records) for records in (before, now))
    for contact_id in old_ids | new_ids:
        old = old_ids.get(contact_id, [])
        if old != new_ids.get(contact_id, []):
            return locate.tickets_of(
                contact_id, f"(map(.id) | sort) == ({refs('ticket', old)} | sort)"
            )
    for one, other in zip(before, now, strict=False):
        if one == other or not isinstance(one, tuple):
            continue
        (contact_id, name, ticket_id, status), notes, entries = one
        if notes != other[1]:
            return locate.notes(
                ticket_id, f"(map(.id) | sort) == {refs('note', [n[0] for n in notes])}"
            )
        if entries != other[2]:
            return locate.time_entries(ticket_id, f"length == {len(entries)}")
        if name != other[0][1]:
            return locate.contact(contact_id, f".name == {literal(name)}", "/name")
        return locate.ticket(ticket_id, f".status == {literal(status)}", "/status")
    reference = story.call.get("call_reference_id")
    is_details = bool(before) and isinstance(before[0], list) and before[0] != now[0]
    if not (is_details and reference):
        return None
    return locate.details(reference, f"[calls] == {_with_ids(before[0])}")


def _tickets_in(records: list[Any]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for (contact_id, _, ticket_id, _), *_ in (one for one in records if isinstance(one, tuple)):
        found.setdefault(contact_id, []).append(ticket_id)
    return found
