"""Excerpts of a run that the terminal and the pages share: exchanges, cuts, widths, plurals."""

from __future__ import annotations

import shlex
import shutil
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cti_conformance.text.redaction import Clean

CTI_PATH = "/integrations/cti/"
BODY = "--data-raw"
"""The option of curl with a request's body."""
MAX_CALLS = 4
MAX_OTHERS = 3
MIN_SHARED = 16
"""From so many characters on, a part of two texts is taken for the same value."""


class ExchangeData(TypedDict):
    """One request and its answer, as a report holds them.

    Attributes:
        request: Method and path.
        curl: A command that sends the same request.
        status: The HTTP status; ``None`` if no answer came.
        answer: The body of the answer, or why none came.
        duration_s: Time until the answer was whole, in seconds.
    """

    request: Clean
    curl: Clean
    status: int | None
    answer: Clean
    duration_s: float


class Decides(TypedDict):
    """The place that decides a failure.

    Attributes:
        exchange: The number of the exchange in the scenario, from 0; ``None`` if none shows it.
        at: JSON pointer to the place in its answer; empty for all of it.
        condition: The condition on the answer, in jq.
    """

    exchange: int | None
    at: Clean
    condition: Clean


class PersonData(TypedDict):
    """One of the people of a scenario, as a report holds them; texts are empty if unknown."""

    name: str
    kind: Literal["contact", "agent"]
    id: int
    phone: Clean
    mobile: Clean
    email: Clean


def select_exchanges(exchanges: Iterable[ExchangeData]) -> list[ExchangeData]:
    """Return the exchanges to show: the last CTI calls, and the last of the others.

    A request that was repeated is shown once, with its last answer.
    """
    latest: dict[str, ExchangeData] = {}
    for exchange in exchanges:
        latest.pop(exchange["curl"], None)
        latest[exchange["curl"]] = exchange
    calls = [exchange for exchange in latest.values() if CTI_PATH in exchange["request"]]
    others = [exchange for exchange in latest.values() if CTI_PATH not in exchange["request"]]
    chosen = calls[-MAX_CALLS:] + others[-MAX_OTHERS:]
    return [exchange for exchange in latest.values() if exchange in chosen]


def body_of(exchange: ExchangeData) -> str:
    """Return the body of a request; empty if it has none.

    Redaction may have removed a quotation mark; then it is returned as the command has it.
    """
    try:
        words = shlex.split(exchange["curl"])
    except ValueError:
        return exchange["curl"].partition(f" {BODY} ")[2]
    return words[words.index(BODY) + 1] if BODY in words else ""


def cut(text: str, limit: int, around: int | None = None) -> str:
    """Cut a text in the middle if it is longer than about ``limit`` characters.

    Args:
        text: The text.
        limit: The maximum length, without the note of the whole length.
        around: A place in the text that must stay; by default any.
    """
    if len(text) <= limit:
        return text
    end = limit // 3
    if around is None:
        kept = [(0, limit - end), (len(text) - end, len(text))]
    else:
        start = min(max(around - end // 2, 0), len(text) - end)
        kept = [(0, end), (start, start + end), (len(text) - end, len(text))]
    shown, last = "", 0
    for begin, stop in kept:
        if begin > last:
            shown += " … " if "…" in shown else f" … ({len(text):,} characters) … "
        shown += text[max(begin, last) : stop]
        last = stop
    return shown


def cut_both(expected: str, observed: str, limit: int) -> tuple[str, str]:
    """Cut two texts in the middle where they are too long; their first difference stays.

    Args:
        expected: What a rule asks for.
        observed: What was there.
        limit: The maximum length of each, in characters.
    """
    if max(len(expected), len(observed)) <= limit:
        return expected, observed
    one, other = _first_difference(expected, observed)
    return cut(expected, limit, one), cut(observed, limit, other)


def _first_difference(one: str, other: str) -> tuple[int | None, int | None]:
    """Return where two texts begin to differ, after the first part that both have."""
    for start in range(len(one) - MIN_SHARED + 1):
        found = other.find(one[start : start + MIN_SHARED])
        if found >= 0:
            pairs = zip(one[start:], other[found:], strict=False)
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            return start + same, found + same
    return None, None


def terminal_width() -> int:
    """Return the width of the terminal in characters; 200 where the output is a log."""
    return shutil.get_terminal_size(fallback=(200, 24)).columns


def plural(number: int, thing: str, things: str = "") -> str:
    """Return "1 rule", "2 rules"; ``things`` is the plural where it has no simple *s*."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"


def how_many(number: int, thing: str, things: str = "") -> str:
    """Return "no note", "1 note", "2 notes", for a sentence; see `plural`."""
    return plural(number, thing, things) if number else f"no {thing}"
