"""Click to dial: what the admin sets, what the agent clicks, and what reaches the callback."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import given, parsers, then, when

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, eventually, expect
from cti_conformance.target.ports.callback import PARAMETERS
from cti_conformance.target.ports.desktop import Place

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.target.receiver import Behaviour, CallbackEndpoint, DialRequest

AGENT = "Tom"
FAILURES: dict[str, Behaviour] = {
    "answers with an error": "fails",
    "redirects elsewhere": "redirects",
    "hangs up": "hangs up",
    "does not answer": "hangs",
}
SECOND = 1


@dataclass
class Dialling:
    """What a scenario clicks, and what of it reaches the callback.

    Attributes:
        line: The callback of the scenario.
        clicked: The numbers that were clicked, as the page shows them, in their order.
        before: What the agent was alerted to before the click.
    """

    line: CallbackEndpoint
    clicked: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()

    def about(self, number: str) -> list[DialRequest]:
        """Return the requests that are meant for this number, however it is written there."""
        return [
            one
            for one in self.line.dialled
            if _digits(number) in map(_digits, one.values("requester_number"))
        ]


@pytest.fixture
def dialling(story: Story) -> Dialling:
    """Give a scenario its callback."""
    return Dialling(story.target.receiver.endpoint(story.mark))


# -- the admin sets it up --------------------------------------------------------------------


@given("click to dial is on")
@given("the admin has switched click to dial on")
def click_to_dial_is_on(story: Story, dialling: Dialling) -> None:
    _set_up(story, dialling)


@given(parsers.parse("click to dial is on, by {method:w}"))
def click_to_dial_is_on_by(story: Story, dialling: Dialling, method: str) -> None:
    _set_up(story, dialling, method=method)


@given(parsers.parse("click to dial is on, with a callback that {fails}"))
def click_to_dial_fails(story: Story, dialling: Dialling, fails: str) -> None:
    dialling.line.behaviour = FAILURES[fails]
    _set_up(story, dialling)


@given("click to dial is off")
def click_to_dial_is_off(story: Story, dialling: Dialling) -> None:
    _set_up(story, dialling, enabled=False)


def _set_up(story: Story, dialling: Dialling, *, enabled: bool = True, method: str = "GET") -> None:
    query = "&".join(f"{name}={story.browser.parameter(name)}" for name in PARAMETERS)
    story.change_settings(
        click_to_dial={
            "enabled": enabled,
            "request_type": method,
            "callback_url": f"{dialling.line.url}?{query}",
        }
    )


# -- whom there is to call -------------------------------------------------------------------


@given(parsers.parse("{name:w} is a contact whose Phone and Mobile are numbers"))
def a_contact_with_two_numbers(story: Story, name: str) -> None:
    story.contact(name, phone=story.new_number(), mobile=story.new_number())


@given(parsers.parse('{name:w} is a contact whose Phone is written "{text}"'))
def a_contact_with_a_written_number(story: Story, name: str, text: str) -> None:
    try:
        story.contact(name, phone=text)
    except (RuleViolated, Inconclusive):  # a helpdesk need not take what is hardly a number
        story.contact(name, phone=story.new_number())


# -- the agent clicks ------------------------------------------------------------------------


@given(parsers.parse("Tom has clicked {name:w}'s number on the {page:w}'s page"))
@when(parsers.parse("Tom clicks {name:w}'s number on the {page:w}'s page"))
def clicks_the_number(story: Story, dialling: Dialling, name: str, page: str) -> None:
    place = _contact(story, name)
    if page == "ticket":
        place = Place("ticket", story.tickets[name][-1].id)
    story.browser.go_to(story.agent(AGENT).id, place)
    wanted = story.contact(name).phone
    assert wanted is not None
    # As the page writes it; where it cannot be clicked to be called, as it was made.
    offered = _numbers(story, place)
    country = story.target.config.country
    number = next((one for one in offered if same_number(one, wanted, country)), wanted)
    try:
        _click(story, dialling, place, number)
    except RuleViolated as broken:
        if _is_on(story):
            raise
        raise Inconclusive(
            f"{broken.expected} was not found while click to dial is off: say in cti-target.toml, "
            "as phone_text of [page.elements], what it is there"
        ) from broken


@when(parsers.parse("Tom clicks each number on {name:w}'s page"))
def clicks_each_number(story: Story, dialling: Dialling, name: str) -> None:
    place = _contact(story, name)
    story.browser.go_to(story.agent(AGENT).id, place)
    offered = _numbers(story, place)
    if not offered:
        raise RuleViolated(f"a number to click on the page of the {place}", "none")
    for number in offered:
        _click(story, dialling, place, number)


def _click(story: Story, dialling: Dialling, place: Place, number: str) -> None:
    agent_id = story.agent(AGENT).id
    dialling.before = story.browser.alerts(agent_id)
    story.browser.click_number(agent_id, place, number)
    dialling.clicked.append(number)


def _numbers(story: Story, place: Place) -> tuple[str, ...]:
    """Return the numbers that can be clicked, waited for where click to dial is on."""
    return eventually(
        lambda: story.browser.numbers_to_call(story.agent(AGENT).id, place),
        bool,
        within_s=story.appear_s if _is_on(story) else 0.0,
    )


def _is_on(story: Story) -> bool:
    settings = story.desktop.settings().get("click_to_dial")
    return isinstance(settings, dict) and settings.get("enabled") is True


def _contact(story: Story, name: str) -> Place:
    return Place("contact", story.contact(name).id)


# -- what reaches the callback ---------------------------------------------------------------


@then("one request reaches the callback")
def one_request_reaches_the_callback(story: Story, dialling: Dialling) -> None:
    arrived = eventually(lambda: dialling.line.dialled, bool, within_s=story.appear_s)
    expect(arrived, expected="a request to the callback", observed="no request")
    # A second one would be there once a later click has brought its own.
    witness = story.make_contact("Witness", {"phone": story.new_number()})
    story.contacts["Witness"] = witness
    clicks_the_number(story, dialling, "Witness", "contact")
    others = _others(story, dialling, dialling.clicked.pop())
    expect(len(others) == 1, expected="one request for one click", observed=_told(others))


@then("each number has reached the callback as it was clicked")
def each_number_has_arrived(story: Story, dialling: Dialling) -> None:
    for number in dialling.clicked:
        _expect_arrived(story, dialling, number)


@then("only Priya's number has reached the callback")
def only_the_last_number_has_arrived(story: Story, dialling: Dialling) -> None:
    others = _others(story, dialling, dialling.clicked[-1])
    expect(
        not others,
        expected="no request for the click while click to dial was off",
        observed=_told(others),
    )


@then(parsers.parse("it is a {method:w}"))
def it_has_the_method(dialling: Dialling, method: str) -> None:
    sent = dialling.line.dialled[0].method
    expect(sent == method, expected=f"a {method}", observed=f"a {sent}")


@then(parsers.parse("it names Omar's number, {agent:w} and Omar"))
def it_names_them(story: Story, dialling: Dialling, agent: str) -> None:
    _expect_value(dialling, "requester_number", dialling.clicked[0])
    _expect_value(dialling, "agent_id", str(story.agent(agent).id))
    _expect_value(dialling, "requester_id", str(story.contact("Omar").id))


@then("it names that ticket")
def it_names_the_ticket(story: Story, dialling: Dialling) -> None:
    _expect_value(dialling, "ticket_id", str(story.existing_ticket().id))


@then("it names no ticket")
def it_names_no_ticket(dialling: Dialling) -> None:
    values = dialling.line.dialled[0].values("ticket_id")
    expect(not values, expected="no ticket_id", observed=f"ticket_id: {_listed(values)}")


@then("it names the second of them as the agent's number")
def it_names_the_agents_number(story: Story, dialling: Dialling) -> None:
    wanted = story.helpdesk_numbers[SECOND]
    values = dialling.line.dialled[0].values("agent_number")
    country = story.target.config.country
    expect(
        len(values) == 1 and same_number(wanted, min(values), country),
        expected=f"agent_number: {wanted}",
        observed=f"agent_number: {_listed(values)}",
    )


def _expect_arrived(story: Story, dialling: Dialling, number: str) -> None:
    arrived = _arrived(story, dialling, number)
    expect(
        arrived and arrived[0].values("requester_number") == {number},
        expected=f"a request with {number!r} as requester_number",
        observed=_told(arrived or dialling.line.dialled),
    )


def _others(story: Story, dialling: Dialling, number: str) -> list[DialRequest]:
    """Return the requests for other numbers, once the one for this number is there."""
    arrived = _arrived(story, dialling, number)
    if not arrived:
        raise Inconclusive("a later click did not reach the callback")
    return [one for one in dialling.line.dialled if one not in arrived]


def _arrived(story: Story, dialling: Dialling, number: str) -> list[DialRequest]:
    """Return the requests that are meant for a number, waited for."""
    return eventually(lambda: dialling.about(number), bool, within_s=story.appear_s)


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _expect_value(dialling: Dialling, name: str, value: str) -> None:
    values = dialling.line.dialled[0].values(name)
    expect(values == {value}, expected=f"{name}: {value}", observed=f"{name}: {_listed(values)}")


def _listed(values: frozenset[str]) -> str:
    return " and ".join(map(repr, sorted(values))) or "none"


def _told(dialled: list[DialRequest]) -> str:
    told = "; ".join(
        f"{one.method} with " + ", ".join(f"{k} {_listed(v)}" for k, v in one.parameters.items())
        for one in dialled
    )
    return f"{len(dialled)} requests: {told}" if dialled else "no request"


# -- a callback that fails -------------------------------------------------------------------


@then("Tom is told that the call was not placed")
def is_told(story: Story, dialling: Dialling) -> None:
    agent_id = story.agent(AGENT).id

    def new_alerts() -> list[str]:
        return [one for one in story.browser.alerts(agent_id) if one not in dialling.before]

    limits = story.target.config.limits
    said = eventually(new_alerts, bool, within_s=limits.answer_s + limits.appear_s)
    expect(said, expected="an alert that the call was not placed", observed="no alert")


@then("Tom can have it placed once the callback works")
def can_have_it_placed(story: Story, dialling: Dialling) -> None:
    dialling.line.behaviour = "answers"
    tried = len(dialling.line.dialled)
    _click(story, dialling, _contact(story, "Omar"), dialling.clicked[-1])
    arrived = eventually(lambda: dialling.line.dialled[tried:], bool, within_s=story.appear_s)
    expect(arrived, expected="another request for another click", observed="none")
