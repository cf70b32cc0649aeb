"""A client that does not ask twice for what cannot have changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

from cti_conformance.transport.client import HttpClient, target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.transport.answer import Answer


class LookingClient(HttpClient):
    """HTTP to one target, which tells looks from requests that may change something."""

    def send(self, method: str, path: str, **parts: Any) -> Answer:
        """Send a request that may change something: see `HttpClient.send`."""
        self.wire.memo.forget()
        try:
            return super().send(method, path, **parts)
        finally:
            self.wire.memo.forget()

    def send_at_once(self, times: int, method: str, path: str, **parts: Any) -> list[Answer]:
        """Send a request several times at the same moment, each on a connection of its own.

        Args:
            times: How often.
            method: As `send` takes it, and the rest as well.
            path: See there.
            parts: See there.

        Raises:
            NoAnswer: No complete answer to one of them came within the limits.
        """
        if times == 1:
            return [self.send(method, path, **parts)]
        with ExitStack() as stack, ThreadPoolExecutor(times) as pool:
            more = [stack.enter_context(closing(self.new_connection())) for _ in range(times - 1)]
            return [*pool.map(lambda one: one.send(method, path, **parts), (self, *more))]

    def look(self, path: str, query: Mapping[str, object] | None = None) -> Answer:
        """Look at something by GET; the same answer is given until something may have changed.

        Args:
            path: Path below the base URL.
            query: Query parameters.

        Raises:
            NoAnswer: No complete answer came within the limits.
        """
        target = self.base_url + target_of(path, query)
        answer = self.wire.memo.known(target)
        if answer is None:
            answer = super().send("GET", path, query=query)
            self.wire.memo.keep(target, answer)
        return answer

    def ask(self, path: str, query: Mapping[str, object]) -> Answer:
        """Send a GET that a faulty target may change something at, elsewhere: it is always sent.

        Args:
            path: Path below the base URL. What is known of other paths is forgotten.
            query: Query parameters.

        Raises:
            NoAnswer: No complete answer came within the limits.
        """
        answer = super().send("GET", path, query=query)
        self.wire.memo.forget(but=self.base_url + path)
        self.keep(path, query, answer)
        return answer

    def keep(self, path: str, query: Mapping[str, object] | None, answer: Answer) -> None:
        """Remember an answer that was just given, as that of a look."""
        self.wire.memo.keep(self.base_url + target_of(path, query), answer)
