"""Click to dial: the admin's settings, the agent's clicks, and the requests to the callback."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import given, parsers, then, when

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    RuleViolated,
    eventually,
    expect,
    not_tested,
)
from cti_conformance.steps.phrases import Sentence
from cti_conformance.target.ports.callback import PARAMETERS
from cti_conformance.target.ports.desktop import Place
from cti_conformance.text.excerpts import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cti_conformance.steps.story import Story
    from cti_conformance.target.receiver import Behaviour, CallbackEndpoint, DialRequest

AGENT = "Tom"
ACCOUNT = "account"
"""A parameter of the callback's address that the admin has given a value."""
FAILURES: dict[str, Behaviour] = {
    "answers with an error": "fails",
    "redirects elsewhere": "redirects",
    "hangs up": "hangs up",
    "does not answer": "hangs",
}
METHODS = ("GET", "POST")
PAGES = ("contact", "ticket")


@dataclass
class Dialling:
    """The clicks of a scenario, and the requests that reach the callback.

    Attributes:
        callback: The callback of the scenario.
        clicked: The numbers that were clicked, as the page shows them, in their order.
        before: The alerts on the page before the click.
    """

    callback: CallbackEndpoint
    clicked: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()

    def about(self, number: str) -> list[DialRequest]:
        """Return the requests that are meant for this number, however it is written there."""
        return [
            one
            for one in self.callback.dialled
            if _digits(number) in map(_digits, one.values("requester_number"))
        ]


@pytest.fixture
def dialling(story: Story) -> Dialling:
    """Give a scenario its callback."""
    return Dialling(story.target.receiver.endpoint(story.people.mark))


# -- the admin sets it up --------------------------------------------------------------------


@given("the admin has switched on click to dial")
def click_to_dial_is_on(story: Story, dialling: Dialling) -> None:
    """Set the setting click_to_dial: enabled, with GET and the URL of a callback of the suite."""
    _set_up(story, dialling)


@given(Sentence("the admin has switched on click to dial, by {method}", method=METHODS))
def click_to_dial_is_on_by(story: Story, dialling: Dialling, method: str) -> None:
    """Set the setting click_to_dial: enabled, with this request_type."""
    _set_up(story, dialling, method=method)


@given(
    Sentence(
        "the admin has switched on click to dial, by {method}, with an address without parameters",
        method=METHODS,
    )
)
def click_to_dial_names_nothing(story: Story, dialling: Dialling, method: str) -> None:
    """Set the setting click_to_dial: enabled, with a callback URL without placeholders."""
    _set_up(story, dialling, method=method, parameters=())


@given(
    Sentence(
        "the admin has switched on click to dial, with a callback that {fails}", fails=FAILURES
    )
)
def click_to_dial_fails(story: Story, dialling: Dialling, fails: str) -> None:
    """Set the setting click_to_dial: enabled, with the URL of a callback that fails in this way."""
    dialling.callback.behaviour = FAILURES[fails]
    _set_up(story, dialling)


@given("the admin has switched off click to dial")
def click_to_dial_is_off(story: Story, dialling: Dialling) -> None:
    """Set the setting click_to_dial: not enabled."""
    _set_up(story, dialling, enabled=False)


def _set_up(
    story: Story,
    dialling: Dialling,
    *,
    enabled: bool = True,
    method: str = "GET",
    parameters: Iterable[str] = PARAMETERS,
) -> None:
    named = [f"{name}={story.browser.parameter(name)}" for name in parameters]
    query = "&".join([f"{ACCOUNT}={story.people.mark}", *named])
    story.settings.change_account(
        click_to_dial={
            "enabled": enabled,
            "request_type": method,
            "callback_url": f"{dialling.callback.url}?{query}",
        }
    )


# -- contacts to call ------------------------------------------------------------------------


@given(parsers.parse('{name:w} is a contact whose Phone is written "{text}"'))
def a_contact_with_a_written_number(story: Story, name: str, text: str) -> None:
    """Make a contact with this text as Phone, or with a number if the text is refused."""
    try:
        story.people.contact(name, phone=text)
    except (RuleViolated, Inconclusive):  # a helpdesk may refuse a text that is hardly a number
        story.people.contact(name, phone=story.people.new_number())


# -- the agent clicks ------------------------------------------------------------------------


@given(Sentence("Tom has clicked {name}'s number on the {page}'s page", page=PAGES))
@when(Sentence("Tom clicks {name}'s number on the {page}'s page", page=PAGES))
def clicks_the_number(story: Story, dialling: Dialling, name: str, page: str) -> None:
    """Go to the page of the contact, or of the contact's latest ticket, and click the number."""
    place = _ticket(story, name) if page == "ticket" else _contact(story, name)
    story.browser.go_to(story.people.agent(AGENT).id, place)
    _click_its_number(story, dialling, name, place)


@when(parsers.parse("Tom follows the ticket's link to {name:w}, and clicks the number there"))
def clicks_the_number_after_a_link(story: Story, dialling: Dialling, name: str) -> None:
    """Go to the page of the contact's latest ticket, from there to the contact, and click."""
    agent_id = story.people.agent(AGENT).id
    story.browser.go_to(agent_id, _ticket(story, name))
    story.browser.go_to(agent_id, _contact(story, name), by_link=True)
    _click_its_number(story, dialling, name, _contact(story, name))


def _click_its_number(story: Story, dialling: Dialling, name: str, place: Place) -> None:
    contact = story.people.contact(name)
    wanted = contact.phone or contact.mobile
    assert wanted is not None
    # As the page writes it, or as it was created if it cannot be clicked.
    offered = _numbers(story, place)
    country = story.target.config.country
    number = next((one for one in offered if same_number(one, wanted, country)), wanted)
    try:
        _click(story, dialling, place, number)
    except RuleViolated as broken:
        if _is_on(story):
            raise
        raise Inconclusive(
            f"{broken.expected} was not found while click to dial is off: set phone_text of "
            "[page.elements] in cti-target.toml"
        ) from broken


@when(parsers.parse("Tom clicks each number on {name:w}'s page"))
def clicks_each_number(story: Story, dialling: Dialling, name: str) -> None:
    """Go to the page of the contact, and click each number that can be clicked."""
    place = _contact(story, name)
    story.browser.go_to(story.people.agent(AGENT).id, place)
    offered = _numbers(story, place)
    if not offered:
        raise RuleViolated(f"a number to click on the page of the {place}", "none")
    for number in offered:
        _click(story, dialling, place, number)


def _click(story: Story, dialling: Dialling, place: Place, number: str) -> None:
    agent_id = story.people.agent(AGENT).id
    dialling.before = story.browser.alerts(agent_id)
    story.browser.click_number(agent_id, place, number)
    dialling.clicked.append(number)


def _numbers(story: Story, place: Place) -> tuple[str, ...]:
    """Return the numbers that can be clicked, waited for if click to dial is on."""
    return eventually(
        lambda: story.browser.numbers_to_call(story.people.agent(AGENT).id, place),
        bool,
        within_s=story.appear_s if _is_on(story) else 0.0,
    )


def _is_on(story: Story) -> bool:
    settings = story.desktop.settings().get("click_to_dial")
    return isinstance(settings, dict) and settings.get("enabled") is True


def _ticket(story: Story, name: str) -> Place:
    return Place("ticket", story.tickets.of[name][-1].id)


def _contact(story: Story, name: str) -> Place:
    return Place("contact", story.people.contact(name).id)


# -- requests to the callback ----------------------------------------------------------------


@then("exactly one dial request reaches the callback")
def one_request_reaches_the_callback(story: Story, dialling: Dialling) -> None:
    """One request reaches the callback's address, and no other before that of a later click."""
    arrived = eventually(lambda: dialling.callback.dialled, bool, within_s=story.appear_s)
    expect(arrived, expected="a request to the callback", observed="no request")
    _expect_value(dialling, ACCOUNT, story.people.mark)
    # A second request would have arrived before that of a later click, but for one sent much later.
    witness = story.people.make_contact("Witness", {"phone": story.people.new_number()})
    story.people.contacts["Witness"] = witness
    clicks_the_number(story, dialling, "Witness", "contact")
    others = _others(story, dialling, dialling.clicked.pop())
    expect(len(others) == 1, expected="one request for one click", observed=_describe(others))


@then("each number has reached the callback as it was clicked")
def each_number_has_arrived(story: Story, dialling: Dialling) -> None:
    """For each click the callback gets the text of the page as the requester number."""
    for number in dialling.clicked:
        _expect_arrived(story, dialling, number)


@then("a number that has reached the callback is the one that was clicked")
def a_number_is_the_one_clicked(story: Story, dialling: Dialling) -> None:
    """One of the requests has the number that was clicked as a parameter.

    Not tested if none has parameters: a helpdesk may send only those that the address names.
    """
    dialled = eventually(lambda: dialling.callback.dialled, bool, within_s=story.appear_s)
    if not dialled:
        raise Inconclusive("no request reached the callback, which CTI-DIAL-01 covers")
    if not any(one.parameters.keys() - {ACCOUNT} for one in dialled):
        not_tested("the target sends only the parameters that the callback's address names")
    expect(
        dialled[0].values("requester_number") == {dialling.clicked[0]},
        expected=f"a request with {dialling.clicked[0]!r} as requester_number",
        observed=_describe(dialled),
    )


@then("only Priya's number has reached the callback")
def only_the_last_number_has_arrived(story: Story, dialling: Dialling) -> None:
    """The callback gets the request of the last click only."""
    others = _others(story, dialling, dialling.clicked[-1])
    expect(
        not others,
        expected="no request for the click while click to dial was off",
        observed=_describe(others),
    )


@then(Sentence("the dial request is a {method} request", method=METHODS))
def it_has_the_method(story: Story, dialling: Dialling, method: str) -> None:
    """The request to the callback for the latest click has this method."""
    dialled = eventually(
        lambda: dialling.about(dialling.clicked[-1]), bool, within_s=story.appear_s
    )
    if not dialled:
        raise Inconclusive(
            "no request has the number clicked, which CTI-DIAL-01 and CTI-DIAL-03 cover"
        )
    sent = dialled[-1].method
    expect(sent == method, expected=f"a {method}", observed=f"a {sent}")


@then(parsers.parse("the dial request names Omar's number, {agent:w} and Omar"))
def it_names_them(story: Story, dialling: Dialling, agent: str) -> None:
    """It has the clicked number, the agent's id and the requester's id as parameters."""
    _expect_value(dialling, "requester_number", dialling.clicked[0])
    _expect_value(dialling, "agent_id", str(story.people.agent(agent).id))
    _expect_value(dialling, "requester_id", str(story.people.contact("Omar").id))


@then("the dial request names that ticket")
def it_names_the_ticket(story: Story, dialling: Dialling) -> None:
    """It has the id of that ticket as a parameter."""
    _expect_value(dialling, "ticket_id", str(story.tickets.that_ticket().id))


@then("the dial request names no ticket")
def it_names_no_ticket(dialling: Dialling) -> None:
    """The parameter for the ticket is absent or empty."""
    values = dialling.callback.dialled[0].values("ticket_id")
    expect(not values, expected="no ticket_id", observed=f"ticket_id: {_listed(values)}")


@then("the dial request names the second helpdesk number as the agent's number")
def it_names_the_agents_number(story: Story, dialling: Dialling) -> None:
    """It has the picked helpdesk number as the parameter for the agent's number."""
    wanted = story.people.helpdesk_numbers[1]
    values = dialling.callback.dialled[0].values("agent_number")
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
        observed=_describe(arrived or dialling.callback.dialled),
    )


def _others(story: Story, dialling: Dialling, number: str) -> list[DialRequest]:
    """Return the requests for other numbers, once the one for this number is there."""
    arrived = _arrived(story, dialling, number)
    if not arrived:
        raise Inconclusive("a later click did not reach the callback")
    return [one for one in dialling.callback.dialled if one not in arrived]


def _arrived(story: Story, dialling: Dialling, number: str) -> list[DialRequest]:
    """Return the requests that are meant for a number, waited for."""
    return eventually(lambda: dialling.about(number), bool, within_s=story.appear_s)


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _expect_value(dialling: Dialling, name: str, value: str) -> None:
    values = dialling.callback.dialled[0].values(name)
    expect(values == {value}, expected=f"{name}: {value}", observed=f"{name}: {_listed(values)}")


def _listed(values: frozenset[str]) -> str:
    return " and ".join(map(repr, sorted(values))) or "none"


def _describe(dialled: list[DialRequest]) -> str:
    requests = "; ".join(
        f"{one.method} with " + ", ".join(f"{k} {_listed(v)}" for k, v in one.parameters.items())
        for one in dialled
    )
    return f"{plural(len(dialled), 'request')}: {requests}" if dialled else "no request"


# -- a callback that fails -------------------------------------------------------------------


@then("Tom sees an alert that the call was not placed")
def sees_an_alert(story: Story, dialling: Dialling) -> None:
    """The page shows an alert that was not there before the click."""
    agent_id = story.people.agent(AGENT).id

    def new_alerts() -> list[str]:
        return [one for one in story.browser.alerts(agent_id) if one not in dialling.before]

    limits = story.target.config.limits
    alerts = eventually(new_alerts, bool, within_s=limits.answer_s + limits.appear_s)
    expect(alerts, expected="an alert that the call was not placed", observed="no alert")


@then("Tom can retry once the callback works")
def can_retry(story: Story, dialling: Dialling) -> None:
    """After another click the callback gets another request."""
    dialling.callback.behaviour = "answers"
    tried = len(dialling.callback.dialled)
    _click(story, dialling, _contact(story, "Omar"), dialling.clicked[-1])
    arrived = eventually(lambda: dialling.callback.dialled[tried:], bool, within_s=story.appear_s)
    expect(arrived, expected="another request for another click", observed="none")
