"""Reading from a replica: what was written can be read some time later."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from cti_conformance.reference_impl import control
from cti_conformance.reference_impl.domain.store import Store
from cti_conformance.reference_impl.http import endpoint
from variants.choices import put

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from cti_conformance.reference_impl.http.contract import Operation
    from cti_conformance.reference_impl.http.web import Handler, Helpdesk

STEP_S = 0.05
_ROLLBACK_JOURNAL = b"\x01\x01"  # in the header of the file, instead of the write-ahead log


class Replicas:
    """Copies of the database, as it was at some moments."""

    def __init__(self, lag_s: float) -> None:
        self._lag_s = lag_s
        self._copies: list[tuple[float, bytes]] = []

    def look(self, store: Store) -> None:
        """Take a copy, now and then."""
        now = time.monotonic()
        if not self._copies or now - self._copies[-1][0] > STEP_S:
            image = bytearray(store._db.serialize())
            image[18:20] = _ROLLBACK_JOURNAL
            self._copies.append((now, bytes(image)))
        while len(self._copies) > 1 and self._copies[1][0] <= now - self._lag_s:
            del self._copies[0]

    def read(self, country: str) -> Store:
        """Return the database as it was a while ago."""
        past = Store.__new__(Store)
        past.country = country
        past._db = sqlite3.connect(":memory:", isolation_level=None)
        past._db.row_factory = sqlite3.Row
        past._db.deserialize(self._copies[0][1])
        return past


def read_late(lag_s: float) -> Callable[[], None]:
    """Let the two APIs, but not the desktop, read what was there so many seconds ago."""

    def choose() -> None:
        serve, replicas = endpoint.serve, Replicas(lag_s)

        async def late(
            request: Request, operation: Operation, handler: Handler, desk: Helpdesk
        ) -> Response:
            replicas.look(desk.store)
            if request.method != "GET" or request.scope["path"].startswith(control.PATHS):
                return await serve(request, operation, handler, desk)
            past = replicas.read(desk.store.country)
            try:
                return await serve(request, operation, handler, replace(desk, store=past))
            finally:
                past.close()

        put(endpoint, "serve", late)

    return choose
