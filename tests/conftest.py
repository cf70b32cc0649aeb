"""Fixtures that several of the toolkit's own tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.helpdesk import Client, client, helpdesk

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Start a reference with its control API, for a module of tests."""
    with helpdesk("--control") as process:
        yield process.url


@pytest.fixture
def speaking(url: str) -> Iterator[Client]:
    """Return a client of that reference."""
    with client(url) as one:
        yield one
