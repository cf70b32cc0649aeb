"""Snapshots of the scenario's records, and their comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import given, then

from cti_conformance.results.step_outcomes import eventually, expect
from cti_conformance.steps.calls import accepted

if TYPE_CHECKING:
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
    _expect_unchanged(before, snapshot(story))


@given("the contact, tickets, notes, time entries and call details are recorded")
def everything_is_recorded(story: Story, before: Before) -> None:
    """Read the call details of the call, and all its records by REST v2."""
    story.new_ticket("a ticket made by the call")
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
    _expect_unchanged(before, now)


@then("all three answers are identical")
def the_answers_are_identical(story: Story) -> None:
    """The JSON of the last three answers is the same, and each is 2xx."""
    answers = story.answers[-3:]
    for answer in answers:
        accepted(answer)
    expect(
        all(answer.json == answers[0].json for answer in answers),
        expected="three identical answers",
        observed="; ".join(map(str, answers)),
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


def _expect_unchanged(before: Before, now: list[object]) -> None:
    expect(
        now == before.records,
        expected=f"as before: {before.records}",
        observed=f"afterwards: {now}",
    )
