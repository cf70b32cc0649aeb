"""Port `desktop`: an agent's presence, widget and actions, and the admin's settings.

Two modules implement it: the control API (`ports.control`) and a real browser (`ports.browser`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cti_conformance.target.ports.writes import writes

if TYPE_CHECKING:
    from cti_conformance.config.partners import Script


@dataclass(frozen=True)
class Widget:
    """The content of the widget on an agent's desktop."""

    requester_id: int | None
    requester_name: str
    profile_url: str
    location: str | None
    recent_tickets: tuple[int, ...]
    ticket_id: int | None
    ticket_url: str
    notes: str
    actions: frozenset[str]


@dataclass(frozen=True)
class HelpdeskNumbers:
    """The helpdesk numbers that an agent can pick from, and the picked one."""

    offered: tuple[str, ...]
    picked: str | None


@dataclass(frozen=True)
class SoftphoneFrame:
    """The iframe of the softphone on a desktop.

    Attributes:
        url: The address of its page.
        sizes: Its width and height in CSS pixels, with its border and without.
        is_open: Whether the agent sees it.
    """

    url: str
    sizes: frozenset[tuple[int, int]]
    is_open: bool


@dataclass(frozen=True)
class Place:
    """A page of the helpdesk.

    Attributes:
        kind: ``ticket``, ``contact`` or ``new_ticket``.
        id: The id of the ticket or contact.
    """

    kind: str
    id: int | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.id}" if self.id else self.kind.replace("_", " ")


class Desktop(Protocol):
    """The desktops of the agents. Agents are named by their ids.

    A method that the target cannot support raises `NotTestable`; one that it should support and
    does not raises `RuleViolated`.
    """

    @writes("desktops")
    def set_presence(self, agent_id: int, *, online: bool) -> None:
        """Open the agent's desktop, or close it."""
        ...

    def is_online(self, agent_id: int) -> bool:
        """Return whether the agent is online."""
        ...

    @writes("desktops")
    def refresh(self, agent_id: int) -> None:
        """Refresh the page of the agent's desktop."""
        ...

    def widget(self, agent_id: int) -> Widget | None:
        """Return the content of the widget; ``None`` if there is no widget."""
        ...

    @writes("desktops")
    def act(
        self, agent_id: int, action: str, clicks: int = 1, /, **arguments: object
    ) -> str | None:
        """Do an action in the widget, as the agent would.

        Args:
            agent_id: The agent.
            action: One of the actions of ``spec/control.yaml``. In a browser also ``write_notes``,
                which leaves the cursor in the notepad.
            clicks: How often at the same moment; 2 for a double click.
            arguments: The arguments of the action.

        Returns:
            ``None`` if it was done, at least once, or how it was refused.
        """
        ...

    @writes("desktops")
    def load_ticket_page(self, agent_id: int, ticket_id: int) -> None:
        """Load the page of a ticket, as the agent would."""
        ...

    def numbers(self, agent_id: int) -> HelpdeskNumbers:
        """Return the agent's helpdesk numbers."""
        ...

    @writes("desktops")
    def pick_number(self, agent_id: int, number: str) -> str | None:
        """Pick a helpdesk number, as the agent would; return how it was refused, if it was."""
        ...

    def settings(self) -> dict[str, object]:
        """Return the admin's settings of the account."""
        ...

    @writes("settings")
    def change_settings(self, **changes: object) -> None:
        """Change the admin's settings of the account."""
        ...


class Tabs(Protocol):
    """The tabs in which an agent's desktop is open."""

    def open(self, agent_id: int) -> bool:
        """Open the page of the agent's desktop in another tab; return whether both are online."""
        ...

    def close(self, agent_id: int, number: int) -> None:
        """Close a tab, by its place among them; the first of those left becomes the desktop."""
        ...


class Network(Protocol):
    """The network of the agents' browsers."""

    def cut_off(self, agent_id: int) -> None:
        """Take the network from the agent's browser."""
        ...

    def reconnect(self, agent_id: int) -> None:
        """Give the agent's browser its network back."""
        ...

    def is_connected(self, agent_id: int) -> bool:
        """Return whether the agent's page reads Online, which is waited for."""
        ...


class BrowserDesktop(Desktop, Protocol):
    """The desktops of the agents as pages in a real browser, which can do more."""

    @property
    def tabs(self) -> Tabs:
        """The tabs of the agents' desktops."""
        ...

    @property
    def network(self) -> Network:
        """The network of the agents' browsers."""
        ...

    def softphone(self, agent_id: int) -> SoftphoneFrame | None:
        """Return the iframe of the softphone; ``None`` if the desktop has none."""
        ...

    def post(self, agent_id: int, message: str, *, sender: str = "the softphone") -> None:
        """Post a message to the desktop.

        Args:
            agent_id: Whose desktop it is.
            message: The message as JSON.
            sender: Who posts it: one of ``SENDERS`` of `cti_conformance.target.browser.softphone`.
        """
        ...

    def opened(self, agent_id: int) -> tuple[Place, ...]:
        """Return all places that the desktop has been at since it was opened, in their order."""
        ...

    def shows(self, agent_id: int, place: Place) -> bool:
        """Return whether a page of the desktop is at this place, and shows its content."""
        ...

    def source(self, agent_id: int) -> str:
        """Return the HTML of the page as it is now, with the changes of its scripts."""
        ...

    def go_to(self, agent_id: int, place: Place, *, by_link: bool = False) -> None:
        """Go to a place, as the agent would: by its address, or by a link if there is one."""
        ...

    def numbers_to_call(self, agent_id: int, place: Place) -> tuple[str, ...]:
        """Return the phone numbers at a place that can be clicked to be called."""
        ...

    @writes("clicks")
    def click_number(self, agent_id: int, place: Place, number: str) -> None:
        """Click a phone number at a place, whether that calls it or not."""
        ...

    def alerts(self, agent_id: int) -> tuple[str, ...]:
        """Return the alerts that the page shows."""
        ...

    def listen(self, agent_id: int) -> None:
        """Record from now on the messages that frames post to the desktop; the page reloads."""
        ...

    def posted_messages(self, agent_id: int) -> tuple[object, ...]:
        """Return the recorded messages of the frames as JSON data, in their order."""
        ...

    def wait_for_softphone(self, agent_id: int) -> None:
        """Wait until the softphone's page is in its frame.

        Raises:
            RuleViolated: The page refuses to be shown in a frame, or takes too long.
            Inconclusive: It could not be reached.
        """
        ...

    def drive(self, agent_id: int, script: Script, given: object, *, within_s: float) -> None:
        """Run JavaScript in the softphone's page, as an agent would use it.

        Args:
            agent_id: Whose softphone it is.
            script: The body of an async function.
            given: The value of its variable ``call``.
            within_s: Maximum duration, in seconds.

        Raises:
            Inconclusive: It failed or took longer.
        """
        ...

    def parameter(self, name: str) -> str:
        """Return the placeholder of a parameter in the URLs that the admin sets."""
        ...
