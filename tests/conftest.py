"""Fixtures that several of the toolkit's own tests use, their order, and what they leave."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import order
from support.helpdesk import LIMIT_S, Client, client, done, helpdesk
from support.processes import left_behind
from support.suite import close_warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from support.desk import Office


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts a job in the background so, and what the tests start would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest tests first."""
    items.sort(key=lambda item: order.place(item.nodeid))
    if strangers := order.misplaced(items):
        raise pytest.UsageError(f"add to TOGETHER in {order.__file__}: {sorted(strangers)}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep the tests that share a costly fixture in one worker."""
    return order.scheduler(config, log)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fail where the tests of this process have left a process or a temporary file."""
    # Pytest keeps its own folders elsewhere. Runs that a test kills leave journals.
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    folder = Path(tempfile.mkdtemp(prefix="cti-"))  # a short path, since it holds sockets
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    yield
    close_warm()
    left = left_behind(folder, LIMIT_S)
    tempfile.tempdir = None
    if before is None:
        del os.environ["TMPDIR"]
    else:
        os.environ["TMPDIR"] = before
    shutil.rmtree(folder, ignore_errors=True)
    assert left == []


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
