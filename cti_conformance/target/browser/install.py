"""Finds a Chromium or installs one: ``python -m cti_conformance.browser``.

It ends with status 0 in any case: a run without a browser leaves the browser's rules *not tested*,
and says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec

from cti_conformance.target.browser.chromium import NO_PLAYWRIGHT, VARIABLE, find

LIMIT_S = 300.0  # for one command
MANAGERS = (
    ("apt-get", ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")),
    ("dnf", ("dnf", "install", "--assumeyes", "chromium")),
    ("apk", ("apk", "add", "chromium")),
    ("pacman", ("pacman", "--sync", "--noconfirm", "chromium")),
    ("zypper", ("zypper", "--non-interactive", "install", "chromium")),
)
BY_HAND = (
    "There is no Chromium, so rules that need a browser will be not tested. Install Chromium or "
    f"Chrome (on Debian: apt-get install chromium), or name one in {VARIABLE}."
)


def main() -> None:
    """Find a Chromium; if there is none, try each way of installing one."""
    if find_spec("playwright") is None:
        print(NO_PLAYWRIGHT)
    found = find()
    if found.path:
        print(f"Browser: {found.path}")
        return
    if os.environ.get(VARIABLE):
        print(found.reason)
        return
    for name, commands in _ways():
        print(f"There is no Chromium: trying `{name}`", flush=True)
        for command in commands:  # a failed update of the package list does not matter
            _succeeds(command)
        if find().path:
            return
    print(BY_HAND)


def _ways() -> list[tuple[str, list[list[str]]]]:
    """Return each way of installing one: its name and its commands."""
    own = [sys.executable, "-m", "playwright", "install", "chromium"]
    ways = [("playwright install chromium", [own])]
    rights = _rights()
    manager = next((words for name, words in MANAGERS if shutil.which(name)), None)
    if manager and rights is not None:
        commands = [[*rights, *manager]]
        if manager[0] == "apt-get":
            commands.insert(0, [*rights, "apt-get", "update"])
        ways.append((" ".join(manager), commands))
    return ways


def _rights() -> list[str] | None:
    """Return the prefix of a command that needs root; ``None`` if root cannot be had."""
    if os.geteuid() == 0:
        return []
    may = shutil.which("sudo") and _succeeds(["sudo", "-n", "true"])
    return ["sudo", "-n"] if may else None


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
