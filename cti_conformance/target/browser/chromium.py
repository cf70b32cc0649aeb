"""Finds the Chromium of this machine."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "CTI_CHROMIUM"
NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("msedge", "microsoft-edge"),
)
NO_PLAYWRIGHT = "Playwright is not installed: pip install 'cti-conformance[browser]'"
WAY_OUT = "run `python -m cti_conformance.browser` to install one, or name yours in CTI_CHROMIUM"

# Where Playwright installs its browsers, below its own folder.
_OWN = (
    *("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
    "chromium_headless_shell-*/chrome-*/*headless*shell",
)


@dataclass(frozen=True)
class Found:
    """A Chromium, or the reason for its absence.

    Attributes:
        path: The program; ``None`` if there is none.
        reason: Why there is none, and how to get one; empty if there is one.
    """

    path: str | None
    reason: str = ""


def find() -> Found:
    """Look for a Chromium: in ``CTI_CHROMIUM``, on the ``PATH``, among Playwright's own."""
    if named := os.environ.get(VARIABLE):
        path = shutil.which(named)
        if path:
            return Found(path)
        return Found(None, f"{VARIABLE}={named} is not a program: correct it, or leave it out")
    for name in NAMES:
        if path := shutil.which(name):
            return Found(path)
    own = [path for pattern in _OWN for path in _playwright_folder().glob(pattern)]
    if usable := [path for path in own if os.access(path, os.X_OK)]:
        return Found(str(max(usable, key=lambda path: path.stat().st_mtime)))
    return Found(None, f"no Chromium was found: {WAY_OUT}")


def _playwright_folder() -> Path:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named and named != "0":
        return Path(named)
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path.home() / caches / "ms-playwright"
