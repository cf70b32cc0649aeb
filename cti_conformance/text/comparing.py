"""Comparing texts loosely: white space, JSON escapes, and the spelling of numbers and booleans."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOLEANS = {True: ("true", "yes"), False: ("false", "no")}


def contains(text: str, wanted: str) -> bool:
    """Return whether a text contains another one, whatever their white space is."""
    return _squeezed(wanted) in _squeezed(text)


def keeps_lines(text: str, wanted: str) -> bool:
    """Return whether the lines of a text are not joined in another text, which contains it.

    The other text may have further line breaks.
    """
    lines = [_squeezed(line) for line in wanted.splitlines() if line.strip()]
    joined = [one[-12:] + two[:12] for one, two in pairwise(lines)]
    return not any(join in _squeezed(line) for line in text.splitlines() for join in joined)


def same(one: str, other: str) -> bool:
    """Return whether two texts are the same, whatever their white space and escapes of HTML are."""
    return _squeezed(html.unescape(one)) == _squeezed(html.unescape(other))


def contains_value(text: str, value: object) -> bool:
    """Return whether a text contains a JSON value, in whatever notation.

    Texts may be escaped as in JSON; of lists and objects the single values are looked for, in any
    order; booleans may be written in words. An empty text or null is contained in every text.
    """
    return all(_contains_leaf(text, leaf) for leaf in leaves_of(value))


def _contains_leaf(text: str, leaf: object) -> bool:
    if isinstance(leaf, str):
        return contains(text, leaf) or contains(_unescaped(text), _unescaped(leaf))
    words = BOOLEANS[leaf] if isinstance(leaf, bool) else (str(leaf),)
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I) for word in words)


def leaves_of(value: object) -> Iterator[object]:
    """Yield the texts, numbers and booleans in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from leaves_of(item)
    elif value is not None:
        yield value


def _unescaped(text: str) -> str:
    """Return a text without the escapes of JSON: characters by number, line breaks, backslashes."""
    text = re.sub(r"(?:\\u[0-9a-fA-F]{4})+", lambda found: str(json.loads(f'"{found[0]}"')), text)
    return re.sub(r"\\[nrt]|\\", " ", text)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())
