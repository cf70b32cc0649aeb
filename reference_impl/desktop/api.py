"""The API of the desktop page, which calls the same functions as the other APIs.

It is for the page only. Its request bodies are those of the control API and of REST v2. An action
is answered with the whole state of the desktop, as in the page's event stream, so that the page
does not wait for the stream.
"""

from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from .. import actions, calls
from ..domain import people, settings, times, widgets
from ..domain.errors import refused
from ..domain.store import Row
from ..http import contract
from ..http.contract import Operation, Schema
from ..http.web import ApiRequest, Handler, done, reply
from ..online import sessions
from ..rest import tickets, time_entries
from . import dial

PATH = "/desktop"
SIGN_IN = "/sign-in"  # the only operation that needs no session
RECENT = 10  # tickets in a list
_STATUSES = {2: "Open", 3: "Pending", 4: "Resolved", 5: "Closed"}

_ID = {"type": "integer", "minimum": 1, "maximum": 999999999999999999}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 500}
_SIGN_IN = {"email": _TEXT, "password": _TEXT}
_DIAL = {"number": _TEXT, "ticket_id": _ID, "requester_id": _ID}


def operations() -> Iterator[Operation]:
    """Yield every operation of this API."""
    elsewhere = {one.id: one for one in contract.operations([*contract.FILES, contract.CONTROL])}
    nothing = Schema({"type": "object", "additionalProperties": False}, {})

    def own(id_: str, method: str, path: str, body: Schema | None = None) -> Operation:
        return Operation(id_, method, path, nothing, body)

    def as_in(id_: str, name: str, method: str, path: str) -> Operation:
        return own(name, method, path, elsewhere[id_].body)

    yield own("desktop.signIn", "POST", SIGN_IN, _schema(_SIGN_IN, ["email", "password"]))
    yield own("desktop.signOut", "POST", "/sign-out", _schema({}, []))
    yield own("desktop.events", "GET", "/events")
    yield own("desktop.state", "GET", "/state")
    yield as_in("actInWidget", "desktop.act", "POST", "/calls/{call_id}/actions")
    yield as_in("pickNumber", "desktop.pick", "PUT", "/number")
    yield own("desktop.agents", "GET", "/agents")
    yield own("desktop.home", "GET", "/home")
    yield own("desktop.ticket", "GET", "/tickets/{id}")
    yield as_in("createTicket", "desktop.createTicket", "POST", "/tickets")
    yield own("desktop.contact", "GET", "/contacts/{id}")
    yield own("desktop.settings", "GET", "/settings")
    yield as_in("changeSettings", "desktop.changeSettings", "PATCH", "/settings")
    yield own("desktop.dial", "POST", "/dial", _schema(_DIAL, ["number"]))


# Signing in


def sign_in(request: ApiRequest) -> Response:
    """Start a session, and set its cookie."""
    attributes = request.attributes()
    token = request.helpdesk.sessions.sign_in(attributes["email"], attributes["password"])
    if token is None:
        raise refused(403, "invalid_credentials", "Email or password is wrong")
    return sessions.give(done(), token, secure=request.base.startswith("https:"))


def sign_out(request: ApiRequest) -> Response:
    """End the session, in other tabs as well."""
    request.helpdesk.sessions.end(request.session)
    return sessions.take(done())


# The state of the page


def state(request: ApiRequest) -> dict[str, Any]:
    """Return the state of the page, apart from the record that the agent has opened.

    Of two states from one start of the server, the one with the higher version is the later one.
    """
    agent, account = _agent(request), settings.read(request.store)
    return {
        "instance": request.presence.since,
        "version": request.store.changes,
        "agent": {"id": agent["id"], "name": agent["name"]},
        "numbers": {"offered": account["helpdesk_numbers"], "picked": agent["picked"]},
        "softphone": settings.softphone_of(request.store, agent),
        "click_to_dial": account["click_to_dial"]["enabled"],
        "widget": _widget(request),
    }


def read_state(request: ApiRequest) -> Response:
    """Answer with the state."""
    return reply(200, state(request))


def events(request: ApiRequest) -> Response:
    """Open the event stream; while it lasts the agent is online (CTI-ONL-01)."""
    if request.helpdesk.streams.is_full(request.agent_id):
        raise refused(429, "too_many_pages", "The desktop is open too many times")

    def look() -> dict[str, Any] | None:
        return state(request) if request.helpdesk.sessions.agent_id(request.session) else None

    return request.helpdesk.streams.open(request.agent_id, look)


def act(request: ApiRequest) -> Response:
    """Perform an action in the widget, if it still shows the same call."""
    attributes = request.attributes()
    widget = widgets.find(request.store, request.agent_id)
    if widget is None or widget["call_id"] != request.ids["call_id"]:
        raise actions.not_offered("The call is no longer in the widget")
    actions.act(request.store, request.agent_id, attributes["action"], attributes)
    return read_state(request)


def pick(request: ApiRequest) -> Response:
    """Pick a helpdesk number (CTI-IFR-11)."""
    settings.pick(request.store, _agent(request), request.attributes()["picked"])
    return read_state(request)


def agents(request: ApiRequest) -> Response:
    """List the other agents, and whether they are online."""
    sql = "SELECT * FROM people WHERE kind = 'agent' AND NOT deleted AND id <> ? ORDER BY name, id"
    found = request.store.all(sql, request.agent_id)
    return reply(
        200,
        [
            {"id": one["id"], "name": one["name"], "online": request.presence.is_online(one["id"])}
            for one in found
        ],
    )


# The records that the agent opens


def home(request: ApiRequest) -> Response:
    """List the agent's newest tickets."""
    return reply(200, {"tickets": _newest(request, "responder_id", request.agent_id)})


def ticket(request: ApiRequest) -> Response:
    """Return a ticket for its page, or null; its postponed recordings are noted now."""
    row = request.store.get("tickets", request.id)
    if row is None:
        return reply(200, {"ticket": None})
    calls.add_postponed_notes_to(request.store, row["id"])
    responder = row["responder_id"] and request.store.get("people", row["responder_id"])
    notes = request.store.all(
        "SELECT notes.*, name FROM notes JOIN people ON people.id = user_id"
        " WHERE ticket_id = ? ORDER BY notes.id",
        row["id"],
    )
    entries = request.store.all(
        "SELECT * FROM time_entries WHERE ticket_id = ? ORDER BY id", row["id"]
    )
    shown = {
        **_line(row),
        "description": row["description"],
        "requester": _person(request.store.get("people", row["requester_id"])),
        "agent": responder and responder["name"],
        "notes": [
            {
                "author": note["name"],
                "body": note["body"],
                "private": bool(note["private"]),
                "created_at": times.shown(note["created_at"]),
            }
            for note in notes
        ],
        "time_entries": [_time_entry(request, entry) for entry in entries],
    }
    return reply(200, {"ticket": shown})


def _time_entry(request: ApiRequest, entry: Row) -> dict[str, Any]:
    agent = request.store.get("people", entry["agent_id"])
    shown = time_entries.shown(entry)
    names = ("note", "time_spent", "timer_running", "executed_at")
    return {"agent": agent and agent["name"], **{name: shown[name] for name in names}}


def create_ticket(request: ApiRequest) -> Response:
    """Create a ticket that is assigned to the agent."""
    own = replace(request, body={"responder_id": request.agent_id, **request.body})
    return tickets.create_ticket(own)


def contact(request: ApiRequest) -> Response:
    """Return a contact for its page, or null."""
    row = request.store.one("SELECT * FROM people WHERE id = ? AND kind = 'contact'", request.id)
    shown = row and {**_person(row), "tickets": _newest(request, "requester_id", row["id"])}
    return reply(200, {"contact": shown})


def read_settings(request: ApiRequest) -> Response:
    """Return the admin's settings; every agent of the reference is an admin."""
    return reply(200, settings.read(request.store))


def change_settings(request: ApiRequest) -> Response:
    """Change the admin's settings."""
    settings.change(request.store, request.attributes())
    return read_settings(request)


# Click to dial


def click(request: ApiRequest) -> Awaitable[Response]:
    """Dial a number, and answer with the problem, if any (CTI-DIAL-01, CTI-DIAL-05)."""
    click_to_dial, attributes = settings.read(request.store)["click_to_dial"], request.attributes()
    if not click_to_dial["enabled"]:
        raise refused(409, "inconsistent_state", "Click to dial is off")  # CTI-DIAL-04
    number, ticket_id = attributes["number"], attributes.get("ticket_id")
    known = dial.known(_agent(request), number, ticket_id, attributes.get("requester_id"))
    return _answer(dial.prepare(click_to_dial, known))


async def _answer(dial_request: dial.DialRequest) -> Response:
    return reply(200, {"problem": await dial.place(dial_request)})


def _widget(request: ApiRequest) -> dict[str, Any] | None:
    widget = widgets.find(request.store, request.agent_id)
    if widget is None:
        return None
    shown = widgets.shown(request.store, widget, request.base)
    mentioned = [*shown["recent_tickets"], *([shown["ticket"]["id"]] if shown["ticket"] else [])]
    rows = (request.store.get("tickets", ticket_id) for ticket_id in mentioned)
    return {
        **shown,
        "call_id": widget["call_id"],
        "locked": bool(widget["locked"]),
        "subjects": {row["id"]: row["subject"] for row in rows if row},
    }


def _newest(request: ApiRequest, column: str, person_id: int) -> list[dict[str, Any]]:
    sql = f"SELECT * FROM tickets WHERE {column} = ? ORDER BY created_at DESC, id DESC LIMIT ?"
    return [_line(row) for row in request.store.all(sql, person_id, RECENT)]


def _line(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "subject": row["subject"],
        "status": _STATUSES.get(row["status"], str(row["status"])),
        "created_at": times.shown(row["created_at"]),
    }


def _person(row: Row | None) -> dict[str, Any]:
    assert row is not None
    return {
        **{name: row[name] for name in ("id", "kind", "name", "email", "phone", "mobile")},
        "deleted": bool(row["deleted"]),
        "address": people.more(row).get("address"),
    }


def _agent(request: ApiRequest) -> Row:
    agent = people.by_id(request.store, "agent", request.agent_id)
    assert agent is not None, "only agents have sessions"
    return agent


def _schema(properties: Mapping[str, Any], required: list[str]) -> Schema:
    shape = {"type": "object", "additionalProperties": False}
    return Schema({**shape, "properties": properties, "required": required}, {})


HANDLERS: dict[str, Handler] = {
    "desktop.signIn": sign_in,
    "desktop.signOut": sign_out,
    "desktop.events": events,
    "desktop.state": read_state,
    "desktop.act": act,
    "desktop.pick": pick,
    "desktop.agents": agents,
    "desktop.home": home,
    "desktop.ticket": ticket,
    "desktop.createTicket": create_ticket,
    "desktop.contact": contact,
    "desktop.settings": read_settings,
    "desktop.changeSettings": change_settings,
    "desktop.dial": click,
}
