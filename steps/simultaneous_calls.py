"""Calls that come in at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

from pytest_bdd import parsers, then, when

from cti_conformance.results.step_outcomes import eventually, expect
from cti_conformance.steps.story.desktops import close_unclaimed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cti_conformance.steps.story import Story
    from cti_conformance.steps.widget import WidgetView


@when("two calls from that number come in at the same moment")
def two_calls_from_a_number(story: Story) -> None:
    """Send the pops of two calls at the same time, on two connections."""
    requester = {"requester_phone": story.people.number}
    _send_at_once(story, [requester, requester], story.people.agent().id)


@when(
    parsers.parse(
        "a call from {first:w} and one from {second:w} come in for {agent:w} at the same moment"
    )
)
def two_calls_for_an_agent(story: Story, first: str, second: str, agent: str) -> None:
    """Send the pops of two calls for one agent at the same time, on two connections."""
    requesters = [{"requester_id": story.people.contact(name).id} for name in (first, second)]
    _send_at_once(story, requesters, story.people.agent(agent).id)


def _send_at_once(story: Story, requesters: Iterable[Mapping[str, Any]], responder_id: int) -> None:
    pops = []
    for requester in requesters:
        story.new_call(dict(requester))
        story.name_responder(responder_id=responder_id)
        pops.append(story.call)
    # As `Story.pop` does, but on two connections.
    close_unclaimed(story)
    with ExitStack() as stack:
        opened = [closing(story.target.cti.new_connection()) for _ in pops]
        connections = [*map(stack.enter_context, opened)]
        sent = [stack.enter_context(story.people.created.calling(pop)) for pop in pops]
        with ThreadPoolExecutor(len(pops)) as pool:
            answers = pool.map(lambda one, pop: one.pop(pop), connections, pops)
            for got, answer in zip(sent, answers, strict=True):
                got.append(answer)
                story.answers.append(answer)


@then(
    parsers.parse(
        "{agent:w}'s widget shows {first:w} or {second:w}, and the other of them has a ticket"
    )
)
def one_is_shown_and_one_is_filed(
    story: Story, widget_view: WidgetView, agent: str, first: str, second: str
) -> None:
    """The widget has one of the calls; the other, which came in before, has become a ticket."""
    expected = f"one of the two calls in {agent}'s widget, and a ticket for the other"
    story.require_accepted(expected)
    ids = {story.people.contact(name).id: name for name in (first, second)}

    def look() -> tuple[str | None, list[str]]:
        widget = widget_view.now(agent)
        with_tickets = [name for id_, name in ids.items() if story.records.tickets_of(id_)]
        return ids.get((widget and widget.requester_id) or 0), with_tickets

    def is_right(seen: tuple[str | None, list[str]]) -> bool:
        shown, with_tickets = seen
        return shown is not None and with_tickets == [
            name for name in ids.values() if name != shown
        ]

    seen = eventually(look, is_right, within_s=story.appear_s)
    filed = " and ".join(seen[1]) or "neither"
    observed = f"{seen[0] or 'neither'} in it, and a ticket for {filed}"
    expect(is_right(seen), expected=expected, observed=observed)
