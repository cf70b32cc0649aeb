"""The journal of changed settings: a file from which a later run can restore them.

It is written before a setting is changed, and deleted once all are restored. So it outlives a run
that is killed. There is one for each target and user.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from cti_conformance.scenario.target_lock import lock_folder, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.text.redaction import Redactor

FOLDER = "cti-conformance"


@dataclass(frozen=True)
class Changed:
    """Settings that a run changed, and did not restore.

    Attributes:
        before: Their values before the change.
        withheld: Names of settings whose values hold secrets, and are not in the file.
        since: When the first one was changed.
    """

    before: dict[str, Any] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    since: str = ""


class SettingsJournal:
    """The journal of one target.

    Args:
        url: The base URL of the target.
        redactor: Knows the secrets, none of which the file may hold.
    """

    def __init__(self, url: str, redactor: Redactor) -> None:
        self._url = url
        self._redactor = redactor
        self.path = _folder() / f"{hashlib.sha256(normalised(url).encode()).hexdigest()[:16]}.json"

    def write(self, before: Mapping[str, Any]) -> None:
        """Store the settings that are about to be changed.

        Args:
            before: Their values, those of earlier changes included.

        Raises:
            OSError: It cannot be written.
        """
        kept = {name: value for name, value in before.items() if not self._holds_secret(value)}
        content = {
            "target": self._url,
            "settings": kept,
            "withheld": sorted(before.keys() - kept.keys()),
            "since": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        }
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.path.parent.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise PermissionError(f"{self.path.parent} belongs to another user")
        beside = self.path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)

    def read(self) -> Changed | None:
        """Return what an earlier run left; ``None`` if there is nothing, or no such file."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            return Changed(
                dict(content["settings"]), tuple(content["withheld"]), str(content["since"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def delete(self) -> None:
        """Delete the file, if there is one."""
        self.path.unlink(missing_ok=True)

    def _holds_secret(self, value: object) -> bool:
        """Return whether a setting holds a secret of the suite's, or an address that may hold one.

        In an address these are a password, and values in the query except placeholders.
        """
        if isinstance(value, dict):
            return any(map(self._holds_secret, value.values()))
        if isinstance(value, list):
            return any(map(self._holds_secret, value))
        if not isinstance(value, str):
            return False
        if self._redactor.redact(value) != value:
            return True
        try:
            parts = urlsplit(value)
            return "@" in parts.netloc or any("{" not in v for _, v in parse_qsl(parts.query))
        except ValueError:  # not an address
            return False


def _folder() -> Path:
    """Return the folder of the journals: below the user's folder for state, else with the locks."""
    named = os.environ.get("XDG_STATE_HOME")
    home = os.environ.get("HOME")
    state = Path(named) if named else Path(home, ".local", "state") if home else None
    if state and os.access(next(p for p in (state, *state.parents) if p.exists()), os.W_OK):
        return state / FOLDER
    return lock_folder()
