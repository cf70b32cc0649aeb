"""Servers to run the suite on, all on the loopback: broken ones, partial ones, and the reference.

Each is a context manager that listens on a free port and is gone, threads and all, at its end.
"""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.target.embedded import EmbeddedReference
from support.warm_reference import warm_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT_S = 10.0


class Exchange(BaseHTTPRequestHandler):
    """One connection, on which every request is handled alike, whatever its method."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # so that head and body of an answer go out together
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def handle_one_request(self) -> None:
        """Read a request, and have it handled."""
        self.raw_requestline = self.rfile.readline(65_537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self.server.handle_it(self)
        self.wfile.flush()

    def body(self) -> bytes:
        """Return the body of the request."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Answer the request."""
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Counts the requests, and knows its connections, so as to end them all."""

    daemon_threads = False  # so that closing waits for every thread
    request_queue_size = 64

    def __init__(self, handle: Callable[[Exchange], None]) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.requests = 0
        self.stopping = threading.Event()
        self._handle = handle
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()

    @property
    def url(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_it(self, exchange: Exchange) -> None:
        """Count the request and handle it."""
        with self._lock:
            self.requests += 1
        self._handle(exchange)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a client that hung up."""

    def stop(self) -> None:
        """End every connection, and wait for the threads."""
        self.stopping.set()
        self.shutdown()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


@contextmanager
def serving(handle: Callable[[Exchange], None]) -> Iterator[Server]:
    """Serve with this handler of a request."""
    server = Server(handle)
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


# -- how they answer -------------------------------------------------------------------------


def answer_all(
    status: int, body: str = "{}", content_type: str = "application/json", **headers: str
) -> Callable[[Exchange], None]:
    """Give the same answer to everything."""

    def handle(exchange: Exchange) -> None:
        exchange.body()
        exchange.answer(status, body.encode(), {"Content-Type": content_type} | headers)

    return handle


def hang(exchange: Exchange) -> None:
    """Never answer."""
    exchange.server.stopping.wait()
    exchange.close_connection = True


def hang_up(exchange: Exchange) -> None:
    """Close the connection instead of an answer."""
    exchange.close_connection = True


def break_off(exchange: Exchange) -> None:
    """Close the connection in the middle of the answer."""
    exchange.body()
    exchange.answer(200, b'[{"requester_id": 1, "resp', {"Content-Length": "1000"})
    exchange.close_connection = True


def two_calls_of(
    url: str, *, then: Callable[[Exchange], None] | None = None, after: int = 0
) -> Any:
    """Pass the two CTI calls on to a helpdesk and answer 404 to all else.

    Args:
        url: The helpdesk's address.
        then: What to do with each request instead, once there were
        after: so many of them.
    """
    address = urlsplit(url).netloc

    def handle(exchange: Exchange) -> None:
        if then and exchange.server.requests > after:
            then(exchange)
            return
        body = exchange.body()
        if urlsplit(exchange.path).path not in (POP_PATH, DETAILS_PATH):
            exchange.answer(404, b"", {})
            return
        headers = {
            name: exchange.headers[name]
            for name in ("Authorization", "Content-Type")
            if name in exchange.headers
        }
        line = HTTPConnection(address, timeout=LIMIT_S)
        try:
            line.request(exchange.command, exchange.path, body, headers)
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        kind = answer.headers.get("Content-Type", "application/json")
        exchange.answer(answer.status, content, {"Content-Type": kind})

    return handle


# -- the reference ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Reference:
    """A reference helpdesk that was started by hand.

    Attributes:
        url: Its address.
        env: The credentials for the two calls and REST v2, as environment variables.
        token_env: The token of its control API, likewise.
    """

    url: str
    env: dict[str, str]
    token_env: dict[str, str]

    def call(self, method: str, path: str, content: object = None) -> Any:
        """Send a REST v2 request, and return the JSON of the answer."""
        answer = requests.request(
            method,
            f"{self.url}/api/v2/{path}",
            json=content,
            auth=(self.env["CTI_API_KEY"], "X"),
            timeout=LIMIT_S,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Return every contact, agent or ticket."""
        found: list[dict[str, Any]] = []
        page = 0
        while len(found) == page * 100:
            page += 1
            found += self.call("GET", f"{kind}?per_page=100&page={page}")
        return found

    def listed(self) -> str:
        """Create agents, contacts and a ticket; return their entries for ``cti-target.toml``."""
        lines = []
        for n, name in enumerate(("ines", "tom", "yuki")):
            person = {"name": name, "email": f"{name}@example.com", "phone": f"+1212555010{n}"}
            agent = self.call("POST", "agents", person)
            lines += ["[[agents]]", f"id = {agent['id']}"]
            lines += [f'{key} = "{person[key]}"' for key in ("email", "phone")]
        for name in ("omar", "priya"):
            person = {"name": name, "email": f"{name}@example.com"}
            contact = self.call("POST", "contacts", person)
            lines += ["[[contacts]]", f"id = {contact['id']}", f'email = "{person["email"]}"']
        ticket = {"requester_id": contact["id"], "subject": "A ticket", "description": "Old"}
        made = self.call("POST", "tickets", ticket | {"status": 2, "priority": 1})
        return "\n".join([*lines, "[[tickets]]", f"id = {made['id']}", ""])


@contextmanager
def reference() -> Iterator[Reference]:
    """Start the reference, with credentials of its own."""
    embedded = EmbeddedReference(warm_command())
    try:
        known = embedded.credentials
        auth = f"{known.email}:{known.password}"
        yield Reference(
            embedded.url,
            env={"CTI_API_KEY": str(known.api_key), "CTI_AUTH": auth},
            token_env={"CTI_CONTROL_TOKEN": str(known.control_token)},
        )
    finally:
        embedded.stop()
