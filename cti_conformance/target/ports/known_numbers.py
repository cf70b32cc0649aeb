"""The numbers that people on the target have."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cti_conformance.phone_numbers import e164
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.target.ports.rest import Rest, personal_data, text_in

if TYPE_CHECKING:
    from cti_conformance.transport.looking import LookingClient

MAX_LISTED_PAGES = 4


class KnownNumbers(Rest):
    """The numbers that people are known to have.

    Args:
        client: HTTP to the target.
        declared: See `Rest`.
        country: The country in which national numbers are read.

    Attributes:
        are_all: Whether these are all numbers on the target, so that no lookup is needed.
    """

    def __init__(self, client: LookingClient, *, declared: bool, country: str) -> None:
        super().__init__(client, declared=declared)
        self._country = country
        self._numbers: set[str] = set()
        self.are_all = False

    def add(self, item: dict[str, Any]) -> None:
        """Add the Phone and the Mobile of somebody, given as REST v2 shows the person."""
        for field in ("phone", "mobile"):
            text = text_in(personal_data(item).get(field))
            if text and (number := e164(text, self._country)):
                self._numbers.add(number)

    def learn(self) -> None:
        """Ask for the agents and the contacts, and add their numbers.

        A target need not list its agents: then only those created here are known. Of the contacts
        a few pages are read: where that is not all of them, numbers are looked up one by one.
        """
        with suppress(RuleViolated, Inconclusive):
            for item in self._list("/api/v2/agents"):
                self.add(item)
        with suppress(RuleViolated, Inconclusive):
            for page in range(1, MAX_LISTED_PAGES + 1):
                items = self._page("/api/v2/contacts", None, page).json
                for item in items:
                    self.add(item)
                if not items:  # a target may cut its pages short, and not say so
                    self.are_all = True
                    return

    def is_taken(self, number: str) -> bool | None:
        """Return whether somebody has the number; ``None`` if it has to be looked up."""
        if e164(number, self._country) in self._numbers:
            return True
        return False if self.are_all else None
