"""Why a vendor's command cannot be started, in words that name the file."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def why_not_started(word: str, env: Mapping[str, str], error: OSError) -> str:
    """Return why a command cannot be started, and how to mend it.

    Args:
        word: The first word of the command.
        env: Its environment, in whose ``PATH`` programs are looked for.
        error: The error of the operating system.
    """
    try:
        return f"the client cannot be started: {_reason(word, env, error)}"
    except OSError:  # such as a name that is too long
        return f"the client cannot be started: {error.strerror or error}"


def _reason(word: str, env: Mapping[str, str], error: OSError) -> str:
    if "/" not in word and shutil.which(word, path=env.get("PATH")) is None:
        hint = f"; for the file of this folder write ./{word}" if Path(word).is_file() else ""
        return f"PATH has no program {word}{hint}"
    found = shutil.which(word, path=env.get("PATH")) or word
    return f"{found} {_wrong_with(Path(found), error)}"


def _wrong_with(file: Path, error: OSError) -> str:
    if not file.exists():
        return "does not exist"
    if file.is_dir():
        return "is a folder"
    if error.errno == errno.EACCES:
        return f"is not executable: chmod +x {file}"
    if error.errno == errno.ENOENT:
        return f"needs {_interpreter(file) or 'an interpreter'}, as its first line says: not found"
    if error.errno == errno.ENOEXEC:
        return "is neither a program nor begins with a line such as #!/bin/sh"
    return f"gives the error: {error.strerror or error}"


def _interpreter(file: Path) -> str:
    """Return what the first line of a script names; empty if that cannot be read."""
    try:
        with file.open("rb") as script:
            first = script.readline(200)
    except OSError:
        return ""
    is_script = first.startswith(b"#!")
    return first[2:].decode("utf-8", "backslashreplace").strip() if is_script else ""
