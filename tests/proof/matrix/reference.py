"""A copy of the reference implementation with a defect in it, forked from a warm process."""

from __future__ import annotations

import os
import runpy
import secrets
import select
import shutil
import signal
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import cti_conformance
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matrix.coverage import Tracer

REFERENCE = ROOT / "reference_impl"
MODULE = "cti_conformance.reference_impl"
START_LIMIT_S = 20.0


class StillbornError(Exception):
    """The reference with this defect does not even start."""


@contextmanager
def served(
    texts: Mapping[str, str], tracer: Tracer | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Run the reference with some of its files replaced, on a free port.

    It is forked from this process, which has imported what the reference imports, but nothing of
    the reference itself; and it ends with this process.

    Args:
        texts: What stands in the files that are replaced, by their names.
        tracer: Writes down which lines are run.

    Yields:
        The address, and the environment variables with its credentials.

    Raises:
        StillbornError: It does not start.
    """
    environment = {
        "CTI_API_KEY": secrets.token_urlsafe(15),
        "CTI_AUTH": f"ada@reference.example:{secrets.token_urlsafe(15)}",
        "CTI_CONTROL_TOKEN": secrets.token_urlsafe(15),
    }
    with TemporaryDirectory(prefix="defect-") as folder:
        copied(texts, Path(folder, REFERENCE.name))
        stdin, stdin_end = os.pipe()
        stdout_end, stdout = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(stdin_end)
            os.close(stdout_end)
            os._exit(_serve(folder, environment, stdin, stdout, tracer))
        os.close(stdin)
        os.close(stdout)
        try:
            yield _address(stdout_end), environment
        finally:
            os.close(stdin_end)
            os.close(stdout_end)
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # and the process that serves with it
            os.waitpid(child, 0)


def copied(texts: Mapping[str, str], copy: Path) -> None:
    """Copy the reference, with what is compiled of it, and replace the files.

    Args:
        texts: What stands in the files that are replaced, by their names.
        copy: The folder of the copy, which is made.
    """
    shutil.copytree(REFERENCE, copy)
    for name, text in texts.items():
        (copy / name).write_text(text, encoding="utf-8")
        # What is compiled is known by time and size, which may be the same.
        for compiled in (copy / name).parent.glob(f"__pycache__/{Path(name).stem}.*"):
            compiled.unlink()


def _serve(
    folder: str,
    environment: Mapping[str, str],
    stdin: int,
    stdout: int,
    tracer: Tracer | None,
) -> int:
    """Be the reference, and return the exit status."""
    os.setsid()
    os.dup2(stdin, 0)
    os.dup2(stdout, 1)
    os.environ |= environment
    tempfile.tempdir = folder
    # The copy goes before the real one. What it needs beside itself is the real one's.
    cti_conformance.__path__.insert(0, folder)
    sys.argv = [MODULE, "--port", "0", "--stop-with-stdin", "--control"]
    if tracer:
        tracer.begin()
    try:
        runpy.run_module(MODULE, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    return 0


def _address(stdout: int) -> str:
    """Read the address that the reference prints once it listens."""
    said, deadline = b"", time.monotonic() + START_LIMIT_S
    while b"\n" not in said and select.select([stdout], [], [], deadline - time.monotonic())[0]:
        more = os.read(stdout, 4096)
        if not more:
            break
        said += more
    line = said.partition(b"\n")[0].decode()
    if "http://" not in line:
        raise StillbornError(f"it does not start, and says {line!r}")
    return line[line.index("http://") :].strip()
