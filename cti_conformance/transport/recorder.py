"""What was exchanged with the target, to be told in a report; and whether to ask on."""

from __future__ import annotations

import shlex
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.text.redaction import redact, told, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.config.credentials import Login

RATE_LIMITED = 429
DEAD_AFTER = 3
"""So many requests in a row without an answer, and the target counts as gone."""
MOST_LOST = 30
"""So many in all, and it is not worth the time to ask on."""


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it; `as_dict` tells it, free of secrets."""

    method: str
    url: str
    base_url: str
    content_type: str | None
    body: bytes | None
    login: Login
    status: int | None
    answer: str
    duration_s: float
    secrets: tuple[str, ...] = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON data, ready for a report."""
        request = f"{self.method} {self.url.removeprefix(self.base_url)}"
        return {
            "request": told(request, self.secrets),
            "curl": visible(redact(self._curl(), self.secrets)),
            "status": self.status,
            "answer": told(self.answer, self.secrets, keep="\n\t"),
            "duration_s": self.duration_s,
        }

    def _curl(self) -> str:
        """Return the command that sends the same request; secrets are named, never shown."""
        verb = ["-X", self.method] if self.method != "GET" else []
        line = " ".join(word for word in ("curl", "-i", *verb, self.login.curl) if word)
        if self.content_type:
            line += f" -H {shlex.quote('Content-Type: ' + self.content_type)}"
        if self.body is not None:
            line += f" --data-raw {shlex.quote(self.body.decode('utf-8', 'backslashreplace'))}"
        return f"{line} {shlex.quote(self.url)}"


@dataclass
class Recorder:
    """Keeps the exchanges of the scenario that runs, and notices that a target is gone.

    Attributes:
        run_s: The longest that the run may take, in seconds.
        exchanges: What was exchanged since it was last taken.
    """

    run_s: float
    exchanges: list[Exchange] = field(default_factory=list)
    _silent: int = 0
    _lost: int = 0
    _patient: bool = False
    _aside: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _began: float = field(default_factory=time.monotonic)

    def add(self, exchange: Exchange) -> None:
        """Keep one more exchange; calls from several threads are kept in their order."""
        with self._lock:
            if not self._aside:
                self.exchanges.append(exchange)
            if exchange.status and exchange.status != RATE_LIMITED:
                self._silent = 0
        if exchange.status is None:
            self.count_unanswered()

    def count_unanswered(self) -> None:
        """Count a request as one that the target gave no answer to."""
        with self._lock:
            if not self._patient:
                self._silent += 1
                self._lost += 1

    @contextmanager
    def tolerate_outage(self) -> Iterator[None]:
        """Expect the target to be away for a while."""
        self._patient = True
        try:
            yield
        finally:
            self._patient = False

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """Leave out what is exchanged meanwhile: it is no part of the story."""
        self._aside = True
        try:
            yield
        finally:
            self._aside = False

    @property
    def gave_up_reason(self) -> str:
        """Why asking on is of no use; empty as long as it is."""
        if self._silent >= DEAD_AFTER:
            return f"the target stopped answering: {DEAD_AFTER} requests in a row"
        if self._lost >= MOST_LOST:
            return f"the target left {MOST_LOST} requests of this run without an answer"
        if time.monotonic() - self._began > self.run_s:
            return f"the run took longer than {self.run_s:g} s ([limits] run_s)"
        return ""

    def take(self) -> list[Exchange]:
        """Return what was kept, and begin anew."""
        with self._lock:
            taken, self.exchanges = self.exchanges, []
        return taken
