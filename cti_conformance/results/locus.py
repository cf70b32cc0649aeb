"""The place in an answer that decides whether a rule is satisfied, and the condition on it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

Kind = Literal["contact", "agent", "ticket", "note", "id"]

MARKED = re.compile(
    r"<(?:(?P<kind>contact|agent|ticket|note|id) (?P<id>\d+)|text (?P<text>\"(?:[^\"\\]|\\.)*\"))>"
)
"""A value of an earlier answer in a condition: an id with the kind of its record, or a text."""


@dataclass(frozen=True)
class Locus:
    """The place that decides, and the condition on it.

    Attributes:
        holds: A jq program on the body of the answer, which yields true where the rule is
            satisfied. ``$status`` is the HTTP status, 0 without an answer; ``$content_type`` is the
            media type in lower case, without parameters; ids are written by `ref`. Empty if the
            rule gives no condition.
        at: JSON pointer to the place in the body; empty for all of it.
        look: The path of the GET that shows the place; empty if it is another request.
        number: The exchange whose answer decides, counted from 0 in the scenario; ``None`` is the
            last one that made this look.
        upto: How many exchanges there were when the check was made.
        or_refused: Whether the rule is satisfied as well if the last pop is refused.
    """

    holds: str = ""
    at: str = ""
    look: str = ""
    number: int | None = None
    upto: int | None = None
    or_refused: bool = False


def ref(kind: Kind, record_id: object) -> str:
    """Return the id of a record for a condition, so that another run can replace it."""
    return f"<{kind} {record_id}>" if isinstance(record_id, int) else literal(record_id)


def refs(kind: Kind, ids: Collection[object]) -> str:
    """Return several ids for a condition, as a jq array."""
    return f"[{', '.join(ref(kind, one) for one in ids)}]"


def but(kind: Kind, ids: Collection[object]) -> str:
    """Return the beginning of a condition: of an array, the records that have none of these ids."""
    return f"map(select(.id as $it | {refs(kind, ids)} | index($it) | not)) | " if ids else ""


def ref_text(value: str) -> str:
    """Return a text of an earlier answer for a condition, so that another run can replace it."""
    return f"<text {literal(value)}>"


def literal(value: object) -> str:
    """Return a JSON value for a condition."""
    return json.dumps(value, ensure_ascii=False)


def readable(condition: str) -> str:
    """Return a condition with its ids as they were in the run."""
    return MARKED.sub(lambda found: found["id"] or found["text"], condition)
