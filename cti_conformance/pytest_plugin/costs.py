"""How many requests a run will send, as measured on the reference (``make costs``)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cti_conformance.scenario.item import RULE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

FILE = "costs.json"
ROUND = 10
"""An estimate is rounded to this."""


@cache
def measured() -> dict[str, Any]:
    """Return the requests before the first scenario, and those of a scenario of each rule."""
    content = files("cti_conformance.pytest_plugin").joinpath(FILE).read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(content)
    return data


def estimate(items: Sequence[pytest.Item]) -> int:
    """Return about how many requests scenarios will send, start and cleanup included.

    Args:
        items: The scenarios. One of a rule that was not measured counts as an average one.
    """
    if not items:
        return 0
    rules = measured()["rules"]
    average = sum(rules.values()) / len(rules)
    sent: float = measured()["start"] + sum(
        rules.get(item.stash[RULE].id, average) for item in items
    )
    return max(ROUND, ROUND * round(sent / ROUND))
