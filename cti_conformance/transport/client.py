"""Keep-alive HTTP to the target: bounded in time and size, and recorded."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

import requests
from requests.utils import get_environ_proxies
from urllib3 import Timeout
from urllib3.exceptions import HTTPError

from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.transport.answer import Answer
from cti_conformance.transport.deadline import BoundedAdapter
from cti_conformance.transport.failures import NoAnswer, Unreachable, classify
from cti_conformance.transport.pace import retry_after
from cti_conformance.transport.recorder import Exchange, Sent
from cti_conformance.transport.wire import Wire
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config.credentials import Auth, Login
    from cti_conformance.config.target_config import Limits
    from cti_conformance.text.redaction import Redactor
    from cti_conformance.transport.liveness import Liveness
    from cti_conformance.transport.recorder import Recorder

MAX_ANSWER_BYTES = 2_000_000
MAX_REASON_CHARACTERS = 300
MAX_RATE_LIMIT_WAIT_S = 120.0
RATE_LIMIT_WAIT_IN_DOUBT_S = 20.0
"""As above, if the request before was left unanswered."""
RATE_LIMITED = 429
IDLE_REUSE_S = 1.0
MIN_TIMEOUT_S = 0.001


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Ignore redirects: the library reads the whole body merely to find the target of one."""


class HttpClient:
    """Keep-alive HTTP to one target, as JSON.

    Args:
        base_url: The URL that every path is below.
        logins: The ways to log in, by name.
        redactor: Removes the secrets from exchanges and messages.
        limits: Maximum times, in seconds.
        recorder: Where exchanges are recorded.
        liveness: Where unanswered requests are counted.
        ca_bundle: File with the certificates to trust.
        wire: What it shares with the other clients of the target, if there are any.
        proxied: Whether the proxies of the environment apply.
    """

    def __init__(
        self,
        base_url: str,
        logins: Mapping[Auth, Login],
        redactor: Redactor,
        limits: Limits,
        recorder: Recorder,
        liveness: Liveness,
        ca_bundle: str | None = None,
        wire: Wire | None = None,
        *,
        proxied: bool = True,
    ) -> None:
        self.base_url = base_url
        self.redactor = redactor
        self.limits = limits
        self.recorder = recorder
        self.liveness = liveness
        self.wire = wire or Wire()
        self._logins = logins
        self._ca_bundle = ca_bundle
        self._session = _Session()
        # Neither ~/.netrc nor a CA variable may change the login; proxies are the user's choice.
        self._session.trust_env = False
        # A cookie would log in a request without credentials, and many of them would be sent back.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, BoundedAdapter())
        self._session.verify = ca_bundle or True
        self._proxied = proxied
        if proxied:
            self._session.proxies.update(get_environ_proxies(base_url))
        self._used = time.monotonic()

    def new_connection(self) -> Self:
        """Return a client with a connection of its own, for a call made at the same time."""
        return type(self)(
            self.base_url,
            self._logins,
            self.redactor,
            self.limits,
            self.recorder,
            self.liveness,
            self._ca_bundle,
            self.wire,
            proxied=self._proxied,
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

        After a 429 it waits as ``Retry-After`` says, and tries again. Redirects are not followed.

        Args:
            method: HTTP method.
            path: Path below the base URL, ``/api/v2/…``.
            query: Query parameters, percent-encoded here.
            json_body: The body as JSON data; or
            body: the body as bytes.
            content_type: Content type of the body; ``None`` declares none.
            auth: Which credentials to send; ``best`` prefers the API key.

        Raises:
            NoAnswer: No complete answer came within the limits.
            Inconclusive: There are no credentials of this kind.
        """
        self._check_goes_on()
        url = self.base_url + target_of(path, query)
        if json_body is not None:
            body = json.dumps(json_body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if body is None:
            content_type = None
        limit_s = _rate_limit_s(self.liveness)
        until = time.monotonic() + run_time().at_most(limit_s)
        while True:
            self.wire.pace.wait()
            self._check_goes_on()
            answer = self._once(method, url, content_type, body, self._login(auth))
            self.wire.pace.heed(answer)
            if answer.status != RATE_LIMITED:
                return answer
            pause_s = retry_after(answer)
            if time.monotonic() + pause_s > until:
                self.liveness.count_unanswered()
                raise NoAnswer(f"rate limited (429) for more than {limit_s:g} s")
            run_time().pause(pause_s)

    def _check_goes_on(self) -> None:
        """Raise `Unreachable` if no further request is to be sent."""
        if gave_up := self.liveness.gave_up_reason:
            raise Unreachable(gave_up)

    def _once(
        self, method: str, url: str, content_type: str | None, body: bytes | None, login: Login
    ) -> Answer:
        """Send a request once, record it, and count whether it was answered."""
        self.wire.traffic.count(method, url.removeprefix(self.base_url))
        started, sent_at = time.monotonic(), time.time()

        def record(
            status: int | None, answer: str, headers: Mapping[str, str] | None = None
        ) -> int:
            duration_s = round(time.monotonic() - started, 4)
            return self.recorder.add(
                Exchange(
                    method,
                    url,
                    self.base_url,
                    content_type,
                    body,
                    login,
                    status,
                    answer,
                    duration_s,
                    self.redactor,
                    Sent(sent_at),
                    headers or {},
                )
            )

        sent = f"{method} {url.removeprefix(self.base_url)}"
        headers = {"Accept": "application/json"}
        if content_type:
            headers["Content-Type"] = content_type
        if login.header:
            headers["Authorization"] = login.header
        try:
            status, answer_headers, content = self._exchange(method, url, headers, body)
        except (requests.RequestException, HTTPError, NoAnswer) as error:
            failure, reason = classify(error)
            record(None, reason)
            self.liveness.count_unanswered()
            clean = self.redactor.clean
            raise failure(f"{clean(sent)}: {clean(reason, MAX_REASON_CHARACTERS)}") from None
        answer = Answer(sent, status, answer_headers, content, self.redactor)
        answer = replace(answer, number=record(status, answer.text, answer_headers))
        if status != RATE_LIMITED:
            self.liveness.count_answered()
        return answer

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send, and read the answer within the limits of time and size."""
        # Servers close idle connections, often after two or five seconds. A pop that crosses such a
        # close is lost, and must not be sent again: the server may have processed it.
        if time.monotonic() - self._used > IDLE_REUSE_S:
            self._session.close()
        limit_s = max(run_time().at_most(self.limits.answer_s), MIN_TIMEOUT_S)
        request = requests.PreparedRequest()
        request.prepare(method, url, headers={**self._session.headers, **headers}, data=body)
        with self._session.send(
            request,
            timeout=Timeout(total=limit_s),  # type: ignore[arg-type]
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


def target_of(path: str, query: Mapping[str, object] | None) -> str:
    """Return a path with its query, percent-encoded."""
    return f"{path}?{urlencode({k: _as_query(v) for k, v in query.items()})}" if query else path


def _as_query(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _rate_limit_s(liveness: Liveness) -> float:
    """Return how long to wait while the rate is limited, in seconds."""
    return RATE_LIMIT_WAIT_IN_DOUBT_S if liveness.is_in_doubt else MAX_RATE_LIMIT_WAIT_S
