"""The bundled reference implementation, as a process for one run of the suite."""

from __future__ import annotations

import os
import secrets
import select
import subprocess
import sys
import time
from contextlib import suppress

from cti_conformance.config.credentials import Credentials
from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.waiting import run_time

START_LIMIT_S = 20.0
STOP_LIMIT_S = 5.0
COMMAND = [sys.executable, "-m", "cti_conformance.reference_impl"]


class EmbeddedReference:
    """The process; it starts at once, and `url` waits for its address.

    The reference stops when its standard input closes, so it ends with this process in any case;
    `stop` ends it sooner.
    """

    def __init__(self, command: list[str] | None = None) -> None:
        self.credentials = Credentials(
            api_key=secrets.token_urlsafe(15),
            email="ada@reference.example",
            password=secrets.token_urlsafe(15),
            control_token=secrets.token_urlsafe(15),
        )
        environment = {
            **os.environ,
            "CTI_API_KEY": str(self.credentials.api_key),
            "CTI_AUTH": f"{self.credentials.email}:{self.credentials.password}",
            "CTI_CONTROL_TOKEN": str(self.credentials.control_token),
        }
        self._process = subprocess.Popen(
            [*(command or COMMAND), "--port", "0", "--stop-with-stdin", "--control"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
            # A Ctrl-C is for the suite: it stops the reference after the last scenario.
            start_new_session=True,
        )
        self._url: str | None = None

    @property
    def url(self) -> str:
        """The base URL; waits until the reference is listening.

        Raises:
            Inconclusive: It ended, or did not listen, within the start limit.
        """
        if self._url is None:
            self._url = self._read_address()
        return self._url

    def _read_address(self) -> str:
        stdout = self._process.stdout
        assert stdout is not None
        deadline = time.monotonic() + run_time().at_most(START_LIMIT_S)
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([stdout], [], [], left)[0]:
                break
            line = stdout.readline()
            if not line:
                raise Inconclusive(f"the reference ended at once, with status {self._ended()}")
            if "http://" in line:
                return line[line.index("http://") :].strip()
        raise Inconclusive(f"the reference did not listen within {START_LIMIT_S:g} s")

    def _ended(self) -> int:
        """Return the exit status, once it has closed its output."""
        try:
            return self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def stop(self) -> None:
        """Stop it, and wait until it is gone."""
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()
        self._ended()
        if self._process.stdout:  # not before: it may be about to print its address
            self._process.stdout.close()
