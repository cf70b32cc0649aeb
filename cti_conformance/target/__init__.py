"""The target under test: its connection, its capabilities and its ports."""
