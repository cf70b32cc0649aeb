"""Texts as they are told: without secrets, and with nothing in them that steers who reads them."""

from __future__ import annotations

import html
import re
from base64 import b64encode, urlsafe_b64encode
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator

REDACTED = "[redacted]"
MAX_TOLD_CHARACTERS = 2_000

# A part of a secret that is at least half of it, and at least so long, is as good as the whole.
_SHORTEST_PART = 8
_SHORTEST_BASE64 = 8
# Undone one kind at a time: what is an escape of one kind may be a secret's own text in another.
_ESCAPES = (
    re.compile(r"%(?P<code>[0-9a-f]{2})", re.IGNORECASE),
    re.compile(
        r"\\(?:u|x(?=[0-9a-f]{2}))(?P<code>(?<=u)[0-9a-f]{4}|(?<=x)[0-9a-f]{2})"
        r"|\\(?P<letter>.)",
        re.IGNORECASE,
    ),
    re.compile(r"&(?P<name>\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE),
)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def told(
    text: str, secrets: tuple[str, ...], limit: int = MAX_TOLD_CHARACTERS, keep: str = ""
) -> str:
    """Return a text as it may be told.

    Args:
        text: What is to be told, the target's own words perhaps among it.
        secrets: What must not be told.
        limit: How many characters to tell at the most.
        keep: The control characters that may stay as they are.
    """
    enough = 2 * (limit + _longest(secrets))
    clean = redact(text[:enough], secrets)
    if len(text) > enough:  # where it was cut, less than a whole secret may stand
        clean = clean[: limit + 1]
    clean = visible(clean, keep)
    return clean if len(clean) <= limit else f"{clean[:limit]}… ({len(text):,} characters)"


def redact(text: str, secrets: tuple[str, ...]) -> str:
    """Replace every secret in a text, however it is written there.

    That is as it is, with any of its characters escaped, as base64 or in hexadecimal, in any letter
    case; and of a long secret also its half.
    """
    pieces: list[str] = []
    end = 0
    for start, stop in sorted(_found(text, _forms(secrets))):
        if start > end or not pieces:
            pieces += [text[end:start], REDACTED]
        end = max(end, stop)
    return "".join([*pieces, text[end:]])


def visible(text: str, keep: str = "") -> str:
    """Make control characters visible, so that nothing that a target says steers a terminal.

    In JSON that is on a command line the escapes mean the same as what they stand for.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else _escape(c) for c in text)


def shorten(text: str, limit: int) -> str:
    """Cut a text that is longer than ``limit`` characters, and say so."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)"


def _escape(character: str) -> str:
    code = ord(character)
    if character in "\t\n\r":
        return repr(character)[1:-1]
    if code < 0x20:
        return f"\\x{code:02x}"
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))


def _found(text: str, forms: tuple[str, ...], depth: int = 3) -> set[tuple[int, int]]:
    """Return where one of the forms stands, escaped as often as ``depth`` perhaps."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters have a lower case of two
        lower = text
    spans = {span for form in forms if form in lower for span in _places(lower, form)}
    for escape in _ESCAPES if depth else ():
        if escape.search(text):
            plain, places = _unescaped(text, escape)
            inner = _found(plain, forms, depth - 1)
            spans |= {(places[start][0], places[stop - 1][1]) for start, stop in inner}
    return spans


def _places(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yield where a form stands in a text, overlapping places included."""
    at = text.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = text.find(form, at + 1)


def _unescaped(text: str, kind: re.Pattern[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without such escapes, and for each of its characters where it stood before."""
    plain, places, end = [], [], 0
    for escape in kind.finditer(text):
        plain.append(text[end : escape.start()])
        places += [(n, n + 1) for n in range(end, escape.start())]
        meant = _meant(escape)
        plain.append(meant)
        places += [escape.span()] * len(meant)
        end = escape.end()
    plain.append(text[end:])
    places += [(n, n + 1) for n in range(end, len(text))]
    return "".join(plain), places


def _meant(escape: re.Match[str]) -> str:
    found = escape.groupdict()
    if found.get("code"):
        return chr(int(found["code"], 16))
    if letter := found.get("letter"):
        return _LETTERS.get(letter, letter)
    return html.unescape(escape[0])


@cache
def _forms(secrets: tuple[str, ...]) -> tuple[str, ...]:
    forms = chain.from_iterable(_ways_to_write(secret) for secret in secrets if secret)
    return tuple({form.lower() for form in forms if form})


@cache
def _longest(secrets: tuple[str, ...]) -> int:
    return max(map(len, _forms(secrets)), default=0)


def _ways_to_write(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogateescape")
    # Escapes of bytes mean the letters of Latin-1 where they are read one by one.
    yield from (secret, raw.decode("latin-1"), secret.replace("'", "'\"'\"'"))
    yield from (quote_plus(raw), raw.hex())
    yield from _base64_of(raw)
    part = max(_SHORTEST_PART, (len(secret) + 1) // 2)
    yield from (secret[n : n + part] for n in range(len(secret) - part + 1))


def _base64_of(raw: bytes) -> Iterator[str]:
    """Yield what stands in the base64 of any text that holds a secret, wherever it stands."""
    for before in range(3):
        padded = bytes(before) + raw
        first, last = -(-before * 8 // 6), len(padded) * 8 // 6  # the digits that are its alone
        for encode in (b64encode, urlsafe_b64encode):
            digits = encode(padded).decode()[first:last]
            if len(digits) >= _SHORTEST_BASE64:
                yield digits
