"""A warm reference: a process that has imported the reference once, and forks for each helpdesk.

Importing it takes longer than most tests. `warm_reference` runs this file as a program, which
listens on a Unix socket. `reference_launcher.py` connects to it; each connection is one helpdesk.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

REFERENCE = "cti_conformance.reference_impl"
STDIN = 0
MOST_BYTES = 1_000_000


def warm_up() -> None:
    """Import the reference, and read its specification."""
    importlib.import_module(f"{REFERENCE}.__main__")
    contract = importlib.import_module(f"{REFERENCE}.http.contract")
    for name in (*contract.FILES, contract.CONTROL):
        contract.specification(name)
    gc.collect()
    gc.freeze()


def received(connection: socket.socket) -> tuple[dict[str, object], list[int]]:
    """Return what a launcher asks for, and its standard streams."""
    data, files, _, _ = socket.recv_fds(connection, MOST_BYTES, 3)
    while not data.endswith(b"\n"):
        more = connection.recv(MOST_BYTES)
        if not more:
            raise ConnectionError
        data += more
    return json.loads(data), files


def run_program(text: str, *arguments: str) -> NoReturn:
    """Run a program as ``python -c`` does, with all imported but the reference itself."""
    for name in [name for name in sys.modules if f"{name}.".startswith(f"{REFERENCE}.")]:
        del sys.modules[name]
    del vars(importlib.import_module("cti_conformance"))[REFERENCE.rpartition(".")[2]]
    sys.argv = ["-c", *arguments]
    exec(text, {"__name__": "__main__"})
    sys.exit()


def be_helpdesk(asked: dict[str, object], files: list[int]) -> NoReturn:
    """Be the helpdesk that was asked for, in a group of processes of its own."""
    status = 1
    try:
        os.setsid()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(asked["env"])  # type: ignore[call-overload]
        os.chdir(str(asked["cwd"]))
        tempfile.tempdir = None
        arguments = list(map(str, asked["arguments"]))  # type: ignore[call-overload]
        if arguments[0] == "-c":
            run_program(*arguments[1:])
        reference = importlib.import_module(f"{REFERENCE}.__main__")
        reference.main(arguments)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


class Server:
    """Forks a helpdesk for each connection, and reports its end on it."""

    def __init__(self, path: str) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen()
        self._ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        signal.set_wakeup_fd(theirs.fileno())
        self._theirs = theirs
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._helpdesks: dict[int, socket.socket] = {}  # by process id

    def serve(self) -> None:
        """Serve until the standard input ends; the helpdesks end then."""
        while True:
            watched: list[int | socket.socket] = [
                STDIN,
                self._ours,
                self._listener,
                *self._helpdesks.values(),
            ]
            ready, _, _ = select.select(watched, [], [])
            if STDIN in ready:
                break
            if self._ours in ready:
                self._ours.recv(4096)
                self._reap()
            for pid, connection in list(self._helpdesks.items()):
                if connection in ready:
                    self._pass_on(pid, connection)
            if self._listener in ready:
                self._start()
        for pid in self._helpdesks:
            os.killpg(pid, signal.SIGKILL)

    def _start(self) -> None:
        connection, _ = self._listener.accept()
        try:
            asked, files = received(connection)
        except ConnectionError:
            connection.close()
            return
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            others = (self._listener, self._ours, self._theirs, *self._helpdesks.values())
            for one in (*others, connection):
                one.close()
            be_helpdesk(asked, files)
        for file in files:
            os.close(file)
        self._helpdesks[pid] = connection

    def _reap(self) -> None:
        """Report the status of those that have ended."""
        for pid in list(self._helpdesks):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                connection = self._helpdesks.pop(pid)
                with suppress(OSError):
                    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
                connection.close()

    def _pass_on(self, pid: int, connection: socket.socket) -> None:
        """Pass on the signals of a launcher; kill the helpdesk of one that has been killed."""
        if pid not in self._helpdesks:
            return
        numbers = connection.recv(64)
        with suppress(ProcessLookupError):
            for number in numbers:
                os.kill(pid, number)
            if not numbers:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        if not numbers:
            del self._helpdesks[pid]
            connection.close()


def main() -> None:
    """Say that it listens, and serve."""
    path = Path(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests; the input ends then
    warm_up()
    server = Server(str(path))
    print("listens", flush=True)
    server.serve()


if __name__ == "__main__":
    main()
