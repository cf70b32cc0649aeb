"""The text of notes, and the texts of a call that must be in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.target.ports.records import Note

MARKUP = re.compile(r"[<>]")
MAX_DEPTH = 20


class _Reader(HTMLParser):
    """Collects the text and the attribute values of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the values of the attributes; an element separates words."""
        self.parts += [" ", *(f" {value} " for _, value in attrs if value)]

    def handle_endtag(self, _tag: str) -> None:
        """Separate words."""
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self.parts.append(data)


def holds(note: Note, text: str) -> bool:
    """Return whether a note holds a text, in its HTML or in its plain text.

    White space counts as one space, since HTML does not keep it.
    """
    wanted = _plain(text)
    read = "".join(_Reader(note.body).parts)
    return any(wanted in _plain(one) for one in (note.body_text, read, note.body))


def texts_of(info: object) -> Iterator[str]:
    """Yield the texts of call information that a note must hold (CTI-REC-05).

    Keys and values are texts; lists and objects may be written in any form, so only what is in
    them counts. How a helpdesk writes true, false and null is its own choice, and it may remove
    markup (CTI-REC-06).
    """
    for text in _leaves(info, MAX_DEPTH):
        if text.strip() and not MARKUP.search(text):
            yield text


def _leaves(value: object, depth: int) -> Iterator[str]:
    if depth == 0 or value is None or isinstance(value, bool | float):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(key, depth - 1)
            yield from _leaves(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, depth - 1)
    else:
        yield str(value)


def _plain(text: str) -> str:
    return " ".join(text.split())
