"""The tables of whole calls, and of the life of a call, are those that were drawn."""

from __future__ import annotations

from functools import cache

import pytest

from cti_conformance.steps import life, refusals, whole_calls
from support.features import read
from support.life import CRASH, DOT, EVENTS, OPTION, followed, pairs, tables
from support.pairwise import TABLES, covered, draw, is_open
from support.pairwise import pairs as pairs_of
from support.suite import ROOT

PATHS = cache(tables)  # takes seconds: not while tests are collected


def rows_of(rule_id: str) -> list[dict[str, str]]:
    """Return the rows of the tables of a rule, from its feature."""
    chapter = rule_id.split("-")[1].lower()
    text = (ROOT / "features" / f"{chapter}.feature").read_text(encoding="utf-8")
    (rule,) = (rule for rule in read(text).rules if rule_id in rule.tags)
    return [row for example in rule.examples for row in example.rows]


@pytest.mark.parametrize("rule_id", TABLES)
def test_the_table_is_the_drawn_one(rule_id: str) -> None:
    columns = TABLES[rule_id]
    assert [tuple(row.values()) for row in rows_of(rule_id)] == draw(columns)


@pytest.mark.parametrize("rule_id", TABLES)
def test_every_pair_is_in_some_row(rule_id: str) -> None:
    columns = TABLES[rule_id]
    rows = [tuple(row.values()) for row in rows_of(rule_id)]
    assert pairs_of(columns) <= covered(columns, rows)
    assert not any(is_open(row) for row in rows_of(rule_id))


def test_the_steps_know_all_values() -> None:
    columns = {name: set(values) for table in TABLES.values() for name, values in table.items()}
    assert columns["requester"] == set(whole_calls.REQUESTERS)
    assert columns["new"] == set(whole_calls.FLAGS)
    assert set(TABLES["CTI-CALL-02"]["ticket"]) == set(whole_calls.TICKETS)
    assert set(TABLES["CTI-CALL-02"]["again"]) == set(whole_calls.AGAIN)
    done = {*TABLES["CTI-CALL-02"]["done"], *TABLES["CTI-CALL-05"]["done"]}
    assert done == set(whole_calls.DONE)
    assert set(TABLES["CTI-CALL-04"]["fault"]) == set(refusals.FAULTS)


def test_the_paths_are_the_drawn_ones() -> None:
    for rule_id, paths in PATHS().items():
        assert [row["path"] for row in rows_of(rule_id)] == [DOT.join(one) for one in paths], (
            rule_id
        )


def test_every_event_follows_every_other_that_it_may_follow() -> None:
    calm, crashing = PATHS()["CTI-LIFE-01"], PATHS()["CTI-LIFE-02"]
    assert pairs(EVENTS) <= {*followed(calm)}
    assert {pair for pair in pairs(EVENTS | CRASH) if "crash" in pair} <= {*followed(crashing)}
    assert {event for path in (*calm, *crashing) for event in path} == {*life.EVENTS, *CRASH}
    switched = PATHS()["CTI-LIFE-03"]
    assert pairs(OPTION) <= {*followed(switched)}
    assert {event for path in switched for event in path} - {*life.EVENTS} == {*life.OPTION}


def test_no_event_hides_what_is_wrong_at_a_desktop_that_waits_to_be_looked_at() -> None:
    """What happens at a desktop, and what closes a widget anywhere, leaves nobody alone there."""
    closing = (
        "close",
        "close with ticket",
        "end",
        "dismiss",
        "forward",
        "to Tom",
        "to Ines",
        "crash",
    )
    assert {life.left_alone_by(event, "Ines") for event in closing} == {()}
    for holder, other in (("Ines", "Tom"), ("Tom", "Ines")):
        assert {life.left_alone_by(event, holder) for event in life.WITHIN} == {(other,)}
        assert life.left_alone_by("Tom's refresh", holder) == ("Ines",)
        assert {life.left_alone_by(e, holder) for e in ("leave", "return", *life.CALLS)} == {
            ("Tom",)
        }
    assert life.left_alone_by("again", "Ines") == ("Tom",)
    assert life.left_alone_by("again", "Tom") == (), "it moves the call"
