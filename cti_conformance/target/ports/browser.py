"""Port `desktop` in a real browser, through the page that agents work with.

What an agent sees and does goes through the page. The admin's settings, the server's view of the
agent's presence, and the sign-in link come from the control API.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import eventually
from cti_conformance.target.browser import softphone
from cti_conformance.target.browser.driver import drive
from cti_conformance.target.browser.network import Network
from cti_conformance.target.browser.number_picker import NumberPicker
from cti_conformance.target.browser.places import Places
from cti_conformance.target.browser.tabs import Tabs
from cti_conformance.target.browser.widget import Refused, WidgetOnPage
from cti_conformance.target.browser.windows import Windows
from cti_conformance.target.journal import Acted, NumberPicked, PresenceSet, TicketPageLoaded
from cti_conformance.target.ports.desktop import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from cti_conformance.config.partners import Script
    from cti_conformance.config.target_config import Limits
    from cti_conformance.ledger.page_table import PageTable
    from cti_conformance.target.browser.engine import Engine
    from cti_conformance.target.journal import Journal
    from cti_conformance.target.ports.control import ControlApi
    from cti_conformance.target.ports.desktop import HelpdeskNumbers, SoftphoneFrame, Widget


class Browser:
    """The desktops of agents as pages: a window for each agent who is online.

    Args:
        engine: The browser of this process.
        control: The control API of the target.
        table: Where things are on the pages.
        limits: Maximum times, in seconds.
        country: The country in which national phone numbers are read.
        journal: Takes the events.

    Attributes:
        windows: The windows that are open.
        tabs: The tabs of a window in which the desktop is open.
        network: The network of each window.
    """

    def __init__(
        self,
        engine: Engine,
        control: ControlApi,
        table: PageTable,
        limits: Limits,
        country: str,
        journal: Journal,
    ) -> None:
        self._journal = journal
        self._control = control
        self._table = table
        self._limits = limits
        self._country = country
        self.windows = Windows(engine, limits)
        self.tabs = Tabs(table, self.windows, limits)
        self.network = Network(self.windows, self.tabs, journal)
        self._places = Places(table, self.windows, limits)

    # -- presence --------------------------------------------------------------------------

    def set_presence(self, agent_id: int, *, online: bool) -> None:
        """Open the agent's desktop in a new window, or close the window.

        Raises:
            RuleViolated: The desktop does not show that the agent is online.
        """
        if self.windows.close(agent_id) and not online:
            appear_s = self._limits.appear_s
            eventually(lambda: self.is_online(agent_id), lambda there: not there, within_s=appear_s)
        if online:
            link = self._control.sign_in_link(agent_id)
            window = self.windows.open(agent_id, link)
            with self.windows.judged("the sign-in link to open the desktop"):
                window.page.goto(link)
            self.tabs.wait_until_online(window.page)
        self._journal.add(PresenceSet(agent_id, online))

    def is_online(self, agent_id: int) -> bool:
        """Return whether the server counts the agent as online, from the control API."""
        return self._control.is_online(agent_id)

    def refresh(self, agent_id: int) -> None:
        """Refresh the page of the agent's desktop."""
        page = self.windows.page(agent_id)
        with self.windows.judged("the desktop to load again"):
            page.reload()
        self.tabs.wait_until_online(page)
        self._journal.add(PresenceSet(agent_id, online=True))

    # -- widget ----------------------------------------------------------------------------

    def widget(self, agent_id: int) -> Widget | None:
        """Return the content of the widget; ``None`` without a window or a widget."""
        if agent_id not in self.windows:
            return None
        return self.windows.look("the widget to be read", self._widget(agent_id).read)

    def act(
        self, agent_id: int, action: str, clicks: int = 1, /, **arguments: object
    ) -> str | None:
        """Do an action in the widget; return how the page refused it, if it did."""
        refusal = None
        with self.windows.judged(f"the page to let the agent {action.replace('_', ' ')}"):
            try:
                self._widget(agent_id).act(action, arguments, clicks)
            except Refused as refused:
                refusal = str(refused)
        self._journal.add(Acted(agent_id, action, arguments, refusal))
        return refusal

    def alerts(self, agent_id: int) -> tuple[str, ...]:
        """Return the alerts that the page shows."""
        return tuple(self.windows.look("the alerts to be read", self._widget(agent_id).alerts))

    def _widget(self, agent_id: int) -> WidgetOnPage:
        return WidgetOnPage(self.windows.page(agent_id), self._table, self._limits)

    # -- places ----------------------------------------------------------------------------

    def load_ticket_page(self, agent_id: int, ticket_id: int) -> None:
        """Load the page of a ticket, by a link to it or in another tab."""
        self._places.visit(self.windows[agent_id], Place("ticket", ticket_id))
        self._journal.add(TicketPageLoaded(ticket_id))

    def opened(self, agent_id: int) -> tuple[Place, ...]:
        """Return all places that the desktop has been at since it was opened, in their order."""
        return self._places.opened(self.windows[agent_id])

    def shows(self, agent_id: int, place: Place) -> bool:
        """Return whether a page of the desktop is at this place, and shows its content."""
        return self._places.shows(self.windows[agent_id], place)

    def source(self, agent_id: int) -> str:
        """Return the HTML of the page as it is now, with the changes of its scripts."""
        return self.windows.look("the page to be read", self.windows.page(agent_id).content)

    def go_to(self, agent_id: int, place: Place, *, by_link: bool = False) -> None:
        """Go to a place, as the agent would: by its address, or by a link if there is one."""
        self._places.go(self.windows[agent_id], place, by_link=by_link)

    def numbers_to_call(self, agent_id: int, place: Place) -> tuple[str, ...]:
        """Return the phone numbers at a place that can be clicked to be called."""
        return self._places.numbers_to_call(self.windows.page(agent_id), place)

    def click_number(self, agent_id: int, place: Place, number: str) -> None:
        """Click a phone number at a place, whether that calls it or not."""
        self._places.click_number(self.windows.page(agent_id), place, number)

    # -- numbers and settings --------------------------------------------------------------

    def numbers(self, agent_id: int) -> HelpdeskNumbers:
        """Return the agent's helpdesk numbers, as the page shows them."""
        return self._number_picker(agent_id).numbers()

    def pick_number(self, agent_id: int, number: str) -> str | None:
        """Pick a helpdesk number, as the agent would; return how it was refused, if it was."""
        if refusal := self._number_picker(agent_id).pick(number, self._picked(agent_id)):
            return refusal
        self._journal.add(NumberPicked(agent_id, number))
        return None

    def _number_picker(self, agent_id: int) -> NumberPicker:
        shared = (self.windows, lambda: self.alerts(agent_id), self._country)
        return NumberPicker(self._at(agent_id, "numbers"), *shared, self._limits.appear_s)

    def _picked(self, agent_id: int) -> Callable[[], str | None] | None:
        """Return how the number that the server has is read, if the control API shows it."""
        has_it = "numbers" in self._control.parts
        return (lambda: self._control.numbers(agent_id).picked) if has_it else None

    def settings(self) -> dict[str, object]:
        """Return the admin's settings of the account, from the control API."""
        return self._control.settings()

    def change_settings(self, **changes: object) -> None:
        """Change the admin's settings of the account, through the control API."""
        self._control.change_settings(**changes)

    # -- the softphone's frame -------------------------------------------------------------

    def softphone(self, agent_id: int) -> SoftphoneFrame | None:
        """Return the iframe of the softphone; ``None`` if the desktop has none."""
        frames = self._at(agent_id, "softphone")
        return self.windows.look("the softphone's frame to be read", lambda: softphone.read(frames))

    def post(self, agent_id: int, message: str, *, sender: str = "the softphone") -> None:
        """Post a message to the desktop, as JSON, in the name of one of the senders."""
        page, frames = self.windows.page(agent_id), self._at(agent_id, "softphone")
        self.windows.look(
            "the softphone's frame to be there",
            lambda: softphone.post(page, frames, message, sender),
        )

    def listen(self, agent_id: int) -> None:
        """Record from now on the messages that frames post to the desktop; the page reloads."""
        with self.windows.judged("the page to be listened to"):
            self.windows.page(agent_id).add_init_script(softphone.LISTENER)
        self.refresh(agent_id)

    def posted_messages(self, agent_id: int) -> tuple[object, ...]:
        """Return the recorded messages of the frames as JSON data, in their order."""
        page, read = self.windows.page(agent_id), softphone.POSTED_MESSAGES
        messages = self.windows.look("the page to be read", lambda: page.evaluate(read))
        return tuple(json.loads(message) for message in messages)

    def wait_for_softphone(self, agent_id: int) -> None:
        """Wait until the softphone's page is in its frame."""
        with self.windows.judged("the softphone's page to load"):
            softphone.wait(self._at(agent_id, "softphone"), self.windows[agent_id].unreached)

    def drive(self, agent_id: int, script: Script, given: object, *, within_s: float) -> None:
        """Run JavaScript in the softphone's page, as an agent would use it."""
        with self.windows.judged("the softphone's page to run its driver", within_s):
            drive(self._at(agent_id, "softphone"), script, given, within_s)

    def parameter(self, name: str) -> str:
        """Return the placeholder of a parameter in the URLs that the admin sets."""
        return self._table.parameter(name)

    def _at(self, agent_id: int, name: str) -> Locator:
        return self._table.locate(self.windows.page(agent_id), name)
