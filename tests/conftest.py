"""Fixtures that several of the toolkit's own tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.helpdesk import Client, client, done, helpdesk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from support.desk import Office


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the Chromium that is there, for a module of tests."""
    from support.browser import browser  # only who needs a browser loads what drives it

    with browser() as started:
        yield started


@pytest.fixture
def office(url: str, speaking: Client, browser: Browser) -> Iterator[Office]:
    """Return that reference as a place where windows are opened; nothing in one may go wrong."""
    from support.desk import Office

    opened = Office(url, speaking, browser)
    yield opened
    opened.close()


@pytest.fixture
def at_desk(office: Office, request: pytest.FixtureRequest) -> int:
    """Return the id of a new agent."""
    return office.make_agent(request.node.name)


@pytest.fixture
def omar(speaking: Client) -> int:
    """Return the id of a new contact."""
    return speaking.make("contacts", name="Omar", phone="+12015550171", address="Leeds")


@pytest.fixture
def settings(speaking: Client) -> Iterator[Callable[..., None]]:
    """Change the account's settings for the length of a test."""
    before = done(speaking.control("GET", "/settings"))
    yield lambda **changes: done(speaking.control("PATCH", "/settings", changes))
    done(speaking.control("PATCH", "/settings", before))
