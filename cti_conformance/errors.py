"""Errors that users can mend themselves."""

from __future__ import annotations


class ConfigError(Exception):
    """What was configured cannot be used; the message names it and the way out."""
