"""Helpers of the tests: running the suite as a user would, and servers for it."""
