"""The data that scenarios send, unless an example says otherwise.

Each row is awkward on purpose, and says which fault a simpler value would hide. Every value is one
that a conforming helpdesk accepts and returns: where a rule allows to remove or to refuse something
(markup, CTI-REC-06; a text that is no number, CTI-REQ-17), it is not here but in an example of that
rule. ``{mark}`` is the mark of the scenario. `spec/README.md` says how loosely values are compared.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# -- names and texts ------------------------------------------------------------------------


class Text(NamedTuple):
    """A text, and the reason for it."""

    text: str
    reason: str


NAME = Text(
    '{name} ({mark}) O\'Größe & Søn, "東京" < 5',
    "umlauts, another script and the four characters that HTML and SQL escape; not a tag, which a "
    "helpdesk may remove",
)
PLAIN_NAME = Text("{name} ({mark})", "for a helpdesk that refuses the characters of the other")

NOTES = Text(
    "Wants to be called back on Monday – Grüße aus Ærø!\n"
    'Said: "7 > 5 & 5 < 7", it\'s 100% certain; см. заказ № 407\n'
    "\n"
    "  - two parcels, C:\\temp\\new, {curly} and $1 \\1; <omar@example.com>\n"
    + "The customer has called three times about this, and has spoken to Ines, Tom and Yuki. " * 3
    + "\n> Where is it? she wrote\n-- \n# 2 is hers\n📞 End of the notes ☎",
    "several lines, one of them empty, some as in a quoted mail or Markdown; another script, and a "
    "character beyond 16 bits; an "
    "ampersand, quotes, backslashes and an address in angle brackets, as in any mail; 450 "
    "characters, since columns of 255 are common",
)
LONG_NOTES = Text(
    "".join(
        f"Parcel {n} of 40: the caller says that it has not arrived, and wants a refund.\n"
        for n in range(1, 41)
    )
    + "End of the long notes",
    "3,000 characters, as of a long call: 500, 1,000 and 2,000 are common limits; no two lines are "
    "alike, so that a lost one is detected",
)
ADDED_NOTE = Text(
    'The parcel is at the depot in Århus & "Süd"\n(2nd line) – ключ у соседа',
    "a second line, quotes, an ampersand, and another script",
)

# -- call references ------------------------------------------------------------------------

REFERENCE = Text(
    "{random}-{count}-4{random}-{random}-{mark}",
    "a UUID, as call centres send it: 36 characters, letters of both cases. A column of 32 cuts "
    "it, a lookup without regard to case confuses it, and a number cannot hold it",
)
REFERENCE_OF_DIGITS = Text(
    "{mark}{count}", "where digits matter: 0226356 and 226356 are different references"
)
LONG_REFERENCE = Text(
    "{reference}@Edge-07.{padding}.telephony.example.com",
    "a SIP Call-ID of 100 characters, for calls with a recording; 32, 36 and 64 are common limits",
)
LONG = 100
TWINS = (
    Text("{swapped case}", "the next reference of a scenario differs from the first in case only"),
    Text("{first character}", "the one after that differs in its first character only"),
)
"""How further references of a scenario differ from the first one."""

# -- the recording --------------------------------------------------------------------------

RECORDING = Text(
    "https://recordings.example.com/Calls/2026%2F11/Call%20{mark}+A%26B's.mp3"
    "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=Pbx7%2F20261126%2Feu-west-1%2Fs3"
    "&X-Amz-Expires=604800&Part=1+2&Title=Gr%C3%BC%C3%9Fe%20%3C5%3E"
    "&X-Amz-Security-Token={padding}&X-Amz-Signature=c0FFee%2B%2Fab%3D%3D",
    "a signed address of 600 characters. It is void if it is decoded, encoded again, put into "
    "lower case, or cut at 255, at 512 or, in HTML, at the apostrophe",
)
RECORDING_LENGTH = 600

# -- call information -----------------------------------------------------------------------


class Pair(NamedTuple):
    """A key and a value of the call information, and the reason for it."""

    key: str
    value: object
    reason: str


CALL_INFO = (
    Pair("Organisation", "Brøndum & Sønner, Ærø", "an ampersand, and letters beyond ASCII"),
    Pair("Straße & Nr.", "Hauptstraße 12 < 14", "the same in a key; a sign that starts a tag"),
    Pair("顧客", "東京 – звонок – اتصال", "other scripts, in a key as well"),
    Pair("Said", '"It\'s late", 100% C:\\new', "quotes, a percent sign and backslashes"),
    Pair("Reason", "Delivery is late\nsince Monday (2nd call)", "a line break"),
    Pair("Open orders", 0, "the number that is false"),
    Pair("Insured", False, "the boolean that is false"),
    Pair("Remark", "", "an empty value, whose key still says something"),
    Pair("Queues", ["Sales", "Spare parts"], "a list"),
    Pair("Site", {"City": "Springfield", "Gate": 17}, "an object"),
    Pair("queue_name", "Support 📞 2nd line", "an underscore, and a character beyond 16 bits"),
    Pair("Queue", "first", "keys that differ only in case…"),
    Pair("queue", "second", "…are two"),
    Pair(
        "Customer number, as the switchboard knows it", 1234567, "a key of 44 characters; a number"
    ),
    Pair("Account", "0042", "a text of digits, which begins with zeros"),
    Pair("Amount", 12.75, "a number with a fraction"),
    Pair("Transcript", "The caller waits. " * 17 + "Then hangs up.", "320 characters, beyond 255"),
)

MUCH_CALL_INFO = {f"Item {n}": f"Value of item {n}" for n in range(1, 41)} | {
    "Transcript": LONG_NOTES.text
}
"""Call information of forty pairs, and a long text; a target may refuse it."""

# -- emails ---------------------------------------------------------------------------------

EMAIL = Text(
    "{name}.{mark}_phone+desk@example.com",
    "a tag, which is part of the address; an underscore, which is a wildcard in SQL",
)

# -- numbers and emails near that of a caller -----------------------------------------------


class Near(NamedTuple):
    """A number or email near that of a caller, which another contact has, and the reason for it."""

    kind: str
    reason: str


NEAR = (
    Near("in another country", "the same last ten digits: a lookup by the last 7 to 10 finds it"),
    Near("in another area", "the same last nine digits, or as many as there are"),
    Near("with a digit more", "a lookup by prefix finds it"),
    Near("with two digits fewer", "the stem number of a company: a lookup by prefix finds it"),
)
"""Kinds of `phone_numbers.near`. Each contact with a number and each unknown number comes with the
first; an example that is about this comes with all of them."""

NEAR_EMAILS = (
    Near("without its tag", "the address of another mailbox, unless its domain says otherwise"),
    Near("with another tag", "a lookup without tags finds it"),
    Near("with a longer tag", "a lookup by prefix finds it"),
    Near("with a letter before it", "a lookup by suffix finds it"),
    Near("with a letter for the underscore", "a lookup with LIKE finds it"),
    Near("in a subdomain", "a lookup by the local part finds it"),
)
"""Kinds of `near_email`, which another contact can have."""

EMAIL_PATTERNS = (
    Near("with an underscore for its first letter", "as a pattern of LIKE it matches"),
    Near("with a percent sign at its end", "as a pattern of LIKE it matches"),
)
"""Further kinds of `near_email`, which a call may give."""


# -- filling in -----------------------------------------------------------------------------


def email(name: str, mark: str) -> str:
    """Return an email address; the mark must be unused."""
    return EMAIL.text.replace("{name}", name.lower()).replace("{mark}", mark)


def near_email(address: str, kind: str) -> str:
    """Return another address, near one that `email` has made or any other.

    Args:
        address: An address.
        kind: One of `NEAR_EMAILS` or `EMAIL_PATTERNS`.
    """
    local, _, domain = address.rpartition("@")
    untagged, _, tag = local.partition("+")
    match kind:
        case "without its tag" if tag:
            local = untagged
        case "without its tag" | "with another tag":
            local = f"{untagged}+sales"
        case "with a longer tag":
            local = f"{untagged}+{tag}2"
        case "with a letter before it":
            local = f"x{local}"
        case "with a letter for the underscore":
            local = local.replace("_", "x") if "_" in local else f"{local}x"
        case "with an underscore for its first letter":
            local = f"_{local[1:]}"
        case "with a percent sign at its end":
            local = f"{local[:-1]}%"
        case "in a subdomain":
            domain = f"mail.{domain}"
        case _:
            raise ValueError(kind)
    return f"{local}@{domain}"


def reference(mark: str, count: int) -> str:
    """Return a call reference that no call ever had.

    Args:
        mark: The mark of the run, nine digits; it ends the reference.
        count: A number that is not used twice in the run.
    """
    groups = (
        secrets.choice("abcdef") + secrets.choice("ABCDEF") + _letters(6),
        f"{count:04x}",
        "4" + _letters(3),
        _letters(4),
        _letters(12 - len(mark)) + mark,
    )
    return "-".join(groups)


def long_reference(short: str) -> str:
    """Return a reference of 100 characters that begins with this one."""
    return _padded(LONG_REFERENCE.text.replace("{reference}", short), LONG)


def references(fresh: Callable[[], str]) -> Iterator[str]:
    """Yield references without end: each fresh one is followed by its twins."""
    while True:
        first = fresh()
        yield first
        yield from (twin(first, number) for number in (1, 2))


def twin(short: str, number: int) -> str:
    """Return a reference that is nearly this one: the first twin of it, or the second."""
    if number == 1:
        return short.swapcase()
    return ("b" if short[0] != "b" else "c") + short[1:]


def recording(mark: str) -> str:
    """Return the address of a recording."""
    return _padded(RECORDING.text.replace("{mark}", mark), RECORDING_LENGTH)


def call_info(mark: str) -> dict[str, object]:
    """Return call information; its last value has the mark, in words that no recording has."""
    return {pair.key: pair.value for pair in CALL_INFO} | {"Line": f"Line of {mark}"}


def content(mark: str) -> dict[str, object]:
    """Return a recording and call information, as attributes of a pop."""
    return {"call_url": recording(mark), "call_info": call_info(mark)}


def _padded(text: str, length: int) -> str:
    filling = "aB3-xY7_" * length
    return text.replace("{padding}", filling[: length - len(text) + len("{padding}")])


def _letters(count: int) -> str:
    return "".join(secrets.choice("0123456789abcdefABCDEF") for _ in range(count))
