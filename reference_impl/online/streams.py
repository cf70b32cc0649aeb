"""Event streams to the desktop pages: each page gets its whole state whenever it has changed.

A connected page is an open desktop, so its agent is online (CTI-ONL-01). There is no queue: a
change wakes a connection, which then reads the state. A slow browser skips states and gets the
latest one next. So the widget shows at once (CTI-ONL-14).
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

BEAT_S = 5.0  # between heartbeats, by which either side notices that the other is gone
MAX_PAGES = 50  # open pages per agent

Look = Callable[[], dict[str, Any] | None]


@dataclass(slots=True)
class Streams:
    """All connections of this process."""

    store: Store
    presence: Presence
    _open: dict[asyncio.Event, int] = field(
        default_factory=dict
    )  # the event that wakes it: its agent
    _seen: int = 0
    _stopping: bool = False

    def refresh(self) -> None:
        """Wake every connection if the database has changed since the last call."""
        if self._open and self.store.changes != self._seen:
            self._seen = self.store.changes
            self._wake()

    def stop(self) -> None:
        """End every connection, since the server is about to stop."""
        self._stopping = True
        self._wake()

    def is_full(self, agent_id: int) -> bool:
        """Return whether the agent has too many open pages."""
        return list(self._open.values()).count(agent_id) >= MAX_PAGES

    def open(self, agent_id: int, look: Look) -> Response:
        """Return an answer that lasts as long as the page is open.

        Args:
            agent_id: The agent of the page.
            look: Returns the state, with its `version`, or None once the session has ended.
        """
        return _Stream(self, agent_id, look)

    async def run(self, agent_id: int, look: Look, gone: asyncio.Task[None], send: Send) -> None:
        """Send the state now and after each change, until the page is gone."""
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
    """A stream of server-sent events."""

    media_type = "text/event-stream"

    def __init__(self, streams: Streams, agent_id: int, look: Look) -> None:
        super().__init__()
        self._streams, self._agent_id, self._look = streams, agent_id, look

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send events until either side ends the stream."""
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
