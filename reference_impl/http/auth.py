"""Authentication: credentials of the APIs, the token of the control API, sessions of the page."""

import hmac
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ..domain.errors import refused
from ..online.sessions import Sessions, token_in
from .web import reply


class Authenticator(Protocol):
    """Checks the Authorization header of a request."""

    @property
    def challenge(self) -> str:
        """The WWW-Authenticate header of a refusal."""

    def accepts(self, header: str) -> bool:
        """Return whether an Authorization header authenticates its sender."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials of the two calls and of REST v2, and the agent they belong to."""

    api_key: str
    login: str  # email:password
    agent_id: int
    challenge: str = 'Basic realm="helpdesk"'

    def accepts(self, header: str) -> bool:
        """Return whether an Authorization header authenticates (CTI-ACC-01, CTI-ACC-02).

        An API key comes with any password (CTI-ACC-03), an email with its own (CTI-ACC-04).
        """
        scheme, _, encoded = header.partition(" ")
        try:
            sent = b64decode(encoded, validate=True)
        except ValueError:
            return False
        key = sent.partition(b":")[0]
        by_key = hmac.compare_digest(key, self.api_key.encode())
        by_login = hmac.compare_digest(sent, self.login.encode())
        return scheme.lower() == "basic" and (by_key or by_login)


@dataclass(frozen=True, slots=True)
class ControlToken:
    """The bearer token of the control API."""

    token: str = field(repr=False)
    challenge: str = 'Bearer realm="control API"'

    def accepts(self, header: str) -> bool:
        """Return whether an Authorization header holds the token."""
        scheme, _, sent = header.partition(" ")
        is_token = hmac.compare_digest(sent.strip().encode(), self.token.encode())
        return scheme.lower() == "bearer" and is_token


class AuthMiddleware:
    """Refuses a request without valid credentials, before anything else of it is checked."""

    def __init__(self, app: ASGIApp, credentials: Authenticator) -> None:
        self._app = app
        self._credentials = credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 401."""
        header = Request(scope).headers.get("authorization", "")
        if self._credentials.accepts(header):
            await self._app(scope, receive, send)
        else:
            error = refused(401, "invalid_credentials", "The credentials are missing or wrong")
            challenge = self._credentials.challenge
            answer = reply(401, error.body, {"WWW-Authenticate": challenge})
            await answer(scope, receive, send)


class SessionMiddleware:
    """Refuses a request without a session of the desktop page, except the one to sign in.

    A browser sends the cookie with requests of other ports of the host as well. Where it says that
    another page caused the request, the cookie does not count.

    Args:
        app: Gets the request, with `agent_id` and `session` in its scope.
        sessions: The sessions of all agents.
        sign_in: The path that needs no session.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions, sign_in: str) -> None:
        self._app = app
        self._sessions = sessions
        self._sign_in = sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 401."""
        origin = Request(scope).headers.get("sec-fetch-site", "same-origin")
        token = token_in(scope) if origin in ("same-origin", "none") else None
        agent_id = self._sessions.agent_id(token)
        if agent_id or scope["path"] == self._sign_in:
            scope.update(agent_id=agent_id or 0, session=token)
            await self._app(scope, receive, send)
        else:
            error = refused(401, "invalid_credentials", "Nobody is signed in")
            await reply(401, error.body)(scope, receive, send)
