"""The reference under load: others are answered soon beside many connections and large bodies.

`LOAD=whole pytest tests/proof/test_load.py -rP` does it with 200 connections, 200 half-open ones,
and five bodies of 4 MB, and holds each answer to half a second; it wants a quiet machine.
"""

from __future__ import annotations

import os
import socket
import statistics
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from support.helpdesk import LIMIT_S, Client, client, done, helpdesk

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = os.environ.get("LOAD") == "whole"
CONNECTIONS, BODIES, ROUNDS = (200, 5, 100) if WHOLE else (40, 1, 20)
BODY_BYTES = 4_000_000
LONGEST_S = 0.5 if WHOLE else 5.0
LIGHT = b"GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = b"POST /api/v2/tickets HTTP/1.1\r\nHost: x\r\nContent-Le"


def connected(opened: ExitStack, url: str, sent: bytes) -> socket.socket:
    """Open a connection, send these bytes, and leave it open."""
    where = urlsplit(url)
    assert where.hostname
    assert where.port
    line = opened.enter_context(socket.create_connection((where.hostname, where.port), LIMIT_S))
    line.sendall(sent)
    return line


def latencies(speaking: Client, agent_id: int, times: int) -> list[float]:
    """Send ordinary requests one after the other; return how long each took, in seconds."""
    took = []
    for n in range(times):
        began = time.monotonic()
        if n % 4:
            speaking.details(f"load-{n}")
        else:
            done(
                speaking.pop(
                    requester_phone="+12015550171",
                    responder_id=agent_id,
                    call_reference_id=f"load-{n}",
                )
            )
        took.append(time.monotonic() - began)
    return took


def sending(post: Callable[[], int], statuses: list[int]) -> threading.Thread:
    """Start a thread that sends a large body."""
    thread = threading.Thread(target=lambda: statuses.append(post()))
    thread.start()
    return thread


def test_others_are_answered_beside_a_load() -> None:
    with helpdesk("--control") as process, ExitStack() as opened:
        speaking = opened.enter_context(client(process.url))
        agent_id = done(speaking.send("GET", "/api/v2/agents/me"))["id"]
        before = latencies(speaking, agent_id, ROUNDS)
        for _ in range(CONNECTIONS):
            line = connected(opened, process.url, LIGHT)
            assert line.recv(100).startswith(b"HTTP/1.1 200")
        for _ in range(CONNECTIONS):
            connected(opened, process.url, HALF)
        statuses: list[int] = []
        large = {"note": "x" * BODY_BYTES}
        others = [opened.enter_context(client(process.url)) for _ in range(BODIES)]

        def post(one: Client) -> int:
            number = {"requester_phone": "+12015550172", "responder_id": agent_id}
            return one.pop(**number, call_info=large).status_code

        threads = [sending(lambda one=one: post(one), statuses) for one in others]  # type: ignore[misc]
        during = latencies(speaking, agent_id, ROUNDS)
        for thread in threads:
            thread.join(LIMIT_S)
    print(
        f"{CONNECTIONS} connections, {CONNECTIONS} half-open, {BODIES} bodies of 4 MB "
        f"({statuses}): an answer took {statistics.median(during) * 1000:.0f} ms in the median, "
        f"{max(during) * 1000:.0f} ms at most; before that {max(before) * 1000:.0f} ms at most"
    )
    assert len(statuses) == BODIES
    assert set(statuses) <= {201, 400, 413}
    assert max(during) < LONGEST_S
