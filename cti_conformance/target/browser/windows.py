"""The windows of the agents who are online, and how their pages are read."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import Error, TimeoutError  # noqa: A004 - that of Playwright is meant

from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.target.browser.engine import brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page

    from cti_conformance.config.target_config import Limits
    from cti_conformance.target.browser.engine import Engine, Window

T = TypeVar("T")

ANSWERS = 3
"""The answers of a page that one action may have to wait for, one after the other."""

NAVIGATED = ("context was destroyed", "navigat", "was detached")
"""Parts of Playwright's messages where a page navigated while it was read."""


class Windows:
    """One window for each agent who is online.

    Args:
        engine: The browser of this process.
        limits: Maximum times, in seconds.
    """

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self._engine = engine
        self._limits = limits
        self._open: dict[int, Window] = {}
        self._opened: list[Window] = []  # in this scenario, the closed ones included

    # -- one window ------------------------------------------------------------------------

    def open(self, agent_id: int, link: str) -> Window:
        """Open an empty window for an agent, who will sign in there with this link."""
        window = self._open[agent_id] = self._engine.open_window(link)
        self._opened.append(window)
        return window

    def close(self, agent_id: int) -> bool:
        """Close the window of an agent; return whether there was one."""
        window = self._open.pop(agent_id, None)
        if window:
            window.close()
        return window is not None

    def __contains__(self, agent_id: int) -> bool:
        return agent_id in self._open

    def __getitem__(self, agent_id: int) -> Window:
        if agent_id not in self._open:
            raise Inconclusive(f"the desktop of agent {agent_id} is not open")
        return self._open[agent_id]

    def page(self, agent_id: int) -> Page:
        """Return the page of an agent's desktop.

        Raises:
            Inconclusive: The agent has no window.
        """
        return self[agent_id].page

    # -- reading a page --------------------------------------------------------------------

    def look(self, expected: str, look: Callable[[], T]) -> T:
        """Read a page, and read it again if it navigated in between.

        Raises:
            RuleViolated: The page took too long.
            Inconclusive: The page could not be read.
        """
        with self._watching():
            for _ in range(2):
                try:
                    return look()
                except TimeoutError:
                    break
                except Error as error:
                    if not any(words in error.message for words in NAVIGATED):
                        break
            with self.judged(expected):
                return look()

    @contextmanager
    def judged(self, expected: str, within_s: float = 0.0) -> Iterator[None]:
        """Turn Playwright's errors into findings about the target.

        Args:
            expected: The event that the calls within this context wait for.
            within_s: The time that it may take, if it is more than that of an answer, in seconds.

        Raises:
            RuleViolated: The page took too long.
            Inconclusive: Any other error, or the page keeps the browser busy.
        """
        try:
            with self._watching(within_s):
                yield
        except TimeoutError as error:
            raise RuleViolated(expected, f"not within {self._limits.answer_s:g} s") from error
        except Error as error:
            raise Inconclusive(f"cannot check {expected}: {brief(error)}") from error

    def _watching(self, within_s: float = 0.0) -> AbstractContextManager[None]:
        """End calls of the browser that do not return, after the time for several answers."""
        patience_s = ANSWERS * self._limits.answer_s + self._limits.appear_s
        return self._engine.watchdog.watching(patience_s + within_s)

    # -- all windows -----------------------------------------------------------------------

    def cut_off(self) -> None:
        """Take the network from all windows, so that no desktop reconnects."""
        for window in self._open.values():
            window.switch_network(on=False)

    def console(self) -> list[str]:
        """Return the errors on the consoles of this scenario's windows."""
        return [line for window in self._opened for line in window.console]

    def screenshots(self) -> list[bytes]:
        """Return a picture of each open window, as PNG."""
        shots = (window.screenshot() for window in self._open.values())
        return [shot for shot in shots if shot]

    def clear(self) -> None:
        """Close all windows, and forget those of this scenario."""
        for window in self._open.values():
            window.close()
        self._open.clear()
        self._opened.clear()

    def end(self) -> None:
        """Close all windows, and the browser."""
        self.clear()
        self._engine.close()
