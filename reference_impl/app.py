"""The helpdesk as one application: every API and the desktop page, each at its path.

One process, one event loop, one database connection; `http/endpoint.py` says why.
"""

import sqlite3

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from . import control
from .desktop import api as desktop
from .desktop import docs, site
from .domain.store import Store
from .http import contract, endpoint
from .http.auth import AuthMiddleware, ControlToken, Credentials, SessionMiddleware
from .http.door import Door
from .http.full_disk import refuse_if_full
from .http.web import Handler, Helpdesk
from .online.presence import Presence
from .online.sessions import Sessions
from .online.streams import Streams
from .rest import agents, contacts, cti, tickets, time_entries

HANDLERS: dict[str, Handler] = {
    **cti.HANDLERS,
    **contacts.HANDLERS,
    **agents.HANDLERS,
    **tickets.HANDLERS,
    **time_entries.HANDLERS,
}


def open_(store: Store, credentials: Credentials) -> Helpdesk:
    """Return the state that all APIs share, with nobody online."""
    presence = Presence()
    sessions = Sessions(store, credentials.login.partition(":")[2])
    return Helpdesk(store, presence, sessions, Streams(store, presence), credentials.agent_id)


def build(
    helpdesk: Helpdesk, credentials: Credentials, token: ControlToken | None = None
) -> ASGIApp:
    """Return the application that serves each operation of the contract by its handler.

    The control API is there if there is a token for it. Each API has an authentication of its own:
    the credentials of one open no other.
    """
    sessions = Middleware(
        SessionMiddleware, sessions=helpdesk.sessions, sign_in=desktop.PATH + desktop.SIGN_IN
    )
    page_api = endpoint.build(helpdesk, desktop.HANDLERS, desktop.operations(), sessions)
    api = endpoint.build(
        helpdesk,
        HANDLERS,
        contract.operations(),
        Middleware(AuthMiddleware, credentials=credentials),
    )
    whole = Starlette(
        routes=[
            Mount(desktop.PATH, page_api),
            *(_control_routes(helpdesk, token) if token else ()),
            *docs.routes(with_control=token is not None),
            *site.routes(helpdesk.sessions, helpdesk.store.transaction),
            Mount("/", api),
        ],
        exception_handlers={
            HTTPException: endpoint.refuse_http,
            sqlite3.OperationalError: refuse_if_full,
        },
    )
    return Door(whole)


def _control_routes(helpdesk: Helpdesk, token: ControlToken) -> list[BaseRoute]:
    api = endpoint.build(
        helpdesk,
        control.HANDLERS,
        contract.operations([contract.CONTROL]),
        Middleware(AuthMiddleware, credentials=token),
    )
    routes: list[BaseRoute] = []
    for path in control.PATHS:
        routes += [Mount(path, api), Route(path, _add_slash)]
    return routes


async def _add_slash(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/")
