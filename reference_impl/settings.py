"""What the admin sets for the account, and which helpdesk number each agent has picked."""

import json
from collections.abc import Mapping
from typing import Any

from . import people, phones
from .errors import invalid_value
from .store import Row, Store


def read(store: Store) -> dict[str, Any]:
    """Return the settings of the account."""
    account = _account(store)
    return {
        "cti_enabled": bool(account["cti_enabled"]),  # CTI-ACC-05
        "new_ticket": bool(account["new_ticket"]),  # CTI-ONL-07
        "helpdesk_numbers": json.loads(account["helpdesk_numbers"]),  # CTI-IFR-10
    }


def change(store: Store, changes: Mapping[str, Any]) -> None:
    """Change the settings that are given; a number that is gone is no longer picked."""
    columns = dict(changes)
    if "helpdesk_numbers" in columns:
        columns["helpdesk_numbers"] = json.dumps(columns["helpdesk_numbers"])
    store.update("account", _account(store)["id"], **columns)
    for agent in store.all("SELECT * FROM people WHERE picked_key IS NOT NULL"):
        if find_number(store, agent["picked"]) is None:
            people.pick(store, agent, None)


def pick(store: Store, agent: Row, number: str | None) -> None:
    """Let the agent pick one of the helpdesk numbers, or none, at any time (CTI-IFR-11).

    A number leads to one agent (CTI-RSP-03): who picks it takes it from whoever had it.
    """
    picked = number and find_number(store, number)
    if number is not None and not picked:
        raise invalid_value("picked", "It is none of the helpdesk numbers")
    if picked and (holder := people.by_picked(store, picked)):
        people.pick(store, holder, None)
    people.pick(store, agent, picked)


def find_number(store: Store, number: str) -> str | None:
    """Return the helpdesk number that this one is, however it is written (CTI-REQ-11)."""
    key = phones.key(number, store.country)
    numbers = read(store)["helpdesk_numbers"]
    return next((one for one in numbers if phones.key(one, store.country) == key), None)


def _account(store: Store) -> Row:
    account = store.one("SELECT * FROM account")
    assert account is not None
    return account
