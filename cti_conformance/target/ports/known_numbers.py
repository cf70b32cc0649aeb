"""The numbers that people on the target have."""

from __future__ import annotations

from typing import Any

from cti_conformance.phone_numbers import e164
from cti_conformance.target.ports.rest import personal_data, text_in


class KnownNumbers:
    """The numbers that people are known to have.

    Args:
        country: The country in which national numbers are read.
    """

    def __init__(self, country: str) -> None:
        self._country = country
        self._numbers: set[str] = set()

    def add(self, item: dict[str, Any]) -> None:
        """Add the Phone and the Mobile of somebody, given as REST v2 shows the person."""
        for field in ("phone", "mobile"):
            text = text_in(personal_data(item).get(field))
            if text and (number := e164(text, self._country)):
                self._numbers.add(number)

    def __contains__(self, number: str) -> bool:
        """Return whether somebody has this number, in any notation."""
        return e164(number, self._country) in self._numbers
