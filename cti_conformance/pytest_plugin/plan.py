"""What a run would do, said without a single call to the target."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from inspect import isfunction
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd.steps import step_function_context_registry

from cti_conformance.scenario.item import RULE, rendered_scenario
from cti_conformance.target.discovery import known_before
from cti_conformance.text.excerpts import plural
from cti_conformance.text.redaction import escape_control

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import CodeType

    from pytest_bdd.parser import Step

    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.ledger.selection import Selection
    from cti_conformance.results.capabilities import Capabilities

WRITES = {
    "pop": "calls",
    "pop_raw": "calls",
    "make_contact": "contacts",
    "try_make_agent": "agents",
    "make_ticket": "tickets",
    "rename_contact": "changes",
    "update_ticket": "changes",
    "delete": "changes",
    "set_presence": "desktops",
    "refresh": "desktops",
    "act": "desktops",
    "load_ticket_page": "desktops",
    "pick_number": "desktops",
    "change_settings": "settings",
    "click_number": "clicks",
    "send_click": "clicks",
    "crash": "crashes",
}
"""What each method of a port that writes is about."""

TOLD = {
    "calls": "send calls; each may make a contact, a ticket, notes and a time entry",
    "contacts": "make contacts (or call as those listed as [[contacts]])",
    "agents": "make agents (or use those listed as [[agents]])",
    "tickets": "make tickets beforehand",
    "changes": "rename or delete what they made",
    "desktops": "open and close agents' desktops, and act there",
    "settings": "change the admin's settings, and put them back",
    "clicks": "have a callback dial; the numbers ring nobody",
    "crashes": "crash the server",
}
"""How that is told, in the order in which it is."""

FEW = 15
"""Of so many rules at most the ids are told, too."""


@dataclass(frozen=True)
class Plan:
    """The scenarios of a run.

    Attributes:
        selection: The rules.
        items: The scenarios of them.
        capabilities: What the target is known to lack.
        target: What would be tested.
    """

    selection: Selection
    items: Sequence[pytest.Item]
    capabilities: Capabilities
    target: str

    @cached_property
    def running(self) -> list[pytest.Item]:
        """The scenarios of rules that can be tested, as far as is known without asking."""
        return [
            item
            for item in self.items
            if not self.capabilities.why_missing(item.stash[RULE].relies_on)
        ]

    def lines(self, *, names: bool) -> Iterator[str]:
        """Tell the plan.

        Args:
            names: Whether to name each scenario.
        """
        rules = {item.stash[RULE].id for item in self.running}
        yield (
            f"Plan: {plural(len(self.running), 'scenario')} of {plural(len(rules), 'rule')} of "
            f"version {self.selection.version}, on {escape_control(self.target)}. Nothing was "
            "asked of it."
        )
        yield ""
        yield from self._chapters(names=names)
        yield ""
        yield from self._untested()
        yield from self._written()

    def _chapters(self, *, names: bool) -> Iterator[str]:
        chapters = self.selection.ledger.chapters
        wide = max(len(chapter.title) for chapter in chapters)
        yield f"{'':<{wide + 6}}{'rules':>12}{'scenarios':>12}"
        for chapter in chapters:
            items = [item for item in self.running if item.stash[RULE].chapter == chapter.code]
            if not items:
                continue
            rules = Counter(item.stash[RULE].id for item in items)
            yield f"{chapter.code:<6}{chapter.title:<{wide}}{len(rules):>12}{len(items):>12}"
            if names:
                yield from (
                    f"      {item.stash[RULE].id}  {rendered_scenario(item).name}" for item in items
                )

    def _untested(self) -> Iterator[str]:
        """Yield what is known to be missing."""
        needs = Counter(r.relies_on for r in self.selection.ledger if r.id in self.selection.ids)
        for name, why in self.capabilities.reasons.items():
            if count := needs[name]:
                yield f"Not tested, {plural(count, 'rule')}: needs {name}: {escape_control(why)}"

    def _written(self) -> Iterator[str]:
        by_kind: dict[str, list[str]] = {kind: [] for kind in TOLD}
        for item in self.running:
            for kind in writes_of(item):
                by_kind[kind].append(item.stash[RULE].id)
        yield "What would be written on it, by how many of the scenarios:"
        for kind, told in TOLD.items():
            rules = list(dict.fromkeys(by_kind[kind]))
            if rules:
                which = f": {', '.join(rules)}" if len(rules) <= FEW else ""
                yield f"{len(by_kind[kind]):>6}  {told}{which}"
        yield (
            'All that is made carries a mark ("cti-" and digits), and is deleted afterwards as far '
            "as the API allows."
        )


class Planning:
    """Tells the plan in place of a run.

    Args:
        selection: The rules.
        target: The target; ``None`` means the bundled reference.
        told: What is under test, in words.
    """

    def __init__(self, selection: Selection, target: TargetConfig | None, told: str) -> None:
        self._selection = selection
        self._target = target
        self._told = told

    @staticmethod
    def instead_of_running(config: pytest.Config) -> None:
        """Have pytest collect only, and say nothing of its own."""
        config.option.collectonly = True
        config.option.plan_names = config.option.verbose > 0
        config.option.verbose = -2

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell the plan."""
        plan = Plan(
            self._selection,
            [item for item in session.items if RULE in item.stash],
            known_before(self._target),
            self._told,
        )
        session.items.clear()  # or pytest would list them
        reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
        for line in plan.lines(names=session.config.option.plan_names):
            (reporter.write_line if reporter else print)(line)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let it be no fault that nothing ran."""
        if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK


def writes_of(item: pytest.Item) -> set[str]:
    """Return the kinds of what a scenario may write, as `TOLD` names them."""
    return {kind for step in rendered_scenario(item).steps for kind in _writes_of_step(step)}


def _writes_of_step(step: Step) -> frozenset[str]:
    return _writes_of_sentence(step.type, step.name)


@cache
def _writes_of_sentence(kind: str, sentence: str) -> frozenset[str]:
    return frozenset(
        write
        for context in step_function_context_registry.values()
        if context.type in (None, kind) and context.parser.is_matching(sentence)
        for write in _reach(context.step_func)
    )


def _reach(function: Any) -> set[str]:
    """Return what may be written when a function of the steps is called.

    It follows every name that the code mentions, as far as one of the steps' own functions and
    methods is called so. So it may tell too much, and never too little.
    """
    bodies = _bodies(function.__module__.rpartition(".")[0])
    seen: set[str] = set()
    waiting = set(_names(function.__code__))
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= {other for code in bodies.get(name, ()) for other in _names(code)} - seen
    return {WRITES[name] for name in seen if name in WRITES}


def _names(code: CodeType) -> Iterable[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):  # a function within the function
            yield from _names(constant)


@cache
def _bodies(package: str) -> dict[str, list[CodeType]]:
    """Return the code of all functions and methods of a package that are loaded, by name."""
    found: dict[str, list[CodeType]] = {}
    for name, module in list(sys.modules.items()):
        if not name.startswith(f"{package}."):
            continue
        for thing in vars(module).values():
            members = vars(thing).values() if isinstance(thing, type) else [thing]
            for member in members:
                inner = getattr(member, "fget", None) or getattr(member, "func", None) or member
                if isfunction(inner):
                    found.setdefault(inner.__name__, []).append(inner.__code__)
    return found
