"""The agent's desktop and the admin's settings: who is online, and what is switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import given, parsers, then, when

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.pops import refused_with_nothing_created

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story

FIRST, SECOND = 0, 1


# -- presence --------------------------------------------------------------------------------


@given(parsers.parse("{name:w} is an agent who is online"))
def an_agent_who_is_online(story: Story, name: str) -> None:
    opens_the_desktop(story, name)
    online = eventually(
        lambda: story.desktop.is_online(story.agent(name).id), bool, within_s=story.appear_s
    )
    if not online:
        raise Inconclusive(f"{name} is not online though the desktop was opened")


@when(parsers.parse("{name:w} opens the desktop again"))
def opens_the_desktop(story: Story, name: str) -> None:
    agent = story.agent(name)
    story.online.add(agent.id)  # first, so that it is closed again even if this is not answered
    story.desktop.set_presence(agent.id, online=True)


@when(parsers.parse("{name:w} refreshes the page"))
def refreshes_the_page(story: Story, name: str) -> None:
    story.desktop.refresh(story.agent(name).id)


@when(parsers.parse("{first:w} refreshes the page, and {second:w} after him"))
def both_refresh_the_page(story: Story, first: str, second: str) -> None:
    refreshes_the_page(story, first)
    refreshes_the_page(story, second)


@then(parsers.parse("{name:w} is online"))
def is_online(story: Story, name: str) -> None:
    _expect_presence(story, name, online=True)


@then(parsers.parse("{name:w} is offline"))
def is_offline(story: Story, name: str) -> None:
    _expect_presence(story, name, online=False)


def _expect_presence(story: Story, name: str, *, online: bool) -> None:
    seen = eventually(
        lambda: story.desktop.is_online(story.agent(name).id),
        lambda seen: seen is online,
        within_s=story.appear_s,
    )
    told = {True: "online", False: "offline"}
    expect(seen is online, expected=f"{name} {told[online]}", observed=told[seen])


# -- a crash ---------------------------------------------------------------------------------


@given("the server has crashed and come back")
@when("the server crashes and comes back")
def the_server_crashes(story: Story) -> None:
    story.target.operations.crash()


# -- settings --------------------------------------------------------------------------------


@given("the admin has turned the New Ticket option on")
def the_new_ticket_option_is_on(story: Story) -> None:
    story.change_settings(new_ticket=True)


@given("the admin has turned the CTI feature off")
def the_cti_feature_is_off(story: Story) -> None:
    story.change_settings(cti_enabled=False)


@then("nothing has been created once the CTI feature is on again")
def nothing_was_created(story: Story) -> None:
    story.restore_settings()
    refused_with_nothing_created(story)


# -- helpdesk numbers ------------------------------------------------------------------------


@given("the admin has added two helpdesk numbers")
def two_helpdesk_numbers(story: Story) -> None:
    story.helpdesk_numbers = [story.new_number(), story.new_number()]
    _add_numbers(story)


@when("the admin adds a helpdesk number")
def the_admin_adds_a_number(story: Story) -> None:
    story.helpdesk_numbers = [story.new_number()]
    _add_numbers(story)


def _add_numbers(story: Story) -> None:
    there = story.desktop.settings().get("helpdesk_numbers")
    there = there if isinstance(there, list) else []
    story.change_settings(helpdesk_numbers=[*there, *story.helpdesk_numbers])


@given(parsers.parse("{name:w} has picked the first of them"))
def has_picked_the_first(story: Story, name: str) -> None:
    _has_picked(story, name, FIRST)


@given(parsers.parse("{name:w} has picked the second of them"))
def has_picked_the_second(story: Story, name: str) -> None:
    _has_picked(story, name, SECOND)


@when(parsers.parse("{name:w} picks the second of them"))
def picks_the_second(story: Story, name: str) -> None:
    _pick(story, name, SECOND)


def _pick(story: Story, name: str, which: int) -> None:
    number = story.helpdesk_numbers[which]
    _offered(story, name, number)
    story.refusal = story.desktop.pick_number(story.agent(name).id, number)


def _has_picked(story: Story, name: str, which: int) -> None:
    _pick(story, name, which)
    if story.refusal:
        raise Inconclusive(f"{name} could not pick a helpdesk number: {story.refusal}")


def _offered(story: Story, name: str, number: str) -> tuple[str, ...]:
    """Return the numbers that an agent can pick from, waited for until this one is there."""
    return eventually(
        lambda: story.desktop.numbers(story.agent(name).id).offered,
        lambda offered: _among(story, number, offered),
        within_s=story.appear_s,
    )


@when("a call from Omar comes in for the second number")
def a_call_for_the_second_number(story: Story) -> None:
    story.call = {
        "requester_id": story.contact("Omar").id,
        "responder_phone": story.helpdesk_numbers[SECOND],
        "call_reference_id": story.new_reference(),
    }
    story.send()


@then(parsers.parse("{name:w} can pick that number"))
def can_pick_the_number(story: Story, name: str) -> None:
    number = story.helpdesk_numbers[FIRST]
    offered = _offered(story, name, number)
    expect(
        _among(story, number, offered),
        expected=f"{number} among the numbers that {name} can pick from",
        observed=str(list(offered)),
    )


@then(parsers.parse("the second of them is {name:w}'s number"))
def the_second_is_picked(story: Story, name: str) -> None:
    number = story.helpdesk_numbers[SECOND]
    expected = f"{number} as the number that {name} has picked"
    story.was_accepted(expected)
    picked = eventually(
        lambda: story.desktop.numbers(story.agent(name).id).picked,
        lambda picked: picked and _among(story, number, (picked,)),
        within_s=story.appear_s,
    )
    expect(
        picked and _among(story, number, (picked,)), expected=expected, observed=f"picked: {picked}"
    )


def _among(story: Story, number: str, numbers: tuple[str, ...]) -> bool:
    return any(same_number(number, one, story.target.config.country) for one in numbers)
