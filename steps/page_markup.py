"""Nothing that a pop brings is executable on the pages that agents work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.notes import MARKUP, Markup
from cti_conformance.target.ports.desktop import Place

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.steps.widget import WidgetView

EXPECTED = "the text escaped or left out"


@when(parsers.parse("{agent:w} opens the ticket's page"))
def opens_the_page(story: Story, agent: str) -> None:
    """Go to the page of the call's ticket, and wait for a text with the mark of the scenario."""
    if story.answer.refused:
        return
    agent_id = story.people.agent(agent).id
    story.browser.go_to(agent_id, Place("ticket", story.ticket_of_call(EXPECTED).id))
    text = eventually(
        lambda: Markup(story.browser.source(agent_id)).text,
        lambda text: story.people.mark in text,
        within_s=story.appear_s,
    )
    if story.people.mark not in text:
        raise Inconclusive("the ticket's page shows nothing of the call, so it cannot be checked")


@then(parsers.parse("none of it is executable on {agent:w}'s page"))
def nothing_is_live_on_the_page(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The pop is refused, or the page has no script, handler or address of the sent text."""
    if story.answer.refused:
        return
    if story.call.get("requester_phone") in MARKUP.values():  # the widget shows a new contact
        widget = widget_view.shown(agent, EXPECTED)
        story.people.created.contacts.append(widget.requester_id or 0)
    live = Markup(story.browser.source(story.people.agent(agent).id)).live
    expect(not live, expected=EXPECTED, observed=f"live markup: {live}")
