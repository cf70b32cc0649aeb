"""Lets ``--report-dir DIR`` be written in two words.

The suite's options come with its conftest, so that they bother nobody else's tests. Pytest looks
for its settings before it knows them, and takes ``DIR``, if it exists, for a path to test. Where
that would lead it astray, it is started again with the two words as one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTIONS = ("--profile", "--report-dir", "--rule", "--target-config", "--target-url")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start pytest again where it took the value of one of our options for a path."""
    given = early_config.invocation_params.args
    words = [str(word) for word in given]
    joined = in_one_word(words)
    if joined == words:
        return
    if words != sys.argv[1:]:  # somebody's program called pytest: it is not ours to replace
        raise pytest.UsageError(f"write each option in one word: {' '.join(joined)}")
    capture = early_config.pluginmanager.get_plugin("capturemanager")
    if capture:  # else the new process would write into what this one has captured
        capture.stop_global_capturing()
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *joined])


def in_one_word(words: Sequence[str]) -> list[str]:
    """Return the words with each of our options joined to its value, if that is a path."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in OPTIONS and Path(word).exists():
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined
