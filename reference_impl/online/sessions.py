"""Sessions of agents at the desktop page.

A session is a random token. The browser has it in a cookie, the database has its hash: so a session
survives a restart, and a copy of the database gives no access. The cookie is HttpOnly, so that no
script can read it, and SameSite=Lax, so that another site can send it only by a link. A page on
another port of the same host is the same site, but it cannot send JSON without a CORS preflight,
which is never allowed; and the page's API accepts no other body.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from ..domain import people, times
from ..domain.store import Store

COOKIE = "helpdesk_session"
LIFETIME = timedelta(days=30)
LINK_LIFETIME_S = 60.0


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of all agents, and the links that start one."""

    store: Store
    password: str = field(repr=False)  # every agent's: the reference has no user administration
    _links: dict[str, tuple[int, float]] = field(default_factory=dict)

    def sign_in(self, email: str, password: str) -> str | None:
        """Start a session; return its token, or None if the email or password is wrong."""
        agent = people.by_email(self.store, "agent", email)
        fits = hmac.compare_digest(password.encode(), self.password.encode())
        return self._begin(agent["id"]) if agent and fits else None

    def make_link(self, agent_id: int) -> str:
        """Return a ticket that signs the agent in once, within a minute."""
        now = time.monotonic()
        for ticket in [ticket for ticket, (_, until) in self._links.items() if until < now]:
            del self._links[ticket]
        ticket = secrets.token_urlsafe()
        self._links[ticket] = (agent_id, now + LINK_LIFETIME_S)
        return ticket

    def follow_link(self, ticket: str) -> str | None:
        """Start a session; return its token, or None if the ticket is used or too old."""
        agent_id, until = self._links.pop(ticket, (0, 0.0))
        return self._begin(agent_id) if time.monotonic() < until else None

    def agent_id(self, token: str | None) -> int | None:
        """Return the id of the agent who is signed in with this token, if any."""
        session = self.store.one(
            "SELECT people.id FROM sessions JOIN people ON people.id = agent_id"
            " WHERE token_hash = ? AND sessions.created_at > ? AND NOT deleted",
            _hash(token or ""),
            _oldest(),
        )
        return session["id"] if session else None

    def end(self, token: str | None) -> None:
        """End the session, in all tabs."""
        for session in self.store.all(
            "SELECT id FROM sessions WHERE token_hash = ?", _hash(token or "")
        ):
            self.store.delete("sessions", session["id"])

    def _begin(self, agent_id: int) -> str:
        for old in self.store.all("SELECT id FROM sessions WHERE created_at <= ?", _oldest()):
            self.store.delete("sessions", old["id"])
        token = secrets.token_urlsafe()
        self.store.insert("sessions", agent_id=agent_id, token_hash=_hash(token))
        return token


def token_in(scope: Scope) -> str | None:
    """Return the token of a request, if any."""
    try:
        cookie = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return cookie.value if cookie else None


def give(answer: Response, token: str, *, secure: bool) -> Response:
    """Set the session cookie in an answer, and return the answer."""
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def take(answer: Response) -> Response:
    """Delete the session cookie in an answer, and return the answer."""
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _oldest() -> str:
    return times.stamp(datetime.now(UTC) - LIFETIME)
