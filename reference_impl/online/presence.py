"""Which agents are at their desktops."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

from ..domain import times


@dataclass(frozen=True, slots=True)
class Presence:
    """The live connections of the agents' desktops: who has one is online.

    They stand nowhere but in the memory of the process that holds them, so a crash makes everybody
    offline by itself (CTI-FLT-02). Whoever holds a connection registers it here: the control API
    one for each desktop, a page its own.
    """

    since: str = field(default_factory=times.now)  # the start of the process
    _connections: dict[int, set[Hashable]] = field(default_factory=lambda: defaultdict(set))

    def connect(self, agent_id: int, connection: Hashable) -> None:
        """A desktop of the agent has opened this connection."""
        self._connections[agent_id].add(connection)

    def disconnect(self, agent_id: int, connection: Hashable) -> None:
        """This connection has ended, if it was there; another desktop may still have one."""
        self._connections[agent_id].discard(connection)

    def is_online(self, agent_id: int) -> bool:
        """Tell whether a desktop of the agent is open."""
        return bool(self._connections.get(agent_id))
