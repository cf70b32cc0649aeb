"""A proxy in front of a helpdesk that can change requests and answers."""

from __future__ import annotations

import json
import select
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from support.servers import LIMIT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.servers import Exchange

# Headers of one connection, and not of the answer.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
LOOK_S = 0.1


@dataclass(frozen=True)
class Reply:
    """An answer on its way.

    Attributes:
        method: The method of the request.
        path: Its path, without the query.
        status: The status.
        headers: The headers, less those of the connection.
        body: The body.
    """

    method: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON, or None."""
        return json.loads(self.body) if self.body else None

    def saying(self, content: object) -> Reply:
        """Return the answer with another content."""
        return replace(self, body=json.dumps(content).encode())

    def with_status(self, status: int) -> Reply:
        """Return the answer with another status."""
        return replace(self, status=status)

    def with_header(self, name: str, value: str) -> Reply:
        """Return the answer with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))


def pass_on(exchange: Exchange, url: str) -> Reply:
    """Let a helpdesk answer the request; where it is not there, answer as proxies do."""
    method, path = exchange.command, urlsplit(exchange.path).path
    line = HTTPConnection(urlsplit(url).netloc, timeout=LIMIT_S)
    try:
        _ask(line, exchange)
        answer = line.getresponse()
        content = answer.read()
    except (OSError, HTTPException):
        return Reply(method, path, 502, (("Content-Type", "text/html"),), b"<p>Bad gateway</p>")
    finally:
        line.close()
    kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP_BY_HOP]
    return Reply(method, path, answer.status, tuple(kept), content)


def _ask(line: HTTPConnection, exchange: Exchange) -> None:
    headers = {
        name: value for name, value in exchange.headers.items() if name.lower() not in HOP_BY_HOP
    }
    line.request(exchange.command, exchange.path, exchange.body() or None, headers)


def relay(exchange: Exchange, url: str) -> None:
    """Let a helpdesk answer the request; an event stream is passed on as it comes."""
    if "text/event-stream" not in exchange.headers.get("Accept", ""):
        send(exchange, pass_on(exchange, url))
        return
    exchange.close_connection = True
    line = HTTPConnection(urlsplit(url).netloc, timeout=LIMIT_S)
    with closing(line), suppress(OSError):
        _ask(line, exchange)
        while not exchange.server.stopping.is_set():
            ready, _, _ = select.select([line.sock, exchange.connection], [], [], LOOK_S)
            some = line.sock.recv(65_536) if line.sock in ready else b""
            if ready and not some:  # either side has hung up
                break
            exchange.wfile.write(some)
            exchange.wfile.flush()


def send(exchange: Exchange, reply: Reply) -> None:
    """Answer the request with the result."""
    exchange.send_response_only(reply.status)
    for name, value in reply.headers:
        exchange.send_header(name, value)
    if reply.status != 204:
        exchange.send_header("Content-Length", str(len(reply.body)))
    exchange.end_headers()
    exchange.wfile.write(reply.body)


def changing(url: str, change: Callable[[Reply], Reply]) -> Callable[[Exchange], None]:
    """Pass requests on to a helpdesk, and change its answers."""

    def handle(exchange: Exchange) -> None:
        send(exchange, change(pass_on(exchange, url)))

    return handle


def each_value(content: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    """Return JSON data with every text, number, boolean and null changed, whose keys are given."""
    if isinstance(content, dict):
        return {name: each_value(value, change, name) for name, value in content.items()}
    if isinstance(content, list):
        return [each_value(value, change, key) for value in content]
    return change(key, content)
