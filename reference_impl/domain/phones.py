"""Phone numbers: the lookup key that all notations of a number share."""

import re

import phonenumbers


def is_country(code: str) -> bool:
    """Return whether numbers in the national form of this country (`US`, `DE`) can be parsed."""
    return code in phonenumbers.SUPPORTED_REGIONS


def key(number: str, country: str) -> str:
    """Return the lookup key of a number, the same for all its notations (CTI-REQ-11).

    The key is E.164, without an extension behind the number. A number without a country code
    belongs to the account's country. A value that is not a possible number, such as a word or an
    internal extension, is its own key, so it matches only itself (CTI-REQ-17).
    """
    dialled = re.sub(r"^[\s(]*00", "+", number)
    try:
        parsed = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
