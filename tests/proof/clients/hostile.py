"""Clients that do not work at all, or mean harm: each run is bounded, and keeps the secrets."""

from __future__ import annotations

import sys
from dataclasses import dataclass

LEAK_FILE = "LEAK_FILE"
"""The variable with the file for the credentials that a client was given."""

_PRELUDE = (
    f"import os; open(os.environ[{LEAK_FILE!r}], 'w')"
    ".write(os.environ['CTI_API_KEY'] + '\\n' + os.environ['CTI_AUTH'].partition(':')[2])\n"
)


@dataclass(frozen=True)
class Hostile:
    """A client that is a few lines of Python.

    Attributes:
        name: Short, and the same in every report.
        script: The lines.
        stays: Whether it is run as one that stays up.
        outcome: The outcome of every rule; ``failed`` if it is that of some.
    """

    name: str
    script: str
    stays: bool = False
    outcome: str = "error"

    @property
    def command(self) -> list[str]:
        """The command."""
        return [sys.executable, "-c", _PRELUDE + self.script]


_ANSWER = "import json, sys; event = json.loads(sys.stdin.readline())"

HOSTILE = (
    Hostile("hang", "import time; time.sleep(600)"),
    Hostile("hang-that-stays", "import time; time.sleep(600)", stays=True),
    Hostile(
        "hang-with-children",
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "time.sleep(600)",
    ),
    Hostile(
        "deaf",
        "import signal, time\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\n"
        "time.sleep(600)",
    ),
    Hostile("crash", "raise SystemExit(3)"),
    Hostile("signal", "import os; os.kill(os.getpid(), 11)"),
    Hostile("endless", "while True: print('x' * 1000)"),
    Hostile("endless-errors", "import sys\nwhile True: sys.stderr.write('x' * 1000)"),
    Hostile("endless-that-stays", "while True: print('x' * 1000)", stays=True),
    Hostile("no-json", "print('<html>')"),
    Hostile("nothing", ""),
    Hostile("binary", "import sys; sys.stdout.buffer.write(bytes(range(256)) * 10)"),
    Hostile("deep", "print('[' * 100000)"),
    Hostile("array", "print('[1, 2]')"),
    Hostile("other-outcome", 'print(\'{"outcome": "fine"}\')'),
    Hostile(
        "credentials-and-nothing-else",
        "import os; print(os.environ['CTI_API_KEY'], os.environ['CTI_AUTH'])",
    ),
    Hostile(
        "credentials-and-a-crash",
        "import os, sys\nsys.exit(os.environ['CTI_AUTH'] + os.environ['CTI_API_KEY'])",
    ),
    Hostile(
        "credentials-in-the-message",
        f"{_ANSWER}\nimport base64, os\n"
        "key = base64.b64encode((os.environ['CTI_API_KEY'] + ':X').encode()).decode()\n"
        "print(json.dumps({'outcome': 'failed', 'message': key + os.environ['CTI_AUTH']}))",
        outcome="failed",
    ),
    Hostile(
        "flood",
        f"{_ANSWER}\nimport os, urllib.request\n"
        "while True:\n"
        "    try: urllib.request.urlopen(os.environ['CTI_URL'] + '/api/v2/x', timeout=5)\n"
        "    except OSError: pass",
    ),
)
