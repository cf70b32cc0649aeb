"""Runs of the command that are ended in one phase, and what is on the helpdesk afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.ledger.attributes import POP_PATH
from support.proxy import pass_on, send
from support.servers import Exchange, Reference, serving
from support.suite import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LIMIT_S = 150.0
LIMITS = "[limits]\nanswer_s = 20\nappear_s = 2\n"
WAITED = 3
"""After so many looks in vain the suite is surely waiting."""
RULES = ("--rule=CTI-OFF-01", "--rule=CTI-OFF-02", "--rule=CTI-REQ-0[1-6]")
OF_THE_PAGE = ("--rule=CTI-IFR-01",)
AT_COLLECTION = """\
import os, signal

def pytest_collection():
    os.{kill}(os.{pid}(), signal.{signal})
"""


@dataclass
class Moment:
    """The moment at which a run is ended, seen from its requests.

    Attributes:
        phase: The name of the phase.
        pops: How many calls were sent so far.
        looks: How many times a call was looked for in vain.
    """

    phase: str
    pops: int = 0
    looks: int = 0

    def hides(self, exchange: Exchange) -> bool:
        """Return whether the answer of a request is to be without the ticket of the call."""
        is_look = exchange.command == "GET" and exchange.path.startswith("/api/v2/tickets?")
        return self.phase == "wait" and is_look and self.pops > 0 and self.looks <= WAITED

    def has_come(self, exchange: Exchange) -> bool:
        """Take note of a request, and return whether this is the moment."""
        path = exchange.path.partition("?")[0]
        self.pops += path == POP_PATH
        self.looks += self.hides(exchange)
        return {
            "arrange": (exchange.command, path) == ("POST", "/api/v2/contacts"),
            "wait": self.looks == WAITED,
            "browser": "Chrom" in exchange.headers.get("User-Agent", ""),
            "cleanup": exchange.command == "DELETE",
        }.get(self.phase, False)


PHASES = ("collection", "arrange", "wait", "browser", "cleanup")


@dataclass
class Ended:
    """A run that was ended.

    Attributes:
        status: Its exit status.
        output: Its output.
        report: Its report; empty if there is none.
        happened: Whether the moment has come.
    """

    status: int
    output: str
    report: dict[str, Any] = field(default_factory=dict)
    happened: bool = True


def run_ended(
    folder: Path,
    helpdesk: Reference,
    phase: str,
    number: signal.Signals,
    workers: tuple[str, ...],
    env: dict[str, str],
) -> Ended:
    """Run the command, and send all its processes a signal in a phase, as a terminal does."""
    config = folder / "cti-target.toml"
    config.write_text(LIMITS, encoding="utf-8")
    moment, lock = Moment(phase), threading.Lock()
    process: list[subprocess.Popen[str]] = []
    happened = threading.Event()

    def handle(exchange: Exchange) -> None:
        reply = pass_on(exchange, helpdesk.url)
        with lock:
            is_it = moment.has_come(exchange) and not happened.is_set()
            if is_it:
                happened.set()
        if is_it:
            end(process[0].pid, number)
        with suppress(OSError):
            send(exchange, reply.saying([]) if moment.hides(exchange) else reply)

    words = [*workers, *(OF_THE_PAGE if phase == "browser" else RULES)]
    if phase == "collection":
        happened.set()
        text = AT_COLLECTION.format(kill="killpg", pid="getpgrp", signal=number.name)
        (folder / "ends_itself.py").write_text(text, encoding="utf-8")
        env = {**env, "PYTHONPATH": str(folder)}
        words += ["-p", "ends_itself"]
    with serving(handle) as server:
        words += [f"--target-config={config}", f"--report-dir={folder / 'report'}"]
        process.append(start(server.url, words, env))
        try:
            output, _ = process[0].communicate(timeout=LIMIT_S)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process[0].pid, signal.SIGKILL)
            process[0].wait()
    file = folder / "report" / "report.json"
    report = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return Ended(process[0].returncode, output, report, happened.is_set())


def start(url: str, words: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """Start the command in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cti_conformance", "test", url, *words],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def end(pid: int, number: signal.Signals) -> None:
    """Send a signal to the processes of a run."""
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


def there(helpdesk: Reference) -> set[str]:
    """Return all records of a helpdesk, in the words of the list of leftovers."""
    kinds = ("contact", "agent", "ticket")
    return {f"{kind} {one['id']}" for kind in kinds for one in helpdesk.all(f"{kind}s")}
