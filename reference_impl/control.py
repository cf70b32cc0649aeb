"""The control API, over HTTP: what `spec/harness.yaml` describes, for tests only."""

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
CONNECTION = "control API"  # one connection of each desktop, however often it is opened


def read_parts(ask: ApiRequest) -> Response:
    """Say which parts there are, and which start of the server this is."""
    return reply(200, {"version": VERSION, "instance": ask.presence.since, "parts": PARTS})


def read_presence(ask: ApiRequest) -> Response:
    """Say whether the agent is online."""
    return reply(200, {"online": ask.presence.is_online(_agent(ask)["id"])})


def set_presence(ask: ApiRequest) -> Response:
    """Open the agent's desktop, or close it."""
    agent = _agent(ask)
    switch = ask.presence.connect if ask.attributes()["online"] else ask.presence.disconnect
    switch(agent["id"], CONNECTION)
    return read_presence(ask)


def read_widget(ask: ApiRequest) -> Response:
    """Say what the widget shows, where the desktop is open and has one."""
    agent = _agent(ask)
    there = widgets.find(ask.store, agent["id"]) if _is_online(ask, agent) else None
    return reply(200, {"widget": there and widgets.shown(ask.store, there, ask.base)})


def act_in_widget(ask: ApiRequest) -> Response:
    """Do in the widget what the agent would do."""
    agent, given = _agent(ask), ask.attributes()
    if not _is_online(ask, agent):
        raise actions.not_offered("The agent's desktop is not open")
    actions.act(ask.store, agent["id"], given["action"], given)
    return done()


def load_ticket_page(ask: ApiRequest) -> Response:
    """Load the page of a ticket."""
    _agent(ask)
    ticket = found(ask.store.get("tickets", ask.ids["ticket_id"]))
    calls.note_due_recordings(ask.store, ticket["id"])
    return done()


def read_numbers(ask: ApiRequest) -> Response:
    """Say which helpdesk numbers there are, every one for every agent (CTI-IFR-10)."""
    offered = settings.read(ask.store)["helpdesk_numbers"]
    return reply(200, {"offered": offered, "picked": _agent(ask)["picked"]})


def pick_number(ask: ApiRequest) -> Response:
    """Let the agent pick a helpdesk number (CTI-IFR-11)."""
    settings.pick(ask.store, _agent(ask), ask.attributes()["picked"])
    return read_numbers(ask)


def read_settings(ask: ApiRequest) -> Response:
    """Say what the admin has set."""
    return reply(200, settings.read(ask.store))


def change_settings(ask: ApiRequest) -> Response:
    """Change what the admin sets."""
    settings.change(ask.store, ask.attributes())
    return read_settings(ask)


def make_sign_in_link(ask: ApiRequest) -> Response:
    """Make a link that signs the agent in, once."""
    ticket = ask.helpdesk.sessions.make_link(_agent(ask)["id"])
    return reply(201, {"url": f"{ask.base}/sign-in?ticket={ticket}"})


def crash(_: ApiRequest) -> Response:
    """Die once this is answered, as by a fault: nothing is tidied up."""
    return Response(status_code=202, background=BackgroundTask(_die))


async def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _agent(ask: ApiRequest) -> Row:
    return found(people.by_id(ask.store, "agent", ask.ids["agent_id"]))


def _is_online(ask: ApiRequest, agent: Row) -> bool:
    return ask.presence.is_online(agent["id"])


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
