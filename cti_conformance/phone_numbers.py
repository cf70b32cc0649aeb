"""Fictitious phone numbers, and the notations in which a number may be written."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

import phonenumbers
from phonenumbers import PhoneNumberFormat

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class _Range:
    """A range reserved for fiction: a prefix in E.164, then ``digits`` free digits."""

    prefix: str
    digits: int


# North America: 555-0100 to 555-0199 in any area code that is geographic (no N11, no toll-free).
_TOLL_FREE = {800, 822, 833, 844, 855, 866, 877, 888, 900}
_NANP = [
    _Range(f"+1{area}55501", 2)
    for area in range(201, 990)
    if area % 100 != 11 and area // 10 % 10 != 9 and area not in _TOLL_FREE and area != 555
]
_UK_CITIES = (113, 114, 115, 116, 117, 118, 121, 131, 141, 151, 161)
_UK = [
    _Range("+442079460", 3),  # London
    *(_Range(f"+44{city}4960", 3) for city in _UK_CITIES),
    _Range("+441914980", 3),  # Tyneside
    _Range("+442920180", 3),  # Cardiff
]
_RANGES = {
    "US": _NANP,
    "CA": _NANP,
    "GB": _UK,
    "AU": [_Range("+6125550", 4)],
    "FR": [_Range("+3319900", 4)],
    "DE": [_Range("+493023125", 3)],
}
COUNTRIES = tuple(_RANGES)
"""The countries for which such numbers are known."""


class Numbers:
    """Allocates numbers of one country that are reserved for fiction, each only once.

    Args:
        country: Two letters; if no such range is known for it, North American numbers are used.
        share: Which share of the ranges to use: ``(index, of)``. Processes that test one target at
            the same time use different shares.
        seed: Makes the numbers repeatable; by default they are unpredictable.
    """

    def __init__(
        self, country: str, share: tuple[int, int] = (0, 1), seed: int | None = None
    ) -> None:
        self.of_the_country = country in _RANGES
        index, shares = share
        self._ranges = _RANGES.get(country, _NANP)
        self._index, self._shares = index, shares
        self._random = random.SystemRandom() if seed is None else random.Random(seed)
        self._dealt: set[str] = set()

    def allocate(self) -> str:
        """Return one more number, in E.164."""
        for attempt in count():
            if attempt > 10_000:
                raise RuntimeError("no number reserved for fiction is left")
            span = self._random.choice(self._ranges)
            last = self._random.randrange(10**span.digits)
            number = f"{span.prefix}{last:0{span.digits}}"
            if last % self._shares == self._index and number not in self._dealt:
                self._dealt.add(number)
                return number
        raise AssertionError  # pragma: no cover - count() never ends

    def allocate_assigned(self) -> str:
        """Return one more number, whose area is assigned: a telephone system may check that."""
        while True:  # two of three are
            number = self.allocate()
            if phonenumbers.is_valid_number(phonenumbers.parse(number)):
                return number


def is_fictitious(text: str) -> bool:
    """Return whether a text is a number in E.164 that is reserved for fiction."""
    spans = (span for ranges in _RANGES.values() for span in ranges)
    return text.startswith("+") and any(
        text.startswith(span.prefix)
        and text.removeprefix(span.prefix).isdecimal()
        and len(text) == len(span.prefix) + span.digits
        for span in spans
    )


def notations(number: str) -> Iterator[tuple[str, str]]:
    """Yield (name, text) for each common notation of an E.164 number."""
    parsed = phonenumbers.parse(number)
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    international = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    country_code, *groups = international.replace("-", " ").split(" ")
    yield "with spaces", " ".join([country_code, *groups])
    yield "with dashes", "-".join([country_code, *groups])
    yield "with dots", ".".join([country_code, *groups])
    yield "with brackets", f"{country_code} ({groups[0]}) {' '.join(groups[1:])}"
    yield "with a slash", f"{country_code} {groups[0]}/{' '.join(groups[1:])}"
    yield "with 00 for the +", f"00{number.removeprefix('+')}"
    yield "with 00 after a space", f" 00{number.removeprefix('+')}"
    yield "in national form", national
    yield "with a space after it", f"{number} "
    yield "with a space before it", f" {number}"


def near(number: str, kind: str) -> str | None:
    """Return a number near an E.164 number, which no other person can have.

    Args:
        number: A number reserved for fiction.
        kind: ``in another country``, ``in another area``, ``with a digit more`` or ``with two
            digits fewer``.

    Returns:
        The number in E.164; ``None`` if there is none of this kind.
    """
    national = str(phonenumbers.parse(number).national_number)
    match kind:
        case "in another country":
            # Ten digits that are no subscriber's: in Egypt only mobile numbers are as long, and
            # they begin with 1, as no number of Russia or Kazakhstan does.
            tail = national.rjust(10, "9")[-10:]
            return f"+7{tail}" if tail.startswith("1") else f"+20{tail}"
        case "in another area":
            return _in_another_area(number)
        case "with a digit more":
            return f"{number}1"
        case "with two digits fewer":
            return number[:-2]
    raise KeyError(kind)


def _in_another_area(number: str) -> str | None:
    """Return a number reserved for fiction with the same last nine digits, if there is one."""
    prefixes = {span.prefix for ranges in _RANGES.values() for span in ranges}
    others = (f"+1{first}{number[3:]}" for first in "98765432")
    if not number.startswith("+1"):
        return None
    return next((o for o in others if o != number and o[:-2] in prefixes), None)


@cache
def e164(text: str, country: str) -> str | None:
    """Return a number in E.164, or ``None`` if the text is not a possible phone number."""
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def same_number(one: str, other: str, country: str) -> bool:
    """Return whether two texts mean the same number; texts that are not numbers must be equal."""
    if one == other:
        return True
    first = e164(one, country)
    return first is not None and first == e164(other, country)
