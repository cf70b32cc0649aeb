"""The telephone system that click to dial calls: an HTTP server of the suite."""

from __future__ import annotations

import io
import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import SplitResult, parse_qsl, urlsplit

from cti_conformance.target.incoming import MAX_BODY_BYTES, UnreadableError, read_body
from cti_conformance.transport.deadline import BoundedReader, TooLongError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config.target_config import ListenAddress

Behaviour = Literal["answers", "fails", "redirects", "hangs", "hangs up"]

MAX_REQUEST_BYTES = MAX_BODY_BYTES + 100_000  # with its head
MAX_CONNECTIONS = 50
MAX_REQUESTS = 100  # that are kept for one endpoint
REQUEST_LIMIT_S = 10.0
HANG_LIMIT_S = 120.0  # longer than any scenario waits
ANSWER_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "*",
    "Content-Length": "0",
}


@dataclass(frozen=True)
class DialRequest:
    """One request to the callback.

    Attributes:
        method: Its HTTP method.
        parameters: The values of each parameter, decoded, from the query and the body.
    """

    method: str
    parameters: Mapping[str, frozenset[str]]

    def values(self, name: str) -> frozenset[str]:
        """Return the values of a parameter, empty ones left out."""
        return self.parameters.get(name, frozenset()) - {""}


@dataclass
class CallbackEndpoint:
    """The callback of one scenario: a path of the receiver.

    Attributes:
        url: Its URL, as the target reaches it.
        behaviour: How it answers a request.
        dialled: The requests so far, in the order of their arrival.
    """

    url: str
    behaviour: Behaviour = "answers"
    dialled: list[DialRequest] = field(default_factory=list)


class QuietServer(ThreadingHTTPServer):
    """A server with a limited number of connections, which prints nothing."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *args: Any) -> None:
        self._free = threading.BoundedSemaphore(MAX_CONNECTIONS)
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Handle a connection in a thread, or close it if there are too many."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Handle a connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: whoever can reach the port could print on the user's terminal."""


class CallbackReceiver:
    """Receives the callbacks of all scenarios of a process, until it is closed.

    Args:
        address: Where to listen, and the URL at which the target reaches that.

    Raises:
        OSError: The address cannot be listened on.
    """

    def __init__(self, address: ListenAddress) -> None:
        self._endpoints: dict[str, CallbackEndpoint] = {}
        self._closing = threading.Event()
        self._server = QuietServer(address.listen, self._handler())
        host, port = address.listen[0], self._server.server_address[1]
        self._url = address.url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        # Polled often, so that closing takes no noticeable time.
        loop = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        loop.start()

    def endpoint(self, name: str) -> CallbackEndpoint:
        """Return the endpoint of a scenario, by its name; made at the first call."""
        path = f"/{name}"
        return self._endpoints.setdefault(path, CallbackEndpoint(self._url + path))

    def close(self) -> None:
        """Release the requests that still wait, and stop listening."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _behaviour(self, path: str, dialled: DialRequest) -> Behaviour:
        """Keep a request, and return how it is answered."""
        endpoint = self._endpoints.get(path)
        if endpoint and len(endpoint.dialled) < MAX_REQUESTS:
            endpoint.dialled.append(dialled)
        return endpoint.behaviour if endpoint else "fails"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            """Records each request, and answers with the behaviour of its endpoint."""

            timeout = REQUEST_LIMIT_S  # of the request as a whole
            default_request_version = "HTTP/1.0"  # so that every answer has a status

            def setup(self) -> None:
                """Limit what is read from the connection, in time and size."""
                super().setup()
                self.rfile.close()
                reader = BoundedReader(self.connection, MAX_REQUEST_BYTES, "the request")
                self.rfile = io.BufferedReader(reader)

            def _dial(self) -> None:
                try:
                    where = urlsplit(self.path)
                    body = read_body(self.headers, self.rfile).decode("utf-8", "replace")
                except ValueError:
                    self._answer(400)
                except UnreadableError as problem:
                    self._answer(problem.status)
                else:
                    self._react(where, body)

            def _react(self, where: SplitResult, body: str) -> None:
                kind = self.headers.get("Content-Type", "")
                dialled = DialRequest(self.command, decoded(where.query, body, kind))
                behaviour = receiver._behaviour(where.path, dialled)
                if behaviour == "hangs":
                    receiver._closing.wait(HANG_LIMIT_S)
                if behaviour in ("hangs", "hangs up"):
                    self.close_connection = True
                elif behaviour == "redirects":
                    self._answer(302, {"Location": f"{where.path}-elsewhere"})
                else:
                    self._answer(200 if behaviour == "answers" else 500)

            def _preflight(self) -> None:  # of CORS, where the target's page sends the request
                self._answer(204)

            do_OPTIONS = _preflight  # noqa: N815
            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _dial  # noqa: N815

            def _answer(self, status: int, headers: Mapping[str, str] | None = None) -> None:
                self.send_response(status)
                for name, value in {**ANSWER_HEADERS, **(headers or {})}.items():
                    self.send_header(name, value)
                self.end_headers()

            def handle_one_request(self) -> None:
                with suppress(OSError, TooLongError):  # the caller has hung up
                    super().handle_one_request()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Print nothing: the scenario judges the requests."""

        return Handler


def decoded(query: str, body: str, content_type: str) -> dict[str, frozenset[str]]:
    """Return the parameters of a request: from its query, and from a form or JSON in its body."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if "json" in content_type.lower():
        with suppress(ValueError, RecursionError):
            content = json.loads(body)
            if isinstance(content, dict):
                pairs += [(k, "" if v is None else str(v)) for k, v in content.items()]
    elif body:
        pairs += parse_qsl(body, keep_blank_values=True)
    found: dict[str, set[str]] = {}
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}
