"""A browser to look at pages with."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from cti_conformance.target.browser.chromium import find
from cti_conformance.target.browser.engine import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GRAVE = ("serious", "critical")


@dataclass
class Look:
    """A page that is open, and what it did."""

    page: Page
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def grave_findings(self, *rules: str) -> list[str]:
        """Return the accessibility faults of a page.

        Args:
            rules: The rules of axe to look for; by default all of them.
        """
        options = {"runOnly": {"type": "rule", "values": rules}} if rules else None
        violations: list[dict[str, Any]] = (
            Axe().run(self.page, options=options).response["violations"]
        )
        return [
            f"{found['id']}: {node['html'][:200]}"
            for found in violations
            if found["impact"] in GRAVE
            for node in found["nodes"][:3]
        ]

    def remove_hidden(self, selector: str) -> None:
        """Remove the elements that are not to be seen: axe takes long to pass them over."""
        script = "found => found.filter(e => !e.checkVisibility()).forEach(e => e.remove())"
        self.page.locator(selector).evaluate_all(script)

    def ids_shown(self) -> list[str]:
        """Return the ids of the rules that are to be seen."""
        script = "rules => rules.filter(rule => rule.checkVisibility()).map(rule => rule.id)"
        return list(self.page.locator("details.rule").evaluate_all(script))


def chromium() -> str:
    """Return where a Chromium is; skips the test where there is none."""
    found = find()
    if found.path is None:
        pytest.skip(found.reason)
    return found.path


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser."""
    path = chromium()
    with sync_playwright() as playwright:
        # In a container the sandbox lacks its privileges; only our own pages are opened.
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *LIGHT])
        try:
            yield running
        finally:
            running.close()


@contextmanager
def opened(running: Browser, file: Path, hash_: str = "", **context: Any) -> Iterator[Look]:
    """Open a file as a reader does who clicks on it."""
    room = running.new_context(**context)
    look = Look(room.new_page())
    look.page.on("request", lambda request: look.requests.append(request.url))
    look.page.on("console", lambda message: look.console.append(message.text))
    look.page.on("pageerror", lambda error: look.console.append(str(error)))
    look.page.goto(file.as_uri() + hash_)
    try:
        yield look
    finally:
        room.close()
