"""Agents of REST v2."""

import json
from typing import Any

from starlette.responses import Response

from ..domain import people, times
from ..domain.store import Row
from ..http.web import ApiRequest, Handler, created, done, found, page, reply
from .contacts import matching

_DEFAULTS: dict[str, Any] = {
    "available": False,
    "occasional": False,
    "signature": None,
    "ticket_scope": 1,
    "type": "support_agent",
    "group_ids": [],
    "role_ids": [],
}
_CONTACT_DEFAULTS: dict[str, Any] = {
    "active": True,
    "job_title": None,
    "language": "en",
    "last_login_at": None,
    "time_zone": None,
}


def shown(agent: Row) -> dict[str, Any]:
    """Return an agent in the form of REST v2."""
    more = json.loads(agent["more"])
    stamps = {
        "created_at": times.shown(agent["created_at"]),
        "updated_at": times.shown(agent["updated_at"]),
    }
    return {
        "id": agent["id"],
        **{name: more.get(name, default) for name, default in _DEFAULTS.items()},
        "contact": {
            "name": agent["name"],
            "email": agent["email"],
            "phone": agent["phone"],
            "mobile": agent["mobile"],
            **{name: more.get(name, default) for name, default in _CONTACT_DEFAULTS.items()},
            **stamps,
        },
        **stamps,
    }


def list_agents(request: ApiRequest) -> Response:
    """List the agents, the oldest first."""
    return page(request, shown, *matching(request, "agent"))


def create_agent(request: ApiRequest) -> Response:
    """Create an agent; without a name, the email is the name."""
    attributes = request.attributes()
    attributes["name"] = attributes.get("name") or attributes["email"]
    return created(request, "agents", shown(people.create(request.store, "agent", attributes)))


def get_me(request: ApiRequest) -> Response:
    """Return the agent of the credentials."""
    return reply(200, shown(found(people.by_id(request.store, "agent", request.agent_id))))


def get_agent(request: ApiRequest) -> Response:
    """Return an agent."""
    return reply(200, shown(found(people.by_id(request.store, "agent", request.id))))


def update_agent(request: ApiRequest) -> Response:
    """Change an agent; without a name, the email is the name."""
    agent = found(people.by_id(request.store, "agent", request.id))
    attributes = request.attributes()
    if not attributes.get("name", agent["name"]):
        attributes["name"] = attributes.get("email") or agent["email"]
    return reply(200, shown(people.update(request.store, agent, attributes)))


def delete_agent(request: ApiRequest) -> Response:
    """Delete an agent, who stays the agent of existing tickets."""
    agent = found(people.by_id(request.store, "agent", request.id))
    request.store.update("people", agent["id"], deleted=True)
    return done()


HANDLERS: dict[str, Handler] = {
    "listAgents": list_agents,
    "createAgent": create_agent,
    "getMe": get_me,
    "getAgent": get_agent,
    "updateAgent": update_agent,
    "deleteAgent": delete_agent,
}
