"""A telephone system under test: what it makes of call details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_bdd import then

from cti_conformance.results.step_outcomes import expect
from cti_conformance.steps.telephony.arranging import NOTE, OTHER_TICKET, RESPONDER, TICKET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.steps.telephony.telephone import Telephone


def _reported(telephone: Telephone) -> Mapping[str, Any]:
    """Return the only call that the client reports."""
    handling = telephone.last.handling
    calls = handling.answer.get("calls") or []
    expect(
        handling.outcome == "done" and len(calls) == 1,
        expected="the outcome done, with one call",
        observed=f"{telephone.describe(telephone.last)}, with {len(calls)} calls",
    )
    call: Mapping[str, Any] = calls[0]
    return call


def _has(telephone: Telephone, name: str, wanted: int | None) -> None:
    value = _reported(telephone).get(name)
    is_same = value in (None, "") if wanted is None else str(value) == str(wanted)
    expect(is_same, expected=f"{name} {wanted}", observed=f"{name} {telephone.show(value)}")


@then("the client reports the ticket")
def reports_the_ticket(telephone: Telephone) -> None:
    """Its answer has one call, whose `ticket_id` is that of the details."""
    _has(telephone, "ticket_id", TICKET)


@then("the client reports both tickets")
def reports_both_tickets(telephone: Telephone) -> None:
    """Its answer has two calls, whose `ticket_id` are those of the details, in any order."""
    happening = telephone.last
    calls = happening.handling.answer.get("calls") or []
    found = sorted(str(call.get("ticket_id")) for call in calls)
    expect(
        happening.handling.outcome == "done" and found == [str(TICKET), str(OTHER_TICKET)],
        expected=f"the tickets {TICKET} and {OTHER_TICKET}",
        observed=f"{telephone.describe(happening)}, with the tickets {telephone.show(found)}",
    )


@then("the client reports the note")
def reports_the_note(telephone: Telephone) -> None:
    """The `note_id` of its answer is that of the details."""
    _has(telephone, "note_id", NOTE)


@then("the client reports no note")
def reports_no_note(telephone: Telephone) -> None:
    """The `note_id` of its answer is null or missing."""
    _has(telephone, "note_id", None)


@then("the client reports the agent of the details")
def reports_the_agent(telephone: Telephone) -> None:
    """The `responder_id` of its answer is that of the details, however they spell its name."""
    _has(telephone, "responder_id", RESPONDER)


@then("the client reports that the call went nowhere")
def reports_nothing(telephone: Telephone) -> None:
    """The outcome is `done`, without a call."""
    happening = telephone.last
    calls = happening.handling.answer.get("calls") or []
    expect(
        happening.handling.outcome == "done" and not calls,
        expected="the outcome done, without a call",
        observed=f"{telephone.describe(happening)}, with {len(calls)} calls",
    )


@then("the details are requested by the reference of the pop")
def requested_by_reference(telephone: Telephone) -> None:
    """The decoded query has one parameter, whose value is the `call_reference_id` of the pop."""
    pops = [one for happening in telephone.earlier for one in happening.pops]
    lookups = telephone.last.lookups
    wanted = [("call_reference_id", pops[0].reference)] if pops else []
    found = [one.query for one in lookups]
    expect(
        found and all(one == wanted for one in found),
        expected=f"call_reference_id={telephone.show(wanted[0][1] if wanted else '')}, encoded",
        observed=telephone.show([one.url for one in lookups]) if found else "no request arrived",
    )
