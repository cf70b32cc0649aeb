"""The live connections of desktop pages: each is told its whole state whenever that has changed.

A page that is connected is a desktop that is open, so its agent is online (CTI-ONL-01). There is
no queue: a change wakes a connection, which then looks for itself what there is to say. However
much happens while a browser is slow, it gets the latest state next, and nothing piles up.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..domain.store import Store
from .presence import Presence

BEAT_S = 5.0  # between two signs of life, by which either side notices that the other is gone
MOST = 50  # pages that one agent can have open

Look = Callable[[], dict[str, Any] | None]


@dataclass(slots=True)
class Streams:
    """All connections of this process."""

    store: Store
    presence: Presence
    _open: dict[asyncio.Event, int] = field(default_factory=dict)  # how to wake it, and whose it is
    _seen: int = 0
    _stopping: bool = False

    def refresh(self) -> None:
        """Wake every connection, if anything was written since; without a page it costs nothing."""
        if self._open and self.store.changes != self._seen:
            self._seen = self.store.changes
            self._wake()

    def stop(self) -> None:
        """End every connection: the server is about to stop."""
        self._stopping = True
        self._wake()

    def is_full(self, agent_id: int) -> bool:
        """Tell whether the agent can open no further page."""
        return list(self._open.values()).count(agent_id) >= MOST

    def open(self, agent_id: int, look: Look) -> Response:
        """Return the answer that goes on for as long as the page is open.

        Args:
            agent_id: Whose page it is.
            look: Returns the state, with its `version`, or None once nobody is signed in there.
        """
        return _Stream(self, agent_id, look)

    async def run(self, agent_id: int, look: Look, gone: asyncio.Task[None], send: Send) -> None:
        """Send the state now and whenever it has changed, until the page is gone."""
        awake = asyncio.Event()
        gone.add_done_callback(lambda _: awake.set())
        self._open[awake] = agent_id
        self.presence.connect(agent_id, awake)
        try:
            sent: dict[str, Any] | None = None
            while not (self._stopping or gone.done()) and (state := look()):
                awake.clear()
                version = state.pop("version")
                if state != sent:
                    await _send(send, "state", state | {"version": version})
                    sent = state
                try:
                    await asyncio.wait_for(awake.wait(), BEAT_S)
                except TimeoutError:
                    await _send(send, "beat", None)
        finally:
            del self._open[awake]
            self.presence.disconnect(agent_id, awake)

    def _wake(self) -> None:
        for awake in self._open:
            awake.set()


class _Stream(Response):
    """An event stream, as browsers know it."""

    media_type = "text/event-stream"

    def __init__(self, streams: Streams, agent_id: int, look: Look) -> None:
        super().__init__()
        self._streams, self._agent_id, self._look = streams, agent_id, look

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Keep sending until either side ends it."""
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = asyncio.create_task(_until_gone(receive))
        try:
            await self._streams.run(self._agent_id, self._look, gone, send)
        finally:
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone
        await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Send, event: str, what: object) -> None:
    text = f"event: {event}\ndata: {json.dumps(what)}\n\n"
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
