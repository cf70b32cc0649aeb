"""Deletes the records that a scenario created, as far as the target's API allows."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.transport.failures import NoAnswer, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cti_conformance.target.ports.records import Records
    from cti_conformance.target.target import Target


@dataclass
class Created:
    """The records that a scenario created on the target, itself or through a call.

    Attributes:
        unanswered: Requests that may have created a record, and were sent without an answer.
        cleared: Whether `clean_up` has ended.
        kept: Descriptions of the records that were left on purpose.
    """

    contacts: list[int] = field(default_factory=list)
    agents: list[int] = field(default_factory=list)
    tickets: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    cleared: bool = False
    kept: list[str] = field(default_factory=list)

    @contextmanager
    def sending(self, record: str) -> Iterator[None]:
        """Within this context a request is sent that creates a record.

        If it ends without an answer, by an interrupt as well, the record counts as unanswered.

        Args:
            record: What the request creates.
        """
        self.unanswered.append(record)
        try:
            yield
        except (RuleViolated, Inconclusive) as error:
            if not isinstance(error, NoAnswer) or isinstance(error, Unreachable):
                self.unanswered.remove(record)
            raise
        self.unanswered.remove(record)

    def left(self) -> list[str]:
        """Return descriptions of all that was created and is not known to be cleared."""
        if self.cleared:
            return []
        return [
            *(f"ticket {ticket}" for ticket in self.tickets),
            *(f"contact {contact}" for contact in self.contacts),
            *(f"agent {agent}" for agent in self.agents),
            *map(_call, self.references),
            *(f"perhaps {record}: its request had no answer" for record in self.unanswered),
        ]


def clean_up(
    target: Target, created: Created, *, keep: bool = False, failed: bool = False
) -> list[str]:
    """Delete the created records, and return descriptions of those that are left.

    It never raises because of the target: cleanup does not change the verdict. What it was
    interrupted in stays in ``created``.

    Args:
        target: The target.
        created: The records.
        keep: Whether to leave them, and to describe them in ``created.kept``.
        failed: Whether the target has a fault, so that a call may have made anything.
    """
    left = [] if target.disposable else _clear_all(target, created, keep=keep, failed=failed)
    created.cleared = True
    if keep:
        created.kept, left = left, []
    return left


def _clear_all(target: Target, created: Created, *, keep: bool, failed: bool) -> list[str]:
    if not target.has_records:
        return created.left()
    try:
        records = target.records
        for number in created.numbers:
            _add(created.contacts, [one.id for one in records.contacts_by_number(number)])
        for email in created.emails:
            _add(created.contacts, [one.id for one in records.contacts_by_email(email)])
        references = [*created.references]
        created.references.clear()  # what the calls made is found through their contacts
        reported = _reported(target, references) if failed else []
        if keep:
            _find_tickets(records, created)
        known = {*created.tickets}
        left = [] if keep else _clear(records, created, known)
        left += [
            f"perhaps ticket {ticket}: call details report it for a call of the suite"
            for ticket in reported
            if ticket not in known and records.has("tickets", ticket)
        ]
    except Exception as error:  # a target may answer anything
        reason = f"records that a scenario created could not be found again: {error}"
        return [*created.left(), reason]
    return [*left, *created.left()]


def _reported(target: Target, references: Iterable[str]) -> list[int]:
    """Return the tickets that call details report for calls; a fault may give one to anybody."""
    found: list[int] = []
    for reference in filter(None, references):
        content = target.cti.details(reference).json
        entries = content if isinstance(content, list) else []
        tickets = [entry.get("ticket_id") for entry in entries if isinstance(entry, dict)]
        _add(found, [ticket for ticket in tickets if isinstance(ticket, int)])
    return found


def _clear(records: Records, created: Created, known: set[int]) -> list[str]:
    """Delete the records; what is settled is removed from ``created``, and what stays returned.

    The tickets are added to ``known``.
    """
    left = []
    _find_tickets(records, created)
    known |= {*created.tickets}
    for kind, ids in (
        ("ticket", created.tickets),
        ("contact", created.contacts),
        ("agent", created.agents),
    ):
        for record_id in sorted(ids):
            if not records.delete(f"{kind}s", record_id):
                left.append(f"{kind} {record_id}")
            ids.remove(record_id)
    return left


def _find_tickets(records: Records, created: Created) -> None:
    """Add the tickets of the contacts."""
    for contact_id in sorted(created.contacts):
        _add(created.tickets, [ticket.id for ticket in records.tickets_of(contact_id)])


def _add(known: list[int], found: list[int]) -> None:
    known += [one for one in found if one not in known]


def _call(reference: str) -> str:
    return f"the call with the reference {reference}" if reference else "a call without a reference"
