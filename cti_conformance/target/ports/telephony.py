"""Port `telephony`: gives events to a telephone system, and sees what it sends."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cti_conformance.target.telephony.adapter import Adapter, Handling
from cti_conformance.target.telephony.sent import HELPDESK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cti_conformance.config.telephony import TelephonyUnderTest
    from cti_conformance.target.connection import Connection
    from cti_conformance.target.telephony.helpdesk import ListeningHelpdesk
    from cti_conformance.target.telephony.sent import Sent

ANSWER_S = 5.0
"""How long a client shall wait for an answer, unless the scenario says otherwise."""

MAX_REQUESTS = 40
"""A client that sends more for one event is ended."""


@dataclass
class Happening:
    """One event, the client's answer to it, and the requests that the client sent.

    Attributes:
        handling: The answer of the client.
        sent: The requests that arrived while it handled the event.
    """

    handling: Handling
    sent: list[Sent]

    @property
    def event(self) -> Mapping[str, Any]:
        """The event."""
        return self.handling.event

    @property
    def pops(self) -> list[Sent]:
        """The pops that arrived at the helpdesk."""
        return [one for one in self.sent if one.is_pop and one.place == HELPDESK]

    @property
    def lookups(self) -> list[Sent]:
        """The requests for details that arrived at the helpdesk."""
        return [one for one in self.sent if one.asks_for_details and one.place == HELPDESK]


class TelephonySystem:
    """A telephone system under test, for one scenario.

    Args:
        system: Its adapter and its limits.
        helpdesk: The helpdesk that it is connected to.
        connection: The connection to the reference behind that, with the credentials.

    Attributes:
        answer_s: How long the client shall wait for an answer, in seconds.
        url: The address of the helpdesk that the client is given.
    """

    def __init__(
        self, system: TelephonyUnderTest, helpdesk: ListeningHelpdesk, connection: Connection
    ) -> None:
        self.helpdesk = helpdesk
        self.url = helpdesk.url
        self.answer_s = ANSWER_S
        self.happenings: list[Happening] = []
        self._system = system
        self._connection = connection
        self._numbers = count(1)
        self._folder = tempfile.TemporaryDirectory(prefix="cti-telephony-")
        self._adapter: Adapter | None = None

    def give(self, **event: object) -> Happening:
        """Give the client one event, and return its answer and its requests."""
        (happening,) = self._handle([event])
        return happening

    def give_at_once(self, *events: Mapping[str, object]) -> list[Happening]:
        """Give the client several events at the same time; each has all requests that arrived."""
        return self._handle(events)

    @property
    def output(self) -> str:
        """All that the client has written in the scenario."""
        return self._adapter.output if self._adapter else ""

    @property
    def surplus(self) -> str:
        """What is wrong with the answers of a client that stays, once it has ended."""
        return self._adapter.surplus if self._adapter else ""

    def end(self) -> None:
        """End the client, so that it sends nothing more; later events are not possible."""
        if self._adapter:
            self._adapter.close()

    def close(self) -> None:
        """End the client, and delete what it has stored."""
        self.end()
        self._folder.cleanup()

    # -- helpers ---------------------------------------------------------------------------

    def _handle(self, events: Sequence[Mapping[str, object]]) -> list[Happening]:
        if self._adapter is None:
            self._adapter = Adapter(
                self._system.words,
                self._environment(),
                self._system.limit_s,
                stays=self._system.stays,
            )
        numbered = [{"event": next(self._numbers), **event} for event in events]
        before = len(self.helpdesk.sent)
        self._adapter.gives_up = lambda: len(self.helpdesk.sent) - before > MAX_REQUESTS
        with ThreadPoolExecutor(len(numbered)) as pool:
            try:
                handled = list(pool.map(self._adapter.handle, numbered))
            except BaseException:  # Ctrl-C: what runs is not waited for
                self._adapter.kill()
                raise
        sent = self.helpdesk.sent[before:]
        made = [Happening(handling, sent) for handling in handled]
        self.happenings += made
        return made

    def _environment(self) -> dict[str, str]:
        """Return the environment of the client: ours, without what is the suite's own."""
        known = self._connection.config.credentials
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("CTI_")
        }
        given = {
            "CTI_URL": self.url,
            "CTI_API_KEY": str(known.api_key),
            "CTI_AUTH": f"{known.email}:{known.password}",
            "CTI_TIMEOUT": f"{self.answer_s:g}",
            "CTI_STATE_DIR": self._folder.name,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }
        if self.url.startswith("https:"):
            bundle = str(Path(self.helpdesk.certificates.bundle))
            names = ("CTI_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
            given |= dict.fromkeys(names, bundle)
        return inherited | given
