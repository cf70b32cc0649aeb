"""Rows about targets that answer slowly, show records late, or limit the rate."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from cti_conformance.target.embedded import EmbeddedReference
from support.proxy import pass_on, send
from support.servers import Exchange, reference, serving
from support.suite import PATHS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench import Measured

    Run = Callable[..., Measured]
    Line = tuple[str, str, str]

LATE_S = 1.5
LATE_LIMIT_S = 120
QUICK_LIMIT_S = 420
LATE = f"""\
import os, runpy, sys
sys.path[:0] = sys.argv.pop(1).split(os.pathsep)
from variants.replica import read_late
read_late({LATE_S})()
runpy.run_module("cti_conformance.reference_impl", run_name="__main__", alter_sys=True)
"""
RATE = 400
MINUTE_S = 60.0


def late(run: Run, *options: str) -> Line:
    """Compare a run on a target that shows records late with the time that it may take."""
    one = EmbeddedReference([sys.executable, "-c", LATE, os.pathsep.join(PATHS)])
    try:
        keys = one.credentials
        env = {"CTI_API_KEY": str(keys.api_key), "CTI_AUTH": f"{keys.email}:{keys.password}"}
        ran = run(one.url, env, "-n6", *options)
    finally:
        one.stop()
    subject = f"Records shown {LATE_S:g} s late, -n 6: api and records, to {LATE_LIMIT_S} s"
    return subject, f"{ran.wall_s / LATE_LIMIT_S:.2f}", f"{ran.wall_s:.0f} s"


def quick(run_on_target: Run, options: tuple[str, ...]) -> Line:
    """Compare --quick at 150 ms a request with the time that it may take."""
    ran = run_on_target(("--quick", *options), 0.15)
    subject = "At 150 ms a request, --quick, one process: api and records, to the goal of 7 minutes"
    about = f"{ran.wall_s:.0f} s, {len(ran.requests):,} requests"
    return subject, f"{ran.wall_s / QUICK_LIMIT_S:.2f}", about


def rate(run: Run, *options: str) -> Line:
    """Compare a run with --rate to its requests at that rate, on a target that limits it."""
    seen: deque[float] = deque()
    refused: list[float] = []
    lock = threading.Lock()

    def is_too_many() -> bool:
        now = time.monotonic()
        with lock:
            while seen and seen[0] <= now - MINUTE_S:
                seen.popleft()
            if len(seen) >= RATE:
                refused.append(now)
                return True
            seen.append(now)
            return False

    def handle(exchange: Exchange) -> None:
        if is_too_many():
            exchange.body()
            exchange.answer(429, b"{}", {"Retry-After": "1"})
            return
        send(exchange, pass_on(exchange, one.url))

    with reference() as one, serving(handle) as server:
        env = one.env | one.token_env
        ran = run(server.url, env, f"--rate={RATE}", *options)
    due_s = len(ran.requests) / RATE * MINUTE_S
    subject = f"--rate={RATE} on a target with that limit: the run to requests / rate"
    about = f"{ran.wall_s:.0f} s to {due_s:.0f} s; {len(refused)} answers of 429"
    return subject, f"{ran.wall_s / due_s:.2f}", about
