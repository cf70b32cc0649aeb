"""Writes phone numbers in every notation, and checks that the target recognizes them.

The numbers are of many countries, and all reserved for fiction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import phonenumbers
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from cti_conformance.fuzz.attempt import Attempt, Property, announce, try_each
from cti_conformance.phone_numbers import COUNTRIES, Numbers, e164, notations
from cti_conformance.scenario.cleanup import clean_up
from cti_conformance.scenario.people import People

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cti_conformance.fuzz.context import CampaignContext
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.ports.records import Agent, Contact

NAME = "numbers in every notation"
picks = st.integers(0, 59)
SEPARATORS = (" ", "-", ".", "  ", "", "/")


class NotationCampaign:
    """Calls from one number in many notations, and from similar numbers."""

    name = NAME

    def missing_requirement(self, run: Run) -> str:
        """Return the capability that the target lacks for it; empty if none."""
        return run.target.capabilities.why_missing("records")

    def go(self, context: CampaignContext) -> None:
        """Run it, and log the findings in the context."""
        announce(context, PROPERTIES)
        run = context.run
        cast = People(run, run.target, run.numbers, run.new_mark())
        agent = cast.agent("Ines")
        dealers = {
            country: Numbers(country, seed=context.seed if run.target.disposable else None)
            for country in COUNTRIES
        }
        try:
            try_each(context, PROPERTIES, _Caller(cast, agent, dealers))
        finally:
            run.leftovers += clean_up(run.target, cast.created)


class _Caller:
    """Creates contacts with numbers, and calls from numbers."""

    def __init__(self, cast: People, agent: Agent, dealers: dict[str, Numbers]) -> None:
        self.cast = cast
        self.agent = agent
        self._dealers = dealers

    def number(self, country: str) -> str:
        """Return a number of this country that nobody on the target has."""
        while True:
            number = self._dealers[country].allocate()
            # Callers of other campaigns have numbers of the same ranges.
            if self.cast.is_free(number) and not self.cast.records.contacts_by_number(number):
                self.cast.created.numbers.append(number)
                return number

    def contact(self, number: str, *, mobile: bool) -> Contact:
        """Create a contact with this number."""
        return self.cast.make_contact("Omar", {"mobile" if mobile else "phone": number})

    def calls(self, attempt: Attempt, number: str, rule: str) -> dict[str, Any] | None:
        """Call from a number in this notation; return the call's details, or None if refused."""
        reference = self.cast.new_reference()
        pop = {
            "requester_phone": number,
            "responder_id": self.agent.id,
            "call_reference_id": reference,
        }
        answer = attempt.answered(attempt.target.cti.pop(pop))
        attempt.context.log.sent("pop")
        self.cast.created.references.append(reference)
        self.cast.created.numbers.append(number)
        if answer.refused:
            return None
        attempt.accepted(answer, rule)
        entries = attempt.look(lambda: _entries(attempt, reference), bool)
        attempt.expect(entries, "CTI-OFF-01", "a new ticket for the call", "none in its details")
        return entries[0]


def _same(attempt: Attempt, caller: _Caller, drawn: tuple[str, bool, int]) -> None:
    country, mobile, pick = drawn
    number = caller.number(country)
    contact = caller.contact(number, mobile=mobile)
    ways = list(written(number, attempt.target.config.country))
    text = ways[pick % len(ways)]
    attempt.steps.append(
        f"Omar has {number} as {'Mobile' if mobile else 'Phone'}; a call from {text}"
    )
    entry = caller.calls(attempt, text, "CTI-REQ-11")
    expected = f"{text!r} to be Omar's {number}"
    if entry is None:
        attempt.differs("CTI-REQ-11", expected, "it was refused")
    elif entry.get("requester_id") != contact.id:
        attempt.differs("CTI-REQ-11", expected, f"requester {entry.get('requester_id')}")


def _nearly(attempt: Attempt, caller: _Caller, drawn: tuple[str, str, int]) -> None:
    country, miss, pick = drawn
    number = caller.number(country)
    contact = caller.contact(number, mobile=False)
    text = MISSES[miss](number, pick)
    home = attempt.target.config.country
    if e164(text, home) == number or (e164(text, home) and _taken(caller, text)):
        return
    attempt.steps.append(f"Omar has {number}; a call from {text} ({miss})")
    rule = "CTI-REQ-08" if e164(text, home) else "CTI-REQ-17"
    entry = caller.calls(attempt, text, rule)
    if entry and entry.get("requester_id") == contact.id:
        attempt.differs(rule, f"{text!r} not to be Omar's {number}", "Omar is the requester")


def _again(attempt: Attempt, caller: _Caller, drawn: tuple[str, int, int | None]) -> None:
    country, pick, extension = drawn
    number = caller.number(country)
    ways = list(written(number, attempt.target.config.country))
    text = ways[pick % len(ways)] + (f" ext. {extension}" if extension else "")
    attempt.steps.append(f"two calls from the unknown number {text}")
    first = caller.calls(attempt, text, "CTI-REQ-08")
    second = caller.calls(attempt, text, "CTI-REQ-04") if first else None
    if not first or not second:
        return
    one, other = first.get("requester_id"), second.get("requester_id")
    attempt.expect(one == other, "CTI-REQ-04", "the same contact for both", f"{one} and {other}")


def _taken(caller: _Caller, text: str) -> bool:
    return bool(caller.cast.records.contacts_by_number(text))


def _entries(attempt: Attempt, reference: str) -> list[dict[str, Any]]:
    answer = attempt.answered(attempt.target.cti.details(reference))
    attempt.context.log.sent("details")
    content = answer.json if answer.status == 200 else []
    return [e for e in content if isinstance(e, dict)] if isinstance(content, list) else []


def written(number: str, home: str) -> Iterator[str]:
    """Yield the notations of a number that CTI-REQ-11 lists.

    Args:
        number: In E.164.
        home: The account's country, whose national form means that number.
    """
    parsed = phonenumbers.parse(number)
    region = phonenumbers.region_code_for_number(parsed)
    international = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    code, *groups = international.replace("-", " ").split(" ")
    at_home = region == home or (parsed.country_code == phonenumbers.country_code_for_region(home))
    for _, text in notations(number):
        if at_home or text != phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL):
            yield text
    for separator in SEPARATORS:
        yield separator.join([code, *groups])
        yield f"00{code[1:]}{separator}{separator.join(groups)}"
        yield f"{code} ({groups[0]}) {separator.join(groups[1:])}"
        yield f"00{code[1:]} ({groups[0]}) {separator.join(groups[1:])}"
    if at_home:
        for separator in SEPARATORS:
            national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
            yield separator.join(re.sub(r"[()-]", " ", national).split())


def _digit(number: str, pick: int) -> str:
    """Change the last digit within the range for fiction."""
    return number[:-1] + str((int(number[-1]) + 1 + pick % 9) % 10)


MISSES: dict[str, Callable[[str, int], str]] = {
    "another last digit": _digit,
    "a digit less": lambda number, _: number[:-1],
    "a digit more": lambda number, pick: f"{number}{pick % 10}",
    "the last four digits": lambda number, _: number[-4:],
    "a word before it": lambda number, _: f"line {number}",
    "a letter in it": lambda number, pick: f"{number[:-4]}{'ABC'[pick % 3]}{number[-4:]}",
}


PROPERTIES = (
    Property(
        "another notation selects the same contact",
        ("CTI-REQ-11",),
        st.tuples(st.sampled_from(COUNTRIES), st.booleans(), picks),
        _same,
    ),
    Property(
        "a similar number selects nobody",
        ("CTI-REQ-08", "CTI-REQ-17"),
        st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(sorted(MISSES)), picks),
        _nearly,
    ),
    Property(
        "a caller is recognized",
        ("CTI-REQ-04", "CTI-REQ-08"),
        st.tuples(st.sampled_from(COUNTRIES), picks, st.none() | st.integers(1, 99_999)),
        _again,
    ),
)
