"""Contacts and agents, and how to find them."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from . import phones
from .errors import Flaw, invalid
from .store import Row, Store

Kind = Literal["contact", "agent"]
_COLUMNS = ("name", "email", "phone", "mobile")


def by_id(store: Store, kind: Kind, id_: int) -> Row | None:
    """Return the contact or agent with this id, unless deleted."""
    return store.one("SELECT * FROM people WHERE id = ? AND kind = ? AND NOT deleted", id_, kind)


def by_email(store: Store, kind: Kind, email: str) -> Row | None:
    """Return the contact or agent with this email, in any letter case.

    Rules: CTI-REQ-12, CTI-REQ-19, CTI-RSP-10.
    """
    return _oldest(store, kind, "email_key", email_key(email))


def by_phone(store: Store, kind: Kind, number: str) -> Row | None:
    """Return the oldest contact or agent with this number as Phone (CTI-REQ-07)."""
    return _oldest(store, kind, "phone_key", phones.key(number, store.country))


def by_mobile(store: Store, kind: Kind, number: str) -> Row | None:
    """Return the oldest contact or agent with this number as Mobile (CTI-REQ-07)."""
    return _oldest(store, kind, "mobile_key", phones.key(number, store.country))


def by_picked(store: Store, number: str) -> Row | None:
    """Return the agent who has picked this helpdesk number (CTI-RSP-03)."""
    return _oldest(store, "agent", "picked_key", phones.key(number, store.country))


def email_key(email: str) -> str:
    """Return the lookup key of an email."""
    return email.strip().casefold()


def create(store: Store, kind: Kind, attributes: Mapping[str, Any]) -> Row:
    """Add a contact or an agent."""
    with _own_email():
        return store.insert("people", kind=kind, **_columns(store, attributes, more={}))


def update(store: Store, person: Row, attributes: Mapping[str, Any]) -> Row:
    """Change the given attributes of a contact or agent."""
    columns = _columns(store, attributes, more=more(person))
    with _own_email():
        return store.update("people", person["id"], **columns)


def more(person: Row) -> dict[str, Any]:
    """Return the attributes of a person that have no column."""
    return json.loads(person["more"])  # type: ignore[no-any-return]


def pick(store: Store, agent: Row, number: str | None) -> None:
    """Store the helpdesk number that the agent has picked, if any."""
    key = phones.key(number, store.country) if number else None
    store.update("people", agent["id"], picked=number, picked_key=key)


def restore(store: Store, person: Row) -> None:
    """Undo a deletion."""
    with _own_email():
        store.update("people", person["id"], deleted=False)


def _oldest(store: Store, kind: Kind, column: str, key: str) -> Row | None:
    """Return the first match that is not deleted (CTI-REQ-07, CTI-REQ-15)."""
    return store.one(
        f"SELECT * FROM people WHERE {column} = ? AND kind = ? AND NOT deleted ORDER BY id",
        key,
        kind,
    )


def _columns(store: Store, attributes: Mapping[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    columns = {name: attributes[name] for name in _COLUMNS if name in attributes}
    if "email" in columns:
        columns["email_key"] = email_key(columns["email"]) if columns["email"] else None
    for name in ("phone", "mobile"):
        if name in columns:
            number = columns[name]
            columns[f"{name}_key"] = phones.key(number, store.country) if number else None
    more |= {name: value for name, value in attributes.items() if name not in _COLUMNS}
    return columns | {"more": json.dumps(more)}


@contextmanager
def _own_email() -> Iterator[None]:
    """Refuse an email that another contact, or another agent, has."""
    try:
        yield
    except sqlite3.IntegrityError:  # the index people_email
        flaw = Flaw("email", "Somebody else has it", "duplicate_value")
        raise invalid([flaw], status=409) from None
