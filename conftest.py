"""Makes ``pytest`` in a checkout the conformance suite, as it is in the installed package."""

from cti_conformance.steps import PLUGINS

pytest_plugins = PLUGINS
