"""A full disk: the request is refused, and works again once there is room."""

import logging
import sqlite3
import time

from starlette.requests import Request
from starlette.responses import Response

from ..domain.errors import refused
from .web import reply

QUIET_S = 60.0  # between two lines in the log

_log = logging.getLogger(__name__)


class FullDisk:
    """Handles errors of the database: a full disk is answered with 507, and logged now and then."""

    def __init__(self) -> None:
        self._quiet_until = 0.0

    async def refuse(self, _: Request, error: Exception) -> Response:
        """Answer with 507; another error of the database is a fault of ours.

        Raises:
            sqlite3.OperationalError: The disk is not full.
        """
        assert isinstance(error, sqlite3.OperationalError)
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise error
        if time.monotonic() > self._quiet_until:
            self._quiet_until = time.monotonic() + QUIET_S
            _log.error("The disk is full: changes are answered with 507 until there is room")
        refusal = refused(507, "insufficient_storage", "The disk is full: nothing was changed")
        return reply(507, refusal.body)


refuse_if_full = FullDisk().refuse  # one for all APIs, so that one line is logged
