"""The command line: `python -m cti_conformance.reference_impl`."""

import argparse
import ipaddress
import json
import os
import shlex
import signal
import socket
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

import uvicorn
from starlette.types import ASGIApp

from . import app, supervisor
from .desktop import docs
from .domain import people, phones, samples
from .domain.store import Store
from .http.access_log import AccessLog
from .http.auth import ControlToken, Credentials
from .http.door import Connection

EMAIL = "ada@reference.example"
NAME = "Ada Admin"
PHONE = "+12025550199"  # this number and the next are fictitious: no phone rings
CALLER = "+12025550123"
SILENCE_MS = 30_000
TOKEN_VARIABLES = ("CTI_CONTROL_TOKEN", "CTI_HARNESS_TOKEN")  # the second: of earlier versions


class StartError(Exception):
    """The helpdesk cannot start; the message is one line."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The credentials, the same for every process that serves."""

    api_key: str
    login: str  # email:password
    token: ControlToken | None


class Server(uvicorn.Server):
    """A server that logs errors only, and prints an announcement, if any, once it listens."""

    def __init__(
        self,
        application: ASGIApp,
        announcement: str | None,
        before_stop: Callable[[], None],
        *,
        behind_proxy: bool,
    ) -> None:
        config = uvicorn.Config(
            application,
            http=Connection,
            proxy_headers=behind_proxy,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self._announcement = announcement
        self._before_stop = before_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and print the announcement."""
        await super().startup(sockets)
        if self._announcement:
            print(self._announcement, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop at once: the connections of open pages, which would go on, are ended first."""
        self._before_stop()
        await super().shutdown(sockets)


def main(
    arguments: Sequence[str] | None = None, prog: str = "python -m cti_conformance.reference_impl"
) -> None:
    """Serve the helpdesk until a signal, or the end of the standard input, stops it.

    Args:
        arguments: The options; by default those of the command line.
        prog: The name of the command, for its help.
    """
    options = _options(arguments, prog)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        if options.db:
            status = _run(options, options.db)
        else:
            with tempfile.TemporaryDirectory(prefix="reference-helpdesk-") as folder:
                status = _run(options, Path(folder, "helpdesk.db"))
    except StartError as problem:
        print(problem, file=sys.stderr)
        status = 2
    sys.exit(status)


def _options(arguments: Sequence[str] | None, prog: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="The reference helpdesk for the Freshdesk CTI framework.",
        epilog="Credentials come from the environment, or are generated: CTI_API_KEY, CTI_AUTH as "
        "email:password, and for the control API CTI_CONTROL_TOKEN (or CTI_HARNESS_TOKEN).",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    add("--port", type=int, default=8080, help="port to listen on, 0 for any (%(default)s)")
    add("--db", type=Path, metavar="FILE", help="SQLite file (a temporary one)")
    add("--country", default="US", help="country of numbers in national form (%(default)s)")
    add("--behind-proxy", action="store_true", help="trust X-Forwarded-… of a proxy on loopback")
    add("--sample-data", action="store_true", help="add the people of the documentation's samples")
    add("--quiet", action="store_true", help="print no line for each request")
    add("--stop-with-stdin", action="store_true", help="stop when the standard input ends")
    add("--control", action="store_true", help="serve the control API, and survive its crash call")
    add("--control-anywhere", action="store_true", help="even where others can reach it")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, path: Path) -> int:
    """Serve until stopped, with the control API in a child process; return the exit status."""
    if not phones.is_country(options.country):
        raise StartError(f"unknown country {options.country!r}: use an ISO code such as US")
    api_key = os.environ.get("CTI_API_KEY") or token_urlsafe(15)
    login = os.environ.get("CTI_AUTH") or f"{EMAIL}:{token_urlsafe(15)}"
    email, colon, _ = login.partition(":")
    if not (email and colon):
        raise StartError("CTI_AUTH does not have the form email:password")
    listener = _listen(options.host, options.port)
    if not options.control:
        stdin = supervisor.STDIN if options.stop_with_stdin else None
        _serve(options, path, listener, Secrets(api_key, login, None), stop_with=stdin, first=True)
        return 0
    if not (options.control_anywhere or _is_loopback(listener)):
        raise StartError(
            f"the control API would be open to everybody who can reach "
            f"{listener.getsockname()[0]}: listen on 127.0.0.1, or add --control-anywhere"
        )
    token = ControlToken(_environment(TOKEN_VARIABLES) or token_urlsafe(15))
    secrets = Secrets(api_key, login, token)

    def serve(line: socket.socket, first: bool) -> int:
        try:
            _serve(options, path, listener, secrets, stop_with=line.fileno(), first=first)
        except StartError as problem:
            print(problem, file=sys.stderr)
            return 2
        return 0

    return supervisor.supervise(serve, options.stop_with_stdin)


def _serve(
    options: argparse.Namespace,
    path: Path,
    listener: socket.socket,
    secrets: Secrets,
    *,
    stop_with: int | None,
    first: bool,
) -> None:
    """Serve in this process until a signal comes, or the stream to stop with ends."""
    try:
        # A temporary file is gone after a power failure in any case.
        store = Store(path, options.country, durable=bool(options.db))
    except sqlite3.Error as error:
        raise StartError(f"cannot use the database {path}: {error}") from None
    try:
        agent_id = _agent_id(store, secrets.login.partition(":")[0])
        if options.sample_data:
            with store.transaction():
                samples.add(store)
        credentials = Credentials(secrets.api_key, secrets.login, agent_id)
        variables = samples.VARIABLES if options.sample_data else {}
        port = listener.getsockname()[1]
        announcement = _announcement(options.host, port, secrets, agent_id, variables)
        helpdesk = app.open_(store, credentials)
        application = app.build(helpdesk, credentials, secrets.token)
        if not (options.quiet or options.stop_with_stdin):  # then a program reads the output
            application = AccessLog(application)
        server = Server(
            application,
            announcement if first else None,
            helpdesk.streams.stop,
            behind_proxy=options.behind_proxy,
        )
        if stop_with is not None:
            watch = threading.Thread(target=_stop_with, args=[stop_with, server], daemon=True)
            watch.start()
        server.run(sockets=[listener])
    finally:
        store.close()


def _environment(names: Sequence[str]) -> str | None:
    """Return the value of the first of these variables that has one."""
    return next((value for name in names if (value := os.environ.get(name))), None)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", error)).partition(" (")[0]
        raise StartError(f"cannot listen on {host}, port {port}: {reason}") from None
    # Connections inherit it: an answer's head and body are not held back for one another.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # And this: a page whose machine vanished is noticed, since its heartbeats are not acknowledged.
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE_MS)
    return listener


def _is_loopback(listener: socket.socket) -> bool:
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def _agent_id(store: Store, email: str) -> int:
    """Return the id of the agent with this email, created if necessary."""
    with store.transaction():
        agent = people.by_email(store, "agent", email) or people.create(
            store, "agent", {"name": NAME, "email": email, "phone": PHONE}
        )
    return int(agent["id"])


def _announcement(
    host: str, port: int, secrets: Secrets, agent_id: int, variables: Mapping[str, int]
) -> str:
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    pop = json.dumps({"requester_phone": CALLER, "responder_id": agent_id})
    curl = [
        *("curl", "-u", f"{secrets.api_key}:X", "-H", "Content-Type: application/json"),
        *("-d", pop, f"{address}/api/v2/integrations/cti/pop"),
    ]
    exports = {"CTI_API_KEY": secrets.api_key, "CTI_AUTH": secrets.login}
    if secrets.token:
        exports |= dict.fromkeys(TOKEN_VARIABLES, secrets.token.token)
    lines = [
        f"Reference helpdesk on {address}",
        *(f"  export {name}={shlex.quote(value)}" for name, value in exports.items()),
        *_of_samples(address, variables),
        f"  {shlex.join(curl)}",
        f"  desktop: {address}/ (sign in with the email and password of CTI_AUTH)",
        f"  APIs:    {address}{docs.PATH}",
    ]
    return "\n".join(lines)


def _of_samples(address: str, variables: Mapping[str, int]) -> Iterator[str]:
    """Yield the line with the variables of the documentation's samples, if they are there."""
    if variables:
        ids = " ".join(f"{name}={id_}" for name, id_ in variables.items())
        yield f"  export HELPDESK={address} {ids}"


def _stop_with(stream: int, server: Server) -> None:
    # os.read, since a buffered reader that waits in a thread troubles the interpreter's end.
    with suppress(OSError):  # a stream that is closed has ended
        while os.read(stream, 4096):
            pass
    server.should_exit = True


if __name__ == "__main__":
    main()
