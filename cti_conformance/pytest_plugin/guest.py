"""Keeps the project's pytest settings from stopping or emptying a run.

A project sets ``addopts`` for its own tests. If only the suite is run, some of them would leave
scenarios out, or end the run at the first failure. These are ignored, and one line reports it.
Options on the command line apply, and so does everything if the project's tests run as well.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from cti_conformance.pytest_plugin.collecting import FEATURES, PACKAGE
from cti_conformance.pytest_plugin.entry import is_part_of_the_suite

if TYPE_CHECKING:
    import pytest

SELECTING: dict[str, tuple[str, ...]] = {
    "keyword": ("-k",),
    "markexpr": ("-m",),
    "deselect": ("--deselect",),
    "maxfail": ("-x", "--exitfirst", "--maxfail"),
    "lf": ("--lf", "--last-failed"),
    "stepwise": ("--sw", "--stepwise"),
}
"""The options of pytest that leave tests out: the attributes of their values, and their names."""

NOTHING: dict[str, Any] = {"keyword": "", "markexpr": "", "deselect": None, "maxfail": 0}
SWITCHES = ("-x", "--exitfirst", "--lf", "--last-failed", "--sw", "--stepwise")


class SetAside:
    """Reports the options that were ignored.

    Args:
        options: Their names.
    """

    def __init__(self, options: list[str]) -> None:
        self._options = options

    def pytest_report_header(self) -> str:
        """Return the one line."""
        return (
            f"cti-conformance: {', '.join(self._options)} of addopts does not apply to the rules; "
            "give it on the command line if it should"
        )


def set_aside(config: pytest.Config) -> None:
    """Ignore options that would leave scenarios out and are not on the command line."""
    if not (config.option.pyargs and runs_the_suite_only(config)):
        return
    given = _given(config)
    options = []
    for name, flags in SELECTING.items():
        nothing = NOTHING.get(name, False)
        # Without `-x` and `--maxfail` some versions of pytest have None, and others 0.
        is_set = getattr(config.option, name, nothing) not in (nothing, None)
        if is_set and not given & {*flags}:
            setattr(config.option, name, nothing)
            options.append(flags[0])
    if options:
        config.pluginmanager.register(SetAside(options), "cti-set-aside")


def runs_the_suite_only(config: pytest.Config) -> bool:
    """Return whether pytest was asked to run the suite only."""
    return all(_is_ours(config, argument) for argument in config.args)


def _is_ours(config: pytest.Config, argument: str) -> bool:
    if config.option.pyargs and is_part_of_the_suite(argument):
        return True
    path = (config.invocation_params.dir / argument.partition("::")[0]).resolve()
    return path == PACKAGE or FEATURES in (path, *path.parents)


def _given(config: pytest.Config) -> set[str]:
    """Return the options that are on the command line itself."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    for flags in SELECTING.values():
        for flag in flags:
            how: dict[str, Any] = {"action": "append_const", "const": flag}
            if flag not in SWITCHES:
                how = {"action": "append", "type": lambda _, flag=flag: flag}
            parser.add_argument(flag, dest="given", default=[], **how)
    words = [str(word) for word in config.invocation_params.args]
    return {*parser.parse_known_args(words)[0].given}
