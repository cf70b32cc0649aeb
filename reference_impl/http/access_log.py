"""One line for each request: the method, the path, the status of the answer, and the time taken."""

import sys
import time
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHOWN_QUERIES = ("/api/",)
"""The beginnings of paths with a query that holds no secret."""


class AccessLog:
    """Prints a line on the standard error once an answer begins.

    Args:
        app: Gets the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and print its line."""
        began = time.monotonic()

        async def send_and_print(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent_ms = (time.monotonic() - began) * 1000
                line = f"{scope['method']} {_target(scope)} {message['status']} {spent_ms:.0f} ms"
                print(line, file=sys.stderr, flush=True)
            await send(message)

        await self._app(scope, receive, send_and_print)


def _target(scope: Scope) -> str:
    """Return the path with its query, without characters that a terminal would obey."""
    path = quote(scope["path"], safe="/:@!$&'()*+,;=~")
    query = scope["query_string"].decode("ascii", "replace")
    return f"{path}?{query}" if query and path.startswith(SHOWN_QUERIES) else path
