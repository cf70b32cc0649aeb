"""Applies the events of a scenario to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.oracle.actions import rule_of
from cti_conformance.oracle.callers import Callers
from cti_conformance.oracle.model import Call, DesktopState, asks_for_ticket
from cti_conformance.oracle.pop_reading import read_pop
from cti_conformance.target.journal import (
    Acted,
    AgentMade,
    ContactKnown,
    Crashed,
    Deleted,
    NumberPicked,
    Popped,
    PresenceSet,
    Restored,
    SettingsChanged,
    TicketGiven,
    TicketMade,
    TicketPageLoaded,
)

if TYPE_CHECKING:
    from cti_conformance.oracle.model import Due, Model
    from cti_conformance.target.journal import Event

ASSOCIATING = ("make_ticket", "link_ticket")


class Replay:
    """Applies events to a model.

    A ticket that a call must have made has a negative id until it is seen.

    Args:
        model: The model.

    Attributes:
        callers: Who calls whom.
        due: The rule that requires each ticket that was not seen yet, by its negative id.
        others: For each call, the rule that a ticket that is not due violates.
        refused: The references of refused pops.
        refused_numbers: The requesters' numbers in them.
        was_refused: Whether the last pop was refused.
        added: The notes that agents added: the call, the place of the ticket among its, the text.
        desktop_rules: The rule by which an agent's widget shows what it shows, by agent id.
        touched: The agents whose widgets may have changed since the last check.
        lost: Why the rules no longer say what becomes of the calls; empty if they do.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.callers = Callers(model)
        self.due: dict[int, str] = {}
        self.others: dict[Call, str] = {}
        self.refused: list[str] = []
        self.refused_numbers: list[str] = []
        self.was_refused = False
        self.added: list[tuple[Call, int, str]] = []
        self.desktop_rules: dict[int, str] = {}
        self.touched: set[int] = set()
        self.lost = ""
        self._tickets: set[int] = set()

    def apply(self, event: Event) -> None:
        """Apply one event."""
        match event:
            case Popped():
                self._popped(event)
            case Acted(refusal=None):
                self._acted(event)
            case PresenceSet():
                self._came_or_went(event)
            case SettingsChanged():
                self._changed(event)
            case Crashed():
                self.model.crash()
            case TicketPageLoaded():
                for call in self.model.calls:
                    call.waits = call.waits and call.ticket != event.ticket
            case TicketMade():
                self._tickets.add(event.ticket.id)
                self._person_of(event.ticket.requester_id, event.ticket.id)
            case TicketGiven():
                self._person_of(event.requester_id, event.ticket)
                self._leave_open("tickets", event.ticket)
            case Deleted():
                self.callers.learn(event)
                self._leave_open(event.kind, event.id)
            case ContactKnown() | AgentMade() | NumberPicked() | Restored():
                self.callers.learn(event)
            case _:
                pass

    # -- pops ------------------------------------------------------------------------------

    def _popped(self, event: Popped) -> None:
        if not event.answer.accepted:
            self._not_accepted(event)
            return
        self.was_refused = False
        pop = read_pop(event.attributes) if event.attributes is not None else None
        agent = self.callers.responder(pop) if pop else None
        who = self.callers.requester(pop) if pop else None
        if pop is None or agent is None or who is None:
            self.lost = self.lost or "a pop of which the rules leave open what it does"
            return
        call = self.model.by_reference(pop.get("call_reference_id"))
        if call is None:
            call = Call(pop.get("call_reference_id"), who.person, None, {}, found_by=who.rule)
            call.candidates = who.candidates
        elif call.requester not in who.candidates:
            call.unsure = True
        ambiguous = self._is_ambiguous(call, pop)
        desktop = self.model.desktops.setdefault(agent, DesktopState())
        previous = desktop.call
        self.touched |= {a for a, d in self.model.desktops.items() if d.call is call} | {agent}
        due = self.model.pop(call, pop, agent, apart=event.apart)
        # A contact that the suite did not create may have the same text (CTI-REQ-17).
        call.unsure = call.unsure or ambiguous or who.rule == "CTI-REQ-17"
        another = previous is not None and previous is not call
        self.desktop_rules[agent] = "CTI-FLT-08" if another else "CTI-ONL-01"
        self._promise(call, due)

    def _not_accepted(self, event: Popped) -> None:
        if not event.answer.refused:
            self.lost = self.lost or "a pop that was neither accepted nor refused"
            return
        refused = event.attributes or {}
        reference, number = refused.get("call_reference_id"), refused.get("requester_phone")
        if isinstance(reference, str) and reference.strip():
            self.refused.append(reference)
        if isinstance(number, str):
            self.refused_numbers.append(number)
        self.was_refused = True

    def _is_ambiguous(self, call: Call, pop: dict[str, Any]) -> bool:
        """Return whether the documentation leaves open which ticket the call gets."""
        named = pop.get("ticket_id")
        if named is None:
            return False
        if named not in self._tickets:  # accepted against CTI-TKT-02: the result is undefined
            return True
        if asks_for_ticket(pop) or self.model.new_ticket_option:  # CTI-TKT-08
            return True
        return bool(call.tickets) and call.ticket != named

    def _promise(self, call: Call, due: Due) -> None:
        """Record the tickets that are due, and mark calls as unsure whose ticket is optional."""
        self.others[call] = due.rule
        for one, rule in due.tickets:
            ticket_id = -1 - len(self.due)
            self.due[ticket_id] = rule
            self.model.associate(one, ticket_id)
        for one in due.either:
            one.must_be_filed = not one.unsure
        for maybe in (*due.either, *due.perhaps):
            maybe.unsure = True

    def never_accepted(self) -> list[str]:
        """Return the references of refused pops that no accepted pop had."""
        refused = dict.fromkeys(self.refused)
        return [one for one in refused if self.model.by_reference(one) is None]

    # -- at the desktop -----------------------------------------------------------------------

    def had_its_ticket(self, event: Event) -> Call | None:
        """Return the call that an agent has associated with a ticket though it had one already."""
        if not isinstance(event, Acted) or event.refusal or event.action not in ASSOCIATING:
            return None
        desktop = self.model.desktops.get(event.agent)
        call = desktop.call if desktop and not desktop.unsure else None
        return call if call and not (call.open or call.unsure) else None

    def _acted(self, event: Acted) -> None:
        desktop = self.model.desktops.setdefault(event.agent, DesktopState())
        call = desktop.call
        self.touched.add(event.agent)
        if call is None:
            self.lost = self.lost or "an action in a widget that should not be there"
            return
        rule = rule_of(event.action, event.given)
        chooses = event.action in ASSOCIATING or event.given.get("ticket") is not None
        leaves_open = event.action == "close" and event.given.get("ticket") is None and call.open
        if desktop.unsure or leaves_open or (chooses and not call.open):
            call.unsure = True
        if event.action == "add_note":
            self.added.append((call, len(call.tickets) - 1, str(event.given["text"])))
        self.desktop_rules[event.agent] = rule
        due = self.model.act(event.agent, call, event.action, dict(event.given), rule)
        self._promise(call, due)

    def _came_or_went(self, event: PresenceSet) -> None:
        desktop = self.model.desktops.setdefault(event.agent, DesktopState())
        if event.online and desktop.call:
            self.desktop_rules[event.agent] = "CTI-FLT-01"
        elif event.online and self.desktop_rules.get(event.agent) not in (
            "CTI-END-03",
            "CTI-FWD-06",
        ):
            self.desktop_rules[event.agent] = "CTI-ONL-01"
        if not event.before:
            self.touched.add(event.agent)
        self.model.go(event.agent, online=event.online)

    def _changed(self, event: SettingsChanged) -> None:
        if "new_ticket" in event.changes:
            self.model.new_ticket_option = event.changes["new_ticket"] is True
        if "cti_enabled" in event.changes:
            self.lost = self.lost or "the CTI feature was switched off, or on again"

    # -- records ---------------------------------------------------------------------------

    def _person_of(self, requester_id: int | None, ticket_id: int) -> None:
        if requester_id is not None and (person := self.callers.by_id(requester_id)):
            person.tickets.add(ticket_id)

    def _leave_open(self, kind: str, id_: int) -> None:
        """Judge no call any more whose requester, ticket or agent this record is."""
        for call in self.model.calls:
            concerned = {
                "contacts": call.requester.id == id_,
                "tickets": id_ in call.tickets or call.shown == id_,
                "agents": call.agent == id_,
            }
            if concerned[kind]:
                call.unsure, call.must_be_filed = True, False
            if kind == "tickets" and call.ticket is not None and call.ticket < 0:
                call.unsure = True  # it may be this one
