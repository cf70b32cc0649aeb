"""Port `cti`: the two documented calls, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.target.journal import DetailsRead, Popped
from cti_conformance.target.ports.writes import writes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from cti_conformance.config.credentials import Auth
    from cti_conformance.target.journal import Journal
    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.looking import LookingClient


class Cti:
    """The Screenpop API and the Call Details API of the target.

    Args:
        client: HTTP to the target.
        journal: Takes the events.
        apart: Whether it is used at the same time as another one.
    """

    def __init__(self, client: LookingClient, journal: Journal, *, apart: bool = False) -> None:
        self._client = client
        self._journal = journal
        self._apart = apart

    @writes("calls")
    def pop(self, attributes: Mapping[str, Any], *, auth: Auth = "best") -> Answer:
        """Announce a call: ``POST …/cti/pop`` with these attributes as JSON.

        The operation is `popCall`.
        """
        answer = self._client.send("POST", POP_PATH, json_body=dict(attributes), auth=auth)
        self._journal.add(Popped(dict(attributes), answer, self._apart))
        return answer

    @writes("calls")
    def pop_raw(
        self,
        body: bytes | None,
        *,
        method: str = "POST",
        content_type: str | None = "application/json",
    ) -> Answer:
        """Send a body as it is to the path of the Screenpop API."""
        answer = self._client.send(method, POP_PATH, body=body, content_type=content_type)
        self._journal.add(Popped(None, answer, self._apart))
        return answer

    def details(self, reference: str | None, *, auth: Auth = "best") -> Answer:
        """Request details: ``GET …/cti/details?call_reference_id=``; ``None`` omits the query.

        It is the operation `getCallDetails`. It is always sent, and what is known of the records is
        forgotten: a fault may change them.
        To see what became of a call, use `reported`.
        """
        query = {} if reference is None else {"call_reference_id": reference}
        if auth == "best":
            answer = self._client.ask(DETAILS_PATH, query)
        else:
            answer = self._client.send("GET", DETAILS_PATH, query=query, auth=auth)
        self._journal.add(DetailsRead(answer))
        return answer

    def reported(self, reference: str) -> Answer:
        """Return the answer of call details, known or asked for."""
        answer = self._client.look(DETAILS_PATH, {"call_reference_id": reference})
        self._journal.add(DetailsRead(answer))
        return answer

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
        return Cti(self._client.new_connection(), self._journal, apart=True)

    def tolerate_outage(self) -> AbstractContextManager[None]:
        """Return a context in which unanswered requests do not count: the target may be down."""
        return self._client.liveness.tolerate_outage()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
