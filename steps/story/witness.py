"""Waiting by means of a witness: another call, whose records are known to appear in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.steps.story.details import calls_with

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cti_conformance.scenario.people import People
    from cti_conformance.transport.answer import Answer

Trace = Literal["note", "time entry", "details"]


def settle_behind(
    people: People, pop: Callable[[dict[str, Any]], Answer], traces: Sequence[Trace]
) -> None:
    """Wait until the effects of earlier requests would be visible.

    The call of a witness, which must make a ticket, is sent, and its ticket and traces are waited
    for: once they are there, those of an earlier call would be there as well. A trace that was
    awaited in vain once is not waited for again.

    Args:
        people: The people of the scenario; the witness is none of them.
        pop: Sends a screen pop.
        traces: What to wait for besides the ticket.

    Raises:
        Inconclusive: The witness got no ticket.
    """
    target, learned, pool = people.target, people.run.learned, people.run.pool
    # A reference that is nearly that of the call could itself disturb the call.
    reference = people.run.new_reference()
    call: dict[str, Any] = {
        "call_reference_id": reference,
        "responder_id": people.agent().id,
    }
    if "note" in traces:
        call["call_url"] = f"https://recordings.example.com/{reference}.mp3"
    if not target.has_records:
        answer = pop(call | {"requester_phone": people.new_number()})
        if not calls_with(target, reference):
            raise Inconclusive(f"nothing was seen of a witness's call, answered with {answer}")
        return
    within_s = target.config.limits.appear_s
    answer = pop(call | {"requester_id": pool.witness.id})

    def new() -> list[int]:
        tickets = target.records.tickets_of(pool.witness.id)
        return [ticket.id for ticket in tickets if ticket.id not in pool.witness_tickets]

    tickets = eventually(new, bool, within_s=within_s)
    if not tickets:
        raise Inconclusive(f"no ticket was seen of a witness's call, answered with {answer}")
    pool.witness_tickets |= {*tickets}
    people.created.tickets += tickets
    looks: dict[Trace, Callable[[], object]] = {
        "note": lambda: target.records.notes(tickets[-1]),
        "time entry": lambda: target.records.time_entries(tickets[-1]),
        "details": lambda: calls_with(target, reference),
    }
    for name in traces:
        if name in learned.awaited_in_vain:
            continue
        if not eventually(looks[name], bool, within_s=within_s):
            learned.awaited_in_vain.add(name)
