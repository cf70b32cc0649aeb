"""Compliant implementations, other than the reference in what the documentation leaves open."""
