"""Finds what a run left behind on this machine: processes and temporary files."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from cti_conformance.scenario.target_lock import FOLDER
from support.helpdesk import children

# pytest keeps its folders of its own accord. Files of locks stay: one who waits has them open.
KEPT = ("pytest-of", FOLDER)


class Mark:
    """Marks a run by its environment, which every process that it starts inherits.

    Args:
        folder: Where the run's temporary files go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._name = secrets.token_hex(8)
        self._temporary = folder / "temporary"
        self._temporary.mkdir()
        self.env = {"TMPDIR": str(self._temporary), "RUN_MARK": self._name}

    def left(self, within_s: float = 0.0) -> list[str]:
        """Return the temporary files and the processes of the run that are still there.

        What pytest keeps of its own accord is not of the run.

        Args:
            within_s: How long to wait for them to go, in seconds.
        """
        until = time.monotonic() + within_s
        while True:
            files = [path for path in self._temporary.iterdir() if not path.name.startswith(KEPT)]
            left = [*map(str, files), *self.processes()]
            if not left or time.monotonic() > until:
                return left
            time.sleep(0.1)

    def processes(self) -> list[str]:
        """Return the command lines of the run's processes; none where there is no /proc."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if self._name.encode() in (process / "environ").read_bytes():
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                    found.append(f"{process.name}: {command.decode('utf-8', 'replace')}")
        return found


def left_behind(folder: Path, within_s: float) -> list[str]:
    """Return the children of this process, and the temporary files, that are still there.

    Args:
        folder: The folder for temporary files.
        within_s: Maximum time to wait for them to go, in seconds.
    """
    until = time.monotonic() + within_s
    while True:
        files = [path for path in folder.iterdir() if not path.name.startswith(KEPT)]
        left = [*map(str, files), *map(_command, children(os.getpid()))]
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.1)


def _command(pid: int) -> str:
    """Return the id and the command line of a process."""
    command = b""
    with suppress(OSError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    return f"{pid}: {command.decode('utf-8', 'replace')}"
