"""The request that a handler gets, and the answers it returns."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from ..domain.errors import not_found
from ..domain.store import Row, Store
from ..online.presence import Presence
from ..online.sessions import Sessions
from ..online.streams import Streams
from .contract import Schema

# There is no limit here; the headers are for clients that read them.
_RATE_LIMIT = {
    "X-RateLimit-Total": "5000",
    "X-RateLimit-Remaining": "5000",
    "X-RateLimit-Used-CurrentRequest": "0",
}


@dataclass(frozen=True, slots=True)
class Helpdesk:
    """The state that all APIs share."""

    store: Store
    presence: Presence
    sessions: Sessions
    streams: Streams
    agent_id: int  # the agent of the API credentials


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A parsed request, whose query is checked against the contract, and whose body is not yet."""

    helpdesk: Helpdesk
    agent_id: int  # the agent who is authenticated
    session: str | None  # the token of the session, at the desktop page
    base: str  # the URL of the helpdesk
    path: str
    ids: Mapping[str, int]  # the numbers in the path, by their names
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    schema: Schema | None

    @property
    def store(self) -> Store:
        """The database."""
        return self.helpdesk.store

    @property
    def presence(self) -> Presence:
        """The agents who are online."""
        return self.helpdesk.presence

    @property
    def id(self) -> int:
        """The number in the path that is named `id`."""
        return self.ids["id"]

    def attributes(self, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the attributes of the body, or of another one, checked against the contract."""
        assert self.schema is not None
        return self.schema.read(self.body if body is None else body)

    def row(self, table: str) -> Row:
        """Return the record that the path names, or refuse the request with 404."""
        return found(self.store.get(table, self.id))


# A handler runs in one transaction. An awaitable answer is awaited after it.
Handler = Callable[[ApiRequest], Response | Awaitable[Response]]


def reply(status: int, body: object, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON."""
    return JSONResponse(body, status, {**_RATE_LIMIT, **(headers or {})})


def done() -> Response:
    """Answer without content."""
    return Response(status_code=204, headers=_RATE_LIMIT)


def created(request: ApiRequest, path: str, record: Mapping[str, Any]) -> Response:
    """Answer with a new record and its location."""
    return reply(201, record, {"Location": f"{request.base}/api/v2/{path}/{record['id']}"})


def page(
    request: ApiRequest, shown: Callable[[Row], dict[str, Any]], sql: str, *parameters: object
) -> Response:
    """Answer with the requested page of the rows of a query."""
    number, size = request.query.get("page", 1), request.query.get("per_page", 30)
    sql = f"{sql} LIMIT ? OFFSET ?"
    rows = request.store.all(sql, *parameters, size + 1, (number - 1) * size)
    headers = {}
    if len(rows) > size:
        following = urlencode({**request.query, "page": number + 1})
        headers["Link"] = f'<{request.base}{request.path}?{following}>; rel="next"'
    return reply(200, [shown(row) for row in rows[:size]], headers)


def found(row: Row | None) -> Row:
    """Return a record, or refuse the request with 404 if there is none."""
    if row is None:
        raise not_found()
    return row
