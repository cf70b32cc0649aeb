"""Counts the requests of a process to its target, by kind."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

ID = re.compile(r"/\d+(?=/|$)")
PAGING = ("per_page", "page")


@dataclass
class Traffic:
    """The requests that were sent; safe for several threads.

    Attributes:
        by_kind: How many requests there were of each kind, such as ``GET /api/v2/tickets/{id}``.
    """

    by_kind: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def sent(self) -> int:
        """The number of all requests."""
        return self.by_kind.total()

    def count(self, method: str, path: str) -> None:
        """Count one more request.

        Args:
            method: The HTTP method.
            path: The path with its query.
        """
        with self._lock:
            self.by_kind[kind_of(method, path)] += 1


def kind_of(method: str, path: str) -> str:
    """Return the kind of a request: its method, its path without ids, and the query's names."""
    place, _, query = path.partition("?")
    names = dict.fromkeys(name for name, _ in parse_qsl(query, keep_blank_values=True))
    shown = "&".join(name for name in names if name not in PAGING)
    return f"{method} {ID.sub('/{id}', place)}{f'?{shown}' if shown else ''}"
