"""Targets that answer, and keep a run busy: they accept all, limit the rate, list without end."""

from __future__ import annotations

import itertools
import json
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cti_conformance.config.target_config import CONTROL_PATH
from cti_conformance.ledger.attributes import POP_PATH
from support.hostile import HEAD, from_then_on, raw, sized
from support.proxy import relay
from support.servers import Exchange, answer_all, hang, hang_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.hostile import Handle

AFTER = 200  # requests until a helpdesk turns
JSON = {"Content-Type": "application/json"}
PARTS = ["presence", "widget", "pages", "settings", "numbers", "operations", "sign_in"]


# -- targets of their own ------------------------------------------------------------------------


def accepting(shown: object = None, status: int = 201) -> Handle:
    """Accept whatever is sent, and show nothing of it.

    Args:
        shown: The answer to each GET; by default an empty list.
        status: The status of the other answers.
    """
    ids = itertools.count(1000)
    listed = json.dumps([] if shown is None else shown).encode()

    def handle(exchange: Exchange) -> None:
        exchange.body()
        if exchange.command == "GET":
            exchange.answer(200, listed, JSON)
        elif exchange.command == "DELETE":
            exchange.answer(204, b"", {})
        else:
            exchange.answer(status, json.dumps({"id": str(next(ids))}).encode(), JSON)

    return handle


def with_control(handle: Handle, **shown: object) -> Handle:
    """Add a control API that accepts all, and always shows the same.

    Args:
        handle: The helpdesk without one.
        shown: The answers, by the last part of the path.
    """
    shows: dict[str, Any] = {
        "presence": {"online": False},
        "widget": {"widget": None},
        "numbers": {"offered": [], "picked": None},
        "settings": {"cti_enabled": True, "new_ticket": False, "helpdesk_numbers": []},
        "": {"version": "1", "parts": PARTS, "instance": "one"},
    }

    def both(exchange: Exchange) -> None:
        path = urlsplit(exchange.path).path
        if not path.startswith(CONTROL_PATH):
            handle(exchange)
            return
        exchange.body()
        content = (shows | shown).get(
            path.rstrip("/").removeprefix(CONTROL_PATH).rpartition("/")[2]
        )
        exchange.answer(200, json.dumps({} if content is None else content).encode(), JSON)

    return both


def without_last_page(exchange: Exchange) -> None:
    """List a hundred records on each page, and name a next one."""
    exchange.body()
    records = [{"id": n, "name": "x" * 50, "email": f"{n}@example.com"} for n in range(1, 101)]
    headers = JSON | {"Link": f'<{exchange.path}>; rel="next"'}
    status = 200 if exchange.command == "GET" else 201
    exchange.answer(status, json.dumps(records if status == 200 else {"id": "1"}).encode(), headers)


def limiting(pause_s: float, retry_after: str) -> Handle:
    """Answer 429 some time after each request."""
    inner = answer_all(429, **{"Retry-After": retry_after})

    def handle(exchange: Exchange) -> None:
        exchange.server.stopping.wait(pause_s)
        inner(exchange)

    return handle


OWN: dict[str, Handle] = {
    "accepts everything, shows nothing": accepting(),
    "accepts everything with 200": accepting(status=200),
    "accepts everything, shows an empty object": accepting({}),
    "accepts everything, shows null in a list": accepting([None]),
    "accepts everything, shows a strange record": accepting([{"id": 1, "name": None}]),
    "accepts everything, with a control API": with_control(accepting()),
    "a control API whose agents are always online": with_control(
        accepting(), presence={"online": True}
    ),
    "a control API that answers with empty objects": with_control(
        accepting(), presence={}, widget={}, numbers={}, settings={}
    ),
    "a control API with a strange widget": with_control(accepting(), widget={"widget": [1]}),
    "lists without a last page": without_last_page,
    "a rate limit of four seconds": limiting(4.0, "0"),
    "a rate limit without a time": limiting(0.0, "soon"),
    "a rate limit until yesterday": limiting(0.0, "Wed, 25 Nov 2020 07:00:00 GMT"),
    "a rate limit of a minute": limiting(0.0, "60"),
    "200 without a body": answer_all(200, ""),
    "an error to everything": answer_all(500, "{}"),
    "an empty list to everything": answer_all(200, "[]"),
    "half a megabyte to everything": answer_all(200, json.dumps([{"id": 1, "x": "y" * 500_000}])),
    "a status line only": raw(b"HTTP/1.1 200 OK\r\n\r\n"),
    "a length of two megabytes, and little": raw(sized(b"{}", by=1_999_998)),
    "many interim answers": raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1_000 + HEAD + b"\r\n{}"),
}
"""Targets that never were a helpdesk; the key is the name."""


# -- a helpdesk that turns -----------------------------------------------------------------------


def after_changes(url: str, instead: Handle) -> Handle:
    """Pass requests on, but not those that change settings, from the second one on."""
    seen = itertools.count(1)

    def handle(exchange: Exchange) -> None:
        is_change = exchange.command == "PATCH" and exchange.path.endswith("/settings")
        if is_change and next(seen) > 1:
            instead(exchange)
        else:
            relay(exchange, url)

    return handle


def gone_for(url: str, seconds: float) -> Handle:
    """Pass requests on, but hang up for some time from a request on."""
    began: list[float] = []
    lock = threading.Lock()

    def handle(exchange: Exchange) -> None:
        with lock:
            if exchange.server.requests > AFTER and not began:
                began.append(time.monotonic())
        if began and time.monotonic() < began[0] + seconds:
            hang_up(exchange)
        else:
            relay(exchange, url)

    return handle


def not_popping(url: str, instead: Handle) -> Handle:
    """Pass requests on, but no call."""

    def handle(exchange: Exchange) -> None:
        if urlsplit(exchange.path).path == POP_PATH:
            instead(exchange)
        else:
            relay(exchange, url)

    return handle


TURNING: dict[str, Callable[[str], Handle]] = {
    "turns into one that accepts everything": lambda url: from_then_on(url, accepting(), AFTER),
    "turns into a rate limit": lambda url: from_then_on(url, limiting(4.0, "0"), AFTER),
    "turns into an error": lambda url: from_then_on(url, answer_all(503, "{}"), AFTER),
    "turns silent": lambda url: from_then_on(url, hang, AFTER),
    "is gone for ten seconds": lambda url: gone_for(url, 10.0),
    "does not restore its settings": lambda url: after_changes(url, answer_all(500, "{}")),
    "hangs when settings are restored": lambda url: after_changes(url, hang),
    "accepts calls and drops them": lambda url: not_popping(url, answer_all(201, '{"id": "1"}')),
    "hangs at each call": lambda url: not_popping(url, hang),
}
"""Helpdesks that turn, or lack one thing, made of the address of the reference."""
