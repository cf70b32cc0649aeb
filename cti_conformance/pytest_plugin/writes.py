"""Finds out what a scenario may write on a target, without running it.

The methods of ports that write are marked with ``@writes``. This module finds those that a step can
reach. It reads the bytecode of the step's function, and of each function of the suite that it
mentions by name. Its limits:

- It compares names, not types: a method counts as called if an attribute of that name is read. A
method name of builtin containers, such as ``pop``, counts only if it is read from a variable named
in `PORT_NAMES` or `OWN_NAMES`. Name variables accordingly.
- It does not see methods that are reached by ``getattr`` or from a table of functions.
- It treats each branch of a function as possible.

So it may find too much; it finds too little only in code that breaks these limits. A test watches
the ports while scenarios run, and compares.
"""

from __future__ import annotations

import dis
import sys
from collections import deque
from functools import cache
from inspect import isfunction
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_bdd.steps import step_function_context_registry

from cti_conformance.scenario.item import rendered_scenario
from cti_conformance.target.ports.callback import CallbackClient
from cti_conformance.target.ports.cti import Cti
from cti_conformance.target.ports.desktop import BrowserDesktop, Desktop
from cti_conformance.target.ports.operations import Operations
from cti_conformance.target.ports.records import Records
from cti_conformance.target.ports.writes import writing_methods

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

    import pytest
    from pytest_bdd.parser import Step

    from cti_conformance.target.ports.writes import Kind

PORTS = (Cti, Records, Desktop, BrowserDesktop, Operations, CallbackClient)

WRITES: dict[str, Kind] = {
    name: kind for port in PORTS for name, kind in writing_methods(port).items()
}
"""The kind of each writing method of a port."""

PORT_NAMES = frozenset({"cti", "line"})
"""The variables with a port whose methods are named like those of builtin containers."""

OWN_NAMES = frozenset({"self", "story"})
"""The variables with objects of the steps' own classes, which may have such methods."""

PACKAGES = ("cti_conformance.steps.", "cti_conformance.scenario.")
"""The packages whose functions are followed."""

APART = "cti_conformance.steps.telephony"
"""A package that is not followed: its port writes on no target."""


class Mention(NamedTuple):
    """A name that code reads, and the name of its owner, if it is an attribute."""

    owner: str
    name: str

    @property
    def is_ambiguous(self) -> bool:
        """Return whether it may be a method of a builtin container."""
        return any(hasattr(kind, self.name) for kind in (dict, list, set, deque, str, bytes))

    @property
    def may_be_of_port(self) -> bool:
        """Return whether it may be a method of a port."""
        return not self.is_ambiguous or self.owner in PORT_NAMES

    @property
    def may_be_own(self) -> bool:
        """Return whether it may be a function or method of the suite."""
        return not self.is_ambiguous or self.owner in OWN_NAMES


def writes_of(item: pytest.Item) -> set[Kind]:
    """Return the kinds of writes that a scenario may do."""
    return {kind for step in rendered_scenario(item).steps for kind in _writes_of_step(step)}


def _writes_of_step(step: Step) -> frozenset[Kind]:
    return _writes_of_sentence(step.type, step.name)


@cache
def _writes_of_sentence(kind: str, sentence: str) -> frozenset[Kind]:
    return frozenset(
        write
        for context in step_function_context_registry.values()
        if context.type in (None, kind) and context.parser.is_matching(sentence)
        for write in writes_of_function(context.step_func)
    )


def writes_of_function(function: Any) -> set[Kind]:
    """Return the kinds of writes that a step's function may do."""
    bodies = _bodies()
    seen: set[Mention] = set()
    waiting = {*_mentions(function.__code__)}
    while waiting:
        mention = waiting.pop()
        seen.add(mention)
        if mention.may_be_own:
            for code in bodies.get(mention.name, ()):
                waiting |= _mentions(code) - seen
    return {WRITES[m.name] for m in seen if m.name in WRITES and m.may_be_of_port}


@cache
def _mentions(code: CodeType) -> frozenset[Mention]:
    """Return the names that a function reads: globals, and attributes with their owner."""
    return frozenset(_read_names(code))


def _read_names(code: CodeType) -> Iterator[Mention]:
    owner = ""
    for instruction in dis.get_instructions(code):
        read, name = instruction.opname, instruction.argval
        if not read.startswith("LOAD") or read == "LOAD_CONST":
            owner = ""
            continue
        if isinstance(name, tuple):  # one instruction loads two variables: the last is on top
            name = name[-1]
        if read in ("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"):
            yield Mention(owner, name)
        elif read in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield Mention("", name)
        owner = name if isinstance(name, str) else ""
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):  # a nested function
            yield from _read_names(constant)


@cache
def _bodies() -> dict[str, list[CodeType]]:
    """Return the code of all loaded functions and methods of the suite, by name."""
    found: dict[str, list[CodeType]] = {}
    for name, module in list(sys.modules.items()):
        if not name.startswith(PACKAGES) or name.startswith(APART):
            continue
        for thing in vars(module).values():
            members = vars(thing).values() if isinstance(thing, type) else [thing]
            for member in members:
                inner = getattr(member, "fget", None) or getattr(member, "func", None) or member
                if isfunction(inner) and inner.__module__.startswith(PACKAGES):
                    found.setdefault(inner.__name__, []).append(inner.__code__)
    return found
