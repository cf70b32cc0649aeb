"""Makes ``pytest`` in a checkout the conformance suite, as it is in the installed package."""

pytest_plugins = ["cti_conformance.pytest_plugin.plugin"]
