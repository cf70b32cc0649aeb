"""Nothing that a pop brings is executable on the pages that agents work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.notes import Markup
from cti_conformance.target.ports.desktop import Place
from cti_conformance.text.comparing import contains

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.steps.widget import WidgetView

EXPECTED = "the text escaped or left out"


@when(parsers.parse("{agent:w} opens the ticket's page"))
def opens_the_page(story: Story, agent: str) -> None:
    """Go to the page of the call's ticket, and wait for a text with the mark of the scenario."""
    if story.answer.refused:
        return
    _open(story, agent, Place("ticket", story.ticket_of_call(EXPECTED).id), story.people.mark)


@when(parsers.parse("{agent:w} opens the caller's page"))
def opens_the_callers_page(story: Story, agent: str) -> None:
    """Go to the page of the requester in call details, and wait for the requester's name."""
    if story.answer.refused:
        return
    requester: int = story.reported(EXPECTED)["requester_id"]
    story.people.created.contacts.append(requester)
    name = story.records.contact(requester).name
    _open(story, agent, Place("contact", requester), name)


def _open(story: Story, agent: str, place: Place, awaited: str) -> None:
    agent_id = story.people.agent(agent).id
    story.browser.go_to(agent_id, place)
    page = eventually(
        lambda: Markup(story.browser.source(agent_id)),
        lambda page: page.live or contains(page.text, awaited),
        within_s=story.appear_s,
    )
    if not (page.live or contains(page.text, awaited)):
        raise Inconclusive(f"the page of the {place} does not show {awaited!r}")


@then(parsers.parse("none of it is executable on {agent:w}'s page"))
def nothing_is_live_on_the_page(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The pop is refused, or the page has no script, handler or address of the sent text."""
    if story.answer.refused:
        return
    if story.call["responder_id"] == story.people.agent(agent).id:  # the widget shows the caller
        widget = widget_view.shown(agent, EXPECTED)
        story.people.created.contacts.append(widget.requester_id or 0)
    live = Markup(story.browser.source(story.people.agent(agent).id)).live
    expect(not live, expected=EXPECTED, observed=f"live markup: {live}")
