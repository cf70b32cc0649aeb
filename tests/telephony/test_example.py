"""The example client in Python, by itself."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat

from cti_conformance.phone_numbers import COUNTRIES, Numbers
from support.suite import ROOT

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def client() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "cti_client", ROOT / "examples/telephony/cti_client.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_number_is_read_in_every_notation(client: ModuleType, country: str) -> None:
    numbers = Numbers(country, seed=11)
    for number in (numbers.allocate() for _ in range(60)):  # of areas that are unknown as well
        national = phonenumbers.format_number(
            phonenumbers.parse(number), PhoneNumberFormat.NATIONAL
        )
        for text in (number, national, *([] if country == "DE" else [number[1:]])):
            assert client.readable(text, country) == number


def test_a_number_that_cannot_be_read_is_sent_as_it_is(client: ModuleType) -> None:
    assert [client.readable(text, "US") for text in ("407", "anonymous")] == ["407", "anonymous"]
    assert client.readable("0044 20 7946 0123", "GB") == "+442079460123"
    assert client.readable(None, None) is None
