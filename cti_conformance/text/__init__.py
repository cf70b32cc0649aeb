"""Texts as they may be shown."""
