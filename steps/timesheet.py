"""The time sheet of the call's ticket."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pytest_bdd import parsers, then

from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, eventually, expect

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.records import TimeEntry

PRECISION = dt.timedelta(minutes=1)
"""What times may be rounded to; a wrong time zone is further off."""


@then("the new ticket has one time entry")
@then("the ticket has one time entry")
def one_time_entry(story: Story) -> None:
    expected = "one time entry on the ticket"
    _entries(story, expected)
    story.settle()
    entries = _entries(story, expected)
    told = [f"{entry.id}: {entry.note!r}" for entry in entries]
    expect(len(entries) == 1, expected=expected, observed=f"{len(entries)}: {told}")


@then("it names the call reference")
@then("the call reference is in its time sheet")
def an_entry_names_the_reference(story: Story) -> None:
    reference = story.call["call_reference_id"]
    expected = f"a time entry that names {reference!r}"
    if not _entries(story, expected):
        ticket = story.call_ticket(expected)
        notes = [entry.note for entry in story.records.time_entries(ticket.id)]
        raise RuleViolated(expected, f"{len(notes)} time entries: {notes}")


@then(parsers.parse("the reference of {name:w}'s call is in its time sheet"))
def the_callers_reference_is_in_the_time_sheet(story: Story, name: str) -> None:
    story.switch_to_call_of(name)
    an_entry_names_the_reference(story)


@then("its time entry starts at least two seconds before the ticket was made")
def the_entry_starts_before_the_ticket(story: Story) -> None:
    expected = "a start_time at least two seconds before the created_at of the ticket"
    story.was_done(expected)
    ticket = story.call_ticket(expected)
    entry = _entry(story, expected)
    times = (entry.start_time, story.records.ticket(ticket.id).created_at)
    started, made = map(_time, times)
    expect(
        started and made and made - started >= dt.timedelta(seconds=2),
        expected=expected,
        observed=f"start_time {times[0]}, and the ticket's created_at {times[1]}",
    )


@then("its time entry starts no earlier than Priya's ticket was made")
def the_entry_starts_after_another_ticket(story: Story) -> None:
    # That ticket shows what time it was on the target's own clock before the call came in.
    expected = "a start_time not before the created_at of the ticket made before the call"
    story.was_done(expected)
    assert story.other_ticket is not None
    entry, earlier = _entry(story, expected), story.other_ticket.created_at
    started, made = _time(entry.start_time), _time(earlier)
    expect(
        started and made and started >= made - PRECISION,
        expected=expected,
        observed=f"start_time {entry.start_time}, and that ticket's created_at {earlier}",
    )


@then("the timer of the new ticket's time entry has ended")
def the_timer_has_ended(story: Story) -> None:
    expected = "timer_running false"
    entry = eventually(
        lambda: _entry(story, expected),
        lambda entry: not entry.timer_running,
        within_s=story.appear_s,
    )
    expect(not entry.timer_running, expected=expected, observed="timer_running true")


@then("the timer of the ticket's time entry has ended, if there is one")
def the_timer_of_any_entry_has_ended(story: Story) -> None:
    expected = "no time entry, or timer_running false"
    if _entries_if_any(story, expected):
        the_timer_has_ended(story)


@then(parsers.parse("the ticket's time entry is {name:w}'s, if there is one"))
def any_entry_is_the_responders(story: Story, name: str) -> None:
    if _entries_if_any(story, f"no time entry, or one whose agent is {name}"):
        the_entry_is_the_responders(story, name)


@then("the ticket has no second time entry")
def no_second_entry(story: Story) -> None:
    expected = "one time entry on the ticket, or none"
    entries = _entries_if_any(story, expected)
    told = [f"{entry.id}: {entry.note!r}" for entry in entries]
    expect(len(entries) <= 1, expected=expected, observed=f"{len(entries)}: {told}")


@then(parsers.parse("the new ticket's time entry is {name:w}'s"))
def the_entry_is_the_responders(story: Story, name: str) -> None:
    expected = f"a time entry whose agent is {name}"
    entry = _entry(story, expected)
    expect(
        entry.agent_id == story.agent(name).id,
        expected=expected,
        observed=f"the agent {story.told(entry.agent_id)}",
    )


@then("its time sheet is empty or names no call reference")
def no_reference_in_the_time_sheet(story: Story) -> None:
    story.settle()
    entries = story.records.time_entries(story.call_ticket("a ticket").id)
    expect(
        len(entries) <= 1,
        expected="no time entry, or one without a reference",
        observed=f"{len(entries)} time entries",
    )
    story.record_branch("entry-without-reference" if entries else "no-entry")


@then("the ticket has no new note and no time entry")
def the_ticket_is_untouched(story: Story) -> None:
    story.settle()
    ticket = story.existing_ticket()
    notes = story.new_notes(ticket.id)
    reference = story.call["call_reference_id"]
    entries = [e for e in story.records.time_entries(ticket.id) if reference in e.note]
    expect(
        not notes and not entries,
        expected="the ticket as it was",
        observed=f"{len(notes)} new notes, and {len(entries)} time entries of the call",
    )


def _entries(story: Story, expected: str) -> list[TimeEntry]:
    """Return the entries of the call, waited for: those that name its reference.

    A helpdesk may have others on the ticket, which are no matter of the call's.
    """
    ticket = story.call_ticket(expected)
    reference = story.call["call_reference_id"]
    return eventually(
        lambda: [e for e in story.records.time_entries(ticket.id) if reference in e.note],
        bool,
        within_s=story.appear_s,
    )


def _entries_if_any(story: Story, expected: str) -> list[TimeEntry]:
    """Return the entries of a call on a ticket from before, which may have none (CTI-REF-08)."""
    ticket = story.call_ticket(expected)
    story.settle()
    reference = story.call["call_reference_id"]
    return [e for e in story.records.time_entries(ticket.id) if reference in e.note]


def _entry(story: Story, expected: str) -> TimeEntry:
    entries = _entries(story, expected)
    if not entries:
        raise Inconclusive(f"no time entry names the call, so it cannot be judged: {expected}")
    return entries[0]


def _time(text: str | None) -> dt.datetime | None:
    """Read a time of REST v2, which is UTC unless it says otherwise."""
    time = dt.datetime.fromisoformat(text) if text else None
    return time.replace(tzinfo=dt.UTC) if time and time.tzinfo is None else time
