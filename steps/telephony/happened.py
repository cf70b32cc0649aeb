"""A telephone system under test: what happened, for those who read why a rule failed."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from cti_conformance.target.ports.telephony import Happening
    from cti_conformance.target.telephony.sent import Sent
    from cti_conformance.text.redaction import Clean, Redactor

MAX_EVENTS = 4
MAX_SENT = 6
MAX_LOG_LINES = 10
MAX_LOG = 20_000
"""How much of a log is looked at for its last lines, in characters."""
MAX_TEXT = 1_000
"""The length of an event, a body or an answer, in characters."""


def described(happenings: Sequence[Happening], redactor: Redactor) -> list[Clean]:
    """Return the last events, the requests of each, its answer, and the end of the log.

    Args:
        happenings: What happened, in its order. Events given at once share their requests.
        redactor: Removes the secrets.
    """
    lines: list[Clean] = []
    for _, group in groupby(happenings[-MAX_EVENTS:], key=lambda one: id(one.sent)):
        at_once = list(group)
        sent = at_once[0].sent
        lines += [redactor.clean(f"event: {_json(one.event)}", MAX_TEXT) for one in at_once]
        lines += [redactor.clean(f"sent: {_request(one)}", MAX_TEXT) for one in sent[:MAX_SENT]]
        if not sent:
            lines.append(redactor.clean("sent: nothing"))
        elif len(sent) > MAX_SENT:
            lines.append(redactor.clean(f"sent: {len(sent) - MAX_SENT} more requests"))
        lines += [redactor.clean(f"answer: {_answer(one)}", MAX_TEXT) for one in at_once]
    if happenings:
        lines += _end_of(happenings[-1].handling.log, redactor)
    return lines


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _request(sent: Sent) -> str:
    """Return a request with its body, and the status of its answer."""
    body = sent.body.decode("utf-8", "backslashreplace")
    words = (f"{sent.method} {sent.url}", body, f"answered {sent.status or 'by nothing'}")
    return ", ".join(word for word in words if word)


def _answer(happening: Happening) -> str:
    handling = happening.handling
    return f"none: {handling.problem}" if handling.problem else _json(handling.answer)


def _end_of(log: str, redactor: Redactor) -> Iterator[Clean]:
    """Yield the last lines of a log."""
    # Redacted before it is cut into lines: a secret may go over several.
    text = redactor.clean(log[-MAX_LOG:].strip(), None, allow="\n")
    for line in text.splitlines()[-MAX_LOG_LINES:]:
        yield redactor.clean(f"log: {line}", MAX_TEXT)
