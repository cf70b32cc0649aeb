"""Remembers what the target has answered, as long as it cannot have changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_conformance.results.waits import WAITS
from cti_conformance.transport.answer import MAX_KEPT_BYTES

if TYPE_CHECKING:
    from cti_conformance.transport.answer import Answer


@dataclass
class Memo:
    """The answers to looks at the target since it was last acted upon; safe for several threads.

    They are forgotten with every request that may change something, and as soon as a look is
    repeated: then something is still to come, and all of it may have changed.
    """

    _answers: dict[str, Answer] = field(default_factory=dict)
    _looks_again: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def forget(self, but: str = "") -> None:
        """Forget all answers, except those of URLs that begin with ``but``, if that is given."""
        with self._lock:
            kept = {
                url: known for url, known in self._answers.items() if but and url.startswith(but)
            }
            self._answers = kept

    def known(self, url: str) -> Answer | None:
        """Return the answer of the last look at a URL, if nothing can have changed since."""
        with self._lock:
            self._forget_the_unsettled()
            return self._answers.get(url)

    def keep(self, url: str, answer: Answer) -> None:
        """Remember the answer of a look, unless it is an error of the server, which may pass."""
        with self._lock:
            self._forget_the_unsettled()
            if answer.status < 500 and len(answer.content) <= MAX_KEPT_BYTES:
                self._answers[url] = answer

    def _forget_the_unsettled(self) -> None:
        if self._looks_again != WAITS.looks_again:
            self._looks_again = WAITS.looks_again
            self._answers.clear()
