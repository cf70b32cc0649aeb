"""Finds and deletes the records on a target that carry the suite's mark."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.phone_numbers import is_fictitious
from cti_conformance.target.connection import Connection
from cti_conformance.target.ports.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cti_conformance.config.target_config import TargetConfig

MARK = re.compile(r"\bcti-\d{9}-\d+\b")
"""The mark in names, emails and subjects of the suite's records, and of its scripts'."""


@dataclass(frozen=True)
class Marked:
    """The records with the suite's mark.

    Attributes:
        records: Kind (``ticket``, ``contact`` or ``agent``), id, and name of each, in the order in
            which they can be deleted.
        left: Those of them that could not be deleted, in words.
    """

    records: Sequence[tuple[str, int, str]]
    left: Sequence[str] = field(default_factory=list)


def clean_target(
    config: TargetConfig, *, dry_run: bool, tell: Callable[[str], None] = lambda _: None
) -> Marked:
    """Delete all records on a target that carry the suite's mark.

    They are the contacts and agents whose name or email has it; the contacts whom calls made, which
    are named by a number that is reserved for fiction; the tickets of all these contacts, and those
    with the mark in their subject. Nothing else is touched.

    Args:
        config: The target.
        dry_run: Whether to find them only.
        tell: Called with each record in words, as soon as it is found or deleted.

    Raises:
        NoAnswer: The target does not answer.
        Inconclusive: The target does not serve contacts, agents and tickets as REST v2 does.
    """
    connection = Connection(config)
    try:
        records = Records(
            connection.api, connection.journal, declared=False, country=config.country
        )
        clean = connection.redactor.clean
        found = [(kind, number, clean(name, 200)) for kind, number, name in _find(records)]
        left = []
        for kind, number, name in found:
            is_left = not dry_run and not records.delete(f"{kind}s", number)
            if is_left:
                left.append(f"{kind} {number}")
            tell(f"{kind} {number}  {name}{': it could not be deleted' if is_left else ''}")
        return Marked(found, left)
    finally:
        connection.close()


def _find(records: Records) -> Iterator[tuple[str, int, str]]:
    contacts = [one for one in records.everything("contacts") if _is_ours(one)]
    ids = {one["id"] for one in contacts}
    for ticket in records.everything("tickets"):
        subject = str(ticket.get("subject") or "")
        if ticket.get("requester_id") in ids or MARK.search(subject):
            yield "ticket", ticket["id"], subject
    for contact in contacts:
        yield "contact", contact["id"], str(contact.get("name") or "")
    for agent in records.everything("agents"):
        person = agent.get("contact")
        details = person if isinstance(person, dict) else agent
        if _is_ours(details):
            yield "agent", agent["id"], str(details.get("name") or "")


def _is_ours(person: dict[str, Any]) -> bool:
    name, email = (str(person.get(key) or "") for key in ("name", "email"))
    return bool(MARK.search(name) or MARK.search(email) or is_fictitious(name))
