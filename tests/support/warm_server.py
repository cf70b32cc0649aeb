"""A warm pytest: a process that has started and collected once, and forks for each run.

Starting Python, importing the suite and reading the features takes longer than most runs of a few
rules. Here it is done once for all runs of a worker. `run_suite` runs this file as a program. Each
line of its input asks for a run; for each it writes a line when the run has begun and one when it
has ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import signal
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.warm_workers import end_of_process, exit_with, fork_workers

# Modules that a run imports after collection.
LATER = (
    "cti_conformance.report.html",
    "cti_conformance.target.embedded",
    "playwright.sync_api",
    "xdist.remote",
)
PYTEST = str(Path(pytest.__file__).with_name("__main__.py"))


def warm_up() -> None:
    """Collect once, as a run would, so that all that is imported is imported as in a run."""
    out, silent = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    status = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider"])
    sys.stdout.flush()
    os.dup2(out, 1)
    os.close(out)
    os.close(silent)
    assert status == 0, f"the suite cannot be collected: {status}"
    for name in LATER:
        importlib.import_module(name)
    embedded: Any = importlib.import_module("cti_conformance.target.embedded")
    embedded.COMMAND = sys.argv[1:]
    templates = importlib.import_module("cti_conformance.report.html.templates").environment()
    for name in templates.list_templates(extensions=["j2"]):
        templates.get_template(name)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the suite has set its own
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run; the input ends then
    assert threading.active_count() == 1, "a process with threads cannot be forked safely"
    # Pytest collects garbage at its end: what is there already need not be searched each time.
    gc.collect()
    gc.freeze()


def run(asked: dict[str, Any]) -> int:
    """Be the run that was asked for: in a process of its own, with its environment and output.

    Args:
        asked: The arguments, the environment, and the file for the output.

    Returns:
        The exit status of pytest.
    """
    output = os.open(asked["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.close(nothing)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(asked["env"])
    tempfile.tempdir = None
    random.seed()  # else all runs would draw the same
    sys.argv = [PYTEST, *asked["arguments"]]
    end_unused = fork_workers(asked["arguments"])
    status = int(pytest.main(asked["arguments"]))
    end_unused()
    end_of_process()
    return status


def main() -> None:
    """Run the requested commands, one after the other, until the input ends."""
    warm_up()
    for line in sys.stdin:
        asked = json.loads(line)
        process = os.fork()
        if process == 0:
            exit_with(partial(run, asked))
        print(process, flush=True)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
