"""The widget on a page: its content, and the actions of an agent in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.target.ports.desktop import Widget

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from cti_conformance.config.target_config import Limits
    from cti_conformance.ledger.page_table import PageTable

MAX_READS = 5  # while its content changes

# A selector of `[page.elements]` finds hidden elements as well; the agent sees none of them.
_IS_SHOWN = "one => one.checkVisibility({ visibilityProperty: true })"
_SHOWN = f"found.filter({_IS_SHOWN})"
_MARKUP = f"found => {_SHOWN}.map(one => one.outerHTML)"
_TEXTS = f"found => {_SHOWN}.map(one => one.innerText.trim()).filter(Boolean)"
_NAMES = f"found => {_SHOWN}.map(one => one.textContent.trim()).filter(Boolean)"
_URLS = f"""found => {_SHOWN}.flatMap(one => [...one.querySelectorAll("a[href]")])
    .filter({_IS_SHOWN}).map(link => link.href)"""
_VALUES = f"found => {_SHOWN}.map(one => one.value ?? one.textContent)"
_USABLE = f"""found => {_SHOWN}.some(one => !one.matches(":disabled") && !one.readOnly
    && !one.closest("[inert]") && one.getAttribute("aria-disabled") !== "true"
    && one.getAttribute("aria-readonly") !== "true")"""
_BUSY = """found => found.some(one => one.getAttribute("aria-busy") === "true"
    || one.querySelector("[aria-busy=true]"))"""
_OPTIONS = """found => found.flatMap(one => [...one.querySelectorAll("option,[role=option]")])
    .map(one => one.value || one.dataset?.value || "")"""

# The controls that each action needs; one of several is enough.
CONTROLS = {
    "take_notes": ("notes",),
    "add_note": ("note_to_add",),
    "make_ticket": ("make_ticket",),
    "link_ticket": ("ticket_to_link",),
    "forward": ("agent_to_forward_to",),
    "dismiss": ("dismiss",),
    "close": ("close", "close_new", "close_shown"),
}


class Refused(Exception):  # noqa: N818 - a finding about the page, not an error of ours
    """The page does not let the agent do it; the message says how it refused."""


class WidgetOnPage:
    """The widget on a page of an agent's desktop."""

    def __init__(self, page: Page, table: PageTable, limits: Limits) -> None:
        self._page = page
        self._table = table
        self._limits = limits

    # -- its content -----------------------------------------------------------------------

    def read(self) -> Widget | None:
        """Return the content of the widget; ``None`` if there is no widget."""
        root = self._at("widget")
        markup = root.evaluate_all(_MARKUP)
        widget: Widget | None = None
        for _ in range(MAX_READS):
            if not markup:
                return None
            widget = self._read()
            now = root.evaluate_all(_MARKUP)
            if now == markup:
                return widget
            markup = now
        return widget

    def _read(self) -> Widget:
        names = self._at("requester_name").evaluate_all(_NAMES)
        profile = next((url for url in self._urls("requester") if self._kind(url) == "contact"), "")
        place = self._table.read(profile)
        ticket = next((url for url in self._urls("ticket") if self._ticket_id(url)), "")
        recent = [self._ticket_id(url) for url in self._urls("recent_tickets")]
        location = self._at("location").evaluate_all(_TEXTS)
        notes = self._at("notes").evaluate_all(_VALUES)
        return Widget(
            requester_id=place[1] if place else None,
            requester_name=names[0] if names else "",
            profile_url=profile,
            location=location[0] if location else None,
            recent_tickets=tuple(ticket_id for ticket_id in recent if ticket_id),
            ticket_id=self._ticket_id(ticket),
            ticket_url=ticket,
            notes=notes[0] if notes else "",
            actions=frozenset(
                action for action, controls in CONTROLS.items() if any(map(self._usable, controls))
            ),
        )

    # -- actions ---------------------------------------------------------------------------

    def act(self, action: str, arguments: dict[str, Any], clicks: int = 1) -> None:
        """Do one of the actions of the port `desktop`.

        Args:
            action: The action.
            arguments: Its arguments.
            clicks: How often its control is clicked at once; an alert is a refusal of a single one.

        Raises:
            Refused: The widget does not offer it, or shows an alert after it.
        """
        self._wait_until_idle()
        before = self.alerts()
        match action:
            case "take_notes":
                self._fill("notes", arguments["text"])
                self._at("notes").blur()  # some pages save only then
                if self._usable("notes"):  # where agents leave the cursor, also for the next call
                    self._at("notes").focus()
            case "write_notes":
                self._fill("notes", arguments["text"])
            case "add_note":
                self._fill("note_to_add", arguments["text"])
                self._click("add_note", clicks)
            case "link_ticket":
                self._fill("ticket_to_link", str(arguments["ticket_id"]))
                self._click("link_ticket", clicks)
            case "forward":
                self._choose("agent_to_forward_to", str(arguments["agent_id"]))
                self._click("forward", clicks)
            case "close":
                ticket = arguments.get("ticket")
                self._click(f"close_{ticket}" if ticket else "close", clicks)
            case _:
                self._click(action, clicks)
        self._wait_until_idle()
        if clicks == 1 and (alerts := [alert for alert in self.alerts() if alert not in before]):
            raise Refused(f"the page says: {' / '.join(alerts)}")

    def alerts(self) -> list[str]:
        """Return the alerts that the page shows."""
        alerts: list[str] = self._at("alert").evaluate_all(_TEXTS)
        return alerts

    def _fill(self, name: str, text: str) -> None:
        self._require(name)
        self._at(name).fill(text)

    def _choose(self, name: str, value: str) -> None:
        self._require(name)
        options = eventually(
            lambda: self._at(name).evaluate_all(_OPTIONS),
            lambda options: value in options,
            within_s=self._limits.appear_s,
        )
        if value not in options:
            raise Refused(f"the page has no {value!r} to choose under {self._name(name)}")
        self._at(name).select_option(value=value)

    def _click(self, name: str, clicks: int) -> None:
        """Click a control, which may become usable only after a field was filled in."""
        if self._at(name).count():
            eventually(lambda: self._usable(name), bool, within_s=min(self._limits.appear_s, 0.5))
        self._require(name)
        self._at(name).click(click_count=clicks)

    def _require(self, name: str) -> None:
        if not self._usable(name):
            raise Refused(f"the page does not offer {self._name(name)} now")

    def _wait_until_idle(self) -> None:
        """Wait until the widget has finished the previous action.

        Raises:
            Inconclusive: It took longer than an answer may take.
        """
        busy = eventually(
            lambda: self._at("widget").evaluate_all(_BUSY),
            lambda busy: not busy,
            within_s=self._limits.answer_s,
            first_pause_s=0.005,
        )
        if busy:
            raise Inconclusive(f"the widget was still busy after {self._limits.answer_s:g} s")

    # -- helpers ---------------------------------------------------------------------------

    def _at(self, name: str) -> Locator:
        return self._table.locate(self._page, name)

    def _usable(self, name: str) -> bool:
        return bool(self._at(name).evaluate_all(_USABLE))

    def _urls(self, name: str) -> list[str]:
        urls: list[str] = self._at(name).evaluate_all(_URLS)
        return urls

    def _kind(self, url: str) -> str | None:
        place = self._table.read(url)
        return place[0] if place else None

    def _ticket_id(self, url: str) -> int | None:
        place = self._table.read(url)
        return place[1] if place and place[0] == "ticket" else None

    def _name(self, name: str) -> str:
        return repr(self._table.elements[name].get("name", name))
