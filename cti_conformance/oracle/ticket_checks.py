"""Checks of the tickets that calls create."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.results.locus import ref, refs
from cti_conformance.target import locate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cti_conformance.oracle.details_checks import DetailsChecks
    from cti_conformance.oracle.directory import Person
    from cti_conformance.oracle.model import Call, Due
    from cti_conformance.oracle.note_checks import NoteChecks
    from cti_conformance.oracle.time_entry_checks import TimeEntryChecks
    from cti_conformance.oracle.world import World
    from cti_conformance.target.ports.records import Ticket

    NewTicket = tuple[Person, Ticket]

PHONE = 3
"""The source of a ticket that a phone call created."""
DISPOSED = "CTI-FLT-06"
"""The rule by which the previous call in a widget becomes a ticket."""


def check_new_ticket(world: World, call: Call, ticket: Ticket, rule: str) -> None:
    """Check agent and source of a new ticket of a call (CTI-OFF-04, CTI-OFF-06, CTI-FLT-07).

    Args:
        world: The target, with its model.
        call: The call.
        ticket: The ticket.
        rule: The rule that required it.
    """
    if call.agent is not None:
        agents = {call.agent} if rule == DISPOSED else {call.agent, None}
        by = "CTI-FLT-07" if rule == DISPOSED else "CTI-OFF-06"
        expected = f"ticket {ticket.id} to be {world.agent_name(call.agent)}'s"
        observed = world.agent_name(ticket.responder_id)
        holds = f".responder_id as $it | {refs('agent', agents)} | index($it)"
        if None in agents:
            holds = f".responder_id | . == null or . == {ref('agent', call.agent)}"
        at = locate.ticket(ticket.id, holds, "/responder_id")
        world.observer.expect(ticket.responder_id in agents, by, expected, observed, at)
    expected = f"source 3 on ticket {ticket.id}"
    at = locate.ticket(ticket.id, f".source == {PHONE}", "/source")
    world.observer.expect(ticket.source == PHONE, "CTI-OFF-04", expected, ticket.source, at)


class TicketChecks:
    """Checks the new tickets of a target.

    Args:
        world: The target, with its model.
        details: Reads which tickets a call has.
        notes: Checks the notes on the tickets.
        time_entries: Checks the time entries on the tickets.
    """

    def __init__(
        self,
        world: World,
        details: DetailsChecks,
        notes: NoteChecks,
        time_entries: TimeEntryChecks,
    ) -> None:
        self._world = world
        self._observer = world.observer
        self._model = world.model
        self._details = details
        self._notes = notes
        self._time_entries = time_entries

    def created(self, due: Due, call: Call | None = None, found_by: str = "") -> None:
        """Check that exactly the tickets due were created, each with all data of its call.

        Rules: those in ``due``; CTI-OFF-04 and CTI-OFF-06 for each new ticket, CTI-FLT-06 and
        CTI-FLT-07 for that of a previous call, CTI-OFF-05 for a call about an existing ticket.

        Args:
            due: The tickets due, with the rules that require and forbid them.
            call: The call of the pop, if the step was a pop.
            found_by: The rule by which that call's requester is selected.
        """
        left = self._new(len(due.tickets))
        all_due = list(due.tickets)
        if len(left) < len(all_due):
            # A ticket is missing: first the calls that have theirs, so that the right one fails.
            all_due.sort(key=lambda one: not self._reported(one[0], left))
        maybe_due = (*due.either, *due.perhaps)
        calls = (*(wanted for wanted, _ in all_due), *maybe_due)
        for wanted, rule in all_due:
            ticket = self._take(wanted, left, rule, found_by if wanted is call else "", calls)
            self._model.associate(wanted, ticket.id)
            self._complete(wanted, ticket.id, rule)
        for maybe in maybe_due:
            self._optional(maybe, left, calls, shown_instead=maybe in due.either)
        more = [f"ticket {ticket.id} of {person.name}" for person, ticket in left]
        expected = "no (other) ticket to be made"
        self._observer.expect(not left, due.rule, expected, ", ".join(more))
        if call and call.linked and call.attributes.get("ticket_id") is not None:
            self._notes.linked(call, "CTI-OFF-05")

    def _new(self, due: int) -> list[NewTicket]:
        """Return the new tickets with their requesters, and mark them as known."""
        people = self._model.people

        def look() -> list[NewTicket]:
            self._observer.sent("tickets of a contact", len(people))
            return [
                (person, ticket)
                for person in people
                for ticket in self._world.records.tickets_of(person.id)
                if ticket.id not in person.tickets
            ]

        new = self._observer.look(look, lambda seen: len(seen) >= due)
        for person, ticket in new:
            person.tickets.add(ticket.id)
        return list(new)

    def _take(
        self,
        call: Call,
        left: list[NewTicket],
        rule: str,
        found_by: str,
        calls: Iterable[Call],
    ) -> Ticket:
        """Take a call's new ticket, and check it (CTI-OFF-04, CTI-OFF-06, CTI-FLT-07)."""
        mine = [one for one in left if self._model.may_be_requester(one[0], call)]
        if not mine and found_by:
            for person, _ in self._of_another_requester(call, left):
                expected = f"{call.requester.name} to be the requester of the ticket"
                self._observer.differs(found_by, expected, person.name)
        self._observer.expect(mine, rule, f"a new ticket for {call.requester.name}", "none")
        chosen = self._its_own(call, mine, calls)
        left.remove(chosen)
        person, ticket = chosen
        self._model.select_requester(call, person)
        check_new_ticket(self._world, call, ticket, rule)
        return ticket

    def _its_own(self, call: Call, mine: list[NewTicket], calls: Iterable[Call]) -> NewTicket:
        """Return which of the tickets of its requester is a call's, not that of another call."""
        if len(mine) == 1:
            return mine[0]
        if reported := self._reported(call, mine):
            return reported[0]
        others = [
            one for other in calls if other is not call for one in self._reported(other, mine)
        ]
        return next((one for one in mine if one not in others), mine[0])

    def _of_another_requester(self, call: Call, left: list[NewTicket]) -> list[NewTicket]:
        """Return the tickets that a call created for a contact who is not its requester."""
        if call.reference is not None:
            return self._reported(call, left)
        busy = {id(one.requester) for one in self._model.calls if one is not call and one.open}
        return [one for one in left if id(one[0]) not in busy]

    def _reported(self, call: Call, left: list[NewTicket]) -> list[NewTicket]:
        """Return the tickets that details report for a call."""
        entries = self._details.entries(call.reference) if call.reference else []
        ids = {entry.get("ticket_id") for entry in entries}
        return [one for one in left if one[1].id in ids]

    def _complete(self, call: Call, ticket_id: int, rule: str) -> None:
        """Check the new ticket's time entry (CTI-REF-01, CTI-FLT-06) and notes (`NoteChecks`)."""
        entry_rule = DISPOSED if rule == DISPOSED else "CTI-REF-01"
        self._time_entries.created(call, ticket_id, entry_rule)
        if call.settled and len(call.tickets) == 1:
            self._notes.carried(call, ticket_id, DISPOSED if rule == DISPOSED else "")

    def _optional(
        self, call: Call, left: list[NewTicket], calls: Iterable[Call], *, shown_instead: bool
    ) -> None:
        """Adopt the ticket of a call that need not create one (CTI-FLT-06).

        Args:
            call: The call.
            left: The new tickets; the call's is removed.
            calls: The calls that may have created one of them.
            shown_instead: Whether the call is linked to the ticket shown if it created none.
        """
        mine = [one for one in left if one[0] is call.requester]
        if mine:
            chosen = self._its_own(call, mine, calls)
            left.remove(chosen)
            self._model.associate(call, chosen[1].id)
        elif shown_instead and call.shown is not None:
            self._linked_to_shown(call, call.shown)
        call.settled, call.agent = False, None

    def _linked_to_shown(self, call: Call, shown: int) -> None:
        """Check that a call is linked to the ticket that the widget showed (CTI-FLT-06)."""
        if call.reference is not None:
            reference = call.reference
            entries = self._observer.look(lambda: self._details.entries(reference), bool)
            ids = {entry.get("ticket_id") for entry in entries}
            expected = f"{self._world.call_name(call)} on ticket {shown}, or on a new one"
            self._observer.expect(shown in ids, DISPOSED, expected, entries)
        self._model.associate(call, shown, linked="CTI-REF-05")
