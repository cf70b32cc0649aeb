"""Puts the suite together: the plugin, and the steps that the features are written in."""

from cti_conformance.steps import MODULES

pytest_plugins = ("cti_conformance.plugin", *MODULES)
