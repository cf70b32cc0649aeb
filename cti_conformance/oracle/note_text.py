"""The text of notes, and the values of call information that must be in them."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from cti_conformance.text.comparing import contains_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.target.ports.records import Note

TAG = re.compile(r"<[a-z/!?]", re.IGNORECASE)


class _Reader(HTMLParser):
    """Collects the text and the attribute values of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(
        self,
        tag: str,  # noqa: ARG002 - named so by HTMLParser
        attrs: list[tuple[str, str | None]],
    ) -> None:
        """Collect the values of the attributes; an element separates words."""
        self.parts += ["\n", *(f"{value}\n" for _, value in attrs if value)]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - named so by HTMLParser
        """Separate words."""
        self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self.parts.append(data)


def holds(note: Note, value: object) -> bool:
    """Return whether a note holds a text or another JSON value, in its HTML or its plain text."""
    return contains_value(_text_of(note.body), value) or contains_value(note.body_text, value)


@lru_cache(maxsize=256)  # the same notes are looked through for many values
def _text_of(html: str) -> str:
    return "".join(_Reader(html).parts)


def values_of(info: object) -> Iterator[object]:
    """Yield the keys and values of call information that a note must hold (CTI-REC-05).

    Values with markup are left out: a helpdesk may remove it (CTI-REC-06).
    """
    pairs = info.items() if isinstance(info, dict) else ()
    for value in (one for pair in pairs for one in pair):
        if not TAG.search(json.dumps(value)):
            yield value
