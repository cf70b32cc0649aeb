"""Limits of a whole answer, in time and size; the library only limits each wait and each line."""

from __future__ import annotations

import io
import time
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer

MAX_HEAD_BYTES = 500_000
"""Maximum size of the head of an answer, with the heads of interim answers (1xx) before it."""


class TooLongError(HTTPException):
    """The other side sent more than the limit."""


class BoundedAdapter(HTTPAdapter):
    """Sends requests whose timeout limits the whole answer, head and body.

    Without it an answer of one byte a second would never end.
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Create the connection pools for direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Create the connection pools for connections through a proxy."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class BoundedReader(io.RawIOBase):
    """Reads from a socket for at most the timeout that the socket had at the start.

    Args:
        sock: The socket.
        max_bytes: How much may be read.
        excess: The message of `TooLongError`.

    Attributes:
        bytes_left: How much may still be read; ``None`` means any amount.
    """

    def __init__(self, sock: socket.socket, max_bytes: int, excess: str) -> None:
        super().__init__()
        self.bytes_left: int | None = max_bytes
        self._excess = excess
        self._sock = sock
        # `makefile` keeps the socket open until this is closed.
        self._raw: Any = sock.makefile("rb", buffering=0)
        timeout = sock.gettimeout()
        self._deadline = None if timeout is None else time.monotonic() + timeout

    def readable(self) -> bool:
        """Return true: this stream is readable."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """Read the available bytes; wait for them until the deadline at most.

        Raises:
            TimeoutError: The deadline has passed.
            TooLongError: More was sent than may be read.
        """
        if self._deadline is not None:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._sock.settimeout(left)
        count: int | None = self._raw.readinto(buffer)
        if self.bytes_left is not None:
            self.bytes_left -= count or 0
            if self.bytes_left < 0:
                raise TooLongError(self._excess)
        return count

    def close(self) -> None:
        """Release the socket."""
        if not self.closed:
            self._raw.close()
        super().close()


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        excess = f"the head of the answer is longer than {MAX_HEAD_BYTES:,} bytes"
        self._reader = BoundedReader(sock, MAX_HEAD_BYTES, excess)
        self.fp = io.BufferedReader(self._reader)

    def begin(self) -> None:
        """Read the head; the size of the body is limited by who reads it."""
        super().begin()
        self._reader.bytes_left = None


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType]


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection  # pyright: ignore[reportAssignmentType]


_POOLS = {"http": _Pool, "https": _SecurePool}
