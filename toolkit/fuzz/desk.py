"""Does to a target what callers and agents do, and holds it to the model after each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.fiction import same_number
from cti_conformance.fuzz.model import Call, Desk, Due, Model, Person, asks, told
from cti_conformance.fuzz.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cti_conformance.cast import Cast
    from cti_conformance.exchange import Answer
    from cti_conformance.fuzz.finding import Property
    from cti_conformance.fuzz.setting import Setting
    from cti_conformance.login import Auth
    from cti_conformance.ports.desktop import Widget
    from cti_conformance.ports.records import Agent, Ticket

PHONE = 3
NAMES = ("Omar", "Priya", "Noor")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Helpdesk(Trial):
    """A target with a few people, and the model of it.

    Args:
        setting: The setting of the campaign.
        checked: The property that it is an example of.
        cast: Makes the people.
        agents: The agents, who serve for all examples.
    """

    def __init__(
        self, setting: Setting, checked: Property, cast: Cast, agents: Sequence[Agent]
    ) -> None:
        super().__init__(setting, checked)
        self.cast = cast
        self.agents = agents
        self.model = Model(desks={agent.id: Desk() for agent in agents})
        self.numbers: list[str] = []
        self.old_tickets: list[Ticket] = []
        self.has_desktop = self.target.capabilities["desktop"].available
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

    # -- a pop -----------------------------------------------------------------------------

    def pop(self, call: Call, said: dict[str, Any], agent: int, *, by: str, rule: str) -> None:
        """Let a call come in, and see to it that it came to what it must.

        Args:
            call: The call, new or known.
            said: The attributes of the pop.
            agent: Whose call it is.
            by: The requester's number, where the pop names the requester by it.
            rule: The rule by which the requester is found.
        """
        online = self.model.desks[agent].online
        state = "online" if online else "offline"
        self.story.append(
            f"{call.requester.name} calls {self.named(agent)}, who is {state} "
            f"({self.lettered(call)})"
        )
        others = self._widgets(but=agent)
        shown_before = self.model.desks[agent].call
        due = self.model.pop(call, said, agent)
        self.accepted(self._sent(said), _needed(said, rule))
        if by:
            self._nobody_new(by, call.requester, rule)
        elif rule == "CTI-REQ-02":
            self._nobody_new(said["requester_phone"], None, rule)
        self._tickets(due, call, rule)
        if self.has_desktop:
            self._widget_of(agent, call, said, shown_before)
            self._unchanged(others, call)
        self._details(call, shown_before)

    def refuse(self, said: dict[str, Any], rule: str, why: str, auth: Auth = "best") -> None:
        """Send a pop that must be refused, and see to it that nothing came of it."""
        self.story.append(f"a pop that must be refused: {why}")
        others = self._widgets()
        self.refused(self._sent(said, auth), rule, f"a 4xx, for {why}")
        if isinstance(number := said.get("requester_phone"), str):
            self._nobody_new(number, None, "CTI-POP-13")
        self._tickets(Due(rule="CTI-POP-13"), None, "CTI-POP-13")
        self._unchanged(others, None)
        reference = said.get("call_reference_id")
        if isinstance(reference, str) and self.model.by_reference(reference) is None:
            left = self._asked(reference)
            self.expect(not left, "CTI-POP-13", "nothing known of a refused call", left)
        self._details()

    def _sent(self, said: dict[str, Any], auth: Auth = "best") -> Answer:
        answer = self.target.cti.pop(said, auth=auth)
        self.setting.kept.sent("pop")
        if answer.accepted:
            self.cast.made.references.append(str(said.get("call_reference_id")))
        return answer

    def _nobody_new(self, number: str, caller: Person | None, rule: str) -> None:
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

    def _tickets(self, due: Due, call: Call | None, found_by: str) -> None:
        """See to it that just the tickets that are due were made, each for the right contact."""
        people = self.model.people

        def look() -> list[tuple[Person, Ticket]]:
            self.setting.kept.sent("tickets of a contact", len(people))
            return [
                (person, ticket)
                for person in people
                for ticket in self.cast.records.tickets_of(person.id)
                if ticket.id not in person.tickets
            ]

        seen = self.look(look, lambda new: len(new) >= len(due.tickets))
        for person, ticket in seen:
            person.tickets.add(ticket.id)
        left = list(seen)
        for wanted, rule in due.tickets:
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
            self._is_linked(call, "CTI-OFF-05")

    def _went_to_the_ticket_shown(self, call: Call) -> None:
        """See to it that a call that made no ticket went to the one that its widget showed."""
        shown = call.shown
        assert shown is not None
        if call.reference is not None:
            reference = call.reference
            entries = self.look(lambda: self._asked(reference), bool)
            ids = {entry.get("ticket_id") for entry in entries}
            expected = f"{self.lettered(call)} on ticket {shown}, or on a new one"
            self.expect(shown in ids, "CTI-FLT-06", expected, entries)
        self.model.associate(call, shown, linked=True)

    def _takes(self, call: Call, person: Person) -> None:
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
        mine = [one for one in left if self._may_be(one[0], call)]
        if not mine and found_by:
            for person, _ in self._wrongly(call, left):
                expected = f"{call.requester.name} to be the requester of the ticket"
                self.differs(found_by, expected, person.name)
        self.expect(mine, rule, f"a new ticket for {call.requester.name}", "none")
        reported = self._asked(call.reference) if call.reference and len(mine) > 1 else []
        ids = {entry.get("ticket_id") for entry in reported}
        chosen = next((one for one in mine if one[1].id in ids), mine[0])
        left.remove(chosen)
        person, ticket = chosen
        self._takes(call, person)
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
            ids = {entry.get("ticket_id") for entry in self._asked(call.reference)}
            return [one for one in left if one[1].id in ids]
        busy = {id(one.requester) for one in self.model.calls if one is not call and one.open}
        return [one for one in left if id(one[0]) not in busy]

    def _may_be(self, person: Person, call: Call) -> bool:
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
        self._noted(call, ticket_id, carried)

    def _noted(self, call: Call, ticket_id: int, carried: str = "") -> None:
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

    def _is_linked(self, call: Call, rule: str) -> None:
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

    def _asked(self, reference: str) -> list[dict[str, Any]]:
        answer = self.answered(self.target.cti.details(reference))
        self.setting.kept.sent("details")
        content = answer.json if answer.status == 200 else []
        right = answer.status in (200, 404) and isinstance(content, list)
        self.expect(right, "CTI-DET-01", "an array of calls", answer)
        return [entry for entry in content if isinstance(entry, dict)]

    def _details(self, *touched: Call | None) -> None:
        """See to it that details say of these calls, and of the first, where they went."""
        for call in dict.fromkeys((*touched, *self.model.calls[:1])):
            if call is None or call.reference is None:
                continue
            if call.open and (call.vague or call.shown is not None):
                continue
            wanted = set(call.tickets)
            entries = self.look(
                lambda one=call: self._asked(one.reference or ""),  # type: ignore[misc]
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
        expected = f"{told(self.model.people, call.requester.id)} as the requester of {name}"
        observed = told(self.model.people, requester)
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

    # -- widgets ---------------------------------------------------------------------------

    def _widgets(self, but: int | None = None) -> dict[int, Widget | None]:
        """Return what is in the widgets of those who are online, less one."""
        if not self.has_desktop:
            return {}
        return {
            agent: self._widget(agent)
            for agent, desk in self.model.desks.items()
            if desk.online and agent != but
        }

    def _widget(self, agent: int) -> Widget | None:
        widget = self.target.desktop.widget(agent)
        self.setting.kept.sent("widget")
        self.model.seen(agent, there=widget is not None)
        return widget

    def _unchanged(self, before: dict[int, Widget | None], call: Call | None) -> None:
        """See to it that the widgets of other agents are as they were."""
        for agent, was in before.items():
            if call and self.model.desks[agent].call is call:
                continue  # a transfer, of which the first agent's widget is nobody's matter
            now = self._widget(agent)
            same = _content(now) == _content(was)
            expected = f"{self.named(agent)}'s widget as it was, {_content(was)}"
            self.expect(same, "CTI-FLT-10", expected, _content(now))

    def _widget_of(self, agent: int, call: Call, said: dict[str, Any], before: Call | None) -> None:
        """See to it that an agent who is online has the call in the widget, and no other."""
        if not self.model.desks[agent].online:
            return
        another = before is not None and before is not call
        opens = "CTI-FLT-08" if another else "CTI-ONL-01"
        ticket = call.ticket or call.shown
        if asks(said):
            rule = "CTI-FWD-04" if len(call.tickets) > 1 else "CTI-TKT-03"
        elif call.tickets:
            rule = "CTI-TKT-05"
        else:
            rule = "CTI-TKT-01" if call.shown else "CTI-ONL-02"
        self._shows(agent, call, opens, ticket, rule)

    def _shows(self, agent: int, call: Call, opens: str, ticket: int | None, rule: str) -> None:
        # Of several tickets of one reference any may be brought up, but for one just asked for.
        several = len(call.tickets) > 1 and rule == "CTI-TKT-05"
        tickets = set(call.tickets) if several else {ticket}
        free = call.open and call.vague

        def right(widget: Widget | None) -> bool:
            return widget is not None and (free or widget.ticket_id in tickets)

        widget = self.look(lambda: self._widget(agent), right)
        name = self.named(agent)
        if widget is None:
            self.differs(opens, f"{self.lettered(call)} in {name}'s widget", "no widget")
            return
        people = self.model.people
        known = {p.id for p in people if self._may_be(p, call)} | {call.requester.id}
        expected = f"{call.requester.name} in {name}'s widget"
        observed = told(people, widget.requester_id)
        wrong_one = "CTI-ONL-06" if opens == "CTI-ONL-01" else opens
        self.expect(widget.requester_id in known, wrong_one, expected, observed)
        if widget.requester_id != call.requester.id:
            person = next(p for p in people if p.id == widget.requester_id)
            self._takes(call, person)
        expected = f"ticket {ticket} in {name}'s widget" if ticket else f"no ticket in {name}'s"
        self.expect(right(widget), rule, expected, widget.ticket_id)

    # -- what agents do --------------------------------------------------------------------

    def presence(self, agent: int, *, online: bool) -> None:
        """Let an agent open the desktop, or close it."""
        self.story.append(f"{self.named(agent)} goes {'online' if online else 'offline'}")
        desk = self.model.desks[agent]
        sure = desk.call if not desk.unsure and not desk.online and online else None
        self.target.desktop.set_presence(agent, online=online)
        self.model.go(agent, online=online)
        seen = self.look(lambda: self.target.desktop.is_online(agent), lambda now: now == online)
        self.expect(seen == online, "CTI-ONL-01", f"presence to be {online}", seen)
        if sure:
            self._shows(agent, sure, "CTI-FLT-01", sure.ticket or sure.shown, "CTI-FLT-01")
            if sure.open and sure.noted:
                widget = self._widget(agent)
                kept = widget.notes if widget else None
                self.expect(kept == sure.noted, "CTI-FLT-11", f"the notes {sure.noted!r}", kept)
        elif online:
            self._widget(agent)
        self._tickets(Due(rule="CTI-ONL-05"), None, "")

    def crash(self) -> None:
        """Let the server crash; what it answered with success is there afterwards."""
        self.story.append("the server crashes")
        self.target.operations.crash()
        self.model.crash()
        for agent in self.model.desks:
            online = self.target.desktop.is_online(agent)
            name = self.named(agent)
            self.expect(not online, "CTI-FLT-02", f"{name} to be offline after the crash", "online")
        self._tickets(Due(rule="CTI-FLT-04"), None, "")
        self._details(*self.model.calls)

    def act(self, agent: int, call: Call, action: str, **given: Any) -> None:
        """Let an agent do something in the widget, and see to it that it is done."""
        self.story.append(f"{self.named(agent)}: {action} {given or ''}".strip())
        rules = {
            "take_notes": "CTI-ONL-04",
            "make_ticket": "CTI-ONL-12",
            "link_ticket": "CTI-ONL-11",
            "forward": "CTI-FWD-06",
            "dismiss": "CTI-END-03",
            "add_note": "CTI-TKT-07",
            "close": {"new": "CTI-END-01", "shown": "CTI-END-02"}.get(
                str(given.get("ticket")), "CTI-FWD-06"
            ),
        }
        rule = rules[action]
        others = self._widgets(but=agent)
        refusal = self.target.desktop.act(agent, action, **given)
        self.setting.kept.sent(action)
        self.expect(refusal is None, rule, f"{action} to be done", refusal)
        due = Due(rule=rule)
        goes = given.get("ticket_id") or (call.shown if given.get("ticket") == "shown" else None)
        if action == "take_notes":
            call.noted = given["text"]
        elif action == "make_ticket" or given.get("ticket") == "new":
            due = Due(((call, rule),), rule=rule)
        elif goes is not None:
            self.model.associate(call, goes, linked=True)
        if action in ("forward", "dismiss", "close"):
            self.model.close(agent)
        self._tickets(due, None, "")
        if goes is not None:
            self._is_linked(call, "CTI-REF-05")
            if call.settled and call.noted:
                self._noted(Call(None, call.requester, None, {}, noted=call.noted), goes)
        self._after(agent, call, action, rule, given)
        self._unchanged(others, None)
        self._details(call)

    def _after(self, agent: int, call: Call, action: str, rule: str, given: dict[str, Any]) -> None:
        """See to it that the widget is as it should be after an action."""
        if self.model.desks[agent].call is None:
            widget = self.look(lambda: self._widget(agent), lambda seen: seen is None)
            self.expect(widget is None, rule, "the widget to be gone", _content(widget))
        else:
            self._shows(agent, call, rule, call.ticket or call.shown, rule)
        if action == "close" and call.tickets and call.settled and call.said.get("call_url"):
            bare = Call(None, call.requester, None, {"call_url": call.said["call_url"]})
            self._noted(bare, call.tickets[-1], "CTI-REC-07")
        if action == "add_note":
            written = Call(None, call.requester, None, {}, noted=given["text"])
            self._noted(written, call.tickets[-1], "CTI-TKT-07")
        if action == "take_notes":
            widget = self._widget(agent)
            kept = widget.notes if widget else None
            self.expect(kept == call.noted, "CTI-ONL-04", f"the notes {call.noted!r}", kept)

    def associate_again(self, agent: int, call: Call, action: str, **given: Any) -> None:
        """Let an agent try to send a call to a further ticket, which is refused."""
        self.story.append(f"{self.named(agent)} tries once more: {action}")
        refusal = self.target.desktop.act(agent, action, **given)
        self.setting.kept.sent(action)
        self.expect(refusal, "CTI-END-04", f"{self.lettered(call)} to stay where it is", "done")
        self._tickets(Due(rule="CTI-END-04"), None, "")
        self._details(call)

    def look_back(self) -> None:
        """See to it that all calls are still where they went."""
        self._details(*self.model.calls)

    def leave(self) -> None:
        """Leave the desks as they were, for the next example."""
        for agent, desk in self.model.desks.items():
            if self.has_desktop and (desk.call or desk.online):
                self.target.desktop.set_presence(agent, online=True)
                if self.target.desktop.widget(agent):
                    self.target.desktop.act(agent, "dismiss")
                self.target.desktop.set_presence(agent, online=False)


def _needed(said: dict[str, Any], rule: str) -> str:
    """Return the rule that a pop is to be accepted by: the most particular thing in it."""
    if "new_ticket" in said and not isinstance(said["new_ticket"], bool):
        return "CTI-POP-15" if said["new_ticket"] is None else "CTI-POP-06"
    return rule if "responder_id" in said else "CTI-POP-05"


def _content(widget: Widget | None) -> tuple[int | None, int | None] | None:
    return (widget.requester_id, widget.ticket_id) if widget else None
