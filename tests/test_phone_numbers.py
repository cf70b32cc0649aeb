"""The suite's phone numbers are fictitious, and the same number in every notation."""

from __future__ import annotations

import re

import phonenumbers
import pytest

from cti_conformance.phone_numbers import Numbers, e164, notations, same_number

# The ranges that numbering authorities reserve for fiction, as E.164 numbers.
RESERVED = {
    "US": r"\+1[2-9]\d\d55501\d\d",
    "CA": r"\+1[2-9]\d\d55501\d\d",
    "GB": r"\+44(2079460\d{3}|(11[3-8]|121|131|141|151|161)4960\d{3}|1914980\d{3}|2920180\d{3})",
    "AU": r"\+612(5550|7010)\d{4}",
    "FR": r"\+3319900\d{4}",
    "DE": r"\+493023125\d{3}",
}
ELSEWHERE = "BR"
MANY = 400

each_country = pytest.mark.parametrize("country", [*RESERVED, ELSEWHERE])


def dealt(country: str, times: int = MANY, share: tuple[int, int] = (0, 1)) -> list[str]:
    numbers = Numbers(country, share)
    return [numbers.allocate() for _ in range(times)]


@each_country
def test_numbers_are_reserved_for_fiction_and_distinct(country: str) -> None:
    numbers = dealt(country)
    reserved = re.compile(RESERVED.get(country, RESERVED["US"]))
    assert [number for number in numbers if not reserved.fullmatch(number)] == []
    assert len(set(numbers)) == MANY
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(n)) for n in numbers)


@pytest.mark.parametrize("country", ["US", "DE"])
def test_processes_side_by_side_deal_different_numbers(country: str) -> None:
    shares = [set(dealt(country, 200, (index, 3))) for index in range(3)]
    assert len(set.union(*shares)) == 600


def test_a_number_of_an_assigned_area_passes_a_check() -> None:
    numbers = Numbers("US")
    found = [numbers.allocate_assigned() for _ in range(20)]
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in found)
    assert len(set(found)) == 20


def test_there_is_an_end_to_what_can_be_dealt() -> None:
    with pytest.raises(RuntimeError, match="no number reserved for fiction is left"):
        dealt("DE", 1001)


def test_it_is_known_whether_the_numbers_are_of_the_country() -> None:
    assert Numbers("DE").of_the_country
    assert not Numbers(ELSEWHERE).of_the_country


@each_country
def test_every_notation_is_the_same_number(country: str) -> None:
    home = country if country in RESERVED else "US"
    for number in dealt(country, 25):
        written = dict(notations(number))
        assert len({number, *written.values()}) == len(written) + 1, "two notations are alike"
        # From North America 00 is not what dials out; a telephone system may write it all the same.
        for name in ("with 00 for the +", "with 00 after a space"):
            written[name] = written[name].replace("00", "+", 1)
        told = {name for name, text in written.items() if not same_number(text, number, home)}
        assert told == set()


def test_numbers_are_compared_by_meaning_and_other_text_by_letter() -> None:
    assert same_number("+1 212-555-0100", "(212) 555-0100", "US")
    assert not same_number("+12125550100", "+12125550101", "US")
    assert not same_number("+12125550100", "2125550100", "GB")
    assert same_number("anonymous", "anonymous", "US")
    assert not same_number("anonymous", "unknown", "US")
    assert e164("100", "US") is None
