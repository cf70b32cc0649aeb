"""Records the requests to the target and their answers, for a report."""

from __future__ import annotations

import shlex
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cti_conformance.text.excerpts import BODY, cut
from cti_conformance.text.redaction import MAX_CHARACTERS, Clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cti_conformance.config.credentials import Login
    from cti_conformance.text.excerpts import ExchangeData
    from cti_conformance.text.redaction import Redactor


@dataclass(frozen=True)
class Wait:
    """A time that a scenario lets pass on purpose.

    Attributes:
        seconds: How long it is.
        why: What it is for, in words.
    """

    seconds: float
    why: str


@dataclass(frozen=True)
class Sent:
    """When a request was sent.

    Attributes:
        at: In seconds since 1970; 0 if it is not known.
        waits: What the scenario has waited for before it.
        earlier: Whether it was sent in an earlier scenario.
    """

    at: float = 0.0
    waits: tuple[Wait, ...] = field(default=(), compare=False)
    earlier: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; `as_dict` makes it ready to show.

    Attributes:
        method: The HTTP method.
        url: The URL with its query.
        base_url: The part of the URL that is left out where the request is named.
        content_type: The content type of the body, if it had one.
        body: The body of the request, if it had one.
        login: How the request was authenticated.
        status: The HTTP status of the answer; ``None`` if there was no answer.
        answer: The body of the answer, or why there was none.
        duration_s: Time until the answer was whole, in seconds.
        redactor: Removes the secrets.
        sent: When it was sent.
        headers: The headers of the answer.
    """

    method: str
    url: str
    base_url: str
    content_type: str | None
    body: bytes | None
    login: Login
    status: int | None
    answer: str
    duration_s: float
    redactor: Redactor = field(repr=False)
    sent: Sent = Sent()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def as_dict(self, *, whole: bool = False) -> ExchangeData:
        """Return it as JSON data without secrets; ``whole`` leaves out nothing of the answer."""
        request = f"{self.method} {self.url.removeprefix(self.base_url)}"
        return {
            "request": self.redactor.clean(request),
            "curl": self.redactor.clean(self._curl(), limit=None),
            "status": self.status,
            "answer": self._answer(None if whole else MAX_CHARACTERS),
            "duration_s": self.duration_s,
        }

    def _answer(self, limit: int | None) -> Clean:
        """Return the answer; what is too long is left out in the middle."""
        text = self.redactor.clean(self.answer, limit=None, allow="\n\t")
        return text if limit is None else Clean(cut(text, limit))

    def _curl(self) -> str:
        """Return a command that sends the same request; secrets of the login are variables."""
        verb = ["-X", self.method] if self.method != "GET" else []
        line = " ".join(word for word in ("curl", "-i", *verb, self.login.curl) if word)
        if self.content_type:
            line += f" -H {shlex.quote('Content-Type: ' + self.content_type)}"
        if self.body is not None:
            # Cleaned before it is quoted: what is left of a secret must not end a quotation.
            body = self.redactor.clean(self.body.decode("utf-8", "backslashreplace"), limit=None)
            line += f" {BODY} {shlex.quote(body)}"
        return f"{line} {shlex.quote(self.url)}"


@dataclass
class Recorder:
    """Keeps the exchanges of the current scenario, in their order; safe for several threads.

    Attributes:
        exchanges: The exchanges since `take` was last called.
        sink: Called with each exchange, those included that no report shows.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    sink: Callable[[Exchange], None] | None = None
    _paused: bool = False
    _waits: tuple[Wait, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, exchange: Exchange) -> int:
        """Record one more exchange; return its number in this scenario, -1 if none is recorded."""
        with self._lock:
            if self.sink:
                self.sink(exchange)
            if self._paused:
                return -1
            self.exchanges.append(_sent(exchange, waits=self._waits))
            self._waits = ()
            return len(self.exchanges) - 1

    def recall(self, exchange: Exchange) -> None:
        """Record an exchange of an earlier scenario, on whose effect this one builds."""
        with self._lock:
            if not self._paused:
                self.exchanges.append(_sent(exchange, waits=(), earlier=True))

    def note_wait(self, wait: Wait) -> None:
        """Record a time that has passed on purpose; it belongs to the next exchange."""
        with self._lock:
            self._waits = (*self._waits, wait)

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """Record nothing within this context; it may be within another one."""
        before, self._paused = self._paused, True
        try:
            yield
        finally:
            self._paused = before

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Record the exchanges within this context, and forget them with its end."""
        with self._lock:
            known, self.exchanges = self.exchanges, []
        try:
            yield
        finally:
            with self._lock:
                self.exchanges = known

    def take(self) -> list[Exchange]:
        """Return the exchanges recorded so far, and forget them."""
        with self._lock:
            taken, self.exchanges, self._waits = self.exchanges, [], ()
        return taken


def _sent(exchange: Exchange, **changes: Any) -> Exchange:
    """Return an exchange with other circumstances of its sending."""
    return replace(exchange, sent=replace(exchange.sent, **changes))
