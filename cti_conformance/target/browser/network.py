"""The network of the agents' windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.target.journal import PresenceSet

if TYPE_CHECKING:
    from cti_conformance.target.browser.tabs import Tabs
    from cti_conformance.target.browser.windows import Windows
    from cti_conformance.target.journal import Journal


class Network:
    """Takes the network from windows, and gives it back.

    Args:
        windows: The windows.
        tabs: Read whether a page is connected.
        journal: Takes the events.
    """

    def __init__(self, windows: Windows, tabs: Tabs, journal: Journal) -> None:
        self._windows = windows
        self._tabs = tabs
        self._journal = journal

    def cut_off(self, agent_id: int) -> None:
        """Take the network from the agent's window."""
        self._windows[agent_id].switch_network(on=False)
        self._journal.add(PresenceSet(agent_id, online=False))

    def reconnect(self, agent_id: int) -> None:
        """Give the agent's window its network back."""
        self._windows[agent_id].switch_network(on=True)
        self._journal.add(PresenceSet(agent_id, online=True))

    def is_connected(self, agent_id: int) -> bool:
        """Return whether the agent's page reads Online, which is waited for."""
        return self._tabs.comes_online(self._windows.page(agent_id))
