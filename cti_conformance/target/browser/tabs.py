"""The tabs of a window in which an agent's desktop is open."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import eventually, expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from cti_conformance.config.target_config import Limits
    from cti_conformance.ledger.page_table import PageTable
    from cti_conformance.target.browser.windows import Windows

ONLINE = re.compile(r"^\s*Online\s*$", re.IGNORECASE)


class Tabs:
    """Opens and closes tabs of the agents' windows.

    Args:
        table: Where things are on the pages.
        windows: The windows.
        limits: How long a page may take to appear, in seconds.
    """

    def __init__(self, table: PageTable, windows: Windows, limits: Limits) -> None:
        self._table = table
        self._windows = windows
        self._limits = limits

    def open(self, agent_id: int) -> bool:
        """Open the page of the agent's desktop in another tab as well.

        Returns:
            Whether both tabs show that the agent is online: some desktops open in one tab only.
        """
        window = self._windows[agent_id]
        with self._windows.judged("the desktop to open in another tab"):
            tab = window.context.new_page()
            tab.goto(window.page.url)
        return all(self.comes_online(page) for page in (tab, window.page))

    def close(self, agent_id: int, number: int) -> None:
        """Close a tab, by its place among them; the first of those left becomes the desktop."""
        window = self._windows[agent_id]
        tabs = window.context.pages
        with self._windows.judged("the tab to close"):
            tabs.pop(number).close()
        window.page = tabs[0]

    def comes_online(self, page: Page) -> bool:
        """Return whether a page shows that its agent is online, which is waited for."""
        return eventually(partial(self._is_online, page), bool, within_s=self._limits.appear_s)

    def wait_until_online(self, page: Page) -> None:
        """Wait until a page shows that its agent is online.

        Raises:
            RuleViolated: It does not.
        """
        expect(
            eventually(partial(self._is_online, page), bool, within_s=self._limits.answer_s),
            expected="the desktop to read 'Online' as its presence",
            observed="it does not",
        )

    def _is_online(self, page: Page) -> bool:
        return self._windows.look("the presence to be read", self._online(page).first.is_visible)

    def _online(self, page: Page) -> Locator:
        return self._table.locate(page, "presence").filter(has_text=ONLINE)
