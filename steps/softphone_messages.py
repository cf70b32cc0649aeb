"""The messages of the softphone to the desktop, and their effects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.desktop_page import NEW_TICKET, PLACES, place_of
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.softphone import softphone_frame
from cti_conformance.steps.story.settling import let_pass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.desktop import Place

PROCESSED_S = 0.5
PLACE = {"place": PLACES}
FORMS = ("", ", with the id as a string")
OTHER_SENDERS = (
    "a frame inside the softphone",
    "a window that the softphone opened",
    "another site in the softphone's place",
    "another frame of the softphone's site",
    "a script of the desktop's own page",
    "a site whose name begins with the softphone's",
    "another port of the softphone's host",
)
MESSAGES = (
    "with an unknown action",
    "without a value",
    "with a value that is not an id",
    "with an unknown id",
    "that is not an object",
    "that attempts prototype pollution",
    "that is an object as JSON text",
    "with its action in an inner object",
)


@dataclass
class SoftphoneView:
    """The state of the softphone in a scenario.

    Attributes:
        awaited: The page that the softphone asked for last.
        was_open: Whether the softphone was open before; ``None`` if it does not matter.
    """

    awaited: Place | None = None
    was_open: bool | None = None


@pytest.fixture
def softphone_view() -> SoftphoneView:
    """The softphone of the scenario."""
    return SoftphoneView()


@when(parsers.parse("the softphone asks {name:w}'s desktop to be shown"))
def asks_to_be_shown(story: Story, name: str) -> None:
    """Post the action show_softphone from the iframe to the page."""
    _post(story, name, {"action": "show_softphone"})


@given(parsers.parse("the softphone has asked {name:w}'s desktop to be shown"))
def has_asked_to_be_shown(story: Story, name: str) -> None:
    """Post the action show_softphone, and wait until the iframe is visible."""
    asks_to_be_shown(story, name)
    frame = softphone_frame(story, name, lambda frame: frame.is_open)
    if not (frame and frame.is_open):
        raise Inconclusive("the softphone was not shown, which CTI-IFR-04 covers")


@when(parsers.parse("the softphone asks {name:w}'s desktop to be shown once more"))
def asks_to_be_shown_again(story: Story, name: str) -> None:
    """Post the action show_softphone, and leave time for a page that would hide it."""
    asks_to_be_shown(story, name)
    let_pass(story, PROCESSED_S, "nothing tells when a page has processed the message")


@when(Sentence("the softphone asks {name}'s desktop to open {place}{form}", **PLACE, form=FORMS))
def asks_for(story: Story, name: str, place: str, form: str) -> None:
    """Post the action open_contact or open_ticket with the id as a number, or as a string."""
    message = _asking_for(place_of(story, place))
    _post(story, name, message | {"value": str(message["value"])} if form else message)


@when(
    Sentence(
        "the softphone asks {name}'s desktop to open {first}, and at once {place}",
        first=PLACES,
        place=PLACES,
    )
)
def asks_for_two(story: Story, name: str, first: str, place: str) -> None:
    """Post two actions, the second of which does not wait for the page of the first."""
    for wanted in (first, place):
        _post(story, name, _asking_for(place_of(story, wanted)))


@given(Sentence("the softphone has asked {name}'s desktop to open {place}", **PLACE))
def has_asked_for(story: Story, name: str, place: str) -> None:
    """Post the action open_contact or open_ticket, and wait until the page is open."""
    wanted = place_of(story, place)
    _post(story, name, _asking_for(wanted))
    if not _shown(story, name, wanted):
        raise Inconclusive(
            f"the desktop did not open the {wanted}, so the next message cannot be checked"
        )


@given(Sentence("{name} has then followed a link to {place}", **PLACE))
def has_followed_a_link(story: Story, name: str, place: str) -> None:
    """Go from the page that is shown to another one, by a link if it has one."""
    story.browser.go_to(story.people.agent(name).id, place_of(story, place), by_link=True)


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
        _post(story, name, _asking_for(place_of(story, what)), sender)


@given(
    Sentence("the softphone has posted a message {message} to {name}'s desktop", message=MESSAGES)
)
def has_posted_nonsense(story: Story, message: str, name: str) -> None:
    """Post several such messages from the iframe to the page."""
    for one in _nonsense(story, message):
        _post(story, name, one)


def _nonsense(story: Story, message: str) -> Iterator[object]:
    """Yield messages of a kind that a desktop must ignore."""
    ticket, contact = place_of(story, "Priya's ticket").id, place_of(story, "Priya").id
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
        case "that is an object as JSON text":
            yield json.dumps({"action": "open_ticket", "value": ticket})
            yield json.dumps({"action": "open_contact", "value": contact})
        case "with its action in an inner object":
            order = {"action": "open_ticket", "value": ticket}
            yield from ({key: order} for key in ("data", "message", "detail", "payload"))
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


# -- effects on the desktop ------------------------------------------------------------------


@then(Sentence("{name}'s desktop shows {place}", **PLACE))
def shows(story: Story, softphone_view: SoftphoneView, name: str, place: str) -> None:
    """A page of the desktop is at the contact or the ticket, and shows it."""
    wanted = place_of(story, place)
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
