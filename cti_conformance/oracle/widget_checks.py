"""Checks of the widgets on the agents' desktops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.oracle.directory import describe
from cti_conformance.oracle.model import asks_for_ticket
from cti_conformance.results.locus import literal, ref, refs
from cti_conformance.target import locate
from cti_conformance.text.comparing import contains, same

if TYPE_CHECKING:
    from cti_conformance.oracle.model import Call
    from cti_conformance.oracle.world import World
    from cti_conformance.target.ports.desktop import Widget


class WidgetChecks:
    """Checks the widgets of a target.

    Args:
        world: The target, with its model.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._observer = world.observer
        self._model = world.model

    @property
    def can_be_seen(self) -> bool:
        """Whether the target gives access to the agents' desktops."""
        return self._observer.target.capabilities.has("desktop")

    def read(self, agent: int) -> Widget | None:
        """Return an agent's widget, or ``None`` if there is none."""
        widget = self._observer.target.desktop.widget(agent)
        self._observer.sent("widget")
        self._model.seen(agent, there=widget is not None)
        return widget

    def read_soon(self, agent: int) -> Widget | None:
        """Return an agent's widget, which is waited for, or ``None`` if none appears."""
        return self._observer.look(lambda: self.read(agent), bool)

    def snapshot(self, but: int | None = None) -> dict[int, Widget | None]:
        """Return the widgets of the agents who are online, except one agent's, by agent id."""
        if not self.can_be_seen:
            return {}
        return {
            agent: self.read(agent)
            for agent, desktop in self._model.desktops.items()
            if desktop.online and agent != but
        }

    def unchanged(self, before: dict[int, Widget | None], call: Call | None = None) -> None:
        """Check that the widgets of other agents did not change (CTI-FLT-10).

        Args:
            before: The result of `snapshot` before the step.
            call: The call of the pop. A widget that shows it, or another call that was transferred,
                is not checked: no rule says if a transfer closes it.
        """
        for agent, earlier in before.items():
            desktop = self._model.desktops[agent]
            if desktop.unsure or (call and desktop.call is call):
                continue
            now = self.read(agent)
            same = _content(now) == _content(earlier)
            name = self._world.agent_name(agent)
            expected = f"{name}'s widget as it was, {_content(earlier)}"
            at = locate.widget(agent, _as(earlier))
            self._observer.expect(same, "CTI-FLT-10", expected, _content(now), at)

    def opened(
        self, agent: int, call: Call, attributes: dict[str, Any], previous: Call | None
    ) -> None:
        """Check the widget of an agent who is online after a pop.

        It shows the call (CTI-ONL-01), instead of a previous one (CTI-FLT-08), with the ticket that
        the pop asks for (CTI-TKT-03, CTI-FWD-04), that the reference has (CTI-TKT-05), or that the
        pop names (CTI-TKT-01), and else with none (CTI-ONL-02).

        Args:
            agent: The agent.
            call: The call.
            attributes: The attributes of the pop.
            previous: The call that the widget showed before.
        """
        if not self._model.desktops[agent].online:
            return
        another = previous is not None and previous is not call
        opens = "CTI-FLT-08" if another else "CTI-ONL-01"
        self.shows(agent, call, opens, self.ticket_rule(call, attributes))

    def ticket_rule(self, call: Call, attributes: dict[str, Any]) -> str:
        """Return the rule by which the widget shows its ticket after a pop."""
        if asks_for_ticket(attributes):
            return "CTI-FWD-04" if len(call.tickets) > 1 else "CTI-TKT-03"
        if call.tickets:
            return "CTI-ONL-07" if self._model.new_ticket_option else "CTI-TKT-05"
        return "CTI-TKT-01" if call.shown else "CTI-ONL-02"

    def shows(self, agent: int, call: Call, opens: str, rule: str) -> None:
        """Check that an agent's widget shows a call with its requester and ticket.

        Args:
            agent: The agent.
            call: The call.
            opens: The rule by which the widget shows this call; for the requester of a first call
                (CTI-ONL-01) it is CTI-ONL-06.
            rule: The rule by which the widget shows the ticket.
        """
        ticket = call.ticket or call.shown
        # Any of several tickets of a reference may be shown, unless the pop asked for a new one.
        several = len(call.tickets) > 1 and rule == "CTI-TKT-05"
        tickets = set(call.tickets) if several else {ticket}
        free = call.open and call.shown_unsure

        pending = ticket is not None and ticket < 0
        known = {t for person in self._model.people for t in person.tickets}
        known |= {t for one in self._model.calls for t in one.tickets}

        def right(widget: Widget | None) -> bool:
            if widget is None or free:
                return widget is not None
            is_new = widget.ticket_id is not None and widget.ticket_id not in known
            return widget.ticket_id in tickets or (pending and is_new)

        callers = self._model.callers(call)
        # A page that is slow still shows the call before, or the former name.
        widget = self._observer.look(
            lambda: self.read(agent),
            lambda seen: right(seen) and _is_of(self._world, seen, call, callers),
        )
        name = self._world.agent_name(agent)
        if widget is None:
            expected = f"{self._world.call_name(call)} in {name}'s widget"
            at = locate.widget(agent, ".widget != null")
            self._observer.differs(opens, expected, "no widget", at)
        self._requester(call, widget, agent, "CTI-ONL-06" if opens == "CTI-ONL-01" else opens)
        expected = f"no ticket in {name}'s widget"
        if ticket:
            expected = f"{'a new ticket' if pending else f'ticket {ticket}'} in {name}'s widget"
        holds = f".widget.ticket.id as $it | {refs('ticket', tickets)} | index($it)"
        if not ticket:
            holds = ".widget != null and .widget.ticket == null"
        elif pending:
            is_new = f"({refs('ticket', sorted(known))} | index($it) | not)"
            holds = f".widget.ticket.id as $it | $it != null and {is_new}"
        at = locate.widget(agent, holds, "/widget/ticket")
        shown = f"ticket {widget.ticket_id}" if widget.ticket_id else "no ticket"
        self._observer.expect(right(widget), rule, expected, f"{shown} in it", at)

    def restored(self, agent: int, call: Call) -> None:
        """Check that a reopened desktop shows the call (CTI-FLT-01) and the notes (CTI-FLT-11)."""
        self.shows(agent, call, "CTI-FLT-01", "CTI-FLT-01")
        if call.open and call.notes:
            self.notepad(agent, call, "CTI-FLT-11")

    def notepad(self, agent: int, call: Call, rule: str) -> None:
        """Check that the notepad of an agent's widget has the call's notes (the rule given)."""
        widget = self.read(agent)
        notes = widget.notes if widget else None
        right = notes is not None and same(notes, call.notes)
        holds = f'.widget.notes // "" | squeezed == ({literal(call.notes)} | squeezed)'
        at = locate.widget(agent, holds, "/widget/notes")
        observed = "no widget" if notes is None else f"the notes {notes!r}" if notes else "no notes"
        self._observer.expect(right, rule, f"the notes {call.notes!r}", observed, at)

    def no_notes_of_others(self, agent: int, call: Call) -> None:
        """Check that the notepad of a call has no notes of another call (CTI-ONL-04)."""
        widget = self.read(agent)
        seen = widget.notes if widget else ""
        for other in self._model.calls:
            for text in other.drafts:
                if other is call or text in call.drafts:
                    continue
                holds = f'.widget.notes // "" | squeezed != ({literal(text)} | squeezed)'
                at = locate.widget(agent, holds, "/widget/notes")
                name = self._world.call_name(other)
                expected = f"no notes of {name} in the widget of {self._world.call_name(call)}"
                right = not contains(seen or "", text)
                self._observer.expect(right, "CTI-ONL-04", expected, f"the notes {seen!r}", at)

    def closed(self, agent: int, rule: str) -> None:
        """Check that an agent's widget is closed (the rule given)."""
        widget = self._observer.look(lambda: self.read(agent), lambda seen: seen is None)
        at = locate.widget(agent, ".widget == null")
        self._observer.expect(widget is None, rule, "the widget to be gone", _content(widget), at)

    def _requester(self, call: Call, widget: Widget, agent: int, rule: str) -> None:
        """Check the requester in a widget, and adopt the contact selected (the rule given)."""
        people = self._model.people
        known = {person.id for person in people}
        if not call.requester.id and widget.requester_id and widget.requester_id not in known:
            call.requester.id = widget.requester_id  # the new contact
        allowed = self._model.callers(call)
        expected = f"{call.requester.name} in {self._world.agent_name(agent)}'s widget"
        observed = describe(people, widget.requester_id)
        holds = (
            f".widget.requester.id as $it | {refs('contact', sorted(allowed - {0}))} | index($it)"
        )
        at = locate.widget(agent, holds, "/widget/requester/id")
        self._observer.expect(widget.requester_id in allowed, rule, expected, observed, at)
        if widget.requester_id != call.requester.id:
            person = next(p for p in people if p.id == widget.requester_id)
            self._model.select_requester(call, person)
        self._name(call, widget, agent)

    def _name(self, call: Call, widget: Widget, agent: int) -> None:
        """Check that a widget shows the requester's present name (CTI-ONL-02, CTI-ONL-03)."""
        right, name = _is_named(self._world, widget, call), call.requester.stored_name
        rule = "CTI-ONL-03" if call.last_pop.get("ticket_id") else "CTI-ONL-02"
        holds = f".widget.requester.name | squeezed == ({literal(name)} | squeezed)"
        at = locate.widget(agent, holds, "/widget/requester/name")
        self._observer.expect(right, rule, f"the name {name!r}", repr(widget.requester_name), at)


def _is_of(world: World, widget: Widget | None, call: Call, callers: set[int]) -> bool:
    """Return whether a widget shows one of these requesters by name, or any new one."""
    if widget is None or not call.requester.id:
        return widget is not None
    return widget.requester_id in callers and _is_named(world, widget, call)


def _is_named(world: World, widget: Widget, call: Call) -> bool:
    """Return whether a widget shows the requester's name, as the records have it now."""
    person, shown = call.requester, widget.requester_name.split()
    can_be_read = world.observer.target.has_records and not person.deleted
    if person.stored_name.split() not in ([], shown) and can_be_read:
        # A helpdesk may change a name on its own.
        person.stored_name = world.records.contact(person.id).name
    return person.stored_name.split() in ([], shown)


def _as(widget: Widget | None) -> str:
    """Return the condition that a widget has the requester and the ticket of this one."""
    if widget is None:
        return ".widget == null"
    ids = f"{ref('contact', widget.requester_id)}, {ref('ticket', widget.ticket_id)}"
    return f".widget | [.requester.id, .ticket.id] == [{ids}]"


def _content(widget: Widget | None) -> tuple[int | None, int | None] | None:
    return (widget.requester_id, widget.ticket_id) if widget else None
