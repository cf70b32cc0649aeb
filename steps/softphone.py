"""The softphone: its frame on the desktop, and what it asks of the desktop by messages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.desktop import an_agent_who_is_online
from cti_conformance.target.ports.desktop import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.desktop import SoftphoneFrame

SITE = "https://softphone.cti-suite.example/"  # nobody's: the browser answers for it
WIDTH, HEIGHT = 300, 400
OTHERS = ("requester_number", "requester_id", "agent_number", "ticket_id")
NEW_TICKET = Place("new_ticket")
WHAT = r"(?P<what>\w+(?:'s ticket)?)"


# -- the admin sets it up --------------------------------------------------------------------


@given("the admin has switched the softphone on")
def the_softphone_is_on(story: Story) -> None:
    _set_up(story)


@given("the admin has switched the softphone off")
def the_softphone_is_off(story: Story) -> None:
    _set_up(story, enabled=False)


@given(parsers.parse("the admin has switched the softphone on, {width:d} wide and {height:d} high"))
def the_softphone_has_a_size(story: Story, width: int, height: int) -> None:
    _set_up(story, width=width, height=height)


@given("the admin has switched the softphone on, with the agent's id in its URL")
def the_url_asks_for_the_agent(story: Story) -> None:
    agent = story.browser.parameter("agent_id")
    _set_up(story, f"{SITE}desk?agent={agent}&again={agent}&run={story.mark}")


@given("the admin has switched the softphone on, with all parameters in its URL")
def the_url_asks_for_everything(story: Story) -> None:
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
    story.change_settings(
        softphone={
            "enabled": enabled,
            "url": url or _plain_url(story),
            "width": width,
            "height": height,
        }
    )


def _plain_url(story: Story) -> str:
    return f"{SITE}desk?run={story.mark}"


# -- the frame -------------------------------------------------------------------------------


@when("Ines and Tom open their desktops")
def they_open_their_desktops(story: Story) -> None:
    for name in ("Ines", "Tom"):
        an_agent_who_is_online(story, name)


@then(parsers.parse("{name:w}'s desktop holds the softphone"))
def holds_the_softphone(story: Story, name: str) -> None:
    wanted = _plain_url(story)
    frame = _softphone(story, name, lambda frame: frame.url == wanted)
    expect(
        frame and frame.url == wanted,
        expected=f"a frame at {wanted} on {name}'s desktop",
        observed=f"a frame at {frame.url!r}" if frame else "no frame",
    )


@then(parsers.parse("{name:w}'s desktop holds no softphone"))
def holds_no_softphone(story: Story, name: str) -> None:
    story.settle()  # a frame that comes late would be there by now
    frame = story.browser.softphone(story.agent(name).id)
    expect(
        frame is None,
        expected=f"no frame of the softphone on {name}'s desktop",
        observed=f"a frame at {frame.url!r}" if frame else "",
    )


@then(parsers.parse("{name:w}'s softphone is loaded with the id of {agent:w}"))
def is_loaded_with_the_id(story: Story, name: str, agent: str) -> None:
    wanted = [str(story.agent(agent).id)]

    def asked(frame: SoftphoneFrame | None) -> list[str | None]:
        told = parse_qs(urlsplit(frame.url).query) if frame else {}
        return [" ".join(told.get(key, ["nothing"])) for key in ("agent", "again")]

    frame = _softphone(story, name, lambda frame: asked(frame) == wanted * 2)
    expect(
        asked(frame) == wanted * 2,
        expected=f"the id {wanted[0]} wherever the URL asks for the agent's id",
        observed=f"a frame at {frame.url!r}" if frame else "no frame",
    )


@then(parsers.parse("{name:w}'s softphone is told nothing else"))
def is_told_nothing_else(story: Story, name: str) -> None:
    frame = story.browser.softphone(story.agent(name).id)
    told = parse_qs(urlsplit(frame.url).query) if frame else {}
    values = {key: told.get(key, [""])[0] for key in OTHERS}
    filled = {key: value for key, value in values.items() if re.search(r"\d", value)}
    expect(
        not filled,
        expected="no parameter filled in but the agent's id",
        observed=f"filled in: {filled}",
    )


@then(parsers.parse("{name:w} sees the softphone"))
def sees_the_softphone(story: Story, name: str) -> None:
    frame = _softphone(story, name, lambda frame: frame.is_open)
    expect(
        frame and frame.is_open,
        expected="the softphone, open on the desktop",
        observed="a softphone that is not to be seen" if frame else "no frame",
    )


@then(parsers.parse("{name:w}'s softphone has a width of {width:d} and a height of {height:d}"))
def has_the_size(story: Story, name: str, width: int, height: int) -> None:
    frame = _softphone(story, name, lambda frame: (width, height) in frame.sizes)
    sizes = sorted(frame.sizes) if frame and frame.is_open else []
    expect(
        (width, height) in sizes,
        expected=f"an open frame of {width} by {height}",
        observed=f"a frame of {' or '.join(f'{w} by {h}' for w, h in sizes) or 'no size'}",
    )


def _softphone(
    story: Story, name: str, until: Callable[[SoftphoneFrame], object]
) -> SoftphoneFrame | None:
    """Return the softphone's frame, waited for until it satisfies ``until``."""
    return eventually(
        lambda: story.browser.softphone(story.agent(name).id),
        lambda frame: frame and until(frame),
        within_s=story.appear_s,
    )


# -- messages --------------------------------------------------------------------------------


@given(parsers.parse("{name:w} is a contact with a ticket"))
@given(parsers.parse("{name:w} has a ticket"))
def has_a_ticket(story: Story, name: str) -> None:
    contact = story.contact(name)
    ticket = story.records.make_ticket(contact.id, f"{name}'s ticket ({story.mark})")
    story.tickets.setdefault(name, []).append(ticket)
    story.ticket = ticket


@when(parsers.parse("the softphone asks {name:w}'s desktop to show it"))
def asks_to_be_shown(story: Story, name: str) -> None:
    _post(story, name, {"action": "show_softphone"})


@when(parsers.re(rf"the softphone asks (?P<name>\w+)'s desktop for {WHAT}"))
def asks_for(story: Story, name: str, what: str) -> None:
    _post(story, name, _asking_for(_place(story, what)))


@when(parsers.re(rf"the softphone asks (?P<name>\w+)'s desktop for {WHAT} by a string"))
def asks_for_by_a_string(story: Story, name: str, what: str) -> None:
    message = _asking_for(_place(story, what))
    _post(story, name, message | {"value": str(message["value"])})


@given(parsers.re(rf"the softphone has asked (?P<name>\w+)'s desktop for {WHAT}"))
def has_asked_for(story: Story, name: str, what: str) -> None:
    asks_for(story, name, what)
    place = _place(story, what)
    if not _shown(story, name, place):
        raise Inconclusive(f"the desktop did not open the {place}, so nothing can follow it")


@given(parsers.parse('the softphone has asked {name:w}\'s desktop for the ticket "new"'))
def has_asked_for_a_new_ticket(story: Story, name: str) -> None:
    _post(story, name, {"action": "open_ticket", "value": "new"})
    # A page that is on its way elsewhere hears nothing meanwhile.
    agent_id = story.agent(name).id
    eventually(lambda: story.browser.shows(agent_id, NEW_TICKET), bool, within_s=story.appear_s / 2)


@given(
    parsers.parse(
        "{somebody} has asked {name:w}'s desktop for the softphone, Priya and Priya's ticket"
    )
)
def somebody_else_has_asked(story: Story, somebody: str, name: str) -> None:
    before = story.browser.softphone(story.agent(name).id)
    story.softphone_was_open = bool(before and before.is_open)
    _post(story, name, {"action": "show_softphone"}, somebody)
    for what in ("Priya", "Priya's ticket"):
        _post(story, name, _asking_for(_place(story, what)), somebody)


@given(parsers.parse("the softphone has posted a message {message} to {name:w}'s desktop"))
def has_posted_nonsense(story: Story, message: str, name: str) -> None:
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
        case "with a value that is no id":
            for value in (-1, 0, 1.5, True, "abc", f"{ticket}abc", {}, {"id": ticket}):
                yield from ({"action": action, "value": value} for action in actions)
            yield {"action": "open_ticket", "value": f"../contacts/{contact}"}
            yield {"action": "open_contact", "value": f"../tickets/{ticket}"}
            yield {"action": "open_ticket", "value": "javascript:document.title='mine'"}
        case "with the id of nothing":
            yield from ({"action": action, "value": story.unknown_id()} for action in actions)
        case "that is no object":
            yield from ("open_ticket", "", 80, True, None, [], ["open_ticket", ticket])
        case "that is meant to change objects":
            order = {"action": "open_ticket", "value": ticket}
            yield {"__proto__": order}
            yield {"constructor": {"prototype": order}}
            yield {"action": {"toString": "open_ticket"}, "value": {"valueOf": ticket}}
        case _:
            raise AssertionError(message)


def _post(story: Story, name: str, message: object, sender: str = "the softphone") -> None:
    story.browser.post(story.agent(name).id, json.dumps(message), sender=sender)


def _asking_for(place: Place) -> dict[str, object]:
    return {"action": f"open_{place.kind}", "value": place.id}


def _place(story: Story, what: str) -> Place:
    """Return what somebody's name, or the ticket of somebody, leads to."""
    name, _, ticket = what.partition("'s ")
    if not ticket:
        return Place("contact", story.contact(name).id)
    return Place("ticket", story.tickets[name][-1].id)


# -- what the desktop opens ------------------------------------------------------------------


@then(parsers.re(rf"(?P<name>\w+)'s desktop shows {WHAT}"))
def shows(story: Story, name: str, what: str) -> None:
    place = _place(story, what)
    story.awaited = place
    expect(
        _shown(story, name, place),
        expected=f"the {place} of {what.partition(chr(39))[0]}, opened on {name}'s desktop",
        observed=f"opened: {_told(story.browser.opened(story.agent(name).id))}",
    )


@then("nothing else has been opened there")
def nothing_else_was_opened(story: Story) -> None:
    others = _others(story)
    expect(
        not others,
        expected=f"only the {story.awaited} opened",
        observed=f"opened, too: {_told(others)}",
    )
    if story.softphone_was_open is False:
        frame = story.browser.softphone(story.agent("Tom").id)
        expect(
            not (frame and frame.is_open),
            expected="a softphone that stays closed",
            observed="an open one",
        )


@then("before it the page of a new ticket has been opened, or nothing")
def a_new_ticket_or_nothing(story: Story) -> None:
    others = _others(story)
    expect(
        set(others) <= {NEW_TICKET},
        expected="the page of a new ticket opened, or nothing",
        observed=f"opened: {_told(others)}",
    )
    story.record_branch("new-ticket-page" if others else "ignored")


def _others(story: Story) -> tuple[Place, ...]:
    opened = story.browser.opened(story.agent("Tom").id)
    return tuple(place for place in opened if place != story.awaited)


def _shown(story: Story, name: str, place: Place) -> bool:
    return eventually(
        lambda: story.browser.shows(story.agent(name).id, place), bool, within_s=story.appear_s
    )


def _told(places: tuple[Place, ...]) -> str:
    return ", ".join(map(str, places)) or "nothing"
