"""The small grammar of the features: callers, extras of calls, and actions of agents.

Each phrase is one row of a table. `Sentence` builds a pattern from a template with placeholders
such as ``{caller}``; `CONVERTERS` turns matched texts into the arguments of a step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_bdd import parsers

from cti_conformance.scenario import hard_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

T = TypeVar("T", "Party", "Number")

NOTES = hard_data.NOTES.text
"""The text that an agent writes into the notepad of the widget."""

LONG_NOTES = hard_data.LONG_NOTES.text
"""A text of 3,000 characters for the notepad, which a target may refuse."""

WRITTEN = ("Calls back", "")
"""Texts that an agent writes instead."""

ADDED_NOTE = hard_data.ADDED_NOTE.text
"""The text that an agent adds to a ticket as a note."""


# -- a person, number or id that a call names ------------------------------------------------


class Source(Enum):
    """Where the value of a `Party` comes from."""

    PERSON = "the person"
    GIVEN = "that number or email"
    UNKNOWN = "nobody has it"
    TEXT = "the text itself"
    LAST_DIGITS = "the end of that number"
    FIRST_DIGITS = "the beginning of that number"
    SECOND_NUMBER = "the second helpdesk number"


@dataclass(frozen=True)
class Party:
    """One attribute by which a call names somebody.

    Attributes:
        attribute: ``id``, ``phone``, ``number`` (the same as phone), ``mobile`` or ``email``.
        source: Where its value comes from.
        name: The person.
        capitals: Whether the value is written in capitals.
        notation: How the number is written; empty for E.164.
        text: The text, or how many digits.
    """

    attribute: str = "id"
    source: Source = Source.PERSON
    name: str = ""
    capitals: bool = False
    notation: str = ""
    text: str = ""


NAME = r"(?P<name>[A-Z]\w*)"
NOTATION = (
    "(?P<notation>with (?:spaces|dashes|dots|brackets|a slash|a space (?:before|after) it)"
    r"|with 00 (?:for the \+|after a space)|in national form)"
)
PARTIES = {
    NAME: Party(),
    rf"{NAME}'s (?P<attribute>id|phone|mobile|email)": Party(),
    rf"{NAME} by (?P<attribute>id|phone|email)": Party(),
    rf"{NAME}'s email in capitals": Party("email", capitals=True),
    "an agent who is offline": Party(name="Alex"),
    "an unknown (?P<attribute>id|number|email)": Party(source=Source.UNKNOWN),
    "that (?P<attribute>number|email)": Party(source=Source.GIVEN),
    f"that number written {NOTATION}": Party("phone", Source.GIVEN),
    'the phone "(?P<text>[^"]+)"': Party("phone", Source.TEXT),
    "the last (?P<text>three|four) digits of that number": Party("phone", Source.LAST_DIGITS),
    "that number without its last (?P<text>two|three) digits": Party("phone", Source.FIRST_DIGITS),
    "the second helpdesk number": Party("phone", Source.SECOND_NUMBER),
}


@dataclass(frozen=True)
class Caller:
    """The caller or the called agent: the attributes of a pop that name them."""

    parties: tuple[Party, ...]

    @classmethod
    def parse(cls, text: str) -> Caller:
        """Parse for example ``Omar's id and that number``."""
        return cls(tuple(_row(PARTIES, part) for part in re.split(" and |, ", text)))


# -- extras of a call ------------------------------------------------------------------------


@dataclass(frozen=True)
class CallExtras:
    """The attributes of a call other than its requester and responder.

    Attributes:
        ticket: The ticket that it is about: ``that`` or ``oldest``; empty for none.
        new_ticket: The attribute new_ticket; ``None`` leaves it out.
        recording: Whether it has a recording.
        info: Whether it has call information.
        more_info: Call information besides.
        reference: Template of the call reference; empty for none.
        long_reference: Whether the call reference has 100 characters.
    """

    ticket: str = ""
    new_ticket: bool | None = None
    recording: bool = False
    info: bool = False
    more_info: Mapping[str, object] = field(default_factory=dict)
    reference: str = "{}"
    long_reference: bool = False

    @classmethod
    def parse(cls, text: str) -> CallExtras:
        """Parse for example `` about that ticket, with a recording``."""
        found: dict[str, Any] = {}
        for phrase in re.findall(one_of(EXTRAS), text):
            found |= EXTRAS[phrase]
        return cls(**found)


EXTRAS: dict[str, dict[str, Any]] = {
    "about that ticket": {"ticket": "that"},
    "about the oldest ticket": {"ticket": "oldest"},
    "asking for a new ticket": {"new_ticket": True},
    "declining a new ticket": {"new_ticket": False},
    "without a call reference": {"reference": ""},
    "with a recording": {"recording": True},
    "with call information": {"info": True},
    "with a number in its call information": {"info": True, "more_info": {"Orders so far": 407}},
    "with forty pairs and a long text in its call information": {
        "info": True,
        "more_info": hard_data.MUCH_CALL_INFO,
    },
    "with a call reference of digits": {"reference": "{digits}"},
    "with a hundred characters in its call reference": {"long_reference": True},
    "with a space in its call reference": {"reference": "{} 1"},
    "with an ampersand in its call reference": {"reference": "{}&a=1"},
    "with a plus in its call reference": {"reference": "{}+1"},
    "with a slash in its call reference": {"reference": "{}/1"},
    "with a hash in its call reference": {"reference": "{}#1"},
    "with a percent sign in its call reference": {"reference": "{}%41"},
    "with an equals sign in its call reference": {"reference": "{}=1"},
    "with a single quote in its call reference": {"reference": "{}'1"},
    "with a double quote in its call reference": {"reference": '{}"1'},
    "with two spaces in its call reference": {"reference": "{}  1"},
    "with angle brackets in its call reference": {"reference": "{}<1>"},
    "with an emoji in its call reference": {"reference": "{} 📞"},
    "with a host after an @ in its call reference": {"reference": "{}@pbx-1"},
    "with a parameter after a semicolon in its call reference": {"reference": "{};leg=1"},
    "with a channel after a dot in its call reference": {"reference": "{}.1"},
    "with a fraction in its call reference": {"reference": "{}.5"},
    "with digits and a fraction in its call reference": {"reference": "{dotted}"},
    "with twenty digits in its call reference": {"reference": "818181{digits}"},
    "with an accent in its call reference": {"reference": "{}-Zoé"},
    "with a combining accent in its call reference": {"reference": "{}-Zoe\u0301"},
    "with Cyrillic letters in its call reference": {"reference": "{}-звонок"},
    "with Chinese letters in its call reference": {"reference": "{}-来电"},
}


# -- a number of a contact -------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    """The number of a contact.

    Attributes:
        is_given: Whether it is "that number", which was mentioned before.
        national: Whether it must be of the account's country.
        notation: How it is written; empty for E.164.
    """

    is_given: bool = False
    national: bool = False
    notation: str = ""

    @classmethod
    def parse(cls, text: str) -> Number:
        """Parse for example ``another number``."""
        return _row(NUMBERS, text)


NUMBERS = {
    "a number": Number(),
    "another number": Number(),
    "that number": Number(is_given=True),
    f"that number written {NOTATION}": Number(is_given=True),
    "a number of the account's country": Number(national=True),
    f"a number of the account's country written {NOTATION}": Number(national=True),
}


# -- actions of an agent ---------------------------------------------------------------------


@dataclass(frozen=True)
class AgentAction:
    """An action of an agent in the widget.

    Attributes:
        verb: The verb as in "tries to <verb>", "Tom <verb>" and "Tom has <verb>".
        what: The rest of the phrase.
        action: The name of the action at the port `desktop`.
        arguments: Its arguments; a ``ticket_id`` is the name of a ticket: ``that``, ``another`` or
            ``unknown``.
    """

    verb: tuple[str, str, str]
    what: str
    action: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    @property
    def infinitive(self) -> str:
        """The phrase as in "tries to make a ticket"."""
        return self.phrases[0]

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrase with each form of the verb."""
        return tuple(f"{verb} {self.what}" for verb in self.verb)

    @classmethod
    def parse(cls, text: str) -> AgentAction:
        """Parse for example ``takes notes``."""
        return next(action for action in ACTIONS if text in action.phrases)


MAKE, LINK = ("make", "makes", "made"), ("link", "links", "linked")
CLOSE, TAKE = ("close", "closes", "closed"), ("take", "takes", "taken")
ACTIONS = (
    AgentAction(MAKE, "a ticket from the call", "make_ticket"),
    AgentAction(LINK, "the call to that ticket", "link_ticket", {"ticket_id": "that"}),
    AgentAction(LINK, "the call to another ticket", "link_ticket", {"ticket_id": "another"}),
    AgentAction(
        LINK, "the call to a ticket that there is not", "link_ticket", {"ticket_id": "unknown"}
    ),
    AgentAction(("add", "adds", "added"), "a note to the ticket", "add_note", {"text": ADDED_NOTE}),
    AgentAction(CLOSE, "the call with a new ticket", "close", {"ticket": "new"}),
    AgentAction(CLOSE, "the call with the ticket shown", "close", {"ticket": "shown"}),
    AgentAction(("dismiss", "dismisses", "dismissed"), "the widget", "dismiss"),
    AgentAction(TAKE, "notes", "take_notes", {"text": NOTES}),
    AgentAction(TAKE, "long notes", "take_notes", {"text": LONG_NOTES}),
)


# -- sentences -------------------------------------------------------------------------------


def one_of(phrases: Iterable[str]) -> str:
    """Return a pattern of any of these texts, the longest first."""
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def _row(rows: Mapping[str, T], text: str) -> T:
    """Return the row whose pattern is the text, with the groups of the pattern as attributes."""
    for pattern, row in rows.items():
        if found := re.fullmatch(pattern, text):
            attributes: dict[str, Any] = found.groupdict()
            return replace(row, **attributes)
    raise ValueError(f"{text!r} is not one of {', '.join(rows)}")


def _either(patterns: Iterable[str]) -> str:
    """Return a pattern of any of these patterns, without their groups."""
    return "|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in patterns)


_PARTY = f"(?:{_either(PARTIES)})"
_CALLER = f"{_PARTY}(?:(?:, {_PARTY})* and {_PARTY})?"
_EXTRA = f"(?:{one_of(EXTRAS)})"
PLACEHOLDERS = {
    "caller": _CALLER,
    "callee": _CALLER,
    "extras": f"(?:(?: |, | and ){_EXTRA})*",
    "number": _either(NUMBERS),
    "do": one_of(action.infinitive for action in ACTIONS),
    "does": one_of(action.phrases[1] for action in ACTIONS),
    "done": one_of(action.phrases[2] for action in ACTIONS),
    "count": r"\d+",
    "width": r"\d+",
    "height": r"\d+",
    "status": r"[1-5]\d\d",
    "value": ".+",
}
"""The pattern of each placeholder; any other is one word."""

CONVERTERS: dict[str, Callable[[str], object]] = {
    "caller": Caller.parse,
    "callee": Caller.parse,
    "extras": CallExtras.parse,
    "number": Number.parse,
    "do": AgentAction.parse,
    "does": AgentAction.parse,
    "done": AgentAction.parse,
    "width": int,
    "height": int,
    "status": int,
}
"""The function that converts each placeholder's text into the argument of a step."""


class Sentence(parsers.re):
    """The pattern of a step.

    Args:
        template: The sentence, with placeholders in braces.
        choices: The allowed texts of placeholders that only this sentence has.
    """

    def __init__(self, template: str, **choices: Iterable[str]) -> None:
        self.choices = {name: tuple(texts) for name, texts in choices.items()}
        parts = re.split(r"\{(\w+)\}", template)
        pattern = "".join(
            self._group(part) if index % 2 else re.escape(part) for index, part in enumerate(parts)
        )
        super().__init__(pattern)
        self.name = template

    def _group(self, name: str) -> str:
        pattern = PLACEHOLDERS.get(name, r"\w+")
        if name in self.choices:
            pattern = one_of(self.choices[name])
        return f"(?P<{name}>{pattern})"
