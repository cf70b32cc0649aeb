"""Deliberately wrong implementations: what each does wrong, and which rules must tell it."""
