"""Makes ``pytest`` in a checkout the conformance suite, as it is in the installed package."""

from cti_conformance.conftest import pytest_plugins as pytest_plugins
