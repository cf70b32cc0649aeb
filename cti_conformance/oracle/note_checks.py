"""Checks of the notes on the tickets of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.oracle.note_text import holds, values_of
from cti_conformance.results.locus import but, literal
from cti_conformance.target import locate
from cti_conformance.text.excerpts import how_many
from cti_conformance.text.redaction import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cti_conformance.oracle.model import Call
    from cti_conformance.oracle.world import World
    from cti_conformance.target.ports.records import Note

MAX_NOTE = 80
MAY_BE_PUBLIC = ("CTI-REC-05", "CTI-REC-08", "CTI-REC-09", "CTI-REC-10", "CTI-FLT-06")
"""Rules that do not say that the note is private."""


class NoteChecks:
    """Checks the notes on tickets.

    Args:
        world: The target, with its model.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._observer = world.observer
        self._model = world.model

    def carried(self, call: Call, ticket_id: int, rule: str = "") -> None:
        """Check that the ticket of a call has its recording, information and notes.

        A recording may wait for the end of the call (CTI-REC-07), as may what a later pop brought
        (CTI-REC-10).

        Args:
            call: The call.
            ticket_id: The ticket.
            rule: The rule concerned; unless given, CTI-REC-01 or CTI-REC-02 for the recording,
                CTI-REC-05 or CTI-REC-08 for the information, CTI-REC-09 or CTI-REC-10 for what a
                later pop brought, and CTI-ONL-13 for the notes.
        """
        url, info = call.attributes.get("call_url"), call.attributes.get("call_info")
        recorded = call.later.get("call_url", "CTI-REC-02" if call.linked else "CTI-REC-01")
        informed = call.later.get("call_info", "CTI-REC-08" if call.linked else "CTI-REC-05")
        values: list[tuple[object, str]] = []
        later = self._model.may_be_recorded_later(call)
        if recorded and is_web_address(url) and not later:
            values.append((url, rule or recorded))
        if informed and not (later and informed == "CTI-REC-10"):
            values += [(value, rule or informed) for value in values_of(info)]
        # A rule about all that is kept may leave open that the agent's notes are private.
        rules = dict.fromkeys([rule or "CTI-ONL-13", "CTI-ONL-13"])
        values += [(text, one) for text in call.written for one in rules]
        self.contain(ticket_id, values)

    def contain(self, ticket_id: int, values: Sequence[tuple[object, str]]) -> None:
        """Check that the notes on a ticket contain each value (the rule given).

        Information may be in a public note. Anything else there breaks CTI-ONL-13 or CTI-TKT-07, if
        that is the rule given, and else CTI-REC-03.
        """
        if not values:
            return
        seen: list[Note] = []

        def missing() -> list[tuple[object, str]]:
            seen[:] = self._world.records.notes(ticket_id)
            private = [note for note in seen if note.private]
            return [
                (value, rule)
                for value, rule in values
                if not _in(seen if rule in MAY_BE_PUBLIC else private, value)
            ]

        for value, rule in self._observer.look(missing, lambda left: not left):
            expected = f"{value!r} in a private note on ticket {ticket_id}"
            if _in(seen, value):
                by = rule if rule in ("CTI-ONL-13", "CTI-TKT-07") else "CTI-REC-03"
                private = f"map(select(.private == true)) | {locate.hold_all([value])}"
                at = locate.notes(ticket_id, private)
                self._observer.differs(by, expected, "it is in a public note", at)
            at = locate.notes(ticket_id, locate.hold_all([value]))
            observed = how_many(len(seen), "note")
            if seen:
                text = " ".join(seen[-1].body_text.split())
                observed += f" without it, the last of them {shorten(text, MAX_NOTE)!r}"
            self._observer.differs(rule, expected, observed, at)

    def recorded_once(self, call: Call) -> None:
        """Check that one note at the most holds the recording (CTI-ONL-10).

        A later pop may have added its own.
        """
        url, ticket_id = call.attributes.get("call_url"), call.ticket
        if ticket_id is None or not is_web_address(url) or call.again:
            return
        notes = [note for note in self._world.records.notes(ticket_id) if holds(note, url)]
        expected = f"one note with {url!r} on ticket {ticket_id}"
        at = locate.notes(ticket_id, f"map(select(holds({literal(url)}))) | length < 2")
        self._observer.expect(len(notes) < 2, "CTI-ONL-10", expected, str(len(notes)), at)

    def of_no_other(self, call: Call) -> None:
        """Check that the new ticket of a call has no agent's notes of another call (CTI-ONL-13)."""
        ticket_id = call.ticket
        if ticket_id is None:
            return
        others = [
            (other, text)
            for other in self._model.calls
            if other is not call and not other.unsure and ticket_id not in other.tickets
            for text in other.drafts
            if text not in call.drafts
        ]
        notes = self._world.records.notes(ticket_id) if others else []
        for other, text in others:
            expected = f"no notes of {self._world.call_name(other)} on ticket {ticket_id}"
            at = locate.notes(ticket_id, f"({locate.hold_all([text])}) | not")
            observed = f"a note with {shorten(' '.join(text.split()), MAX_NOTE)!r}"
            self._observer.expect(not _in(notes, text), "CTI-ONL-13", expected, observed, at)

    def linked(self, call: Call, rule: str) -> None:
        """Check that a linked call has a private note on its ticket (CTI-REC-03).

        Args:
            call: The call.
            rule: The rule that requires the note, such as CTI-OFF-05.
        """
        ticket_id = call.ticket
        assert ticket_id is not None
        before = self._world.earlier_notes.get(ticket_id, set())

        def new() -> list[Note]:
            return [n for n in self._world.records.notes(ticket_id) if n.id not in before]

        # The helpdesk may have added a note of its own, which is public.
        notes = self._observer.look(new, lambda seen: any(note.private for note in seen))
        new_ones = but("note", sorted(before))
        at = locate.notes(ticket_id, f"{new_ones}length > 0")
        self._observer.expect(notes, rule, f"a note of the call on ticket {ticket_id}", "none", at)
        private = [note for note in notes if note.private]
        at = locate.notes(ticket_id, f"{new_ones}any(.private == true)")
        self._observer.expect(private, "CTI-REC-03", "the note to be private", "it is public", at)


def is_web_address(url: object) -> bool:
    """Return whether a recording has an address of the web: others need not be kept (REC-06)."""
    return isinstance(url, str) and url.startswith(("http://", "https://")) and '"' not in url


def _in(notes: Sequence[Note], value: object) -> bool:
    return any(holds(note, value) for note in notes)


def is_of_call(note: Note, call: Call) -> bool:
    """Return whether a note can be that of a call: it holds the recording, information or notes.

    The note of a call without recording and information may hold anything.
    """
    has_content = call.attributes.get("call_url") or [*_information(call)]
    return not has_content or _holds_content(note, call)


def is_of_another(note: Note, call: Call, calls: Iterable[Call]) -> bool:
    """Return whether a note holds the content of another of these calls, and not of this one.

    A note that only says that there was a call holds neither; the recording and the information
    may be in further notes.
    """
    others = [one for one in calls if one is not call and _holds_content(note, one)]
    return bool(others) and not is_of_call(note, call)


def _holds_content(note: Note, call: Call) -> bool:
    """Return whether a note holds the recording, all information, or notes of a call."""
    values = [*_information(call)]
    if values and all(holds(note, value) for value in values):
        return True
    texts = (*call.written, call.attributes.get("call_url"))
    return any(holds(note, text) for text in texts if text)


def _information(call: Call) -> Iterator[object]:
    return values_of(call.attributes.get("call_info"))
