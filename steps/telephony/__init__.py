"""The steps of a telephone system under test."""
