"""The entry point, which pytest loads in every run of an environment with the suite.

It does nothing in a run that is not the suite's. Keep it quick: it imports nothing but pytest, and
its package nothing at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

PACKAGE = "cti_conformance"
CHECKOUT = Path(__file__).parents[2]
"""The folder of the checkout; an installed package is in no such folder."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """In a run of the suite, take over options of other plugins that have our names."""
    config: pytest.Config | None = pluginmanager.get_plugin("pytestconfig")
    words = [str(word) for word in config.invocation_params.args] if config else []
    in_checkout = config is not None and config.invocation_params.dir == CHECKOUT
    if in_checkout or asks_for_the_suite(words, pyargs="--pyargs" in words):
        from cti_conformance.pytest_plugin.options import take_over

        take_over(parser, pluginmanager)


# After the conftests: in a run of the suite its options win over theirs.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Load the suite's plugins if the command line, or the folder, asks for the suite.

    Raises:
        UsageError: An option and its value are two words, and pytest misreads the second.
    """
    words = [str(word) for word in early_config.invocation_params.args]
    is_asked_for = asks_for_the_suite(words, pyargs=early_config.known_args_namespace.pyargs)
    if is_asked_for or early_config.invocation_params.dir == CHECKOUT:
        from cti_conformance.pytest_plugin.options import refuse_two_words

        refuse_two_words(words)
    yield
    if is_asked_for:
        early_config.pluginmanager.import_plugin("cti_conformance.pytest_plugin.plugin")


def asks_for_the_suite(words: Sequence[str], *, pyargs: bool) -> bool:
    """Return whether a command line names the package or a part of it."""
    return pyargs and any(is_part_of_the_suite(word) for word in words)


def is_part_of_the_suite(word: str) -> bool:
    """Return whether an argument after ``--pyargs`` names the package, or a part of it."""
    return word.partition("::")[0].partition(".")[0] == PACKAGE
