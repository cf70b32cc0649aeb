"""Nothing that a pop brings is executable on the pages that agents work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import parsers, then

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.notes import Markup
from cti_conformance.target.ports.desktop import Place

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.steps.widget import WidgetView

EXPECTED = "the text escaped or left out"


@then(parsers.parse("none of it is executable on {agent:w}'s page"))
def nothing_is_live_on_the_page(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The pop is refused, or the page with the widget has no script, handler or address of it.

    The page is read once it shows the widget.
    """
    if story.answer.refused:
        return
    widget = widget_view.shown(agent, EXPECTED)
    story.people.created.contacts.append(widget.requester_id or 0)
    _expect_dead(story.browser.source(story.people.agent(agent).id))


@then(parsers.parse("none of it is executable on the ticket's page, which {agent:w} opens"))
def nothing_is_live_on_the_ticket(story: Story, agent: str) -> None:
    """The pop is refused, or the page of the call's ticket has no script, handler or address of it.

    The page is read once it shows a text with the mark of the scenario.
    """
    if story.answer.refused:
        return
    tom = story.people.agent(agent).id
    story.browser.go_to(tom, Place("ticket", story.call_ticket(EXPECTED).id))
    source = eventually(
        lambda: story.browser.source(tom),
        lambda source: story.people.mark in Markup(source).text,
        within_s=story.appear_s,
    )
    if story.people.mark not in Markup(source).text:
        raise Inconclusive("the ticket's page shows nothing of the call, so it cannot be checked")
    _expect_dead(source)


def _expect_dead(source: str) -> None:
    live = Markup(source).live
    expect(not live, expected=EXPECTED, observed=f"live markup: {live}")
