"""Reads the times that a target writes, in any common form."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from email.utils import parsedate_to_datetime

_CLOCK = re.compile(r"\d\d:\d\d:\d\d|T\d{6}", re.IGNORECASE)
_UTC = re.compile(r"\s*\b(?:UTC|GMT|Z)$|(?<=\d)Z$", re.IGNORECASE)
_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_NAMED_ZONE = re.compile(r"\b[A-Z]{3,5}$")
_MOST_SECONDS = 10**11  # larger numbers count a smaller unit
_SCALES = (1, 10**3, 10**6, 10**9)
_YEARS = range(1970, 3000)


def read_time(value: object) -> dt.datetime | None:
    """Return the time that a value means, with its zone; ``None`` if that cannot be said.

    Accepted are ISO 8601 with or without fractions and offset, RFC 2822 and similar dates with the
    names of months, and the seconds since 1970 (or milliseconds and so on), as a number or as text.
    A time without a zone is UTC, as in REST v2. A time that does not name its seconds is not
    accepted.

    Args:
        value: A value of JSON.
    """
    with suppress(ValueError, OverflowError, OSError, TypeError, IndexError):
        time = None
        if isinstance(value, str):
            time = _read_text(value.strip())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            time = _since_1970(float(value))
        return time if time and time.year in _YEARS else None
    return None


def _read_text(text: str) -> dt.datetime | None:
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text, re.ASCII) and len(text.partition(".")[0]) != 8:
        return _since_1970(float(text))
    if not _CLOCK.search(text):
        return None
    plain = _OFFSET.sub("", _UTC.sub("+00:00", text))
    try:
        time = dt.datetime.fromisoformat(plain)
    except ValueError:
        if _NAMED_ZONE.search(text) and not _UTC.search(text):
            return None  # which the library would read as UTC
        time = parsedate_to_datetime(_UTC.sub(" +0000", text))
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def _since_1970(number: float) -> dt.datetime | None:
    scales = (number / scale for scale in _SCALES)
    seconds = next((one for one in scales if abs(one) < _MOST_SECONDS), None)
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
