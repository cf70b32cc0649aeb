"""From an HTTP request to a handler and back.

The body of a request is awaited; its handler is a plain function in one transaction, which nothing
interrupts. So requests are handled one after another, each wholly or not at all, and an answer is
only sent once it is committed: two calls at once from one unknown number make one contact
(CTI-REQ-16).
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ..domain.errors import RestError, not_found, refused
from . import contract
from .contract import Operation
from .full_disk import refuse_if_full
from .limits import BODY_LIMIT, SIGN_IN_LIMIT
from .web import ApiRequest, Handler, Helpdesk, reply


def build(
    helpdesk: Helpdesk,
    handlers: Mapping[str, Handler],
    operations: Iterable[Operation],
    authentication: Middleware,
) -> Starlette:
    """Return an application that serves each operation by the handler with its id."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = operation

    app = Starlette(
        routes=[
            Route(path, _endpoint(by_method, helpdesk, handlers), methods=list(by_method))
            for path, by_method in paths.items()
        ],
        middleware=[authentication],
        exception_handlers={
            RestError: _refuse,
            HTTPException: refuse_http,
            sqlite3.OperationalError: refuse_if_full,
            Exception: _fail,
        },
    )
    app.router.redirect_slashes = False
    return app


def _endpoint(
    operations: Mapping[str, Operation], helpdesk: Helpdesk, handlers: Mapping[str, Handler]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        operation = operations[method]
        return await serve(request, operation, handlers[operation.id], helpdesk)

    return endpoint


async def serve(
    request: Request, operation: Operation, handler: Handler, helpdesk: Helpdesk
) -> Response:
    """Read a request, handle it in one transaction, and return the answer.

    A body of another kind than JSON is refused (CTI-POP-12).
    """
    store, body = helpdesk.store, {}
    agent_id = request.scope.get("agent_id", helpdesk.agent_id)
    if operation.body is not None:
        raw = await _read(request, BODY_LIMIT if agent_id else SIGN_IN_LIMIT)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not media_type.endswith("+json"):
            raise refused(415, "unsupported_media_type", "Content-Type should be application/json")
        body = contract.parse(raw)
    parsed = ApiRequest(
        helpdesk=helpdesk,
        agent_id=agent_id,
        session=request.scope.get("session"),
        base=f"{request.scope['scheme']}://{request.headers.get('host', '')}",
        path=request.scope["path"],
        ids={name: _number(digits) for name, digits in request.path_params.items()},
        query=operation.query.read(dict(request.query_params)),
        body=body,
        schema=operation.body,
    )
    with store.transaction():
        answer = handler(parsed)
    helpdesk.streams.refresh()
    return answer if isinstance(answer, Response) else await answer


async def _read(request: Request, limit: int) -> bytes:
    """Return the body; one that is too large is read to its end, so that the answer arrives."""
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= limit:
                chunks.append(chunk)
    except ClientDisconnect:
        raise refused(400, "incomplete_request", "The body ended early") from None
    if size > limit:
        raise refused(413, "request_too_large", f"The body is larger than {limit:,} bytes")
    return b"".join(chunks)


def _number(digits: str) -> int:
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise not_found()
    return int(digits)


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, RestError)
    return reply(error.status, error.body)


async def refuse_http(_: Request, error: Exception) -> Response:
    """Answer 404 or 405 in the form of REST v2 (CTI-POP-12)."""
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
