"""Screen pops as JSON: the attributes of the request, and how it is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd import given, parsers, when

from cti_conformance.config.credentials import PASSWORDS_OF_A_KEY
from cti_conformance.ledger.attributes import OPTIONAL, REQUESTER, RESPONDER
from cti_conformance.results.locus import Locus
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, not_tested
from cti_conformance.scenario import hard_data
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story.story import without
from cti_conformance.transport.failures import HungUp

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.config.credentials import Auth
    from cti_conformance.steps.story import Story, Tickets
    from cti_conformance.transport.answer import Answer

CREDENTIALS: dict[str, Auth] = {
    "without credentials": "none",
    "with a wrong API key": "wrong-key",
    "with an empty API key": "empty-key",
    "with a wrong password": "wrong-password",
    "with the API key and a letter more": "longer-key",
    "with the API key without its last character": "shorter-key",
    "with the API key in the other letter case": "other-case-key",
    "with an agent's password and a letter more": "longer-password",
    "with only the beginning of the API key": "key-beginning",
    "with the API key as the password": "key-as-password",
    "with the API key inside the user name": "key-inside",
    "with an agent's password and nobody's email": "other-user",
    "with an agent's password and email at another domain": "other-domain",
    "with only the beginning of an agent's password": "password-beginning",
    "with an agent's password in the other letter case": "other-case-password",
    "with the API key and an empty password": "key-empty",
    "with the API key and a password with a colon": "key-colon",
    "with the API key and a password in other letters": "key-letters",
    "with the API key and a password of a hundred characters": "key-long",
    "with the API key and the password X": "api-key",
    "with the API key and another password": "api-key-any",
    "with an agent's email and password": "password",
}

GROUPS = {"requester": REQUESTER, "responder": RESPONDER, "optional": OPTIONAL}

BLANKS: dict[str, Callable[[tuple[str, ...]], dict[str, object]]] = {
    "left out": lambda _: {},
    "null": dict.fromkeys,
    "an empty string": lambda names: {name: "" for name in names if not name.endswith("_id")},
    "a blank phone": lambda names: {name: "   " for name in names if name.endswith("_phone")},
}
"""The values that can replace a group of attributes."""

BODIES = {
    "nothing": b"",
    "text that is not JSON": b"hello",
    "a JSON object cut short": b'{"requester_phone": "+12125550100", "respon',
    "the JSON value null": b"null",
    "a JSON number": b"42",
    "bytes that are not UTF-8": b'{"requester_phone": "\xff\xfe"}',
}

WRAPPED: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "a JSON array": lambda pop: json.dumps([pop]).encode(),
    "a JSON string": lambda pop: json.dumps(json.dumps(pop)).encode(),
}

ODDITIES: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "a string of 100,000 characters": lambda pop: _json(pop | {"call_url": "x" * 100_000}),
    "control characters": lambda pop: _json(pop | {"call_info": {"a\x00b": "\x01\x1b[31m\x7f"}}),
    "an emoji in every string": lambda pop: _json(
        pop | {"call_info": {"😀": "☎️"}, "call_url": "📞"}
    ),
    "a lone surrogate": lambda pop: _with(pop, "call_url", r'"\ud83d"'),
    "an id of thirty digits": lambda pop: _with(pop, "ticket_id", "9" * 30),
    "an id of zero": lambda pop: _with(pop, "ticket_id", "0"),
    "a negative id": lambda pop: _with(pop, "ticket_id", "-1"),
    "a fractional id": lambda pop: _with(pop, "ticket_id", "1.5"),
    "NaN as an id": lambda pop: _with(pop, "ticket_id", "NaN"),
    "a hundred nested lists": lambda pop: _with(pop, "call_info", "[" * 100 + "]" * 100),
    "ten thousand nested lists": lambda pop: _with(pop, "call_info", "[" * 10**4 + "]" * 10**4),
    "a repeated attribute": lambda pop: _with(pop, "new_ticket", "true", "false"),
    "quotes and semicolons": lambda pop: _json(pop | {"call_info": {"'; --": "\"\\;' OR 1=1"}}),
    "a thousand undocumented fields": lambda pop: _json(pop | {f"x{i}": i for i in range(1000)}),
    "call information without pairs": lambda pop: _json(pop | {"call_info": {}}),
}


CONTENT_TYPES = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-8",
)
APIS = ("Screenpop", "Call Details")
FAULTS = (
    "no credentials",
    "wrong credentials",
    "no responder",
    *(f"an unknown {attribute}" for attribute in (*REQUESTER, *RESPONDER, "ticket_id")),
)


@dataclass
class Request:
    """How the pop is sent.

    Attributes:
        auth: The credentials.
        body: The bytes of the body, if it is not simply the call as JSON.
    """

    auth: Auth = "best"
    body: bytes | None = None


@pytest.fixture
def pop_request() -> Request:
    """How the pop of the scenario is sent."""
    return Request()


# -- the attributes of the pop ---------------------------------------------------------------


@given("a screen pop")
def a_screen_pop(story: Story) -> None:
    """Prepare a pop of an unknown number for an agent who is offline, with a call reference."""
    story.new_call({"requester_phone": story.people.new_number()})
    story.name_responder(responder_id=story.people.agent().id)


@given(Sentence("a screen pop with {oddity}", oddity=ODDITIES))
def a_screen_pop_with(story: Story, pop_request: Request, oddity: str) -> None:
    """Prepare such a pop whose JSON has this peculiarity."""
    a_screen_pop(story)
    pop_request.body = ODDITIES[oddity](story.call)


@given("a screen pop whose call reference has a ticket")
def a_screen_pop_with_a_ticket(story: Story, tickets: Tickets) -> None:
    """Send such a pop, and remember the ticket that call details report for it."""
    a_screen_pop(story)
    story.send()
    tickets.compared_id = story.reported("a ticket of the first pop").get("ticket_id")


@given("the pop has been refused")
def the_pop_has_been_refused(story: Story) -> None:
    """Send the pop, which must be refused."""
    answer = story.pop(story.call)
    if not answer.refused:
        raise Inconclusive(f"the pop with a fault was not refused: {answer}")


@given("the pop has been sent")
def the_pop_has_been_sent(story: Story) -> None:
    """Send the pop."""
    story.send()


@given(Sentence("the pop's {group} attributes are {blank}", group=GROUPS, blank=BLANKS))
def the_attributes_are(story: Story, group: str, blank: str) -> None:
    """Remove a group of attributes, or replace its values."""
    _replace_group(story, group, BLANKS[blank](GROUPS[group]))


@given(
    Sentence(
        "the pop's only {group} attribute is {attribute}",
        group=GROUPS,
        attribute=(*REQUESTER, *RESPONDER, *OPTIONAL),
    )
)
def the_only_attribute_is(story: Story, tickets: Tickets, group: str, attribute: str) -> None:
    """Leave one attribute of a group, with a valid value."""
    if attribute in RESPONDER:
        value: object = getattr(story.people.agent(), attribute.removeprefix("responder_"))
    else:
        value = _valid_value(story, tickets, attribute)
    if value is None:
        who = "agent" if attribute in RESPONDER else "contact"
        not_tested(f"the {who} listed in cti-target.toml has no {attribute}")
    _replace_group(story, group, {attribute: value})


def _valid_value(story: Story, tickets: Tickets, attribute: str) -> object:
    match attribute:
        case "requester_id":
            return story.people.contact().id
        case "requester_phone":
            return story.people.new_number()
        case "requester_email":
            return story.people.contact().email
        case "call_reference_id":
            return story.people.new_reference()
        case "ticket_id":
            return ticket_of_the_requester(story, tickets)
        case "new_ticket":
            return True
        case "call_url":
            return hard_data.recording(story.people.mark)
        case "call_info":
            return hard_data.call_info(story.people.mark)
    raise KeyError(attribute)


def _replace_group(story: Story, group: str, attributes: dict[str, object]) -> None:
    story.call = without(GROUPS[group], story.call) | attributes


@given(parsers.parse("the pop's {attribute:w} is the JSON value {value}"))
def an_attribute_is(story: Story, attribute: str, value: str) -> None:
    """Give the pop an attribute; in a group it becomes the only one that names somebody."""
    set_attribute(story, attribute, json.loads(value))


@given(parsers.parse("the pop's {attribute:w} is the id of {name:w}, as a string"))
def an_id_as_a_string(story: Story, attribute: str, name: str) -> None:
    """Name the requester or the responder by the digits of an id, as a JSON string."""
    people = story.people
    person = people.contact(name) if attribute in REQUESTER else people.agent(name)
    set_attribute(story, attribute, str(person.id))


@given("the pop's ticket_id is the id of a ticket, as a string")
def ticket_id_as_a_string(story: Story, tickets: Tickets) -> None:
    """Name a ticket by the digits of its id, as a JSON string."""
    tickets.compared_id = ticket_of_the_requester(story, tickets)
    story.call["ticket_id"] = str(tickets.compared_id)


def ticket_of_the_requester(story: Story, tickets: Tickets) -> int:
    """Return some ticket; one that the suite creates belongs to the caller."""
    ticket_id = tickets.any_id()
    if tickets.that:
        story.name_requester(requester_id=story.people.contact().id)
    return ticket_id


@given(Sentence("the pop has {fault}", fault=FAULTS))
def the_pop_has(story: Story, pop_request: Request, fault: str) -> None:
    """Give the pop a fault for which it must be refused; any other part of it stays valid."""
    if not any(name in story.call for name in RESPONDER):
        story.name_responder(responder_id=story.people.agent().id)
    match fault:
        case "no credentials":
            pop_request.auth = "none"
        case "wrong credentials":
            pop_request.auth = "wrong-key"
        case "no responder":
            story.name_responder()
        case _:
            attribute = fault.removeprefix("an unknown ")
            value = _unknown_value(story, attribute)
            if attribute in RESPONDER:
                story.name_responder(**{attribute: value})
            else:
                story.call[attribute] = value


def _unknown_value(story: Story, attribute: str) -> object:
    if attribute.endswith("_id"):
        return story.people.unknown_id()
    if attribute.endswith("_email"):
        return story.people.new_email("nobody")
    return story.people.new_number()


def set_attribute(story: Story, attribute: str, value: object) -> None:
    """Give the pop an attribute; in a group of three it becomes the only one."""
    if attribute in REQUESTER:
        story.name_requester(**{attribute: value})
    elif attribute in RESPONDER:
        story.name_responder(**{attribute: value})
    else:
        story.call[attribute] = value


# -- sending ---------------------------------------------------------------------------------


@when("the pop is sent")
def the_pop_is_sent(story: Story, pop_request: Request) -> None:
    """Send the pop, as it was prepared."""
    body = pop_request.body
    if body is None:
        story.send(auth=pop_request.auth)
    else:
        story.answers.append(answered(story, lambda: send_body(story, body)))


def send_body(story: Story, body: bytes, content_type: str = "application/json") -> Answer:
    """Send a body, which may be that of the call, as a screen pop."""
    story.people.created.note_requester(story.call)
    return story.target.cti.pop_raw(body, content_type=content_type)


def answered(story: Story, ask: Callable[[], Answer]) -> Answer:
    """Return the answer to an unusual request.

    Raises:
        RuleViolated: The target hung up on this request, and still answers others.
    """
    try:
        return ask()
    except HungUp as silence:
        # Raises again if the connection is at fault.
        story.target.cti.details(story.people.new_reference())
        number = len(story.target.recorder.exchanges) - 2  # the last one is the look above
        at = Locus("$status > 0 and $status < 500", number=number)
        expected = "an answer that is not a server error"
        raise RuleViolated(expected, str(silence), at) from silence


@when(Sentence("the pop is sent {credentials}", credentials=CREDENTIALS))
def the_pop_is_sent_with(story: Story, credentials: str) -> None:
    """Send the pop with these credentials for HTTP Basic authentication."""
    story.send(auth=usable_credentials(story, credentials))


@when(Sentence("the pop is sent as {content_type}", content_type=CONTENT_TYPES))
def the_pop_is_sent_as(story: Story, content_type: str) -> None:
    """Send the pop with this Content-Type."""
    body = _json(story.call)
    story.answers.append(send_body(story, body, content_type))


@when(Sentence("the pop is sent inside {body}", body=WRAPPED))
def the_pop_is_sent_inside(story: Story, body: str) -> None:
    """Send the pop as the only element of an array, or as a JSON string of its text."""
    story.answers.append(send_body(story, WRAPPED[body](story.call)))


@when(Sentence("{body} is sent as a screen pop", body=BODIES))
def a_body_is_sent(story: Story, body: str) -> None:
    """Send these bytes as the body of POST …/cti/pop."""
    story.answers.append(send_body(story, BODIES[body]))


@when(Sentence("a {method} request is sent to the {api} API", api=APIS))
def a_method_is_sent(story: Story, method: str, api: str) -> None:
    """Send a request with this method to the path of one of the two APIs."""
    if api == "Screenpop":
        body = None if method in ("GET", "DELETE") else b"{}"
        story.answers.append(story.target.cti.pop_raw(body, method=method))
    else:
        story.answers.append(story.target.cti.details_by(method))


def usable_credentials(story: Story, credentials: str) -> Auth:
    """Return the credentials of a phrase; not tested if the suite has none of the kind."""
    auth = CREDENTIALS[credentials]
    known = story.target.config.credentials
    needs_key = auth.startswith("api-key") or auth in PASSWORDS_OF_A_KEY
    if needs_key and not known.api_key:
        not_tested("no API key is given: set CTI_API_KEY")
    if auth == "password" and not known.password:
        not_tested("no agent's email and password are given: set CTI_AUTH=email:password")
    return auth


def _json(pop: dict[str, Any]) -> bytes:
    return json.dumps(pop).encode()


def _with(pop: dict[str, Any], attribute: str, *values: str) -> bytes:
    """Return a pop with an attribute written as these literal texts, once for each."""
    pairs = "".join(f', "{attribute}": {value}' for value in values)
    return (json.dumps(pop).removesuffix("}") + pairs + "}").encode()
