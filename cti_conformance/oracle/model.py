"""A model of calls: the outcomes that the documentation allows.

It holds what the rules of the ledger fix, and no more. Where a rule has branches, or the
documentation is silent, the model allows several outcomes, and adopts the one that is observed.
So it accepts an implementation that looks nothing like the reference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.oracle.directory import Directory, Person

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(eq=False)
class Call:
    """The state of a call after its pops and the agents' actions.

    Attributes:
        reference: The call reference, if it has one.
        requester: The contact who calls.
        agent: The id of the agent who takes it; ``None`` where the rules allow several.
        attributes: The attributes of its pops; a later value replaces an earlier one.
        last_pop: The attributes of the last pop.
        tickets: The tickets that it is associated with, the latest last.
        linked: The rule about the note on the latest of them, if it existed before the call; else
            empty.
        shown: The ticket in the widget, with which the call is not associated yet.
        notes: The text in the agent's notepad.
        drafts: All texts that were in the notepad.
        written: The agents' notes that must be on its ticket.
        shown_unsure: Whether the widget may show a ticket that an earlier pop named.
        later: The rule about a recording or information that a later pop brought, by attribute;
            empty if there is none.
        again: Whether it had a later pop.
        settled: Whether every pop had the same attributes, so that the text of its note is known.
        waits: Whether its recording waits: for the ticket's page to be loaded (CTI-ONL-10), or for
            the end of a call that was forwarded (CTI-REC-07).
        with_option: Whether the New Ticket option was on as it came in for an agent who is online.
        unsure: Whether the documentation leaves open what becomes of it.
        must_be_filed: Whether it must have some ticket although it is unsure.
        left: Whether its agent had a later call while the desktop was closed; that may file it, or
            leave it in the widget.
        found_by: The rule by which its requester is selected.
        candidates: The contacts of whom the target selects one, if that is known.
    """

    reference: str | None
    requester: Person
    agent: int | None
    attributes: dict[str, Any]
    last_pop: dict[str, Any] = field(default_factory=dict)
    tickets: list[int] = field(default_factory=list)
    linked: str = ""
    shown: int | None = None
    notes: str = ""
    drafts: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    shown_unsure: bool = False
    later: dict[str, str] = field(default_factory=dict)
    again: bool = False
    settled: bool = True
    waits: bool = False
    with_option: bool = False
    unsure: bool = False
    must_be_filed: bool = False
    left: bool = False
    found_by: str = ""
    candidates: list[Person] = field(default_factory=list)

    @property
    def ticket(self) -> int | None:
        """The latest ticket that it is associated with."""
        return self.tickets[-1] if self.tickets else None

    @property
    def open(self) -> bool:
        """Whether it is not associated with a ticket yet."""
        return not self.tickets

    def keep_notes(self) -> None:
        """Move the notes out of the notepad: they go to the ticket (CTI-ONL-13)."""
        if self.notes:
            self.written.append(self.notes)
            self.notes = ""


@dataclass
class DesktopState:
    """The state of an agent's desktop.

    Attributes:
        online: Whether the desktop is open.
        call: The call in the widget; ``None`` if there is no widget.
        unsure: Whether the documentation leaves open if the widget is still shown.
    """

    online: bool = False
    call: Call | None = None
    unsure: bool = False


@dataclass(frozen=True)
class Due:
    """The new tickets that must follow a step.

    Attributes:
        tickets: The calls that each create one, with the rule that requires it.
        either: The calls that each create one, or are linked to the ticket that the widget showed.
        perhaps: The calls that may each create one.
        rule: The rule that forbids any other ticket.
    """

    tickets: tuple[tuple[Call, str], ...] = ()
    either: tuple[Call, ...] = ()
    perhaps: tuple[Call, ...] = ()
    rule: str = "CTI-POP-13"


@dataclass
class Model(Directory):
    """The contacts, the agents' desktops and the calls of a target.

    Attributes:
        desktops: The state of each agent's desktop, by the agent's id.
        calls: The calls, in their order.
        new_ticket_option: Whether the admin's New Ticket option is on.
    """

    desktops: dict[int, DesktopState] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    new_ticket_option: bool = False

    def by_reference(self, reference: str | None) -> Call | None:
        """Return the call that has this reference."""
        if reference is None:
            return None
        return next((call for call in self.calls if call.reference == reference), None)

    # -- a pop -----------------------------------------------------------------------------

    def pop(
        self, call: Call, attributes: dict[str, Any], agent: int, *, apart: bool = False
    ) -> Due:
        """Apply a pop, the first of a call or a later one, and return the tickets due.

        ``apart`` tells that others came in at the same moment: the order is open.
        """
        desktop = self.desktops[agent]
        again = call.again = call in self.calls
        if not again:
            self.calls.append(call)
        elif attributes != call.attributes:
            call.settled = False
            _brought_later(call, attributes, desktop)
        shows_it = desktop.online and desktop.call is call and not desktop.unsure
        if again and not shows_it:
            # The documentation leaves open whether the widget keeps the notes and the ticket shown.
            call.notes = ""
            call.shown_unsure = call.shown_unsure or (call.open and call.shown is not None)
            call.shown = None
        apply = self._online if desktop.online else self._offline
        due = apply(call, attributes, agent)
        if apart and desktop.online:
            desktop.unsure = True
            others = (*(one for one, _ in due.tickets if one is not call), *due.either)
            due = Due(perhaps=(call, *others, *due.perhaps), rule=due.rule)
        for one, _ in due.tickets:
            one.keep_notes()
        brought = {
            name: attributes[name] for name in ("call_url", "call_info") if attributes.get(name)
        }
        call.last_pop = attributes
        call.attributes = attributes if not again else {**call.attributes, **attributes, **brought}
        return due

    def _offline(self, call: Call, attributes: dict[str, Any], agent: int) -> Due:
        self._elsewhere(call, agent, own=True)
        call.waits = call.waits and not call.open
        left, again = self._left_open(call, agent), bool(call.tickets)
        for one in left:
            one.left = True
        if asks_for_ticket(attributes):
            call.agent, call.linked = agent, ""
            rule = "CTI-TKT-04" if again else "CTI-OFF-01"
            return Due(((call, rule),), perhaps=left, rule="CTI-OFF-01")
        if again:
            call.agent = call.agent if call.agent == agent else None
            names = call.linked and attributes.get("ticket_id") is not None
            return Due(perhaps=left, rule="CTI-OFF-05" if names else "CTI-REF-06")
        call.agent = agent
        if attributes.get("ticket_id") is not None:
            self.associate(call, int(attributes["ticket_id"]), linked="CTI-OFF-05")
            return Due(perhaps=left, rule="CTI-OFF-05")
        if call.shown_unsure:
            return Due(perhaps=(call, *left), rule="CTI-OFF-01")
        return Due(((call, "CTI-OFF-01"),), perhaps=left, rule="CTI-OFF-01")

    def _left_open(self, call: Call, agent: int) -> tuple[Call, ...]:
        """Return the open call in the widget of an agent who is offline, if any."""
        previous = self.desktops[agent].call
        if previous is None or previous is call or not previous.open:
            return ()
        return (previous,)

    def _online(self, call: Call, attributes: dict[str, Any], agent: int) -> Due:
        self._elsewhere(call, agent, own=False)
        due, either, perhaps = self._dispose(call, agent)
        desktop = self.desktops[agent]
        desktop.call, desktop.unsure = call, False
        rule = "CTI-ONL-05"
        if asks_for_ticket(attributes):
            due.append((call, "CTI-TKT-04" if call.tickets else "CTI-TKT-03"))
            call.agent, call.linked, rule = agent, "", "CTI-TKT-03"
        elif self.new_ticket_option and not call.tickets:
            due.append((call, "CTI-ONL-07"))
            call.agent, rule = agent, "CTI-ONL-07"
        elif call.tickets:
            call.agent, rule = (call.agent if call.agent == agent else None), "CTI-TKT-05"
        else:
            call.agent = agent
            if attributes.get("ticket_id") is not None:
                call.shown = int(attributes["ticket_id"])
            elif call.shown is not None:  # no rule says if a pop that names none hides it
                call.shown, call.shown_unsure = None, True
        call.waits = self.new_ticket_option
        call.with_option = call.with_option or self.new_ticket_option
        return Due(tuple(due), tuple(either), tuple(perhaps), rule)

    def _elsewhere(self, call: Call, agent: int, *, own: bool) -> None:
        """Mark the widgets that may no longer show the call: of others, and of this agent."""
        for other, desktop in self.desktops.items():
            if desktop.call is call and (other != agent or own):
                desktop.unsure = True  # no rule requires that it closes

    def _dispose(
        self, call: Call, agent: int
    ) -> tuple[list[tuple[Call, str]], list[Call], list[Call]]:
        """Return the tickets due, certain or not, for the agent's previous call (CTI-FLT-06)."""
        desktop = self.desktops[agent]
        previous = desktop.call
        if previous is None or previous is call or not previous.open:
            return [], [], []
        if desktop.unsure or previous.shown_unsure or previous.agent != agent:
            return [], [], [previous]
        if previous.shown is not None:
            return [], [previous], []
        return [(previous, "CTI-FLT-06")], [], []

    # -- at the desktop -----------------------------------------------------------------------

    def go(self, agent: int, *, online: bool) -> None:
        """Set whether an agent's desktop is open."""
        self.desktops[agent].online = online

    def crash(self) -> None:
        """Apply a crash of the server: every agent appears offline (CTI-FLT-02)."""
        for desktop in self.desktops.values():
            desktop.unsure = desktop.unsure or desktop.call is not None
            desktop.online = False

    def seen(self, agent: int, *, there: bool) -> None:
        """Forget a widget of which the model is unsure, if it is not there."""
        desktop = self.desktops[agent]
        if desktop.unsure and not there:
            desktop.call, desktop.unsure = None, False

    def act(self, agent: int, call: Call, action: str, given: dict[str, Any], rule: str) -> Due:
        """Apply an action that an agent did in the widget, and return the tickets due.

        Args:
            agent: The agent's id.
            call: The call in the widget.
            action: The action, as the port `desktop` names it.
            given: The arguments of the action.
            rule: The rule by which the agent can do it.
        """
        due = Due(rule=rule)
        linked = given.get("ticket_id") or (call.shown if given.get("ticket") == "shown" else None)
        if action in ("take_notes", "write_notes"):
            call.drafts.append(given["text"])
            call.notes = given["text"] if action == "take_notes" else ""  # not saved yet
        elif action == "make_ticket" or given.get("ticket") == "new":
            call.keep_notes()
            due = Due(((call, rule),), rule=rule)
        elif linked is not None:
            self.associate(call, linked, linked="CTI-REF-05")
        if action in ("forward", "dismiss", "close"):
            call.waits = action == "forward" and call.reference is not None
            self.close(agent)
        return due

    def close(self, agent: int) -> None:
        """Close the agent's widget; no rule says if notes without a ticket are kept."""
        desktop = self.desktops[agent]
        if desktop.call and desktop.call.open:
            desktop.call.notes = ""
        desktop.call, desktop.unsure = None, False

    # -- associations ----------------------------------------------------------------------

    def associate(self, call: Call, ticket: int, *, linked: str = "") -> None:
        """Associate a call with a ticket; ``linked`` is the rule if that existed before."""
        call.keep_notes()
        call.tickets.append(ticket)
        call.linked = linked
        call.shown, call.shown_unsure = None, False

    def may_be_recorded_later(self, call: Call) -> bool:
        """Return whether the recording may be missing: the call has not ended (CTI-REC-07)."""
        return call.waits or any(desktop.call is call for desktop in self.desktops.values())

    def certain(self, agents: Iterable[int]) -> list[tuple[int, Call]]:
        """Return the agents whose widget shows a call for certain, with the call."""
        return [
            (agent, desktop.call)
            for agent in agents
            if (desktop := self.desktops[agent]).online and desktop.call and not desktop.unsure
        ]


def asks_for_ticket(attributes: dict[str, Any]) -> bool:
    """Return whether a pop asks for a new ticket."""
    return attributes.get("new_ticket") in (True, "true")


def _brought_later(call: Call, attributes: dict[str, Any], desktop: DesktopState) -> None:
    """Note the rule for what a later pop brings (CTI-REC-09, CTI-REC-10).

    The pop by which an open call gets its ticket is held to the rules of a first one.
    """
    rule: str | None = ""
    if not desktop.online:
        rule = "CTI-REC-09" if call.tickets else None
    elif call.open and desktop.online and desktop.call is call:
        rule = "CTI-REC-10"
    for name in ("call_url", "call_info"):
        if attributes.get(name) and attributes[name] != call.attributes.get(name):
            call.later.pop(name, None)
            if rule is not None:
                call.later[name] = rule
