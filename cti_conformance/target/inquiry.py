"""What a target can do, as `cti-conformance init` asks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.config.target_config import CONTROL_PATH
from cti_conformance.target.connection import Connection
from cti_conformance.target.discovery import discover
from cti_conformance.target.preflight import check_usable
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from cti_conformance.config.target_config import TargetConfig

NO_SUCH_CALL = (403, 404, 405, 501)
AGENTS = "/api/v2/agents"
MAX_AGENTS = 3
"""As many agents are enough for all rules."""


@dataclass(frozen=True)
class Inquiry:
    """What was found out about a target.

    Attributes:
        why_missing: For each capability why the target lacks it; empty if it has it.
        makes_agents: Whether its API creates agents.
        agents: If it does not: ids of agents that it has, with their emails.
        parts: The parts of its control API; ``None`` if none is configured.
        hints_at_control: Whether a control API seems to be there, though none is configured.
        slowest_s: The longest time until an answer, in seconds.
    """

    why_missing: dict[str, str]
    makes_agents: bool
    agents: tuple[tuple[int, str], ...]
    parts: tuple[str, ...] | None
    hints_at_control: bool
    slowest_s: float


def inquire(config: TargetConfig) -> Inquiry:
    """Ask a target for its capabilities; nothing is left on it.

    Raises:
        TargetUnusable: It cannot be tested at all.
    """
    check_usable(config)
    connection = Connection(config)
    try:
        reasons = dict(discover(connection).reasons)
        makes = not reasons["records"] and _makes_agents(connection)
        return Inquiry(
            why_missing=reasons,
            makes_agents=makes,
            agents=() if makes or reasons["records"] else _agents(connection),
            parts=tuple(sorted(connection.control.parts)) if connection.control else None,
            hints_at_control=connection.control is None and _hints_at_control(connection),
            slowest_s=max(
                (one.as_dict()["duration_s"] for one in connection.recorder.exchanges), default=0.0
            ),
        )
    finally:
        connection.close()


def _makes_agents(connection: Connection) -> bool:
    """Return whether agents can be created; the request is an invalid one."""
    answer = connection.api.send("POST", AGENTS, json_body={})
    if answer.accepted and isinstance(answer.json, dict) and "id" in answer.json:
        connection.api.send("DELETE", f"{AGENTS}/{answer.json['id']}")
    return answer.status not in NO_SUCH_CALL


def _agents(connection: Connection) -> tuple[tuple[int, str], ...]:
    found: Any = connection.api.send("GET", AGENTS, query={"per_page": MAX_AGENTS}).json
    listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return tuple(
        (one["id"], str((one.get("contact") or one).get("email") or ""))
        for one in listed[:MAX_AGENTS]
        if isinstance(one.get("id"), int)
    )


def _hints_at_control(connection: Connection) -> bool:
    """Return whether the default address of the control API asks for a token."""
    try:
        answer = connection.api.send("GET", f"{CONTROL_PATH}/", auth="none")
    except NoAnswer:
        return False
    return answer.status == 401 and "bearer" in answer.headers.get("WWW-Authenticate", "").lower()
