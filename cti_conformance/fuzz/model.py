"""What the documentation lets become of a call, as a small model without a helpdesk.

It holds what the rules of the ledger fix, and no more. Where a rule has branches, or the
documentation is silent, the model holds several possibilities, and takes over the one that the
target is seen to have taken: an implementation that looks nothing like the reference is right, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass
class Person:
    """A contact, as far as a call can find one; the older come first.

    Attributes:
        tickets: The ids of the contact's tickets that are accounted for.
    """

    id: int
    name: str
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    tickets: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Call:
    """A call, as its pops and the agents have made it.

    Attributes:
        reference: The call reference, if it has one.
        requester: Who calls.
        agent: The id of the agent who takes it; ``None`` where several may be meant.
        said: What its pops have said of it, the later before the earlier.
        sent: The attributes of the last pop.
        tickets: The tickets that it is associated with, the latest last.
        linked: Whether the latest of them was there before the call.
        shown: A ticket that the widget shows, to which the call may yet go.
        noted: What the agent has written into the notepad.
        vague: Whether it may show, and go to, a ticket that an earlier pop named.
        settled: Whether no later pop brought anything new, so that it is clear what its note holds.
    """

    reference: str | None
    requester: Person
    agent: int | None
    said: dict[str, Any]
    sent: dict[str, Any] = field(default_factory=dict)
    tickets: list[int] = field(default_factory=list)
    linked: bool = False
    shown: int | None = None
    noted: str = ""
    vague: bool = False
    settled: bool = True

    @property
    def ticket(self) -> int | None:
        """The ticket that it is associated with, the latest of them."""
        return self.tickets[-1] if self.tickets else None

    @property
    def open(self) -> bool:
        """Whether it is for the agent to say where it goes."""
        return not self.tickets


@dataclass
class Desk:
    """What is at an agent's desk.

    Attributes:
        online: Whether the desktop is open.
        call: The call in the widget; ``None`` if there is no widget.
        unsure: Whether the widget may as well be gone, of which the documentation says nothing.
    """

    online: bool = False
    call: Call | None = None
    unsure: bool = False


@dataclass(frozen=True)
class Due:
    """What must have become of a step.

    Attributes:
        tickets: The calls each of which makes one new ticket, and the rule that says so.
        either: The calls each of which makes one, or goes to the ticket that its widget showed.
        perhaps: The calls each of which may make one.
        rule: The rule by which no other ticket is made.
    """

    tickets: tuple[tuple[Call, str], ...] = ()
    either: tuple[Call, ...] = ()
    perhaps: tuple[Call, ...] = ()
    rule: str = "CTI-POP-13"


@dataclass
class Model:
    """All that a few calls can come to.

    Attributes:
        people: The contacts, the oldest first.
        desks: What is at each agent's desk, by the agent's id.
        calls: The calls, in their order.
        chosen: Whom the target takes of several with a number.
    """

    people: list[Person] = field(default_factory=list)
    desks: dict[int, Desk] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    chosen: dict[str, Person] = field(default_factory=dict)

    # -- who is calling --------------------------------------------------------------------

    def holders(self, number: str) -> tuple[list[Person], str]:
        """Return the contacts one of whom a number selects, and the rule that says so."""
        phones = [person for person in self.people if person.phone == number]
        mobiles = [person for person in self.people if person.mobile == number]
        if len(phones) > 1 or (not phones and len(mobiles) > 1):
            known = self.chosen.get(number)
            return [known] if known else phones or mobiles, "CTI-REQ-07"
        if phones:
            return phones, "CTI-REQ-06" if mobiles else "CTI-REQ-04"
        return mobiles, "CTI-REQ-05" if mobiles else "CTI-REQ-08"

    def by_reference(self, reference: str | None) -> Call | None:
        """Return the call that has this reference."""
        if reference is None:
            return None
        return next((call for call in self.calls if call.reference == reference), None)

    # -- a pop -----------------------------------------------------------------------------

    def pop(self, call: Call, said: dict[str, Any], agent: int) -> Due:
        """Let a call come in for an agent, for the first time or again; say what is due."""
        desk = self.desks[agent]
        again = call in self.calls
        if not again:
            self.calls.append(call)
        elif said != call.said:
            call.settled = False
        if again and not (desk.online and desk.call is call):
            # Whether notes go on with the call, and a ticket that was only named, nobody says.
            call.noted = ""
            call.vague = call.vague or (call.open and call.shown is not None)
            call.shown = None
        due = self._online(call, said, agent) if desk.online else self._offline(call, said, agent)
        brought = {name: said[name] for name in ("call_url", "call_info") if said.get(name)}
        call.sent = said
        call.said = said if not again else {**call.said, **said, **brought}
        return due

    def _offline(self, call: Call, said: dict[str, Any], agent: int) -> Due:
        self._elsewhere(call, agent, hidden=True)
        again = bool(call.tickets)
        if asks(said):
            call.agent, call.linked = agent, False
            return Due(((call, "CTI-TKT-04" if again else "CTI-OFF-01"),), rule="CTI-OFF-01")
        if again:
            call.agent = call.agent if call.agent == agent else None
            return Due(rule="CTI-REF-06")
        call.agent = agent
        if said.get("ticket_id") is not None:
            call.tickets.append(int(said["ticket_id"]))
            call.linked = True
            return Due(rule="CTI-OFF-05")
        if call.vague:
            return Due(perhaps=(call,), rule="CTI-OFF-01")
        return Due(((call, "CTI-OFF-01"),), rule="CTI-OFF-01")

    def _online(self, call: Call, said: dict[str, Any], agent: int) -> Due:
        self._elsewhere(call, agent, hidden=False)
        due, either, perhaps = self._dispose(call, agent)
        desk = self.desks[agent]
        desk.call, desk.unsure = call, False
        rule = "CTI-ONL-05"
        if asks(said):
            due.append((call, "CTI-TKT-04" if call.tickets else "CTI-TKT-03"))
            call.agent, call.linked, rule = agent, False, "CTI-TKT-03"
        elif call.tickets:
            call.agent, rule = (call.agent if call.agent == agent else None), "CTI-TKT-05"
        else:
            call.agent = agent
            if said.get("ticket_id") is not None:
                call.shown = int(said["ticket_id"])
        return Due(tuple(due), tuple(either), tuple(perhaps), rule)

    def _elsewhere(self, call: Call, agent: int, *, hidden: bool) -> None:
        """Note where the call may still be shown, now that it came in for this agent."""
        for other, desk in self.desks.items():
            if desk.call is call and (other != agent or hidden):
                desk.unsure = True  # the reference closes it; nobody says that all must

    def _dispose(
        self, call: Call, agent: int
    ) -> tuple[list[tuple[Call, str]], list[Call], list[Call]]:
        """Close the widget of the agent's previous call, which becomes a ticket if it has none."""
        desk = self.desks[agent]
        previous = desk.call
        if previous is None or previous is call or not previous.open:
            return [], [], []
        if desk.unsure or previous.vague or previous.agent != agent:
            return [], [], [previous]
        if previous.shown is not None:
            return [], [previous], []
        return [(previous, "CTI-FLT-06")], [], []

    # -- at the desk -----------------------------------------------------------------------

    def go(self, agent: int, *, online: bool) -> None:
        """Let an agent open the desktop, or close it."""
        self.desks[agent].online = online

    def crash(self) -> None:
        """Let the server crash: every agent appears offline (CTI-FLT-02)."""
        for desk in self.desks.values():
            desk.unsure = desk.unsure or desk.call is not None
            desk.online = False

    def seen(self, agent: int, *, there: bool) -> None:
        """Take over whether a widget that may be gone is."""
        desk = self.desks[agent]
        if desk.unsure and not there:
            desk.call, desk.unsure = None, False

    def close(self, agent: int) -> None:
        """Close the agent's widget; what becomes of notes on no ticket, nobody says."""
        desk = self.desks[agent]
        if desk.call and desk.call.open:
            desk.call.noted = ""
        desk.call, desk.unsure = None, False

    # -- what is known ---------------------------------------------------------------------

    def associate(self, call: Call, ticket: int, *, linked: bool) -> None:
        """Note that a call has gone to a ticket."""
        call.tickets.append(ticket)
        call.linked = linked
        call.shown, call.vague = None, False

    def certain(self, agents: Iterable[int]) -> list[tuple[int, Call]]:
        """Return the agents who have a call in the widget, beyond doubt, with it."""
        return [
            (agent, desk.call)
            for agent in agents
            if (desk := self.desks[agent]).online and desk.call and not desk.unsure
        ]


def asks(said: dict[str, Any]) -> bool:
    """Whether a pop asks for a new ticket."""
    return said.get("new_ticket") in (True, "true")


def describe(people: Sequence[Person], known: int | None) -> str:
    """Return the name of a contact, for a failure text."""
    return next((f"{p.name} ({p.id})" for p in people if p.id == known), str(known))
