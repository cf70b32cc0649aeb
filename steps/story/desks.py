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
    people = story.people
    if story.in_browser:
        # Nothing looks at the widgets in the pages, so a call may have left something.
        no_calls = watcher.is_sure and not (story.call or story.answers or people.helpdesk_numbers)
        clean = {agent_id for agent_id in story.online if _is_closed(story, agent_id) and no_calls}
    else:
        desks = watcher.desks()
        clean = {
            agent_id for agent_id in story.online if _is_left(story, agent_id, desks.get(agent_id))
        }
    pool = people.run.pool
    for agent in filter(pool.has_lent, people.agents.values()):
        is_clean = agent.id not in story.online or agent.id in clean
        if is_clean and agent.id not in pool.changed:
            pool.give_back(agent)
        elif pool.give_up(agent):
            people.created.agents.append(agent.id)


def _is_closed(story: Story, agent_id: int) -> bool:
    """Close an agent's desktop in the browser; return whether the agent is offline then."""
    with suppress(RuleViolated, Inconclusive, NotTestable):
        story.desktop.set_presence(agent_id, online=False)
        return not story.browser.is_online(agent_id)
    return False


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
        if desk.call or desk.online:
            seen = desktop.widget(agent_id)
            desktop.set_presence(agent_id, online=False)
            return seen is None and not _has_picked(story, agent_id)
        return not _has_picked(story, agent_id)
    return False


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
