"""The tables of whole calls are those that were drawn, and hold every pair."""

from __future__ import annotations

import pytest

from cti_conformance.steps import whole_calls
from support.features import read
from support.pairwise import TABLES, covered, draw, is_open, pairs
from support.suite import ROOT

FEATURE = ROOT / "features" / "call.feature"


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of the table for this state of the agent, from the feature."""
    (rule,) = (r for r in read(FEATURE.read_text(encoding="utf-8")).rules if r.title.endswith(name))
    return [row for example in rule.examples for row in example.rows]


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_the_drawn_one(name: str) -> None:
    columns = TABLES[name]
    assert [tuple(row.values()) for row in rows_of(name)] == draw(columns)


@pytest.mark.parametrize("name", TABLES)
def test_every_pair_is_in_some_row(name: str) -> None:
    columns = TABLES[name]
    rows = [tuple(row.values()) for row in rows_of(name)]
    assert pairs(columns) <= covered(columns, rows)
    assert not any(is_open(row) for row in rows_of(name))


def test_the_steps_know_all_values() -> None:
    columns = TABLES["online"]
    known = {
        "requester": whole_calls.REQUESTERS,
        "agent": whole_calls.RESPONDERS,
        "reference": whole_calls.REFERENCES,
        "ticket": whole_calls.TICKETS,
        "new_ticket": whole_calls.FLAGS,
        "sent": whole_calls.SENT,
        "afterwards": ("nothing", "refreshes", *whole_calls.AFTERWARDS),
    }
    for name, values in known.items():
        assert sorted(columns[name]) == sorted(values)
