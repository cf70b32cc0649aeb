"""Checks of the time entries on the tickets of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.results.locus import ref
from cti_conformance.target import locate
from cti_conformance.text.excerpts import how_many

if TYPE_CHECKING:
    from cti_conformance.oracle.model import Call
    from cti_conformance.oracle.world import World
    from cti_conformance.target.ports.records import TimeEntry


class TimeEntryChecks:
    """Checks the time entries on tickets.

    Args:
        world: The target, with its model.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._observer = world.observer

    def created(self, call: Call, ticket_id: int, rule: str) -> None:
        """Check that the ticket of a call has one time entry that names its reference.

        Its timer has ended (CTI-REF-03), and it belongs to the call's agent (CTI-REF-04).

        Args:
            call: The call.
            ticket_id: The ticket.
            rule: The rule that requires the entry, such as CTI-REF-01.
        """
        reference = call.reference
        if not reference:
            return

        def look() -> list[TimeEntry]:
            entries = self._world.records.time_entries(ticket_id)
            return [entry for entry in entries if entry.names(reference)]

        entries = self._observer.look(look, bool)
        expected = f"one time entry on ticket {ticket_id} that names {reference!r}"
        at = locate.time_entries_naming(ticket_id, reference, "length == 1")
        observed = how_many(len(entries), "time entry", "time entries")
        self._observer.expect(len(entries) == 1, rule, expected, observed, at)
        ended = not entries[0].timer_running
        at = locate.time_entries_naming(ticket_id, reference, "all(.timer_running != true)")
        self._observer.expect(ended, "CTI-REF-03", "the timer to have ended", "it runs", at)
        if call.agent is not None:
            agent = entries[0].agent_id
            expected = f"the time to be {self._world.agent_name(call.agent)}'s"
            observed = self._world.agent_name(agent)
            mine = f"all(.agent_id == {ref('agent', call.agent)})"
            at = locate.time_entries_naming(ticket_id, reference, mine)
            self._observer.expect(agent == call.agent, "CTI-REF-04", expected, observed, at)
