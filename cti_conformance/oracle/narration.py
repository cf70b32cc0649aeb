"""The events of a scenario in words, for failure texts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from cti_conformance.target.journal import (
    Acted,
    Crashed,
    Deleted,
    Happened,
    Popped,
    PresenceSet,
    Restored,
    SettingsChanged,
    TicketGiven,
    TicketPageLoaded,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cti_conformance.target.journal import Event
    from cti_conformance.target.ports.records import Agent


class Narration:
    """Lists the events of a scenario in order, each in a few words.

    The texts of `Happened` replace them where a scenario has its own.
    """

    def __init__(self) -> None:
        self._own: list[str] = []
        self._seen: list[str] = []
        self._online: set[int] = set()

    def add(self, event: Event, agents: Mapping[str, Agent]) -> None:
        """Add an event; ``agents`` are the agents of the scenario by name."""
        if isinstance(event, Happened):
            self._own.append(event.event)
        elif words := self._words(event, agents):
            self._seen.append(words)

    def text(self) -> str:
        """Return the events so far; empty if there is only one, without a text of its own."""
        if len(self._seen) < 2 and not self._own:
            return ""
        return " · ".join(map(_counted, groupby(self._own or self._seen)))

    def _words(self, event: Event, agents: Mapping[str, Agent]) -> str:
        names = {agent.id: name for name, agent in agents.items()}
        match event:
            case Popped(attributes, answer):
                return _pop(attributes or {}, agents) + ("" if answer.accepted else " (refused)")
            case Acted(agent, action, _, refusal):
                done = f"{names.get(agent, agent)}: {action.replace('_', ' ')}"
                return f"{done} (refused)" if refusal else done
            case PresenceSet(agent, online, before):
                is_new = online != (agent in self._online)
                (self._online.add if online else self._online.discard)(agent)
                if before:
                    return ""
                now = ("online" if online else "offline") if is_new else "refresh"
                return f"{names.get(agent, agent)}: {now}"
            case TicketPageLoaded(ticket):
                return f"the page of ticket {ticket} is loaded"
            case SettingsChanged(changes):
                return f"settings: {', '.join(changes)}"
            case Crashed():
                return "crash"
            case TicketGiven(ticket):
                return f"ticket {ticket} given to another contact"
            case Deleted(kind, id_):
                return f"{kind.removesuffix('s')} {id_} deleted"
            case Restored(contact):
                return f"contact {contact} restored"
        return ""


def _counted(equal: tuple[str, Iterator[str]]) -> str:
    """Return an event, and how often it happened in a row if that is more than twice."""
    event, times = equal[0], len([*equal[1]])
    return f"{event} ({times} times)" if times > 2 else " · ".join([event] * times)


def _pop(attributes: Mapping[str, object], agents: Mapping[str, Agent]) -> str:
    """Return the words for a pop: for which agent, and about which ticket."""
    given = [attributes.get(f"responder_{key}") for key in ("id", "phone", "email")]
    named = [str(value) for value in given if value is not None]  # of any type, if it is wrong
    called = [
        name
        for name, agent in agents.items()
        if any(key in named for key in (str(agent.id), agent.phone, agent.mobile, agent.email))
    ]
    words = f"call for {called[0]}" if called else "call"
    if ticket := attributes.get("ticket_id"):
        words += f" about ticket {ticket}"
    if str(attributes.get("new_ticket")).lower() == "true":
        words += " with new_ticket"
    return words
