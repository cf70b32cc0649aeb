"""Screen pops as JSON: what stands in the request, and what the answer looks like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, expect, not_tested
from cti_conformance.steps.story import OPTIONAL, REQUESTER, RESPONDER, calls_in
from cti_conformance.transport.failures import HungUp

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.config.credentials import Auth
    from cti_conformance.steps.story import Story
    from cti_conformance.transport.answer import Answer

CREDENTIALS: dict[str, Auth] = {
    "a wrong API key": "wrong-key",
    "an empty API key": "empty-key",
    "a wrong password": "wrong-password",
    "the API key and the password X": "api-key",
    "the API key and another password": "api-key-any",
    "an agent's email and password": "password",
}

BODIES = {
    "nothing": b"",
    "a word that is no JSON": b"hello",
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
    "a text of 100,000 characters": lambda pop: _json(pop | {"call_url": "x" * 100_000}),
    "control characters": lambda pop: _json(pop | {"call_info": {"a\x00b": "\x01\x1b[31m\x7f"}}),
    "an emoji in every text": lambda pop: _json(pop | {"call_info": {"😀": "☎️"}, "call_url": "📞"}),
    "half of a surrogate pair": lambda pop: _with(pop, "call_url", r'"\ud83d"'),
    "an id of thirty digits": lambda pop: _with(pop, "ticket_id", "9" * 30),
    "an id of zero": lambda pop: _with(pop, "ticket_id", "0"),
    "a negative id": lambda pop: _with(pop, "ticket_id", "-1"),
    "a fraction for an id": lambda pop: _with(pop, "ticket_id", "1.5"),
    "NaN for an id": lambda pop: _with(pop, "ticket_id", "NaN"),
    "a hundred nested lists": lambda pop: _with(pop, "call_info", "[" * 100 + "]" * 100),
    "ten thousand nested lists": lambda pop: _with(pop, "call_info", "[" * 10**4 + "]" * 10**4),
    "the same attribute twice": lambda pop: _with(pop, "new_ticket", "true", "false"),
    "quotes and semicolons": lambda pop: _json(pop | {"call_info": {"'; --": "\"\\;' OR 1=1"}}),
    "a thousand undocumented fields": lambda pop: _json(pop | {f"x{i}": i for i in range(1000)}),
    "call information without pairs": lambda pop: _json(pop | {"call_info": {}}),
}


# -- what stands in the request --------------------------------------------------------------


@given("a screen pop")
def a_screen_pop(story: Story) -> None:
    story.call = {
        "requester_phone": story.new_number(),
        "responder_id": story.agent().id,
        "call_reference_id": story.new_reference(),
    }


@given(parsers.parse("a screen pop with {oddity}"))
def a_screen_pop_with(story: Story, oddity: str) -> None:
    a_screen_pop(story)
    story.body = ODDITIES[oddity](story.call)


@given("a screen pop whose call reference has a ticket")
def a_screen_pop_with_a_ticket(story: Story) -> None:
    a_screen_pop(story)
    story.send()
    story.first_ticket_id = story.reported("a ticket of the first pop").get("ticket_id")


@given("the pop has been sent")
def the_pop_has_been_sent(story: Story) -> None:
    story.send()


@given(parsers.parse("its requester attributes are {value}"))
def the_requester_attributes_are(story: Story, value: str) -> None:
    story.name_requester(**_empty(REQUESTER, value))


@given(parsers.parse("its responder attributes are {value}"))
def the_responder_attributes_are(story: Story, value: str) -> None:
    story.name_responder(**_empty(RESPONDER, value))


def _empty(group: tuple[str, ...], value: str) -> dict[str, object]:
    match value:
        case "left out":
            return {}
        case "null":
            return dict.fromkeys(group)
        case "an empty text":
            return {name: "" for name in group if not name.endswith("_id")}
        case "a blank phone":
            return {name: "   " for name in group if name.endswith("_phone")}
    raise KeyError(value)


@given(parsers.parse("its only requester attribute is {attribute:w}"))
def the_only_requester_attribute(story: Story, attribute: str) -> None:
    values: dict[str, Callable[[], object]] = {
        "requester_id": lambda: story.contact().id,
        "requester_phone": story.new_number,
        "requester_email": lambda: story.contact().email,
    }
    value = values[attribute]()
    if value is None:
        not_tested(f"the contact listed in cti-target.toml has no {attribute}")
    story.name_requester(**{attribute: value})


@given(parsers.parse("its only responder attribute is {attribute:w}"))
def the_only_responder_attribute(story: Story, attribute: str) -> None:
    value = getattr(story.agent(), attribute.removeprefix("responder_"))
    if value is None:
        not_tested(f"the agent listed in cti-target.toml has no {attribute}")
    story.name_responder(**{attribute: value})


@given("it has no optional attribute")
def no_optional_attribute(story: Story) -> None:
    for name in OPTIONAL:
        story.call.pop(name, None)


@given("every optional attribute is null")
def null_optional_attributes(story: Story) -> None:
    story.call |= dict.fromkeys(OPTIONAL)


@given(parsers.parse("its only optional attribute is {attribute:w}"))
def the_only_optional_attribute(story: Story, attribute: str) -> None:
    values: dict[str, Callable[[], object]] = {
        "call_reference_id": story.new_reference,
        "ticket_id": lambda: _a_ticket_of_the_requester(story),
        "new_ticket": lambda: True,
        "call_url": lambda: "https://recordings.example.com/1.mp3",
        "call_info": lambda: {"Organisation": "XYZ"},
    }
    no_optional_attribute(story)
    story.call[attribute] = values[attribute]()


@given(parsers.parse("its {attribute:w} is the JSON value {value}"))
def an_attribute_is(story: Story, attribute: str, value: str) -> None:
    set_attribute(story, attribute, json.loads(value))


@given(parsers.parse('its new_ticket is "{value:w}"'))
def new_ticket_as_a_string(story: Story, value: str) -> None:
    story.call["new_ticket"] = value


@given(parsers.parse("its {attribute:w} is an id that nobody has"))
def an_unknown_id(story: Story, attribute: str) -> None:
    set_attribute(story, attribute, story.unknown_id())


@given("its requester_id is a contact's id, written as a string")
def requester_id_as_a_string(story: Story) -> None:
    story.name_requester(requester_id=str(story.contact("Omar").id))


@given("its responder_id is an agent's id, written as a string")
def responder_id_as_a_string(story: Story) -> None:
    story.name_responder(responder_id=str(story.agent().id))


@given("its ticket_id is the id of a ticket, written as a string")
def ticket_id_as_a_string(story: Story) -> None:
    story.first_ticket_id = _a_ticket_of_the_requester(story)
    story.call["ticket_id"] = str(story.first_ticket_id)


def _a_ticket_of_the_requester(story: Story) -> int:
    """Return some ticket; where the suite makes it, it is that of the one who calls."""
    ticket_id = story.any_ticket_id()
    if story.ticket:
        story.name_requester(requester_id=story.contact().id)
    return ticket_id


@given("a screen pop from a number that nobody has, about a ticket")
def a_screen_pop_about_a_ticket(story: Story) -> None:
    a_screen_pop(story)
    story.number = story.call["requester_phone"]
    story.call["ticket_id"] = story.existing_ticket("Omar").id


@given(parsers.parse("the pop is at fault: {fault}"))
def the_pop_is_at_fault(story: Story, fault: str) -> None:
    if not any(name in story.call for name in RESPONDER):
        story.for_agent()
    match fault:
        case "no credentials":
            story.auth = "none"
        case "wrong credentials":
            story.auth = "wrong-key"
        case "no responder":
            story.name_responder()
        case "a responder id that nobody has":
            story.name_responder(responder_id=story.unknown_id())
        case "a responder phone that no agent has":
            story.name_responder(responder_phone=story.new_number())
        case "a responder email that no agent has":
            story.name_responder(responder_email=story.new_email("nobody"))
        case "a requester id that nobody has":
            story.call["requester_id"] = story.unknown_id()
        case "a ticket id that nobody has":
            story.call["ticket_id"] = story.unknown_id()
        case _:
            raise KeyError(fault)


def set_attribute(story: Story, attribute: str, value: object) -> None:
    """Give the pop an attribute; in a group of three it becomes the only one."""
    if attribute in REQUESTER:
        story.name_requester(**{attribute: value})
    elif attribute in RESPONDER:
        story.name_responder(**{attribute: value})
    else:
        story.call[attribute] = value


# -- sending ---------------------------------------------------------------------------------


@when("it is sent")
def it_is_sent(story: Story) -> None:
    if story.body is None:
        story.send()
    else:
        body = story.body
        story.answers.append(answered(story, lambda: story.target.cti.pop_raw(body)))


def answered(story: Story, ask: Callable[[], Answer]) -> Answer:
    """Return the answer to an unusual request.

    Raises:
        RuleViolated: the target hung up on this request, and still answers others.
    """
    try:
        return ask()
    except HungUp as silence:
        story.target.cti.details(story.new_reference())  # raises again where it is the line's doing
        raise RuleViolated("an answer that is no server error", str(silence)) from silence


@when("it is sent without credentials")
def it_is_sent_without_credentials(story: Story) -> None:
    story.auth = "none"
    story.send()


@when(parsers.parse("it is sent with {credentials}"))
def it_is_sent_with(story: Story, credentials: str) -> None:
    story.auth = usable_credentials(story, credentials)
    story.send()


@when(parsers.parse("it is sent as {content_type}"))
def it_is_sent_as(story: Story, content_type: str) -> None:
    body = _json(story.call)
    story.answers.append(story.target.cti.pop_raw(body, content_type=content_type))


@when(parsers.parse("it is sent inside {body}"))
def it_is_sent_inside(story: Story, body: str) -> None:
    story.answers.append(story.target.cti.pop_raw(WRAPPED[body](story.call)))


@when(parsers.parse("{body} is sent as a screen pop"))
def a_body_is_sent(story: Story, body: str) -> None:
    story.answers.append(story.target.cti.pop_raw(BODIES[body]))


@when(parsers.parse("{method:w} is sent to the Screenpop API"))
def a_method_is_sent(story: Story, method: str) -> None:
    body = None if method in ("GET", "DELETE") else b"{}"
    story.answers.append(story.target.cti.pop_raw(body, method=method))


def usable_credentials(story: Story, told: str) -> Auth:
    """Return which credentials a step speaks of; not tested where the suite has none such."""
    auth = CREDENTIALS[told]
    known = story.target.config.credentials
    if auth.startswith("api-key") and not known.api_key:
        not_tested("no API key is given: set CTI_API_KEY")
    if auth == "password" and not known.password:
        not_tested("no agent's email and password are given: set CTI_AUTH=email:password")
    return auth


# -- the answer ------------------------------------------------------------------------------


@then("the answer is a JSON object whose id is a string of digits")
def the_answer_has_an_id(story: Story) -> None:
    content = story.answer.json
    call_id = content.get("id") if isinstance(content, dict) else None
    expect(
        isinstance(call_id, str) and call_id.isascii() and call_id.isdigit(),
        expected='a JSON object such as {"id": "5000001876"}',
        observed=str(story.answer),
    )


@then("nothing is created for its call reference")
def refused_with_nothing_created(story: Story) -> None:
    story.settle()
    answer = story.target.cti.details(story.call["call_reference_id"])
    if not (answer.accepted or answer.refused):
        raise Inconclusive(f"{answer.request} answered {answer}")
    expect(
        not calls_in(answer),
        expected="no call details for the refused pop",
        observed=str(answer),
    )


@then("it is accepted, or refused with the code invalid_field")
def accepted_or_invalid_field(story: Story) -> None:
    if story.answer.accepted:
        story.record_branch("ignored")
        return
    codes = [error.get("code") for error in _errors(story)]
    expect(
        story.answer.refused and "invalid_field" in codes,
        expected="2xx, or a 4xx error with the code invalid_field",
        observed=str(story.answer),
    )
    story.record_branch("refused")


@then("the error has a description")
def the_error_has_a_description(story: Story) -> None:
    if story.answer.accepted:
        raise RuleViolated("an error", str(story.answer))
    if not story.answer.refused:  # which is CTI-POP-14's matter
        raise Inconclusive(f"{story.answer.request} answered {story.answer}")
    content = story.answer.json
    description = content.get("description") if isinstance(content, dict) else None
    expect(
        isinstance(description, str) and description,
        expected="a JSON object with a description",
        observed=str(story.answer),
    )


@then("each of its errors has a field, a message and a code")
def the_errors_are_whole(story: Story) -> None:
    errors = _errors(story)
    whole = [
        all(isinstance(error.get(key), str) for key in ("field", "message", "code"))
        for error in errors
    ]
    expect(
        whole and all(whole),
        expected="errors[], each with the strings field, message and code",
        observed=str(story.answer),
    )


@then(parsers.parse("one of them names {field:w}"))
def one_error_names(story: Story, field: str) -> None:
    expect(
        field in [error.get("field") for error in _errors(story)],
        expected=f"an error whose field is {field}",
        observed=str(story.answer),
    )


@then("it is not answered with a server error")
@then("they are not answered with a server error")
def no_server_error(story: Story) -> None:
    expect(story.answer.status < 500, expected="no status of 5xx", observed=str(story.answer))


def _errors(story: Story) -> list[dict[str, Any]]:
    content = story.answer.json
    errors = content.get("errors") if isinstance(content, dict) else None
    if not isinstance(errors, list):
        return []
    return [error for error in errors if isinstance(error, dict)]


def _json(pop: dict[str, Any]) -> bytes:
    return json.dumps(pop).encode()


def _with(pop: dict[str, Any], attribute: str, *values: str) -> bytes:
    """Return a pop with an attribute written as this very text, as often as there are values."""
    pairs = "".join(f', "{attribute}": {value}' for value in values)
    return (json.dumps(pop).removesuffix("}") + pairs + "}").encode()
