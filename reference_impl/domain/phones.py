"""When two numbers are the same number."""

import re

import phonenumbers

# Digits with what people put between them, and perhaps an extension. A word with digits in it is
# no number: it must never lead to the contact who has those digits (CTI-REQ-17).
_NUMBER = re.compile(
    r"\s*[+\uFF0B]?[\d\s()\[\]./~\u2010-\u2015\u2212\u00AD-]+"
    r"(?:[;,]?\s*(?:ext(?:n|ension)?|x|#)[\s.:=]*\d{1,7})?\s*",
    re.IGNORECASE,
)
# Fewer digits in national form are a colleague's extension, in many countries also a possible
# number.
_SHORTEST_NATIONAL = 7
_LONGEST = 60  # characters, notation included


def is_country(code: str) -> bool:
    """Tell whether numbers in the national form of this country (`US`, `DE`) can be read."""
    return code in phonenumbers.SUPPORTED_REGIONS


def key(number: str, country: str) -> str:
    """Return what a number is looked up by: the same for every notation of it (CTI-REQ-11).

    That is E.164, where a number without a country is one of the account's country, and with the
    extension if it has one. What is no possible number is its own key, so it is only ever the
    same as itself (CTI-REQ-17).
    """
    if len(number) > _LONGEST or not _NUMBER.fullmatch(number):
        return number
    dialled = re.sub(r"^[\s(]*00", "+", number)
    international = dialled.lstrip().startswith(("+", "\uff0b"))
    if not international and sum(c.isdigit() for c in dialled) < _SHORTEST_NATIONAL:
        return number
    try:
        parsed = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={parsed.extension}" if parsed.extension else e164
