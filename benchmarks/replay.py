"""Sends requests that a run has sent, one after the other, and does nothing else."""

from __future__ import annotations

import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LIMIT_S = 30.0


def replay(url: str, requests: Iterable[Mapping[str, Any]]) -> float:
    """Send requests to a server on one connection; return how long it took, in seconds.

    Args:
        url: The server.
        requests: What `spying` has noted.
    """
    line = HTTPConnection(urlsplit(url).netloc, timeout=LIMIT_S)
    began = time.monotonic()
    for one in requests:
        body = one["body"]
        content = body.encode("utf-8", "surrogateescape") if body is not None else None
        line.request(one["method"], one["path"], content, dict(one["headers"]))
        line.getresponse().read()
    took_s = time.monotonic() - began
    line.close()
    return took_s
