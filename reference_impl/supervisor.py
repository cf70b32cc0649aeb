"""A parent process that restarts the helpdesk after a crash (CTI-FLT-02, CTI-FLT-03).

Parent and child hold the two ends of a socket pair. When one of them dies, the other sees the end
of the stream: the child stops, the parent starts another child. The parent opens no database and
has no threads and no event loop, so that it can fork at any time.
"""

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable

STOP_LIMIT_S = 3.0
STDIN = 0

Serve = Callable[[socket.socket, bool], int]


def supervise(serve: Serve, stop_with_stdin: bool) -> int:
    """Serve in a child process, and in another one after each crash.

    Args:
        serve: Called in the child, with its socket and whether it is the first child. It serves
            until the socket is closed, and returns the exit status.
        stop_with_stdin: Whether to stop when the standard input ends.

    Returns:
        The exit status of the last child.
    """
    first = True
    while True:
        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            ours.close()
            os._exit(_status(serve, theirs, first))
        theirs.close()
        stopped = True
        try:
            stopped = _wait(ours, stop_with_stdin)
        finally:
            ours.close()
            status = _reap(child)
        if stopped or os.WIFEXITED(status):
            return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 0
        first = False


def _status(serve: Serve, line: socket.socket, first: bool) -> int:
    """Serve in the child, and return its exit status."""
    try:
        return serve(line, first)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _wait(line: socket.socket, stop_with_stdin: bool) -> bool:
    """Wait until the child has ended or must stop; return whether it must stop."""
    watched: list[socket.socket | int] = [line]
    if stop_with_stdin:
        if sys.stdin is None:
            return True
        watched.append(STDIN)
    while True:
        ready, _, _ = select.select(watched, [], [])
        if STDIN in ready and not os.read(STDIN, 4096):
            return True
        if line in ready:
            return False


def _reap(child: int) -> int:
    """Return the status of the child, which is killed if it does not end in time."""
    deadline = time.monotonic() + STOP_LIMIT_S
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]
