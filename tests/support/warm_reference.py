"""Helpdesks that are forked from one which has been imported beforehand.

They differ from those that are started as a program in their process alone: the one that a test
sees stands for the helpdesk, which is a child of another. A test about processes starts a program.
"""

from __future__ import annotations

import os
import select
import shutil
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from support.warm import WarmProcess

ROOT = Path(__file__).parents[2]
LAUNCHER = Path(__file__).with_name("reference_launcher.py")
START_LIMIT_S = 60.0


class WarmReference(WarmProcess):
    """A process of `reference_server.py`.

    Attributes:
        command: The command that starts a helpdesk in it; options follow.
    """

    def __init__(self) -> None:
        """Start it, and wait until it listens."""
        self._folder = mkdtemp(prefix="warm-")
        path = str(Path(self._folder, "socket"))
        super().__init__(ROOT, "reference_server.py", path)
        self.command = [sys.executable, "-I", "-S", str(LAUNCHER), path]
        stdout = self._process.stdout
        assert stdout
        assert select.select([stdout], [], [], START_LIMIT_S)[0], "it did not listen in time"
        assert os.read(stdout.fileno(), 100), "it ended at once"

    def close(self) -> None:
        """End it, and the helpdesks that are left."""
        super().close()
        shutil.rmtree(self._folder)


def warm_command() -> list[str]:
    """Return the command that starts a helpdesk; options follow."""
    return _warm().command


def close_warm_reference() -> None:
    """End the process that helpdesks are forked from, if there is one."""
    if _warm.cache_info().currsize:
        _warm().close()
        _warm.cache_clear()


@cache
def _warm() -> WarmReference:
    """Start the process that helpdesks are forked from; there is one for each worker."""
    return WarmReference()
