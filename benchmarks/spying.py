"""Plugin of a run that is measured: writes down its requests and its first scenario.

Each process writes lines of JSON into a file of its own in the folder that ``BENCH_OUT`` names.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cti_conformance.scenario.item import RULE
from cti_conformance.transport.client import HttpClient

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    import pytest

_exchange = HttpClient._exchange
_lines: list[dict[str, Any]] = []


def _noted(
    self: HttpClient, method: str, url: str, headers: Mapping[str, str], body: bytes | None
) -> Any:
    began = time.monotonic()
    try:
        return _exchange(self, method, url, headers, body)
    finally:
        # From the scheme and the host on, so that it can be sent to another server.
        path = "/" + url.split("/", 3)[3]
        _lines.append(
            {
                "method": method,
                "path": path,
                "headers": dict(headers),
                "body": body.decode("utf-8", "surrogateescape") if body is not None else None,
                "took_s": time.monotonic() - began,
            }
        )


def pytest_configure() -> None:
    """Note all requests from now on."""
    HttpClient._exchange = _noted  # type: ignore[method-assign]


def pytest_runtest_call(item: pytest.Item) -> None:
    """Note when the first scenario begins."""
    if RULE in item.stash and not any("first_at" in line for line in _lines):
        _lines.append({"first_at": time.time()})


def pytest_unconfigure() -> Generator[None] | None:
    """Write down what was noted."""
    file = Path(os.environ["BENCH_OUT"], f"{os.getpid()}.jsonl")
    file.write_text("".join(f"{json.dumps(line)}\n" for line in _lines), encoding="utf-8")
    return None
