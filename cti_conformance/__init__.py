"""Conformance test suite and specification toolkit for the Freshdesk CTI framework."""

from importlib.metadata import version

__version__ = version("cti-conformance")
