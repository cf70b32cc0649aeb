"""The page of an agent's desktop in a browser: its place, its tabs, the network, unsaved text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import given, parsers

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect, not_tested
from cti_conformance.steps.desktop import RANKS
from cti_conformance.steps.phrases import NOTES, Sentence
from cti_conformance.steps.story.settling import let_pass
from cti_conformance.target.ports.desktop import Place

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.steps.widget import WidgetView

NEW_TICKET = Place("new_ticket")
PLACES = ("Omar", "Priya", "Omar's ticket", "Priya's ticket")
NOTICED_S = 0.5


def place_of(story: Story, what: str) -> Place:
    """Return the page of a contact, of the latest ticket of a contact, or of a new ticket."""
    name, _, ticket = what.partition("'s ")
    if what == str(NEW_TICKET):
        return NEW_TICKET
    if not ticket:
        return Place("contact", story.people.contact(name).id)
    return Place("ticket", story.tickets.of[name][-1].id)


@given(Sentence("{name} has the page of {place} open", place=(*PLACES, str(NEW_TICKET))))
def has_a_page_open(story: Story, name: str, place: str) -> None:
    """Go to the page; not tested if it does not read Online there."""
    agent_id, where = story.people.agent(name).id, place_of(story, place)
    story.browser.go_to(agent_id, where)
    if not story.browser.network.is_connected(agent_id):
        not_tested(f"the desktop is not on the page of the {where}")


# -- tabs ------------------------------------------------------------------------------------


@given(Sentence("{name} has opened the desktop in a {nth} tab", nth=("second", "third")))
def has_another_tab(story: Story, name: str) -> None:
    """Load the page of the agent's desktop in another tab of the same window."""
    if not story.browser.tabs.open(story.people.agent(name).id):
        not_tested("the desktop opens in fewer tabs")


@given(Sentence("{name} has closed the {which} tab", which=RANKS))
def has_closed_a_tab(story: Story, name: str, which: str) -> None:
    """Close one of the tabs, give the helpdesk time to notice, and see that the agent is online."""
    agent_id = story.people.agent(name).id
    story.browser.tabs.close(agent_id, RANKS.index(which))
    let_pass(story, NOTICED_S, "nothing tells when the helpdesk has noticed it")
    is_online = eventually(lambda: story.desktop.is_online(agent_id), bool, within_s=story.appear_s)
    expect(is_online, expected=f"{name} online, since a tab is open", observed=f"{name} offline")


# -- the network -----------------------------------------------------------------------------


@given(parsers.parse("{name:w}'s desktop has lost the network"))
def has_lost_the_network(story: Story, name: str) -> None:
    """Take the network away from the agent's browser, and give the page time to notice."""
    story.browser.network.cut_off(story.people.agent(name).id)
    let_pass(story, NOTICED_S, "nothing tells when the page has noticed it")


@given(parsers.parse("{name:w}'s desktop has the network again"))
def has_the_network_again(story: Story, name: str) -> None:
    """Restore the network; not tested if the page does not read Online then by itself."""
    agent_id = story.people.agent(name).id
    story.browser.network.reconnect(agent_id)
    if not story.browser.network.is_connected(agent_id):
        not_tested("the desktop does not connect again by itself")
    eventually(lambda: story.desktop.is_online(agent_id), bool, within_s=story.appear_s)


# -- unsaved text ----------------------------------------------------------------------------


@given(parsers.parse("{agent:w} is writing notes"))
def is_writing_notes(story: Story, widget_view: WidgetView, agent: str) -> None:
    """Write into the notepad of the agent's widget, and leave the cursor there."""
    agent_id = story.people.agent(agent).id
    if refusal := story.browser.act(agent_id, "write_notes", text=NOTES):
        raise Inconclusive(f"{agent} could not write notes: {refusal}")
    widget_view.notes = NOTES
    widget_view.earlier[agent] = widget_view.now(agent)


@given(parsers.parse("{agent:w} has taken notes without the network"))
def has_taken_notes_without_the_network(story: Story, widget_view: WidgetView, agent: str) -> None:
    """Take notes while the network is away, and restore it; not tested if the page refuses them."""
    has_lost_the_network(story, agent)
    refusal = story.browser.act(story.people.agent(agent).id, "take_notes", text=NOTES)
    has_the_network_again(story, agent)
    if refusal:
        not_tested(f"the page takes no notes without the network: {refusal}")
    widget_view.notes = NOTES
