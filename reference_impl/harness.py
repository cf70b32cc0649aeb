"""The control API, over HTTP: what `spec/control.yaml` describes, for tests only."""

import hmac
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.background import BackgroundTask
from starlette.responses import Response

from . import actions, calls, people, settings, widgets
from .store import Row
from .web import Ask, Handler, done, found, reply

PATH = "/cti-control/v1"
VERSION = "1"
PARTS = ("presence", "widget", "pages", "settings", "numbers", "sign_in", "operations")
CONNECTION = "control API"  # one connection of each desktop, however often it is opened


@dataclass(frozen=True, slots=True)
class Token:
    """What opens the door of the control API."""

    token: str = field(repr=False)
    challenge: str = 'Bearer realm="control API"'

    def open_to(self, header: str) -> bool:
        """Tell whether an Authorization header lets its sender in."""
        scheme, _, sent = header.partition(" ")
        is_token = hmac.compare_digest(sent.strip().encode(), self.token.encode())
        return scheme.lower() == "bearer" and is_token


def read_parts(ask: Ask) -> Response:
    """Say which parts there are, and which start of the server this is."""
    return reply(200, {"version": VERSION, "instance": ask.presence.since, "parts": PARTS})


def read_presence(ask: Ask) -> Response:
    """Say whether the agent is online."""
    return reply(200, {"online": ask.presence.is_online(_agent(ask)["id"])})


def set_presence(ask: Ask) -> Response:
    """Open the agent's desktop, or close it."""
    agent = _agent(ask)
    switch = ask.presence.connect if ask.attributes()["online"] else ask.presence.disconnect
    switch(agent["id"], CONNECTION)
    return read_presence(ask)


def read_widget(ask: Ask) -> Response:
    """Say what the widget shows, where the desktop is open and has one."""
    agent = _agent(ask)
    there = widgets.find(ask.store, agent["id"]) if _is_online(ask, agent) else None
    return reply(200, {"widget": there and widgets.shown(ask.store, there, ask.base)})


def act_in_widget(ask: Ask) -> Response:
    """Do in the widget what the agent would do."""
    agent, given = _agent(ask), ask.attributes()
    if not _is_online(ask, agent):
        raise actions.not_offered("The agent's desktop is not open")
    actions.act(ask.store, agent["id"], given["action"], given)
    return done()


def load_ticket_page(ask: Ask) -> Response:
    """Load the page of a ticket."""
    _agent(ask)
    ticket = found(ask.store.get("tickets", ask.ids["ticket_id"]))
    calls.note_due_recordings(ask.store, ticket["id"])
    return done()


def read_numbers(ask: Ask) -> Response:
    """Say which helpdesk numbers there are, every one for every agent (CTI-IFR-10)."""
    offered = settings.read(ask.store)["helpdesk_numbers"]
    return reply(200, {"offered": offered, "picked": _agent(ask)["picked"]})


def pick_number(ask: Ask) -> Response:
    """Let the agent pick a helpdesk number (CTI-IFR-11)."""
    settings.pick(ask.store, _agent(ask), ask.attributes()["picked"])
    return read_numbers(ask)


def read_settings(ask: Ask) -> Response:
    """Say what the admin has set."""
    return reply(200, settings.read(ask.store))


def change_settings(ask: Ask) -> Response:
    """Change what the admin sets."""
    settings.change(ask.store, ask.attributes())
    return read_settings(ask)


def make_sign_in_link(ask: Ask) -> Response:
    """Make a link that signs the agent in, once."""
    ticket = ask.sessions.make_link(_agent(ask)["id"])
    return reply(201, {"url": f"{ask.base}/sign-in?ticket={ticket}"})


def crash(_: Ask) -> Response:
    """Die once this is answered, as by a fault: nothing is tidied up."""
    return Response(status_code=202, background=BackgroundTask(_die))


async def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _agent(ask: Ask) -> Row:
    return found(people.by_id(ask.store, "agent", ask.ids["agent_id"]))


def _is_online(ask: Ask, agent: Row) -> bool:
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
