"""The pages of the helpdesk that a desktop shows: tickets, contacts, the form of a new ticket."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import eventually
from cti_conformance.target.ports.desktop import Place

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from cti_conformance.config.target_config import Limits
    from cti_conformance.ledger.page_table import PageTable
    from cti_conformance.target.browser.engine import Window
    from cti_conformance.target.browser.windows import Windows

_LABELS = """found => found.filter(one => one.checkVisibility())
    .map(one => one.getAttribute("aria-label") || one.textContent.trim())"""


class Places:
    """Where desktops are, and how an agent goes from place to place.

    Args:
        table: Where things are on the pages.
        windows: The windows, which read the pages.
        limits: How long a page may take to appear, in seconds.
    """

    def __init__(self, table: PageTable, windows: Windows, limits: Limits) -> None:
        self._table = table
        self._windows = windows
        self._limits = limits

    def opened(self, window: Window) -> tuple[Place, ...]:
        """Return all places that a window has been at since it was opened, in their order."""
        # Playwright reports navigations only while it is called.
        self._windows.look("the page to be read", lambda: window.page.evaluate("0"))
        places = [place for url in window.visited if (place := self._table.read(url))]
        return tuple(dict.fromkeys(Place(*place) for place in places))

    def shows(self, window: Window, place: Place) -> bool:
        """Return whether a page of the window is at this place, and shows its content."""
        return any(self._is_at(page, place) for page in window.context.pages)

    def _is_at(self, page: Page, place: Place) -> bool:
        def is_there() -> bool:
            # Counted first: the address that Playwright has of a page is that of the last call.
            is_shown = self._article(page, place).count() > 0
            return is_shown and self._table.read(page.url) == (place.kind, place.id)

        return self._windows.look("the page to be read", is_there)

    def go(self, window: Window, place: Place, *, by_link: bool) -> None:
        """Go to a place: by its address, or by a link if one is wanted and the window shows it."""
        if not by_link or not self._follow(window, place) or not self._is_at(window.page, place):
            self._load(window.page, place)

    def _load(self, page: Page, place: Place) -> None:
        with self._windows.judged(f"the page of the {place}"):
            page.goto(self._table.address(place.kind, place.id))
            self._article(page, place).first.wait_for()

    def visit(self, window: Window, place: Place) -> None:
        """Load the page of a place: by a link to it if the window shows one, else in another tab.

        Tabs that were opened are closed.
        """
        if not self._follow(window, place):
            with (
                self._windows.judged("another tab to be opened and closed"),
                closing(window.context.new_page()) as tab,
            ):
                self._load(tab, place)

    def _follow(self, window: Window, place: Place) -> bool:
        """Click a link of the window to a place; return whether that led there."""
        page, there = window.page, (place.kind, place.id)
        if self._table.read(page.url) == there:
            return False
        with self._windows.judged(f"the link to the page of the {place}"):
            links = page.locator("a[href]:visible")
            urls: list[str] = links.evaluate_all("found => found.map(one => one.href)")
            nth = next((n for n, url in enumerate(urls) if self._table.read(url) == there), None)
            if nth is None:
                return False
            links.nth(nth).click()
            within_s = self._limits.appear_s
            is_there = eventually(lambda: self.shows(window, place), bool, within_s=within_s)
            for tab in window.context.pages:
                if tab is not page:
                    tab.close()
        return is_there

    def numbers_to_call(self, page: Page, place: Place) -> tuple[str, ...]:
        """Return the phone numbers at a place that can be clicked to be called."""
        found = self._table.names(self._article(page, place), "phone_number", "number")
        labels = self._windows.look("the page to be read", lambda: found.evaluate_all(_LABELS))
        numbers = (self._table.said_in("phone_number", "number", label) for label in labels)
        return tuple(dict.fromkeys(number for number in numbers if number))

    def click_number(self, page: Page, place: Place, number: str) -> None:
        """Click a phone number at a place, whether that calls it or not."""
        article = self._article(page, place)
        button = self._table.locate(article, "phone_number", number=number)
        text = self._table.locate(article, "phone_text", number=number)
        with self._windows.judged(f"the number {number} on the page of the {place}"):
            button.or_(text).first.click()

    def _article(self, page: Page, place: Place) -> Locator:
        return self._table.locate(page, f"{place.kind}_page", id=place.id)
