"""How the listening helpdesk answers: as it should, or in one of the ways that go wrong."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

RETRY_AFTER_S = 2
SLOW_S = 1.2
Ending = Literal["whole", "none", "broken off"]


@dataclass(frozen=True)
class Reply:
    """An answer.

    Attributes:
        status: The HTTP status.
        headers: The headers, without its length.
        body: The body.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @classmethod
    def of(cls, status: int, content: object = None, **headers: str) -> Reply:
        """Return an answer with JSON; ``_`` in the names of headers means a dash."""
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        body = b"" if content is None else json.dumps(content).encode()
        return cls(status, (("Content-Type", "application/json"), *named), body)

    @property
    def json(self) -> Any:
        """The body as JSON; ``None`` if it is empty."""
        return json.loads(self.body) if self.body else None

    def saying(self, content: object) -> Reply:
        """Return the answer with another content."""
        return replace(self, body=json.dumps(content).encode())


@dataclass(frozen=True)
class Behaviour:
    """The way in which one request is answered.

    Attributes:
        make: Makes the answer; ``None`` takes that of the helpdesk.
        change: Changes the answer of the helpdesk.
        ending: Whether the answer arrives.
        delay_s: Seconds before it is sent.
    """

    make: Callable[[], Reply] | None = None
    change: Callable[[Reply], Reply] = field(default=lambda reply: reply)
    ending: Ending = "whole"
    delay_s: float = 0.0


ANSWERS = Behaviour()
"""The behaviour of a helpdesk that is well."""

_PAGE = b"<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>"
_MISTAKE = {
    "description": "Validation failed",
    "errors": [
        {
            "field": "requester_id",
            "message": "There is no contact matching the given requester_id",
            "code": "invalid_value",
        }
    ],
}
_NO_LOGIN = {
    "code": "invalid_credentials",
    "message": "You have to be logged in to perform this action.",
}
_DENIED = {"code": "access_denied", "message": "You are not authorized to perform this action."}
_LIMITED = {"message": "You have exceeded the limit of requests per hour"}


def _in_a_while() -> Reply:
    """Return a 429 whose time is a date, which has whole seconds only."""
    date = formatdate(math.ceil(time.time()) + RETRY_AFTER_S, usegmt=True)
    return Reply.of(429, _LIMITED, Retry_After=date)


def _always(reply: Reply) -> Behaviour:
    return Behaviour(lambda: reply)


def _with_more(reply: Reply) -> Reply:
    more = {"links": {"self": "/x"}, "revision": 7, "warnings": []}
    content = reply.json
    if isinstance(content, list):
        return reply.saying([{**one, **more} for one in content])
    return reply.saying({**content, **more})


def _with_id(value: object) -> Behaviour:
    return Behaviour(change=lambda reply: reply.saying({**reply.json, "id": value}))


TROUBLES: dict[str, Behaviour] = {
    "refuses the credentials": _always(Reply.of(401, _NO_LOGIN)),
    "denies access": _always(Reply.of(403, _DENIED)),
    "finds a mistake": _always(Reply.of(400, _MISTAKE)),
    "finds nothing at the address": _always(Reply.of(404)),
    "fails": _always(Reply.of(500, {"message": "Internal error"})),
    "is down for maintenance": _always(Reply.of(503)),
    "gives no answer": Behaviour(ending="none"),
    "breaks off its answer": Behaviour(ending="broken off"),
    "answers slowly": Behaviour(delay_s=SLOW_S),
    "answers with a page": _always(Reply(200, (("Content-Type", "text/html"),), _PAGE)),
    "asks for a pause in seconds": _always(Reply.of(429, _LIMITED, Retry_After=str(RETRY_AFTER_S))),
    "asks for a pause until a date": Behaviour(_in_a_while),
    "answers with more fields": Behaviour(change=_with_more),
    "answers with a number as the id": _with_id(5000001876),
    "answers with letters in the id": _with_id("call-5f3a-1876"),
}
"""Every way in which the helpdesk can answer, as the features name it."""


def redirects(url: str, status: int) -> Behaviour:
    """Return the behaviour of a helpdesk that sends requests to another address."""
    return _always(Reply.of(status, None, Location=url))


def details(*calls: dict[str, object]) -> Behaviour:
    """Return the behaviour of a helpdesk that answers with these details."""
    return _always(Reply.of(200, list(calls)))
