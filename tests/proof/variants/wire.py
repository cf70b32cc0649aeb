"""Variants on the wire: status codes, the case of headers, the notation of JSON, limits."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from support.proxy import Reply, each_value, pass_on, send
from support.servers import Exchange, Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True)
class Wire:
    """How answers are written, where the reference writes them in its own way.

    Attributes:
        statuses: Other status codes.
        headers: Writes a header's name.
        version: The version of HTTP.
        extra: Whether objects have fields that nobody asked for.
        points: Whether whole numbers are written with a point, as JSON allows.
        spaces: Whether JSON is written with white space and escapes.
        zipped: Whether a body is sent compressed to who takes that.
        closes: Whether each answer ends its connection.
        cookies: Whether whoever has shown credentials gets a session, which opens the door again.
        slow_s: How many seconds an answer of the two calls takes.
        limit_every: Every so manieth request is answered with 429; 0 for none.
        limit_s: How many seconds it asks to wait.
    """

    statuses: Mapping[int, int] = field(default_factory=dict)
    headers: Callable[[str], str] = str
    version: str = "HTTP/1.1"
    extra: bool = False
    points: bool = False
    spaces: bool = False
    zipped: bool = False
    closes: bool = False
    cookies: bool = False
    slow_s: float = 0.0
    limit_every: int = 0
    limit_s: int = 1


@contextmanager
def wired(url: str, wire: Wire) -> Iterator[Server]:
    """Serve the answers of a helpdesk in another notation."""
    sessions: dict[str, str] = {}
    lock = threading.Lock()

    def handle(exchange: Exchange) -> None:
        exchange.protocol_version = wire.version
        number = exchange.server.requests
        if wire.limit_every and number % wire.limit_every == 0:
            exchange.body()
            send(exchange, _limited(wire, number))
            return
        if wire.cookies:
            with lock:
                _open_by_cookie(exchange, sessions)
        if wire.slow_s and "/integrations/cti/" in exchange.path:
            time.sleep(wire.slow_s)
        accepts_gzip = "gzip" in exchange.headers.get("Accept-Encoding", "")
        reply = _written(pass_on(exchange, url), wire, accepts_gzip)
        if wire.cookies and reply.status < 400:
            with lock:
                key = f"{len(sessions)}-{number}"
                sessions[key] = exchange.headers["Authorization"]
            reply = reply.with_header("Set-Cookie", f"session={key}; Path=/; HttpOnly")
        if wire.closes:
            reply = reply.with_header("Connection", "close")
            exchange.close_connection = True
        send(exchange, reply)

    with serving(handle) as server:
        yield server


def _limited(wire: Wire, number: int) -> Reply:
    """Answer that it is too much, and when to come again: in seconds, or as a date."""
    when = dt.datetime.now(tz=dt.UTC) + dt.timedelta(seconds=wire.limit_s)
    date = when.strftime("%a, %d %b %Y %H:%M:%S GMT")
    told = date if number // wire.limit_every % 2 else str(wire.limit_s)
    headers = (("Retry-After", told), ("Content-Type", "application/json"))
    return Reply("", "", 429, headers, b'{"message": "You have exceeded the limit"}')


def _open_by_cookie(exchange: Exchange, sessions: Mapping[str, str]) -> None:
    found = re.search(r"session=([\w-]+)", exchange.headers.get("Cookie", ""))
    if found and found[1] in sessions and "Authorization" not in exchange.headers:
        exchange.headers["Authorization"] = sessions[found[1]]


def _written(reply: Reply, wire: Wire, accepts_gzip: bool) -> Reply:
    reply = replace(reply, status=wire.statuses.get(reply.status, reply.status))
    if reply.body and reply.status != 502:
        content = _extended(reply.json) if wire.extra else reply.json
        if wire.points:
            content = each_value(content, lambda _, value: _with_a_point(value))
        how: dict[str, Any] = {"indent": 3} if wire.spaces else {"ensure_ascii": False}
        text = json.dumps(content, **how)
        reply = replace(reply, body=f"\r\n {text} \n".encode() if wire.spaces else text.encode())
    if wire.zipped and accepts_gzip and reply.body:
        reply = replace(reply, body=gzip.compress(reply.body))
        reply = reply.with_header("Content-Encoding", "gzip")
    headers = tuple((wire.headers(name), value) for name, value in reply.headers)
    return replace(reply, headers=headers)


def _with_a_point(value: Any) -> Any:
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
    return float(value) if is_whole else value


def _extended(content: Any) -> Any:
    """Add undocumented fields to every object of records and calls."""
    if isinstance(content, dict):
        extended = {name: _extended(value) for name, value in content.items()}
        return {"_links": {"self": None}, **extended, "x_version": 7, "x_tags": ["a", None]}
    if isinstance(content, list):
        return [_extended(item) for item in content]
    return content
