"""Deletes the records that a scenario created, as far as the target's API allows."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_conformance import interrupts
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.transport.failures import NoAnswer, Unreachable
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from cti_conformance.scenario.shared_contacts import Shared
    from cti_conformance.target.ports.records import Contact, Records, Ticket
    from cti_conformance.target.target import Target
    from cti_conformance.transport.answer import Answer


@dataclass
class Created:
    """The records that a scenario created on the target, itself or through a call.

    Attributes:
        owned: Numbers and emails of contacts that the scenario itself created.
        called: Numbers and emails by which calls named their requesters.
        bystanders: Contacts whom no call concerns, unless the target is wrong.
        unanswered: Requests that may have created a record, and were sent without an answer.
        deleting: The record whose deletion an interrupt has cut off, if any.
        reported: Tickets that call details report for its calls, if the target has a fault.
        lent: The contacts that it uses in turn with other scenarios, by id.
        found: Whether `find_records` has ended.
        cleared: Whether `clean_up` has ended.
        settled: Descriptions of the records that were deleted, or reported as left.
        kept: Descriptions of the records that were left on purpose.
    """

    contacts: list[int] = field(default_factory=list)
    agents: list[int] = field(default_factory=list)
    tickets: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    owned: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    bystanders: set[int] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)
    deleting: str = ""
    reported: list[int] = field(default_factory=list)
    lent: dict[int, Shared] = field(default_factory=dict)
    found: bool = False
    cleared: bool = False
    settled: set[str] = field(default_factory=set)
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

    @contextmanager
    def deletion(self, record: str) -> Iterator[None]:
        """Within this context a record is deleted; an interrupt leaves open whether it was."""
        self.deleting = record
        try:
            yield
        except Exception:
            self.deleting = ""
            raise
        self.deleting = ""

    @contextmanager
    def calling(self, attributes: Mapping[str, object]) -> Iterator[list[Answer]]:
        """Within this context a pop is sent, and its answer put into the list.

        Args:
            attributes: The attributes of the pop.
        """
        reference = str(attributes.get("call_reference_id") or "")
        self.note_requester(attributes)
        sent: list[Answer] = []
        with self.sending(f"a call with the reference {reference or '(none)'}"):
            yield sent
        if sent and sent[0].accepted:
            self.references.append(reference)

    def note_requester(self, attributes: Mapping[str, object]) -> None:
        """Remember by what a pop names its requester: it may create a contact."""
        called = (attributes.get(name) for name in ("requester_phone", "requester_email"))
        self.called |= {str(value) for value in called if value}

    def left(self) -> list[str]:
        """Return descriptions of all that was created and is not known to be cleared."""
        if self.cleared:
            return []
        records = [
            *(f"ticket {ticket}" for ticket in self.tickets),
            *(f"contact {contact}" for contact in self.contacts),
            *(f"agent {agent}" for agent in self.agents),
        ]
        return [
            *(one for one in records if one != self.deleting),
            *([f"perhaps {self.deleting}: its deletion had no answer"] if self.deleting else []),
            *map(_call, self.references),
            *(f"perhaps {record}: its request had no answer" for record in self.unanswered),
        ]


def find_records(target: Target, created: Created, *, thorough: bool, failed: bool = False) -> None:
    """Find the records that calls have made, unless the target is discarded.

    Right after the oracle has looked at everything this asks next to nothing.

    Args:
        target: The target.
        created: What the scenario created; what is found is added.
        thorough: Whether the target may have made records for anybody: it was found to be wrong.
        failed: Whether it is known to have a fault, so that a call may have made anything.

    Raises:
        Exception: Whatever the target causes.
    """
    if target.disposable or not target.has_records:
        return
    records = target.records
    lent = created.lent
    for number in (*created.numbers, *(n for one in lent.values() for n in one.numbers.values())):
        if thorough or number in created.called:
            _add(created.contacts, records.contacts_by_number(number), but=lent)
    for email in (*created.emails, *(one.email for one in lent.values())):
        if thorough or email in created.called - created.owned:
            _add(created.contacts, records.contacts_by_email(email), but=lent)
    find_tickets(target, created, thorough=thorough)
    if failed:
        created.reported = _reported(target, created.references)
    created.references.clear()  # what the calls made is found through their contacts
    created.found = True


def find_tickets(target: Target, created: Created, *, thorough: bool) -> None:
    """Find the tickets of the contacts of a scenario; see `find_records`."""
    for contact_id in sorted({*created.contacts, *created.lent}):
        if thorough or contact_id not in created.bystanders:
            found = target.records.tickets_of(contact_id, may_be_gone=True)
            _add(created.tickets, found)


def clean_up(
    target: Target, created: Created, *, keep: bool = False, failed: bool = False
) -> list[str]:
    """Delete the created records, and return descriptions of those that are left.

    It never raises because of the target: cleanup does not change the verdict. It has a time of its
    own when that of the run is over. The first Ctrl-C of a run waits for it; a further one ends it,
    and what is not cleared then stays in ``created``.

    Args:
        target: The target.
        created: The records.
        keep: Whether to leave them, and to describe them in ``created.kept``.
        failed: Whether the target has a fault, so that a call may have made anything.
    """
    held = 0 if run_time().is_stopped else 1
    with run_time().restoring(), interrupts.held(at_most=held):
        left = [] if target.disposable else _clear_all(target, created, keep=keep, failed=failed)
    created.cleared = True
    if keep:
        created.kept, left = left, []
    return left


def _clear_all(target: Target, created: Created, *, keep: bool, failed: bool) -> list[str]:
    if not target.has_records:
        return created.left()
    try:
        if not created.found:
            find_records(target, created, thorough=True, failed=failed)
        known = {*created.tickets}
        left = [] if keep else _clear(target.records, created)
        left += [
            f"perhaps ticket {ticket}: call details report it for a call of the suite"
            for ticket in created.reported
            if ticket not in known and target.records.has("tickets", ticket)
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
        found += [one for one in tickets if isinstance(one, int) and one not in found]
    return found


def _clear(records: Records, created: Created) -> list[str]:
    """Delete the records; what is settled is removed from ``created``, and what stays returned."""
    left = []
    for kind, ids in (
        ("ticket", created.tickets),
        ("contact", created.contacts),
        ("agent", created.agents),
    ):
        for record_id in sorted(ids):
            record = f"{kind} {record_id}"
            with created.deletion(record):
                is_gone = records.delete(f"{kind}s", record_id)
            if not is_gone:
                left.append(record)
            ids.remove(record_id)
            created.settled.add(record)
    return left


def _add(
    known: list[int], found: Sequence[Contact] | Sequence[Ticket], *, but: Container[int] = ()
) -> None:
    known += [one.id for one in found if one.id not in known and one.id not in but]


def _call(reference: str) -> str:
    return f"the call with the reference {reference}" if reference else "a call without a reference"
