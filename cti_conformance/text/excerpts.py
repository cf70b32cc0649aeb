"""Excerpts of a run that the terminal and the pages share: exchanges, widths, plurals."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cti_conformance.text.redaction import Clean

CTI_PATH = "/integrations/cti/"
MAX_CALLS = 4
MAX_OTHERS = 3


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


def terminal_width() -> int:
    """Return the width of the terminal in characters; 200 where the output is a log."""
    return shutil.get_terminal_size(fallback=(200, 24)).columns


def plural(number: int, thing: str, things: str = "") -> str:
    """Return "1 rule", "2 rules"; ``things`` is the plural where it has no simple *s*."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"
