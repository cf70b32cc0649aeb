"""Calls and agents in any order, as a state machine of hypothesis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import seed
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cti_conformance.fuzz.bodies import nobodys
from cti_conformance.fuzz.desk import Helpdesk
from cti_conformance.fuzz.incoming import Incoming, callers, incoming, whose
from cti_conformance.fuzz.model import Call, Person, asks
from cti_conformance.fuzz.setting import TimeOver
from cti_conformance.fuzz.trial import campaigning, judging, quiet
from cti_conformance.scenario.cleanup import clean_up
from cti_conformance.scenario.people import People
from cti_conformance.text.redaction import NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.config.credentials import Auth
    from cti_conformance.fuzz.setting import Setting
    from cti_conformance.scenario.run import Run

NAME = "calls and agents in any order"
ATTEMPTS = 3
# How many steps a run has at the most, and what part of the examples is of that kind: what is
# found in a few steps is small from the start.
LENGTHS = ((4, 0.3), (30, 1.0))
OFFLINE_RULES = (
    *("CTI-POP-04", "CTI-POP-05", "CTI-POP-13", "CTI-POP-14"),
    *("CTI-REQ-01", "CTI-REQ-02", "CTI-REQ-03", "CTI-REQ-04", "CTI-REQ-05", "CTI-REQ-06"),
    *("CTI-REQ-07", "CTI-REQ-08", "CTI-REQ-12", "CTI-RSP-01", "CTI-RSP-02", "CTI-RSP-05"),
    *("CTI-OFF-01", "CTI-OFF-05", "CTI-TKT-04", "CTI-REF-01", "CTI-REF-06"),
    *("CTI-REC-01", "CTI-REC-05", "CTI-DET-03", "CTI-DET-04", "CTI-DET-05"),
)
ONLINE_RULES = (
    *("CTI-ONL-01", "CTI-ONL-02", "CTI-ONL-05", "CTI-ONL-11", "CTI-ONL-12", "CTI-ONL-13"),
    *("CTI-TKT-01", "CTI-TKT-03", "CTI-TKT-05", "CTI-FWD-01", "CTI-FWD-06", "CTI-END-03"),
    *("CTI-END-04", "CTI-FLT-01", "CTI-FLT-05", "CTI-FLT-06", "CTI-FLT-08", "CTI-FLT-10"),
)
CRASH_RULES = ("CTI-FLT-02", "CTI-FLT-03", "CTI-FLT-04")

which = st.integers(0, 5)  # of the calls so far
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
associating = st.sampled_from(["new", "old", "shown", "close new"])


class MachineCampaign:
    """Tries sequences of calls, and of what agents do with them, where that can be seen."""

    name = NAME

    def lacking(self, run: Run) -> str:
        """Say what the target lacks for it; empty if nothing."""
        return run.target.capabilities.why_missing("records")

    def go(self, setting: Setting) -> None:
        """Try it, and keep what is found in the setting."""
        run = setting.run
        desktop = run.target.capabilities.has("desktop")
        crashes = desktop and run.target.capabilities.has("operations")
        rules = OFFLINE_RULES + ONLINE_RULES * desktop + CRASH_RULES * crashes
        checked = setting.kept.property(self.name, *rules)
        cast = People(run, run.target, run.numbers, run.new_mark())
        agents = [cast.agent(name) for name in ("Ines", "Tom")]

        def make(part: Setting) -> Helpdesk:
            if checked.cases % 10 == 0:
                part.tell(f"{checked.cases} runs, {sum(part.kept.operations.values())} steps")
            return Helpdesk(part, checked, cast, agents)

        is_cut = False
        try:
            for n, (steps, share) in enumerate(LENGTHS):
                part = setting.part(of=len(LENGTHS) - n)
                machine = _machine(partial(make, part), desktop=desktop, crashes=crashes)
                try:
                    self._run(machine, part, steps, max(1, round(setting.examples * share)))
                except TimeOver:
                    is_cut = True
                if checked.findings or setting.kept.unjudged:
                    break
            if is_cut:
                raise TimeOver
        finally:
            run.leftovers += clean_up(run.target, cast.created)

    def _run(
        self, machine: type[RuleBasedStateMachine], setting: Setting, steps: int, runs: int
    ) -> None:
        """Run the machine; where a target is not itself twice, once more with other examples."""
        for attempt in range(ATTEMPTS):
            setting.kept.unjudged = NO_TEXT
            with campaigning(setting):
                run_state_machine_as_test(
                    seed(setting.seed + attempt)(machine),
                    settings=quiet(setting, max_examples=runs, stateful_step_count=steps),
                )
            if not setting.kept.unjudged:
                break


def _machine(
    make: Callable[[], Helpdesk], *, desktop: bool, crashes: bool
) -> type[RuleBasedStateMachine]:
    """Return the machine: each of its rules is a step."""

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.desk = make()

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
            """Set the people up, and let one of them call: without a call there is no story."""
            with judging(self.desk.setting):
                self.desk.people(plan)
                for agent, there in zip(self.desk.agents, online, strict=True):
                    if desktop and there:
                        self.desk.presence(agent.id, online=True)
            self.call(first)

        # -- calls -------------------------------------------------------------------------

        @rule(one=incoming)
        def call(self, one: Incoming) -> None:
            """Let a new call come in, of somebody who is named in one of these ways."""
            number, person = "", _one(self.desk.model.people, one.caller)
            said, found = one.more | {"requester_id": person.id}, "CTI-REQ-01"
            if one.by == "phone":
                number = self.desk.numbers[one.caller]
                holders, found = self.desk.model.holders(number)
                person = holders[0] if holders else Person(0, "the new contact")
                said = one.more | {"requester_phone": number}
            elif one.by == "email" and person.email:
                said, found = one.more | {"requester_email": person.email}, "CTI-REQ-12"
            elif one.by == "id and phone":
                said["requester_phone"], found = self.desk.numbers[2 - one.caller], "CTI-REQ-02"
            elif one.by == "ticket":
                with judging(self.desk.setting):
                    said["ticket_id"], found = self._ticket(one.old), "CTI-OFF-05"
            elif one.by == "new ticket":
                said["new_ticket"] = (True, "true")[one.old % 2]
            is_referred = one.is_referred or one.by == "new ticket"
            reference = self.desk.cast.new_reference() if is_referred else None
            call = Call(reference, person, None, {})
            self._pop(call, said, one.agent, one.via, by=number, found=found)

        @precondition(lambda self: self.referred())
        @rule(one=which)
        def retry(self, one: int) -> None:
            call = _one(self.referred(), one)
            agent = next((a.id for a in self.desk.agents if a.id == call.agent), None)
            if agent is None:
                return
            said = dict(call.sent)
            if said.get("ticket_id") is not None and call.ticket != said["ticket_id"]:
                return  # it would move the reference to another ticket
            self.desk.story.append("once more:")
            with judging(self.desk.setting):
                self.desk.pop(call, said, agent, by="", rule="CTI-REF-06")

        @precondition(lambda self: self.referred())
        @rule(one=which, agent=whose, asked=st.booleans())
        def transfer(self, one: int, agent: int, asked: bool) -> None:
            """Let a known call come in for any agent."""
            call = _one(self.referred(), one)
            said = {"requester_id": call.requester.id}
            if asked:
                said["new_ticket"] = True
            self._pop(call, said, agent, "responder_id", by="", found="CTI-FWD-01")

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
            desk = self.desk
            auth: Auth = "best"
            said: dict[str, Any] = {
                "requester_phone": desk.numbers[number],
                "responder_id": _one(desk.agents, agent).id,
                "call_reference_id": desk.cast.new_reference(),
            }
            if wrong in ("requester_id", "responder_id", "ticket_id"):
                said[wrong] = value
                broken = {"r": "CTI-RSP-02", "t": "CTI-TKT-02"}[wrong[0]]
                broken = "CTI-REQ-03" if wrong == "requester_id" else broken
                why = f"{wrong} {value!r}, which is nobody's"
            elif wrong == "contact":
                said["responder_id"] = desk.model.people[0].id
                broken, why = "CTI-RSP-07", "a contact as the agent"
            elif wrong == "nobody":
                del said["requester_phone"]
                broken, why = "CTI-POP-02", "no requester"
            elif wrong == "no agent":
                del said["responder_id"]
                broken, why = "CTI-POP-03", "no responder"
            else:
                broken = "CTI-ACC-01" if wrong == "none" else "CTI-ACC-02"
                auth, why = wrong, f"the login {wrong!r}"
            with judging(desk.setting):
                desk.refuse(said, broken, why, auth)

        # -- agents ------------------------------------------------------------------------

        if desktop:

            @rule(agent=whose)
            def presence(self, agent: int) -> None:
                """Let an agent come, or go."""
                one = _one(self.desk.agents, agent)
                with judging(self.desk.setting):
                    self.desk.presence(one.id, online=not self.desk.model.desks[one.id].online)

            @precondition(lambda self: self.at_desks())
            @rule(one=which, text=texts.filter(str.strip))
            def write(self, one: int, text: str) -> None:
                """Let an agent write: into the notepad, or a note onto the ticket made."""
                agent, call = _one(self.at_desks(), one)
                with judging(self.desk.setting):
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
                """Let an agent say to which ticket the call goes; and say so again."""
                agent, call = _one(self.at_desks(), one)
                for way in ways:
                    if (agent, call) in self.at_desks():
                        with judging(self.desk.setting):
                            self._associate(agent, call, way, old)

            @precondition(lambda self: self.at_desks())
            @rule(one=which, how=st.sampled_from(["dismiss", "close", "forward"]))
            def end(self, one: int, how: str) -> None:
                """Let an agent close the widget."""
                agent, call = _one(self.at_desks(), one)
                if how == "close" and call.open:
                    return  # where it goes then, nobody says
                others = [a.id for a in self.desk.agents if a.id != agent]
                given = {"agent_id": others[0]} if how == "forward" else {}
                with judging(self.desk.setting):
                    self.desk.act(agent, call, how, **given)

            if crashes:

                @precondition(lambda self: self.at_desks())
                @rule(really=st.sampled_from([False, False, True]))
                def crash(self, really: bool) -> None:
                    if really:  # not often, since each takes as long as many a call
                        with judging(self.desk.setting):
                            self.desk.crash()

        # -- what the steps share ----------------------------------------------------------

        def referred(self) -> list[Call]:
            """Return the calls that can come in again, the latest first."""
            return [call for call in reversed(self.desk.model.calls) if call.reference]

        def at_desks(self) -> list[tuple[int, Call]]:
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

        def _ticket(self, old: int) -> int:
            desk = self.desk
            if old >= len(desk.old_tickets):
                return desk.old_ticket(_one(desk.model.people, old)).id
            return desk.old_tickets[old].id

        def _pop(
            self, call: Call, said: dict[str, Any], agent: int, via: str, *, by: str, found: str
        ) -> None:
            one = _one(self.desk.agents, agent)
            named = {"responder_id": one.id, "responder_email": one.email}
            named["responder_phone"] = one.phone
            via = via if named[via] else "responder_id"
            said = said | {via: named[via]}
            if call.reference is not None:
                said["call_reference_id"] = call.reference
            with judging(self.desk.setting):
                self.desk.pop(call, said, one.id, by=by, rule=found)

        def teardown(self) -> None:
            with judging(self.desk.setting):
                try:
                    if not self.desk.over:
                        self.desk.look_back()
                finally:
                    self.desk.leave()

    return Machine


def _one(things: Any, n: int) -> Any:
    return things[n % len(things)]


def _plain(text: str) -> str:
    """Return a text that reads alike in HTML and out of it."""
    plain = "".join(c for c in text if c.isalnum())
    return f"Note {plain}"
