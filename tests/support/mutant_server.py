"""Copies of the reference implementation with a defect in them, run as any target is."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cti_conformance.target.embedded import EmbeddedReference
from matrix.edits import mutated
from matrix.reference import REFERENCE, copied
from support.warm_reference import warm_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutants.mutant import Mutant

# The copy is imported before the real one, which stays unchanged. What the copy needs beside itself
# (the specification) is the real one's.
LAUNCH = """\
import runpy, sys
import cti_conformance
cti_conformance.__path__.insert(0, sys.argv.pop(1))
runpy.run_module("cti_conformance.reference_impl", run_name="__main__", alter_sys=True)
"""


@contextmanager
def mutant_server(mutant: Mutant) -> Iterator[EmbeddedReference]:
    """Run a mutant on a free port, and leave nothing of it behind."""
    with TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder, REFERENCE.name)
        copied(mutated(mutant), copy)
        server = EmbeddedReference([*warm_command(), "-c", LAUNCH, folder])
        try:
            yield server
        finally:
            server.stop()
