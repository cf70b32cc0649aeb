"""The admin's settings of the account, and the helpdesk number that each agent has picked."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from . import people, phones
from .errors import Flaw, invalid, invalid_value
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
    if flaws := [flaw for flaw in _flaws_of_addresses(changes) if flaw]:
        raise invalid(flaws)
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
    picked = number and find_number(store, number)
    if number is not None and not picked:
        raise invalid_value("picked", "It is none of the helpdesk numbers")
    if picked and (holder := people.by_picked(store, picked)):
        people.pick(store, holder, None)
    people.pick(store, agent, picked)


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


def _flaws_of_addresses(changes: Mapping[str, Any]) -> Iterator[Flaw | None]:
    if softphone := changes.get("softphone"):
        yield _flaw_of_address("softphone.url", softphone["url"], softphone["enabled"])
    if dial := changes.get("click_to_dial"):
        yield _flaw_of_address("click_to_dial.callback_url", dial["callback_url"], dial["enabled"])


def _flaw_of_address(field: str, url: str, is_on: bool) -> Flaw | None:
    """Return the flaw of a URL, if any; it may be empty only while the feature is off."""
    if not url:
        message = "It should not be empty while this is switched on"
        return Flaw(field, message, "invalid_value") if is_on else None
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an invalid port or IPv6 address
        is_web = False
    if not is_web or re.search(r"[\s\\\x00-\x1f\x7f]", url) or "{" in parts.netloc:
        message = "It should be an address such as https://telephony.example/softphone"
    elif "@" in parts.netloc:
        message = "It should hold no user name and no password"
    else:
        return None
    return Flaw(field, message, "invalid_value")


def _account(store: Store) -> Row:
    account = store.one("SELECT * FROM account")
    assert account is not None
    return account
