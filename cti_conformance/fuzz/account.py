"""What stands in the records of a target, and in details: held to the model of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.fuzz.attempt import Attempt
from cti_conformance.fuzz.model import Call, Desk, Due, Model, Person, describe
from cti_conformance.phone_numbers import same_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cti_conformance.fuzz.context import CampaignContext
    from cti_conformance.fuzz.finding import PropertyResult
    from cti_conformance.scenario.people import People
    from cti_conformance.target.ports.records import Agent, Ticket

PHONE = 3
NAMES = ("Omar", "Priya", "Noor")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Account(Attempt):
    """A target with a few people, the model of it, and what its records and details say of both.

    Args:
        context: The context of the campaign.
        checked: The property that it is an example of.
        cast: Makes the people.
        agents: The agents, who serve for all examples.
    """

    def __init__(
        self,
        context: CampaignContext,
        checked: PropertyResult,
        cast: People,
        agents: Sequence[Agent],
    ) -> None:
        super().__init__(context, checked)
        self.cast = cast
        self.agents = agents
        self.model = Model(desks={agent.id: Desk() for agent in agents})
        self.numbers: list[str] = []
        self.old_tickets: list[Ticket] = []
        self._notes_before: dict[int, set[int]] = {}

    # -- who is there ----------------------------------------------------------------------

    def people(self, plan: Sequence[tuple[int | None, int | None]]) -> None:
        """Make contacts; of each is said which of three numbers is its Phone and its Mobile."""
        self.numbers = [self.cast.new_number() for _ in range(3)]
        for name, (phone, mobile) in zip(NAMES, plan, strict=False):
            fields = {"phone": phone, "mobile": mobile}
            given = {key: self.numbers[n] for key, n in fields.items() if n is not None}
            made = self.cast.make_contact(name, given)
            self.model.people.append(
                Person(made.id, name, given.get("phone"), given.get("mobile"), made.email)
            )

    def old_ticket(self, caller: Person) -> Ticket:
        """Make a ticket that no call made."""
        ticket = self.cast.records.make_ticket(caller.id, f"A ticket ({self.cast.mark})")
        caller.tickets.add(ticket.id)
        self.old_tickets.append(ticket)
        self.look(
            lambda: [t for t in self.cast.records.tickets_of(caller.id) if t.id == ticket.id], bool
        )
        self._notes_before[ticket.id] = {n.id for n in self.cast.records.notes(ticket.id)}
        return ticket

    def named(self, agent: int | None) -> str:
        """Return the name of an agent, for the story."""
        ids = [one.id for one in self.agents]
        return ("Ines", "Tom", "Yuki")[ids.index(agent)] if agent in ids else str(agent)

    def lettered(self, call: Call) -> str:
        """Return what the story calls a call."""
        at = self.model.calls.index(call) if call in self.model.calls else len(self.model.calls)
        return f"call {LETTERS[at % len(LETTERS)]}"

    # -- contacts --------------------------------------------------------------------------

    def nobody_new(self, number: str, caller: Person | None, rule: str) -> None:
        """See to it that as many contacts have a number as should."""
        holders, _ = self.model.holders(number)
        known = {p.id for p in self.model.people if number in (p.phone, p.mobile)}
        found = self.look(
            lambda: self.cast.records.contacts_by_number(number),
            lambda seen: len(seen) >= len(known) + (caller is not None and not holders),
        )
        new = [contact for contact in found if contact.id not in known]
        if caller is None or holders:
            self.expect(not new, rule, "no contact to be made", [c.name for c in new])
            return
        self.expect(
            len(new) == 1,
            "CTI-REQ-08",
            f"one new contact with the number {number}",
            f"{len(new)} new contacts",
        )
        right = same_number(new[0].name, number, self.target.config.country)
        self.expect(right, "CTI-REQ-09", "the contact to be named by the number", new[0].name)
        caller.id, caller.phone, caller.email = new[0].id, number, None
        self.model.people.append(caller)

    # -- tickets ---------------------------------------------------------------------------

    def tickets(self, due: Due, call: Call | None, found_by: str) -> None:
        """See to it that just the tickets that are due were made, each for the right contact."""
        people = self.model.people

        def look() -> list[tuple[Person, Ticket]]:
            self.context.log.sent("tickets of a contact", len(people))
            return [
                (person, ticket)
                for person in people
                for ticket in self.cast.records.tickets_of(person.id)
                if ticket.id not in person.tickets
            ]

        seen = self.look(look, lambda new: len(new) >= len(due.tickets))
        for person, ticket in seen:
            person.tickets.add(ticket.id)
        left, all_due = list(seen), list(due.tickets)
        if len(left) < len(all_due):  # a call that has got its ticket is not the one without
            all_due = sorted(all_due, key=lambda one: not self._reported(one[0], left))
        for wanted, rule in all_due:
            ticket = self._ticket_of(wanted, left, rule, found_by if wanted is call else "")
            self.model.associate(wanted, ticket.id, linked=False)
            self._is_carried(wanted, ticket.id, rule)
        for maybe in (*due.either, *due.perhaps):
            mine = [one for one in left if one[0] is maybe.requester]
            if mine:
                left.remove(mine[0])
                self.model.associate(maybe, mine[0][1].id, linked=False)
            elif maybe in due.either and maybe.shown is not None:
                self._went_to_the_ticket_shown(maybe)
            maybe.settled, maybe.agent = False, None
        more = [f"ticket {ticket.id} of {person.name}" for person, ticket in left]
        self.expect(not left, due.rule, "no (other) ticket to be made", ", ".join(more))
        if call and call.linked and call.said.get("ticket_id") is not None:
            self.is_linked(call, "CTI-OFF-05")

    def _went_to_the_ticket_shown(self, call: Call) -> None:
        """See to it that a call that made no ticket went to the one that its widget showed."""
        shown = call.shown
        assert shown is not None
        if call.reference is not None:
            reference = call.reference
            entries = self.look(lambda: self.asked(reference), bool)
            ids = {entry.get("ticket_id") for entry in entries}
            expected = f"{self.lettered(call)} on ticket {shown}, or on a new one"
            self.expect(shown in ids, "CTI-FLT-06", expected, entries)
        self.model.associate(call, shown, linked=True)

    def takes(self, call: Call, person: Person) -> None:
        """Note whom the target takes for the requester: of several with a number always the same.

        What found the requester by id or email says nothing of a number beside it.
        """
        call.requester = person
        others = (call.said.get(name) for name in ("requester_id", "requester_email"))
        number = call.said.get("requester_phone")
        if isinstance(number, str) and not any(others):
            self.model.chosen[number] = person

    def _ticket_of(
        self, call: Call, left: list[tuple[Person, Ticket]], rule: str, found_by: str
    ) -> Ticket:
        """Take the new ticket of a call out of those that were made."""
        mine = [one for one in left if self.may_be(one[0], call)]
        if not mine and found_by:
            for person, _ in self._wrongly(call, left):
                expected = f"{call.requester.name} to be the requester of the ticket"
                self.differs(found_by, expected, person.name)
        self.expect(mine, rule, f"a new ticket for {call.requester.name}", "none")
        chosen = ((self._reported(call, mine) if len(mine) > 1 else []) or mine)[0]
        left.remove(chosen)
        person, ticket = chosen
        self.takes(call, person)
        agents = {call.agent, None} if rule != "CTI-FLT-06" else {call.agent}
        by = "CTI-FLT-07" if rule == "CTI-FLT-06" else "CTI-OFF-06"
        if call.agent is not None:
            expected = f"the ticket to be {self.named(call.agent)}'s"
            self.expect(ticket.responder_id in agents, by, expected, ticket.responder_id)
        self.expect(ticket.source == PHONE, "CTI-OFF-04", "source 3", ticket.source)
        return ticket

    def _wrongly(
        self, call: Call, left: list[tuple[Person, Ticket]]
    ) -> list[tuple[Person, Ticket]]:
        """Return the tickets that a call made for somebody else than its requester."""
        if call.reference is not None:
            return self._reported(call, left)
        busy = {id(one.requester) for one in self.model.calls if one is not call and one.open}
        return [one for one in left if id(one[0]) not in busy]

    def _reported(
        self, call: Call, left: list[tuple[Person, Ticket]]
    ) -> list[tuple[Person, Ticket]]:
        """Return the tickets that details name as those of a call."""
        entries = self.asked(call.reference) if call.reference else []
        ids = {entry.get("ticket_id") for entry in entries}
        return [one for one in left if one[1].id in ids]

    def may_be(self, person: Person, call: Call) -> bool:
        """Tell whether a target may take somebody for the requester of a call."""
        if person is call.requester:
            return True
        said = call.said
        by_number = "requester_id" not in said and "requester_email" not in said
        number = said.get("requester_phone")
        return bool(by_number and number and person in self.model.holders(number)[0])

    def _is_carried(self, call: Call, ticket_id: int, rule: str) -> None:
        """See to it that the new ticket of a call has all that the call had."""
        self._entry(call, ticket_id, "CTI-FLT-06" if rule == "CTI-FLT-06" else "CTI-REF-01")
        if not call.settled or len(call.tickets) > 1:
            return
        carried = "CTI-FLT-06" if rule == "CTI-FLT-06" else ""
        self.noted(call, ticket_id, carried)

    def noted(self, call: Call, ticket_id: int, carried: str = "") -> None:
        """See to it that recording, information and the agent's notes stand on a ticket."""
        url, info = call.said.get("call_url"), call.said.get("call_info") or {}
        texts = [(str(k), carried or "CTI-REC-05") for k in info]
        texts += [(str(v), carried or "CTI-REC-05") for v in info.values()]
        texts += [(url, carried or "CTI-REC-01")] if url else []
        texts += [(call.noted, carried or "CTI-ONL-13")] if call.noted else []
        if not texts:
            return

        def missing() -> list[tuple[str, str]]:
            notes = self.cast.records.notes(ticket_id)
            there = [n.body + n.body_text for n in notes if n.private]
            return [(text, by) for text, by in texts if not any(text in one for one in there)]

        for text, by in self.look(missing, lambda left: not left):
            self.differs(by, f"{text!r} in a private note on ticket {ticket_id}", "no such note")

    def _entry(self, call: Call, ticket_id: int, rule: str) -> None:
        """See to it that the ticket of a call has its time entry."""
        reference = call.reference

        def look() -> list[Any]:
            entries = self.cast.records.time_entries(ticket_id)
            return [entry for entry in entries if reference and reference in entry.note]

        entries = self.look(look, lambda seen: seen or not reference)
        if not reference:
            return
        self.expect(
            len(entries) == 1,
            rule,
            f"one time entry on ticket {ticket_id} that names {reference!r}",
            f"{len(entries)} of them",
        )
        running = entries[0].timer_running
        self.expect(not running, "CTI-REF-03", "the timer to have ended", "it runs")
        if call.agent is not None:
            agent = entries[0].agent_id
            expected = f"the time to be {self.named(call.agent)}'s"
            self.expect(agent == call.agent, "CTI-REF-04", expected, self.named(agent))

    def is_linked(self, call: Call, rule: str) -> None:
        """See to it that a call has its note on the ticket that was there before."""
        ticket_id = call.ticket
        assert ticket_id is not None
        before = self._notes_before.get(ticket_id, set())

        def new() -> list[Any]:
            return [n for n in self.cast.records.notes(ticket_id) if n.id not in before]

        notes = self.look(new, bool)
        self.expect(notes, rule, f"a note of the call on ticket {ticket_id}", "none")
        private = [note for note in notes if note.private]
        self.expect(private, "CTI-REC-03", "the note to be private", "it is public")

    # -- details ---------------------------------------------------------------------------

    def asked(self, reference: str) -> list[dict[str, Any]]:
        """Return what details say of a call: nothing where they know none."""
        answer = self.answered(self.target.cti.details(reference))
        self.context.log.sent("details")
        content = answer.json if answer.status == 200 else []
        right = answer.status in (200, 404) and isinstance(content, list)
        self.expect(right, "CTI-DET-01", "an array of calls", answer)
        return [entry for entry in content if isinstance(entry, dict)]

    def details(self, *touched: Call | None) -> None:
        """See to it that details say of these calls, and of the first, where they went."""
        for call in dict.fromkeys((*touched, *self.model.calls[:1])):
            if call is None or call.reference is None:
                continue
            if call.open and (call.vague or call.shown is not None):
                continue
            wanted = set(call.tickets)
            entries = self.look(
                lambda one=call: self.asked(one.reference or ""),  # type: ignore[misc]
                lambda seen, n=bool(wanted): bool(seen) == n,  # type: ignore[misc]
            )
            self._agrees(call, entries)

    def _agrees(self, call: Call, entries: list[dict[str, Any]]) -> None:
        name = self.lettered(call)
        if call.open:
            self.expect(not entries, "CTI-DET-06", f"nothing of {name}, which is open", entries)
            return
        ids = [entry.get("ticket_id") for entry in entries]
        rule = "CTI-DET-04" if call.linked else "CTI-DET-03"
        if len(call.tickets) > 1:
            right = ids == [call.ticket] or sorted(map(str, ids)) == sorted(map(str, call.tickets))
            rule = "CTI-TKT-09"
        else:
            right = bool(ids) and set(ids) == {call.ticket}
        self.expect(right, rule, f"ticket {call.ticket} in the details of {name}", entries)
        latest = next(entry for entry in entries if entry.get("ticket_id") == call.ticket)
        requester = latest.get("requester_id")
        expected = f"{describe(self.model.people, call.requester.id)} as the requester of {name}"
        observed = describe(self.model.people, requester)
        self.expect(requester == call.requester.id, "CTI-DET-05", expected, observed)
        responder = latest.get("responder_id", latest.get("responder_idl"))
        if call.agent is not None:
            expected = f"{self.named(call.agent)} as the responder of {name}"
            self.expect(responder == call.agent, "CTI-DET-05", expected, self.named(responder))
        note = latest.get("note_id")
        if call.linked and call.ticket is not None:
            there = [n.id for n in self.cast.records.notes(call.ticket)]
            self.expect(note in there, "CTI-DET-04", f"a note_id on ticket {call.ticket}", note)
        elif call.settled and len(call.tickets) == 1:
            self.expect(note is None, "CTI-DET-03", f"no note_id of {name}", note)
