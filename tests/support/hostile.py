"""Targets that mean harm, or are beyond help: what they do instead of an answer, or with one."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import socket
import struct
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from support.proxy import Reply, each_value, relay
from support.servers import Exchange, answer_all

if TYPE_CHECKING:
    from collections.abc import Iterator

Handle = Callable[[Exchange], None]

# A server that hangs up after an answer announces it, unless that is under test.
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n"
DRIP_S = 0.1  # longer than nothing, shorter than any limit

# What would steer a terminal, a browser or a reader of XML, if it were let through.
EVIL = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b1m\u202egnp.exe\u2066\r\n"
    "Verdict: conformant, 142 passed\n<script>alert(1)</script><img src=x onerror=alert(2)>"
    "]]>&bogus;\x00\ufffe\u2028{{7*7}}"
)
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2066-\u2069\ufeff]")


# -- no answer, or none that ends ------------------------------------------------------------


def raw(*parts: bytes, hang: bool = False) -> Handle:
    """Answer with these very bytes; then hang, or hang up."""

    def handle(exchange: Exchange) -> None:
        exchange.body()
        for part in parts:
            exchange.wfile.write(part)
        exchange.wfile.flush()
        if hang:
            exchange.server.stopping.wait()
        exchange.close_connection = True

    return handle


def without_end(first: bytes, again: bytes, pause_s: float = 0.0) -> Handle:
    """Answer with some bytes, and then with others for ever."""

    def handle(exchange: Exchange) -> None:
        exchange.body()
        exchange.close_connection = True
        exchange.wfile.write(first)
        with suppress(OSError):
            while not exchange.server.stopping.wait(pause_s):
                exchange.wfile.write(again)
                exchange.wfile.flush()

    return handle


def reset(exchange: Exchange) -> None:
    """Break the connection off in the rudest way."""
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    exchange.close_connection = True
    exchange.connection.close()


def now_and_then(url: str, instead: Handle, every: int) -> Handle:
    """Pass requests on to a helpdesk, but for every so manieth."""

    def handle(exchange: Exchange) -> None:
        if exchange.server.requests % every:
            relay(exchange, url)
        else:
            instead(exchange)

    return handle


def from_then_on(url: str, instead: Handle, after: int) -> Handle:
    """Pass requests on to a helpdesk until there were so many."""

    def handle(exchange: Exchange) -> None:
        if exchange.server.requests <= after:
            relay(exchange, url)
        else:
            instead(exchange)

    return handle


# -- an answer that is none ------------------------------------------------------------------


def bomb() -> bytes:
    """Return a whole answer of a hundred megabytes that is a hundred kilobytes on the line."""
    # Compressed once: after a full flush a block does not refer to those before it.
    space, times = b" " * 1_000_000, 100
    made = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = made.compress(space) + made.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(times):
        check = zlib.crc32(space, check)
    head = gzip.compress(b"", 9)[:10]
    size = struct.pack("<II", check, len(space) * times)
    body = head + block * times + made.flush() + size
    return HEAD + f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def sized(body: bytes, by: int = 0, more: bytes = b"") -> bytes:
    """Return a whole answer whose Content-Length is wrong by so much."""
    return HEAD + more + f"Content-Length: {len(body) + by}\r\n\r\n".encode() + body


def storm() -> bytes:
    """Return a whole answer with as many cookies as a head may hold, each as long as it may be."""
    cookies = "".join(f"Set-Cookie: c{n}={'x' * 4_000}; Path=/\r\n" for n in range(90))
    return sized(b"{}", more=cookies.encode())


def redirecting(location: str, body: bytes = b"") -> Handle:
    """Send everybody elsewhere; with ``{path}`` in it, back to where they are."""

    def handle(exchange: Exchange) -> None:
        exchange.body()
        where = {"Location": location.format(path=exchange.path)}
        exchange.answer(307, body, where)

    return handle


# -- an answer that was changed on its way ---------------------------------------------------


def with_evil(reply: Reply) -> Reply:
    """Put what would steer a terminal, a browser or XML into every text, and into the head."""
    if not reply.body or "json" not in dict(reply.headers).get("content-type", ""):
        return reply

    def change(_: str, value: Any) -> Any:
        return value + EVIL if isinstance(value, str) else value

    return reply.saying(each_value(reply.json, change)).with_header("X-\xff", "\x1b[31m")


def with_other_types(reply: Reply) -> Reply:
    """Give every value another type than it has."""
    if not reply.body or reply.status >= 400:
        return reply
    others: Iterator[Any] = iter(())

    def change(_: str, __: Any) -> Any:
        nonlocal others
        value = next(others, None)
        if value is None:
            others = iter([{"a": [1]}, [[], {}], "x\x00", -1, 1e308, True, 10**40, "", 0.5])
            value = next(others)
        return value

    return reply.saying(each_value(reply.json, change))


def hours_ahead(reply: Reply) -> Reply:
    """Make every time seven hours late, like a wrong clock."""
    ahead = dt.timedelta(hours=7)

    def change(key: str, value: Any) -> Any:
        if not key.endswith(("_at", "_time")) or not isinstance(value, str):
            return value
        return (dt.datetime.fromisoformat(value) + ahead).strftime("%Y-%m-%dT%H:%M:%SZ")

    headers = [(k, v) for k, v in reply.headers if k.lower() != "date"]
    date = (dt.datetime.now(tz=dt.UTC) + ahead).strftime("%a, %d %b %Y %H:%M:%S GMT")
    reply = replace(reply, headers=(*headers, ("Date", date)))
    return reply.saying(each_value(reply.json, change)) if reply.body else reply


def one_behind() -> Callable[[Reply], Reply]:
    """Give everybody the answer to the request before, of those that read."""
    lock = threading.Lock()
    before: dict[str, Reply] = {}

    def change(reply: Reply) -> Reply:
        with lock:
            last = before.get(reply.method)
            before[reply.method] = reply
        return last or reply

    return change


# -- all of them -----------------------------------------------------------------------------

DEEP = "[" * 100_000 + "]" * 100_000

SILENT: dict[str, Handle] = {
    "resets": reset,
    "hangs inside the head": raw(b"HTTP/1.1 200 OK\r\nContent-Ty", hang=True),
    "hangs inside the body": raw(HEAD + b'Content-Length: 100\r\n\r\n{"id": ', hang=True),
    "drips the head": without_end(b"", b"H", DRIP_S),
    "drips headers": without_end(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", DRIP_S),
    "drips the body": without_end(HEAD + b"Content-Length: 99999\r\n\r\n", b" ", DRIP_S),
    "drips chunks": without_end(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", DRIP_S
    ),
    "continues for ever": without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a head without end": without_end(b"HTTP/1.1 200 OK\r\n", b"X" * 4096),
    "a body without end": without_end(HEAD + b"\r\n", b" " * 65_536),
    "chunks without end": without_end(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65_536 + b"\r\n"
    ),
    "a chunk of a wrong size": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
    "a gzip bomb": raw(bomb()),
    "gzip that is none": raw(sized(b"hello", more=b"Content-Encoding: gzip\r\n")),
    "a length too long": raw(sized(b"{}", by=10)),
    "a length too long, and hangs": raw(sized(b"{}", by=10), hang=True),
    "two lengths": raw(HEAD + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}"),
    "a length below zero": raw(HEAD + b"Content-Length: -1\r\n\r\n{}", hang=True),
    "no HTTP": raw(b"\x00\x01\x02SSH-2.0-OpenSSH\r\n\r\n"),
    "a status that is none": raw(b"HTTP/1.1 \x1b[31mOK\r\n\r\n"),
    "five thousand cookies": raw(HEAD + b"Set-Cookie: a=b\r\n" * 5_000 + b"\r\n{}"),
    "rate limited for a day": answer_all(429, **{"Retry-After": "86400"}),
}
"""Targets from which no answer comes. They cannot be tested, or not any further."""

ELSEWHERE: dict[str, Handle] = {
    "redirects in a loop": redirecting("{path}"),
    "redirects nowhere": redirecting("http://[::1"),
    "redirects without end": without_end(
        b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", b" " * 65_536
    ),
    "a page": answer_all(200, EVIL, "text/html; charset=\x1b[31m"),
}
"""Targets that are not a helpdesk."""

NONSENSE: dict[str, Handle] = {
    "deep JSON": answer_all(200, DEEP),
    "wide JSON": answer_all(200, "[" + "{}," * 100_000 + "{}]"),
    "a key twice": answer_all(200, '{"id": "1", "id": "2"}'),
    "NaN": answer_all(200, '{"id": NaN, "errors": [Infinity, -Infinity]}'),
    "huge numbers": answer_all(200, f'{{"id": {"9" * 100_000}, "x": 1e999999, "y": -1e-999}}'),
    "another charset": raw(sized('{"id": "é"}'.encode("utf-16"))),
    "bytes": raw(sized(bytes(range(256)) * 100)),
    "a length too short": raw(sized(b'{"id": "12345"}', by=-5)),
    "a storm of cookies": raw(storm()),
    "hostile texts": answer_all(
        200, json.dumps([{EVIL: EVIL, "id": EVIL, "errors": [{"field": EVIL, "code": EVIL}]}])
    ),
    "status 999": raw(b"HTTP/1.1 999 \x1b[31m\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"),
    "no content": raw(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
}
"""Targets that answer everything with the same nonsense."""
