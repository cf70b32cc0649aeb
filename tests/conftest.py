"""Fixtures that several of the toolkit's own tests use, their order, and what they leave."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.helpdesk import LIMIT_S, Client, client, done, helpdesk
from support.processes import left_behind
from support.suite import close_warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from support.desk import Office

# These cost seconds, so all tests of a module that use one run in one worker.
COSTLY = {"browser", "installed", "kit", "later", "site"}
# Begun first, so that no worker is left with one of them at the end.
LONGEST = (
    "proof/test_mutants.py::test_the_suite_tells_the_fixed_part",
    "proof/test_variants.py::test_a_variant_is_not_blamed",
    "suite/test_same_report.py",
    "suite/test_fuzz.py::test_fuzzing_tells_what_no_scenario_tells",
    "packaging/",
    "site/",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest tests first, and those that share costly fixtures together."""
    for item in items:
        if COSTLY.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))

    def place(item: pytest.Item) -> int:
        there = (n for n, part in enumerate(LONGEST) if f"tests/{part}" in item.nodeid)
        return next(there, len(LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fail where the tests of this process have left a process or a temporary file."""
    tmp_path_factory.getbasetemp()  # pytest keeps its own folders elsewhere
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
