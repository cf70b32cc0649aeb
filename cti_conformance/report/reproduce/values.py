"""The values in the requests of a scenario that a script must not repeat, and their variables.

A variable stands in a text as its name between two characters of a private range. `quoted` and
`in_heredoc` turn such a text into shell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPEN, CLOSE = "\ue000", "\ue001"
MARK_DIGITS = 6
"""How many digits of the run's mark are new in each run of the script.

The others stay, so that a call reference that differs in its last character still does.
"""
TAIL = 9
"""The digits that a number has in every notation; numbers that are near it have them as well."""
SEPARATOR = r"(?:[ ().\-/+]|%[0-9A-F]{2})*"
LAST = 2


def variable(name: str) -> str:
    """Return the variable of this name as it stands in a text."""
    return f"{OPEN}{name}{CLOSE}"


def quoted(text: str) -> str:
    """Return a text as one word of the shell, its variables expanded."""
    escaped = re.sub(r"([$`\"\\])", r"\\\1", text)
    return f'"{_expanded(escaped)}"'


def in_heredoc(text: str) -> str:
    """Return a text as a line of a here-document, its variables expanded."""
    return _expanded(re.sub(r"([$`\\])", r"\\\1", text))


def without_variables(text: str) -> str:
    """Return a text of a target without the characters that mark a variable."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def _expanded(text: str) -> str:
    return re.sub(f"{OPEN}(\\w+){CLOSE}", r"${\1}", text)


@dataclass(frozen=True)
class Fresh:
    """What is unique to a scenario, and must be made anew.

    Attributes:
        digits: The mark of the run: nine digits, which its references and emails contain.
        numbers: The phone numbers in its requests, in E.164.
    """

    digits: str = ""
    numbers: Sequence[str] = ()

    def variables(self, text: str) -> str:
        """Return a text with variables in the place of the mark and of the last digits of numbers.

        A number is found in any notation, and numbers near it with it.
        """
        for place, number in enumerate(self.numbers, start=1):
            text = _in_any_notation(text, number, variable(f"n{place}"))
            text = _at_its_end(text, number, variable(f"n{place}"))
        mark = self.digits[:MARK_DIGITS]
        return text.replace(mark, variable("mark")) if mark else text

    def used(self, text: str) -> list[tuple[int, str]]:
        """Return the numbers whose variables a script uses, each with its place from 1."""
        places = enumerate(self.numbers, start=1)
        return [(place, number) for place, number in places if f"${{n{place}}}" in text]


def occurring(numbers: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers, in E.164, that occur in one of the texts, in any notation.

    A run has hundreds of numbers, a scenario a few: to search each text for all would take minutes.
    """
    digits = {re.sub(kind, "", text) for text in texts for kind in (r"%[0-9A-F]{2}|\D", r"\D")}
    return tuple(number for number in numbers if any(_tail(number) in one for one in digits))


def _tail(number: str) -> str:
    return number.lstrip("+")[-TAIL:]


def _in_any_notation(text: str, number: str, name: str) -> str:
    tail = _tail(number)
    before = SEPARATOR.join(tail[:-LAST])
    pattern = f"({before}{SEPARATOR}){tail[-LAST:]}"
    return re.sub(pattern, lambda found: found[1] + name, text)


def _at_its_end(text: str, number: str, name: str) -> str:
    """Replace the last digits of a number's end, as a switchboard may send it."""
    for count in (3, 4, 5):
        text = text.replace(f'"{number[-count:]}"', f'"{number[-count:-LAST]}{name}"')
    return text
