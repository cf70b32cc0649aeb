"""Finds the definitions of a step without asking pytest for every fixture at every step.

pytest-bdd goes through all fixtures each time, and lets pytest decide which ones the scenario can
see. With the definitions of this suite that took as much CPU time as the rest of a run. A
module of scenarios sees the same definitions from its first step to its last.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd.scenario import find_fixturedefs_for_step
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from cti_conformance.pytest_plugin.collecting import Module

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from _pytest.fixtures import FixtureDef, FixtureManager
    from pytest_bdd.parser import Step

    Definitions = list[tuple[FixtureDef[object], StepFunctionContext]]


class StepLookup:
    """Plugin: remembers the definitions of steps that a module of scenarios can see."""

    def __init__(self) -> None:
        self._of_modules: dict[Module, Definitions] = {}
        self._of_steps: dict[tuple[Module, str, str], list[FixtureDef[object]]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, Any, Any]:
        """Take the place of pytest-bdd's own lookup while scenarios run."""
        own = find_fixturedefs_for_step
        with pytest.MonkeyPatch.context() as patch:
            # Found in `sys.modules`, because `pytest_bdd.scenario` is also the name of a function.
            patch.setattr(sys.modules[own.__module__], own.__name__, self.find)
            return (yield)

    def find(
        self, step: Step, fixturemanager: FixtureManager, node: pytest.Item
    ) -> Iterable[FixtureDef[object]]:
        """Return the definitions that fit a step and that its scenario can see."""
        module = node.parent
        if not isinstance(module, Module):  # a scenario of the user's own
            return find_fixturedefs_for_step(step, fixturemanager, node)
        if module not in self._of_modules:
            self._of_modules[module] = list(_definitions(fixturemanager, module))
        wanted = (module, step.type, step.name)
        if wanted not in self._of_steps:
            self._of_steps[wanted] = [
                definition
                for definition, context in self._of_modules[module]
                if context.type in (None, step.type) and context.parser.is_matching(step.name)
            ]
        return self._of_steps[wanted]


def _definitions(
    manager: FixtureManager, module: Module
) -> Iterable[tuple[FixtureDef[object], StepFunctionContext]]:
    for name in vars(module.obj):
        for fixture in manager.getfixturedefs(name, module) or ():
            if context := step_function_context_registry.get(fixture.func):
                yield fixture, context
