"""The browser of this process, and its windows: one for each agent."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Error, ViewportSize, sync_playwright

from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.target.browser.chromium import find
from cti_conformance.target.browser.interrupts import Interrupts
from cti_conformance.target.browser.softphone import ANY_SITE, ELSEWHERE, serve
from cti_conformance.target.browser.watchdog import MAX_KILLS, Watchdog
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Frame,
        Page,
        Playwright,
        Request,
        WebError,
    )

    from cti_conformance.config.target_config import Limits

OPEN_S, CLOSE_S, PICTURE_S = 30.0, 5.0, 5.0
MIN_TIMEOUT_S = 0.001
SIZE: ViewportSize = {"width": 1280, "height": 900}  # CSS pixels
# Chromium reads only the last such switch, so the features that Playwright disables are repeated.
BY_PLAYWRIGHT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("TcpPortRandomizationWin", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)
# Suggestions of the address bar, which is not shown: half of the cost of a window.
SUGGESTIONS = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
LIGHT = [
    "--disable-site-isolation-trials",  # no further process for the softphone's frame
    f"--disable-features={','.join((*BY_PLAYWRIGHT, *SUGGESTIONS))}",
]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
NO_DISPLAY = (
    "there is no screen to show a window on (DISPLAY is not set): run it on a desktop, under "
    "xvfb-run, or with --softphone-driver"
)
MAX_CONSOLE_LINES = 50  # of one window
OF_THE_NETWORK = "Failed to load resource: net::ERR_"
# Reasons for which the browser does not show a page that answered.
BY_THE_BROWSER = ("net::ERR_BLOCKED_BY_RESPONSE", "net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CSP")


class Window:
    """The browser of one agent: its own cookies, the page of the desktop, and further pages.

    Attributes:
        visited: The addresses of its pages so far, in their order.
        console: The errors on the consoles of its pages, without the sign-in link.
        unreached: The addresses of pages that did not answer, and why.
        was_cut_off: Whether it has lost the network at some time, on purpose.
    """

    def __init__(self, context: BrowserContext, link: str, watchdog: Watchdog) -> None:
        self.context = context
        self._watchdog = watchdog
        self.visited: list[str] = []
        self.console: list[str] = []
        self.unreached: dict[str, str] = {}
        self.was_cut_off = False
        self._link = link
        context.route(ANY_SITE, serve)
        context.on("page", self._watch)
        context.on("console", self._hear)
        context.on("weberror", self._hear_error)
        context.on("requestfailed", self._miss)
        self.page = context.new_page()

    def switch_network(self, *, on: bool) -> None:
        """Take the network away, from connections that were made again as well, or restore it."""
        self.was_cut_off = True
        with self._watchdog.watching(CLOSE_S):
            self.context.set_offline(not on)

    def screenshot(self) -> bytes | None:
        """Return a picture of the desktop as PNG; ``None`` if none can be taken."""
        with suppress(Error, Inconclusive), self._watchdog.watching(2 * PICTURE_S):
            return self.page.screenshot(timeout=PICTURE_S * 1000, animations="disabled")
        return None

    def close(self) -> None:
        """Close it with all its pages."""
        with suppress(Error, Inconclusive), self._watchdog.watching(CLOSE_S, closes=True):
            self.context.close()

    def _watch(self, page: Page) -> None:
        def visit(frame: Frame) -> None:
            if frame.parent_frame is None:
                self.visited.append(frame.url)

        self.visited.append(page.url)  # the first address of a page that the desktop opened
        page.on("framenavigated", visit)

    def _hear(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type != "error" or ELSEWHERE in f"{message.text} {where}":
            return  # the desktop is right to refuse a strange site
        if self.was_cut_off and message.text.startswith(OF_THE_NETWORK):
            return
        self._keep(f"{message.text} ({where})" if where else message.text)

    def _hear_error(self, error: WebError) -> None:
        self._keep(f"uncaught: {error.error}")

    def _miss(self, request: Request) -> None:
        why = request.failure or ""
        if request.is_navigation_request() and why not in BY_THE_BROWSER:
            self.unreached[request.url] = why

    def _keep(self, line: str) -> None:
        link = urlsplit(self._link)
        for secret in (self._link, link.query, link.path.rpartition("/")[2]):
            if len(secret) > 8:  # a shorter one is an ordinary part of a path
                line = line.replace(secret, "[sign-in]")
        if len(self.console) < MAX_CONSOLE_LINES:
            self.console.append(re.sub(r"\s+", " ", line)[:500])


class Engine:
    """The browser of this process: launched with the first window, closed at the end.

    Args:
        limits: Maximum times, in seconds.
        trusts_all: Whether to accept any certificate, for a target with one of its own.
        headed: Whether a person sees the browser.

    Attributes:
        watchdog: Ends calls that do not return.
    """

    def __init__(self, limits: Limits, *, trusts_all: bool, headed: bool = False) -> None:
        self._limits = limits
        self._trusts_all = trusts_all
        self._headed = headed
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._interrupts = Interrupts()
        # Of Chromium, which leaves a folder if it is killed, and of Playwright, which deletes the
        # profile of a browser that was killed, unless it is stopped before.
        self._temporary: TemporaryDirectory[str] | None = None
        self.watchdog = Watchdog()

    def open_window(self, link: str) -> Window:
        """Open an empty window.

        Args:
            link: The sign-in link that will be opened there; no artefact may hold it.

        Raises:
            Inconclusive: There is no browser, or it does not start.
        """
        if self.watchdog.kills >= MAX_KILLS:
            raise Inconclusive(f"its pages kept the browser busy {MAX_KILLS} times, without end")
        browser = self._running()
        try:
            with self.watchdog.watching(OPEN_S):
                context = browser.new_context(
                    viewport=SIZE, ignore_https_errors=self._trusts_all, service_workers="block"
                )
                context.set_default_timeout(self._limits.answer_s * 1000)
                return Window(context, link, self.watchdog)
        except Error as error:
            raise Inconclusive(f"the browser opens no window: {brief(error)}") from error

    def close(self) -> None:
        """Close the browser, if it was launched; a Ctrl-C is held back until then."""
        with self._interrupts.held():
            if self._browser:
                with suppress(Error, Inconclusive), self.watchdog.watching(CLOSE_S, closes=True):
                    self._browser.close()
            if self._playwright:
                self._playwright.stop()
            self._browser = self._playwright = None
            if self._temporary:
                self._temporary.cleanup()
                self._temporary = None
            self._interrupts.give_back()

    def _driver(self) -> Playwright:
        if self._playwright is None:
            self._interrupts.take_over()
            self._temporary = TemporaryDirectory(prefix="cti-browser-", ignore_cleanup_errors=True)
            held = self._interrupts.held()  # or the started driver could not be stopped
            with held, temporary_files_in(self._temporary.name):
                self._playwright = sync_playwright().start()
            self._interrupts.raise_held()
        return self._playwright

    def _running(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            found = find()
            if found.path is None:
                raise Inconclusive(found.reason)
            if self._headed and sys.platform == "linux" and not any(map(os.environ.get, DISPLAYS)):
                raise Inconclusive(NO_DISPLAY)
            driver = self._driver()
            try:
                limit_s = max(run_time().at_most(OPEN_S), MIN_TIMEOUT_S)  # 0 would mean no limit
                self._browser = driver.chromium.launch(
                    timeout=limit_s * 1000,
                    executable_path=found.path,
                    headless=not self._headed,
                    args=LIGHT,
                    handle_sigint=False,  # Ctrl-C ends the run, and the run ends the browser
                )
                self.watchdog.guard(self._browser)
            except Error as error:
                raise Inconclusive(
                    f"the browser {found.path} does not start ({brief(error)}); name another one "
                    "in CTI_CHROMIUM"
                ) from error
        return self._browser


@contextmanager
def temporary_files_in(folder: str) -> Iterator[None]:
    """Have the programs that start within this context write their temporary files there."""
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before


def brief(error: Error) -> str:
    """Return the first line of Playwright's message, without the queries of addresses.

    A query may hold the key of a sign-in link.
    """
    line = (error.message.strip().splitlines() or ["no reason given"])[0]
    return re.sub(r"(https?://[^\s?]*)\?\S*", r"\1?[redacted]", line)
