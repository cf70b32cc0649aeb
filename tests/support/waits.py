"""Finds the places in the suite's code that wait: for time, a process, a lock, or an answer."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("cti_conformance", "steps", "features")
# Calls that wait, by the names of their functions.
WAITING = frozenset(
    {
        *("sleep", "pause", "wait", "select", "poll", "receive", "recv", "accept", "communicate"),
        *("acquire", "acquire_read", "acquire_write", "hold", "_acquire"),
        *("eventually", "restoring"),
        *("Timer", "run_state_machine_as_test", "execute", "serve_forever", "shutdown"),
        *("Popen", "check_output", "check_call", "urlopen", "create_connection", "request"),
        *("launch", "new_context", "new_page", "stop", "judged", "look", "watching"),
    }
)
# These have other meanings as well, so only with one of these receivers, or with a keyword.
JOINED = ("timer", "thread", "loop", "pool", "process")
KEYWORDS = frozenset({"timeout", "limit_s", "request_timeout"})
# Calls of Playwright without a limit of their own, or whose limit is that of an answer.
PLAYWRIGHT = frozenset(
    {
        *("evaluate", "evaluate_all", "count", "goto", "reload", "content_frame", "element_handle"),
        *("add_init_script", "set_offline", "screenshot", "select_option", "fill", "click", "blur"),
        *("wait_for", "wait_for_url", "wait_for_load_state", "expect_page", "is_disabled"),
    }
)


class Place(NamedTuple):
    """A place that waits.

    Attributes:
        module: The path of the module, from the top of the checkout.
        function: The qualified name of the function.
        call: The name of the called function.
        text: The source of the call.
    """

    module: str
    function: str
    call: str
    text: str


@cache
def places() -> list[Place]:
    """Return all places of the suite that wait."""
    return [place for path in _modules() for place in _of(path)]


def _modules() -> list[str]:
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in found
        if not any(parent.is_symlink() for parent in path.parents)
    )


def _of(module: str) -> Iterator[Place]:
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    yield from _inside(module, "", tree)


def _inside(module: str, function: str, node: ast.AST) -> Iterator[Place]:
    for child in ast.iter_child_nodes(node):
        name = function
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            name = f"{function}.{child.name}".lstrip(".")
        if isinstance(child, ast.Call) and (called := _waits(child)):
            yield Place(module, function, called, ast.unparse(child))
        yield from _inside(module, name, child)


def _waits(call: ast.Call) -> str:
    """Return the name of the called function if it waits; empty otherwise."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in WAITING or name in PLAYWRIGHT or ast.unparse(function) == "take":
        return name
    if name == "join" and isinstance(function, ast.Attribute):
        receiver = ast.unparse(function.value)
        return name if receiver.rpartition(".")[2].strip("_") in JOINED else ""
    if any(keyword.arg in KEYWORDS for keyword in call.keywords):
        return name
    return ""


# -- calls of the browser ----------------------------------------------------------------------

BROWSER = ("cti_conformance/target/browser/", "cti_conformance/target/ports/browser.py")
GUARDS = frozenset({"judged", "watching", "_watching"})


def unwatched(public_of: str) -> set[str]:
    """Return the public functions of a module that call the browser without a watchdog.

    A call is watched within ``with`` one of `GUARDS`, and in what is passed to ``look``. A function
    that calls the browser unwatched is itself such a call where it is called.

    Args:
        public_of: The path of the module.
    """
    bodies = {
        (module, node.name): node
        for module in _modules()
        if module.startswith(BROWSER)
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    opening: set[tuple[str, str]] = set()
    while True:
        found = {key for key, node in bodies.items() if _is_open(key[0], node, opening)}
        if found <= opening:
            break
        opening |= found
    return {name for module, name in opening if module == public_of and not name.startswith("_")}


def _is_open(module: str, function: ast.FunctionDef, opening: set[tuple[str, str]]) -> bool:
    return any(_opens(module, child, opening) for child in function.body)


def _opens(module: str, node: ast.AST, opening: set[tuple[str, str]]) -> bool:
    """Return whether a statement or expression calls the browser unwatched."""
    if isinstance(node, ast.FunctionDef):
        return False  # it is called elsewhere
    if isinstance(node, ast.With) and any(
        isinstance(item.context_expr, ast.Call) and _name(item.context_expr) in GUARDS
        for item in node.items
    ):
        return False
    if isinstance(node, ast.Call):
        name = _name(node)
        if name == "look":
            return False
        of_self = ast.unparse(node.func) == f"self.{name}"
        known = (module, name) in opening if of_self else name in {name for _, name in opening}
        if name in PLAYWRIGHT or (known and not _is_elsewhere(node)):
            return True
    return any(_opens(module, child, opening) for child in ast.iter_child_nodes(node))


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_elsewhere(call: ast.Call) -> bool:
    """Return whether a call goes to objects that do not use the browser, with the same names."""
    return ast.unparse(call.func).startswith(("self._control.", "self._table."))
