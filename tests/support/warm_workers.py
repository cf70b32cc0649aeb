"""Workers of pytest-xdist that are forked before a run, in place of ones that it would start."""

from __future__ import annotations

import atexit
import os
import re
import signal
import sys
import threading
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from execnet import gateway_io
from execnet.gateway_base import Popen2IO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# More than these are started by xdist itself, as with `-n auto`.
MOST = 4


class Forked:
    """A worker that waits for its program, with the part of `subprocess.Popen` that execnet uses.

    Attributes:
        pid: The id of the process.
        stdin: Its standard input.
        stdout: Its standard output.
    """

    def __init__(self, others: Sequence[Forked]) -> None:
        """Fork this process, which must not have threads.

        Args:
            others: Those that were forked before. It must not hold their pipes open.
        """
        (its_input, ours), (theirs, its_output) = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            for one in others:
                one.close()
            os.close(ours)
            os.close(theirs)
            exit_with(partial(be_worker, its_input, its_output))
        os.close(its_input)
        os.close(its_output)
        self.stdin = os.fdopen(ours, "wb")
        self.stdout = os.fdopen(theirs, "rb")
        self._status: int | None = None

    def wait(self) -> int:
        """Wait for its end, and return its exit status."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status

    def kill(self) -> None:
        """Kill it, if it has not ended."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Close its pipes. It ends then, unless it works."""
        self.stdin.close()
        self.stdout.close()


def be_worker(its_input: int, its_output: int) -> int:
    """Execute the line that execnet sends, as the program that it would start does."""
    os.dup2(its_input, 0)
    os.dup2(its_output, 1)
    os.close(its_input)
    os.close(its_output)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    if line := sys.stdin.readline():
        exec(eval(line), {"__name__": "__main__", "sys": sys})
    end_of_process()
    return 0


def exit_with(work: Callable[[], int]) -> NoReturn:
    """Do the work of a forked process, and end the process with the status that it returns."""
    status = 1
    try:
        status = work()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def end_of_process() -> None:
    """Do the work at the end of a process that `os._exit` leaves out."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()


def fork_workers(arguments: Sequence[str]) -> Callable[[], None]:
    """Fork the workers that a run with these arguments will want, and give them to execnet.

    Returns:
        A function that ends those which the run did not use.
    """
    wanted = re.search(r"(?:^|\0)(?:-n|--numprocesses)[=\0]?(\d+)(?:\0|$)", "\0".join(arguments))
    waiting: list[Forked] = []
    for _ in range(min(int(wanted[1]), MOST) if wanted else 0):
        waiting.append(Forked(waiting))
    start = gateway_io.Popen2IOMaster

    class Given(start):  # type: ignore[misc, valid-type]
        def __init__(self, args: list[str], execmodel: Any) -> None:
            if waiting:
                self.popen: Any = waiting.pop(0)
                Popen2IO.__init__(self, self.popen.stdin, self.popen.stdout, execmodel=execmodel)
            else:
                super().__init__(args, execmodel)

    gateway_io.Popen2IOMaster = Given  # type: ignore[misc]

    def end() -> None:
        for one in waiting:
            one.close()
            one.wait()

    return end
