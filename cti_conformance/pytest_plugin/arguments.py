"""Makes the suite's options known where pytest would not find them by itself.

They come with the suite and not with every run of pytest, so that they bother nobody else's tests.
In a checkout its conftest brings them; for ``pytest --pyargs cti_conformance`` this module does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTIONS = (
    *("--baseline", "--desktop", "--profile", "--report-dir", "--rule", "--rules"),
    *("--target-config", "--target-url"),
    *("--softphone-url", "--softphone-driver", "--dial-url"),
)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Look at the command line before pytest makes sense of it."""
    words = [str(word) for word in early_config.invocation_params.args]
    joined = in_one_word(words)
    if joined != words:
        _start_again(early_config, words, joined)
    if early_config.known_args_namespace.pyargs and any(
        word.partition("::")[0].startswith("cti_conformance") for word in words
    ):
        from cti_conformance.steps import PLUGINS

        for name in PLUGINS:
            early_config.pluginmanager.import_plugin(name)


def in_one_word(words: Sequence[str]) -> list[str]:
    """Return the words with each of our options joined to its value, if that is a path.

    Pytest looks for its settings before it knows our options, and takes the ``DIR`` of
    ``--report-dir DIR`` for a path to test, if it exists.
    """
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in OPTIONS and Path(word).exists():
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _start_again(config: pytest.Config, words: list[str], joined: list[str]) -> None:
    """Start pytest anew with other words, since it has made up its mind about where it is."""
    if words != sys.argv[1:]:  # somebody's program called pytest: it is not ours to replace
        raise pytest.UsageError(f"write each option in one word: {' '.join(joined)}")
    capture = config.pluginmanager.get_plugin("capturemanager")
    if capture:  # else the new process would write into what this one has captured
        capture.stop_global_capturing()
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *joined])
