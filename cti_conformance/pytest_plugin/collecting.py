"""Collects the scenarios, whatever the project's pytest settings are."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from functools import cache
from inspect import isfunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

import cti_conformance
from cti_conformance import features, steps
from cti_conformance.pytest_plugin import fixtures
from cti_conformance.scenario.item import EXAMPLE, RULE, is_left_out, rendered_scenario

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Set
    from types import ModuleType

    from cti_conformance.ledger.rules import Rule
    from cti_conformance.pytest_plugin.run_plan import RunPlan
    from cti_conformance.scenario.session import Session

PACKAGE = Path(cti_conformance.__path__[0]).resolve()
FEATURES = Path(features.__path__[0]).resolve()
MODULE = FEATURES / "test_features.py"
"""The module whose tests are the scenarios."""

Fixture = type(fixtures.run)
"""The type of a function with ``@pytest.fixture``; it is not public in pytest."""


@cache
def step_modules() -> tuple[str, ...]:
    """Return the names of the modules that define steps."""
    found = pkgutil.walk_packages(steps.__path__, f"{steps.__name__}.")
    return tuple(module.name for module in found)


class Module(pytest.Module):
    """The module of the scenarios, with their steps and fixtures.

    Steps and fixtures are known in this module only: other tests of the same run do not see them,
    and no conftest can replace one by a fixture of the same name.

    Attributes:
        selected: The ids of the rules to collect. Making the items of all takes half a second.
    """

    selected: Set[str] = frozenset()

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Return the scenarios."""
        module = self.obj
        for _, scenario in _scenarios(module):
            # Otherwise they may count as imported, and be left out.
            scenario.__module__ = module.__name__
        for name in (fixtures.__name__, *step_modules()):
            for attribute, thing in vars(importlib.import_module(name)).items():
                if isinstance(thing, Fixture):
                    setattr(module, attribute, thing)
        return super().collect()

    def funcnamefilter(self, name: str) -> bool:
        """Return whether a function is a selected scenario, however the project names its tests."""
        thing = vars(self.obj).get(name)
        return _is_scenario(thing) and not self.selected.isdisjoint(_rules_of(thing))

    def classnamefilter(self, name: str) -> bool:  # noqa: ARG002 - no class is a scenario
        """Return false: the module has no test classes."""
        return False


def _scenarios(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, thing in [*vars(module).items()]:
        if _is_scenario(thing):
            yield name, thing


def _rules_of(scenario: Any) -> Iterator[str]:
    """Yield the ids of the rules that a scenario is tagged with."""
    marks: list[pytest.Mark] = getattr(scenario, "pytestmark", [])
    return (mark.args[0] for mark in marks if mark.name == "rule")


def number_examples(items: Iterable[pytest.Item]) -> None:
    """Number the examples of each rule, in the order of the features, whatever is selected."""
    seen: Counter[str] = Counter()
    for item in items:
        if marker := item.get_closest_marker("rule"):
            seen[marker.args[0]] += 1
            item.stash[EXAMPLE] = seen[marker.args[0]]


def _message_of(excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:  # noqa: ARG001
    return str(excinfo.value)


def _is_scenario(thing: object) -> bool:
    return isfunction(thing) and thing in scenario_wrapper_template_registry


class Collecting:
    """Finds the scenarios, and leaves out those that were not selected.

    Args:
        plan: The run.
        session: The target, which is started once there is something to run.
    """

    def __init__(self, plan: RunPlan, session: Session) -> None:
        self._plan = plan
        self._session = session
        self.chapters: Counter[str] = Counter()
        self._had_scenarios = False
        self._has_tests = False

    # -- files -----------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Of the package, collect only the one module."""
        if collection_path.name == "__pycache__":
            return None
        real = collection_path.resolve()
        if real in (FEATURES, MODULE):
            # In a checkout the features are at the top, not behind the link in the package.
            return None if self._is_checkout(collection_path) else False
        inside = {PACKAGE, FEATURES} & ({*collection_path.parents} | {*real.parents})
        return True if inside else None

    def _is_checkout(self, path: Path) -> bool:
        return PACKAGE not in path.parents

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Collect the module of the scenarios, whatever names the project gives its own tests."""
        collected = yield
        if file_path.name == MODULE.name and file_path.resolve() == MODULE:
            module = Module.from_parent(parent, path=file_path)
            module.selected = self._plan.selection.ids
            return [module]
        return collected

    # -- scenarios -------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None]:
        """Remove the scenarios that were not selected, and start the target for the others."""
        self._had_scenarios = any(map(self._rule_of, items))
        number_examples(items)
        yield
        keep: list[pytest.Item] = []
        out: list[pytest.Item] = []
        for item in items:
            rule = self._rule_of(item)
            is_other = item.get_closest_marker("rule") is None
            (keep if rule or is_other else out).append(item)
            if rule:
                self._adopt(item, rule)
        if out:
            config.hook.pytest_deselected(items=out)
            items[:] = keep
        self._has_tests = bool(items)
        if self.chapters and not config.option.collectonly:
            self._session.begin()

    def _rule_of(self, item: pytest.Item) -> Rule | None:
        """Return the rule of a scenario, if that is to run."""
        marker = item.get_closest_marker("rule")
        tags = {mark.name for mark in item.iter_markers()}
        selection = self._plan.selection
        if not marker or not selection.has(rule_id := marker.args[0], tags):
            return None
        return None if is_left_out(item, rule_id, selection) else self._plan.ledger[rule_id]

    def _adopt(self, item: pytest.Item, rule: Rule) -> None:
        """Attach its rule to a collected test."""
        item.stash[RULE] = rule
        self.chapters[rule.chapter] += 1
        properties = {"rule": rule.id, "title": rule.title, "level": rule.level}
        item.user_properties += [
            *properties.items(),
            ("scenario", name := rendered_scenario(item).name),
        ]
        # The suite describes a failure in its own words. Pytest's, with the source, take long.
        item.repr_failure = _message_of  # type: ignore[method-assign]
        # The project may turn warnings into errors, for its own code.
        if item.config.pluginmanager.hasplugin("warnings"):  # not with -p no:warnings
            item.add_marker(pytest.mark.filterwarnings("default"))
        if item.config.option.collectonly:
            item.name = f"{rule.id} {name}"  # as pytest lists it; the node id stays the same

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Report it if something other than our own options deselected every scenario."""
        if not self._had_scenarios or self._has_tests:
            return
        option = terminalreporter.config.option
        given = {"-k": option.keyword, "-m": option.markexpr}
        words = [f"{flag} {text!r}" for flag, text in given.items() if text]
        by = " and ".join(words) or "another plugin or a conftest.py"
        terminalreporter.write_line(
            f"cti-conformance: no scenario is left to run: {by} deselected all that were asked for"
        )
