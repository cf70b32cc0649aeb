"""Checks of the notes on the tickets of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cti_conformance.fuzz.account import Account
    from cti_conformance.fuzz.model import Call
    from cti_conformance.target.ports.records import Note


class NoteChecks:
    """Checks the notes on tickets.

    Args:
        account: The target, with its model.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._observer = account.observer

    def carried(self, call: Call, ticket_id: int, rule: str = "") -> None:
        """Check that the ticket of a call has its recording, information and notes.

        Args:
            call: The call.
            ticket_id: The ticket.
            rule: The rule concerned; CTI-REC-01, CTI-REC-05 and CTI-ONL-13 unless given.
        """
        url = call.attributes.get("call_url")
        info = call.attributes.get("call_info") or {}
        texts = [(str(key), rule or "CTI-REC-05") for key in info]
        texts += [(str(value), rule or "CTI-REC-05") for value in info.values()]
        texts += [(url, rule or "CTI-REC-01")] if url else []
        texts += [(call.notes, rule or "CTI-ONL-13")] if call.notes else []
        self.contain(ticket_id, texts)

    def contain(self, ticket_id: int, texts: Sequence[tuple[str, str]]) -> None:
        """Check that the private notes on a ticket contain each text (the rule given with it)."""
        if not texts:
            return

        def missing() -> list[tuple[str, str]]:
            notes = self._account.records.notes(ticket_id)
            private = [note.body + note.body_text for note in notes if note.private]
            return [(text, rule) for text, rule in texts if not any(text in one for one in private)]

        for text, rule in self._observer.look(missing, lambda left: not left):
            expected = f"{text!r} in a private note on ticket {ticket_id}"
            self._observer.differs(rule, expected, "no such note")

    def linked(self, call: Call, rule: str) -> None:
        """Check that a linked call has a private note on its ticket (CTI-REC-03).

        Args:
            call: The call.
            rule: The rule that requires the note, such as CTI-OFF-05.
        """
        ticket_id = call.ticket
        assert ticket_id is not None
        before = self._account.earlier_notes.get(ticket_id, set())

        def new() -> list[Note]:
            return [n for n in self._account.records.notes(ticket_id) if n.id not in before]

        notes = self._observer.look(new, bool)
        self._observer.expect(notes, rule, f"a note of the call on ticket {ticket_id}", "none")
        private = [note for note in notes if note.private]
        self._observer.expect(private, "CTI-REC-03", "the note to be private", "it is public")
