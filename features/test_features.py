"""Binds every feature: a test for each example."""

from pytest_bdd import scenarios

scenarios(".")
