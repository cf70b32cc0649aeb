"""Checks of the agents' presence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.oracle.world import World


class PresenceChecks:
    """Checks whether agents are online.

    Args:
        world: The target, with its model.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._observer = world.observer

    def changed(self, agent: int, *, online: bool) -> None:
        """Check that an agent is online after opening the desktop, or else offline (CTI-ONL-01)."""
        desktop = self._observer.target.desktop
        seen = self._observer.look(lambda: desktop.is_online(agent), lambda now: now == online)
        at = locate.presence(agent, online=online)
        self._observer.expect(seen == online, "CTI-ONL-01", f"presence to be {online}", seen, at)

    def all_offline(self) -> None:
        """Check that every agent is offline after a crash (CTI-FLT-02)."""
        for agent in self._world.model.desktops:
            online = self._observer.target.desktop.is_online(agent)
            expected = f"{self._world.agent_name(agent)} to be offline after the crash"
            at = locate.presence(agent, online=False)
            self._observer.expect(not online, "CTI-FLT-02", expected, "online", at)
