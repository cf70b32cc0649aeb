"""HTTP to the target: bounded in time and size, recorded, and told again without secrets."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from http.client import RemoteDisconnected
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
)

from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.text.redaction import told
from cti_conformance.transport.deadline import BoundedAdapter
from cti_conformance.transport.recorder import RATE_LIMITED, Exchange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config.credentials import Auth, Login
    from cti_conformance.config.target_config import Limits
    from cti_conformance.transport.recorder import Recorder

MAX_ANSWER_BYTES = 2_000_000
MAX_TOLD_BYTES = 8_000
MAX_RATE_LIMIT_WAIT_S = 120.0
IDLE_REUSE_S = 1.0


class NoAnswer(Inconclusive):
    """The target did not answer: unreachable, too slow, too long, or it hung up."""


class Unreachable(NoAnswer):
    """The target could not be asked at all: it takes no connection, or was given up."""


class HungUp(NoAnswer):
    """The target took the request, and closed the connection without a whole answer."""


@dataclass(frozen=True)
class Answer:
    """What the target answered to one request."""

    request: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

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
        """The body as text, so much of it as is told."""
        text = self.content[:MAX_TOLD_BYTES].decode("utf-8", "replace")
        rest = len(self.content) - MAX_TOLD_BYTES
        return text if rest <= 0 else f"{text}… ({rest:,} more bytes)"

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or ``None`` where it is none that can be relied on."""
        try:
            return json.loads(
                self.content.decode("utf-8-sig"),
                parse_float=_number,
                parse_constant=_no_number,
                object_pairs_hook=_unambiguous,
            )
        except (ValueError, RecursionError):
            return None

    def __str__(self) -> str:
        body = told(" ".join(self.text.split()), self.secrets, 300)
        return f"{self.status} {body or '(empty)'}"


class _Session(requests.Session):
    def get_redirect_target(self, _: requests.Response) -> None:
        """See no redirect: merely to look where it leads, the library reads the whole body."""


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
        self._session = _Session()
        # Neither ~/.netrc nor a CA variable may change who we are; proxies are the user's matter.
        self._session.trust_env = False
        # A cookie would let in who shows no credentials, and a storm of them would be sent back.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, BoundedAdapter())
        self._session.verify = ca_bundle or True
        self._session.proxies.update(get_environ_proxies(base_url))
        self._used = time.monotonic()

    def new_connection(self) -> HttpClient:
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
        if gone := self.recorder.gave_up_reason:
            raise Unreachable(gone)
        url = f"{self.base_url}{path}"
        if query:
            url += "?" + urlencode({k: _as_query(v) for k, v in query.items()})
        if json_body is not None:
            body = json.dumps(json_body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if body is None:
            content_type = None
        waited = 0.0
        while True:
            answer = self._once(method, url, content_type, body, self._login(auth))
            if answer.status != RATE_LIMITED:
                return answer
            pause = _retry_after(answer)
            if waited + pause > MAX_RATE_LIMIT_WAIT_S:
                self.recorder.count_unanswered()
                raise NoAnswer(f"rate limited (429) for more than {MAX_RATE_LIMIT_WAIT_S:g} s")
            time.sleep(pause)
            waited += pause

    def _once(
        self, method: str, url: str, content_type: str | None, body: bytes | None, login: Login
    ) -> Answer:
        started = time.monotonic()

        def record(status: int | None, answer: str) -> None:
            self.recorder.add(
                Exchange(
                    method,
                    url,
                    self.base_url,
                    content_type,
                    body,
                    login,
                    status,
                    answer,
                    duration_s=round(time.monotonic() - started, 4),
                    secrets=self._secrets,
                )
            )

        request = told(f"{method} {url.removeprefix(self.base_url)}", self._secrets)
        headers = {"Accept": "application/json"}
        if content_type:
            headers["Content-Type"] = content_type
        if login.header:
            headers["Authorization"] = login.header
        try:
            status, answer_headers, content = self._exchange(method, url, headers, body)
        except (requests.RequestException, HTTPError, NoAnswer) as error:
            why = str(error) if isinstance(error, NoAnswer) else plain_reason(error)
            record(None, why)
            raise failure_class(error)(f"{request}: {told(why, self._secrets, 300)}") from None
        answer = Answer(request, status, answer_headers, content, self._secrets)
        record(status, answer.text)
        return answer

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send, and read the answer within the limits of time and size."""
        # Servers close idle connections, commonly after two seconds or five. A pop that crosses
        # such a close on its way is lost, and may not be sent again: it may have been let in.
        if time.monotonic() - self._used > IDLE_REUSE_S:
            self._session.close()
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
            self._used = time.monotonic()
            return response.status_code, response.headers, bytes(content)

    def _login(self, auth: Auth) -> Login:
        if auth not in self._logins:
            raise Inconclusive(f"no credentials of the kind {auth}")
        return self._logins[auth]


def plain_reason(error: Exception) -> str:
    """Say in plain words why no answer came, without the library's wrapping."""
    if isinstance(error, requests.exceptions.SSLError):
        return f"TLS failed: {root_cause(error)}"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "no connection within the time limit"
    if isinstance(error, requests.Timeout):
        return "no answer within the time limit"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the target hung up in the middle of its answer"
    root = root_cause(error)
    if isinstance(root, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(root, TimeoutError | ReadTimeoutError):
        return "no whole answer within the time limit"
    if isinstance(root, OSError) and root.strerror:
        return root.strerror.lower()
    return str(root)


def failure_class(error: Exception) -> type[NoAnswer]:
    """Return what the want of an answer comes of."""
    if has_hung_up(error):
        return HungUp
    within = error.args[0] if error.args else None
    never = (NewConnectionError, ConnectTimeoutError)
    return Unreachable if isinstance(getattr(within, "reason", None), never) else NoAnswer


def has_hung_up(error: Exception) -> bool:
    """Tell whether the target closed a connection on which it had let a request in."""
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return True
    gone = (RemoteDisconnected, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
    return isinstance(root_cause(error), gone)


def root_cause(error: BaseException) -> BaseException:
    """Return the innermost cause: urllib3 and requests wrap it several times."""
    inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    inner = inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__
    return root_cause(inner) if inner is not None else error


def _as_query(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _retry_after(answer: Answer) -> float:
    """Read ``Retry-After``, in seconds or as a date; one second where it says nothing usable."""
    said = answer.headers.get("Retry-After", "")
    try:
        if said.strip().isdigit():
            return max(float(said), 0.1)
        now = answer.headers.get("Date")  # by the clock of the target
        began = parsedate_to_datetime(now) if now else dt.datetime.now(tz=dt.UTC)
        return max((parsedate_to_datetime(said) - began).total_seconds(), 0.1)
    except (ValueError, TypeError, OverflowError):
        return 1.0


def _number(text: str) -> int | float:
    """Read a JSON number that is written with a point or an exponent: ``80.0`` is 80."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, in which no key says two things."""
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[key] != value for key, value in pairs):
        raise ValueError("a key stands twice")
    return found
