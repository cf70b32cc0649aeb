"""The latest call of a scenario, and its pops."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.results.step_outcomes import expect
from cti_conformance.scenario import hard_data
from cti_conformance.steps.story.story import without
from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story


@dataclass(repr=False)
class LatestCall:
    """Sends the pops of calls for Ines and Tom.

    Attributes:
        story: The state of the scenario.
        holder: The agent for whom the latest call came in.
        callers: The contacts who have called, or have a ticket of a call.
        has_come: Whether a pop of the latest call was sent, and nothing was done in its widget
            since, so that the widget may appear late.
    """

    story: Story
    holder: str = "Ines"
    callers: set[str] = field(default_factory=set)
    has_come: bool = False

    def omar_calls(self, holder: str = "Ines", **extras: Any) -> None:
        """Send the pop of a new call of Omar, named by id."""
        self.callers.add("Omar")
        self.story.new_call({"requester_id": self.story.people.contact("Omar").id})
        self._comes_in(extras, holder)

    def omar_calls_about_a_ticket(self) -> None:
        """Send the pop of a new call of Omar about a ticket of his."""
        self.omar_calls(ticket_id=self.story.tickets.make("Omar").id)

    def priya_calls(self) -> None:
        """Send the pop of a new call of Priya, named by phone, for Ines."""
        self.callers.add("Priya")
        self.story.new_call({"requester_phone": self.story.people.contact("Priya").phone})
        self._comes_in({})

    def tom_is_called(self) -> None:
        """Send the pop of a call of Omar for Tom, beside the latest call."""
        story = self.story
        latest, holder = story.call, self.holder
        self.omar_calls("Tom")
        story.call, self.holder = latest, holder

    def _comes_in(self, extras: dict[str, Any], holder: str = "Ines") -> None:
        self.has_content()
        self.story.call |= extras
        self.holder = holder
        self.comes(holder)

    def has_content(self) -> None:
        """Give the latest call a recording and information that no pop had before."""
        story = self.story
        story.call |= hard_data.content(f"{story.people.mark}-{len(story.answers)}")

    def comes(self, agent: str) -> None:
        """Send the pop of the latest call for an agent.

        A pop for another agent (a transfer) omits recording and information, so that a target that
        loses the earlier ones is detected, and names the agent by phone.
        """
        story, called = self.story, self.story.people.agent(agent)
        if agent != self.holder:
            story.call = without(("call_url", "call_info"), story.call)
        if agent != self.holder and called.phone:
            story.name_responder(responder_phone=called.phone)
        else:
            story.name_responder(responder_id=called.id)
        answer = story.send()
        self.holder, self.has_come = agent, True
        expect(
            answer.accepted,
            expected="the pop to be accepted",
            observed=str(answer),
            at=locate.accepted(answer),
        )
        for name in ("ticket_id", "new_ticket"):  # of the first pop only
            self.story.call.pop(name, None)
