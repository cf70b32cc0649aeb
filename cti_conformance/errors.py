"""Errors that users can fix themselves."""

from __future__ import annotations


class ConfigError(Exception):
    """A setting cannot be used; the message names it and how to fix it."""
