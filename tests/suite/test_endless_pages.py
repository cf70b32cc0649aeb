"""A page whose script never ends: each call of the browser ends all the same, and soon."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from cti_conformance.config.target_config import Limits
from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.target.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.target.browser.windows import Windows

pytestmark = pytest.mark.skipif(
    chromium.find().path is None,
    reason=f"a browser is what this is about: {chromium.find().reason}",
)
ENDLESS = "<p>Hello</p><script>addEventListener('message', () => { for (;;); })</script>"
LIMITS = Limits(answer_s=0.5, appear_s=0.1)
MARGIN_S = 30.0  # of a busy machine; without the watchdog each call lasts for ever


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder for temporary files, which is empty at the end."""
    with TemporaryDirectory() as short:  # Chromium has no sockets in a folder with a long name
        monkeypatch.setattr(tempfile, "tempdir", short)
        monkeypatch.setenv("TMPDIR", short)
        yield Path(short)


@pytest.fixture
def windows() -> Iterator[Windows]:
    from cti_conformance.target.browser.engine import Engine
    from cti_conformance.target.browser.windows import Windows

    opened = Windows(Engine(LIMITS, trusts_all=False), LIMITS)
    yield opened
    opened.end()


def hang(windows: Windows, agent_id: int) -> None:
    page = windows.open(agent_id, "https://helpdesk.example/").page
    page.set_content(ENDLESS)
    page.evaluate("() => { postMessage('go', '*'); }")


def test_an_endless_script_ends_the_call_and_after_two_the_browser(windows: Windows) -> None:
    began = time.monotonic()
    hang(windows, 1)
    page = windows.page(1)
    with pytest.raises(Inconclusive, match="did not react"):
        windows.look("the page to be read", lambda: page.evaluate("0"))
    hang(windows, 2)  # in a new browser
    with pytest.raises(Inconclusive, match="did not react"), windows.judged("its content"):
        windows.page(2).content()
    with pytest.raises(Inconclusive, match="busy 2 times"):
        windows.open(3, "https://helpdesk.example/")
    assert time.monotonic() - began < MARGIN_S


def test_windows_of_endless_pages_are_closed(windows: Windows) -> None:
    hang(windows, 1)
    began = time.monotonic()
    assert windows.screenshots() == []
    windows.clear()
    assert time.monotonic() - began < MARGIN_S


def test_a_browser_that_was_killed_leaves_nothing(temporary: Path) -> None:
    from playwright.sync_api import Error

    from cti_conformance.target.browser.engine import Engine

    engine = Engine(LIMITS, trusts_all=False)
    try:
        page = engine.open_window("https://helpdesk.example/").page
        (profile,) = temporary.rglob("playwright_chromiumdev_profile*")
        for n in range(3000):  # so that Playwright is stopped before it has deleted them
            (profile / str(n)).touch()
        os.killpg(int((profile / "SingletonLock").readlink().name.rpartition("-")[2]), SIGKILL)
        with suppress(Error):
            while True:
                page.title()
    finally:
        engine.close()
    assert list(temporary.iterdir()) == []
