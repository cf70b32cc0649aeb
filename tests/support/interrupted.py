"""Runs of the suite that are interrupted at a drawn request, and what they leave behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests

from cti_conformance.config.target_config import CONTROL_PATH
from support.proxy import pass_on, send
from support.servers import Exchange, Reference, serving
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.servers import Server

LIMIT_S = 150.0
LIMITS = "[limits]\nanswer_s = 20\nappear_s = 1\n"
WAYS = ("SIGINT", "SIGTERM", "twice", "group", "kill -9")
"""How a run ends: ``twice`` is two times Ctrl-C, ``group`` one that every process hears."""
SORTS = {
    "one process": ("--rule=CTI-ACC-05", "--rule=CTI-OFF-01", "--rule=CTI-ONL-10"),
    "-n 2": ("-n", "2", "--rule=CTI-ACC-05", "--rule=CTI-OFF-0*", "--rule=CTI-ONL-*"),
    "browser": ("--rule=CTI-IFR-01", "--rule=CTI-DIAL-01"),
}
"""The sorts of runs, with rules that change settings and others."""


@dataclass
class Round:
    """One interrupted run.

    Attributes:
        way: One of `WAYS`.
        sort: One of `SORTS`.
        after: After which request it is interrupted, the first being 1.
        waits: Whether that request is answered only after the interrupt.
        status: The exit status.
        output: Its output.
        report: Its report; empty if there is none.
        ended_s: The time from the interrupt to its end, in seconds.
    """

    way: str
    sort: str
    after: int
    waits: bool
    status: int = 0
    output: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    ended_s: float = 0.0

    def __str__(self) -> str:
        moment = "during" if self.waits else "after"
        return f"{self.sort}, {self.way} {moment} request {self.after}"


def draw(chance: random.Random, number: int, browser: bool) -> Round:
    """Return a round: ways and sorts take turns, the moment is random."""
    sorts = [name for name in SORTS if browser or name != "browser"]
    way = WAYS[number % len(WAYS)]
    sort = sorts[number // len(WAYS) % len(sorts)]
    after = chance.randrange(1, 40 if sort == "browser" else 90)
    return Round(way, sort, after, waits=chance.random() < 0.5)


class Interrupting:
    """A helpdesk behind a proxy that interrupts the suite at a request.

    Attributes:
        url: Its address.
    """

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self._process: subprocess.Popen[str] | None = None
        self._round: Round | None = None
        self._seen = 0
        self._interrupted_at = 0.0
        self._lock = threading.Lock()

    def handle(self, exchange: Exchange, url: str) -> None:
        """Pass a request on; interrupt the suite if it is the drawn one."""
        with self._lock:
            self._seen += 1
            is_it = self._round is not None and self._seen == self._round.after
        if is_it and self._round and self._round.waits:
            self._interrupt()
            time.sleep(0.2)
        reply = pass_on(exchange, url)
        with suppress(OSError):
            send(exchange, reply)
        if is_it and self._round and not self._round.waits:
            self._interrupt()

    def run(self, one: Round, folder: Path, env: dict[str, str]) -> Round:
        """Run the suite, interrupted as the round says; return the round with its result."""
        config = folder / "cti-target.toml"
        config.write_text(LIMITS, encoding="utf-8")
        self._round, self._seen, self._interrupted_at = one, 0, 0.0
        with (folder / "output").open("w+", encoding="utf-8") as output:
            self._process = process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
                    *(f"--target-url={self.url}", f"--target-config={config}"),
                    *(f"--report-dir={folder / 'report'}", *SORTS[one.sort]),
                ],
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            try:
                one.status = process.wait(LIMIT_S)
            finally:
                self._round = None
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            one.ended_s = time.monotonic() - self._interrupted_at if self._interrupted_at else 0.0
            output.seek(0)
            one.output = output.read()
        file = folder / "report" / "report.json"
        one.report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return one

    def _interrupt(self) -> None:
        assert self._process
        assert self._round
        self._interrupted_at = time.monotonic()
        way, pid = self._round.way, self._process.pid
        with suppress(ProcessLookupError):
            if way == "kill -9":
                os.killpg(pid, signal.SIGKILL)
            elif way == "group":
                os.killpg(pid, signal.SIGINT)
            else:
                os.kill(pid, signal.SIGTERM if way == "SIGTERM" else signal.SIGINT)
        if way == "twice":
            threading.Timer(random.Random(self._round.after).random(), self._again, [pid]).start()

    def _again(self, pid: int) -> None:
        if self._round is not None:  # the run goes on
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)


@contextmanager
def interrupting(helpdesk: Reference) -> Iterator[Interrupting]:
    """Serve a helpdesk through a proxy that interrupts runs of the suite."""
    made: list[Interrupting] = []
    with serving(lambda exchange: made[0].handle(exchange, helpdesk.url)) as server:
        made.append(Interrupting(server))
        yield made[0]


def settings(helpdesk: Reference) -> dict[str, Any]:
    """Return the admin's settings of a helpdesk."""
    headers = {"Authorization": f"Bearer {helpdesk.token_env['CTI_CONTROL_TOKEN']}"}
    url = f"{helpdesk.url}{CONTROL_PATH}/settings"
    answer = requests.get(url, headers=headers, timeout=LIMIT_S)
    answer.raise_for_status()
    content: dict[str, Any] = answer.json()
    return content


def records(helpdesk: Reference) -> set[str]:
    """Return the records of the suite on a helpdesk, in the words of its list of leftovers."""
    found = {
        f"{kind} {one['id']}"
        for kind in ("contact", "agent")
        for one in helpdesk.all(f"{kind}s")
        if "cti-" in json.dumps(one)
    }
    return found | {f"ticket {one['id']}" for one in helpdesk.all("tickets")}
