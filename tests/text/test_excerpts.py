"""What a report shows of long texts, and how it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.text.excerpts import body_of, cut, cut_both, how_many
from cti_conformance.text.redaction import Clean

if TYPE_CHECKING:
    from cti_conformance.text.excerpts import ExchangeData

LIMIT = 90
ADDRESS = "".join(f"/{number:03}" for number in range(150))


def test_a_short_text_is_whole() -> None:
    assert cut("a" * LIMIT, LIMIT) == "a" * LIMIT
    assert cut_both("expected", "observed", LIMIT) == ("expected", "observed")


def test_a_long_text_is_cut_in_the_middle_and_its_length_named() -> None:
    shown = cut(ADDRESS, LIMIT)
    assert shown == f"{ADDRESS[:60]} … (600 characters) … {ADDRESS[-30:]}"


def test_the_first_difference_of_two_texts_stays() -> None:
    other = f"a note with {ADDRESS.replace('/100', '/1OO')!r}"
    expected, observed = cut_both(f"the recording {ADDRESS!r}", other, LIMIT)
    assert "/099/100/101" in expected
    assert "/099/1OO/101" in observed
    assert max(len(expected), len(observed)) < LIMIT + 40
    assert expected.startswith("the recording '/000")
    assert observed.endswith("/149'")


def test_texts_that_have_nothing_in_common_keep_their_ends() -> None:
    expected, observed = cut_both(ADDRESS, "no note", LIMIT)
    assert (expected, observed) == (cut(ADDRESS, LIMIT), "no note")


def test_nothing_is_counted_as_none() -> None:
    assert [how_many(number, "note") for number in range(3)] == ["no note", "1 note", "2 notes"]
    assert how_many(2, "time entry", "time entries") == "2 time entries"


def test_a_body_is_read_though_redaction_took_a_quotation_mark() -> None:
    assert body_of(_sent("curl -i --data-raw '{\"a\": 1}' https://desk.example")) == '{"a": 1}'
    torn = _sent('curl -i --data-raw \'{"a": [redacted] https://desk.example')
    assert body_of(torn).startswith('\'{"a": [redacted]')


def _sent(command: str) -> ExchangeData:
    clean = Clean(command)
    return {"request": clean, "curl": clean, "status": 200, "answer": clean, "duration_s": 0.0}
