"""A server that records what a telephone system sends, and answers as it is told to."""

from __future__ import annotations

import io
import threading
import time
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cti_conformance.target.incoming import UnreadableError, read_body
from cti_conformance.target.receiver import MAX_REQUEST_BYTES, REQUEST_LIMIT_S, QuietServer
from cti_conformance.target.telephony.behaviour import Behaviour, Reply
from cti_conformance.target.telephony.sent import Sent
from cti_conformance.transport.deadline import BoundedReader, TooLongError

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

HOLD_LIMIT_S = 120.0  # longer than any scenario waits
FORWARD_LIMIT_S = 10.0
# Headers of one connection, and not of the request or the answer.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "expect", "te"}


class Listener:
    """One address that a telephone system can send requests to.

    Args:
        place: The kind of address, for `Sent`.
        react: Returns the behaviour for a request, and the answer that it takes or changes.
        arrived: Is called with each request as it arrives; returns what to call with its answer.
        listen: Host and port; port 0 is any free port.
        tls: The certificate; ``None`` means http.

    Raises:
        OSError: The address cannot be listened on.
    """

    def __init__(
        self,
        place: str,
        react: Callable[[Sent], tuple[Behaviour, Reply]],
        arrived: Callable[[Sent], Callable[[Sent], None]],
        listen: tuple[str, int] = ("127.0.0.1", 0),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.place = place
        self._react = react
        self._arrived = arrived
        self._released = threading.Event()
        self._server = _Server(listen, _handler(self))
        self._server.tls = tls
        host, port = listen[0], self._server.server_address[1]
        shown = f"[{host}]" if ":" in host else host
        self.url = f"{'https' if tls else 'http'}://{shown}:{port}"
        # Polled often, so that closing takes no noticeable time.
        loop = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        loop.start()

    def use(self, tls: ssl.SSLContext) -> None:
        """Use another certificate from now on."""
        self._server.tls = tls

    def release(self) -> None:
        """Close the connections that wait for an answer that never comes."""
        self._released.set()
        self._released = threading.Event()

    def close(self) -> None:
        """Stop listening."""
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, sent: Sent, write: Callable[[Reply, bool], None]) -> None:
        """Answer a request.

        Args:
            sent: The request.
            write: Writes an answer, as a whole or not.
        """
        released, done = self._released, self._arrived(sent)
        behaviour, reply = self._react(sent)
        released.wait(behaviour.delay_s)
        if behaviour.ending == "none":
            done(sent)
            released.wait(HOLD_LIMIT_S)
        elif behaviour.ending == "broken off":
            done(sent)
            write(reply, False)
        else:
            done(replace(sent, status=reply.status, answer=reply.body))
            write(reply, True)


def forward(sent: Sent, upstream: str) -> Reply:
    """Return the answer of the helpdesk to a request; 502 if there is none."""
    headers = {name: value for name, value in sent.headers if name.lower() not in HOP_BY_HOP}
    connection = HTTPConnection(urlsplit(upstream).netloc, timeout=FORWARD_LIMIT_S)
    try:
        connection.request(sent.method, sent.url, sent.body or None, headers)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException, ValueError):
        return Reply.of(502, {"message": "Bad gateway"})
    finally:
        connection.close()
    kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP_BY_HOP]
    return Reply(answer.status, tuple(kept), body)


class _Server(QuietServer):
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Handle a connection; the handshake of TLS is part of it, so that it blocks no other."""
        if self.tls is None:
            return super().finish_request(request, client_address)
        request.settimeout(REQUEST_LIMIT_S)
        with suppress(OSError), self.tls.wrap_socket(request, server_side=True) as secure:
            super().finish_request(secure, client_address)
        return None


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Reads a request, and writes the answer."""

        timeout = REQUEST_LIMIT_S
        default_request_version = "HTTP/1.0"  # so that every answer has a status
        connection: socket.socket

        def setup(self) -> None:
            """Limit what is read from the connection, in time and size."""
            super().setup()
            self.rfile.close()
            reader = BoundedReader(self.connection, MAX_REQUEST_BYTES, "the request")
            self.rfile = io.BufferedReader(reader)

        def _take(self) -> None:
            try:
                body = read_body(self.headers, self.rfile)
            except UnreadableError as problem:
                self._write(Reply.of(problem.status), True)
                return
            headers = tuple(self.headers.items())
            sent = Sent(time.time(), self.command, self.path, headers, body, listener.place)
            listener.answer(sent, self._write)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _take  # noqa: N815

        def _write(self, reply: Reply, is_whole: bool) -> None:
            self.close_connection = True
            self.send_response_only(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            length = len(reply.body) if is_whole else len(reply.body) + 100
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(reply.body if is_whole else reply.body[: len(reply.body) // 2])

        def handle_one_request(self) -> None:
            with suppress(OSError, TooLongError, ValueError):  # the caller has hung up
                super().handle_one_request()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Print nothing: the scenario judges the requests."""

    return Handler
