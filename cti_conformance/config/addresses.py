"""Checks of the addresses that options and settings give."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from cti_conformance.errors import ConfigError


def web_address(url: str, option: str, way_out: str = "") -> SplitResult:
    """Return the parts of an address.

    Args:
        url: The address.
        option: Where it was given.
        way_out: What to add to the message.

    Raises:
        ConfigError: It is not an http(s) URL.
    """
    with suppress(ValueError):  # an invalid port or IPv6 address
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts
    raise ConfigError(f"{option} {without_secrets(url)!r} is not an http(s) URL{way_out}")


def refuse_empty(value: str, option: str) -> None:
    """Refuse an empty option, which is what an unset variable becomes in CI.

    Raises:
        ConfigError: It is empty.
    """
    if not value.strip():
        raise ConfigError(f"{option} is empty: is the variable that it comes from set?")


def without_secrets(url: str) -> str:
    """Return the part of an address that holds no secret, even if it is malformed."""
    if "@" in url:
        return f"…@{url.rpartition('@')[2].partition('?')[0]}"
    return re.split(r"[?#]", url)[0]
