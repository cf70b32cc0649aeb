"""The API of the desktop page: what an agent does there comes to the same functions as elsewhere.

It is no API for others, and is there for nobody but the page. The forms of what it takes are those
of the control API and of REST v2. Each answer to an action is the whole state of the desktop, as
the page's stream has it, so that the page need not wait for that.
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
from ..rest import tickets
from . import dial

PATH = "/desktop"
SIGN_IN = "/sign-in"  # the only operation that needs no session
RECENT = 10  # tickets of a list
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


def sign_in(ask: ApiRequest) -> Response:
    """Begin a session, and bring the browser its cookie."""
    given = ask.attributes()
    token = ask.helpdesk.sessions.sign_in(given["email"], given["password"])
    if token is None:
        raise refused(403, "invalid_credentials", "Email or password is wrong")
    return sessions.give(done(), token, secure=ask.base.startswith("https:"))


def sign_out(ask: ApiRequest) -> Response:
    """End the session, also in other tabs."""
    ask.helpdesk.sessions.end(ask.session)
    return sessions.take(done())


# What the page shows all the time


def state(ask: ApiRequest) -> dict[str, Any]:
    """Return all that the page shows beside what the agent has opened in it.

    Of two states from one start of the server, the one with the higher version is the later one.
    """
    agent, account = _agent(ask), settings.read(ask.store)
    return {
        "instance": ask.presence.since,
        "version": ask.store.changes,
        "agent": {"id": agent["id"], "name": agent["name"]},
        "numbers": {"offered": account["helpdesk_numbers"], "picked": agent["picked"]},
        "softphone": settings.softphone_of(ask.store, agent),
        "click_to_dial": account["click_to_dial"]["enabled"],
        "widget": _widget(ask),
    }


def read_state(ask: ApiRequest) -> Response:
    """Answer with the state."""
    return reply(200, state(ask))


def events(ask: ApiRequest) -> Response:
    """Begin the stream of states, by which the agent is online (CTI-ONL-01)."""
    if ask.helpdesk.streams.is_full(ask.agent_id):
        raise refused(429, "too_many_pages", "The desktop is open too many times")

    def look() -> dict[str, Any] | None:
        return state(ask) if ask.helpdesk.sessions.agent_id(ask.session) else None

    return ask.helpdesk.streams.open(ask.agent_id, look)


def act(ask: ApiRequest) -> Response:
    """Do in the widget what the agent asks for, if it still shows the call that was meant."""
    given = ask.attributes()
    widget = widgets.find(ask.store, ask.agent_id)
    if widget is None or widget["call_id"] != ask.ids["call_id"]:
        raise actions.not_offered("The call is no longer in the widget")
    actions.act(ask.store, ask.agent_id, given["action"], given)
    return read_state(ask)


def pick(ask: ApiRequest) -> Response:
    """Pick a helpdesk number (CTI-IFR-11)."""
    settings.pick(ask.store, _agent(ask), ask.attributes()["picked"])
    return read_state(ask)


def agents(ask: ApiRequest) -> Response:
    """List to whom a call can be forwarded, and who of them is online."""
    sql = "SELECT * FROM people WHERE kind = 'agent' AND NOT deleted AND id <> ? ORDER BY name, id"
    found = ask.store.all(sql, ask.agent_id)
    return reply(
        200,
        [
            {"id": one["id"], "name": one["name"], "online": ask.presence.is_online(one["id"])}
            for one in found
        ],
    )


# What the agent opens in it


def home(ask: ApiRequest) -> Response:
    """List the agent's newest tickets."""
    return reply(200, {"tickets": _newest(ask, "responder_id", ask.agent_id)})


def ticket(ask: ApiRequest) -> Response:
    """Load the page of a ticket, which is when its recordings are due; null if there is none."""
    row = ask.store.get("tickets", ask.id)
    if row is None:
        return reply(200, {"ticket": None})
    calls.note_due_recordings(ask.store, row["id"])
    responder = row["responder_id"] and ask.store.get("people", row["responder_id"])
    notes = ask.store.all(
        "SELECT notes.*, name FROM notes JOIN people ON people.id = user_id"
        " WHERE ticket_id = ? ORDER BY notes.id",
        row["id"],
    )
    shown = {
        **_line(row),
        "description": row["description"],
        "requester": _person(ask.store.get("people", row["requester_id"])),
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
    }
    return reply(200, {"ticket": shown})


def create_ticket(ask: ApiRequest) -> Response:
    """Make a ticket that the agent has written, and is the agent's."""
    own = replace(ask, body={"responder_id": ask.agent_id, **ask.body})
    return tickets.create_ticket(own)


def contact(ask: ApiRequest) -> Response:
    """Load the page of a contact; null if there is none."""
    row = ask.store.one("SELECT * FROM people WHERE id = ? AND kind = 'contact'", ask.id)
    shown = row and {**_person(row), "tickets": _newest(ask, "requester_id", row["id"])}
    return reply(200, {"contact": shown})


def read_settings(ask: ApiRequest) -> Response:
    """Show the admin's settings; every agent of the reference is an admin."""
    return reply(200, settings.read(ask.store))


def change_settings(ask: ApiRequest) -> Response:
    """Change the admin's settings."""
    settings.change(ask.store, ask.attributes())
    return read_settings(ask)


# Click to dial


def click(ask: ApiRequest) -> Awaitable[Response]:
    """Have a number dialled, and tell the agent how it went (CTI-DIAL-01, CTI-DIAL-05)."""
    click_to_dial, given = settings.read(ask.store)["click_to_dial"], ask.attributes()
    if not click_to_dial["enabled"]:
        raise refused(409, "inconsistent_state", "Click to dial is off")  # CTI-DIAL-04
    number, ticket_id = given["number"], given.get("ticket_id")
    known = dial.known(_agent(ask), number, ticket_id, given.get("requester_id"))
    return _answer(dial.prepare(click_to_dial, known))


async def _answer(dialling: dial.Dialling) -> Response:
    return reply(200, {"problem": await dial.place(dialling)})


def _widget(ask: ApiRequest) -> dict[str, Any] | None:
    widget = widgets.find(ask.store, ask.agent_id)
    if widget is None:
        return None
    shown = widgets.shown(ask.store, widget, ask.base)
    mentioned = [*shown["recent_tickets"], *([shown["ticket"]["id"]] if shown["ticket"] else [])]
    rows = (ask.store.get("tickets", ticket_id) for ticket_id in mentioned)
    return {
        **shown,
        "call_id": widget["call_id"],
        "locked": bool(widget["locked"]),
        "subjects": {row["id"]: row["subject"] for row in rows if row},
    }


def _newest(ask: ApiRequest, column: str, person_id: int) -> list[dict[str, Any]]:
    sql = f"SELECT * FROM tickets WHERE {column} = ? ORDER BY created_at DESC, id DESC LIMIT ?"
    return [_line(row) for row in ask.store.all(sql, person_id, RECENT)]


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


def _agent(ask: ApiRequest) -> Row:
    agent = people.by_id(ask.store, "agent", ask.agent_id)
    assert agent is not None, "nobody else has a session"
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
