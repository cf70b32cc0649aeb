"""The agents of a scenario, given back to the run as they were."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    NotTestable,
    RuleViolated,
    eventually,
)

if TYPE_CHECKING:
    from cti_conformance.oracle.model import DesktopState
    from cti_conformance.oracle.watcher import Watcher
    from cti_conformance.steps.story.story import Story


TRUSTED = 5
"""After so many dismissals that were done, each is taken to be done."""


def give_back(story: Story, watcher: Watcher) -> None:
    """Close what is open on the desktops, and give the agents back to the run.

    An agent is used again only if nothing is left on the agent's desktop, as far as can be seen.
    The desktop then stays open for the next scenario, if it is known how it was opened.

    Args:
        story: The scenario, which is over.
        watcher: Knows what is on the desktops, unless the target was found to be wrong.
    """
    desktops = watcher.desktops()
    if in_browser(story):  # nobody has looked at these
        desktops = {
            id_: state for id_, state in desktops.items() if not (state.call or state.unsure)
        }
    people = story.people
    pool = people.run.pool
    lent = [*filter(pool.is_in_use, people.agents.values())]
    reusable = {agent.id for agent in lent} - pool.changed
    clean, may_stay = set(), set() if in_browser(story) else reusable & story.opened_by.keys()
    for agent_id in story.online:
        if _clear_desktop(story, agent_id, desktops.get(agent_id), stays_open=agent_id in may_stay):
            clean.add(agent_id)
    for agent in lent:
        if agent.id in reusable and (agent.id not in story.online or agent.id in clean):
            state = desktops.get(agent.id)
            is_open = agent.id in may_stay and state and (state.online or state.call)
            pool.give_back(agent, story.opened_by[agent.id] if is_open else None)
        elif pool.discard(agent):
            people.created.agents.append(agent.id)


def in_browser(story: Story) -> bool:
    """Return whether the desktops are pages in a browser."""
    return story.in_browser or story.target.is_in_browser


def close_unclaimed(story: Story) -> None:
    """Close the desktops that are open from an earlier scenario, and that this one did not open."""
    for agent in story.people.agents.values():
        if agent.id not in story.online:
            story.people.run.pool.close(agent.id)


def _clear_desktop(
    story: Story, agent_id: int, state: DesktopState | None, *, stays_open: bool
) -> bool:
    """Clear an agent's desktop; close it unless it may stay open. Return whether it is clear."""
    with suppress(RuleViolated, Inconclusive, NotTestable):
        desktop = story.desktop  # there may be none
        is_late = story.people.run.learned.shows_late  # then a look may come before the widget
        if state is None or (state.unsure and not state.online and is_late):
            desktop.set_presence(agent_id, online=False)
            return False
        # Of the other desktops that are open, the oracle has seen that they have no widget.
        was_seen = state.online and not state.unsure and not (state.call and state.call.unsure)
        if state.call and not state.online:  # its widget comes back with the desktop
            desktop.set_presence(agent_id, online=True)
        is_clear = True
        if state.call or state.unsure:
            is_clear = _dismiss(story, agent_id, is_there=not state.unsure, was_seen=was_seen)
        is_clear &= not _has_picked(story, agent_id)
        if (state.call or state.online) and not (is_clear and stays_open):
            desktop.set_presence(agent_id, online=False)
        return is_clear
    return False


def _has_picked(story: Story, agent_id: int) -> bool:
    """Return whether an agent still has a number that the scenario had added."""
    if not story.people.helpdesk_numbers:
        return False
    picked, country = story.desktop.numbers(agent_id).picked, story.target.config.country
    added = story.people.helpdesk_numbers
    return picked is not None and any(same_number(picked, one, country) for one in added)


def _dismiss(story: Story, agent_id: int, *, is_there: bool, was_seen: bool) -> bool:
    """Dismiss the pop-up, and wait until it is gone.

    Args:
        story: The scenario.
        agent_id: The agent.
        is_there: Whether it must be there.
        was_seen: Whether it was seen there.

    Returns:
        Whether it is gone. The target's word for that is enough, once it was found to be true.
    """
    desktop, within_s, learned = story.desktop, story.appear_s, story.people.run.learned
    is_trusted = is_there and learned.dismissals >= TRUSTED and not in_browser(story)
    if is_trusted and desktop.act(agent_id, "dismiss") is None:
        return True
    if (is_trusted or not was_seen) and not eventually(
        lambda: desktop.widget(agent_id), lambda seen: seen or not is_there, within_s=within_s
    ):
        return True
    desktop.act(agent_id, "dismiss")
    left = eventually(
        lambda: desktop.widget(agent_id), lambda seen: seen is None, within_s=within_s
    )
    learned.dismissals = 0 if left else learned.dismissals + 1
    return left is None
