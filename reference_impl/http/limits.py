"""Limits of what a request may hold, and of what the answer lists."""

from collections.abc import Iterable, Mapping

from ..domain.errors import Flaw

BODY_LIMIT = 5_000_000  # bytes
SIGN_IN_LIMIT = 10_000  # bytes, of a body from somebody who has shown no credentials
MAX_KEYS = 1_000  # of one object of JSON
MAX_KEY_LENGTH = 500
MAX_FLAWS = 100


def check_keys(value: Mapping[str, object]) -> None:
    """Check the keys of an object of JSON.

    Raises:
        ValueError: There are too many, or one is too long.
    """
    if len(value) > MAX_KEYS or any(len(key) > MAX_KEY_LENGTH for key in value):
        raise ValueError("an object has too many keys, or one that is too long")


def first(flaws: Iterable[Flaw]) -> list[Flaw]:
    """Return the flaws that an answer lists."""
    return list(flaws)[:MAX_FLAWS]
