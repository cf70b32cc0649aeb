"""One request of a telephone system, as it arrived, and the answer that it got."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HELPDESK, ELSEWHERE, IMPOSTOR = "the helpdesk", "another host", "an untrusted host"
"""Where a request can arrive."""


@dataclass(frozen=True)
class Sent:
    """A request.

    Attributes:
        at: When it arrived, in seconds since 1970.
        method: The HTTP method.
        url: Path and query, as they were sent.
        headers: The headers.
        body: The body.
        place: Where it arrived.
        status: The status of the answer; ``None`` if there was no whole answer.
        answer: The body of the answer.
    """

    at: float
    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    place: str = HELPDESK
    status: int | None = None
    answer: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> str:
        """The path without the query."""
        with suppress(ValueError):
            return urlsplit(self.url).path
        return self.url.partition("?")[0]

    @property
    def is_pop(self) -> bool:
        """Return whether it announces a call, whatever its method."""
        return self.path.rstrip("/") == POP_PATH

    @property
    def asks_for_details(self) -> bool:
        """Return whether it asks for call details, whatever its method."""
        return self.path.rstrip("/") == DETAILS_PATH

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters of the query, decoded."""
        return parse_qsl(self.url.partition("?")[2].partition("#")[0], keep_blank_values=True)

    @property
    def is_accepted(self) -> bool:
        """Return whether the answer was a 2xx."""
        return self.status is not None and 200 <= self.status < 300

    def header(self, name: str) -> str:
        """Return a header, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @cached_property
    def json(self) -> Any:
        """The body as JSON; ``None`` if it is not JSON in UTF-8."""
        try:
            return json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError):
            return None

    @property
    def attributes(self) -> Mapping[str, Any]:
        """The attributes of a pop; empty if the body is not an object."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def reference(self) -> str:
        """The call reference that it names; empty if none."""
        if self.asks_for_details:
            return next((value for name, value in self.query if name == "call_reference_id"), "")
        value = self.attributes.get("call_reference_id")
        return "" if value is None else str(value)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Sent:
        """Return a request of a recording.

        Raises:
            ValueError: The data does not describe a request.
        """
        body = data.get("body", "")
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        headers: Iterable[tuple[str, str]] = data.get("headers", {}).items()
        try:
            return cls(
                at=float(data.get("at", 0)),
                method=str(data["method"]),
                url=str(data["url"]),
                headers=tuple((str(name), str(value)) for name, value in headers),
                body=text.encode(),
                status=data.get("status"),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"no request: {error}") from error
