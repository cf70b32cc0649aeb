"""The actions of agents in the widget and on the pages of the helpdesk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, expect
from cti_conformance.steps.phrases import (
    CONVERTERS,
    LONG_NOTES,
    NOTES,
    WRITTEN,
    AgentAction,
    Sentence,
)
from cti_conformance.steps.records import the_records_are_recorded
from cti_conformance.target import locate
from cti_conformance.text.comparing import contains

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.steps.story.fixtures import Before
    from cti_conformance.steps.widget import WidgetView


@given(Sentence("{agent} has {done}"), CONVERTERS)
def has_acted(story: Story, widget_view: WidgetView, agent: str, done: AgentAction) -> None:
    """Do the action in the agent's widget; it must succeed.

    A ticket that the agent "has made from the call" becomes *that ticket*. After notes, wait until
    the widget shows them: "is unchanged" later compares with it as it is then.
    """
    _act(story, widget_view, agent, done)
    if story.refusal:
        raise Inconclusive(f"{agent} could not {done.infinitive}: {story.refusal}")
    if done.action == "make_ticket":
        ticket = story.made_ticket(expected="a ticket from the call")
        story.tickets.that = story.tickets.of_call = ticket
        story.tickets.count_as_old(story.call)
    if done.action == "take_notes":
        widget_view.earlier[agent] = widget_view.wait(
            agent, lambda widget: widget and contains(widget.notes, widget_view.notes)
        )


@when(Sentence("{agent} {does}"), CONVERTERS)
def acts(story: Story, widget_view: WidgetView, agent: str, does: AgentAction) -> None:
    """Do the action in the agent's widget.

    Long notes have 3,000 characters; if they are refused, the usual notes are written.
    """
    _act(story, widget_view, agent, does)


@when(Sentence('{agent} writes "{text}" into the notepad', text=WRITTEN))
def writes(story: Story, agent: str, text: str) -> None:
    """Replace the text in the notepad of the agent's widget."""
    story.refusal = story.desktop.act(story.people.agent(agent).id, "take_notes", text=text)


@when(Sentence("{agent} {does} with a double click"), CONVERTERS)
def acts_with_a_double_click(story: Story, agent: str, does: AgentAction) -> None:
    """Do the action twice at the same moment; either may be refused."""
    arguments = _prepare_arguments(story, does)
    agent_id = story.people.agent(agent).id
    story.refusal = story.desktop.act(agent_id, does.action, 2, **arguments)


@given(Sentence("{agent} has tried to {do}"), CONVERTERS)
def has_tried_to(story: Story, agent: str, do: AgentAction) -> None:
    """Try the action in the agent's widget; it must be refused."""
    arguments = _prepare_arguments(story, do)
    if not story.desktop.act(story.people.agent(agent).id, do.action, **arguments):
        raise Inconclusive(f"{agent} could {do.infinitive}")


@when(Sentence("{agent} tries to {do}"), CONVERTERS)
def tries_to(
    story: Story, widget_view: WidgetView, before: Before, agent: str, do: AgentAction
) -> None:
    """Read tickets, notes and time entries; then try the action, even if it is not offered.

    For "link the call to another ticket", a ticket of Omar is made first.
    """
    arguments = _prepare_arguments(story, do)
    the_records_are_recorded(story, before)
    widget = widget_view.now(agent)
    widget_view.offered = widget is not None and do.action in widget.actions
    widget_view.tried = do.action
    story.refusal = story.desktop.act(story.people.agent(agent).id, do.action, **arguments)


@given(parsers.parse("{agent:w} has forwarded the call to {other:w}"))
def has_forwarded(story: Story, agent: str, other: str) -> None:
    """Forward the call in the agent's widget; it must succeed."""
    forwards(story, agent, other)
    if story.refusal:
        raise Inconclusive(f"{agent} could not forward the call: {story.refusal}")


@when(parsers.parse("{agent:w} forwards the call to {other:w}"))
def forwards(story: Story, agent: str, other: str) -> None:
    """Forward the call in the agent's widget."""
    story.refusal = story.desktop.act(
        story.people.agent(agent).id, "forward", agent_id=story.people.agent(other).id
    )


@when(parsers.parse("{agent:w} loads the page of that ticket"))
def loads_the_page(story: Story, agent: str) -> None:
    """Load the page of that ticket, which need not be the call's ticket."""
    story.desktop.load_ticket_page(story.people.agent(agent).id, story.tickets.that_ticket().id)


@when(parsers.parse("{agent:w} loads the page of the call's ticket twice"))
def loads_the_page_twice(story: Story, agent: str) -> None:
    """Load the page of the ticket of the call twice."""
    ticket = story.ticket_of_call(expected="a ticket whose page can be loaded")
    for _ in range(2):
        story.desktop.load_ticket_page(story.people.agent(agent).id, ticket.id)


def _act(story: Story, widget_view: WidgetView, agent: str, action: AgentAction) -> None:
    agent_id, arguments = story.people.agent(agent).id, _prepare_arguments(story, action)
    story.refusal = story.desktop.act(agent_id, action.action, **arguments)
    if action.action != "take_notes":
        return
    widget_view.notes = arguments["text"]
    if story.refusal and widget_view.notes == LONG_NOTES:
        # No rule says how long notes may be; those that are accepted have to be kept.
        widget_view.notes = NOTES
        story.refusal = story.desktop.act(agent_id, action.action, text=NOTES)


def _prepare_arguments(story: Story, action: AgentAction) -> dict[str, Any]:
    """Return the arguments of an action, with the id of the ticket that it names.

    *Another ticket* is made here, for Omar. *That ticket* counts as the ticket of the call from
    here on, before the action is done.
    """
    arguments = dict(action.arguments)
    match arguments.get("ticket_id"):
        case "that":
            ticket = story.tickets.that_ticket()
            arguments["ticket_id"] = ticket.id
            story.tickets.of_call = ticket
        case "unknown":
            arguments["ticket_id"] = story.people.unknown_id()
        case "another":
            arguments["ticket_id"] = story.tickets.make("Omar", "Another").id
    return arguments


@then(parsers.parse("{agent:w}'s widget does not offer the action"))
def the_widget_does_not_offer_it(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The widget did not offer the action when the agent tried it."""
    expect(
        not widget_view.offered,
        expected=f"{agent}'s widget without the action",
        observed="a widget that offers it",
        at=locate.offers_not(story.people.agent(agent).id, widget_view.tried),
    )


@then("the action is refused")
def the_action_is_refused(story: Story) -> None:
    """The helpdesk refused the action, or the page had no way to do it."""
    expect(
        story.refusal,
        expected="the action to be refused",
        observed="it was done",
        at=locate.action("$status >= 400 and $status < 500"),
    )
