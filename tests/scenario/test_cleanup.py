"""Cleaning up after a scenario: what is deleted, what is kept, and what is only named."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from cti_conformance.scenario.cleanup import Created, clean_up


@dataclass
class Helpdesk:
    """A helpdesk that gives the ticket of each call to somebody else, whom no scenario made."""

    disposable: bool = False
    has_records: bool = True
    there: dict[str, set[int]] = field(
        default_factory=lambda: {"contacts": {1}, "agents": {2}, "tickets": {3, 4}}
    )

    @property
    def records(self) -> Helpdesk:
        """Return the port of its records, which is this."""
        return self

    @property
    def cti(self) -> Helpdesk:
        """Return the port of its calls, which is this."""
        return self

    def details(self, reference: str) -> Any:
        """Return the details of a call."""
        return SimpleNamespace(json=[{"ticket_id": 4, "requester_id": 99}] if reference else None)

    def contacts_by_number(self, _number: str) -> list[Any]:
        """Find nobody."""
        return []

    def tickets_of(self, contact: int, **_: bool) -> list[Any]:
        """Return the tickets of a contact."""
        return [SimpleNamespace(id=3)] if contact == 1 else []

    def has(self, kind: str, record: int) -> bool:
        """Return whether a record is there."""
        return record in self.there[kind]

    def delete(self, kind: str, record: int) -> bool:
        """Delete a record."""
        self.there[kind].discard(record)
        return True


def created() -> Created:
    return Created(contacts=[1], agents=[2], numbers=["+12125550123"], references=["a"])


def cleaned(target: Any, made: Created, **how: bool) -> list[str]:
    return clean_up(target, made, **how)


def test_what_a_scenario_made_is_deleted() -> None:
    helpdesk = Helpdesk()
    assert cleaned(helpdesk, created()) == []
    assert helpdesk.there == {"contacts": set(), "agents": set(), "tickets": {4}}


def test_a_ticket_that_a_fault_gave_to_somebody_else_is_named_and_not_deleted() -> None:
    helpdesk = Helpdesk()
    left = cleaned(helpdesk, created(), failed=True)
    assert left == ["perhaps ticket 4: call details report it for a call of the suite"]
    assert helpdesk.there["tickets"] == {4}


def test_what_is_kept_is_listed_with_its_tickets() -> None:
    helpdesk, made = Helpdesk(), created()
    assert cleaned(helpdesk, made, keep=True) == []
    assert made.kept == ["ticket 3", "contact 1", "agent 2"]
    assert helpdesk.there == Helpdesk().there
    assert made.left() == []


class CutOff(Helpdesk):
    """One that deletes a contact, and whose answer an interrupt cuts off."""

    def delete(self, kind: str, record: int) -> bool:
        """Delete a record."""
        super().delete(kind, record)
        if kind == "contacts":
            raise KeyboardInterrupt
        return True


def test_a_record_whose_deletion_was_interrupted_is_perhaps_left() -> None:
    made = created()
    with pytest.raises(KeyboardInterrupt):
        cleaned(CutOff(), made)
    assert made.left() == ["agent 2", "perhaps contact 1: its deletion had no answer"]


def test_nothing_is_cleaned_where_all_is_discarded() -> None:
    helpdesk = Helpdesk(disposable=True)
    assert cleaned(helpdesk, created(), failed=True) == []
    assert helpdesk.there == Helpdesk().there
