"""HTTP: who may come in, which handler gets a request, and how it is refused.

One process, one event loop, one database connection. A request's body is awaited; what is then
done for it is a plain function in one transaction, which nothing interrupts. So requests are
handled one after another, each wholly or not at all, and an answer is only sent once it is
committed: two calls at once from one unknown number make one contact (CTI-REQ-16).
"""

import hmac
from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from . import (
    agents,
    contacts,
    contract,
    cti,
    desktop,
    harness,
    sessions,
    site,
    tickets,
    time_entries,
)
from .errors import RestError, not_found, refused
from .presence import Presence
from .store import Store
from .streams import Streams
from .web import Ask, Handler, reply

BODY_LIMIT = 5_000_000  # bytes

HANDLERS: dict[str, Handler] = {
    **cti.HANDLERS,
    **contacts.HANDLERS,
    **agents.HANDLERS,
    **tickets.HANDLERS,
    **time_entries.HANDLERS,
    **harness.HANDLERS,
    **desktop.HANDLERS,
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What opens the door, and to whom."""

    api_key: str
    login: str  # email:password
    agent_id: int
    challenge: str = 'Basic realm="helpdesk"'

    def open_to(self, header: str) -> bool:
        """Tell whether an Authorization header lets its sender in (CTI-ACC-01, CTI-ACC-02).

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
class Helpdesk:
    """What all of its APIs work on."""

    store: Store
    presence: Presence
    agent_id: int  # whose credentials there are
    sessions: sessions.Sessions
    streams: Streams


class Door:
    """Refuses who has no credentials, before anything else is looked at."""

    def __init__(self, app: ASGIApp, credentials: Credentials | harness.Token) -> None:
        self._app = app
        self._credentials = credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 401."""
        header = Request(scope).headers.get("authorization", "")
        if self._credentials.open_to(header):
            await self._app(scope, receive, send)
        else:
            error = refused(401, "invalid_credentials", "The credentials are missing or wrong")
            challenge = self._credentials.challenge
            answer = reply(401, error.body, {"WWW-Authenticate": challenge})
            await answer(scope, receive, send)


class SessionDoor:
    """Lets in to the API of the desktop page whoever is signed in there, and says who that is."""

    def __init__(self, app: ASGIApp, who: sessions.Sessions) -> None:
        self._app = app
        self._sessions = who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 401."""
        token = sessions.token_in(scope)
        agent_id = self._sessions.agent_id(token)
        if agent_id or scope["path"] == desktop.SIGN_IN:
            scope.update(agent_id=agent_id or 0, session=token)
            await self._app(scope, receive, send)
        else:
            error = refused(401, "invalid_credentials", "Nobody is signed in")
            await reply(401, error.body)(scope, receive, send)


def open_(store: Store, credentials: Credentials) -> Helpdesk:
    """Return what all of the helpdesk's APIs work on, with nobody online."""
    presence = Presence()
    who = sessions.Sessions(store, credentials.login.partition(":")[2])
    return Helpdesk(store, presence, credentials.agent_id, who, Streams(store, presence))


def build(
    helpdesk: Helpdesk, credentials: Credentials, token: harness.Token | None = None
) -> ASGIApp:
    """Return the application that serves each operation of the contract by its handler.

    The control API is there if there is a token for it, behind a door of its own: its token opens
    no other, and nothing else opens it. So it is with the desktop page and its sessions.
    """
    door = Middleware(Door, credentials=credentials)
    api = _build(helpdesk, door, contract.operations())
    door = Middleware(SessionDoor, who=helpdesk.sessions)
    below = {f"{desktop.HERE}/": _build(helpdesk, door, desktop.api())}
    if token is not None:
        door = Middleware(Door, credentials=token)
        operations = contract.operations([contract.CONTROL], harness.PATH)
        below[f"{harness.PATH}/"] = _build(helpdesk, door, operations)
    page = site.build(helpdesk.sessions, helpdesk.store.transaction)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == harness.PATH:
            scope["path"] += "/"
        path = scope["path"]
        at = next((app for prefix, app in below.items() if path.startswith(prefix)), None)
        if at is None:
            at = page if site.has(path) else api
        await at(scope, receive, send)

    return serve


def _build(
    helpdesk: Helpdesk, door: Middleware, operations: Iterable[contract.Operation]
) -> Starlette:
    paths: dict[str, dict[str, contract.Operation]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = operation

    app = Starlette(
        routes=[
            Route(path, _endpoint(by_method, helpdesk), methods=list(by_method))
            for path, by_method in paths.items()
        ],
        middleware=[door],
        exception_handlers={RestError: _refuse, HTTPException: _refuse_http, Exception: _fail},
    )
    app.router.redirect_slashes = False
    return app


def _endpoint(
    operations: Mapping[str, contract.Operation], helpdesk: Helpdesk
) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await _serve(request, operations[method], helpdesk)

    return serve


async def _serve(request: Request, operation: contract.Operation, helpdesk: Helpdesk) -> Response:
    store, body = helpdesk.store, {}
    if operation.body is not None:
        raw = await _read(request)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not media_type.endswith("+json"):
            raise refused(415, "unsupported_media_type", "Content-Type should be application/json")
        body = contract.parse(raw)
    ask = Ask(
        store=store,
        presence=helpdesk.presence,
        sessions=helpdesk.sessions,
        streams=helpdesk.streams,
        agent_id=request.scope.get("agent_id", helpdesk.agent_id),
        session=request.scope.get("session"),
        base=f"{request.scope['scheme']}://{request.headers.get('host', '')}",
        path=request.scope["path"],
        ids={name: _number(digits) for name, digits in request.path_params.items()},
        query=operation.query.read(dict(request.query_params)),
        body=body,
        schema=operation.body,
    )
    with store.transaction():
        answer = HANDLERS[operation.id](ask)
    helpdesk.streams.refresh()
    return answer if isinstance(answer, Response) else await answer


async def _read(request: Request) -> bytes:
    """Return the body; one that is too large is read to its end, so that the answer arrives."""
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= BODY_LIMIT:
                chunks.append(chunk)
    except ClientDisconnect:
        raise refused(400, "incomplete_request", "The body ended early") from None
    if size > BODY_LIMIT:
        raise refused(413, "request_too_large", "The body is larger than 5 MB")
    return b"".join(chunks)


def _number(digits: str) -> int:
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise not_found()
    return int(digits)


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, RestError)
    return reply(error.status, error.body)


async def _refuse_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = (error.headers or {})["Allow"]
        refusal = refused(405, "method_not_allowed", f"This path allows {allowed}")
    else:
        refusal = not_found()
    return reply(refusal.status, refusal.body, error.headers)


async def _fail(_: Request, __: Exception) -> Response:
    """Answer for a fault of ours; the server prints its traceback."""
    return reply(500, {"code": "internal_error", "message": "The helpdesk failed"})
