"""The softphone: its settings, and its frame on the desktop."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import eventually, expect
from cti_conformance.steps.desktop import an_agent_who_is_online, online_agents

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.desktop import SoftphoneFrame

SITE = "https://softphone.cti-suite.example/"  # a reserved address, served by request interception
WIDTH, HEIGHT = 300, 400
OTHER_PARAMETERS = ("requester_number", "requester_id", "agent_number", "ticket_id")


# -- the admin sets it up --------------------------------------------------------------------


@given("the admin has switched on the softphone")
def the_softphone_is_on(story: Story) -> None:
    """Set the setting softphone: enabled, with the URL of a page that the suite serves."""
    _set_up(story)


@given("the admin has switched off the softphone")
def the_softphone_is_off(story: Story) -> None:
    """Set the setting softphone: not enabled."""
    _set_up(story, enabled=False)


@given(parsers.parse("the admin has switched on the softphone, {width:d} wide and {height:d} high"))
def the_softphone_has_a_size(story: Story, width: int, height: int) -> None:
    """Set the setting softphone: enabled, with this width and height in CSS pixels."""
    _set_up(story, width=width, height=height)


@given("the admin has switched on the softphone, with the agent's id in its URL")
def the_url_asks_for_the_agent(story: Story) -> None:
    """Put the parameter for the agent's id into the URL of the softphone, twice."""
    agent = story.browser.parameter("agent_id")
    _set_up(story, f"{SITE}desk?agent={agent}&again={agent}&run={story.people.mark}")


@given("the admin has switched on the softphone, with all parameters in its URL")
def the_url_asks_for_everything(story: Story) -> None:
    """Put every parameter of click to dial into the URL of the softphone."""
    others = "&".join(f"{name}={story.browser.parameter(name)}" for name in OTHER_PARAMETERS)
    agent = story.browser.parameter("agent_id")
    _set_up(story, f"{SITE}desk?agent={agent}&again={agent}&{others}")


def _set_up(
    story: Story,
    url: str | None = None,
    *,
    enabled: bool = True,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> None:
    story.settings.change_account(
        softphone={
            "enabled": enabled,
            "url": url or _plain_url(story),
            "width": width,
            "height": height,
        }
    )


def _plain_url(story: Story) -> str:
    return f"{SITE}desk?run={story.people.mark}"


# -- the frame -------------------------------------------------------------------------------


@when("Ines and Tom open their desktops")
def they_open_their_desktops(story: Story) -> None:
    """Open both desktops, and wait until both agents are online."""
    for name in ("Ines", "Tom"):
        an_agent_who_is_online(story, name)


@then("each open desktop contains the softphone")
def holds_the_softphone(story: Story) -> None:
    """The page of each online agent has an iframe at the URL that the admin set."""
    wanted = _plain_url(story)
    for name in online_agents(story):
        frame = softphone_frame(story, name, lambda frame: frame.url == wanted)
        expect(
            frame and frame.url == wanted,
            expected=f"a frame at {wanted} on {name}'s desktop",
            observed=_describe(frame),
        )


@then("each open desktop contains no softphone")
def holds_no_softphone(story: Story) -> None:
    """No page of an online agent has an iframe of the softphone, once a later call is handled."""
    names = online_agents(story)
    story.settle()  # a late frame would be there by now
    for name in names:
        frame = story.browser.softphone(story.people.agent(name).id)
        expect(
            frame is None,
            expected=f"no frame of the softphone on {name}'s desktop",
            observed=_describe(frame),
        )


@then("the URL of each softphone has the id of its agent")
def is_loaded_with_the_id(story: Story) -> None:
    """The parameter for the agent's id in the URL of each iframe is replaced by the agent's id."""
    for name in online_agents(story):
        wanted = [str(story.people.agent(name).id)] * 2
        frame = softphone_frame(story, name, partial(_has_ids, wanted))
        expect(
            _ids(frame) == wanted,
            expected=f"the id {wanted[0]} wherever the URL asks for the id of {name}",
            observed=_describe(frame),
        )


def _has_ids(wanted: list[str], frame: SoftphoneFrame) -> bool:
    return _ids(frame) == wanted


def _ids(frame: SoftphoneFrame | None) -> list[str]:
    query = parse_qs(urlsplit(frame.url).query) if frame else {}
    return [" ".join(query.get(key, ["nothing"])) for key in ("agent", "again")]


def _describe(frame: SoftphoneFrame | None) -> str:
    return f"a frame at {frame.url!r}" if frame else "no frame"


@then(parsers.parse("the URL of {name:w}'s softphone has no other value"))
def has_no_other_value(story: Story, name: str) -> None:
    """No other parameter in the URL of the iframe is replaced by a value with a digit."""
    frame = softphone_frame(story, name, lambda _: True)
    expect(frame is not None, expected="a frame of the softphone", observed="no frame")
    query = parse_qs(urlsplit(frame.url).query) if frame else {}
    values = {key: query.get(key, [""])[0] for key in OTHER_PARAMETERS}
    filled = {key: value for key, value in values.items() if re.search(r"\d", value)}
    expect(
        not filled,
        expected="no parameter filled in but the agent's id",
        observed=f"filled in: {filled}",
    )


@then(parsers.parse("{name:w} sees the softphone"))
def sees_the_softphone(story: Story, name: str) -> None:
    """The iframe of the softphone is visible."""
    frame = softphone_frame(story, name, lambda frame: frame.is_open)
    expect(
        frame and frame.is_open,
        expected="the softphone, open on the desktop",
        observed=_describe_size(frame),
    )


@then(parsers.parse("{name:w}'s softphone has a width of {width:d} and a height of {height:d}"))
def has_the_size(story: Story, name: str, width: int, height: int) -> None:
    """The visible iframe has this width and height, with its border or without."""

    def has_size(frame: SoftphoneFrame) -> bool:
        return frame.is_open and (width, height) in frame.sizes

    frame = softphone_frame(story, name, has_size)
    expect(
        frame and has_size(frame),
        expected=f"an open frame of {width} by {height}",
        observed=_describe_size(frame),
    )


def _describe_size(frame: SoftphoneFrame | None) -> str:
    if not frame or not frame.is_open:
        return "a softphone that is not visible" if frame else "no frame"
    return f"a frame of {' or '.join(f'{w} by {h}' for w, h in sorted(frame.sizes))}"


def softphone_frame(
    story: Story, name: str, until: Callable[[SoftphoneFrame], object]
) -> SoftphoneFrame | None:
    """Wait until the softphone's frame satisfies ``until``.

    Returns:
        The frame seen last, whether it does or not; ``None`` if there is none.
    """
    return eventually(
        lambda: story.browser.softphone(story.people.agent(name).id),
        lambda frame: frame and until(frame),
        within_s=story.appear_s,
    )
