"""The target under test and its ports."""
