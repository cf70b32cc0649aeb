"""Compares all that became of the calls of a scenario with the model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cti_conformance.oracle.contact_checks import ContactChecks
from cti_conformance.oracle.desktop_look import REFUSED
from cti_conformance.oracle.details_checks import DetailsChecks
from cti_conformance.oracle.note_checks import NoteChecks, is_of_call
from cti_conformance.oracle.ticket_checks import DISPOSED, check_new_ticket
from cti_conformance.oracle.time_entry_checks import TimeEntryChecks
from cti_conformance.phone_numbers import e164
from cti_conformance.results.locus import ref, refs
from cti_conformance.target import locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cti_conformance.oracle.directory import Person
    from cti_conformance.oracle.model import Call
    from cti_conformance.oracle.observer import Observer
    from cti_conformance.oracle.replay import Replay
    from cti_conformance.oracle.world import World
    from cti_conformance.results.locus import Locus
    from cti_conformance.target.ports.records import Ticket

    NewTickets = dict[int, tuple[Person, Ticket]]

MOST_REFUSED = 3
"""Of how many refused pops call details are asked."""


class ResultCheck:
    """Checks the results of the calls of a scenario.

    Args:
        world: The target, with its model.
        replay: What the model says of the calls.
        attempt: Runs a check, whose difference does not stop the others; returns whether there was
            none.
    """

    def __init__(
        self, world: World, replay: Replay, attempt: Callable[[Callable[[], None]], bool]
    ) -> None:
        self._world = world
        self._observer = world.observer
        self._model = world.model
        self._replay = replay
        self._attempt = attempt
        self._contacts = ContactChecks(world)
        self._details = DetailsChecks(world)
        self._notes = NoteChecks(world)
        self._time_entries = TimeEntryChecks(world)
        self._disposed: set[Call] = set()

    def check(self) -> None:
        """Check contacts, tickets, details, notes and time entries of every call."""
        calls = [call for call in self._model.calls if not call.unsure]
        has_records = self._observer.target.has_records
        right = set(calls)
        if has_records:
            for number in self._numbers():
                self._attempt(partial(self._contacts.agree, number))
            for call in calls:
                self._attempt(partial(self._details.new_requester, call))
            right = self._tickets()
        for reference in self._replay.never_accepted()[:MOST_REFUSED]:
            self._attempt(partial(self._details.none_of_refused, reference))
        for call in calls:
            if call in right and has_records:
                self._call(call)

    # -- contacts --------------------------------------------------------------------------

    def _numbers(self) -> Iterator[str]:
        """Yield the numbers by which pops name their requesters."""
        home = self._model.country
        numbers = {call.attributes.get("requester_phone") for call in self._model.calls}
        numbers |= set(self._replay.refused_numbers)
        for number in filter(None, numbers):
            if e164(number, home):
                yield number

    # -- tickets ---------------------------------------------------------------------------

    def _tickets(self) -> set[Call]:
        """Find the tickets of the calls; return the calls whose tickets are all there.

        There is a ticket for each that the model says, and no other one.
        """
        people = [person for person in self._model.people if person.id and not person.deleted]
        known = {ticket for person in people for ticket in person.tickets}
        known |= {t for call in self._model.calls for t in call.tickets if t > 0}
        calls = [call for call in self._model.calls if not call.unsure]
        due = [(call, ticket) for call in calls for ticket in call.tickets if ticket < 0]

        def look(persons: Iterable[Person]) -> NewTickets:
            return {
                ticket.id: (person, ticket)
                for person in persons
                for ticket in self._world.records.tickets_of(person.id)
                if ticket.id not in known
            }

        near = [person for person in people if person.id not in self._world.bystanders]
        left = self._observer.look(partial(look, near), lambda seen: len(seen) >= len(due))
        if len(left) < len(due):  # somebody else may have got a ticket instead
            left = look(people)
        known |= left.keys()

        def wait_for(call: Call) -> None:
            """Look again: what was seen may be the tickets of calls that are unsure."""
            more = self._observer.look(partial(look, people), partial(self._of, call))
            known.update(more)
            left.update(more)

        right = set(calls)
        for call in self._model.calls:
            if call.unsure:
                self._attempt(partial(self._leave, call, left))
        # The calls whose details say which ticket is theirs come first.
        for call, ticket_id in sorted(due, key=lambda one: one[0].reference is None):
            if not self._of(call, left):
                wait_for(call)
            if not self._attempt(partial(self._take, call, ticket_id, left)):
                right.discard(call)
        self._attempt(partial(self._no_other, left))
        return right

    def _of(self, call: Call, tickets: NewTickets) -> list[int]:
        """Return the tickets whose requester may be that of a call."""
        may_be = self._model.may_be_requester
        return [ticket for ticket, (person, _) in tickets.items() if may_be(person, call)]

    def _take(self, call: Call, due: int, left: NewTickets) -> None:
        """Take a call's new ticket, and check it (CTI-OFF-04, CTI-OFF-06, CTI-FLT-07)."""
        rule = self._replay.due[due]
        reported = self._reported(call)
        mine = self._of(call, left)
        is_last = due == call.tickets[-1]
        if len(reported) > 1:  # details report the earlier tickets as well (CTI-TKT-09)
            mine.sort(key=partial(age, call, left), reverse=is_last)
            mine.sort(key=lambda ticket: ticket not in reported)
        else:
            if len(mine) > 1 and not (is_last and reported):
                mine.sort(key=partial(_is_of_another, self._world, call))
            mine.sort(key=lambda ticket: (ticket in reported) != is_last)
        if not mine:
            _check_requesters(self._observer, call, [t for t in left if t in reported], left)
            at = _one_more_ticket(self._world, call.requester)
            self._observer.differs(rule, f"a new ticket of {call.requester.name}", "none", at)
        person, ticket = left.pop(mine[0])
        call.tickets[call.tickets.index(due)] = ticket.id
        self._model.select_requester(call, person)
        if rule == DISPOSED:
            self._disposed.add(call)
        if is_last:  # the agent of an earlier one may have been another
            check_new_ticket(self._world, call, ticket, rule)

    def _leave(self, call: Call, left: NewTickets) -> None:
        """Remove the tickets of a call whose result the rules leave open.

        One that was pushed out of the widget has a ticket nevertheless (CTI-FLT-06).
        """
        is_filed = call.must_be_filed and call.reference is not None
        if not (left or is_filed):
            return
        reported = self._reported(call)
        if is_filed:
            expected = f"a ticket in the details of {self._world.call_name(call)}"
            at = locate.details(call.reference or "", "[calls.ticket_id // empty] | length > 0")
            self._observer.expect(reported, DISPOSED, expected, "none", at)
        for ticket in reported & left.keys():
            del left[ticket]

    def _reported(self, call: Call) -> set[int]:
        """Return the tickets that details report for a call, waited for if it must have one."""
        if call.reference is None:
            return set()
        entries = self._observer.look(
            lambda: self._details.entries(call.reference or ""),
            lambda seen: seen or (call.unsure and not call.must_be_filed),
        )
        tickets = (entry.get("ticket_id") for entry in entries)
        return {ticket for ticket in tickets if isinstance(ticket, int)}

    def _no_other(self, left: NewTickets) -> None:
        """Check that no call made a ticket that it must not make."""
        if any(call.unsure for call in self._model.calls):
            return
        for ticket_id, (person, _) in left.items():
            calls = [c for c in self._model.calls if self._model.may_be_requester(person, c)]
            rule = self._replay.others.get(calls[-1], "") if calls else ""
            unexplained = self._replay.refused and not calls
            rule = REFUSED if self._replay.was_refused or unexplained else rule or "CTI-ONL-05"
            observed = f"ticket {ticket_id} of {person.name}"
            expected_ones = [*person.tickets, *(t for c in calls for t in c.tickets if t > 0)]
            at = locate.tickets_of(
                person.id, f"map(.id) - {refs('ticket', sorted(set(expected_ones)))} | length == 0"
            )
            self._observer.differs(
                rule, f"no ticket of {person.name} but those that the calls ask for", observed, at
            )

    # -- one call --------------------------------------------------------------------------

    def _call(self, call: Call) -> None:
        """Check details, notes and time entry of a call."""
        self._attempt(partial(self._details.agree, call))
        ticket = call.ticket
        if ticket is None or ticket < 0:
            return
        if call.linked:
            self._attempt(partial(self._notes.linked, call, call.linked))
        disposed = DISPOSED if call in self._disposed else ""
        entry_rule = disposed or ("CTI-REF-08" if call.linked else "CTI-REF-01")
        self._attempt(partial(self._time_entries.created, call, ticket, entry_rule))
        if len(call.tickets) == 1:
            self._attempt(partial(self._notes.carried, call, ticket, disposed))
        if not call.linked:
            self._attempt(partial(self._notes.of_no_other, call))
        if call.with_option:
            self._attempt(partial(self._notes.recorded_once, call))
        for one, place, text in self._replay.added:
            if one is call and 0 <= place < len(call.tickets):
                added = [(text, "CTI-TKT-07")]
                self._attempt(partial(self._notes.contain, call.tickets[place], added))


def _check_requesters(
    observer: Observer, call: Call, reported: list[int], left: NewTickets
) -> None:
    """Check the requester of the tickets that details report for a call (chapter REQ)."""
    for ticket_id in reported:
        person, _ = left.pop(ticket_id)
        if call.found_by:
            expected = f"{call.requester.name} to be the requester"
            at = locate.details(
                call.reference or "",
                f"first(calls).requester_id == {ref('contact', call.requester.id)}",
                "/0/requester_id",
            )
            if not call.requester.id:  # a contact whom no look has shown
                at = locate.tickets_of(person.id, "length == 0")
            observer.differs(call.found_by, expected, person.name, at)


def age(call: Call, tickets: NewTickets, ticket_id: int) -> tuple[str, bool, int]:
    """Return by what the tickets of a call are sorted, the oldest first.

    Times are in whole seconds, and ids may be in any order: of two tickets of one second the later
    one is that of the agent who has the call now.
    """
    _, ticket = tickets[ticket_id]
    return str(ticket.created_at), ticket.responder_id == call.agent, ticket_id


def _is_of_another(world: World, call: Call, ticket: int) -> bool:
    """Return whether no time entry names the call, or no note holds what the call has brought."""
    if call.reference:
        entries = world.records.time_entries(ticket)
        return not any(entry.names(call.reference) for entry in entries)
    return not any(is_of_call(note, call) for note in world.records.notes(ticket))


def _one_more_ticket(world: World, person: Person) -> Locus | None:
    """Return the condition that a contact has one ticket more than now."""
    if not person.id:
        return None
    now = len(world.records.tickets_of(person.id))
    return locate.tickets_of(person.id, f"length > {now}")
