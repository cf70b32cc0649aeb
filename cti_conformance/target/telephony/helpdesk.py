"""The helpdesk that a telephone system under test is connected to: the reference, observed."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from cti_conformance.config.credentials import Login, logins
from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.target.telephony.behaviour import ANSWERS, Behaviour, Reply, redirects
from cti_conformance.target.telephony.certificates import Certificates, make_certificates
from cti_conformance.target.telephony.listener import Listener, forward
from cti_conformance.target.telephony.sent import ELSEWHERE, HELPDESK, IMPOSTOR, Sent
from cti_conformance.transport.recorder import Exchange

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence

    from cti_conformance.target.connection import Connection

MAX_SENT = 500
"""How many requests of a scenario are kept."""


class ListeningHelpdesk:
    """Records every request, passes it to the reference, and misbehaves on demand.

    Args:
        connection: The connection to the reference.
        listen: Where to listen by http.

    Raises:
        Inconclusive: The address cannot be listened on.
    """

    def __init__(self, connection: Connection, listen: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._sent: list[Sent] = []
        self._script: list[Behaviour] = []
        self._usual = ANSWERS
        self._listeners: dict[str, Listener] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="cti-tls-")
        self._certificates: Certificates | None = None
        try:
            self._listeners["http"] = Listener(HELPDESK, self._react, self._arrived, listen)
        except OSError as error:
            self._folder.cleanup()
            raise Inconclusive(f"the suite cannot listen for calls: {error}") from error

    # -- addresses -------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The address of the helpdesk by http."""
        return self._listeners["http"].url

    @property
    def secure_url(self) -> str:
        """The address of the helpdesk by https."""
        return self._listener("https", HELPDESK, self.certificates.trusted).url

    def impostor_url(self, kind: str) -> str:
        """Return the address of a host whose certificate is not to be trusted.

        Args:
            kind: ``an unknown authority`` or ``another name``.
        """
        known = self.certificates
        tls = known.unknown if kind == "an unknown authority" else known.misnamed
        return self._listener(kind, IMPOSTOR, tls).url

    @property
    def certificates(self) -> Certificates:
        """The certificates of the run, made when they are first needed."""
        if self._certificates is None:
            self._certificates = make_certificates(Path(self._folder.name))
        return self._certificates

    # -- the answers -----------------------------------------------------------------------

    def begin(self) -> None:
        """Forget the requests of the scenario before, and be well again."""
        for listener in self._listeners.values():
            listener.release()
        with self._lock:
            self._sent, self._script, self._usual = [], [], ANSWERS

    def behave(self, *once: Behaviour, then: Behaviour = ANSWERS) -> None:
        """Answer the next calls in these ways, one each, and all later ones as ``then`` says."""
        with self._lock:
            self._script, self._usual = list(once), then

    def redirect(self, status: int) -> None:
        """Send all calls to another host."""
        other = self._listener("elsewhere", ELSEWHERE, None)
        self.behave(then=redirects(other.url + "/elsewhere", status))

    # -- the requests ----------------------------------------------------------------------

    @property
    def sent(self) -> list[Sent]:
        """All requests so far, in their order."""
        with self._lock:
            return list(self._sent)

    def replay(self, requests: Sequence[Sent]) -> None:
        """Take requests as those of this scenario, which were recorded before."""
        with self._lock:
            self._sent = list(requests)
        for one in requests:
            self._record(one)

    def close(self) -> None:
        """Stop listening, and delete the certificates."""
        for listener in self._listeners.values():
            listener.close()
        self._folder.cleanup()

    # -- helpers ---------------------------------------------------------------------------

    def _listener(self, name: str, place: str, tls: ssl.SSLContext | None) -> Listener:
        if name not in self._listeners:
            react = self._react if place == HELPDESK else _accept
            self._listeners[name] = Listener(place, react, self._arrived, tls=tls)
        return self._listeners[name]

    def _react(self, sent: Sent) -> tuple[Behaviour, Reply]:
        behaviour = ANSWERS
        if sent.is_pop or sent.asks_for_details:
            with self._lock:
                behaviour = self._script.pop(0) if self._script else self._usual
        if behaviour.make:
            return behaviour, behaviour.make()
        reply = forward(sent, self._connection.config.url)
        is_changed = 200 <= reply.status < 300 and reply.body
        return behaviour, behaviour.change(reply) if is_changed else reply

    def count(self, sent: Sent) -> None:
        """Count a request as one of the telephone system."""
        path = POP_PATH if sent.is_pop else DETAILS_PATH if sent.asks_for_details else "other paths"
        self._connection.wire.received.count(sent.method, path)

    def _arrived(self, sent: Sent) -> Callable[[Sent], None]:
        self.count(sent)
        with self._lock:
            requests = self._sent
            if len(requests) >= MAX_SENT:
                return lambda _: None
            requests.append(sent)
            place = len(requests) - 1

        def answered(whole: Sent) -> None:
            with self._lock:
                requests[place] = whole
            self._record(whole)

        return answered

    def _record(self, sent: Sent) -> None:
        """Add a request to the exchanges of the scenario, for the report."""
        known = logins(self._connection.config.credentials).values()
        header = sent.header("authorization")
        login = next((one for one in known if header and one.header == header), Login(None, ""))
        url = self.url
        self._connection.recorder.add(
            Exchange(
                method=sent.method,
                url=url + sent.url,
                base_url=url,
                content_type=sent.header("content-type") or None,
                body=sent.body or None,
                login=login,
                status=sent.status,
                answer=sent.answer.decode("utf-8", "replace")[:2000],
                duration_s=0.0,
                redactor=self._connection.redactor,
            )
        )


def _accept(_: Sent) -> tuple[Behaviour, Reply]:
    """Answer at a host that should get no request."""
    return ANSWERS, Reply.of(201, {"id": "1"})
