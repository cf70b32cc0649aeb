"""A lock on a shared target: a scenario that changes shared state runs alone.

The lock belongs to the target: all runs of this user on this machine that test the same URL share
it, whatever installation they come from. The system releases the lock of a process that dies.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from filelock import FileLock, ReadWriteLock, Timeout

from cti_conformance.results.step_outcomes import Inconclusive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = "cti-conformance-locks"
NOTICE_S = 5.0
"""Time after which a wait for another run is announced, in seconds."""
POLL_S = 0.02

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ("localhost", "::1", "127.0.0.1")


class TargetLock:
    """The lock on one target, for one process of a run.

    Ordinary scenarios of several processes run at the same time. A scenario that changes the
    account's settings, or crashes the server, waits for the others, and they for it.

    Args:
        url: The base URL of the target.
        run_name: The name of the run, the same in all its processes.
        notify: Called with one line if the lock is held by another run.
        part: The part of the target that it is for; by default all of it.
    """

    def __init__(
        self,
        url: str,
        run_name: str = "",
        notify: Callable[[str], None] = lambda _: None,
        part: str = "",
    ) -> None:
        self._url = url
        self._name = hashlib.sha256(normalised(url).encode()).hexdigest()[:16] + part
        self._run_name = run_name or str(os.getpid())
        self._notify = notify

    @cached_property
    def pages(self) -> TargetLock:
        """A lock for the settings of the desktops' pages, to be taken after this one."""
        return TargetLock(self._url, self._run_name, self._notify, "-pages")

    @contextmanager
    def hold(self, *, exclusive: bool, limit_s: float) -> Iterator[None]:
        """Hold the lock within this context.

        Args:
            exclusive: Whether no other process may hold it at the same time.
            limit_s: Maximum time to wait for it, in seconds.

        Raises:
            Inconclusive: The lock was not released in time, or its file cannot be used.
        """
        try:
            gate, lock = self._gate, self._lock
        except OSError as error:
            raise Inconclusive(f"the target cannot be locked in {lock_folder()}: {error}") from None
        take = lock.acquire_write if exclusive else lock.acquire_read
        deadline = time.monotonic() + limit_s
        # A scenario that waits to run alone holds the gate, so that no other one starts before it.
        self._acquire(partial(gate.acquire, poll_interval=POLL_S), deadline)
        try:
            self._acquire(take, deadline)
        finally:
            gate.release()
        try:
            self._announce()
            yield
        finally:
            self._marker(os.getpid()).unlink(missing_ok=True)
            lock.release()

    @cached_property
    def _gate(self) -> FileLock:
        return FileLock(self._folder / f"{self._name}.gate")

    @cached_property
    def _lock(self) -> ReadWriteLock:
        return ReadWriteLock(self._folder / f"{self._name}.lock", is_singleton=False)

    @cached_property
    def _folder(self) -> Path:
        folder = lock_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise PermissionError("it belongs to another user")
        return folder

    @property
    def last_crash(self) -> float:
        """When a run on this machine last crashed the target; 0 if none is known to have."""
        with suppress(OSError):
            return self._crash.stat().st_mtime
        return 0.0

    def note_crash(self) -> None:
        """Let other processes know that the target was made to crash."""
        with suppress(OSError):
            self._crash.touch()

    @property
    def _crash(self) -> Path:
        return self._folder / f"{self._name}.crash"

    def _acquire(self, take: Callable[[float], object], deadline: float) -> None:
        """Take the gate or the lock; announce a wait for another run."""
        with suppress(Timeout):
            take(max(0.0, min(NOTICE_S, deadline - time.monotonic())))
            return
        left_s = max(0.0, deadline - time.monotonic())
        others = self._other_runs()
        if others:
            self._notify(
                f"Waiting for another run of the suite on {self._url} ({others}). This run goes on "
                f"when that one has ended, and gives up after {left_s:.0f} s. To go on now, stop "
                "that process."
            )
        try:
            take(left_s)
        except Timeout:
            reason = "the target was locked by {} until the time of this run was over"
            raise Inconclusive(
                reason.format(self._other_runs() or "another process of this run")
            ) from None

    def _announce(self) -> None:
        """Leave a note of who holds the lock, for those who wait."""
        with suppress(OSError):
            self._marker(os.getpid()).write_text(self._run_name, encoding="utf-8")

    def _other_runs(self) -> str:
        """Return the processes of other runs that hold the lock, as text; empty if none does."""
        found = []
        for marker in sorted(self._folder.glob(f"{self._name}.*.holder")):
            pid = int(marker.name.split(".")[1])
            with suppress(OSError):
                if not _lives(pid):
                    marker.unlink()
                elif marker.read_text(encoding="utf-8") != self._run_name:
                    found.append(f"process {pid}")
        return ", ".join(found)

    def _marker(self, pid: int) -> Path:
        return self._folder / f"{self._name}.{pid}.holder"


def normalised(url: str) -> str:
    """Return one spelling of a base URL for all that mean the same target.

    Scheme and host are in small letters; a default port, a slash at the end and the name of the
    loopback interface make no difference.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{'localhost' if host in _LOOPBACK else host}:{port}{path}"


def lock_folder() -> Path:
    """Return the folder of the locks: in the user's runtime folder, else in the temporary one."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime).is_dir():
        return Path(runtime, FOLDER)
    return Path(tempfile.gettempdir(), f"{FOLDER}-{os.getuid()}")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
