"""The softphone: its frame on the desktop, and what it asks of the desktop by messages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.desktop import an_agent_who_is_online
from cti_conformance.steps.phrases import Sentence
from cti_conformance.target.ports.desktop import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.desktop import Softphone

SITE = "https://softphone.cti-suite.example/"  # nobody's: the browser answers for it
WIDTH, HEIGHT = 300, 400
OTHERS = ("requester_number", "requester_id", "agent_number", "ticket_id")
NEW_TICKET = Place("new_ticket")
PLACE = {"place": ("Omar", "Priya", "Omar's ticket", "Priya's ticket")}
FORMS = ("", ", with the id as a string")
OTHER_SENDERS = (
    "a frame inside the softphone",
    "a window that the softphone opened",
    "another site in the softphone's place",
    "another frame of the softphone's site",
    "a script of the desktop's own page",
)
MESSAGES = (
    "with an unknown action",
    "without a value",
    "with a value that is not an id",
    "with an unknown id",
    "that is not an object",
    "that attempts prototype pollution",
)


@dataclass
class SoftphoneView:
    """The softphone as a scenario sees it.

    Attributes:
        awaited: The page that the softphone asked for last.
        was_open: Whether the softphone was open before; ``None`` where it may be.
    """

    awaited: Place | None = None
    was_open: bool | None = None


@pytest.fixture
def softphone_view() -> SoftphoneView:
    """The softphone of the scenario."""
    return SoftphoneView()


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
    others = "&".join(f"{name}={story.browser.parameter(name)}" for name in OTHERS)
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
    for name in story.online_agents():
        frame = _softphone(story, name, lambda frame: frame.url == wanted)
        expect(
            frame and frame.url == wanted,
            expected=f"a frame at {wanted} on {name}'s desktop",
            observed=_describe(frame),
        )


@then("each open desktop contains no softphone")
def holds_no_softphone(story: Story) -> None:
    """No page of an online agent has an iframe of the softphone, once a later call is handled."""
    names = story.online_agents()
    story.settle()  # a frame that comes late would be there by now
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
    for name in story.online_agents():
        wanted = [str(story.people.agent(name).id)] * 2
        frame = _softphone(story, name, partial(_has_ids, wanted))
        expect(
            _ids(frame) == wanted,
            expected=f"the id {wanted[0]} wherever the URL asks for the id of {name}",
            observed=_describe(frame),
        )


def _has_ids(wanted: list[str], frame: Softphone) -> bool:
    return _ids(frame) == wanted


def _ids(frame: Softphone | None) -> list[str]:
    query = parse_qs(urlsplit(frame.url).query) if frame else {}
    return [" ".join(query.get(key, ["nothing"])) for key in ("agent", "again")]


def _describe(frame: Softphone | None) -> str:
    return f"a frame at {frame.url!r}" if frame else "no frame"


@then(parsers.parse("the URL of {name:w}'s softphone has no other value"))
def is_told_nothing_else(story: Story, name: str) -> None:
    """No other parameter in the URL of the iframe is replaced by a value with a digit."""
    frame = story.browser.softphone(story.people.agent(name).id)
    query = parse_qs(urlsplit(frame.url).query) if frame else {}
    values = {key: query.get(key, [""])[0] for key in OTHERS}
    filled = {key: value for key, value in values.items() if re.search(r"\d", value)}
    expect(
        not filled,
        expected="no parameter filled in but the agent's id",
        observed=f"filled in: {filled}",
    )


@then(parsers.parse("{name:w} sees the softphone"))
def sees_the_softphone(story: Story, name: str) -> None:
    """The iframe of the softphone is visible."""
    frame = _softphone(story, name, lambda frame: frame.is_open)
    expect(
        frame and frame.is_open,
        expected="the softphone, open on the desktop",
        observed="a softphone that is not visible" if frame else "no frame",
    )


@then(parsers.parse("{name:w}'s softphone has a width of {width:d} and a height of {height:d}"))
def has_the_size(story: Story, name: str, width: int, height: int) -> None:
    """The visible iframe has this width and height, with its border or without."""
    frame = _softphone(story, name, lambda frame: (width, height) in frame.sizes)
    sizes = sorted(frame.sizes) if frame and frame.is_open else []
    expect(
        (width, height) in sizes,
        expected=f"an open frame of {width} by {height}",
        observed=f"a frame of {' or '.join(f'{w} by {h}' for w, h in sizes) or 'no size'}",
    )


def _softphone(story: Story, name: str, until: Callable[[Softphone], object]) -> Softphone | None:
    """Return the softphone's frame, waited for until it satisfies ``until``."""
    return eventually(
        lambda: story.browser.softphone(story.people.agent(name).id),
        lambda frame: frame and until(frame),
        within_s=story.appear_s,
    )


# -- messages --------------------------------------------------------------------------------


@when(parsers.parse("the softphone asks {name:w}'s desktop to be shown"))
def asks_to_be_shown(story: Story, name: str) -> None:
    """Post the action show_softphone from the iframe to the page."""
    _post(story, name, {"action": "show_softphone"})


@when(Sentence("the softphone asks {name}'s desktop to open {place}{form}", **PLACE, form=FORMS))
def asks_for(story: Story, name: str, place: str, form: str) -> None:
    """Post the action open_contact or open_ticket with the id as a number, or as a string."""
    message = _asking_for(_place(story, place))
    _post(story, name, message | {"value": str(message["value"])} if form else message)


@given(Sentence("the softphone has asked {name}'s desktop to open {place}", **PLACE))
def has_asked_for(story: Story, name: str, place: str) -> None:
    """Post the action open_contact or open_ticket, and wait until the page is open."""
    wanted = _place(story, place)
    _post(story, name, _asking_for(wanted))
    if not _shown(story, name, wanted):
        raise Inconclusive(f"the desktop did not open the {wanted}, so nothing can follow it")


@given(parsers.parse('the softphone has asked {name:w}\'s desktop to open the ticket "new"'))
def has_asked_for_a_new_ticket(story: Story, name: str) -> None:
    """Post the action open_ticket with the value "new"."""
    _post(story, name, {"action": "open_ticket", "value": "new"})
    # A page that is loading another one receives no messages.
    agent_id = story.people.agent(name).id
    eventually(lambda: story.browser.shows(agent_id, NEW_TICKET), bool, within_s=story.appear_s / 2)


@given(
    Sentence(
        "{sender} has asked {name}'s desktop to open the softphone, Priya and Priya's ticket",
        sender=OTHER_SENDERS,
    )
)
def somebody_else_has_asked(
    story: Story, softphone_view: SoftphoneView, sender: str, name: str
) -> None:
    """Post all three actions to the page from somewhere else than the softphone."""
    before = story.browser.softphone(story.people.agent(name).id)
    softphone_view.was_open = bool(before and before.is_open)
    _post(story, name, {"action": "show_softphone"}, sender)
    for what in ("Priya", "Priya's ticket"):
        _post(story, name, _asking_for(_place(story, what)), sender)


@given(
    Sentence("the softphone has posted a message {message} to {name}'s desktop", message=MESSAGES)
)
def has_posted_nonsense(story: Story, message: str, name: str) -> None:
    """Post several such messages from the iframe to the page."""
    for one in _nonsense(story, message):
        _post(story, name, one)


def _nonsense(story: Story, message: str) -> Iterator[object]:
    """Yield messages of a kind that no desktop can do anything with."""
    ticket, contact = _place(story, "Priya's ticket").id, _place(story, "Priya").id
    actions = ("open_ticket", "open_contact")
    match message:
        case "with an unknown action":
            unknown: list[object] = ["fly", "OPEN_TICKET", "constructor", "__proto__", "", None, {}]
            yield from ({"action": action, "value": ticket} for action in unknown)
            yield {"value": ticket}
        case "without a value":
            yield from ({"action": action} for action in actions)
            yield from ({"action": action, "value": None} for action in actions)
            yield from ({"action": action, "value": ""} for action in actions)
            yield {"action": "open_ticket", "ticket_id": ticket}
        case "with a value that is not an id":
            for value in (-1, 0, 1.5, True, "abc", f"{ticket}abc", {}, {"id": ticket}):
                yield from ({"action": action, "value": value} for action in actions)
            yield {"action": "open_ticket", "value": f"../contacts/{contact}"}
            yield {"action": "open_contact", "value": f"../tickets/{ticket}"}
            yield {"action": "open_ticket", "value": "javascript:document.title='mine'"}
        case "with an unknown id":
            yield from (
                {"action": action, "value": story.people.unknown_id()} for action in actions
            )
        case "that is not an object":
            yield from ("open_ticket", "", 80, True, None, [], ["open_ticket", ticket])
        case "that attempts prototype pollution":
            order = {"action": "open_ticket", "value": ticket}
            yield {"__proto__": order}
            yield {"constructor": {"prototype": order}}
            yield {"action": {"toString": "open_ticket"}, "value": {"valueOf": ticket}}
        case _:
            raise AssertionError(message)


def _post(story: Story, name: str, message: object, sender: str = "the softphone") -> None:
    story.browser.post(story.people.agent(name).id, json.dumps(message), sender=sender)


def _asking_for(place: Place) -> dict[str, object]:
    return {"action": f"open_{place.kind}", "value": place.id}


def _place(story: Story, what: str) -> Place:
    """Return the page of a contact, or of the latest ticket of a contact."""
    name, _, ticket = what.partition("'s ")
    if not ticket:
        return Place("contact", story.people.contact(name).id)
    return Place("ticket", story.tickets.of[name][-1].id)


# -- what the desktop opens ------------------------------------------------------------------


@then(Sentence("{name}'s desktop shows {place}", **PLACE))
def shows(story: Story, softphone_view: SoftphoneView, name: str, place: str) -> None:
    """A page of the desktop is at the contact or the ticket, and shows it."""
    wanted = _place(story, place)
    softphone_view.awaited = wanted
    expect(
        _shown(story, name, wanted),
        expected=f"the {wanted} of {place.partition(chr(39))[0]}, opened on {name}'s desktop",
        observed=f"opened: {_listed(story.browser.opened(story.people.agent(name).id))}",
    )


@then("Tom's desktop has opened nothing else")
def nothing_else_was_opened(story: Story, softphone_view: SoftphoneView) -> None:
    """The desktop has been at no other page; a closed softphone is still closed."""
    others = _others(story, softphone_view)
    expect(
        not others,
        expected=f"only the {softphone_view.awaited} opened",
        observed=f"also opened: {_listed(others)}",
    )
    if softphone_view.was_open is False:
        frame = story.browser.softphone(story.people.agent("Tom").id)
        expect(
            not (frame and frame.is_open),
            expected="a softphone that stays closed",
            observed="an open one",
        )


@then("before that, Tom's desktop has opened the new-ticket page or nothing")
def a_new_ticket_or_nothing(story: Story, softphone_view: SoftphoneView) -> None:
    """The desktop has been at no other page but that of a new ticket."""
    others = _others(story, softphone_view)
    expect(
        set(others) <= {NEW_TICKET},
        expected="the page of a new ticket opened, or nothing",
        observed=f"opened: {_listed(others)}",
    )
    story.record_branch("new-ticket-page" if others else "ignored")


def _others(story: Story, softphone_view: SoftphoneView) -> tuple[Place, ...]:
    opened = story.browser.opened(story.people.agent("Tom").id)
    return tuple(place for place in opened if place != softphone_view.awaited)


def _shown(story: Story, name: str, place: Place) -> bool:
    return eventually(
        lambda: story.browser.shows(story.people.agent(name).id, place),
        bool,
        within_s=story.appear_s,
    )


def _listed(places: tuple[Place, ...]) -> str:
    return ", ".join(map(str, places)) or "nothing"
