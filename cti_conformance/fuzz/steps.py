"""The steps of the state machine: what callers and agents do, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from cti_conformance.fuzz.attempt import judging
from cti_conformance.fuzz.bodies import nobodys
from cti_conformance.fuzz.incoming import Incoming, callers, incoming, whose
from cti_conformance.oracle.directory import Person
from cti_conformance.oracle.model import Call, asks_for_ticket

if TYPE_CHECKING:
    from cti_conformance.config.credentials import Auth
    from cti_conformance.fuzz.attempt import Attempt
    from cti_conformance.fuzz.helpdesk import Helpdesk

which = st.integers(0, 5)  # of the calls so far
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
associating = st.sampled_from(["new", "old", "shown", "close new"])


class CallsMachine(RuleBasedStateMachine):
    """Calls to agents whose desktops cannot be seen.

    Attributes:
        opens_desktops: Whether agents open their desktops.
    """

    opens_desktops: ClassVar[bool] = False

    @staticmethod
    def new_example() -> tuple[Attempt, Helpdesk]:
        """Return a new example and its target; each subclass that runs has its own."""
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.attempt, self.helpdesk = self.new_example()
        self.account = self.helpdesk.account

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
        """Create the people, and let one of them call, so that each run has a call."""
        with judging(self.attempt.context):
            self.account.make_contacts(plan)
            for agent, there in zip(self.account.agents, online, strict=True):
                if self.opens_desktops and there:
                    self.helpdesk.presence(agent.id, online=True)
        self.call(first)

    # -- calls -----------------------------------------------------------------------------

    @rule(one=incoming)
    def call(self, one: Incoming) -> None:
        """Let a new call come in, of somebody who is named in one of these ways."""
        number, person = "", _one(self.account.model.people, one.caller)
        pop, found = one.more | {"requester_id": person.id}, "CTI-REQ-01"
        if one.by == "phone":
            number = self.account.numbers[one.caller]
            holders, found = self.account.model.holders(number)
            person = holders[0] if holders else Person(0, "the new contact")
            pop = one.more | {"requester_phone": number}
        elif one.by == "email" and person.email:
            pop, found = one.more | {"requester_email": person.email}, "CTI-REQ-12"
        elif one.by == "id and phone":
            pop["requester_phone"], found = self.account.numbers[2 - one.caller], "CTI-REQ-02"
        elif one.by == "ticket":
            with judging(self.attempt.context):
                pop["ticket_id"], found = self._ticket(one.old), "CTI-OFF-05"
        elif one.by == "new ticket":
            pop["new_ticket"] = (True, "true")[one.old % 2]
        is_referred = one.is_referred or one.by == "new ticket"
        reference = self.account.cast.new_reference() if is_referred else None
        call = Call(reference, person, None, {})
        self._pop(call, pop, one.agent, one.via, by=number, found=found)

    @precondition(lambda self: self.referred())
    @rule(one=which)
    def retry(self, one: int) -> None:
        """Send the last pop of a call once more."""
        call = _one(self.referred(), one)
        agent = next((a.id for a in self.account.agents if a.id == call.agent), None)
        if agent is None:
            return
        pop = dict(call.last_pop)
        if pop.get("ticket_id") is not None and call.ticket != pop["ticket_id"]:
            return  # it would move the reference to another ticket
        self.attempt.steps.append("once more:")
        with judging(self.attempt.context):
            self.helpdesk.pop(call, pop, agent, by="", rule="CTI-REF-06")

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
        """Send a pop that must be refused: for what it holds, or for its login."""
        auth: Auth = "best"
        pop: dict[str, Any] = {
            "requester_phone": self.account.numbers[number],
            "responder_id": _one(self.account.agents, agent).id,
            "call_reference_id": self.account.cast.new_reference(),
        }
        if wrong in ("requester_id", "responder_id", "ticket_id"):
            pop[wrong] = value
            broken = {"r": "CTI-RSP-02", "t": "CTI-TKT-02"}[wrong[0]]
            broken = "CTI-REQ-03" if wrong == "requester_id" else broken
            why = f"{wrong} {value!r}, which is nobody's"
        elif wrong == "contact":
            pop["responder_id"] = self.account.model.people[0].id
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
        with judging(self.attempt.context):
            self.helpdesk.refuse(pop, broken, why, auth)

    # -- what the steps share --------------------------------------------------------------

    def referred(self) -> list[Call]:
        """Return the calls that can come in again, the latest first."""
        return [call for call in reversed(self.account.model.calls) if call.reference]

    def _ticket(self, old: int) -> int:
        if old >= len(self.account.old_tickets):
            return self.account.make_ticket(_one(self.account.model.people, old)).id
        return self.account.old_tickets[old].id

    def _pop(
        self, call: Call, pop: dict[str, Any], agent: int, via: str, *, by: str, found: str
    ) -> None:
        one = _one(self.account.agents, agent)
        named = {"responder_id": one.id, "responder_email": one.email}
        named["responder_phone"] = one.phone
        via = via if named[via] else "responder_id"
        pop = pop | {via: named[via]}
        if call.reference is not None:
            pop["call_reference_id"] = call.reference
        with judging(self.attempt.context):
            self.helpdesk.pop(call, pop, one.id, by=by, rule=found)

    def teardown(self) -> None:
        """Look at all calls once more, and leave the desktops as they were."""
        with judging(self.attempt.context):
            try:
                if not self.attempt.over:
                    self.helpdesk.check_all_calls()
            finally:
                self.helpdesk.reset()


class DesktopMachine(CallsMachine):
    """Calls to agents who open and close their desktops, and work in the widget."""

    opens_desktops = True

    @rule(agent=whose)
    def presence(self, agent: int) -> None:
        """Let an agent come, or go."""
        one = _one(self.account.agents, agent)
        with judging(self.attempt.context):
            self.helpdesk.presence(one.id, online=not self.account.model.desktops[one.id].online)

    @precondition(lambda self: self.with_calls())
    @rule(one=which, text=texts.filter(str.strip))
    def write(self, one: int, text: str) -> None:
        """Let an agent write: into the notepad, or a note onto the ticket made."""
        agent, call = _one(self.with_calls(), one)
        with judging(self.attempt.context):
            if call.open and call.shown is None:
                self.helpdesk.act(agent, call, "take_notes", text=_plain(text))
            elif call.tickets and not call.linked and asks_for_ticket(call.attributes):
                self.helpdesk.act(agent, call, "add_note", text=_plain(text))

    @precondition(lambda self: self.with_calls())
    @rule(
        one=which,
        ways=st.tuples(associating, associating),
        old=callers,
    )
    def associate(self, one: int, ways: tuple[str, str], old: int) -> None:
        """Let an agent say to which ticket the call goes; and say so again."""
        agent, call = _one(self.with_calls(), one)
        for way in ways:
            if (agent, call) in self.with_calls():
                with judging(self.attempt.context):
                    self._associate(agent, call, way, old)

    @precondition(lambda self: self.with_calls())
    @rule(one=which, how=st.sampled_from(["dismiss", "close", "forward"]))
    def end(self, one: int, how: str) -> None:
        """Let an agent close the widget."""
        agent, call = _one(self.with_calls(), one)
        if how == "close" and call.open:
            return  # where it goes then, nobody says
        others = [a.id for a in self.account.agents if a.id != agent]
        given = {"agent_id": others[0]} if how == "forward" else {}
        with judging(self.attempt.context):
            self.helpdesk.act(agent, call, how, **given)

    def with_calls(self) -> list[tuple[int, Call]]:
        """Return the agents who have a call in the widget, beyond doubt, with it."""
        return self.account.model.certain([agent.id for agent in self.account.agents])

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
        do = self.helpdesk.act if call.open else self.helpdesk.associate_again
        do(agent, call, action, **given)


class CrashMachine(DesktopMachine):
    """Calls to agents with desktops, on a server that crashes now and then."""

    @precondition(lambda self: self.with_calls())
    @rule(really=st.sampled_from([False, False, True]))
    def crash(self, really: bool) -> None:
        """Let the server crash."""
        if really:  # not often, since each takes as long as many a call
            with judging(self.attempt.context):
                self.helpdesk.crash()


def _one(things: Any, n: int) -> Any:
    return things[n % len(things)]


def _plain(text: str) -> str:
    """Return a text that reads alike in HTML and out of it."""
    plain = "".join(c for c in text if c.isalnum())
    return f"Note {plain}"
