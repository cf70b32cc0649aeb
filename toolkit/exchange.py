"""HTTP to the target: bounded in time and size, recorded, and told again without secrets."""

from __future__ import annotations

import json
import shlex
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from http.client import RemoteDisconnected
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import requests
from requests.utils import get_environ_proxies

from cti_conformance.judgement import Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cti_conformance.config import Limits
    from cti_conformance.login import Auth, Login

MAX_ANSWER_BYTES = 5_000_000
MAX_TOLD_CHARACTERS = 2_000
MAX_RATE_LIMIT_WAIT_S = 120.0
DEAD_AFTER = 3
"""So many requests in a row without an answer, and the target counts as gone."""


class NoAnswer(Unjudged):
    """The target did not answer: unreachable, too slow, too long, or it hung up."""


class HungUp(NoAnswer):
    """The target took the request, and closed the connection without a whole answer."""


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it, free of secrets and ready for a report."""

    request: str
    curl: str
    status: int | None
    answer: str
    duration_s: float

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """What the target answered to one request."""

    request: str
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def accepted(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        """Whether the status is 4xx: the target says that the request is wrong."""
        return 400 <= self.status < 500

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or ``None`` where it is none."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None

    def __str__(self) -> str:
        return f"{self.status} {shorten(self.text.strip(), 300) or '(empty)'}"


@dataclass
class Recorder:
    """Keeps the exchanges of the scenario that runs, and notices that a target is gone.

    Attributes:
        exchanges: What was exchanged since it was last taken.
        silent: How many requests in a row have had no answer.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    silent: int = 0
    _patient: bool = False
    _aside: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, exchange: Exchange) -> None:
        """Keep one more exchange; calls from several threads are kept in their order."""
        with self._lock:
            if not self._aside:
                self.exchanges.append(exchange)
            self.silent = 0 if exchange.status else self.silent + 1

    @contextmanager
    def patience(self) -> Iterator[None]:
        """Expect the target to be away for a while."""
        self._patient = True
        try:
            yield
        finally:
            self._patient = False
            self.silent = 0

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Leave out what is exchanged meanwhile: it is no part of the story."""
        self._aside = True
        try:
            yield
        finally:
            self._aside = False

    @property
    def target_is_gone(self) -> bool:
        """Whether so many requests in a row had no answer that asking on is of no use."""
        return self.silent >= DEAD_AFTER and not self._patient

    def take(self) -> list[Exchange]:
        """Return what was kept, and begin anew."""
        with self._lock:
            taken, self.exchanges = self.exchanges, []
        return taken


class HttpClient:
    """Keep-alive HTTP to one target, as JSON.

    Args:
        base_url: What every path is below.
        logins: The ways to log in, by name.
        secrets: Texts that no recorded exchange may hold.
        limits: How long an answer may take.
        recorder: Where exchanges are kept.
        ca_bundle: File with the certificates to trust.
    """

    def __init__(
        self,
        base_url: str,
        logins: Mapping[Auth, Login],
        secrets: tuple[str, ...],
        limits: Limits,
        recorder: Recorder,
        ca_bundle: str | None = None,
    ) -> None:
        self.base_url = base_url
        self.limits = limits
        self.recorder = recorder
        self._logins = logins
        self._secrets = secrets
        self._ca_bundle = ca_bundle
        self._session = requests.Session()
        # Neither ~/.netrc nor a CA variable may change who we are; proxies are the user's matter.
        self._session.trust_env = False
        self._session.verify = ca_bundle or True
        self._session.proxies.update(get_environ_proxies(base_url))

    def another(self) -> HttpClient:
        """Return a client with a connection of its own, for a call made at the same time."""
        return HttpClient(
            self.base_url, self._logins, self._secrets, self.limits, self.recorder, self._ca_bundle
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        json_body: object = None,
        body: bytes | None = None,
        content_type: str | None = "application/json",
        auth: Auth = "best",
    ) -> Answer:
        """Send one request and return the answer, whatever its status.

        A 429 is waited for as its ``Retry-After`` says. Redirects are not followed.

        Args:
            method: HTTP method.
            path: Path below the base URL, ``/api/v2/…``.
            query: Query parameters, percent-encoded here.
            json_body: What to send as JSON; or
            body: the bytes to send as they are.
            content_type: Content type of the body; ``None`` declares none.
            auth: Which credentials to send; ``best`` prefers the API key.

        Raises:
            NoAnswer: no complete answer came within the target's limits.
        """
        if self.recorder.target_is_gone:
            raise NoAnswer(f"the target stopped answering: {DEAD_AFTER} requests in a row")
        url = f"{self.base_url}{path}"
        if query:
            url += "?" + urlencode({k: _as_query(v) for k, v in query.items()})
        if json_body is not None:
            body = json.dumps(json_body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        headers = {"Accept": "application/json"}
        if body is not None and content_type:
            headers["Content-Type"] = content_type
        waited = 0.0
        while True:
            answer = self._once(method, url, headers, body, auth)
            if answer.status != 429:
                return answer
            if waited >= MAX_RATE_LIMIT_WAIT_S:
                raise NoAnswer(f"rate limited (429) for more than {MAX_RATE_LIMIT_WAIT_S:g} s")
            pause = _retry_after(answer)
            time.sleep(pause)
            waited += pause

    def _once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, auth: Auth
    ) -> Answer:
        request = f"{method} {url.removeprefix(self.base_url)}"
        curl = self._curl(method, url, headers, body, auth)
        started = time.monotonic()
        try:
            status, answer_headers, content = self._exchange(method, url, headers, body, auth)
        except requests.RequestException as error:
            self._record(request, curl, None, why := plain_reason(error), started)
            kind = HungUp if has_hung_up(error) else NoAnswer
            raise kind(f"{self._told(request)}: {why}") from error
        except NoAnswer as error:
            self._record(request, curl, None, str(error), started)
            raise NoAnswer(f"{self._told(request)}: {error}") from None
        answer = Answer(self._told(request), status, answer_headers, content)
        self._record(request, curl, status, answer.text, started)
        return answer

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, auth: Auth
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send, and read the answer within the limits of time and size."""
        deadline = time.monotonic() + self.limits.answer_s
        login = self._login(auth)
        if login.header:
            headers = {**headers, "Authorization": login.header}
        with self._session.request(
            method,
            url,
            headers=headers,
            data=body,
            timeout=self.limits.answer_s,
            allow_redirects=False,
            stream=True,
        ) as response:
            content = bytearray()
            for chunk in response.iter_content(64 * 1024):
                content += chunk
                if len(content) > MAX_ANSWER_BYTES:
                    raise NoAnswer(f"the answer is longer than {MAX_ANSWER_BYTES:,} bytes")
                if time.monotonic() > deadline:
                    raise NoAnswer(f"the answer took longer than {self.limits.answer_s:g} s")
            return response.status_code, response.headers, bytes(content)

    def _login(self, auth: Auth) -> Login:
        if auth not in self._logins:
            raise Unjudged(f"no credentials of the kind {auth}")
        return self._logins[auth]

    def _record(
        self, request: str, curl: str, status: int | None, answer: str, started: float
    ) -> None:
        self.recorder.add(
            Exchange(
                request=self._told(request),
                curl=curl,
                status=status,
                answer=self._told(answer),
                duration_s=round(time.monotonic() - started, 4),
            )
        )

    def _told(self, text: str) -> str:
        return shorten(redact(text, self._secrets), MAX_TOLD_CHARACTERS)

    def _curl(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, auth: Auth
    ) -> str:
        line = curl_command(method, url, headers, body, self._login(auth).curl)
        return redact(line, self._secrets)


def curl_command(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, login: str
) -> str:
    """Return the command that sends a request again.

    Args:
        method: HTTP method.
        url: The whole address.
        headers: Of which the content type matters.
        body: What is sent.
        login: Arguments of curl that log in; they name secrets by their variables.
    """
    words = ["curl", "-i", *(["-X", method] if method != "GET" else []), login]
    line = " ".join(word for word in words if word)
    if "Content-Type" in headers:
        line += f" -H {shlex.quote('Content-Type: ' + headers['Content-Type'])}"
    if body is not None:
        text = body.decode("utf-8", "backslashreplace")
        line += f" --data-raw {shlex.quote(text)}"
    return f"{line} {shlex.quote(url)}"


def redact(text: str, secrets: tuple[str, ...]) -> str:
    """Replace every secret in a text."""
    for secret in secrets:
        text = text.replace(secret, "[redacted]")
    return text


def shorten(text: str, limit: int) -> str:
    """Cut a text that is longer than ``limit`` characters, and say so."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)"


def plain_reason(error: requests.RequestException) -> str:
    """Say in plain words why no answer came, without the library's wrapping."""
    if isinstance(error, requests.exceptions.SSLError):
        return f"TLS failed: {_root(error)}"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "no connection within the time limit"
    if isinstance(error, requests.Timeout):
        return "no answer within the time limit"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the target hung up in the middle of its answer"
    root = _root(error)
    if isinstance(root, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(root, OSError) and root.strerror:
        return root.strerror.lower()
    return str(root)


def has_hung_up(error: requests.RequestException) -> bool:
    """Tell whether the target closed a connection on which it had let a request in."""
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return True
    gone = (RemoteDisconnected, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
    return isinstance(_root(error), gone)


def _root(error: BaseException) -> BaseException:
    """Return the innermost cause: urllib3 and requests wrap it several times."""
    inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    inner = inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__
    return _root(inner) if inner is not None else error


def _as_query(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _retry_after(answer: Answer) -> float:
    """Read ``Retry-After`` in seconds; one second where it says nothing usable."""
    try:
        return min(max(float(answer.headers.get("Retry-After", "1")), 0.1), MAX_RATE_LIMIT_WAIT_S)
    except ValueError:
        return 1.0
