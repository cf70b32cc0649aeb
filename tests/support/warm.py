"""Runs pytest in forks of one process that has started and collected beforehand."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LOOK_S = 0.1
START_LIMIT_S = 120.0

# The folder of the checkout comes first on the path, as in `python -m pytest`, then `tests`, as
# pytest itself puts it there.
LAUNCH = """\
import runpy, sys
sys.path[0], tests, file, *sys.argv[1:] = sys.argv[1:]
sys.path.insert(1, tests)
runpy.run_path(file, run_name="__main__")
"""


class WarmProcess:
    """A program of this folder that forks what it has imported; it ends with its input.

    Args:
        root: The folder of the checkout.
        program: The name of the program's file.
        arguments: Its arguments.
        env: Its environment; that of this process unless given.
    """

    def __init__(
        self, root: Path, program: str, *arguments: str, env: Mapping[str, str] | None = None
    ) -> None:
        file = Path(__file__).with_name(program)
        self._process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, str(root), str(file.parents[1]), str(file), *arguments],
            cwd=root,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        atexit.register(self.close)

    def close(self) -> None:
        """End the process, with all that it has forked."""
        assert self._process.stdin
        assert self._process.stdout
        atexit.unregister(self.close)
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class WarmPytest(WarmProcess):
    """A process of `warm_server.py`, which runs one pytest at a time."""

    def __init__(self, root: Path, env: Mapping[str, str], reference: Sequence[str]) -> None:
        """Start it.

        Args:
            root: The folder of the checkout.
            env: Its environment. Each run gets one of its own.
            reference: The command that starts the bundled reference.
        """
        super().__init__(root, "warm_server.py", *reference, env=dict(env))
        self._read = b""

    def run(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        output: Path,
        limit_s: float,
        look: Callable[[int], None],
    ) -> int:
        """Run pytest and return its exit status.

        Args:
            arguments: The arguments of pytest.
            env: The whole environment.
            output: The file for what it prints.
            limit_s: Maximum time for the run, in seconds.
            look: Called with the process id of the run, every 0.1 s while it runs.

        Raises:
            subprocess.TimeoutExpired: The run took longer; it has been killed.
        """
        asked = {"arguments": list(arguments), "env": dict(env), "output": str(output)}
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps(asked)}\n".encode())
        pid = int(self._line(START_LIMIT_S, lambda: None))
        try:
            return int(self._line(limit_s, lambda: look(pid)))
        except BaseException:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self._line(START_LIMIT_S, lambda: None)
            raise

    def _line(self, limit_s: float, look: Callable[[], None]) -> bytes:
        """Wait for a line of the server."""
        assert self._process.stdout
        deadline = time.monotonic() + limit_s
        while b"\n" not in self._read:
            if select.select([self._process.stdout], [], [], LOOK_S)[0]:
                more = os.read(self._process.stdout.fileno(), 4096)
                assert more, "the warm pytest ended by itself"
                self._read += more
            elif time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("pytest", limit_s)
            look()
        line, _, self._read = self._read.partition(b"\n")
        return line
