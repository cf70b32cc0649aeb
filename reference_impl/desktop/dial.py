"""Click to dial: one request to the callback that the admin configured."""

import asyncio
import re
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import h11

from ..domain.store import Row

PARAMETERS = ("requester_number", "agent_number", "agent_id", "ticket_id", "requester_id")
LIMIT_S = 5.0  # for the whole of it, however slowly the callback answers
_PLACEHOLDER = re.compile(r"\{(" + "|".join(PARAMETERS) + r")\}")
_AS_THEY_ARE = "/?:@!$&'()*+,;=%~"  # what a URL has, or has encoded already


@dataclass(frozen=True, slots=True)
class Dialling:
    """The request that a click sends (CTI-DIAL-01)."""

    method: str
    url: str
    body: bytes


def prepare(click_to_dial: Mapping[str, Any], known: Mapping[str, str]) -> Dialling:
    """Return the request, in which all that is known of the click stands.

    Placeholders in the URL are filled in, with nothing where nothing is known. What the URL does
    not name is added: to the query of a GET, as the form of a POST (CTI-DIAL-02). A plus is
    encoded, since a bare one would arrive as a space (CTI-DIAL-03).
    """
    template, method = click_to_dial["callback_url"], click_to_dial["request_type"]
    named = set(_PLACEHOLDER.findall(template))
    filled = _PLACEHOLDER.sub(lambda found: quote(known.get(found[1], ""), safe=""), template)
    added = urlencode({name: known[name] for name in PARAMETERS if name in known.keys() - named})
    if method == "POST":
        return Dialling(method, filled, added.encode())
    parts = urlsplit(filled)
    query = "&".join(part for part in (parts.query, added) if part)
    return Dialling(method, urlunsplit(parts._replace(query=query)), b"")


def known(
    agent: Row, number: str, ticket_id: int | None, requester_id: int | None
) -> dict[str, str]:
    """Return the parameters that there are; the agent's number is the one picked, if one is."""
    values = (number, agent["picked"] or agent["phone"], agent["id"], ticket_id, requester_id)
    pairs = zip(PARAMETERS, values, strict=True)
    return {name: str(value) for name, value in pairs if value is not None}


async def place(dialling: Dialling) -> str | None:
    """Send the request; return None if the callback took it, else what went wrong (CTI-DIAL-05).

    Nothing but 2xx takes it. A redirect is not followed: where it leads the admin has not said.
    Neither cookies nor credentials go along.
    """
    try:
        async with asyncio.timeout(LIMIT_S):
            status = await _status(dialling)
    except TimeoutError:
        return f"the telephony system did not answer within {LIMIT_S:.0f} seconds"
    except (OSError, ValueError):
        return "the telephony system cannot be reached"
    except h11.RemoteProtocolError:
        return "the telephony system answered something that is no HTTP"
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"the telephony system answered with a redirect ({status}), which is not followed"
    return f"the telephony system answered {status}"


async def _status(dialling: Dialling) -> int:
    parts = urlsplit(dialling.url)
    host = (parts.hostname or "").encode("idna").decode()
    secure = parts.scheme == "https"
    reader, writer = await asyncio.open_connection(
        host, parts.port or (443 if secure else 80), ssl=_tls() if secure else None
    )
    try:
        name = f"[{host}]" if ":" in host else host
        headers = [
            ("Host", f"{name}:{parts.port}" if parts.port else name),
            ("User-Agent", "reference-helpdesk"),
            ("Accept", "*/*"),
            ("Connection", "close"),
        ]
        if dialling.method == "POST":
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
            headers.append(("Content-Length", str(len(dialling.body))))
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        line = h11.Connection(h11.CLIENT)
        for event in (
            h11.Request(
                method=dialling.method, target=quote(target, safe=_AS_THEY_ARE), headers=headers
            ),
            *([h11.Data(data=dialling.body)] if dialling.body else []),
            h11.EndOfMessage(),
        ):
            writer.write(line.send(event) or b"")
        await writer.drain()
        while True:
            match line.next_event():
                case h11.Response(status_code=status):
                    return int(status)
                case h11.InformationalResponse():
                    pass
                case _:
                    line.receive_data(await reader.read(4096))
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
