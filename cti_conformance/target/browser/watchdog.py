"""Ends a call of the browser that does not return: Playwright's own limits miss many of them.

A page whose script never ends keeps the browser from answering, and reading it has no time limit in
Playwright. The only way out is to kill the browser; the call then fails.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error

from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

MAX_KILLS = 2
"""After so many the browser is not started again: its pages are taken to be broken."""
LOOK_S, POLITE_S = 0.02, 3.0
"""Time for the browser to end by itself, in seconds."""


class Watchdog:
    """Kills the browser if a call of it takes too long, and counts how often.

    Attributes:
        kills: How often it did so.
    """

    def __init__(self) -> None:
        self.kills = 0
        self._pid: int | None = None

    def guard(self, browser: Browser) -> None:
        """Watch over this browser from now on."""
        session = browser.new_browser_cdp_session()
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        self._pid = next(one["id"] for one in processes if one["type"] == "browser")
        session.detach()

    @contextmanager
    def watching(self, limit_s: float, *, closes: bool = False) -> Iterator[None]:
        """Within this context, calls of the browser end in time. It may be nested.

        Args:
            limit_s: Time until the browser is killed, in seconds; less near the end of the run.
            closes: Whether the calls close something, which is done after the end as well.

        Raises:
            Inconclusive: The browser was killed.
        """
        fired: list[int] = []
        wanted_s = limit_s if closes else run_time().at_most(limit_s)
        timer = threading.Timer(wanted_s, self._kill, [fired])
        timer.daemon = True
        timer.start()
        try:
            yield
        except (Error, Inconclusive) as error:
            if not fired:
                raise
            reason = run_time().over_reason or f"the page did not react for {wanted_s:.3g} s"
            raise Inconclusive(f"{reason}; the browser was ended") from error
        finally:
            timer.cancel()
            if fired:
                timer.join(POLITE_S)

    def _kill(self, fired: list[int]) -> None:
        """End the browser: politely, so that it deletes its files, then not."""
        pid, self._pid = self._pid, None
        if pid is None:
            return
        self.kills += 1
        fired.append(pid)
        deadline = time.monotonic() + POLITE_S
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
            while time.monotonic() < deadline:
                time.sleep(LOOK_S)
                os.kill(pid, 0)
            os.kill(pid, signal.SIGKILL)
