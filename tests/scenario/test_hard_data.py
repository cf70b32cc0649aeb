"""The awkward data of scenarios is as its catalogue says, and is compared as loosely as it says."""

from __future__ import annotations

import json

import pytest

from cti_conformance.phone_numbers import COUNTRIES, Numbers, near
from cti_conformance.scenario import hard_data
from cti_conformance.steps.wrong_ids import WRONG_IDS
from cti_conformance.text.comparing import contains, contains_value, keeps_lines, same

RUN = "123456789"


def test_a_reference_is_a_uuid_with_the_mark_of_the_run() -> None:
    reference = hard_data.reference(RUN, 7)
    assert [len(group) for group in reference.split("-")] == [8, 4, 4, 4, 12]
    assert reference.endswith(RUN)
    assert reference not in (reference.lower(), reference.upper())


def test_a_further_reference_differs_in_case_or_in_one_character() -> None:
    counts = iter(range(9))
    drawn = hard_data.references(lambda: hard_data.reference(RUN, next(counts)))
    first, second, third, fourth = (next(drawn) for _ in range(4))
    assert second != first
    assert second.casefold() == first.casefold()
    assert [one == other for one, other in zip(first, third, strict=True)].count(False) == 1
    assert fourth[9:13] != first[9:13]


def test_lengths_are_as_the_catalogue_says() -> None:
    reference = hard_data.reference(RUN, 7)
    assert len(hard_data.long_reference(reference)) == 100
    assert hard_data.long_reference(reference).startswith(reference)
    assert len(hard_data.recording("cti-1-1")) == 600
    assert "cti-1-1" in hard_data.recording("cti-1-1")
    assert len(hard_data.NOTES.text) > 300
    assert len(hard_data.LONG_NOTES.text) > 3000


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_near_number_in_another_country_ends_like_the_number(country: str) -> None:
    number = Numbers(country, seed=1).allocate()
    other = near(number, "in another country")
    assert other is not None
    assert other != number
    assert other[-8:] == number[-8:]


def test_a_near_number_in_another_area_is_reserved_for_fiction() -> None:
    assert near("+12025550142", "in another area") == "+19025550142"
    assert near("+442079460018", "in another area") is None


INFO = {pair.key: pair.value for pair in hard_data.CALL_INFO}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(INFO, ensure_ascii=False, indent=2),
        json.dumps(INFO),
        repr(INFO),
        "\n".join(f"{key}:\t{value}" for key, value in INFO.items()),
    ],
    ids=["JSON", "ASCII", "Python", "lines"],
)
def test_call_information_is_found_in_any_notation(text: str) -> None:
    assert all(contains_value(text, one) for pair in INFO.items() for one in pair)


@pytest.mark.parametrize(
    "pair", [pair for pair in hard_data.CALL_INFO if pair.value != ""], ids=lambda pair: pair.key
)
def test_a_value_that_is_left_out_is_missed(pair: hard_data.Pair) -> None:
    rest = {key: value for key, value in INFO.items() if key != pair.key}
    assert not contains_value(json.dumps(rest, ensure_ascii=False), pair.value)


def test_lines_may_be_wrapped_and_not_joined() -> None:
    notes = hard_data.NOTES.text
    assert keeps_lines(notes, notes)
    assert keeps_lines(notes.replace(" ", "\n"), notes)
    assert not keeps_lines(" ".join(notes.split()), notes)


def test_white_space_and_escapes_do_not_count() -> None:
    assert contains("a\u00a0b\nc", "a b c")
    assert not contains("a b", "a b c")
    assert same("O&#39;Neil  &amp; Co", "O'Neil & Co")
    assert not same("O'Neil", "O'Neil & Co")


@pytest.mark.parametrize("known", [7, 2**52 - 1, 2**52, 7417751102452656])
def test_an_id_with_a_fraction_has_one(known: int) -> None:
    assert not float(json.dumps(WRONG_IDS["an id with a fraction"](known))).is_integer()
