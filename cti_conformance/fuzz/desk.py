"""Does to a target what callers and agents do, and holds it to the model after each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.fuzz.account import Account
from cti_conformance.fuzz.model import Call, Due, asks, describe

if TYPE_CHECKING:
    from cti_conformance.config.credentials import Auth
    from cti_conformance.target.ports.desktop import Widget
    from cti_conformance.transport.answer import Answer


class Helpdesk(Account):
    """A target, to which is done what callers and agents do."""

    @property
    def has_desktop(self) -> bool:
        """Whether the agents' desktops can be seen."""
        return self.target.capabilities.has("desktop")

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
            self.nobody_new(by, call.requester, rule)
        elif rule == "CTI-REQ-02":
            self.nobody_new(said["requester_phone"], None, rule)
        self.tickets(due, call, rule)
        if self.has_desktop:
            self._widget_of(agent, call, said, shown_before)
            self._unchanged(others, call)
        self.details(call, shown_before)

    def refuse(self, said: dict[str, Any], rule: str, why: str, auth: Auth = "best") -> None:
        """Send a pop that must be refused, and see to it that nothing came of it."""
        self.story.append(f"a pop that must be refused: {why}")
        others = self._widgets()
        self.refused(self._sent(said, auth), rule, f"a 4xx, for {why}")
        if isinstance(number := said.get("requester_phone"), str):
            self.nobody_new(number, None, "CTI-POP-13")
        self.tickets(Due(rule="CTI-POP-13"), None, "CTI-POP-13")
        self._unchanged(others, None)
        reference = said.get("call_reference_id")
        if isinstance(reference, str) and self.model.by_reference(reference) is None:
            left = self.asked(reference)
            self.expect(not left, "CTI-POP-13", "nothing known of a refused call", left)
        self.details()

    def _sent(self, said: dict[str, Any], auth: Auth = "best") -> Answer:
        answer = self.target.cti.pop(said, auth=auth)
        self.context.log.sent("pop")
        if answer.accepted:
            self.cast.created.references.append(str(said.get("call_reference_id")))
        return answer

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
        self.context.log.sent("widget")
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
        known = {p.id for p in people if self.may_be(p, call)} | {call.requester.id}
        expected = f"{call.requester.name} in {name}'s widget"
        observed = describe(people, widget.requester_id)
        wrong_one = "CTI-ONL-06" if opens == "CTI-ONL-01" else opens
        self.expect(widget.requester_id in known, wrong_one, expected, observed)
        if widget.requester_id != call.requester.id:
            person = next(p for p in people if p.id == widget.requester_id)
            self.takes(call, person)
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
                notes = widget.notes if widget else None
                self.expect(notes == sure.noted, "CTI-FLT-11", f"the notes {sure.noted!r}", notes)
        elif online:
            self._widget(agent)
        self.tickets(Due(rule="CTI-ONL-05"), None, "")

    def crash(self) -> None:
        """Let the server crash; what it answered with success is there afterwards."""
        self.story.append("the server crashes")
        self.target.operations.crash()
        self.model.crash()
        for agent in self.model.desks:
            online = self.target.desktop.is_online(agent)
            name = self.named(agent)
            self.expect(not online, "CTI-FLT-02", f"{name} to be offline after the crash", "online")
        self.tickets(Due(rule="CTI-FLT-04"), None, "")
        self.details(*self.model.calls)

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
        self.context.log.sent(action)
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
        self.tickets(due, None, "")
        if goes is not None:
            self.is_linked(call, "CTI-REF-05")
            if call.settled and call.noted:
                self.noted(Call(None, call.requester, None, {}, noted=call.noted), goes)
        self._after(agent, call, action, rule, given)
        self._unchanged(others, None)
        self.details(call)

    def _after(self, agent: int, call: Call, action: str, rule: str, given: dict[str, Any]) -> None:
        """See to it that the widget is as it should be after an action."""
        if self.model.desks[agent].call is None:
            widget = self.look(lambda: self._widget(agent), lambda seen: seen is None)
            self.expect(widget is None, rule, "the widget to be gone", _content(widget))
        else:
            self._shows(agent, call, rule, call.ticket or call.shown, rule)
        if action == "close" and call.tickets and call.settled and call.said.get("call_url"):
            bare = Call(None, call.requester, None, {"call_url": call.said["call_url"]})
            self.noted(bare, call.tickets[-1], "CTI-REC-07")
        if action == "add_note":
            written = Call(None, call.requester, None, {}, noted=given["text"])
            self.noted(written, call.tickets[-1], "CTI-TKT-07")
        if action == "take_notes":
            widget = self._widget(agent)
            notes = widget.notes if widget else None
            self.expect(notes == call.noted, "CTI-ONL-04", f"the notes {call.noted!r}", notes)

    def associate_again(self, agent: int, call: Call, action: str, **given: Any) -> None:
        """Let an agent try to send a call to a further ticket, which is refused."""
        self.story.append(f"{self.named(agent)} tries once more: {action}")
        refusal = self.target.desktop.act(agent, action, **given)
        self.context.log.sent(action)
        self.expect(refusal, "CTI-END-04", f"{self.lettered(call)} to stay where it is", "done")
        self.tickets(Due(rule="CTI-END-04"), None, "")
        self.details(call)

    def look_back(self) -> None:
        """See to it that all calls are still where they went."""
        self.details(*self.model.calls)

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
