"""Compliant implementations that differ from the reference where the documentation is open."""
