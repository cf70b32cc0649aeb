"""The tabs of a window in which an agent's desktop is open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cti_conformance.ledger.page_table import PageTable
    from cti_conformance.target.browser.windows import Windows

ONLINE = re.compile(r"^\s*Online\s*$", re.IGNORECASE)


class Tabs:
    """Opens and closes tabs of the agents' windows.

    Args:
        table: Where things are on the pages.
        windows: The windows.
    """

    def __init__(self, table: PageTable, windows: Windows) -> None:
        self._table = table
        self._windows = windows

    def open(self, agent_id: int) -> None:
        """Open the page of the agent's desktop in another tab as well."""
        window = self._windows[agent_id]
        with self._windows.judged("the desktop to open in another tab"):
            tab = window.context.new_page()
            tab.goto(window.page.url)
        self.wait_until_online(tab)

    def close(self, agent_id: int, number: int) -> None:
        """Close a tab, by its place among them; the first of those left becomes the desktop."""
        window = self._windows[agent_id]
        tabs = window.context.pages
        with self._windows.judged("the tab to close"):
            tabs.pop(number).close()
        window.page = tabs[0]

    def wait_until_online(self, page: Page) -> None:
        """Wait until a page shows that its agent is online.

        Raises:
            RuleViolated: It does not.
        """
        with self._windows.judged("the desktop to read 'Online' as its presence"):
            self._table.locate(page, "presence").filter(has_text=ONLINE).first.wait_for()
