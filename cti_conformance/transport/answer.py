"""An answer of the target, and the reading of its JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.text.redaction import Clean, Redactor

MAX_TEXT_BYTES = 8_000
MAX_SUMMARY_CHARACTERS = 300
MAX_KEPT_BYTES = 200_000
"""A longer body is neither kept as parsed nor remembered: it could fill the memory."""


@dataclass(frozen=True)
class Answer:
    """An answer of the target; as a string it is one line without secrets.

    Attributes:
        sent: Method and path of the request, as sent: secrets may be in them.
        status: The HTTP status.
        headers: The headers, by name in any letter case.
        content: The body.
        redactor: Removes the secrets from what is shown.
        number: The number of the exchange in its scenario; -1 if it was not recorded.
    """

    sent: str = field(repr=False)
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    redactor: Redactor = field(repr=False)
    number: int = field(default=-1, compare=False)

    @cached_property
    def request(self) -> Clean:
        """Method and path of the request, without secrets."""
        return self.redactor.clean(self.sent)

    @property
    def accepted(self) -> bool:
        """Return whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        """Return whether the status is 4xx: the target considers the request wrong."""
        return 400 <= self.status < 500

    @property
    def outline(self) -> str:
        """The status and the content type, which is the target's own text."""
        kind = self.headers.get("Content-Type", "").partition(";")[0] or "no content type"
        return f"{self.status} ({kind})"

    @property
    def text(self) -> str:
        """The body as text, cut after `MAX_TEXT_BYTES`; secrets are still in it."""
        text = self.content[:MAX_TEXT_BYTES].decode("utf-8", "replace")
        rest = len(self.content) - MAX_TEXT_BYTES
        return text if rest <= 0 else f"{text}… ({rest:,} more bytes)"

    @property
    def json(self) -> Any:
        """The body as JSON, or ``None`` where it is not JSON that all parsers read alike."""
        return self._json if len(self.content) <= MAX_KEPT_BYTES else self._read()

    @cached_property
    def _json(self) -> Any:
        return self._read()

    def _read(self) -> Any:
        try:
            return json.loads(
                self.content.decode("utf-8-sig"),
                parse_float=_number,
                parse_constant=_refuse_constant,
                object_pairs_hook=_unambiguous,
            )
        except (ValueError, RecursionError):
            return None

    def __str__(self) -> str:
        body = self.redactor.clean(" ".join(self.text.split()), MAX_SUMMARY_CHARACTERS)
        return f"{self.status} {body or '(empty)'}"


def _number(text: str) -> int | float:
    """Read a JSON number that is written with a point or an exponent: ``80.0`` is 80."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, unless it repeats a key with different values."""
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[key] != value for key, value in pairs):
        raise ValueError("a key is repeated with different values")
    return found
