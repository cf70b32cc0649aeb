"""The oracle takes no ticket of one call for that of another."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cti_conformance.oracle.directory import Person
from cti_conformance.oracle.model import Call, Due, Model
from cti_conformance.oracle.result_check import age
from cti_conformance.oracle.ticket_checks import TicketChecks
from cti_conformance.target.ports.records import Ticket

AGENT = 9
LEFT, NEW = 524, 525
"""The ticket of the call that the agent left open, and that of the new call."""


class Observer:
    """What the oracle observes with."""

    def expect(self, met: object, rule: str, expected: str, observed: object, *_: object) -> None:
        """Fail at a difference."""
        assert met, f"{rule}: expected {expected}, observed {observed}"

    def look(self, look: Any, _: object) -> Any:
        """Look once."""
        return look()

    def sent(self, *_: object) -> None:
        """Count nothing."""


def checks(model: Model, reported: dict[str, list[dict[str, int]]]) -> TicketChecks:
    made = [Ticket(one, 1, AGENT, 3, 2, None) for one in (LEFT, NEW)]
    records = SimpleNamespace(tickets_of=lambda _: made)
    world: Any = SimpleNamespace(
        observer=Observer(), model=model, records=records, agent_name=lambda _: "Ines"
    )
    details: Any = SimpleNamespace(entries=lambda reference: reported.get(reference, []))
    nothing: Any = SimpleNamespace(created=lambda *_: None, carried=lambda *_: None)
    return TicketChecks(world, details, nothing, nothing)


@pytest.mark.parametrize(
    ("left_reference", "new_reference"), [("left", None), (None, "new"), ("left", "new")]
)
def test_a_call_left_open_and_a_new_one_of_the_same_caller_each_have_their_ticket(
    left_reference: str | None, new_reference: str | None
) -> None:
    omar = Person(1, "Omar")
    left = Call(left_reference, omar, AGENT, {}, left=True)
    new = Call(new_reference, omar, AGENT, {})
    model = Model([omar], calls=[left, new])
    reported = {"left": [{"ticket_id": LEFT}], "new": [{"ticket_id": NEW}]}
    checks(model, reported).created(Due(((new, "CTI-OFF-01"),), perhaps=(left,)), new)
    assert (left.tickets, new.tickets) == ([LEFT], [NEW])


@pytest.mark.parametrize(("first", "second"), [(524, 525), (525, 524)])
def test_of_two_tickets_of_one_second_the_later_is_that_of_the_agent_who_has_the_call(
    first: int, second: int
) -> None:
    omar, at = Person(1, "Omar"), "2026-11-27T05:36:42Z"
    call = Call("forwarded", omar, AGENT, {})
    agents = {first: 8, second: AGENT}
    tickets = {one: (omar, Ticket(one, 1, agents[one], 3, 2, at)) for one in (524, 525)}
    assert sorted(tickets, key=lambda one: age(call, tickets, one)) == [first, second]
