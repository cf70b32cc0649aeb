"""The time entries of the call on its ticket."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pytest_bdd import given, parsers, then

from cti_conformance.results.locus import ref, ref_text, refs
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    RuleViolated,
    eventually,
    expect,
    not_tested,
)
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story.settling import settled
from cti_conformance.steps.tickets import switch_to_call_of
from cti_conformance.target import locate
from cti_conformance.text.excerpts import how_many
from cti_conformance.text.times import read_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.results.locus import Locus
    from cti_conformance.steps.story import Story, Tickets
    from cti_conformance.target.ports.records import TimeEntry

OPTIONAL = ("", ", if any,")
TOLERANCE = dt.timedelta(minutes=1)
"""The tolerance for rounded times; a wrong time zone differs by more."""


@then("the ticket has one time entry that names the call reference")
def one_time_entry(story: Story) -> None:
    """One time entry on the ticket of the call has the call reference in its note."""
    expected = "one time entry that names the call reference"
    ticket = story.ticket_of_call(expected)
    entries = settled(story, lambda: _of_call(story, ticket.id), bool, "time entry")
    at = _at(story, "length == 1")
    expect(len(entries) == 1, expected=expected, observed=_describe(entries), at=at)


@then("a time entry on the ticket names the call reference")
def an_entry_names_the_reference(story: Story) -> None:
    """The note of a time entry on the ticket of the call has the call reference."""
    reference = story.call["call_reference_id"]
    expected = f"a time entry that names {reference!r}"
    if not _wait_for_entries(story, expected):
        ticket = story.ticket_of_call(expected)
        notes = [entry.note for entry in story.records.time_entries(ticket.id)]
        observed = _describe_notes(notes)
        raise RuleViolated(expected, observed, _at(story, "length > 0")())


@then(parsers.parse("a time entry on {name:w}'s ticket names the call reference"))
def the_callers_reference_is_in_the_time_sheet(story: Story, name: str) -> None:
    """The note of a time entry on this caller's ticket has the reference of the caller's call."""
    switch_to_call_of(story, name)
    an_entry_names_the_reference(story)


@then("the time entry starts at least two seconds before the creation of the ticket")
def the_entry_starts_before_the_ticket(story: Story) -> None:
    """start_time is two seconds or more before created_at of the ticket."""
    expected = "a start_time at least two seconds before the created_at of the ticket"
    story.was_done(expected)
    ticket = story.ticket_of_call(expected)
    entry = _entry(story, expected)
    times = (entry.start_time, story.records.ticket(ticket.id).created_at)
    started, made = _start(entry), _time("created_at", times[1])
    expect(
        started and made - started >= dt.timedelta(seconds=2),
        expected=expected,
        observed=f"start_time {times[0]}, and the ticket's created_at {times[1]}",
        at=_at(story, f".[0].start_time | seconds <= ({ref_text(str(times[1]))} | seconds) - 2"),
    )


@then(parsers.parse("the time entry starts no earlier than the creation of {name:w}'s ticket"))
def the_entry_starts_after_another_ticket(story: Story, tickets: Tickets, name: str) -> None:
    """start_time is not before created_at of the contact's ticket, give or take a minute."""
    # Its created_at was set by the target's own clock, shortly before the call.
    expected = "a start_time not before the created_at of the ticket made before the call"
    story.was_done(expected)
    entry, earlier = _entry(story, expected), tickets.of[name][0].created_at
    started, made = _start(entry), _time("created_at", earlier)
    expect(
        started and started >= made - TOLERANCE,
        expected=expected,
        observed=f"start_time {entry.start_time}, and that ticket's created_at {earlier}",
        at=_at(story, f".[0].start_time | seconds >= ({ref_text(str(earlier))} | seconds) - 60"),
    )


@given(parsers.parse("{agent:w} has a timer that runs on that ticket"))
def a_timer_runs(story: Story, agent: str) -> None:
    """Start a timer of the agent on that ticket, by REST v2."""
    if not story.records.start_timer(story.tickets.that_ticket().id, story.people.agent(agent).id):
        not_tested("the API starts no timers")


@then(Sentence("the timer of the time entry{optional} has ended", optional=OPTIONAL))
def the_timer_has_ended(story: Story, optional: str) -> None:
    """timer_running of the call's time entry is false; ", if any," accepts that there is none."""
    expected = "timer_running false"
    if optional and not _entries_once_settled(story, f"no time entry, or {expected}"):
        return
    entry = eventually(
        lambda: _entry(story, expected),
        lambda entry: not entry.timer_running,
        within_s=story.appear_s,
    )
    at = _at(story, f"{_at_least_one(optional)}all(.timer_running != true)")
    expect(not entry.timer_running, expected=expected, observed="timer_running true", at=at)


@then(Sentence("the time entry{optional} is {name}'s", optional=OPTIONAL))
def the_entry_is_the_responders(story: Story, optional: str, name: str) -> None:
    """agent_id of the call's time entry is this agent; ", if any," accepts that there is none."""
    expected = f"a time entry whose agent is {name}"
    if optional and not _entries_once_settled(story, f"no time entry, or {expected}"):
        return
    entry, agent = _entry(story, expected), story.people.agent(name)
    expect(
        entry.agent_id == agent.id,
        expected=expected,
        observed=f"the agent {story.people.describe(entry.agent_id)}",
        at=_at(story, f"{_at_least_one(optional)}all(.agent_id == {ref('agent', agent.id)})"),
    )


@then("the ticket has at most one time entry that names the call reference")
def no_second_entry(story: Story) -> None:
    """No more than one time entry on the ticket has the call reference in its note."""
    expected = "at most one time entry that names the call reference"
    entries = _entries_once_settled(story, expected)
    at = _at(story, "length <= 1")
    expect(len(entries) <= 1, expected=expected, observed=_describe(entries), at=at)


@then("the ticket has at most one time entry of any kind")
def at_most_one_entry_of_any_kind(story: Story) -> None:
    """The ticket of the call has one time entry or none, whatever its note says."""
    ticket_id = story.ticket_of_call("a ticket").id
    story.settle("time entry")
    entries = story.records.time_entries(ticket_id)
    expect(
        len(entries) <= 1,
        expected="at most one time entry",
        observed=how_many(len(entries), "time entry", "time entries"),
        at=locate.time_entries(ticket_id, "length <= 1"),
    )
    story.record_branch("entry-without-reference" if entries else "no-entry")


@then("that ticket has no new note and no time entry of the call")
def the_ticket_is_untouched(story: Story) -> None:
    """That ticket has the notes from before, and no time entry with the call reference."""
    story.settle("note", "time entry")
    ticket = story.tickets.that_ticket()
    notes = story.tickets.new_notes(ticket.id)
    entries = _of_call(story, ticket.id)
    reference = story.call["call_reference_id"]
    old = refs("note", sorted(story.tickets.old_notes))
    expect(
        not notes and not entries,
        expected="the ticket as it was",
        observed=f"{how_many(len(notes), 'new note')}, and "
        f"{how_many(len(entries), 'time entry', 'time entries')} of the call",
        at=(
            locate.notes(ticket.id, f"map(.id) - {old} | length == 0")
            if notes
            else locate.time_entries_naming(ticket.id, reference, "length == 0")
        ),
    )


def _at_least_one(optional: str) -> str:
    return "" if optional else "length > 0 and "


def _at(story: Story, holds: str) -> Callable[[], Locus]:
    """Return a function that makes the evidence: a condition on the time entries of the call."""
    reference = story.call["call_reference_id"]
    return lambda: locate.time_entries_naming(story.ticket_of_call("a ticket").id, reference, holds)


def _wait_for_entries(story: Story, expected: str) -> list[TimeEntry]:
    """Wait for the entries of the call, those that name its reference, and return them.

    A helpdesk may have others on the ticket, which do not belong to the call.
    """
    ticket = story.ticket_of_call(expected)
    return eventually(lambda: _of_call(story, ticket.id), bool, within_s=story.appear_s)


def _of_call(story: Story, ticket_id: int) -> list[TimeEntry]:
    reference = story.call["call_reference_id"]
    return [e for e in story.records.time_entries(ticket_id) if e.names(reference)]


def _entries_once_settled(story: Story, expected: str) -> list[TimeEntry]:
    """Return the entries of a call; on a ticket from before it may have none (CTI-REF-08)."""
    ticket = story.ticket_of_call(expected)
    story.settle("time entry")
    return _of_call(story, ticket.id)


def _entry(story: Story, expected: str) -> TimeEntry:
    entries = _wait_for_entries(story, expected)
    if not entries:
        raise Inconclusive(f"cannot check: {expected}; no time entry names the call")
    return entries[0]


def _describe(entries: list[TimeEntry]) -> str:
    return _describe_notes([entry.note for entry in entries])


def _describe_notes(notes: list[str]) -> str:
    listed = ", ".join(map(repr, notes))
    return f"{how_many(len(notes), 'time entry', 'time entries')}{listed and f': {listed}'}"


def _start(entry: TimeEntry) -> dt.datetime | None:
    """Return when an entry starts; ``None`` if it does not say."""
    return None if entry.start_time in (None, "") else _time("start_time", entry.start_time)


def _time(name: str, value: object) -> dt.datetime:
    """Return a time of REST v2; one that cannot be read is not judged."""
    if (time := read_time(value)) is None:
        raise Inconclusive(f"cannot judge: {name} {value!r} is not a time that the suite can read")
    return time
