"""The admin's settings of the account, and the helpdesk number that each agent has picked."""

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
        "softphone": json.loads(account["softphone"]),  # CTI-IFR-01
        "click_to_dial": json.loads(account["click_to_dial"]),  # CTI-DIAL-04
    }


def change(store: Store, changes: Mapping[str, Any]) -> None:
    """Change the given settings; a helpdesk number that is removed is no longer picked."""
    columns = {
        name: value if isinstance(value, bool) else json.dumps(value)
        for name, value in changes.items()
    }
    store.update("account", _account(store)["id"], **columns)
    for agent in store.all("SELECT * FROM people WHERE picked_key IS NOT NULL"):
        if find_number(store, agent["picked"]) is None:
            people.pick(store, agent, None)


def pick(store: Store, agent: Row, number: str | None) -> None:
    """Let the agent pick one of the helpdesk numbers, or none, at any time (CTI-IFR-11).

    A number belongs to one agent (CTI-RSP-03): picking it takes it from another agent.
    """
    if number is not None:
        number = find_number(store, number)
        if number is None:
            raise invalid_value("picked", "It is none of the helpdesk numbers")
        if holder := people.by_picked(store, number):
            people.pick(store, holder, None)
    people.pick(store, agent, number)


def find_number(store: Store, number: str) -> str | None:
    """Return the helpdesk number that equals this one in any notation (CTI-REQ-11)."""
    key = phones.key(number, store.country)
    numbers = read(store)["helpdesk_numbers"]
    return next((one for one in numbers if phones.key(one, store.country) == key), None)


def softphone_of(store: Store, agent: Row) -> dict[str, Any] | None:
    """Return URL and size of the agent's softphone, if it is switched on (CTI-IFR-01).

    The only placeholder of the URL is the agent's id (CTI-IFR-02).
    """
    softphone: dict[str, Any] = read(store)["softphone"]
    if not softphone.pop("enabled"):
        return None
    return softphone | {"url": softphone["url"].replace("{agent_id}", str(agent["id"]))}


def _account(store: Store) -> Row:
    account = store.one("SELECT * FROM account")
    assert account is not None
    return account
