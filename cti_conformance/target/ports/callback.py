"""Port `callback`: sends the request of click to dial, as a helpdesk does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from cti_conformance.config.credentials import Login
from cti_conformance.config.target_config import Limits
from cti_conformance.target.ports.writes import writes
from cti_conformance.transport.client import HttpClient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from cti_conformance.config.partners import CallbackUnderTest
    from cti_conformance.target.connection import Connection
    from cti_conformance.transport.answer import Answer

PARAMETERS = ("requester_number", "agent_number", "agent_id", "ticket_id", "requester_id")
FORM = "application/x-www-form-urlencoded"


class CallbackClient:
    """A telephone system's callback.

    Args:
        callback: Its URL and its time limit.
        connection: The connection whose recorder, liveness and redactor it uses.
    """

    def __init__(self, callback: CallbackUnderTest, connection: Connection) -> None:
        parts = urlsplit(callback.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        self._url = callback.url.removeprefix(origin)
        self._client = HttpClient(
            origin,
            {"best": Login(None, "", is_secret=False)},
            connection.redactor.also(callback.secrets),
            Limits(answer_s=callback.limit_s),
            connection.recorder,
            connection.liveness,
        )

    @writes("clicks")
    def send_click(self, method: Literal["GET", "POST"], known: Mapping[str, str]) -> Answer:
        """Send the request of one click.

        Placeholders in the URL are filled in. Parameters that the URL does not name go into the
        query of a GET and into the form of a POST.

        Args:
            method: The request type.
            known: Those of `PARAMETERS` that the helpdesk knows.

        Raises:
            NoAnswer: No complete answer came in time.
        """
        named = [name for name in PARAMETERS if f"{{{name}}}" in self._url]
        path = self._url
        for name in named:
            path = path.replace(f"{{{name}}}", quote(known.get(name, ""), safe=""))
        rest = urlencode({name: value for name, value in known.items() if name not in named})
        if method == "POST":
            return self._client.send("POST", path, body=rest.encode(), content_type=FORM)
        if rest:
            path += ("&" if "?" in path else "?") + rest
        return self._client.send("GET", path)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
