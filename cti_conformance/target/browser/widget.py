"""The widget on a page: what it shows, and what an agent does in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.target.ports.desktop import Widget

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from cti_conformance.config.target_config import Limits
    from cti_conformance.ledger.page_table import PageTable

STEADY = 5  # so often at most it is read again, if it changes while it is read

_MARKUP = "found => found.map(one => one.outerHTML)"
_TEXTS = """found => found.filter(one => one.checkVisibility({ visibilityProperty: true }))
    .map(one => one.innerText.trim()).filter(Boolean)"""
_LINKS = """found => found.flatMap(one => [...one.querySelectorAll("a[href]")])
    .map(link => ({ text: link.textContent.trim(), url: link.href }))"""
_VALUES = "found => found.map(one => one.value ?? one.textContent)"
_USABLE = """found => found.some(one => one.checkVisibility({ visibilityProperty: true })
    && !one.matches(":disabled") && !one.readOnly && !one.closest("[inert]")
    && one.getAttribute("aria-disabled") !== "true"
    && one.getAttribute("aria-readonly") !== "true")"""
_BUSY = """found => found.some(one => one.getAttribute("aria-busy") === "true"
    || one.querySelector("[aria-busy=true]"))"""
_OPTIONS = """found => found.flatMap(one => [...one.querySelectorAll("option,[role=option]")])
    .map(one => one.value || one.dataset?.value || "")"""

# What an agent has to be able to use, for each action; of several one is enough.
CONTROLS = {
    "take_notes": ("notes",),
    "add_note": ("note_to_add",),
    "make_ticket": ("make_ticket",),
    "link_ticket": ("ticket_to_link",),
    "forward": ("agent_to_forward_to",),
    "dismiss": ("dismiss",),
    "close": ("close", "close_new", "close_shown"),
}


class Refused(Exception):  # noqa: N818 - what the page does, no error of ours
    """The page does not let the agent do it; the message says how."""


class WidgetOnPage:
    """The widget on a page of an agent's desktop."""

    def __init__(self, page: Page, table: PageTable, limits: Limits) -> None:
        self._page = page
        self._table = table
        self._limits = limits

    # -- what it shows ---------------------------------------------------------------------

    def read(self) -> Widget | None:
        """Return what the widget shows; ``None`` where there is none."""
        root = self._at("widget")
        markup = root.evaluate_all(_MARKUP)
        for _ in range(STEADY):
            if not markup:
                return None
            widget = self._read()
            now = root.evaluate_all(_MARKUP)
            if now == markup:
                return widget
            markup = now
        return widget

    def _read(self) -> Widget:
        names = self._links("requester")
        tickets = [self._ticket_id(link["url"]) for link in self._links("recent_tickets")]
        ticket = next((k for k in self._links("ticket") if self._ticket_id(k["url"])), None)
        profile = next((k for k in names if self._kind(k["url"]) == "contact"), None)
        location = self._at("location").evaluate_all(_TEXTS)
        notes = self._at("notes").evaluate_all(_VALUES)
        place = self._table.read(profile["url"]) if profile else None
        return Widget(
            requester_id=place[1] if place else None,
            requester_name=profile["text"] if profile else "",
            profile_url=profile["url"] if profile else "",
            location=location[0] if location else None,
            recent_tickets=tuple(ticket for ticket in tickets if ticket),
            ticket_id=self._ticket_id(ticket["url"]) if ticket else None,
            ticket_url=ticket["url"] if ticket else "",
            notes=notes[0] if notes else "",
            actions=frozenset(
                action for action, controls in CONTROLS.items() if any(map(self._usable, controls))
            ),
        )

    # -- what is done in it ----------------------------------------------------------------

    def act(self, action: str, arguments: dict[str, Any]) -> None:
        """Do what an agent would; the actions are those of ``spec/control.yaml``.

        Raises:
            Refused: the widget does not offer it, or the agent is alerted after it.
        """
        self._wait_until_idle()
        before = self.alerts()
        match action:
            case "take_notes":
                self._fill("notes", arguments["text"])
                self._at("notes").blur()
            case "add_note":
                self._fill("note_to_add", arguments["text"])
                self._click("add_note")
            case "link_ticket":
                self._fill("ticket_to_link", str(arguments["ticket_id"]))
                self._click("link_ticket")
            case "forward":
                self._choose("agent_to_forward_to", str(arguments["agent_id"]))
                self._click("forward")
            case "close":
                ticket = arguments.get("ticket")
                self._click(f"close_{ticket}" if ticket else "close")
            case _:
                self._click(action)
        self._wait_until_idle()
        if said := [alert for alert in self.alerts() if alert not in before]:
            raise Refused(f"the page says: {' / '.join(said)}")

    def alerts(self) -> list[str]:
        """Return what the agent is being alerted to."""
        said: list[str] = self._at("alert").evaluate_all(_TEXTS)
        return said

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
            raise Refused(f"the page has no {value!r} to choose under {self._told(name)}")
        self._at(name).select_option(value=value)

    def _click(self, name: str) -> None:
        """Click a control, which may become usable only by what was filled in before."""
        if self._at(name).count():
            eventually(lambda: self._usable(name), bool, within_s=min(self._limits.appear_s, 0.5))
        self._require(name)
        self._at(name).click()

    def _require(self, name: str) -> None:
        if not self._usable(name):
            raise Refused(f"the page does not offer {self._told(name)} now")

    def _wait_until_idle(self) -> None:
        """Wait until the widget is done with what the agent did before."""
        busy = eventually(
            lambda: self._at("widget").evaluate_all(_BUSY),
            lambda busy: not busy,
            within_s=self._limits.answer_s,
            first_pause_s=0.005,
        )
        if busy:
            raise Inconclusive(f"the widget was still busy after {self._limits.answer_s:g} s")

    # -- where it is -----------------------------------------------------------------------

    def _at(self, name: str) -> Locator:
        return self._table.locate(self._page, name)

    def _usable(self, name: str) -> bool:
        return bool(self._at(name).evaluate_all(_USABLE))

    def _links(self, name: str) -> list[dict[str, str]]:
        links: list[dict[str, str]] = self._at(name).evaluate_all(_LINKS)
        return links

    def _kind(self, url: str) -> str | None:
        place = self._table.read(url)
        return place[0] if place else None

    def _ticket_id(self, url: str) -> int | None:
        place = self._table.read(url)
        return place[1] if place and place[0] == "ticket" else None

    def _told(self, name: str) -> str:
        return repr(self._table.elements[name].get("name", name))
