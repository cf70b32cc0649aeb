"""Copies of the reference implementation with a defect in them, run as any target is."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cti_conformance.embedded import EmbeddedReference
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutants.mutant import Mutant

REFERENCE = ROOT / "reference_impl"

# The copy goes before the real one, which stays as it is. What the copy needs beside itself
# (the specification) is the real one's.
LAUNCH = """\
import runpy, sys
import cti_conformance
cti_conformance.__path__.insert(0, sys.argv.pop(1))
runpy.run_module("cti_conformance.reference_impl", run_name="__main__", alter_sys=True)
"""


class MisfitError(Exception):
    """A mutant does not fit the reference implementation (any more)."""


def mutated(mutant: Mutant) -> dict[str, str]:
    """Return the files that a mutant changes, by name, as it has them.

    Raises:
        MisfitError: what it replaces is not there, or there more than once.
    """
    texts: dict[str, str] = {}
    for edit in mutant.edits:
        text = texts.get(edit.file) or (REFERENCE / edit.file).read_text(encoding="utf-8")
        if (count := text.count(edit.old)) != 1:
            raise MisfitError(
                f"mutant {mutant.name}: its text occurs {count} times in "
                f"reference_impl/{edit.file}, and must occur once: {edit.old!r}"
            )
        texts[edit.file] = text.replace(edit.old, edit.new)
        if edit.file.endswith(".py"):
            compile(texts[edit.file], f"{mutant.name}/{edit.file}", "exec")
    return texts


@contextmanager
def mutant_server(mutant: Mutant) -> Iterator[EmbeddedReference]:
    """Run a mutant on a free port, and leave nothing of it behind."""
    with TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder, REFERENCE.name)
        shutil.copytree(REFERENCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        for name, text in mutated(mutant).items():
            (copy / name).write_text(text, encoding="utf-8")
        server = EmbeddedReference([sys.executable, "-c", LAUNCH, folder])
        try:
            yield server
        finally:
            server.stop()
