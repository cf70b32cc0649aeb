"""Presence: the agents whose desktop is open."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

from ..domain import times


@dataclass(frozen=True, slots=True)
class Presence:
    """The live connections of the agents' desktops: an agent with a connection is online.

    They exist only in the memory of this process, so a crash makes all agents offline (CTI-FLT-02).
    The owner of a connection registers it here: the control API one per desktop, a page its own.
    """

    since: str = field(default_factory=times.now)  # the start of the process
    _connections: dict[int, set[Hashable]] = field(default_factory=lambda: defaultdict(set))

    def connect(self, agent_id: int, connection: Hashable) -> None:
        """Register a connection of a desktop of the agent."""
        self._connections[agent_id].add(connection)

    def disconnect(self, agent_id: int, connection: Hashable) -> None:
        """Remove this connection, if registered; the agent may still have others (CTI-ONL-16)."""
        self._connections[agent_id].discard(connection)

    def is_online(self, agent_id: int) -> bool:
        """Return whether a desktop of the agent is open."""
        return bool(self._connections.get(agent_id))
