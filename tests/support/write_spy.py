"""A plugin that records, for each scenario, its planned writes and the actual ones.

They go as JSON into the file that ``SPY_FILE`` in the environment names.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.pytest_plugin.writes import WRITES, writes_of
from cti_conformance.target.ports.control import ControlApi
from cti_conformance.target.ports.cti import Cti
from cti_conformance.target.ports.operations import Operations
from cti_conformance.target.ports.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

done: set[str] = set()
told: list[list[Any]] = []


def watched(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of a port that records its kind of write."""

    def call(self: object, *arguments: object, **named: object) -> Any:
        done.add(WRITES[name])
        return method(self, *arguments, **named)

    return call


for port in (Cti, ControlApi, Operations, Records):
    for name in WRITES:
        if name in vars(port):
            setattr(port, name, watched(name, vars(port)[name]))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Record the writes of a scenario."""
    done.clear()
    yield
    told.append([item.nodeid, sorted(done), sorted(writes_of(item))])


def pytest_unconfigure() -> None:
    """Write the records."""
    Path(os.environ["SPY_FILE"]).write_text(json.dumps(told), encoding="utf-8")
