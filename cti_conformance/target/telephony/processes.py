"""Runs a vendor's command within limits of time and output."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from cti_conformance.target.telephony.starting import why_not_started
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import IO

MAX_OUTPUT_BYTES = 200_000
POLL_S = 0.01
DRAIN_S = 0.5
"""How long output may still arrive once the command has ended."""


class Command:
    """A running command, in a process group of its own.

    Args:
        words: The command.
        env: Its environment.
        folder: Its working directory; ``None`` means this one.

    Attributes:
        error: Why it could not be started; empty if it could.
    """

    def __init__(self, words: Sequence[str], env: Mapping[str, str], folder: Path | None) -> None:
        self.error = ""
        self._is_over = False
        self._bytes: dict[str, bytearray] = {"out": bytearray(), "err": bytearray()}
        self._readers: list[threading.Thread] = []
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(
                list(words),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(env),
                cwd=folder,
                start_new_session=True,  # so that all that it starts can be ended with it
            )
        except OSError as error:
            self.error = why_not_started(words[0], env, error)
            return
        for name, stream in (("out", self._process.stdout), ("err", self._process.stderr)):
            reader = threading.Thread(target=self._read, args=(name, stream), daemon=True)
            reader.start()
            self._readers.append(reader)

    # -- input and output ------------------------------------------------------------------

    def write(self, text: str, *, ends: bool) -> None:
        """Write to its standard input, and close that if it ends."""
        stream = self._process.stdin if self._process else None
        with suppress(OSError, ValueError):
            if stream:
                stream.write(text.encode())
                stream.flush()
                if ends:
                    stream.close()

    @property
    def output(self) -> str:
        """What it has written to its standard output."""
        return bytes(self._bytes["out"]).decode("utf-8", "replace")

    @property
    def log(self) -> str:
        """What it has written to its standard error."""
        return bytes(self._bytes["err"]).decode("utf-8", "replace")

    @property
    def has_written_too_much(self) -> bool:
        """Return whether its output is beyond the limit, so that it was not read to the end."""
        return any(len(text) > MAX_OUTPUT_BYTES for text in self._bytes.values())

    # -- its end ---------------------------------------------------------------------------

    @property
    def status(self) -> int | None:
        """The exit status; ``None`` while it runs."""
        return self._process.poll() if self._process else None

    def wait(self, limit_s: float, gives_up: Callable[[], bool] = lambda: False) -> bool:
        """Wait until it ends or has written too much.

        Args:
            limit_s: Maximum time, in seconds.
            gives_up: Whether to wait no longer.

        Returns:
            Whether it did within the limit.
        """
        deadline = time.monotonic() + run_time().at_most(limit_s)
        while self._process and self.status is None and not self.has_written_too_much:
            if time.monotonic() > deadline or gives_up():
                return False
            time.sleep(POLL_S)
        for reader in self._readers:
            reader.join(DRAIN_S)
        return True

    def kill(self) -> None:
        """End it and everything that it has started in its process group."""
        if self._process is None or self._is_over:
            return
        self._is_over = True  # another process may have its number later
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for reader in self._readers:
            reader.join(DRAIN_S)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError, ValueError):
                if stream and not any(reader.is_alive() for reader in self._readers):
                    stream.close()

    def _read(self, name: str, stream: IO[bytes]) -> None:
        kept = self._bytes[name]
        with suppress(OSError, ValueError):
            while len(kept) <= MAX_OUTPUT_BYTES and (part := os.read(stream.fileno(), 65536)):
                kept += part
