"""Waiting by means of a witness: another call, whose records are known to appear in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.steps.story.details import calls_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.scenario.people import People
    from cti_conformance.transport.answer import Answer


def settle_behind(people: People, pop: Callable[[dict[str, Any]], Answer]) -> None:
    """Wait until the effects of earlier requests would be visible.

    The call of a witness, which must make a ticket, is sent, and all its records are waited for:
    once they are there, those of an earlier call would be there as well. Records that the target
    never shows for any witness are not waited for again.

    Args:
        people: The people of the scenario; the witness is none of them.
        pop: Sends a screen pop.

    Raises:
        Inconclusive: The witness got no ticket.
    """
    target, never_seen = people.target, people.run.never_seen
    # A reference that is nearly that of the call could itself disturb the call.
    number, reference = people.new_number(), people.run.new_reference()
    call = {
        "call_reference_id": reference,
        "responder_id": people.agent().id,
        "call_url": f"https://recordings.example.com/{reference}.mp3",
    }
    if not target.has_records:
        answer = pop(call | {"requester_phone": number})
        if not calls_with(target, reference):
            raise Inconclusive(f"nothing was seen of a witness's call, answered with {answer}")
        return
    witness = people.make_contact("Witness", {"phone": number})
    answer = pop(call | {"requester_id": witness.id})
    within_s = target.config.limits.appear_s
    tickets = eventually(lambda: target.records.tickets_of(witness.id), bool, within_s=within_s)
    if not tickets:
        raise Inconclusive(f"no ticket was seen of a witness's call, answered with {answer}")
    traces: dict[str, Callable[[], object]] = {
        "note": lambda: target.records.notes(tickets[0].id),
        "time entry": lambda: target.records.time_entries(tickets[0].id),
        "details": lambda: calls_with(target, reference),
    }
    for name, look in traces.items():
        if name not in never_seen and not eventually(look, bool, within_s=within_s):
            never_seen.add(name)
