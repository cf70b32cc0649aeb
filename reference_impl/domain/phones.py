"""Phone numbers: the lookup key that all notations of a number share."""

import re

import phonenumbers

# Digits with common separators, and optionally an extension. A word with digits in it is not a
# number: it must never select the contact with those digits (CTI-REQ-17). The repetitions are
# possessive, so that the time is linear.
_NUMBER = re.compile(
    r"\s*+[+\uFF0B]?[\d\s()\[\]./~\u2010-\u2015\u2212\u00AD-]++"
    r"(?:[;,]?\s*+(?:ext(?:n|ension)?|x|#)[\s.:=]*\d{1,7}\s*)?",
    re.IGNORECASE,
)
# Fewer digits are an internal extension, although in many countries they are also a number.
_SHORTEST = 7


def is_country(code: str) -> bool:
    """Return whether numbers in the national form of this country (`US`, `DE`) can be parsed."""
    return code in phonenumbers.SUPPORTED_REGIONS


def key(number: str, country: str) -> str:
    """Return the lookup key of a number, the same for all its notations (CTI-REQ-11).

    The key is E.164, with the extension if there is one. A number without a country code belongs to
    the account's country. A value that is not a number, or is an extension, is its own key, so
    it matches only itself (CTI-REQ-17).
    """
    if not _NUMBER.fullmatch(number) or sum(c.isdigit() for c in number) < _SHORTEST:
        return number
    dialled = re.sub(r"^[\s(]*00", "+", number)
    try:
        parsed = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        return number
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={parsed.extension}" if parsed.extension else e164
