"""The telephony system that click to dial calls: an HTTP server of the suite's own."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config.target_config import Callback

Behaviour = Literal["answers", "fails", "redirects", "hangs", "hangs up"]

MAX_BODY_BYTES = 100_000
HANG_LIMIT_S = 120.0  # by then whoever waits has been judged


@dataclass(frozen=True)
class DialRequest:
    """One request to the callback.

    Attributes:
        method: Its HTTP method.
        parameters: The values of each parameter, decoded, from wherever they arrived.
    """

    method: str
    parameters: Mapping[str, frozenset[str]]

    def values(self, name: str) -> frozenset[str]:
        """Return the values that a parameter arrived with; an empty one is none."""
        return self.parameters.get(name, frozenset()) - {""}


@dataclass
class CallbackEndpoint:
    """What one scenario has of the receiver: a path of its own.

    Attributes:
        url: Where the target reaches it.
        behaviour: What it does with a request.
        dialled: What has arrived, in its order.
    """

    url: str
    behaviour: Behaviour = "answers"
    dialled: list[DialRequest] = field(default_factory=list)


class Receiver:
    """Listens for the callbacks of all scenarios of a process, until it is closed.

    Args:
        callback: Where to listen, and where the target reaches that.

    Raises:
        OSError: nobody can listen there.
    """

    def __init__(self, callback: Callback) -> None:
        self._lines: dict[str, CallbackEndpoint] = {}
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(callback.listen, self._handler())
        self._server.daemon_threads = True
        host, port = callback.listen[0], self._server.server_address[1]
        self._url = callback.url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        # Polled often, so that closing takes no time that anybody would notice.
        loop = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        loop.start()

    def endpoint(self, name: str) -> CallbackEndpoint:
        """Return a line of its own for the scenario of this name."""
        path = f"/{name}"
        return self._lines.setdefault(path, CallbackEndpoint(self._url + path))

    def close(self) -> None:
        """Let go whoever still waits, and stop listening."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def _take(self, path: str, dialled: DialRequest) -> CallbackEndpoint | None:
        line = self._lines.get(path)
        if line:
            line.dialled.append(dialled)
        return line

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            """Notes what arrives, and answers as the line is told to."""

            timeout = 10.0  # of a connection on which nothing comes

            def do_OPTIONS(self) -> None:
                """Allow what a page asks leave for, where it is the page that calls."""
                self._answer(204)

            def _dial(self) -> None:
                where = urlsplit(self.path)
                length = min(int(self.headers.get("Content-Length") or 0), MAX_BODY_BYTES)
                body = self.rfile.read(length).decode("utf-8", "replace")
                kind = self.headers.get("Content-Type", "")
                dialled = DialRequest(self.command, decoded(where.query, body, kind))
                line = receiver._take(where.path, dialled)
                match line.behaviour if line else "fails":
                    case "answers":
                        self._answer(200)
                    case "redirects":
                        self._answer(302, {"Location": f"{where.path}-elsewhere"})
                    case "hangs":
                        receiver._over.wait(HANG_LIMIT_S)
                        self.close_connection = True
                    case "hangs up":
                        self.close_connection = True
                    case _:
                        self._answer(500)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _dial  # noqa: N815

            def _answer(self, status: int, headers: Mapping[str, str] | None = None) -> None:
                self.send_response(status)
                allowed = {
                    "Access-Control-Allow-Origin": "*",
                    "Access-Control-Allow-Headers": "*",
                    "Access-Control-Allow-Methods": "*",
                    "Content-Length": "0",
                }
                for name, value in {**allowed, **(headers or {})}.items():
                    self.send_header(name, value)
                self.end_headers()

            def handle_one_request(self) -> None:
                """Handle a request; that the caller hangs up is its own matter."""
                with suppress(ConnectionError, TimeoutError):
                    super().handle_one_request()

            def log_message(self, *_: object) -> None:
                """Print nothing: what arrives is for the scenario to judge."""

        return Handler


def decoded(query: str, body: str, content_type: str) -> dict[str, frozenset[str]]:
    """Return the parameters of a request: from its query, and from a form or JSON in its body."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if "json" in content_type.lower():
        with suppress(ValueError):
            content = json.loads(body)
            if isinstance(content, dict):
                pairs += [(k, "" if v is None else str(v)) for k, v in content.items()]
    elif body:
        pairs += parse_qsl(body, keep_blank_values=True)
    found: dict[str, set[str]] = {}
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}
