"""The tickets of a scenario: earlier ones, and those that a call makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.step_outcomes import eventually, not_tested
from cti_conformance.scenario.shared_contacts import shared_contact
from cti_conformance.target.ports.records import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cti_conformance.scenario.people import People
    from cti_conformance.target.ports.records import Contact, Note, Ticket


@dataclass(repr=False)
class Tickets:
    """The tickets that a scenario knows.

    Attributes:
        people: The people of the scenario.
        settle: Waits until the effects of earlier requests can be seen.
        that: "That ticket": the first one from before the call; once a sentence says that the call,
            or an agent from it, has made a ticket, that one.
        of_call: The ticket of the call, once a sentence says which: the one that the call is about,
            was linked to or has made. `Story.ticket_of_call` looks for it where none does.
        of: The tickets that the suite itself made for each contact, oldest first.
        compared_id: The ticket with which a later sentence compares: the one that a pop has named
            by a string, or that call details have reported first.
    """

    people: People
    settle: Callable[..., None]
    that: Ticket | None = None
    of_call: Ticket | None = None
    of: dict[str, list[Ticket]] = field(default_factory=dict)
    compared_id: int | None = None
    _known: set[int] = field(default_factory=set)
    _known_notes: set[int] = field(default_factory=set)

    # -- made by the suite itself ----------------------------------------------------------

    def make(
        self, name: str, subject: str = "A ticket", status: int = OPEN, agent: str = ""
    ) -> Ticket:
        """Make one more ticket of a contact, which no call has made.

        Args:
            name: The contact.
            subject: The subject, to which the mark of the scenario is added.
            status: The status, such as `OPEN`.
            agent: The agent to whom it is assigned; empty for nobody.
        """
        contact = shared_contact(self.people, name).contact
        records = self.people.target.records
        more = {"responder_id": self.people.agent(agent).id} if agent else {}
        with self.people.created.sending(f"a ticket of {name} ({self.people.mark})"):
            subject = f"{subject} ({self.people.mark})"
            ticket = records.make_ticket(contact.id, subject, status, **more)
            # So that it is listed as left over if an interrupt ends the cleanup.
            self.people.created.tickets.append(ticket.id)
        if self.people.run.learned.shows_late:
            self.people.wait_until_there("tickets", ticket.id)
        self.of.setdefault(name, []).append(ticket)
        self._known.add(ticket.id)  # even if the records show it only later
        return ticket

    def that_ticket(self, name: str = "Casey", *, has_notes: bool = True, **state: Any) -> Ticket:
        """Return "that ticket", made for this contact at the first mention.

        Args:
            name: The contact.
            has_notes: Whether the scenario looks at the notes of the ticket.
            state: The ``status`` and ``agent`` of the ticket, as `make` takes them.
        """
        if self.that is None:
            self.that = self.make(name, **state)
            if has_notes and self.people.run.learned.adds_notes is not False:
                # A helpdesk may add a note of its own to each ticket, which does not belong to a
                # call. One that adds none to the first ticket adds none at all.
                self.settle("note")
                notes = self.people.target.records.notes(self.that.id)
                self._known_notes = {note.id for note in notes}
                self.people.run.learned.adds_notes = bool(notes)
        return self.that

    def put_public_note(self, text: str) -> bool:
        """Put a public note on "that ticket"; return whether the API does that."""
        ticket = self.that_ticket()
        note = self.people.target.records.add_note(ticket.id, text, private=False)
        if note:
            self._known_notes.add(note.id)
        return note is not None and not note.private

    def oldest(self) -> Ticket:
        """Return the oldest of the tickets from before the call."""
        return min((made[0] for made in self.of.values()), key=lambda ticket: ticket.id)

    def any_id(self) -> int:
        """Return the id of some ticket: one made for the purpose, or else a listed one."""
        target = self.people.target
        if target.has_records:
            return self.that_ticket().id
        if not target.config.existing.tickets:
            not_tested(
                "no ticket to name: the target has no REST v2, and cti-target.toml lists no "
                "[[tickets]]"
            )
        return target.config.existing.tickets[0].id

    # -- records of a call -----------------------------------------------------------------

    def new_notes(self, ticket_id: int) -> list[Note]:
        """Return the notes of a ticket, without those that "that ticket" had before all calls."""
        notes = self.people.target.records.notes(ticket_id)
        return [note for note in notes if note.id not in self._known_notes]

    @property
    def old_notes(self) -> set[int]:
        """The notes that "that ticket" had before all calls."""
        return self._known_notes

    def callers(self, call: dict[str, Any]) -> list[Contact]:
        """Return the possible requesters of a call: known contacts, and new ones."""
        people, records = self.people, self.people.target.records
        found = {contact.id: contact for contact in people.contacts.values()}
        if email := call.get("requester_email"):
            found |= {c.id: c for c in records.contacts_by_email(email)}
        country, sent = people.target.config.country, call.get("requester_phone") or ""
        holders = records.contacts_by_number(people.number) if people.number else []
        # Also the text as sent: a target that does not parse it may have stored exactly that.
        if sent and not (holders and same_number(people.number, sent, country)):
            holders += records.contacts_by_number(sent)
        return list((found | {c.id: c for c in holders}).values())

    def count_as_old(self, call: dict[str, Any]) -> None:
        """Count the tickets that the callers have now as old ones."""
        for contact in self.callers(call):
            self._known |= {t.id for t in self.people.target.records.tickets_of(contact.id)}

    def old_of(self, contact_id: int) -> list[int]:
        """Return the ids of a contact's old tickets: no call, or an earlier one, made them."""
        found = self.people.target.records.tickets_of(contact_id)
        return [ticket.id for ticket in found if ticket.id in self._known]

    def new(self, call: dict[str, Any], at_least: int = 1) -> list[Ticket]:
        """Return what `seen` returns, waited for until there are so many."""
        within_s = self.people.target.config.limits.appear_s
        return eventually(
            lambda: self.seen(call), lambda seen: len(seen) >= at_least, within_s=within_s
        )

    def first(self, call: dict[str, Any]) -> Ticket | None:
        """Return the first ticket that a call made, waited for.

        It is a ticket of the contact whom the call names by id, if that contact gets one: another
        call of the scenario may make one of somebody else. Other contacts than those of the
        scenario are looked up only if these have none.
        """
        known = self.people.contacts.values()
        named = [contact for contact in known if contact.id == call.get("requester_id")]
        within_s = self.people.target.config.limits.appear_s
        if named and (seen := eventually(lambda: self._new_of(named), bool, within_s=within_s)):
            return seen[0]
        within_s = 0.0 if named else within_s
        seen = eventually(lambda: self._new_of(known) or self.seen(call), bool, within_s=within_s)
        return seen[0] if seen else None

    def seen(self, call: dict[str, Any]) -> list[Ticket]:
        """Return the tickets of the possible callers that are not old: each one's oldest first.

        This call has made them, or another call of the scenario.
        """
        return self._new_of(self.callers(call))

    def _new_of(self, contacts: Iterable[Contact]) -> list[Ticket]:
        records = self.people.target.records
        return [t for c in contacts for t in records.tickets_of(c.id) if t.id not in self._known]
