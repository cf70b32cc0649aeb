"""Lays out the JSON of an answer line by line, and marks the place that decides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_LINES = 40
AROUND = 8
"""Up to this many lines are shown whole; of more, these many around each end and the place."""


@dataclass(frozen=True)
class Line:
    """One line of an answer.

    Attributes:
        text: Its text.
        decides: Whether it is a part of the place that decides.
        name: The person whose id it has; empty if there is none.
        left_out: How many lines stand in its place; 0 for a line of the answer.
    """

    text: str
    decides: bool = False
    name: str = ""
    left_out: int = 0


def laid_out(
    answer: str, at: str | None, names: Mapping[int, str], *, whole: bool = False
) -> list[Line]:
    """Return an answer as lines; one that is no JSON is not changed.

    Args:
        answer: The body of an answer.
        at: JSON pointer to the place that decides, or to one that is not there; ``None`` if none
            does.
        names: The names of people by id.
        whole: Whether to leave out nothing.
    """
    try:
        content = json.loads(answer)
    except (ValueError, RecursionError):
        return [Line(line) for line in answer.splitlines()]
    place = _nearest(content, at.split("/")[1:]) if at else None
    if at is not None and not (isinstance(content, dict | list) and content):
        place = ()  # one line, which is all of it
    lines = [
        Line(text, decides=place is not None and path[: len(place)] == place, name=name)
        for text, path, name in _lines(content, (), names)
    ]
    return lines if whole or len(lines) <= MAX_LINES else _shortened(lines)


def _nearest(content: Any, steps: Sequence[str]) -> tuple[str, ...] | None:
    """Return the part of a pointer that is there; ``None`` if nothing of it is."""
    path: list[str] = []
    for step in steps:
        if isinstance(content, dict) and step in content:
            content = content[step]
        elif isinstance(content, list) and step.isdecimal() and int(step) < len(content):
            content = content[int(step)]
        else:
            break
        path.append(step)
    return tuple(path) or None


def _lines(
    content: Any, path: tuple[str, ...], names: Mapping[int, str], head: str = "", tail: str = ""
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield each line with its place and the name that belongs to it."""
    indent = "  " * len(path)
    if not isinstance(content, dict | list) or not content:
        name = names.get(content, "") if type(content) is int else ""
        yield f"{indent}{head}{json.dumps(content, ensure_ascii=False)}{tail}", path, name
        return
    opening, closing = "{}" if isinstance(content, dict) else "[]"
    yield f"{indent}{head}{opening}", path, ""
    pairs = [*content.items()] if isinstance(content, dict) else [*enumerate(content)]
    for place, (key, value) in enumerate(pairs, start=1):
        title = f"{json.dumps(key, ensure_ascii=False)}: " if isinstance(content, dict) else ""
        comma = "," if place < len(pairs) else ""
        yield from _lines(value, (*path, str(key)), names, title, comma)
    yield f"{indent}{closing}{tail}", path, ""


def _shortened(lines: Sequence[Line]) -> list[Line]:
    """Leave out lines in the middle that are not near the place that decides."""
    deciding = [number for number, line in enumerate(lines) if line.decides]
    near = range(min(deciding) - AROUND, max(deciding) + AROUND + 1) if deciding else range(0)
    shown: list[Line] = []
    left_out = 0
    for number, line in enumerate(lines):
        if number < AROUND or number >= len(lines) - AROUND or number in near:
            if left_out:
                shown.append(Line("", left_out=left_out))
            shown.append(line)
            left_out = 0
        else:
            left_out += 1
    return shown
