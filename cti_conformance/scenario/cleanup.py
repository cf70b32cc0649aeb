"""Deletes the records that a scenario created, as far as the target's API allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cti_conformance.target.ports.records import Records
    from cti_conformance.target.target import Target


@dataclass
class Created:
    """The records that a scenario created on the target, itself or through a call."""

    contacts: list[int] = field(default_factory=list)
    agents: list[int] = field(default_factory=list)
    tickets: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)


def clean_up(target: Target, created: Created) -> list[str]:
    """Delete the created records, and return descriptions of those that are left.

    It never raises: cleanup does not change the verdict.
    """
    if target.disposable:
        return []
    if not target.has_records:
        return [f"the call with the reference {reference}" for reference in created.references]
    try:
        contacts = set(created.contacts)
        for number in created.numbers:
            contacts |= {contact.id for contact in target.records.contacts_by_number(number)}
        for email in created.emails:
            contacts |= {contact.id for contact in target.records.contacts_by_email(email)}
        return _clear(target.records, created, contacts)
    except Exception as error:  # a target may answer anything
        return [f"records that a scenario created could not be found again: {error}"]


def _clear(records: Records, created: Created, contacts: set[int]) -> list[str]:
    tickets = created.tickets
    left = [f"ticket {ticket}" for ticket in tickets if not records.delete("tickets", ticket)]
    for contact_id in sorted(contacts):
        their_tickets = [("tickets", ticket.id) for ticket in records.tickets_of(contact_id)]
        for kind, record_id in [*their_tickets, ("contacts", contact_id)]:
            if not records.delete(kind, record_id):
                left.append(f"{kind.removesuffix('s')} {record_id}")
    left += [f"agent {agent}" for agent in created.agents if not records.delete("agents", agent)]
    return left
