"""Generated defects: small changes of the code that handles a call, made by rule and not by hand.

Each is one change of one place: a condition turned round, a comparison shifted, a statement, an
argument or an entry left out, a constant changed, nothing returned. They show what nobody thought
of when the catalogue was written.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from matrix.reference import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILES = (
    *("calls.py", "domain/people.py", "domain/phones.py", "rest/cti.py", "actions.py"),
    *("domain/widgets.py", "domain/settings.py", "http/contract.py"),
)

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}

# Parts of queries, and their replacements.
QUERIES = (
    (" AND NOT deleted", ""),
    (" AND kind = ?", " AND kind <> ?"),
    (" AND note_due", ""),
    (" AND id <> ?", " AND id = ?"),
    ("DESC", "ASC"),
    ("ORDER BY id", "ORDER BY id DESC"),
    ("IS NOT NULL", "IS NULL"),
)

Change = tuple[str, ast.AST]
"""A change: its description, and the replacement of a node."""


@dataclass(frozen=True)
class Generated:
    """A generated defect.

    Attributes:
        file: The file of the reference.
        function: The function or method that it is in; empty outside of all.
        id: What names it, whatever else changes in the file.
        lines: The lines that the change is about.
    """

    file: str
    function: str
    id: str
    lines: range
    _path: Path
    _instead: ast.AST

    @property
    def text(self) -> str:
        """The file with the defect."""
        tree = _parsed(self.file)
        _put(tree, self._path, self._instead)
        return ast.unparse(ast.fix_missing_locations(tree))


@cache
def source_of(file: str, function: str) -> str:
    """Return the source of a function or method of the reference, named as defects name it."""
    text = (REFERENCE / file).read_text(encoding="utf-8")
    node: ast.AST = ast.parse(text)
    for name in function.split("."):
        node = next(
            child
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.FunctionDef | ast.ClassDef) and child.name == name
        )
    return ast.get_source_segment(text, node) or text


def generated() -> list[Generated]:
    """Return every generated defect, always in the same order."""
    return [defect for file in FILES for defect in _of_file(file)]


def _of_file(file: str) -> Iterator[Generated]:
    tree = _parsed(file)
    counted: Counter[str] = Counter()
    for path, node, function in list(_places(tree)):
        for told, instead in _changes(node, path):
            name = f"{file} {function}: {told}"
            counted[name] += 1
            number = f" ({counted[name]})" if counted[name] > 1 else ""
            yield Generated(file, function, name + number, _lines(node, path), path, instead)


def _lines(node: ast.AST, path: Path) -> range:
    """Return the lines of a node, from the start of its statement on."""
    around = [node, *reversed(path.parents)]
    statement = next((one for one in around if isinstance(one, ast.stmt)), None)
    first = statement.lineno if statement else 1
    return range(first, (getattr(node, "end_lineno", None) or first) + 1)


def _parsed(file: str) -> ast.Module:
    return ast.parse((REFERENCE / file).read_text(encoding="utf-8"))


# -- where -----------------------------------------------------------------------------------

Step = tuple[str, int | None]


@dataclass(frozen=True)
class Path:
    """The way from the root of a tree to a node: fields, and places in lists."""

    steps: tuple[Step, ...]
    parents: tuple[ast.AST, ...]

    @property
    def field(self) -> str:
        """The field of the parent that holds the node."""
        return self.steps[-1][0]


def _places(tree: ast.Module) -> Iterator[tuple[Path, ast.AST, str]]:
    def walk(node: ast.AST, path: Path, function: str) -> Iterator[tuple[Path, ast.AST, str]]:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            nodes = value if isinstance(value, list) else [value]
            for number, child in enumerate(nodes):
                if not isinstance(child, ast.AST):
                    continue
                at = number if isinstance(value, list) else None
                way = Path((*path.steps, (name, at)), (*path.parents, node))
                inside = function
                if isinstance(child, ast.FunctionDef | ast.ClassDef):
                    inside = f"{function}.{child.name}" if function else child.name
                yield way, child, inside
                yield from walk(child, way, inside)

    yield from walk(tree, Path((), ()), "")


def _put(tree: ast.AST, path: Path, instead: ast.AST) -> None:
    """Put a node into a tree; an empty ``Delete`` removes the old node."""
    node = tree
    for name, at in path.steps[:-1]:
        value = getattr(node, name)
        node = value if at is None else value[at]
    name, at = path.steps[-1]
    if at is None:
        setattr(node, name, instead)
    elif isinstance(instead, Gone):
        del getattr(node, name)[at]
        if isinstance(node, ast.Dict):
            del node.values[at]
    else:
        getattr(node, name)[at] = instead


class Gone(ast.AST):
    """Marks an element that is left out of a list."""


# -- what ------------------------------------------------------------------------------------


def _changes(node: ast.AST, path: Path) -> Iterator[Change]:
    """Yield the changes of a node."""
    for kind, change in CHANGES:
        if isinstance(node, kind):
            yield from change(node, path)
    parent = path.parents[-1]
    if isinstance(parent, ast.Dict) and path.field == "keys" and not _is_data(path):
        yield f"without the entry {_told(node)}", Gone()
    if isinstance(node, ast.keyword) and node.arg and len(parent.keywords) > 0:  # type: ignore[attr-defined]
        yield f"without the argument {_told(node)}", Gone()
    if path.field == "test" or (path.field == "ifs" and isinstance(parent, ast.comprehension)):
        if isinstance(parent, ast.Assert):
            return
        assert isinstance(node, ast.expr)
        yield f"if not {_told(node)}", ast.UnaryOp(ast.Not(), node)
        yield f"never: if {_told(node)}", ast.Constant(False)
        if not isinstance(parent, ast.comprehension):
            yield f"always: if {_told(node)}", ast.Constant(True)


def _comparison(node: ast.Compare, _: Path) -> Iterator[Change]:
    for number, operator in enumerate(node.ops):
        if other := COMPARISONS.get(type(operator)):
            ops = [*node.ops]
            ops[number] = other()
            changed = ast.Compare(node.left, ops, node.comparators)
            yield f"{_told(node)} -> {_told(changed)}", changed


def _boolean(node: ast.BoolOp, _: Path) -> Iterator[Change]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    changed = ast.BoolOp(other, node.values)
    yield f"{_told(node)} -> {_told(changed)}", changed
    for number, left_out in enumerate(node.values):
        rest = [value for place, value in enumerate(node.values) if place != number]
        yield (
            f"{_told(node)} without {_told(left_out)}",
            rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest),
        )


def _negation(node: ast.UnaryOp, _: Path) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        yield f"{_told(node)} -> {_told(node.operand)}", node.operand


def _choice(node: ast.IfExp, _: Path) -> Iterator[Change]:
    yield f"{_told(node)} -> {_told(node.body)}", node.body
    yield f"{_told(node)} -> {_told(node.orelse)}", node.orelse


def _constant(node: ast.Constant, path: Path) -> Iterator[Change]:
    value = node.value
    where = _told(_statement(path))
    if isinstance(value, bool):
        yield f"{value} -> {not value} in {where}", ast.Constant(not value)
    elif isinstance(value, int):
        yield f"{value} -> {value + 1} in {where}", ast.Constant(value + 1)
    elif isinstance(value, str):
        for old, new in QUERIES:
            if old in value:
                changed = ast.Constant(value.replace(old, new))
                yield f"{old!r} -> {new!r} in {_told(node)}", changed
        if value and _is_meant(node, path):
            yield f"{value!r} -> '' in {where}", ast.Constant("")


def _returned(node: ast.Return, _: Path) -> Iterator[Change]:
    if node.value and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield f"None for {_told(node)}", ast.Return(ast.Constant(None))


def _statement_left_out(node: ast.stmt, path: Path) -> Iterator[Change]:
    is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if not is_doc and path.field in ("body", "orelse") and len(path.parents) > 1:
        yield f"without: {_told(node)}", ast.Pass()


def _stored(node: ast.Assign, path: Path) -> Iterator[Change]:
    # A name that is set nowhere is a crash, and no defect that a vendor would ship.
    if isinstance(node.targets[0], ast.Subscript):
        yield from _statement_left_out(node, path)


CHANGES: tuple[tuple[type, Callable[..., Iterator[Change]]], ...] = (
    (ast.Compare, _comparison),
    (ast.BoolOp, _boolean),
    (ast.UnaryOp, _negation),
    (ast.IfExp, _choice),
    (ast.Constant, _constant),
    (ast.Return, _returned),
    (ast.Expr, _statement_left_out),
    (ast.Raise, _statement_left_out),
    (ast.AugAssign, _statement_left_out),
    (ast.Assign, _stored),
)


def _is_meant(node: ast.Constant, path: Path) -> bool:
    """Return whether a text has a meaning, and is not a name, query, message or document."""
    parent = path.parents[-1]
    if isinstance(parent, ast.Expr | ast.JoinedStr | ast.Subscript | ast.Dict | ast.Set):
        return False
    if not path.parents or len(path.parents) < 3 or "SELECT" in str(node.value):
        return False
    # The first argument of a call is a table, a message's field or the like.
    return isinstance(parent, ast.Compare | ast.keyword | ast.BoolOp | ast.IfExp | ast.Tuple)


def _is_data(path: Path) -> bool:
    """Whether a place is outside of all functions, where tables are."""
    return not any(isinstance(parent, ast.FunctionDef) for parent in path.parents)


def _statement(path: Path) -> ast.AST:
    """Return the smallest construct around a place that identifies it."""
    for parent in reversed(path.parents):
        if isinstance(parent, ast.stmt | ast.Compare | ast.Call):
            return parent
    return path.parents[-1]


def _told(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 100 else f"{text[:99]}…"
