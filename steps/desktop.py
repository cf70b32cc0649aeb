"""The agents' desktops and the admin's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import given, parsers, then, when

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.locus import literal
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    RuleViolated,
    eventually,
    expect,
    not_tested,
)
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.pop_answers import refused_with_nothing_created
from cti_conformance.steps.story.desktops import in_browser
from cti_conformance.target import locate
from cti_conformance.target.journal import PresenceSet
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story

RANKS = ("first", "second")
PRESENCE = {"online": True, "offline": False}


# -- presence --------------------------------------------------------------------------------


@given(parsers.parse("{name:w} is an agent who is online"))
def an_agent_who_is_online(story: Story, name: str) -> None:
    """Open the agent's desktop, unless it is open, and wait until the agent is online."""
    agent = story.people.agent(name, may_be_open=not in_browser(story))
    recorder = story.target.recorder
    if opening := story.people.run.pool.take_open(agent.id):
        story.online.add(agent.id)
        recorder.recall(opening)
        story.target.journal.add(PresenceSet(agent.id, online=True, before=True))
        story.opened_by[agent.id] = opening
        return
    before = len(recorder.exchanges)
    opens_the_desktop(story, name)
    if len(recorder.exchanges) > before:
        story.opened_by[agent.id] = recorder.exchanges[-1]
    online = eventually(
        lambda: story.desktop.is_online(story.people.agent(name).id), bool, within_s=story.appear_s
    )
    if not online:
        raise Inconclusive(f"{name} is not online though the desktop was opened")


def set_presence(story: Story, name: str, *, online: bool) -> bool:
    """Open the agent's desktop, or close it; return whether the agent is online, waited for."""
    agent = story.people.agent(name).id
    story.desktop.set_presence(agent, online=online)
    return eventually(
        lambda: story.desktop.is_online(agent),
        lambda seen: seen is online,
        within_s=story.appear_s,
    )


def wait_for_a_widget(story: Story, name: str) -> None:
    """Wait until the agent has a widget.

    Raises:
        Inconclusive: There is none.
    """
    agent = story.people.agent(name).id
    if not eventually(lambda: story.desktop.widget(agent), bool, within_s=story.appear_s):
        story.target.journal.check_widgets()  # an accepted pop without a widget breaks a rule
        raise Inconclusive(f"no widget was seen on {name}'s desktop")


@when(parsers.parse("{name:w} opens the desktop again"))
def opens_the_desktop(story: Story, name: str) -> None:
    """Open the agent's desktop."""
    agent = story.people.agent(name)
    story.online.add(agent.id)  # noted first, so that it is closed again even if the request fails
    story.desktop.set_presence(agent.id, online=True)


@given(parsers.parse("{name:w} has closed the desktop"))
def has_closed_the_desktop(story: Story, name: str) -> None:
    """Close the agent's desktop, and wait until the agent is offline."""
    if set_presence(story, name, online=False):
        raise Inconclusive(f"{name} is online though the desktop was closed")
    story.online.remove(story.people.agent(name).id)


@given(parsers.parse("{name:w} has refreshed the page"))
@when(parsers.parse("{name:w} refreshes the page"))
def refreshes_the_page(story: Story, name: str) -> None:
    """Reload the page of the agent's desktop."""
    story.desktop.refresh(story.people.agent(name).id)


@when(parsers.parse("{first:w} refreshes the page, then {second:w} does"))
def both_refresh_the_page(story: Story, first: str, second: str) -> None:
    """Reload the pages of both desktops, in this order."""
    refreshes_the_page(story, first)
    refreshes_the_page(story, second)


@then(Sentence("{name} is {presence}", presence=PRESENCE))
def is_online_or_offline(story: Story, name: str, presence: str) -> None:
    """The helpdesk regards the agent as online, or as offline."""
    seen = eventually(
        lambda: story.desktop.is_online(story.people.agent(name).id),
        lambda seen: seen is PRESENCE[presence],
        within_s=story.appear_s,
    )
    expect(
        seen is PRESENCE[presence],
        expected=f"{name} {presence}",
        observed="online" if seen else "offline",
        at=locate.presence(story.people.agent(name).id, online=PRESENCE[presence]),
    )


def online_agents(story: Story) -> list[str]:
    """Return the names of the agents whose desktops are open; there is one at least."""
    names = [name for name, agent in story.people.agents.items() if agent.id in story.online]
    assert names
    return names


# -- a crash ---------------------------------------------------------------------------------


@given("the server has crashed and restarted")
@when("the server crashes and restarts")
def the_server_crashes(story: Story) -> None:
    """Kill the server without notice, and start it again."""
    story.target.operations.crash()


# -- settings --------------------------------------------------------------------------------


@given(Sentence("the admin has switched {state} the New Ticket option", state=("on", "off")))
def the_new_ticket_option_is(story: Story, state: str) -> None:
    """Set the setting new_ticket to true or false."""
    story.settings.change_account(new_ticket=state == "on")


@given("the admin has switched off the CTI feature")
def the_cti_feature_is_off(story: Story) -> None:
    """Set the setting cti_enabled to false."""
    story.settings.change_account(cti_enabled=False)


@then("nothing is created for the call reference once the CTI feature is on again")
def nothing_was_created(story: Story) -> None:
    """Restore the settings; call details of the reference are empty, or 4xx."""
    story.settings.restore_account()
    refused_with_nothing_created(story)


# -- helpdesk numbers ------------------------------------------------------------------------


@given("the admin has added two helpdesk numbers")
def two_helpdesk_numbers(story: Story) -> None:
    """Add two unknown numbers to the setting helpdesk_numbers."""
    story.people.helpdesk_numbers = [story.people.new_number(), story.people.new_number()]
    _add_numbers(story)


@given(
    parsers.parse(
        "the admin has added two helpdesk numbers, of which the second is {name:w}'s phone"
    )
)
def a_helpdesk_number_of_an_agent(story: Story, name: str) -> None:
    """Add an unknown number and the agent's one; two unknown ones if that is refused."""
    number = story.people.agent(name).phone
    if number is None:
        not_tested(f"the agent {name} has no phone")
    story.people.helpdesk_numbers = [story.people.new_number(), number]
    try:
        _add_numbers(story)
    except NoAnswer:
        raise
    except (RuleViolated, Inconclusive):  # an agent's own number may be none of the helpdesk
        two_helpdesk_numbers(story)


@when("the admin adds a helpdesk number")
def the_admin_adds_a_number(story: Story) -> None:
    """Add an unknown number to the setting helpdesk_numbers."""
    story.people.helpdesk_numbers = [story.people.new_number()]
    _add_numbers(story)


@when("the admin puts another helpdesk number in the place of the second")
def the_admin_replaces_a_number(story: Story) -> None:
    """In the setting, put an unknown number in the place of one that open desktops offer."""
    former, number = story.people.helpdesk_numbers[1], story.people.new_number()
    for name in online_agents(story):
        _offered(story, name, former)
    story.settings.change_account(helpdesk_numbers=[*_others_now(story, former), number])
    story.people.helpdesk_numbers.insert(0, number)


@given("the admin has added one more helpdesk number")
def one_more_helpdesk_number(story: Story) -> None:
    """Add another unknown number to the setting helpdesk_numbers."""
    story.people.helpdesk_numbers.append(story.people.new_number())
    _add_numbers(story)


@given("the admin has removed the first helpdesk number")
def the_first_number_is_removed(story: Story) -> None:
    """Take the first of the scenario's helpdesk numbers out of the setting helpdesk_numbers."""
    first = story.people.helpdesk_numbers[0]
    story.settings.change_account(helpdesk_numbers=_others_now(story, first))


def _others_now(story: Story, number: str) -> list[object]:
    """Return the setting helpdesk_numbers without this one."""
    return [one for one in _numbers_now(story) if not _among(story, number, (str(one),))]


def _numbers_now(story: Story) -> list[object]:
    """Return the setting helpdesk_numbers."""
    there = story.desktop.settings().get("helpdesk_numbers")
    return there if isinstance(there, list) else []


def _add_numbers(story: Story) -> None:
    """Add the scenario's helpdesk numbers to the setting, if they are not there."""
    there = _numbers_now(story)
    new = [number for number in story.people.helpdesk_numbers if number not in there]
    story.settings.change_account(helpdesk_numbers=[*there, *new])


@given(Sentence("{name} has picked the {rank} helpdesk number", rank=RANKS))
def has_picked(story: Story, name: str, rank: str) -> None:
    """Pick the number at the agent's desktop; it must be possible."""
    picks(story, name, rank)
    if story.refusal:
        raise Inconclusive(f"{name} could not pick a helpdesk number: {story.refusal}")


@when(Sentence("{name} picks the {rank} helpdesk number", rank=RANKS))
def picks(story: Story, name: str, rank: str) -> None:
    """Pick the number at the agent's desktop."""
    number = story.people.helpdesk_numbers[RANKS.index(rank)]
    _offered(story, name, number)
    story.refusal = story.desktop.pick_number(story.people.agent(name).id, number)


def _offered(story: Story, name: str, number: str) -> tuple[str, ...]:
    """Return the numbers that an agent can pick from, waited for until this one is there."""
    return eventually(
        lambda: story.desktop.numbers(story.people.agent(name).id).offered,
        lambda offered: _among(story, number, offered),
        within_s=story.appear_s,
    )


@then("each online agent can pick the new helpdesk number")
def each_can_pick_the_number(story: Story) -> None:
    """Every open desktop offers the number that the admin added."""
    number = story.people.helpdesk_numbers[0]
    for name in online_agents(story):
        offered = _offered(story, name, number)
        expect(
            _among(story, number, offered),
            expected=f"{number} among the numbers that {name} can pick from",
            observed=str(list(offered)),
            at=locate.numbers(
                story.people.agent(name).id,
                f".offered | any(same_number({literal(number)}))",
                "/offered",
            ),
        )


@then(parsers.parse("the second helpdesk number is {name:w}'s number"))
def the_second_is_picked(story: Story, name: str) -> None:
    """The desktop of the agent shows the number as picked."""
    number = story.people.helpdesk_numbers[1]
    expected = f"{number} as the number that {name} has picked"
    story.require_accepted(expected)
    picked = eventually(
        lambda: story.desktop.numbers(story.people.agent(name).id).picked,
        lambda picked: picked and _among(story, number, (picked,)),
        within_s=story.appear_s,
    )
    expect(
        picked and _among(story, number, (picked,)),
        expected=expected,
        observed=f"picked: {picked}",
        at=locate.numbers(
            story.people.agent(name).id, f".picked | same_number({literal(number)})", "/picked"
        ),
    )


def _among(story: Story, number: str, numbers: tuple[str, ...]) -> bool:
    return any(same_number(number, one, story.target.config.country) for one in numbers)
