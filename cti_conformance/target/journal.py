"""The events of a scenario: what the suite did to the target through its ports."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from cti_conformance.target.ports.records import Agent, Contact, Ticket
    from cti_conformance.transport.answer import Answer


@dataclass(frozen=True)
class Popped:
    """A screen pop was answered; ``attributes`` is ``None`` if its body was not a JSON object.

    ``apart`` tells that it was sent on a connection of its own, at the same time as others.
    """

    attributes: Mapping[str, Any] | None
    answer: Answer
    apart: bool = False


@dataclass(frozen=True)
class DetailsRead:
    """Call details were answered."""

    answer: Answer


@dataclass(frozen=True)
class Acted:
    """An agent did something in the widget, or was refused it."""

    agent: int
    action: str
    given: Mapping[str, Any]
    refusal: str | None


@dataclass(frozen=True)
class PresenceSet:
    """An agent's desktop was opened, closed, or reloaded; or it was so ``before``."""

    agent: int
    online: bool
    before: bool = False


@dataclass(frozen=True)
class TicketPageLoaded:
    """An agent loaded the page of a ticket."""

    ticket: int


@dataclass(frozen=True)
class NumberPicked:
    """An agent picked a helpdesk number."""

    agent: int
    number: str


@dataclass(frozen=True)
class SettingsChanged:
    """The admin's settings were changed."""

    changes: Mapping[str, object]


@dataclass(frozen=True)
class Crashed:
    """The server crashed, and is back."""


@dataclass(frozen=True)
class Happened:
    """What happened last, in words, for failure texts."""

    event: str


@dataclass(frozen=True)
class ContactKnown:
    """A contact was created or changed; this is its present state."""

    contact: Contact


@dataclass(frozen=True)
class AgentMade:
    """An agent was created."""

    agent: Agent


@dataclass(frozen=True)
class TicketMade:
    """A ticket was created without a call."""

    ticket: Ticket


@dataclass(frozen=True)
class TicketGiven:
    """A ticket got another requester."""

    ticket: int
    requester_id: int


@dataclass(frozen=True)
class Deleted:
    """A record of one of ``contacts``, ``agents``, ``tickets`` was deleted."""

    kind: str
    id: int


@dataclass(frozen=True)
class Restored:
    """The deletion of a contact was undone."""

    contact: int


Event = (
    Popped
    | DetailsRead
    | Acted
    | PresenceSet
    | TicketPageLoaded
    | NumberPicked
    | SettingsChanged
    | Crashed
    | Happened
    | ContactKnown
    | AgentMade
    | TicketMade
    | TicketGiven
    | Deleted
    | Restored
)


class Listener(Protocol):
    """Receives the events of a scenario."""

    def on_event(self, event: Event) -> None:
        """Receive an event."""
        ...

    def check_widgets(self, *, all_desktops: bool = False, later: Container[int] = ()) -> None:
        """Check the widgets of agents who are online: what they show now may be gone soon.

        Args:
            all_desktops: Whether to check those of agents as well whom no event concerns.
            later: Of these, the agents whose desktops can wait, since nothing is about to happen
                that could hide what is wrong there.
        """
        ...

    def check_all(self) -> None:
        """Check all results of the calls so far."""
        ...


@dataclass
class Journal:
    """Passes the events on, in their order.

    Attributes:
        listener: Receives them; ``None`` if nothing does.
        crash_count: How many crashes there were.
    """

    listener: Listener | None = None
    crash_count: int = 0
    _paused: int = field(default=0)

    def add(self, event: Event) -> None:
        """Pass on an event."""
        self.crash_count += isinstance(event, Crashed)
        if self.listener and not self._paused:
            self.listener.on_event(event)

    def check_widgets(self, *, all_desktops: bool = False, later: Container[int] = ()) -> None:
        """Have the widgets of agents who are online checked; see `Listener`."""
        if self.listener and not self._paused:
            self.listener.check_widgets(all_desktops=all_desktops, later=later)

    def check_all(self) -> None:
        """Have all results of the calls so far checked."""
        if self.listener and not self._paused:
            self.listener.check_all()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Pass on nothing within this context."""
        self._paused += 1
        try:
            yield
        finally:
            self._paused -= 1
