"""Reading the answers of Call Details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.results.step_outcomes import eventually

if TYPE_CHECKING:
    from cti_conformance.target.target import Target
    from cti_conformance.transport.answer import Answer


def calls_in(answer: Answer) -> list[dict[str, Any]]:
    """Return the calls that an answer of Call Details holds, with unchanged values.

    That they come with 200 and in an array is judged by CTI-DET-01, and by no other rule.
    """
    content = answer.json if answer.accepted else None
    calls = content if isinstance(content, list) else [content]
    return [call for call in calls if isinstance(call, dict)]


def numbered(call: dict[str, Any]) -> dict[str, Any]:
    """Return a call with strings of digits as numbers; the rules of chapter DET cover the types."""
    return {
        key: int(value) if isinstance(value, str) and value.isdecimal() else value
        for key, value in call.items()
    }


def calls_with(target: Target, reference: str) -> list[dict[str, Any]]:
    """Return the call details of a reference, waited for; empty if none are reported."""
    within_s = target.config.limits.appear_s
    return eventually(lambda: calls_in(target.cti.reported(reference)), bool, within_s=within_s)


def requester_with(target: Target, reference: str) -> int | None:
    """Return the requester_id that call details report for a reference, waited for, if any."""
    entries = calls_with(target, reference)
    return numbered(entries[0]).get("requester_id") if entries else None
