"""The command line: `python -m cti_conformance.reference_impl`."""

import argparse
import json
import os
import secrets
import shlex
import signal
import socket
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from . import app, people, phones
from .store import Store

EMAIL = "ada@reference.example"
NAME = "Ada Admin"
PHONE = "+12025550199"  # this number and the next are of those that ring nobody
CALLER = "+12025550123"


class StartError(Exception):
    """Why the helpdesk cannot start, in one line."""


class Server(uvicorn.Server):
    """A quiet server, that only says when it listens."""

    def __init__(self, application: ASGIApp, announcement: str) -> None:
        config = uvicorn.Config(
            application,
            http="h11",
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

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and say so."""
        await super().startup(sockets)
        print(self._announcement, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the helpdesk until told to stop."""
    options = _options(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        if options.db:
            _serve(options, options.db)
        else:
            with tempfile.TemporaryDirectory(prefix="reference-helpdesk-") as folder:
                _serve(options, Path(folder, "helpdesk.db"))
    except StartError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m cti_conformance.reference_impl",
        description="The reference helpdesk for the Freshdesk CTI framework.",
        epilog="Credentials come from the environment, or are made up: CTI_API_KEY, and CTI_AUTH "
        "as email:password.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    add("--port", type=int, default=8080, help="port to listen on, 0 for any (%(default)s)")
    add("--db", type=Path, metavar="FILE", help="SQLite file (a temporary one)")
    add("--country", default="US", help="whose national numbers are meant (%(default)s)")
    add("--stop-with-stdin", action="store_true", help="stop when the standard input ends")
    return parser.parse_args(arguments)


def _serve(options: argparse.Namespace, path: Path) -> None:
    if not phones.is_country(options.country):
        raise StartError(f"no country is called {options.country!r}: give two letters such as US")
    api_key = os.environ.get("CTI_API_KEY") or secrets.token_urlsafe(15)
    login = os.environ.get("CTI_AUTH") or f"{EMAIL}:{secrets.token_urlsafe(15)}"
    email, colon, _ = login.partition(":")
    if not (email and colon):
        raise StartError("CTI_AUTH is not of the form email:password")
    listener = _listen(options.host, options.port)
    try:
        store = Store(path, options.country)
    except sqlite3.Error as error:
        raise StartError(f"cannot use the database {path}: {error}") from None
    try:
        credentials = app.Credentials(api_key, login, _agent_id(store, email))
        announcement = _announcement(options.host, listener.getsockname()[1], credentials)
        server = Server(app.build(store, credentials), announcement)
        if options.stop_with_stdin:
            threading.Thread(target=_stop_with_stdin, args=[server], daemon=True).start()
        server.run(sockets=[listener])
    finally:
        store.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", error)).partition(" (")[0]
        raise StartError(f"cannot listen on {host}, port {port}: {reason}") from None
    # Connections inherit it: an answer's head and body are not held back for one another.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _agent_id(store: Store, email: str) -> int:
    """Return the id of the agent whose credentials they are, who is made if need be."""
    with store.transaction():
        agent = people.by_email(store, "agent", email) or people.create(
            store, "agent", {"name": NAME, "email": email, "phone": PHONE}
        )
    return int(agent["id"])


def _announcement(host: str, port: int, credentials: app.Credentials) -> str:
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    pop = json.dumps({"requester_phone": CALLER, "responder_id": credentials.agent_id})
    curl = [
        *("curl", "-u", f"{credentials.api_key}:X", "-H", "Content-Type: application/json"),
        *("-d", pop, f"{address}/api/v2/integrations/cti/pop"),
    ]
    return (
        f"Reference helpdesk on {address}\n"
        f"  export CTI_API_KEY={shlex.quote(credentials.api_key)}\n"
        f"  export CTI_AUTH={shlex.quote(credentials.login)}\n"
        f"  {shlex.join(curl)}"
    )


def _stop_with_stdin(server: Server) -> None:
    # os.read, since a buffered reader that waits in a thread troubles the interpreter's end.
    while sys.stdin and os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True


if __name__ == "__main__":
    main()
