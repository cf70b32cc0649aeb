"""Draws the tables of ``features/call.feature``: ``python -m support.pairwise`` prints them.

Each pair of values of two columns stands in at least one row, unless the rules leave open what
becomes of such a call.
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

COMMON: Columns = {
    "requester": (
        "id",
        "phone",
        "mobile",
        "email",
        "id and another's phone",
        "unknown number",
    ),
    "agent": ("id", "phone", "email"),
    "reference": ("none", "new", "known"),
    "ticket": ("none", "own", "older", "somebody else's", "closed"),
    "new_ticket": ("left out", "false", '"false"', "true", '"true"'),
    "recording": ("no", "yes"),
    "information": ("no", "yes"),
    "sent": ("once", "twice", "again with more"),
}
OFFLINE: Columns = COMMON
ONLINE: Columns = COMMON | {
    "afterwards": (
        "nothing",
        "makes a ticket",
        "links to a ticket",
        "closes with a new ticket",
        "refreshes",
        "dismisses",
    ),
}
OPTION: Columns = {
    "state": ("offline", "online"),
    **{name: COMMON[name] for name in ("requester", "reference", "new_ticket", "recording")},
    "information": COMMON["information"],
    "afterwards": ("nothing", "loads the ticket's page", "dismisses", "refreshes"),
}
REFUSED: Columns = {
    "agent": ("Ines", "Tom"),
    "requester": ("id", "phone", "unknown number"),
    "fault": (
        "an unknown requester_id",
        "an unknown responder_id",
        "an unknown responder_email",
        "an unknown ticket_id",
        "no responder",
        "wrong credentials",
    ),
    "reference": ("new", "of the open call", "of a call with a ticket"),
    "extra": ("nothing", "new_ticket", "a recording"),
}
TABLES: Mapping[str, Columns] = {
    "offline": OFFLINE,
    "online": ONLINE,
    "option": OPTION,
    "refused": REFUSED,
}
CHOOSING = ("makes a ticket", "links to a ticket", "closes with a new ticket")
SEED = 1
TRIES = 300


def is_open(row: Mapping[str, str]) -> bool:
    """Return whether the rules leave open what becomes of a call.

    Args:
        row: Some of the columns, or all.
    """
    asks = row.get("new_ticket", "").strip('"') == "true"
    named = row.get("ticket", "none") != "none"
    known = row.get("reference") == "known"
    away = row.get("state") == "offline" and row.get("afterwards", "nothing") != "nothing"
    chooses = row.get("afterwards", "nothing") in CHOOSING
    return any(
        (
            asks and named,  # CTI-TKT-08
            known and named,  # it would move the reference to another ticket
            row.get("reference") == "none" and row.get("sent", "once") != "once",  # calls apart
            asks and row.get("sent", "once") != "once",  # asks for a ticket each time
            chooses and (asks or known),  # it has a ticket (CTI-END-04)
            known and row.get("requester") == "unknown number",
            away,  # no widget to do something in
        )
    )


def draw(columns: Columns) -> list[Row]:
    """Return rows in which each pair of values occurs that the rules do not leave open."""
    names = list(columns)
    # The library begins with the first values; shuffled, no value is always beside the same.
    values = [random.Random(f"{SEED} {name}").sample(v, len(v)) for name, v in columns.items()]

    def allowed(row: Sequence[str]) -> bool:
        return not is_open(dict(zip(names, row, strict=False)))

    rows = [tuple(row) for row in AllPairs(values, filter_func=allowed)]
    return sorted([*rows, *_left(columns, rows)], key=lambda row: order(columns, row))


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


def main() -> None:
    """Print the tables as Gherkin."""
    for name, columns in TABLES.items():
        print(f"# {name}")
        for row in [tuple(columns), *draw(columns)]:
            print("|", " | ".join(row), "|")


if __name__ == "__main__":
    main()
