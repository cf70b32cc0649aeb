"""Click to dial: one request to the callback that the admin configured."""

import asyncio
import re
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from ..domain.store import Row

PARAMETERS = ("requester_number", "agent_number", "agent_id", "ticket_id", "requester_id")
LIMIT_S = 5.0  # for the whole exchange, however slowly the callback answers
_PLACEHOLDER = re.compile(r"\{(" + "|".join(PARAMETERS) + r")\}")
_UNQUOTED = "/?:@!$&'()*+,;=%~"  # characters of a URL that need no encoding, or are encoded already
_HEADERS = {"User-Agent": "reference-helpdesk", "Accept": "*/*", "Connection": "close"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class DialRequest:
    """The request that a click sends (CTI-DIAL-01)."""

    method: str
    url: str
    body: bytes


def prepare(click_to_dial: Mapping[str, Any], known: Mapping[str, str]) -> DialRequest:
    """Return the request with all known parameters of the click.

    Placeholders in the URL are filled in, with nothing where the parameter is unknown. A parameter
    that the URL does not name is added: to the query of a GET, to the form of a POST (CTI-DIAL-02).
    A plus is encoded, since a bare one would arrive as a space (CTI-DIAL-03).
    """
    template, method = click_to_dial["callback_url"], click_to_dial["request_type"]
    named = set(_PLACEHOLDER.findall(template))
    filled = _PLACEHOLDER.sub(lambda found: quote(known.get(found[1], ""), safe=""), template)
    added = urlencode({name: known[name] for name in PARAMETERS if name in known.keys() - named})
    if method == "POST":
        return DialRequest(method, filled, added.encode())
    address, _, query = filled.partition("#")[0].partition("?")
    query = "&".join(part for part in (query, added) if part)
    return DialRequest(method, f"{address}?{query}" if query else address, b"")


def known(
    agent: Row, number: str, ticket_id: int | None, requester_id: int | None
) -> dict[str, str]:
    """Return the known parameters; the agent's number is the picked one, if there is one."""
    values = (number, agent["picked"] or agent["phone"], agent["id"], ticket_id, requester_id)
    pairs = zip(PARAMETERS, values, strict=True)
    return {name: str(value) for name, value in pairs if value is not None}


async def place(request: DialRequest) -> str | None:
    """Send the request; return None if the callback accepted it, else the reason (CTI-DIAL-05).

    Only 2xx accepts it. A redirect is not followed, since the admin did not configure its target.
    """
    try:
        status = await _status(request)
    except TimeoutError:
        return f"the telephone system did not answer within {LIMIT_S:.0f} seconds"
    except HTTPException:
        return "the telephone system did not answer with valid HTTP"
    except (OSError, ValueError):
        return "the telephone system cannot be reached"
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"the telephone system answered with a redirect ({status}), which is not followed"
    return f"the telephone system answered {status}"


async def _status(request: DialRequest) -> int:
    """Send the request in a thread, and return the status of the answer."""
    parts = urlsplit(request.url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=LIMIT_S)
    deadline = time.monotonic() + LIMIT_S
    try:
        async with asyncio.timeout(LIMIT_S):
            return await asyncio.to_thread(_exchange, connection, request, deadline)
    finally:
        # Each read has a time limit of its own; only this ends an answer that never ends.
        with suppress(OSError):
            if connection.sock:
                connection.sock.shutdown(socket.SHUT_RDWR)


def _exchange(connection: HTTPConnection, request: DialRequest, deadline: float) -> int:
    """Return the status of the answer; its body is not read, and its headers are limited."""
    parts = urlsplit(request.url)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = _HEADERS | (_FORM if request.method == "POST" else {})
    try:
        connection.connect()
        if time.monotonic() > deadline:
            raise TimeoutError
        connection.request(
            request.method, quote(target, safe=_UNQUOTED), request.body or None, headers
        )
        return connection.getresponse().status
    finally:
        connection.close()
