"""Port `cti`: the two documented calls, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.target.ports.writes import writes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from cti_conformance.config.credentials import Auth
    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.client import HttpClient


class Cti:
    """The Screenpop API and the Call Details API of the target."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    @writes("calls")
    def pop(self, attributes: Mapping[str, Any], *, auth: Auth = "best") -> Answer:
        """Announce a call: ``POST …/cti/pop`` with these attributes as JSON."""
        return self._client.send("POST", POP_PATH, json_body=dict(attributes), auth=auth)

    @writes("calls")
    def pop_raw(
        self,
        body: bytes | None,
        *,
        method: str = "POST",
        content_type: str | None = "application/json",
    ) -> Answer:
        """Send a body as it is to the path of the Screenpop API."""
        return self._client.send(method, POP_PATH, body=body, content_type=content_type)

    def details(self, reference: str | None, *, auth: Auth = "best") -> Answer:
        """Request details: ``GET …/cti/details?call_reference_id=``; ``None`` omits the query."""
        query = None if reference is None else {"call_reference_id": reference}
        return self._client.send("GET", DETAILS_PATH, query=query, auth=auth)

    def details_of(self, references: Sequence[str]) -> Answer:
        """Request details with ``call_reference_id`` in the query once for each reference."""
        query = urlencode([("call_reference_id", reference) for reference in references])
        return self._client.send("GET", f"{DETAILS_PATH}?{query}")

    def details_by(self, method: str) -> Answer:
        """Send another method to the path of the Call Details API."""
        body: dict[str, object] | None = None if method == "DELETE" else {}
        query = {"call_reference_id": "1"}
        return self._client.send(method, DETAILS_PATH, query=query, json_body=body)

    def new_connection(self) -> Cti:
        """Return the same port on a connection of its own, for calls made at the same time."""
        return Cti(self._client.new_connection())

    def tolerate_outage(self) -> AbstractContextManager[None]:
        """Return a context in which unanswered requests do not count: the target may be down."""
        return self._client.liveness.tolerate_outage()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
