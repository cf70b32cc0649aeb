"""Contacts of REST v2."""

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
    """Return a contact in the form of REST v2."""
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


def list_contacts(request: ApiRequest) -> Response:
    """List those who are not deleted, the oldest first."""
    return page(request, shown, *matching(request, "contact"))


def create_contact(request: ApiRequest) -> Response:
    """Create a contact; a null is the same as no attribute, if there is one of that name."""
    assert request.schema is not None
    known = request.schema.names
    attributes = {k: v for k, v in request.body.items() if v is not None or k not in known}
    contact = people.create(request.store, "contact", request.attributes(attributes))
    return created(request, "contacts", shown(contact))


def get_contact(request: ApiRequest) -> Response:
    """Return a contact, even a deleted one."""
    return reply(200, shown(_any(request)))


def update_contact(request: ApiRequest) -> Response:
    """Change a contact."""
    return reply(200, shown(people.update(request.store, _living(request), request.attributes())))


def delete_contact(request: ApiRequest) -> Response:
    """Delete a contact, which can be restored."""
    request.store.update("people", _living(request)["id"], deleted=True)
    return done()


def restore_contact(request: ApiRequest) -> Response:
    """Restore a deleted contact."""
    people.restore(request.store, _any(request))
    return done()


def matching(request: ApiRequest, kind: people.Kind) -> tuple[Any, ...]:
    """Return the query, with its parameters, for people of a kind that match the filters."""
    sql = "SELECT * FROM people WHERE kind = ? AND NOT deleted"
    parameters: list[str] = [kind]
    if "email" in request.query:
        sql += " AND email_key = ?"
        parameters.append(people.email_key(request.query["email"]))
    for name in ("phone", "mobile"):
        if name in request.query:
            sql += f" AND {name}_key = ?"
            parameters.append(phones.key(request.query[name], request.store.country))
    return f"{sql} ORDER BY id", *parameters


def _living(request: ApiRequest) -> Row:
    return found(people.by_id(request.store, "contact", request.id))


def _any(request: ApiRequest) -> Row:
    return found(
        request.store.one("SELECT * FROM people WHERE id = ? AND kind = 'contact'", request.id)
    )


HANDLERS: dict[str, Handler] = {
    "listContacts": list_contacts,
    "createContact": create_contact,
    "getContact": get_contact,
    "updateContact": update_contact,
    "deleteContact": delete_contact,
    "restoreContact": restore_contact,
}
