"""Draws the tables of ``features/call.feature``; ``python -m support.drawn`` writes them there.

Each pair of values of two columns stands in at least one row, unless it cannot occur or the rules
leave its result open.
"""

from __future__ import annotations

import random
from itertools import combinations, product
from typing import TYPE_CHECKING

from allpairspy import AllPairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Columns = dict[str, tuple[str, ...]]
    Row = tuple[str, ...]

REQUESTERS = ("id", "phone", "mobile", "email", "id and phone", "shared phone", "unknown phone")
REFERENCES = ("none", "new", "known")
FLAGS = ("absent", "false", '"false"', "true", '"true"')
YES_NO = ("no", "yes")
COMMON: Columns = {
    "requester": REQUESTERS,
    "agent": ("id", "phone", "email"),
    "ref": REFERENCES,
    "ticket": ("none", "Omar's", "older", "Priya's", "Tom's", "resolved", "closed"),
    "new": FLAGS,
    "rec": YES_NO,
    "info": YES_NO,
    "again": ("no", "the same", "recorded", "informed", "bare"),
}
CHOOSING = ("new ticket", "link", "close")
DONE = ("nothing", *CHOOSING, "refresh", "dismiss")
ONLINE: Columns = COMMON | {"done": DONE}
OPTION: Columns = {
    "state": ("offline", "online"),
    "requester": REQUESTERS,
    "ref": REFERENCES,
    "new": FLAGS,
    "rec": YES_NO,
    "info": YES_NO,
    "done": ("nothing", "load", "refresh", "dismiss"),
}
REFUSED: Columns = {
    "agent": ("Ines", "Tom"),
    "fault": (
        "an unknown requester_id",
        "an unknown responder_id",
        "an unknown responder_email",
        "an unknown ticket_id",
        "no responder",
        "wrong credentials",
    ),
    "reference": ("new", "Omar's", "Priya's"),
    "requester": ("id", "phone", "id and new phone", "new phone"),
    "extra": ("nothing else", "new_ticket", "a recording"),
}
TABLES: dict[str, Columns] = {
    "CTI-CALL-01": COMMON,
    "CTI-CALL-02": ONLINE,
    "CTI-CALL-04": REFUSED,
    "CTI-CALL-05": OPTION,
}

SEED = 1
TRIES = 300


def is_open(row: Mapping[str, str]) -> bool:
    """Return whether the rules leave open what becomes of a call.

    Args:
        row: Some of the columns, or all.
    """
    asks = row.get("new", "").strip('"') == "true"
    named = row.get("ticket", "none") != "none"
    known = row.get("ref") == "known"
    again = row.get("again", "no") != "no"
    done = row.get("done", "nothing")
    return any(
        (
            asks and named,  # CTI-TKT-08
            known and named,  # it would move the reference to another ticket
            row.get("ref") == "none" and again,  # each pop is a call
            asks and again,  # asks for a ticket each time
            done in CHOOSING and (asks or known),  # it has a ticket (CTI-END-04)
            known and row.get("requester") == "unknown phone",
            row.get("state") == "offline" and done != "nothing",  # there is no widget
        )
    )


def draw(columns: Columns) -> list[Row]:
    """Return rows in which each pair of values occurs that the rules do not leave open."""
    names = list(columns)
    # The library begins with the first values; shuffled, no value is always beside the same.
    values = [random.Random(f"{SEED} {name}").sample(v, len(v)) for name, v in columns.items()]

    def allowed(row: Sequence[str]) -> bool:
        return not is_open(dict(zip(names, row, strict=False)))

    plain = [*_plain(columns)]
    tested = [*map(list, plain)]
    drawn = AllPairs(values, filter_func=allowed, previously_tested=tested)
    rows = plain + [tuple(row) for row in drawn]
    if columns is REFUSED:  # each fault by each agent and reference: few enough to have them all
        rows = [
            _completed(columns, dict(zip(names, some, strict=False)), random.Random(str(some)))
            for some in product(*[columns[name] for name in names[:3]])
        ]
    rows = _enriched(columns, [*rows, *_left(columns, rows)])
    return sorted(rows, key=lambda row: order(columns, row))


def _plain(columns: Columns) -> Iterator[Row]:
    """Yield the plain call, with all that it can bring, by each name of requester and agent."""
    if "ticket" not in columns:
        return
    for number, (requester, agent) in enumerate(product(columns["requester"], columns["agent"])):
        row = (requester, agent, "new", "none", "absent", "yes", "yes", "no")
        yield (*row, DONE[number % len(DONE)]) if "done" in columns else row


def _enriched(columns: Columns, rows: list[Row]) -> list[Row]:
    """Let each call bring a recording and information, unless the pairs need one that does not."""
    needed = pairs(columns)
    for name in ("rec", "info"):
        place = list(columns).index(name) if name in columns else -1
        for number, row in enumerate(rows):
            if place >= 0 and row[place] == "no":
                richer = (*row[:place], "yes", *row[place + 1 :])
                changed = [*rows[:number], richer, *rows[number + 1 :]]
                rows = changed if needed <= covered(columns, changed) else rows
    return rows


def _left(columns: Columns, rows: Sequence[Row]) -> Iterator[Row]:
    """Yield rows for the pairs that the library has left out, many in each."""
    left = pairs(columns) - covered(columns, rows)
    chance = random.Random(SEED)
    while left:
        fixed = dict(min(left))
        row = max(
            (_completed(columns, fixed, chance) for _ in range(TRIES)),
            key=lambda one: len(left & covered(columns, [one])),
        )
        left -= covered(columns, [row])
        yield row


def _completed(columns: Columns, fixed: Mapping[str, str], chance: random.Random) -> Row:
    """Return a row with these values, and others at random."""
    while True:
        row = {name: fixed.get(name) or chance.choice(columns[name]) for name in columns}
        if not is_open(row):
            return tuple(row.values())


def pairs(columns: Columns) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Return the pairs of values of two columns that the rules do not leave open."""
    return {
        ((one, a), (other, b))
        for one, other in combinations(columns, 2)
        for a, b in product(columns[one], columns[other])
        if not is_open({one: a, other: b})
    }


def covered(columns: Columns, rows: Sequence[Row]) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Return the pairs of values that stand in some row."""
    named = [list(zip(columns, row, strict=True)) for row in rows]
    return {pair for row in named for pair in combinations(row, 2)}


def order(columns: Columns, row: Row) -> tuple[int, ...]:
    """Return by what the rows of a table are sorted."""
    return tuple(values.index(value) for values, value in zip(columns.values(), row, strict=True))


def table(columns: Columns) -> list[str]:
    """Return the lines of a table as Gherkin."""
    return [f"| {' | '.join(row)} |" for row in (tuple(columns), *draw(columns))]
