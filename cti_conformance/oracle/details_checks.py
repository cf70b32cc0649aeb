"""Checks of the Call Details that a target reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.oracle.directory import describe
from cti_conformance.oracle.note_checks import is_of_another
from cti_conformance.results.locus import ref, refs
from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.oracle.model import Call
    from cti_conformance.oracle.world import World
    from cti_conformance.results.locus import Locus
    from cti_conformance.target.ports.records import Note


class DetailsChecks:
    """Checks the Call Details of a target.

    Args:
        world: The target, with its model.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._observer = world.observer
        self._model = world.model
        self._notes: dict[Call, int] = {}

    def entries(self, reference: str) -> list[dict[str, Any]]:
        """Return the details of a call reference, an empty list for 404 (CTI-DET-01)."""
        answer = self._observer.answered(self._observer.target.cti.reported(reference))
        self._observer.sent("details")
        content = answer.json if answer.status == 200 else []
        right = answer.status in (200, 404) and isinstance(content, list)
        at = locate.in_answer(answer, '$status == 404 or ($status == 200 and type == "array")')
        self._observer.expect(right, "CTI-DET-01", "an array of calls", answer, at)
        return [entry for entry in content if isinstance(entry, dict)]

    def none_of_refused(self, reference: str) -> None:
        """Check that details report nothing of a refused call (CTI-POP-13)."""
        answer = self._observer.answered(self._observer.target.cti.reported(reference))
        self._observer.sent("details")
        left = [] if answer.refused else answer.json
        at = locate.details(reference, "$status >= 400 or ([calls] | length == 0)")
        expected = "nothing known of a refused call"
        self._observer.expect(not left, "CTI-POP-13", expected, left, at)

    def new_requester(self, call: Call) -> None:
        """Look up whom a pop created, if the number or email does not say it."""
        if call.requester.id or call.open or call.reference is None:
            return
        entries = self._observer.look(lambda: self.entries(call.reference or ""), bool)
        for entry in entries[:1]:
            known = next((p for p in self._model.people if p.id == entry.get("requester_id")), None)
            expected = f"{call.requester.name} to be the requester"
            observed = known.name if known else ""
            self._observer.expect(known is None, call.found_by, expected, observed)
            call.requester.id = entry.get("requester_id") or 0

    def agree(self, *calls: Call | None) -> None:
        """Check the details of these calls, and of the first call of all.

        An open call is not reported (CTI-DET-06). An associated one is reported with its ticket
        (CTI-DET-03, CTI-DET-04, CTI-TKT-09), its requester and agent (CTI-DET-05), and with a note
        only if it was linked to an existing ticket (CTI-DET-03, CTI-DET-04). A call without a
        reference, and one whose ticket the rules leave open, are not checked.
        """
        for call in dict.fromkeys((*calls, *self._model.calls[:1])):
            if call is None or call.reference is None or call.unsure:
                continue
            if call.open and (call.shown_unsure or call.shown is not None):
                continue
            entries = self._settled(call, call.reference)
            if call.open:
                expected = f"nothing of {self._world.call_name(call)}, which is open"
                at = locate.details(call.reference, "[calls] | length == 0")
                self._observer.expect(not entries, "CTI-DET-06", expected, entries, at)
                continue
            self._ticket(call, entries)
            latest = next(entry for entry in entries if entry.get("ticket_id") == call.ticket)
            self._people(call, latest)
            self._note(call, latest)

    def _settled(self, call: Call, reference: str) -> list[dict[str, Any]]:
        """Return the details of a call once they are as they must be, or else the last ones."""

        def is_settled(entries: list[dict[str, Any]]) -> bool:
            if call.open or not _has_tickets(call, entries):
                return call.open and not entries
            latest = next(entry for entry in entries if entry.get("ticket_id") == call.ticket)
            right = call.agent in (None, _responder(latest))
            return right and (not call.linked or latest.get("note_id") in self._notes_on(call))

        return self._observer.look(lambda: self.entries(reference), is_settled)

    def _notes_on(self, call: Call) -> dict[int, Note]:
        return {one.id: one for one in self._world.records.notes(call.ticket or 0)}

    def _ticket(self, call: Call, entries: list[dict[str, Any]]) -> None:
        """Check the ticket of a call (CTI-DET-03, CTI-DET-04), or its tickets (CTI-TKT-09)."""
        rule = "CTI-DET-04" if call.linked else "CTI-DET-03"
        if len(call.tickets) > 1:
            rule = "CTI-TKT-09"
        holds = f"[calls.ticket_id] | unique | . == [{ref('ticket', call.ticket)}]"
        if len(call.tickets) > 1:
            holds += f" or . == ({refs('ticket', call.tickets)} | sort)"
        at = locate.details(call.reference or "", holds, "/0/ticket_id")
        expected = f"ticket {call.ticket} in the details of {self._world.call_name(call)}"
        self._observer.expect(_has_tickets(call, entries), rule, expected, entries, at)

    def _people(self, call: Call, entry: dict[str, Any]) -> None:
        """Check the requester and the agent of a call (CTI-DET-05)."""
        name, people = self._world.call_name(call), self._model.people
        requester = entry.get("requester_id")
        known = next((person for person in people if person.id == requester), None)
        if call.requester.id:
            right = known is not None and self._model.may_be_requester(known, call)
        else:  # a new contact, whom nobody has seen yet
            right = known is None
        expected = f"{describe(people, call.requester.id)} as the requester of {name}"
        observed = describe(people, requester)
        at = self._on(call, "requester_id", f". == {ref('contact', call.requester.id)}")
        if not call.requester.id:
            ids = [person.id for person in people if person.id]
            at = self._on(
                call, "requester_id", f". as $it | {refs('contact', ids)} | index($it) | not"
            )
        self._observer.expect(right, "CTI-DET-05", expected, observed, at)
        responder = _responder(entry)
        if call.agent is not None:
            expected = f"{self._world.agent_name(call.agent)} as the responder of {name}"
            observed = self._world.agent_name(responder)
            holds = (
                f"first(calls) | (.responder_id // .responder_idl) == {ref('agent', call.agent)}"
            )
            at = locate.details(call.reference or "", holds, "/0/responder_id")
            self._observer.expect(responder == call.agent, "CTI-DET-05", expected, observed, at)

    def _note(self, call: Call, entry: dict[str, Any]) -> None:
        """Check the note_id: a linked call has its own note (CTI-DET-04, CTI-REF-05).

        One that made its only ticket has none (CTI-DET-03).
        """
        note = entry.get("note_id")
        if call.linked and call.ticket is not None:
            notes = self._notes_on(call)
            expected = f"a note_id on ticket {call.ticket}"
            at = self._on(call, "note_id", f". as $it | {refs('note', notes)} | index($it)")
            self._observer.expect(note in notes, "CTI-DET-04", expected, note, at)
            if isinstance(note, int) and call.settled:
                self._notes[call] = note
                is_shared = list(self._notes.values()).count(note) > 1
                right = not is_shared and not is_of_another(notes[note], call, self._model.calls)
                expected = f"the note_id of the note of {self._world.call_name(call)}"
                at = self._on(call, "note_id", f". != {ref('note', note)}")
                observed = f"{note}, the note of another call"
                self._observer.expect(right, "CTI-REF-05", expected, observed, at)
        elif len(call.tickets) > 1:  # a later pop asked for the latest ticket
            notes = self._notes_on(call)
            expected = f"no note_id, or one on ticket {call.ticket}"
            holds = f". as $it | $it == null or ({refs('note', notes)} | index($it))"
            at = self._on(call, "note_id", holds)
            self._observer.expect(note is None or note in notes, "CTI-DET-03", expected, note, at)
        elif call.settled:
            expected = f"no note_id of {self._world.call_name(call)}"
            at = self._on(call, "note_id", ". == null")
            self._observer.expect(note is None, "CTI-DET-03", expected, note, at)

    def _on(self, call: Call, key: str, holds: str) -> Locus:
        """Return a condition on a value of the entry with the call's ticket."""
        ticket = ref("ticket", call.ticket)
        whole = f"first(calls | select(.ticket_id == {ticket})).{key} | {holds}"
        return locate.details(call.reference or "", whole, f"/0/{key}")


def _has_tickets(call: Call, entries: list[dict[str, Any]]) -> bool:
    """Return whether details report the ticket of a call, or all of its tickets."""
    ids = [entry.get("ticket_id") for entry in entries]
    if len(call.tickets) > 1:
        return ids == [call.ticket] or sorted(map(str, ids)) == sorted(map(str, call.tickets))
    return bool(ids) and set(ids) == {call.ticket}


def _responder(entry: dict[str, Any]) -> Any:
    """Return the agent in an entry, under the name of the table or of the example (CTI-DET-05)."""
    return entry.get("responder_id", entry.get("responder_idl"))
