"""Contacts, as REST v2 has them."""

import json
from typing import Any

from starlette.responses import Response

from ..domain import people, phones, times
from ..domain.store import Row
from ..http.web import ApiRequest, Handler, created, done, found, page, reply

_DEFAULTS: dict[str, Any] = {
    "active": False,
    "address": None,
    "company_id": None,
    "description": None,
    "job_title": None,
    "language": "en",
    "time_zone": None,
    "twitter_id": None,
    "unique_external_id": None,
    "view_all_tickets": None,
    "other_emails": [],
    "tags": [],
    "custom_fields": {},
}


def shown(contact: Row) -> dict[str, Any]:
    """Return a contact as REST v2 shows it."""
    return {
        "id": contact["id"],
        "name": contact["name"],
        "email": contact["email"],
        "phone": contact["phone"],
        "mobile": contact["mobile"],
        **_DEFAULTS,
        **json.loads(contact["more"]),
        **({"deleted": True} if contact["deleted"] else {}),
        "created_at": times.shown(contact["created_at"]),
        "updated_at": times.shown(contact["updated_at"]),
    }


def list_contacts(ask: ApiRequest) -> Response:
    """List those who are not deleted, the oldest first."""
    return page(ask, shown, *matching(ask, "contact"))


def create_contact(ask: ApiRequest) -> Response:
    """Make a contact; a null attribute is the same as none."""
    given = {name: value for name, value in ask.body.items() if value is not None}
    contact = people.create(ask.store, "contact", ask.attributes(given))
    return created(ask, "contacts", shown(contact))


def get_contact(ask: ApiRequest) -> Response:
    """Show a contact, also a deleted one."""
    return reply(200, shown(_any(ask)))


def update_contact(ask: ApiRequest) -> Response:
    """Change a contact."""
    return reply(200, shown(people.update(ask.store, _living(ask), ask.attributes())))


def delete_contact(ask: ApiRequest) -> Response:
    """Delete a contact, who can be restored."""
    ask.store.update("people", _living(ask)["id"], deleted=True)
    return done()


def restore_contact(ask: ApiRequest) -> Response:
    """Restore a deleted contact."""
    people.restore(ask.store, _any(ask))
    return done()


def matching(ask: ApiRequest, kind: people.Kind) -> tuple[Any, ...]:
    """Return the query, with its parameters, for people of a kind whom the filters let through."""
    sql = "SELECT * FROM people WHERE kind = ? AND NOT deleted"
    parameters: list[str] = [kind]
    if "email" in ask.query:
        sql += " AND email_key = ?"
        parameters.append(people.email_key(ask.query["email"]))
    for name in ("phone", "mobile"):
        if name in ask.query:
            sql += f" AND {name}_key = ?"
            parameters.append(phones.key(ask.query[name], ask.store.country))
    return f"{sql} ORDER BY id", *parameters


def _living(ask: ApiRequest) -> Row:
    return found(people.by_id(ask.store, "contact", ask.id))


def _any(ask: ApiRequest) -> Row:
    return found(ask.store.one("SELECT * FROM people WHERE id = ? AND kind = 'contact'", ask.id))


HANDLERS: dict[str, Handler] = {
    "listContacts": list_contacts,
    "createContact": create_contact,
    "getContact": get_contact,
    "updateContact": update_contact,
    "deleteContact": delete_contact,
    "restoreContact": restore_contact,
}
