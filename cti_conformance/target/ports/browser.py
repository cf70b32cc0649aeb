"""A real browser: adapter of the port `desktop`, through the page that agents work with.

What an agent sees and does goes by the page. What no page is for (the admin's settings, whether
the server counts the agent as online, the link to sign in with) goes by the control API.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from playwright.sync_api import Error, TimeoutError  # noqa: A004 - it is Playwright's that we mean

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, eventually
from cti_conformance.target.browser import softphone
from cti_conformance.target.browser.engine import Engine, Window, brief
from cti_conformance.target.browser.widget import Refused, WidgetOnPage
from cti_conformance.target.ports.desktop import HelpdeskNumbers, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from cti_conformance.config.target_config import Limits
    from cti_conformance.ledger.page_table import PageTable
    from cti_conformance.target.ports.control import ControlApi
    from cti_conformance.target.ports.desktop import SoftphoneFrame, Widget

T = TypeVar("T")

ONLINE = re.compile(r"^\s*Online\s*$", re.IGNORECASE)
MOVED = ("context was destroyed", "navigat", "was detached")
"""What Playwright says where a page went elsewhere while it was looked at."""

_OPTIONS = """found => found.flatMap(one => [...one.options].map(option => ({
    text: option.textContent.trim(), index: option.index, picked: option.selected })))"""
_LABELS = """found => found.filter(one => one.checkVisibility())
    .map(one => one.getAttribute("aria-label") || one.textContent.trim())"""


class Browser:
    """The desktops of agents as pages: a window for each agent who is online.

    Args:
        engine: The browser of this process.
        control: The control API of the target.
        table: What is looked for on the page.
        limits: How long may be waited.
        country: Where national phone numbers are read.
    """

    def __init__(
        self, engine: Engine, control: ControlApi, table: PageTable, limits: Limits, country: str
    ) -> None:
        self._engine = engine
        self._control = control
        self._table = table
        self._limits = limits
        self._country = country
        self._windows: dict[int, Window] = {}
        self._opened: list[Window] = []  # in this scenario, the closed ones included

    # -- presence --------------------------------------------------------------------------

    def set_presence(self, agent_id: int, *, online: bool) -> None:
        """Open the agent's desktop in a new window, or close the window.

        Raises:
            RuleViolated: the desktop does not say that the agent is online.
        """
        if window := self._windows.pop(agent_id, None):
            window.close()
            if not online:
                self._wait_until_offline(agent_id)
        if online:
            link = self._control.sign_in_link(agent_id)
            window = self._windows[agent_id] = self._engine.open_window(link)
            self._opened.append(window)
            with self._judged("the sign-in link to open the desktop"):
                window.page.goto(link)
            self._wait_until_online(window.page)

    def is_online(self, agent_id: int) -> bool:
        """Whether the server counts the agent as online, by the control API."""
        return self._control.is_online(agent_id)

    def refresh(self, agent_id: int) -> None:
        """Refresh the page of the agent's desktop."""
        page = self._page(agent_id)
        with self._judged("the desktop to load again"):
            page.reload()
        self._wait_until_online(page)

    def cut_off(self) -> None:
        """Take the network from all windows, so that no desktop connects again by itself."""
        for window in self._windows.values():
            window.cut_off()

    def _wait_until_online(self, page: Page) -> None:
        with self._judged("the desktop to read 'Online' as its presence"):
            status = self._table.locate(page, "presence")
            status.filter(has_text=ONLINE).first.wait_for()

    def _wait_until_offline(self, agent_id: int) -> None:
        eventually(
            lambda: self.is_online(agent_id),
            lambda online: not online,
            within_s=self._limits.appear_s,
        )

    # -- widget ----------------------------------------------------------------------------

    def widget(self, agent_id: int) -> Widget | None:
        """Return what the widget shows now; ``None`` where there is no window, or no widget."""
        if agent_id not in self._windows:
            return None
        return self._look("the widget to be read", self._widget(agent_id).read)

    def act(self, agent_id: int, action: str, /, **arguments: object) -> str | None:
        """Do in the widget what the agent would do; return how the page refused it, if it did."""
        with self._judged(f"the page to let the agent {action.replace('_', ' ')}"):
            try:
                self._widget(agent_id).act(action, arguments)
            except Refused as refused:
                return str(refused)
        return None

    def load_ticket_page(self, agent_id: int, ticket_id: int) -> None:
        """Load the page of a ticket in another tab, and close that."""
        tab = self._window(agent_id).context.new_page()
        try:
            self._go(tab, Place("ticket", ticket_id))
        finally:
            tab.close()

    # -- numbers and settings --------------------------------------------------------------

    def numbers(self, agent_id: int) -> HelpdeskNumbers:
        """Return the agent's helpdesk numbers, as the page has them."""
        options = self._number_options(agent_id)
        return HelpdeskNumbers(
            offered=tuple(option["text"] for option in options),
            picked=next((option["text"] for option in options if option["picked"]), None),
        )

    def pick_number(self, agent_id: int, number: str) -> str | None:
        """Pick a helpdesk number, as the agent would; return how it was refused, if it was."""
        options = self._number_options(agent_id)
        found = [o for o in options if same_number(number, o["text"], self._country)]
        if not found:
            return f"the page does not have {number} to pick from"
        picker = self._at(agent_id, "numbers")
        if picker.first.is_disabled():
            return "the page does not let the agent pick a number now"
        before = self.alerts(agent_id)
        with self._judged("the page to let the agent pick a number"):
            picker.select_option(index=found[0]["index"])
        self._wait_until_picked(agent_id, number)
        said = [alert for alert in self.alerts(agent_id) if alert not in before]
        return f"the page says: {' / '.join(said)}" if said else None

    def _wait_until_picked(self, agent_id: int, number: str) -> None:
        """Wait until the server has what was picked, where it can be asked; else what follows."""
        if "numbers" not in self._control.parts:
            return
        eventually(
            lambda: self._control.numbers(agent_id).picked,
            lambda picked: picked and same_number(number, picked, self._country),
            within_s=self._limits.appear_s,
        )

    def _number_options(self, agent_id: int) -> list[dict[str, Any]]:
        picker = self._at(agent_id, "numbers")
        options = self._look("the numbers to be read", lambda: picker.evaluate_all(_OPTIONS))
        # One without a digit stands for "none".
        return [option for option in options if any(map(str.isdigit, option["text"]))]

    def settings(self) -> dict[str, object]:
        """Return what the admin has set for the account, by the control API."""
        return self._control.settings()

    def change_settings(self, **changes: object) -> None:
        """Change what the admin sets for the account, by the control API."""
        self._control.change_settings(**changes)

    # -- what only a page has --------------------------------------------------------------

    def softphone(self, agent_id: int) -> SoftphoneFrame | None:
        """Return the iframe of the softphone; ``None`` where the desktop holds none."""
        frames = self._at(agent_id, "softphone")
        return self._look("the softphone's frame to be read", lambda: softphone.read(frames))

    def post(self, agent_id: int, message: str, *, sender: str = "the softphone") -> None:
        """Post a message to the desktop, as JSON, in the name of one of the senders."""
        page, frames = self._page(agent_id), self._at(agent_id, "softphone")
        self._look(
            "the softphone's frame to be there",
            lambda: softphone.post(page, frames, message, sender),
        )

    def opened(self, agent_id: int) -> tuple[Place, ...]:
        """Return all places that the desktop has been at since it was opened, in their order."""
        window = self._window(agent_id)
        self._look("the page to be read", lambda: window.page.evaluate("0"))  # what came is told
        places = [place for url in window.visited if (place := self._table.read(url))]
        return tuple(dict.fromkeys(Place(*place) for place in places))

    def shows(self, agent_id: int, place: Place) -> bool:
        """Whether one of the desktop's pages is at this place, and shows what belongs there."""

        def is_there(page: Page) -> bool:
            # Counted first: the address that is known of a page is the one at the last look.
            is_shown = self._article(page, place).count() > 0
            return is_shown and self._table.read(page.url) == (place.kind, place.id)

        pages = self._window(agent_id).context.pages
        return any(self._look("the page to be read", partial(is_there, page)) for page in pages)

    def go_to(self, agent_id: int, place: Place) -> None:
        """Go to a place, as the agent would."""
        self._go(self._page(agent_id), place)

    def numbers_to_call(self, agent_id: int, place: Place) -> tuple[str, ...]:
        """Return the phone numbers at a place that can be clicked to be called."""
        article = self._article(self._page(agent_id), place)
        found = self._table.names(article, "phone_number", "number")
        labels = self._look("the page to be read", lambda: found.evaluate_all(_LABELS))
        numbers = (self._table.said_in("phone_number", "number", label) for label in labels)
        return tuple(dict.fromkeys(number for number in numbers if number))

    def click_number(self, agent_id: int, place: Place, number: str) -> None:
        """Click a phone number at a place, whether that calls it or not."""
        article = self._article(self._page(agent_id), place)
        button = self._table.locate(article, "phone_number", number=number)
        text = self._table.locate(article, "phone_text", number=number)
        with self._judged(f"the number {number} on the page of the {place}"):
            button.or_(text).first.click()

    def alerts(self, agent_id: int) -> tuple[str, ...]:
        """Return what the agent is being alerted to."""
        return tuple(self._look("the alerts to be read", self._widget(agent_id).alerts))

    def listen(self, agent_id: int) -> None:
        """Keep, from now on, what the frames on the desktop post to it; the page loads again."""
        self._page(agent_id).add_init_script(softphone.LISTENER)
        self.refresh(agent_id)

    def heard(self, agent_id: int) -> tuple[object, ...]:
        """Return what the frames have posted since, as JSON has it, in its order."""
        page = self._page(agent_id)
        told: list[str] = self._look("the page to be read", lambda: page.evaluate(softphone.HEARD))
        return tuple(json.loads(one) for one in told)

    def wait_for_softphone(self, agent_id: int) -> None:
        """Wait until the softphone's page is in its frame."""
        unreached = self._window(agent_id).unreached
        with self._judged("the softphone's page to load"):
            softphone.wait(self._at(agent_id, "softphone"), unreached)

    def drive(self, agent_id: int, script: str, given: object, *, within_s: float) -> None:
        """Run JavaScript in the softphone's page, as an agent would use it."""
        with self._judged("the softphone's page to run its driver"):
            softphone.drive(self._at(agent_id, "softphone"), script, given, within_s)

    def parameter(self, name: str) -> str:
        """Return the placeholder of a parameter, as it stands in the URLs that the admin sets."""
        return self._table.parameter(name)

    # -- for the report --------------------------------------------------------------------

    def console(self) -> list[str]:
        """Return the errors that the windows of this scenario have told."""
        return [line for window in self._opened for line in window.console]

    def screenshots(self) -> list[bytes]:
        """Return what each open window looks like, as PNG."""
        shots = (window.screenshot() for window in self._windows.values())
        return [shot for shot in shots if shot]

    def close_windows(self) -> None:
        """Close the windows that are left, and forget all of them."""
        for window in self._windows.values():
            window.close()
        self._windows.clear()
        self._opened.clear()

    def close(self) -> None:
        """Close all windows, and the browser."""
        self.close_windows()
        self._engine.close()

    # -- helpers ---------------------------------------------------------------------

    def _window(self, agent_id: int) -> Window:
        if agent_id not in self._windows:
            raise Inconclusive(f"the desktop of agent {agent_id} is not open")
        return self._windows[agent_id]

    def _page(self, agent_id: int) -> Page:
        return self._window(agent_id).page

    def _widget(self, agent_id: int) -> WidgetOnPage:
        return WidgetOnPage(self._page(agent_id), self._table, self._limits)

    def _at(self, agent_id: int, name: str) -> Locator:
        return self._table.locate(self._page(agent_id), name)

    def _article(self, page: Page, place: Place) -> Locator:
        return self._table.locate(page, f"{place.kind}_page", id=place.id)

    def _go(self, page: Page, place: Place) -> None:
        with self._judged(f"the page of the {place}"):
            page.goto(self._table.address(place.kind, place.id))
            self._article(page, place).first.wait_for()

    def _look(self, expected: str, look: Callable[[], T]) -> T:
        """Look at a page, and look again if it went elsewhere meanwhile."""
        for _ in range(2):
            try:
                return look()
            except TimeoutError:
                break
            except Error as error:
                if not any(words in error.message for words in MOVED):
                    break
        with self._judged(expected):
            return look()

    @contextmanager
    def _judged(self, expected: str) -> Iterator[None]:
        """Turn what Playwright says into what the target did, or what cannot be judged."""
        try:
            yield
        except TimeoutError as error:
            raise RuleViolated(expected, f"not within {self._limits.answer_s:g} s") from error
        except Error as error:
            raise Inconclusive(f"{expected} could not be judged: {brief(error)}") from error
