"""A target with the model of it, as the checks share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from cti_conformance.oracle.model import Call, Model
    from cti_conformance.oracle.observer import Observer
    from cti_conformance.target.ports.records import Records

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class World:
    """A target with its model.

    Args:
        observer: Observes the target.
        model: The model of its contacts, desktops and calls.

    Attributes:
        agent_names: The names of the agents by id, for failure texts.
        bystanders: The ids of contacts whom no call concerns, unless the target is wrong.
        earlier_notes: The ids of the notes on tickets from before the calls, by ticket id.
    """

    def __init__(self, observer: Observer, model: Model) -> None:
        self.observer = observer
        self.model = model
        self.agent_names: Mapping[int, str] = {}
        self.bystanders: Container[int] = ()
        self.earlier_notes: dict[int, set[int]] = {}

    @property
    def records(self) -> Records:
        """The port `records` of the target."""
        return self.observer.target.records

    def agent_name(self, agent: int | None) -> str:
        """Return the name of an agent for failure texts; an unknown id as it is."""
        return str(agent) if agent is None else self.agent_names.get(agent, str(agent))

    def call_name(self, call: Call) -> str:
        """Return the name of a call for failure texts, such as "call A"."""
        calls = self.model.calls
        position = calls.index(call) if call in calls else len(calls)
        return f"call {LETTERS[position % len(LETTERS)]}"
