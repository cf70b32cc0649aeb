"""A reference helpdesk that a test starts by hand, kills, and starts again; and clients of it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from cti_conformance.config.target_config import CONTROL_PATH
from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.target.embedded import COMMAND
from support.warm_reference import warm_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LIMIT_S = 30.0  # for one wait; none comes near it unless something is broken
API_KEY = "sesame-4711-key"
TOKEN = "control-4713-token"
LOGIN = "ada@reference.example:open-4712-word"
ENV = {"CTI_API_KEY": API_KEY, "CTI_AUTH": LOGIN}
TOKEN_ENV = {"CTI_CONTROL_TOKEN": TOKEN}
_AREAS = [area for area in range(201, 990) if area % 100 != 11 and area // 10 % 10 != 9]


def number(n: int) -> str:
    """Return the n-th fictitious North American number."""
    return f"+1{_AREAS[n // 100]}55501{n % 100:02}"


def environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of this process without the suite's variables, and with these."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
    return inherited | ENV | TOKEN_ENV | dict(env or {})


def wait_until(look: Callable[[], object], told: str) -> None:
    """Wait until there is something to see, not for ever."""
    deadline = time.monotonic() + LIMIT_S
    while not look():
        assert time.monotonic() < deadline, f"waited in vain for {told}"
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    """Return the processes that live and have this parent."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (process / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state not in "ZX":
                found.append(int(process.name))
    return found


class Client:
    """Speaks to a helpdesk on a connection of its own: one for each thread.

    Args:
        url: The helpdesk's address.
        api_key: What opens the two calls and REST v2.
        token: What opens the control API.
    """

    def __init__(self, url: str, api_key: str = API_KEY, token: str = TOKEN) -> None:
        self._url = url
        self._auth = (api_key, "X")
        self._bearer = {"Authorization": f"Bearer {token}"}
        self._session = requests.Session()
        self._session.trust_env = False  # neither proxies nor a .netrc

    def send(self, method: str, path: str, content: object = None) -> requests.Response:
        """Send a request of the helpdesk's own APIs."""
        url = self._url + path
        return self._session.request(method, url, json=content, auth=self._auth, timeout=LIMIT_S)

    def control(self, method: str, path: str, content: object = None) -> requests.Response:
        """Send a request of the control API."""
        url = f"{self._url}{CONTROL_PATH}{path}"
        return self._session.request(
            method, url, json=content, headers=self._bearer, timeout=LIMIT_S
        )

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    # -- the two calls, and REST v2 --------------------------------------------------------

    def pop(self, **attributes: object) -> requests.Response:
        """Announce a call."""
        return self.send("POST", POP_PATH, attributes)

    def details(self, reference: str) -> list[dict[str, Any]]:
        """Ask where a call went."""
        return done(self.send("GET", f"{DETAILS_PATH}?call_reference_id={reference}"))  # type: ignore[no-any-return]

    def get(self, path: str) -> Any:
        """Return the JSON of REST v2 at a path."""
        return done(self.send("GET", f"/api/v2/{path}"))

    def make(self, kind: str, **attributes: object) -> int:
        """Make a contact, an agent or a ticket, and return its id."""
        return int(done(self.send("POST", f"/api/v2/{kind}", attributes))["id"])

    def make_ticket(self, requester_id: int, subject: str = "A ticket") -> int:
        """Make a ticket of no call."""
        told = {"subject": subject, "description": "Old", "status": 2, "priority": 1}
        return self.make("tickets", requester_id=requester_id, **told)

    # -- the control API -------------------------------------------------------------------

    def instance(self) -> str | None:
        """Return the id of the running server, if there is one."""
        with suppress(requests.RequestException):
            return str(done(self.control("GET", "/"))["instance"])
        return None

    def set_presence(self, agent_id: int, *, online: bool) -> None:
        """Open the agent's desktop, or close it."""
        done(self.control("PUT", f"/agents/{agent_id}/presence", {"online": online}))

    def widget(self, agent_id: int) -> dict[str, Any] | None:
        """Return the content of the widget."""
        shown: dict[str, Any] | None = done(self.control("GET", f"/agents/{agent_id}/widget"))[
            "widget"
        ]
        return shown

    def act(self, agent_id: int, action: str, /, **given: object) -> requests.Response:
        """Do an action in the widget."""
        path = f"/agents/{agent_id}/widget/actions"
        return self.control("POST", path, {"action": action, **given})


def done(answer: requests.Response) -> Any:
    """Return the JSON of an answer; one that is not 2xx fails the test."""
    assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


class Process:
    """The reference in a process of its own, started with these options.

    It is a group of processes of its own too: one that serves and, with the control API, its
    parent that starts it again; if it is forked from the warm one, the group is elsewhere.

    Args:
        options: Its options.
        env: Further environment variables.
        cold: Whether to start it as a program, for a test about its processes.
    """

    def __init__(
        self, *options: str, env: Mapping[str, str] | None = None, cold: bool = False
    ) -> None:
        command = COMMAND if cold else warm_command()
        self._process = subprocess.Popen(
            [*command, "--port=0", "--stop-with-stdin", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(env),
            text=True,
            start_new_session=True,
        )
        self.pid = self._process.pid
        self.url = ""

    def listen(self) -> str:
        """Wait until it listens, and return the address."""
        stdout = self._process.stdout
        assert stdout is not None
        assert select.select([stdout], [], [], LIMIT_S)[0], "it did not listen in time"
        self.url = stdout.readline().rpartition(" ")[2].strip()
        return self.url

    @property
    def serving(self) -> int:
        """The process that serves, where it is the child of another."""
        (child,) = children(self.pid)
        return child

    def kill(self) -> None:
        """Kill the whole of it at once."""
        os.killpg(self.pid, signal.SIGKILL)
        self._end()

    def wait(self) -> int:
        """Wait until it ends, and return its exit status."""
        return self._process.wait(LIMIT_S)

    def signal(self, number: signal.Signals) -> int:
        """Send a signal to the process that was started, and return its exit status."""
        self._process.send_signal(number)
        return self.wait()

    def close_stdin(self) -> int:
        """End its standard input, and return its exit status."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self.wait()

    def stop(self) -> None:
        """Stop it, if it has not yet ended."""
        if self._process.returncode is None:
            try:
                self.close_stdin()
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
        self._end()

    def _end(self) -> None:
        self._process.wait(LIMIT_S)
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()


@contextmanager
def helpdesk(
    *options: str, env: Mapping[str, str] | None = None, cold: bool = False
) -> Iterator[Process]:
    """Start a helpdesk with these options, and stop it at the end, if need be."""
    process = Process(*options, env=env, cold=cold)
    try:
        process.listen()
        yield process
    finally:
        process.stop()


@contextmanager
def client(url: str, api_key: str = API_KEY, token: str = TOKEN) -> Iterator[Client]:
    """Speak to a helpdesk."""
    speaking = Client(url, api_key, token)
    try:
        yield speaking
    finally:
        speaking.close()


def start_in_vain(*options: str, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Start a helpdesk that cannot start; return exit status, output and errors."""
    done = subprocess.run(
        [sys.executable, *COMMAND[1:], *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(env),
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
