"""A vendor's softphone, used for one call: its messages to the desktop, and their effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd import then, when

from cti_conformance.results.step_outcomes import (
    Inconclusive,
    RuleViolated,
    eventually,
    expect,
    not_tested,
)
from cti_conformance.scenario.people import People
from cti_conformance.steps.desktop import an_agent_who_is_online
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story import Story
from cti_conformance.target.ports.desktop import Place
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.config.partners import Partners, SoftphoneUnderTest
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.target import Target

NAME = "Tom"
WIDTH, HEIGHT = 400, 600
SHOW, TICKET, CONTACT = "show_softphone", "open_ticket", "open_contact"
KINDS = {TICKET: "ticket", CONTACT: "contact"}


@dataclass(frozen=True)
class SoftphoneSession:
    """The result of using the softphone once.

    Attributes:
        story: The call, and who is in it.
        messages: What the softphone posted with an `action`, in its order.
        was_shown: Whether the desktop showed it.
        opened: What the desktop opened.
    """

    story: Story
    messages: tuple[dict[str, Any], ...]
    was_shown: bool
    opened: tuple[Place, ...]

    def asked(self, action: str) -> list[dict[str, Any]]:
        """Return the messages with this action.

        Ends the scenario as *not tested* where the softphone never asked for it.
        """
        messages = [message for message in self.messages if message["action"] == action]
        if not messages:
            not_tested(f"the softphone did not post {action} while it was used")
        return messages


@pytest.fixture(scope="session")
def softphone_session(
    pytestconfig: pytest.Config, run: Run, target: Target, partners: Partners
) -> SoftphoneSession:
    """Use the softphone for one call, once for all rules: a person uses it only once."""
    assert partners.softphone, "only a run with --softphone-url has these rules"
    people = People(run, target, run.numbers, mark=run.new_mark())
    story = Story(people, in_browser=True)
    agent_id = _a_call_is_going_on(story, partners.softphone)
    call = {
        "agent_id": agent_id,
        "requester_number": people.number,
        "contact_id": story.people.contact("Omar").id,
        "ticket_id": story.tickets.that_ticket("Omar", has_notes=False).id,
    }
    if partners.softphone.driver is None:
        capture = pytestconfig.pluginmanager.get_plugin("capturemanager")
        assert capture is not None
        with capture.global_and_fixture_disabled():
            print(_instructions(call, partners.softphone.wait_s), flush=True)
        eventually(
            lambda: _so_far(story, agent_id),
            lambda so_far: so_far.was_shown and len(so_far.opened) > 1,
            within_s=partners.softphone.wait_s,
        )
    else:
        wait_s = partners.softphone.wait_s
        story.browser.drive(agent_id, partners.softphone.driver, call, within_s=wait_s)
        asked = {_action(message) for message in _messages(story, agent_id)}
        wanted = {kind for action, kind in KINDS.items() if action in asked}
        eventually(
            lambda: _so_far(story, agent_id),
            lambda so_far: wanted <= {place.kind for place in so_far.opened},
            within_s=story.appear_s,
        )
    return _so_far(story, agent_id)


def _a_call_is_going_on(story: Story, softphone: SoftphoneUnderTest) -> int:
    """Open the desktop of an agent who has a call, with the softphone in its frame."""
    story.people.number = story.people.new_number()
    omar = story.people.contact("Omar", phone=story.people.number)
    story.settings.change_account(
        softphone={"enabled": True, "url": softphone.url, "width": WIDTH, "height": HEIGHT}
    )
    an_agent_who_is_online(story, NAME)
    agent_id = story.people.agent(NAME).id
    story.browser.listen(agent_id)
    story.browser.wait_for_softphone(agent_id)
    story.new_call({"requester_id": omar.id})
    story.name_responder(responder_id=agent_id)
    story.send()
    return agent_id


def _so_far(story: Story, agent_id: int) -> SoftphoneSession:
    frame = story.browser.softphone(agent_id)
    return SoftphoneSession(
        story,
        tuple(message for message in _messages(story, agent_id) if _action(message)),
        was_shown=frame is not None and frame.is_open,
        opened=story.browser.opened(agent_id),
    )


def _messages(story: Story, agent_id: int) -> list[dict[str, Any]]:
    return [
        message for message in story.browser.posted_messages(agent_id) if isinstance(message, dict)
    ]


def _action(message: dict[str, Any]) -> str:
    return str(message.get("action") or "")


def _instructions(call: dict[str, object], wait_s: float) -> str:
    return (
        f"\n\nUse the softphone in the window now, for a call from {call['requester_number']}.\n"
        f"Have it show itself, open ticket {call['ticket_id']} and open contact "
        f"{call['contact_id']}: there are {wait_s:g} s for it.\n"
    )


@when("an agent uses the softphone for a call")
def an_agent_uses_the_softphone(softphone_session: SoftphoneSession) -> None:
    """Use the softphone for one call, by the given driver or by a person, once for all rules."""
    # It was used once for all examples: each opens the pages of the call again.
    softphone_session.story.records.ticket(softphone_session.story.tickets.that_ticket().id)
    if not softphone_session.messages:
        not_tested("the softphone posted no message with an action while it was used")


@then("every posted action is a documented one")
def every_action_is_documented(softphone_session: SoftphoneSession) -> None:
    """The action of each message is show_softphone, open_ticket or open_contact."""
    expected = f"one of {SHOW}, {TICKET}, {CONTACT} as the action"
    for message in softphone_session.messages:
        expect(
            message["action"] in (SHOW, *KINDS), expected=expected, observed=f"posted: {message}"
        )


@then("every posted value is the id of a ticket or a contact")
def every_value_is_an_id(softphone_session: SoftphoneSession) -> None:
    """The value of each open_ticket or open_contact is the id of an existing record."""
    records = softphone_session.story.records
    there: dict[str, Callable[[int], object]] = {TICKET: records.ticket, CONTACT: records.contact}
    asking = [message for message in softphone_session.messages if message["action"] in KINDS]
    if not asking:
        not_tested("the softphone asked for no ticket and no contact while it was used")
    for message in asking:
        expected = f"the id of a {KINDS[message['action']]} as the value of {message['action']}"
        id_ = _id(message.get("value"))
        expect(id_, expected=expected, observed=f"posted: {message}")
        assert id_ is not None
        try:
            there[message["action"]](id_)
        except NoAnswer:
            raise
        except Inconclusive as answer:  # the reference answers 404
            raise RuleViolated(
                expected, f"posted: {message}, and there is none: {answer}"
            ) from answer


@then("the desktop has shown the softphone")
def it_has_been_shown(softphone_session: SoftphoneSession) -> None:
    """The softphone posted show_softphone, and its iframe was visible."""
    softphone_session.asked(SHOW)
    expect(softphone_session.was_shown, expected="the softphone shown", observed="a closed frame")


@then(Sentence("the desktop has opened the requested {kind}", kind=KINDS.values()))
def it_has_opened(softphone_session: SoftphoneSession, kind: str) -> None:
    """The softphone posted this action, and the desktop was at the page of each value."""
    _has_opened(softphone_session, f"open_{kind}")


def _has_opened(softphone_session: SoftphoneSession, action: str) -> None:
    for message in softphone_session.asked(action):
        place = Place(KINDS[action], _id(message.get("value")))
        expect(
            place in softphone_session.opened,
            expected=f"the {place} open, which {message} asked for",
            observed=f"opened: {', '.join(map(str, softphone_session.opened)) or 'nothing'}",
        )


def _id(value: object) -> int | None:
    """Return an id that came as a number or as the string of its digits."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
