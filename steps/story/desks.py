"""The agents of a scenario, given back to the run as they were."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import (
    Inconclusive,
    NotTestable,
    RuleViolated,
    eventually,
)

if TYPE_CHECKING:
    from cti_conformance.oracle.model import Desk
    from cti_conformance.oracle.watcher import Watcher
    from cti_conformance.steps.story.story import Story


def give_back(story: Story, watcher: Watcher) -> None:
    """Close what is open on the desktops, and give the agents back to the run.

    An agent is used again only if nothing is left on the agent's desktop, as far as can be seen.

    Args:
        story: The scenario, which is over.
        watcher: Knows what is on the desktops, unless the target was found to be wrong.
    """
    desks = watcher.desks()
    if _in_browser(story):  # nobody has looked at these
        desks = {agent: desk for agent, desk in desks.items() if not (desk.call or desk.unsure)}
    clean = {
        agent_id for agent_id in story.online if _is_left(story, agent_id, desks.get(agent_id))
    }
    people = story.people
    pool = people.run.pool
    for agent in filter(pool.has_lent, people.agents.values()):
        is_clean = agent.id not in story.online or agent.id in clean
        if is_clean and agent.id not in pool.changed:
            pool.give_back(agent)
        elif pool.give_up(agent):
            people.created.agents.append(agent.id)


def _is_left(story: Story, agent_id: int, desk: Desk | None) -> bool:
    """Close an agent's desktop; return whether nothing is left on it."""
    with suppress(RuleViolated, Inconclusive, NotTestable):
        desktop = story.desktop  # there may be none
        if desk is None or (desk.unsure and not desk.online):
            desktop.set_presence(agent_id, online=False)
            return False
        if desk.call and not desk.online:  # its widget comes back with the desktop
            desktop.set_presence(agent_id, online=True)
        if desk.call or desk.unsure:
            _dismiss(story, agent_id, is_there=not desk.unsure)
        is_left = not _has_picked(story, agent_id)
        if not _in_browser(story) and (desk.call or desk.online):
            is_left &= desktop.widget(agent_id) is None
        if desk.call or desk.online:
            desktop.set_presence(agent_id, online=False)
        return is_left
    return False


def _in_browser(story: Story) -> bool:
    return story.in_browser or story.target.is_in_browser


def _has_picked(story: Story, agent_id: int) -> bool:
    """Return whether an agent still has a number that the scenario had added."""
    if not story.people.helpdesk_numbers:
        return False
    return story.desktop.numbers(agent_id).picked in story.people.helpdesk_numbers


def _dismiss(story: Story, agent_id: int, *, is_there: bool) -> None:
    """Dismiss the pop-up, and wait until it is gone; ``is_there``: it must be there."""
    desktop, within_s = story.desktop, story.appear_s
    if eventually(lambda: desktop.widget(agent_id), lambda w: w or not is_there, within_s=within_s):
        desktop.act(agent_id, "dismiss")
        eventually(lambda: desktop.widget(agent_id), lambda seen: seen is None, within_s=within_s)
