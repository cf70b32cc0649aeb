"""Reads the data in spec/."""
