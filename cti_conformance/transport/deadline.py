"""A time limit on the whole answer; the library only limits each wait for bytes."""

from __future__ import annotations

import io
import time
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer


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


class _Bounded(io.RawIOBase):
    """Reads from a socket for at most the timeout that the socket had at the start."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
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
        """
        if self._deadline is not None:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._sock.settimeout(left)
        count: int | None = self._raw.readinto(buffer)
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
        self.fp = io.BufferedReader(_Bounded(sock))


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType]


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection  # pyright: ignore[reportAssignmentType]


_POOLS = {"http": _Pool, "https": _SecurePool}
