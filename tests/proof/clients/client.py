"""What a changed client is: one of the examples, with replacements of its text."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.suite import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PYTHON, SHELL = "cti_client.py", "cti-client.sh"
EXAMPLES = ROOT / "examples" / "telephony"


@dataclass(frozen=True)
class Client:
    """One of the example clients, changed.

    Attributes:
        name: Short, and the same in every report.
        why: What its vendor did, in one sentence.
        edits: The replacements: a text that occurs exactly once, and the one that takes its place.
        file: Which example it is made of.
        kills: The rules, without `CTI-TEL-`, that must be `failed` or `warning`; the first is the
            one that it is made to break. Empty for one that conforms.
        warns: For one that conforms, the SHOULD rules that it may violate, and those that it gives
            no occasion to test, in the same form.
        near: For one that conforms, the rules that a strict suite would first hold against it.
        stays: Whether it stays up.
    """

    name: str
    why: str
    edits: tuple[tuple[str, str], ...]
    file: str = PYTHON
    kills: tuple[str, ...] = ()
    warns: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    stays: bool = False

    @property
    def rules(self) -> tuple[str, ...]:
        """The full ids of the rules that must tell it."""
        return tuple(f"CTI-TEL-{rule}" for rule in self.kills)

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The full ids of the rules near a client that conforms."""
        return tuple(f"CTI-TEL-{rule}" for rule in self.near)

    @property
    def text(self) -> str:
        """The text of the client.

        Raises:
            ValueError: A replaced text does not occur exactly once.
        """
        text = (EXAMPLES / self.file).read_text(encoding="utf-8")
        for old, new in self.edits:
            if text.count(old) != 1:
                raise ValueError(f"{self.name}: {old!r} occurs {text.count(old)} times")
            text = text.replace(old, new)
        return text

    def write(self, folder: Path) -> str:
        """Write the client into a folder, and return its command."""
        file = folder / self.file
        file.write_text(self.text, encoding="utf-8")
        file.chmod(0o755)
        return shlex.join([sys.executable, str(file)] if self.file == PYTHON else [str(file)])


def mutant(rule: str, name: str, why: str, *edits: tuple[str, str], file: str = PYTHON) -> Client:
    """Return a client with one defect.

    Args:
        rule: The rule that it breaks, without `CTI-TEL-`.
        name: Its name.
        why: What its vendor did.
        edits: The replacements.
        file: Which example it is made of.
    """
    return Client(name, why, edits, file, kills=(rule,))
