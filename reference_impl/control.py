"""The control API, for tests only."""

import os
import signal
from collections.abc import Mapping

from starlette.background import BackgroundTask
from starlette.responses import Response

from . import actions, calls
from .domain import people, settings, widgets
from .domain.store import Row
from .http.web import ApiRequest, Handler, done, found, reply

PATHS = ("/cti-control/v1", "/cti-harness/v1")  # the second is the name of earlier versions
VERSION = "1"
PARTS = ("presence", "widget", "pages", "settings", "numbers", "sign_in", "operations")
CONNECTION = "control API"  # one connection per desktop, however often it is opened


def read_parts(request: ApiRequest) -> Response:
    """Return the parts of this API, and an id of this start of the server."""
    return reply(200, {"version": VERSION, "instance": request.presence.since, "parts": PARTS})


def read_presence(request: ApiRequest) -> Response:
    """Return whether the agent is online."""
    return reply(200, {"online": request.presence.is_online(_agent(request)["id"])})


def set_presence(request: ApiRequest) -> Response:
    """Open the agent's desktop, or close it."""
    agent = _agent(request)
    switch = (
        request.presence.connect if request.attributes()["online"] else request.presence.disconnect
    )
    switch(agent["id"], CONNECTION)
    return read_presence(request)


def read_widget(request: ApiRequest) -> Response:
    """Return the content of the widget; null if there is none or the desktop is closed."""
    agent = _agent(request)
    there = widgets.find(request.store, agent["id"]) if _is_online(request, agent) else None
    return reply(200, {"widget": there and widgets.shown(request.store, there, request.base)})


def act_in_widget(request: ApiRequest) -> Response:
    """Perform an action of the agent in the widget."""
    agent, attributes = _agent(request), request.attributes()
    if not _is_online(request, agent):
        raise actions.not_offered("The agent's desktop is not open")
    actions.act(request.store, agent["id"], attributes["action"], attributes)
    return done()


def load_ticket_page(request: ApiRequest) -> Response:
    """Load the page of a ticket."""
    _agent(request)
    ticket = found(request.store.get("tickets", request.ids["ticket_id"]))
    calls.add_postponed_notes_to(request.store, ticket["id"])
    return done()


def read_numbers(request: ApiRequest) -> Response:
    """Return the helpdesk numbers, which every agent is offered (CTI-IFR-10)."""
    offered = settings.read(request.store)["helpdesk_numbers"]
    return reply(200, {"offered": offered, "picked": _agent(request)["picked"]})


def pick_number(request: ApiRequest) -> Response:
    """Pick a helpdesk number for the agent (CTI-IFR-11)."""
    settings.pick(request.store, _agent(request), request.attributes()["picked"])
    return read_numbers(request)


def read_settings(request: ApiRequest) -> Response:
    """Return the admin's settings."""
    return reply(200, settings.read(request.store))


def change_settings(request: ApiRequest) -> Response:
    """Change the admin's settings."""
    settings.change(request.store, request.attributes())
    return read_settings(request)


def make_sign_in_link(request: ApiRequest) -> Response:
    """Create a link that signs the agent in once."""
    ticket = request.helpdesk.sessions.make_link(_agent(request)["id"])
    return reply(201, {"url": f"{request.base}/sign-in?ticket={ticket}"})


def crash(_: ApiRequest) -> Response:
    """Kill the process once this is answered, without any cleanup."""
    return Response(status_code=202, background=BackgroundTask(_die))


async def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _agent(request: ApiRequest) -> Row:
    return found(people.by_id(request.store, "agent", request.ids["agent_id"]))


def _is_online(request: ApiRequest, agent: Row) -> bool:
    return request.presence.is_online(agent["id"])


HANDLERS: Mapping[str, Handler] = {
    "readParts": read_parts,
    "readPresence": read_presence,
    "setPresence": set_presence,
    "readWidget": read_widget,
    "actInWidget": act_in_widget,
    "loadTicketPage": load_ticket_page,
    "readNumbers": read_numbers,
    "pickNumber": pick_number,
    "readSettings": read_settings,
    "changeSettings": change_settings,
    "makeSignInLink": make_sign_in_link,
    "crash": crash,
}
