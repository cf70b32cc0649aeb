"""The steps of the state machine: the actions of callers and agents, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from cti_conformance.fuzz.attempt import judging
from cti_conformance.fuzz.bodies import nobodys
from cti_conformance.fuzz.incoming import Incoming, callers, incoming, whose
from cti_conformance.fuzz.model import Call, Person, asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.config.credentials import Auth
    from cti_conformance.fuzz.desk import Helpdesk

which = st.integers(0, 5)  # of the calls so far
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
associating = st.sampled_from(["new", "old", "shown", "close new"])


class CallsMachine(RuleBasedStateMachine):
    """Calls to agents whose desktops cannot be seen.

    Attributes:
        make_desk: Returns the target, ready for a run; each subclass that runs has its own.
        opens_desktops: Whether agents open their desktops.
    """

    make_desk: ClassVar[Callable[[], Helpdesk]]
    opens_desktops: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.desk = type(self).make_desk()

    @initialize(
        plan=st.lists(
            st.tuples(st.sampled_from([0, 1, None]), st.sampled_from([None, 0, 1])),
            min_size=1,
            max_size=3,
        ),
        online=st.sampled_from([(False, False), (True, True), (True, False), (True, True)]),
        first=incoming,
    )
    def begin(
        self,
        plan: list[tuple[int | None, int | None]],
        online: tuple[bool, bool],
        first: Incoming,
    ) -> None:
        """Create the people, and let one of them call."""
        with judging(self.desk.context):
            self.desk.people(plan)
            for agent, there in zip(self.desk.agents, online, strict=True):
                if self.opens_desktops and there:
                    self.desk.presence(agent.id, online=True)
        self.call(first)

    # -- calls -----------------------------------------------------------------------------

    @rule(one=incoming)
    def call(self, one: Incoming) -> None:
        """Let a new call come in, with the caller named in one of these ways."""
        number, person = "", _one(self.desk.model.people, one.caller)
        pop, found = one.more | {"requester_id": person.id}, "CTI-REQ-01"
        if one.by == "phone":
            number = self.desk.numbers[one.caller]
            holders, found = self.desk.model.holders(number)
            person = holders[0] if holders else Person(0, "the new contact")
            pop = one.more | {"requester_phone": number}
        elif one.by == "email" and person.email:
            pop, found = one.more | {"requester_email": person.email}, "CTI-REQ-12"
        elif one.by == "id and phone":
            pop["requester_phone"], found = self.desk.numbers[2 - one.caller], "CTI-REQ-02"
        elif one.by == "ticket":
            with judging(self.desk.context):
                pop["ticket_id"], found = self._ticket(one.old), "CTI-OFF-05"
        elif one.by == "new ticket":
            pop["new_ticket"] = (True, "true")[one.old % 2]
        is_referred = one.is_referred or one.by == "new ticket"
        reference = self.desk.cast.new_reference() if is_referred else None
        call = Call(reference, person, None, {})
        self._pop(call, pop, one.agent, one.via, by=number, found=found)

    @precondition(lambda self: self.referred())
    @rule(one=which)
    def retry(self, one: int) -> None:
        """Send the last pop of a call once more."""
        call = _one(self.referred(), one)
        agent = next((a.id for a in self.desk.agents if a.id == call.agent), None)
        if agent is None:
            return
        pop = dict(call.sent)
        if pop.get("ticket_id") is not None and call.ticket != pop["ticket_id"]:
            return  # it would move the reference to another ticket
        self.desk.story.append("once more:")
        with judging(self.desk.context):
            self.desk.pop(call, pop, agent, by="", rule="CTI-REF-06")

    @precondition(lambda self: self.referred())
    @rule(one=which, agent=whose, asked=st.booleans())
    def transfer(self, one: int, agent: int, asked: bool) -> None:
        """Let a known call come in for any agent."""
        call = _one(self.referred(), one)
        pop = {"requester_id": call.requester.id}
        if asked:
            pop["new_ticket"] = True
        self._pop(call, pop, agent, "responder_id", by="", found="CTI-FWD-01")

    @rule(
        wrong=st.sampled_from(
            [
                *("requester_id", "responder_id", "ticket_id", "contact", "nobody", "no agent"),
                *("none", "wrong-key", "empty-key"),
            ]
        ),
        value=nobodys,
        number=callers,
        agent=whose,
    )
    def wrong_pop(self, wrong: Any, value: object, number: int, agent: int) -> None:
        """Send a pop that must be refused: for its content or for its login."""
        desk = self.desk
        auth: Auth = "best"
        pop: dict[str, Any] = {
            "requester_phone": desk.numbers[number],
            "responder_id": _one(desk.agents, agent).id,
            "call_reference_id": desk.cast.new_reference(),
        }
        if wrong in ("requester_id", "responder_id", "ticket_id"):
            pop[wrong] = value
            broken = {"r": "CTI-RSP-02", "t": "CTI-TKT-02"}[wrong[0]]
            broken = "CTI-REQ-03" if wrong == "requester_id" else broken
            why = f"{wrong} {value!r}, which is nobody's"
        elif wrong == "contact":
            pop["responder_id"] = desk.model.people[0].id
            broken, why = "CTI-RSP-07", "a contact as the agent"
        elif wrong == "nobody":
            del pop["requester_phone"]
            broken, why = "CTI-POP-02", "no requester"
        elif wrong == "no agent":
            del pop["responder_id"]
            broken, why = "CTI-POP-03", "no responder"
        else:
            broken = "CTI-ACC-01" if wrong == "none" else "CTI-ACC-02"
            auth, why = wrong, f"the login {wrong!r}"
        with judging(desk.context):
            desk.refuse(pop, broken, why, auth)

    # -- helpers ---------------------------------------------------------------------------

    def referred(self) -> list[Call]:
        """Return the calls that can be popped again, the latest first."""
        return [call for call in reversed(self.desk.model.calls) if call.reference]

    def _ticket(self, old: int) -> int:
        desk = self.desk
        if old >= len(desk.old_tickets):
            return desk.old_ticket(_one(desk.model.people, old)).id
        return desk.old_tickets[old].id

    def _pop(
        self, call: Call, pop: dict[str, Any], agent: int, via: str, *, by: str, found: str
    ) -> None:
        one = _one(self.desk.agents, agent)
        named = {"responder_id": one.id, "responder_email": one.email}
        named["responder_phone"] = one.phone
        via = via if named[via] else "responder_id"
        pop = pop | {via: named[via]}
        if call.reference is not None:
            pop["call_reference_id"] = call.reference
        with judging(self.desk.context):
            self.desk.pop(call, pop, one.id, by=by, rule=found)

    def teardown(self) -> None:
        """Check all calls once more, and restore the desktops."""
        with judging(self.desk.context):
            try:
                if not self.desk.over:
                    self.desk.look_back()
            finally:
                self.desk.leave()


class DesktopMachine(CallsMachine):
    """Calls to agents who open and close their desktops, and work in the widget."""

    opens_desktops = True

    @rule(agent=whose)
    def presence(self, agent: int) -> None:
        """Open or close an agent's desktop."""
        one = _one(self.desk.agents, agent)
        with judging(self.desk.context):
            self.desk.presence(one.id, online=not self.desk.model.desks[one.id].online)

    @precondition(lambda self: self.at_desks())
    @rule(one=which, text=texts.filter(str.strip))
    def write(self, one: int, text: str) -> None:
        """Let an agent write into the notepad, or add a note to the new ticket."""
        agent, call = _one(self.at_desks(), one)
        with judging(self.desk.context):
            if call.open and call.shown is None:
                self.desk.act(agent, call, "take_notes", text=_plain(text))
            elif call.tickets and not call.linked and asks(call.said):
                self.desk.act(agent, call, "add_note", text=_plain(text))

    @precondition(lambda self: self.at_desks())
    @rule(
        one=which,
        ways=st.tuples(associating, associating),
        old=callers,
    )
    def associate(self, one: int, ways: tuple[str, str], old: int) -> None:
        """Let an agent associate the call with a ticket, and try it again."""
        agent, call = _one(self.at_desks(), one)
        for way in ways:
            if (agent, call) in self.at_desks():
                with judging(self.desk.context):
                    self._associate(agent, call, way, old)

    @precondition(lambda self: self.at_desks())
    @rule(one=which, how=st.sampled_from(["dismiss", "close", "forward"]))
    def end(self, one: int, how: str) -> None:
        """Let an agent close the widget."""
        agent, call = _one(self.at_desks(), one)
        if how == "close" and call.open:
            return  # which ticket it gets then is undocumented
        others = [a.id for a in self.desk.agents if a.id != agent]
        given = {"agent_id": others[0]} if how == "forward" else {}
        with judging(self.desk.context):
            self.desk.act(agent, call, how, **given)

    def at_desks(self) -> list[tuple[int, Call]]:
        """Return the agents who certainly have a call in the widget, with the call."""
        return self.desk.model.certain([agent.id for agent in self.desk.agents])

    def _associate(self, agent: int, call: Call, way: str, old: int) -> None:
        given: dict[str, Any] = {}
        if way == "old":
            given["ticket_id"] = self._ticket(old)
        elif way == "close new":
            given["ticket"] = "new"
        elif way == "shown":
            given["ticket"] = "shown"
            if not call.open or call.shown is None:
                return
        action = {"new": "make_ticket", "old": "link_ticket"}.get(way, "close")
        do = self.desk.act if call.open else self.desk.associate_again
        do(agent, call, action, **given)


class CrashMachine(DesktopMachine):
    """Calls to agents with desktops, on a server that crashes now and then."""

    @precondition(lambda self: self.at_desks())
    @rule(really=st.sampled_from([False, False, True]))
    def crash(self, really: bool) -> None:
        """Let the server crash."""
        if really:  # rarely, since a crash takes as long as many calls
            with judging(self.desk.context):
                self.desk.crash()


def _one(things: Any, n: int) -> Any:
    return things[n % len(things)]


def _plain(text: str) -> str:
    """Return a text that is the same in HTML and as plain text."""
    plain = "".join(c for c in text if c.isalnum())
    return f"Note {plain}"
