"""What the terminal and the pages share: what of a run is worth telling."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

CTI_PATH = "/integrations/cti/"
MAX_CALLS = 4
MAX_OTHERS = 3


def select_exchanges(exchanges: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the exchanges worth telling: the CTI calls, and what was looked at last.

    What was asked again and again is told once, as it was answered last.
    """
    told: dict[str, dict[str, Any]] = {}
    for exchange in exchanges:
        told.pop(exchange["curl"], None)
        told[exchange["curl"]] = exchange
    calls = [exchange for exchange in told.values() if CTI_PATH in exchange["request"]]
    others = [exchange for exchange in told.values() if CTI_PATH not in exchange["request"]]
    chosen = calls[-MAX_CALLS:] + others[-MAX_OTHERS:]
    return [exchange for exchange in told.values() if exchange in chosen]


def terminal_width() -> int:
    """Return how wide the terminal is; where there is none, a log is as wide as it need be."""
    return shutil.get_terminal_size(fallback=(200, 24)).columns


def plural(number: int, thing: str) -> str:
    """Return "1 rule", "2 rules"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
