"""Makes text from a target safe to show: without secrets and without control characters."""

from __future__ import annotations

import html
import re
from base64 import b32encode, b64encode, urlsafe_b64encode
from bisect import bisect_right
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NewType
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Clean = NewType("Clean", str)
"""Text without secrets and control characters. Only a `Redactor` makes it of a target's text."""

NO_TEXT = Clean("")
REDACTED = "[redacted]"
MAX_CHARACTERS = 2_000

# A part of a secret that is at least half of it, and at least so long, is as good as the whole.
_SHORTEST_PART = 8
_SHORTEST_DIGITS = 8
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
# Decoded one kind at a time: an escape of one kind may be a secret's own text in another.
_ESCAPES = (
    re.compile(r"%(?P<code>[0-9a-f]{2})", re.IGNORECASE),
    re.compile(
        r"\\(?:u|x(?=[0-9a-f]{2}))(?P<code>(?<=u)[0-9a-f]{4}|(?<=x)[0-9a-f]{2})"
        r"|\\(?P<letter>.)",
        re.IGNORECASE,
    ),
    re.compile(r"&(?P<name>\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE),
)
# Undone in the text as it came only, since much of any text looks like them: the escapes of
# quoted-printable, and what separates the digits of bytes in hexadecimal.
_OUTER_ESCAPES = (
    re.compile(r"=(?:(?P<code>[0-9a-f]{2})|\r?\n|(?:\\r)?\\n)", re.IGNORECASE),
    re.compile(
        r"(?<=[0-9a-f][0-9a-f])(?:[ \t:;,._-]|\r?\n){1,3}(?:0x)?(?=[0-9a-f]{2}(?![0-9a-f]))",
        re.IGNORECASE,
    ),
)
_DEPTH = 3
_CACHED = 128  # texts, of some kilobytes each at most
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class Redactor:
    """Removes known secrets from text, in every spelling.

    Args:
        secrets: The texts that no artefact may hold.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(secrets)
        ways = chain.from_iterable(map(_ways_to_write, filter(None, self._secrets)))
        self._forms = tuple({form.lower() for form in ways if form})
        self._longest = max(map(len, self._forms), default=0)
        # An exchange is shown by each rule that it concerns.
        self._redacted = lru_cache(_CACHED)(self._redact)

    def __repr__(self) -> str:
        return type(self).__name__

    def also(self, secrets: Iterable[str]) -> Redactor:
        """Return a redactor that removes further secrets as well."""
        return Redactor((*self._secrets, *secrets))

    def clean(self, text: str, limit: int | None = MAX_CHARACTERS, allow: str = "") -> Clean:
        """Return a text without secrets, its control characters escaped.

        Args:
            text: Any text, such as a target's answer.
            limit: Maximum length in characters; a longer text is cut, with a note of its length.
                ``None`` cuts nothing.
            allow: Control characters to leave as they are.
        """
        if limit is None:
            return Clean(escape_control(self.redact(text), allow))
        enough = 2 * (limit + self._longest)
        clean = self.redact(text[:enough])
        if len(text) > enough:  # less than a whole secret may be left where it was cut
            clean = clean[: limit + 1]
        clean = escape_control(clean, allow)
        if len(clean) > limit:
            clean = f"{clean[:limit]}… ({len(text):,} characters)"
        return Clean(clean)

    def redact(self, text: str) -> str:
        """Replace every secret in a text, in these spellings.

        In plain text, forwards or backwards; with any of its characters escaped as in a URL, in
        JSON, in HTML or in quoted-printable; in base64, base32 or hexadecimal, whose bytes may be
        separated; all of them in UTF-8 or UTF-16, and in any letter case. Of a long secret also its
        half in plain text.
        """
        return self._redacted(text) if self._forms else text

    def _redact(self, text: str) -> str:
        pieces: list[str] = []
        end = 0
        for start, stop in _found(text, self._forms):
            pieces += [text[end:start], REDACTED]
            end = stop
        return "".join([*pieces, text[end:]])


def escape_control(text: str, allow: str = "") -> str:
    """Escape control characters, so that no text from a target can steer a terminal.

    In JSON on a command line the escapes mean the same as the characters.

    Args:
        text: The text.
        allow: Control characters to leave as they are.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in allow else _escape(c) for c in text)


def shorten(text: str, limit: int) -> str:
    """Cut a text that is longer than ``limit`` characters, with a note of its length."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)"


def _escape(character: str) -> str:
    code = ord(character)
    if character in "\t\n\r":
        return repr(character)[1:-1]
    if code < 0x20:
        return f"\\x{code:02x}"
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))


def _found(text: str, forms: tuple[str, ...], depth: int = _DEPTH) -> list[tuple[int, int]]:
    """Return where one of the forms occurs, escaped up to ``depth`` times, in order and apart."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters have a lower case of two
        lower = text
    spans = {span for form in forms if form in lower for span in _places(lower, form)}
    for escape in _ESCAPES if depth else ():
        spans |= _found_under(escape, text, forms, depth - 1)
    for escape in _OUTER_ESCAPES if depth == _DEPTH else ():
        spans |= _found_under(escape, text, forms, depth=_DEPTH - 1)
    return list(_merged(spans))


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans in order, those that touch or overlap as one."""
    last: tuple[int, int] | None = None
    for start, stop in sorted(spans):
        if last and start <= last[1]:
            last = last[0], max(last[1], stop)
            continue
        if last:
            yield last
        last = start, stop
    if last:
        yield last


def _found_under(
    escape: re.Pattern[str], text: str, forms: tuple[str, ...], depth: int
) -> set[tuple[int, int]]:
    """Return where one of the forms occurs once such escapes are undone."""
    plain = escape.sub(_meant, text)
    if plain == text or not (inner := _found(plain, forms, depth)):
        return set()
    place = _places_in(text, escape)
    return {(place(start)[0], place(stop - 1)[1]) for start, stop in inner}


def _places(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yield where a form occurs in a text, overlapping places included."""
    at = text.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = text.find(form, at + 1)


def _places_in(text: str, kind: re.Pattern[str]) -> Callable[[int], tuple[int, int]]:
    """Return a function from an index in a text without such escapes to its place in the text."""
    begins: list[int] = []  # where the meaning of each escape begins in the text without
    escapes: list[tuple[int, tuple[int, int]]] = []  # the end of its meaning, and its place
    shorter = 0
    for escape in kind.finditer(text):
        begins.append(escape.start() - shorter)
        escapes.append((begins[-1] + len(_meant(escape)), escape.span()))
        shorter = escape.end() - escapes[-1][0]

    def place(index: int) -> tuple[int, int]:
        before = bisect_right(begins, index) - 1
        if before < 0:
            return index, index + 1
        end, span = escapes[before]
        at = span[1] + index - end
        return span if index < end else (at, at + 1)

    return place


def _meant(escape: re.Match[str]) -> str:
    found = escape.groupdict()
    if found.get("code"):
        return chr(int(found["code"], 16))
    if letter := found.get("letter"):
        return _LETTERS.get(letter, letter)
    return html.unescape(escape[0]) if found.get("name") else ""


def _ways_to_write(secret: str) -> Iterator[str]:
    yield from (secret, secret[::-1], secret.replace("'", "'\"'\"'"))
    yield quote_plus(secret.encode("utf-8", "surrogateescape"))
    for encoding in _ENCODINGS:
        handler = "surrogateescape" if encoding == "utf-8" else "surrogatepass"
        raw = secret.encode(encoding, handler)
        # Bytes that are read one by one, or as UTF-8, which UTF-16 is not.
        yield from (raw.decode("latin-1"), raw.decode("utf-8", "replace"))
        yield raw.hex()
        yield from _digits_of(raw, 6, b64encode, urlsafe_b64encode)
        yield from _digits_of(raw, 5, b32encode)
    part = max(_SHORTEST_PART, (len(secret) + 1) // 2)
    yield from (secret[n : n + part] for n in range(len(secret) - part + 1))


def _digits_of(raw: bytes, bits: int, *encoders: Callable[[bytes], bytes]) -> Iterator[str]:
    """Yield the digits that a secret always leaves, at each offset.

    Args:
        raw: The secret.
        bits: What one digit holds: 6 bits in base64, 5 in base32.
        encoders: Encode bytes in such digits.
    """
    for before in range(bits if bits % 2 else bits // 2):
        padded = bytes(before) + raw
        first, last = -(-before * 8 // bits), len(padded) * 8 // bits  # that are its alone
        for encode in encoders:
            digits = encode(padded).decode()[first:last]
            if len(digits) >= _SHORTEST_DIGITS:
                yield digits
