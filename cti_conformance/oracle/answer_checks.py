"""Checks of each answer of the two calls, whatever the scenario asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.target import locate
from cti_conformance.target.journal import DetailsRead, Popped

if TYPE_CHECKING:
    from cti_conformance.oracle.observer import Observer
    from cti_conformance.target.journal import Event
    from cti_conformance.transport.answer import Answer

LARGE = 100_000
"""The size in bytes beyond which an answer is left to the scenarios: to read it takes memory."""

IDS = {"requester_id": "CTI-DET-05", "responder_id": "CTI-DET-05", "ticket_id": "CTI-DET-03"}
"""The ids in an entry of call details, with the rule by which each is a number."""


def check_answer(observer: Observer, event: Event) -> None:
    """Check the answer of a pop or of a details request against ``spec/openapi.yaml``.

    No 5xx (CTI-POP-14); an id of digits (CTI-POP-01); the form of an error (CTI-POP-10); an array
    of calls (CTI-DET-01) with numbers for ids (CTI-DET-03, CTI-DET-05).
    """
    match event:
        case Popped(attributes, answer):
            _no_server_error(observer, answer)
            if len(answer.content) > LARGE:
                return
            if answer.accepted:
                observer.accepted(answer, "CTI-POP-01")
            elif answer.status == 400 and attributes is not None:
                expected = "an error with description and errors, as REST v2 gives it"
                at = locate.is_error(answer)
                observer.expect(_is_error(answer.json), "CTI-POP-10", expected, answer, at)
        case DetailsRead(answer):
            _no_server_error(observer, answer)
            if answer.accepted and len(answer.content) <= LARGE:
                _details(observer, answer)


def _no_server_error(observer: Observer, answer: Answer) -> None:
    expected = "no 5xx, whatever is sent"
    at = locate.no_server_error(answer)
    observer.expect(answer.status < 500, "CTI-POP-14", expected, answer, at)


def _details(observer: Observer, answer: Answer) -> None:
    content = answer.json
    entries = content if isinstance(content, list) else []
    is_array = content == [entry for entry in entries if isinstance(entry, dict)]
    at = locate.in_answer(answer, 'type == "array" and all(type == "object")')
    observer.expect(is_array, "CTI-DET-01", "a JSON array of calls", answer, at)
    for place, entry in enumerate(entries):
        for name, rule in IDS.items():
            value = entry.get(name)
            right = name not in entry or (isinstance(value, int) and not isinstance(value, bool))
            expected = f"a number as {name} in call details"
            holds = f'all(.{name} == null or (.{name} | type) == "number")'
            at = locate.in_answer(answer, holds, f"/{place}/{name}")
            observer.expect(right, rule, expected, repr(value), at)


def _is_error(content: object) -> bool:
    if not isinstance(content, dict) or not isinstance(content.get("description"), str):
        return False
    errors = content.get("errors")
    return (
        isinstance(errors, list)
        and bool(errors)
        and all(
            isinstance(error, dict)
            and all(isinstance(error.get(name), str) for name in ("field", "message", "code"))
            for error in errors
        )
    )
