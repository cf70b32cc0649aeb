"""The state of a scenario in which a telephone system is under test."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.oracle.telephony_checks import Account, differences
from cti_conformance.oracle.watcher import ORACLE
from cti_conformance.results.step_outcomes import Inconclusive, expect, not_tested
from cti_conformance.scenario.item import CLIENT
from cti_conformance.scenario.people import People
from cti_conformance.steps.telephony.happened import described
from cti_conformance.target.ports.telephony import Happening, TelephonySystem
from cti_conformance.target.telephony.helpdesk import ListeningHelpdesk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.config.partners import Partners
    from cti_conformance.config.telephony import TelephonyUnderTest
    from cti_conformance.oracle.watcher import Difference
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.target import Target
    from cti_conformance.target.telephony.sent import Sent
    from cti_conformance.text.redaction import Clean

MAX_TIMED_OUT = 3
"""After so many events in a row that were not handled in time, no more are given."""


@dataclass
class Call:
    """A call of a scenario.

    Attributes:
        id: The telephone system's id of it.
        caller: The name of the caller.
        agent: The name of the agent at whose telephone it rings.
        more: What else every event says of it.
    """

    id: str
    caller: str
    agent: str
    more: dict[str, object] = field(default_factory=dict)


@dataclass
class Telephony:
    """What all scenarios with a telephone system share.

    Attributes:
        system: The telephone system under test.
        helpdesk: The helpdesk that it is connected to.
        account: What checks know of that.
        morning: The requests of the calls of a morning, once they were made.
        given: What happened in that morning.
        timed_out: Events in a row that were not handled in time.
        was_tried: Whether the client was given a first event.
    """

    system: TelephonyUnderTest
    helpdesk: ListeningHelpdesk
    account: Account
    morning: list[Sent] | None = None
    given: list[Happening] = field(default_factory=list)
    timed_out: int = 0
    was_tried: bool = False


@dataclass(repr=False)
class Telephone:
    """The state of one scenario.

    Attributes:
        shared: What all scenarios share.
        people: The people; their numbers are those that they have in the helpdesk.
        port: The telephone system.
        known: The attributes by which the system knows a person, by name.
        lines: How a caller's line signals the number, and its country; no number if withheld.
        calls: The last call of each caller.
        next_call: What the next call's events say besides.
        id_suffix: What the id of the next call ends with.
        happenings: The last `When`: what happened.
        earlier: The events before it.
        seen: The requests that a check of all requests is about; then the one that is wrong.
    """

    shared: Telephony
    people: People
    port: TelephonySystem
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: dict[str, dict[str, str]] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    next_call: dict[str, Any] = field(default_factory=dict)
    id_suffix: str = ""
    happenings: list[Happening] = field(default_factory=list)
    earlier: list[Happening] = field(default_factory=list)
    seen: list[Sent] = field(default_factory=list)

    _nobody: int = 0

    def __post_init__(self) -> None:
        self._nobody = self.people.unknown_id()

    # -- people ----------------------------------------------------------------------------

    def contact_data(self, name: str) -> dict[str, object]:
        """Return what the system knows of a caller, as an event says it."""
        contact = self.people.contacts.get(name) or self._new_contact(name)
        number = contact.phone or ""
        whole = {"id": contact.id, "email": contact.email}
        known = self.known.get(name, ("id", "number"))
        data: dict[str, object] = {key: value for key, value in whole.items() if key in known}
        if "number" in known:
            data |= self.lines.get(name, {"number": number, "country": "US"})
        return data

    def _new_contact(self, name: str) -> Any:
        return self.people.contact(name, phone=self.people.numbers.allocate_assigned())

    def agent_data(self, name: str) -> dict[str, object]:
        """Return what the system knows of an agent, as an event says it."""
        if "nobody" in self.known.get(name, ()):
            return {"id": self._nobody}
        agent = self.people.agent(name)
        whole = {"id": agent.id, "number": agent.phone, "email": agent.email}
        known = self.known.get(name, ("id",))
        return {key: value for key, value in whole.items() if key in known}

    # -- calls -----------------------------------------------------------------------------

    def new_call(self, caller: str, agent: str) -> Call:
        """Return a new call, which is the caller's last one."""
        suffix, self.id_suffix = self.id_suffix, ""
        call = Call(f"{self.people.run.new_reference()}{suffix}", caller, agent)
        call.more, self.next_call = self.next_call, {}
        self.calls[caller] = call
        return call

    def event(self, kind: str, call: Call, **more: object) -> dict[str, object]:
        """Return an event of a call."""
        event: dict[str, object] = {"type": kind, "call": call.id, **more}
        if kind != "look_up":
            event |= {
                "caller": self.contact_data(call.caller),
                "agent": self.agent_data(call.agent),
            }
            event |= {n: v for n, v in call.more.items() if n != "new_ticket" or kind == "ring"}
        return event

    @property
    def call(self) -> Call:
        """The last call that began."""
        return list(self.calls.values())[-1]

    def happened_before(self, event: dict[str, object], *, may_fail: bool = False) -> None:
        """Give an event that only prepares the scenario.

        Raises:
            Inconclusive: The client did not handle it.
        """
        happening = self._give([event])[0]
        self.earlier.append(happening)
        if happening.handling.problem:
            raise Inconclusive(self._clean(f"before: {happening.handling.problem}"))
        if happening.handling.outcome == "unsupported":
            not_tested("the telephone system does not do this")
        if happening.handling.outcome != "done" and not may_fail:
            raise Inconclusive(
                self._clean(
                    f"before: the client answered {happening.handling.outcome} to an event that "
                    f"the helpdesk accepts: {happening.handling.message}"
                )
            )

    def happens_in_passing(self, event: dict[str, object]) -> None:
        """Give an event whose requests matter, and not what the client answers."""
        if not self.people.run.tainted:
            self.earlier.append(self._give([event])[0])

    def happens(self, *events: dict[str, object]) -> None:
        """Give the events of the `When`, all at once."""
        self.happenings = self._give(list(events))
        if any(one.handling.outcome == "unsupported" for one in self.happenings):
            not_tested("the telephone system does not do this")

    def try_client(self) -> None:
        """Give a first call, so that an adapter that does not work is no fault of a rule.

        Raises:
            Inconclusive: The client did not answer.
        """
        self.shared.was_tried = True
        try:
            happening = self._give([self.event("ring", self.new_call("Omar", "Ines"))])[0]
        finally:
            self.port.close()
        if problem := happening.handling.problem or self.port.surplus:
            self.people.run.tainted = self._clean(
                "the client did not handle the trial call that comes first, so that nothing is "
                f"judged: {problem}"
            )
            raise Inconclusive(self.people.run.tainted)

    def happened(self) -> list[Clean]:
        """Return what the client was given and made of it, for the report of a failure."""
        happenings = self.port.happenings
        if self.seen:
            shown = [one for one in self.shared.given if any(r in one.sent for r in self.seen)]
            happenings = shown[:1]
        return described(happenings, self.people.target.redactor)

    # -- what the checks use ---------------------------------------------------------------

    @property
    def last(self) -> Happening:
        """The event of the `When`.

        Raises:
            RuleViolated: The client, which has answered others, gave no answer to it.
        """
        happening = self.happenings[0]
        expect(
            not happening.handling.problem,
            expected="an answer to the event",
            observed=self.describe(happening),
        )
        return happening

    def describe(self, happening: Happening) -> str:
        """Return what came of an event, in words."""
        handling = happening.handling
        if handling.problem:
            return self._clean(handling.problem)
        message = f" ({handling.message})" if handling.message else ""
        return self._clean(f"{handling.outcome}{message}")

    def show(self, value: object) -> str:
        """Return a value as a failure text shows it."""
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else repr(value)
        return self.people.target.redactor.clean(text, 400)

    def _clean(self, text: str) -> str:
        return self.people.target.redactor.clean(text, 500)

    def _give(self, events: list[dict[str, object]]) -> list[Happening]:
        made = self.port.give_at_once(*events)
        for happening in made:
            hung = happening.handling.timed_out and not happening.sent
            self.shared.timed_out = self.shared.timed_out + 1 if hung else 0
        if self.shared.timed_out >= MAX_TIMED_OUT:
            self.people.run.tainted = (
                f"the client did not handle {MAX_TIMED_OUT} events in a row in time, so no more "
                "are given"
            )
        return made


class Watch:
    """Holds every request of a scenario to the rules about every request.

    Those of a morning are left to the examples of these rules.

    Args:
        telephone: The scenario.
    """

    def __init__(self, telephone: Telephone) -> None:
        self._telephone = telephone

    def conclude(self, *, all_done: bool) -> list[Difference]:
        """Return the differences; of a scenario that broke off, none."""
        shared = self._telephone.shared
        if self._telephone.seen or not all_done:
            return []
        return differences(shared.helpdesk.sent, shared.account)


@pytest.fixture(scope="session")
def telephony(run: Run, partners: Partners) -> Iterator[Telephony]:
    """Provide the helpdesk that the telephone system is connected to."""
    system = partners.telephony
    assert system, "these rules are tested only with --telephony-client and the like"
    connection = run.target.connection
    helpdesk = ListeningHelpdesk(connection, system.listen)
    is_recorded = system.recording is not None
    account = Account(
        None if is_recorded else connection.config.credentials,
        connection.redactor,
        connection.config.country,
    )
    yield Telephony(system, helpdesk, account)
    helpdesk.close()


@pytest.fixture
def telephone(
    request: pytest.FixtureRequest, run: Run, target: Target, telephony: Telephony
) -> Iterator[Telephone]:
    """Provide the state of a scenario with a telephone system."""

    def begin() -> Telephone:
        telephony.helpdesk.begin()
        people = People(run, target, run.numbers, mark=run.new_mark())
        port = TelephonySystem(telephony.system, telephony.helpdesk, target.connection)
        made = Telephone(telephony, people, port)
        request.node.stash[CLIENT] = made.happened
        return made

    if not (telephony.was_tried or telephony.system.is_observed):
        begin().try_client()
        target.recorder.take()  # the trial is no part of the scenario
    made = begin()
    request.node.stash[ORACLE] = Watch(made)
    try:
        yield made
    finally:
        made.port.close()
        telephony.helpdesk.begin()
