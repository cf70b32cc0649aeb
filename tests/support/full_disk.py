"""A reference helpdesk whose disk is full, or not, as a test says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.helpdesk import LIMIT_S, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The reference, with a database that cannot grow after the first signal, and can after the second.
FULL = """
import signal, sqlite3
from cti_conformance.reference_impl.domain.store import Store
opened = Store.__init__
def open_it(self, *args, **named):
    opened(self, *args, **named)
    def limit(pages):
        self._db.execute(f"PRAGMA max_page_count = {pages}")
    signal.signal(signal.SIGUSR1, lambda *_: limit(1))
    signal.signal(signal.SIGUSR2, lambda *_: limit(1_000_000))
Store.__init__ = open_it
from cti_conformance.reference_impl.__main__ import main
main()
"""


class Filling:
    """The process.

    Attributes:
        url: Its address.
    """

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self._process = process
        self.url = url

    def fill(self) -> None:
        """Let the database grow no more."""
        os.kill(self._process.pid, signal.SIGUSR1)

    def make_room(self) -> None:
        """Let the database grow again."""
        os.kill(self._process.pid, signal.SIGUSR2)

    def kill(self) -> None:
        """Kill it at once."""
        self._process.kill()
        self._process.wait(LIMIT_S)


@contextmanager
def filling(log: Path, *options: str) -> Iterator[Filling]:
    """Start it.

    Args:
        log: The file for what it prints on its standard error.
        options: Options of the reference.
    """
    with log.open("a", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", FULL, "--port=0", "--stop-with-stdin", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(),
            text=True,
        )
        assert process.stdin
        assert process.stdout
        try:
            yield Filling(process, process.stdout.readline().rpartition(" ")[2].strip())
        finally:
            process.stdin.close()
            process.wait(LIMIT_S)
            process.stdout.close()
