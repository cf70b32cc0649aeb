"""No module, class or function grows beyond the sizes of CONTRIBUTING.md."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("cti_conformance", "features", "reference_impl", "steps")
MODULE_LINES, CLASS_LINES, FUNCTION_LINES, ATTRIBUTES = 400, 200, 60, 12
# Plain data, each with a row for every attribute in a document.
RECORDS = {
    "Call": "the model of a call: one attribute for each thing that rules say of it",
    "Created": "what a scenario has left: one attribute for each kind of record",
    "Options": "the command line: one attribute for each option",
    "Summary": "the result of a run: one attribute for each of its parts in the report",
    "ScenarioResult": "the result of a scenario: one attribute for each of its keys in the report",
}


@cache
def modules() -> dict[str, str]:
    """Return the text of each module by its path; those behind the links are read once."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not any(parent.is_symlink() for parent in path.parents)
    }


def lines(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of lines of a definition, without its decorators."""
    assert node.end_lineno
    return node.end_lineno - node.lineno + 1


def attributes(node: ast.ClassDef) -> set[str]:
    """Return the names of the attributes that objects of a class have of their own."""
    fields = {
        one.target.id
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }
    return fields | {
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute)
        and isinstance(one.ctx, ast.Store)
        and isinstance(one.value, ast.Name)
        and one.value.id == "self"
    }


def too_big(name: str, text: str) -> Iterator[str]:
    """Yield what is too big in a module."""
    if (number := len(text.splitlines())) > MODULE_LINES:
        yield f"{name}: {number} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if (number := lines(node)) > FUNCTION_LINES:
                yield f"{name}: function {node.name}: {number} lines"
        elif isinstance(node, ast.ClassDef):
            if (number := lines(node)) > CLASS_LINES:
                yield f"{name}: class {node.name}: {number} lines"
            if (number := len(attributes(node))) > ATTRIBUTES and node.name not in RECORDS:
                yield f"{name}: class {node.name}: {number} attributes"


def test_nothing_is_too_big() -> None:
    assert len(modules()) > 100
    assert [problem for name, text in modules().items() for problem in too_big(name, text)] == []


def test_a_record_with_many_attributes_has_them_still() -> None:
    classes = [
        node
        for text in modules().values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    ]
    large = {node.name for node in classes if len(attributes(node)) > ATTRIBUTES}
    assert large == RECORDS.keys()
