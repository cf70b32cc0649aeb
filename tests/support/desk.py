"""A Chromium, and agents' desktops open in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from support.helpdesk import LIMIT_S, Client, done

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        Frame,
        FrameLocator,
        Locator,
        Page,
        Route,
    )

# Chromium's own messages about a refusal, or about a server that is down.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
GONE = re.compile(r"Failed to load resource: net::ERR_|ERR_INCOMPLETE_CHUNKED_ENCODING")

expect.set_options(timeout=LIMIT_S * 1000)


def _serve(route: Route) -> None:
    """Answer for any site that is not on the loopback, all of which are made up."""
    route.fulfill(content_type="text/html", body="<!doctype html><title>Softphone</title>")


@dataclass
class Desk:
    """An agent's desktop in a window of its own.

    Args:
        page: The page.
        agent_id: Whose it is.
        told: What the page wrote to the console as an error, and what went wrong in its scripts.
        visited: The paths at which it has been.
        may_tell: What a test expects there.
    """

    page: Page
    agent_id: int
    told: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    may_tell: list[re.Pattern[str]] = field(default_factory=list)

    def listen(self) -> None:
        """Record the errors of the page."""
        self.page.on("console", lambda m: self.told.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("framenavigated", self._visit)
        self.page.on("dialog", lambda dialog: self.told.append(f"a dialog: {dialog.message}"))

    def _visit(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.visited.append(urlsplit(frame.url).path)

    def flaws(self) -> list[str]:
        """Return the recorded errors, except expected ones."""
        return [text for text in self.told if not any(p.search(text) for p in self.may_tell)]

    @property
    def call(self) -> Locator:
        """The widget."""
        return self.page.get_by_role("region", name="Call", exact=True)

    @property
    def notes(self) -> Locator:
        """The notepad."""
        return self.call.get_by_role("textbox", name="Notes", exact=True)

    @property
    def alert(self) -> Locator:
        """The message to the agent."""
        return self.page.get_by_role("alert")

    @property
    def softphone(self) -> Locator:
        """The iframe."""
        return self.page.locator('iframe[title="Softphone"]')

    @property
    def inside(self) -> FrameLocator:
        """The content of the iframe."""
        return self.page.frame_locator('iframe[title="Softphone"]')

    def article(self, name: str) -> Locator:
        """A ticket's or a contact's page."""
        return self.page.get_by_role("article", name=name, exact=True)

    def button(self, name: str) -> Locator:
        """A button anywhere."""
        return self.page.get_by_role("button", name=name, exact=True)

    def is_online(self) -> None:
        """Wait until the page shows that it is connected."""
        presence = self.page.get_by_role("status", name="Presence")
        expect(presence).to_have_text("Online")

    def idle(self) -> None:
        """Wait until no action is under way in the widget."""
        expect(self.page.locator("#call[aria-busy]")).to_have_count(0)


@dataclass
class Office:
    """A helpdesk with windows open on it, and a client to arrange things with."""

    url: str
    client: Client
    browser: Browser
    desks: list[Desk] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def link(self, agent_id: int) -> str:
        """Return a link that signs an agent in."""
        return str(done(self.client.control("POST", f"/agents/{agent_id}/sign-in"))["url"])

    def make_agent(self, name: str) -> int:
        """Make an agent whose email is made of the name of a test."""
        word = re.sub(r"\W+", "-", name).strip("-")
        return self.client.make("agents", email=f"{word}@page.example", name=f"Agent {word}")

    def call(self, agent_id: int, caller_id: int, **given: object) -> None:
        """Let a contact call an agent."""
        done(self.client.pop(responder_id=agent_id, requester_id=caller_id, **given))

    def is_online(self, agent_id: int) -> bool:
        """Return whether the helpdesk counts an agent as online."""
        return bool(done(self.client.control("GET", f"/agents/{agent_id}/presence"))["online"])

    def newest(self, caller_id: int) -> int:
        """Return the newest ticket of a contact."""
        return int(self.client.get(f"tickets?requester_id={caller_id}")[0]["id"])

    def notes(self, ticket_id: int) -> list[str]:
        """Return the texts of the notes on a ticket."""
        found = self.client.get(f"tickets/{ticket_id}/conversations")
        return [note["body_text"] for note in found]

    def window(self, **options: Any) -> BrowserContext:
        """Open a browser window in which nobody is signed in."""
        context = self.browser.new_context(**options)
        context.set_default_timeout(LIMIT_S * 1000)
        context.route(re.compile("^https:"), _serve)
        self.contexts.append(context)
        return context

    def tab(self, context: BrowserContext, agent_id: int, path: str) -> Desk:
        """Open a tab in a window."""
        desk = Desk(context.new_page(), agent_id)
        self.desks.append(desk)
        desk.listen()
        desk.page.goto(path if "://" in path else self.url + path)
        return desk

    def sit_down(self, agent_id: int, path: str = "/", **options: Any) -> Desk:
        """Open an agent's desktop in a window of its own, at a page of it."""
        desk = self.tab(self.window(**options), agent_id, self.link(agent_id))
        desk.is_online()
        if path != "/":
            desk.page.goto(self.url + path)
            desk.is_online()
        return desk

    def second_tab(self, desk: Desk, path: str = "/") -> Desk:
        """Open a further tab of a desktop."""
        other = self.tab(desk.page.context, desk.agent_id, path)
        other.is_online()
        return other

    def close(self) -> None:
        """Close all windows; what went wrong in one of them fails the test."""
        flaws = [flaw for desk in self.desks for flaw in desk.flaws()]
        for context in self.contexts:
            context.close()
        assert flaws == [], f"the console told: {flaws}"
