"""The form of the answer to a screen pop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_bdd import parsers, then

from cti_conformance.results.locus import literal
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, expect
from cti_conformance.steps.story.details import calls_in
from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story


@then("the answer is a JSON object whose id is a string of digits")
def the_answer_has_an_id(story: Story) -> None:
    """The id in the JSON object of the answer is a string of ASCII digits."""
    content = story.answer.json
    call_id = content.get("id") if isinstance(content, dict) else None
    expect(
        isinstance(call_id, str) and call_id.isascii() and call_id.isdigit(),
        expected='a JSON object such as {"id": "5000001876"}',
        observed=str(story.answer),
        at=locate.has_call_id(story.answer),
    )


@then("nothing is created for the call reference")
def refused_with_nothing_created(story: Story) -> None:
    """Call details of the reference are empty, or 4xx, once a later call is handled."""
    story.settle("details")
    answer = story.target.cti.reported(story.call["call_reference_id"])
    if not (answer.accepted or answer.refused):
        raise Inconclusive(f"{answer.request} answered {answer}")
    expect(
        not calls_in(answer),
        expected="no call details for the refused pop",
        observed=str(answer),
        at=locate.details(
            story.call["call_reference_id"], "$status >= 400 or ([calls] | length == 0)"
        ),
    )


@then("the pop is accepted, or refused with the code invalid_field")
def accepted_or_invalid_field(story: Story) -> None:
    """The status is 2xx, or 4xx with the code invalid_field in errors."""
    if story.answer.accepted:
        story.record_branch("ignored")
        return
    codes = [error.get("code") for error in _errors(story)]
    expect(
        story.answer.refused and "invalid_field" in codes,
        expected="2xx, or a 4xx error with the code invalid_field",
        observed=str(story.answer),
        at=locate.in_answer(
            story.answer,
            '$status < 300 or ($status < 500 and any(.errors[]?; .code == "invalid_field"))',
            "/errors",
        ),
    )
    story.record_branch("refused")


@then("the error has a description")
def the_error_has_a_description(story: Story) -> None:
    """The answer is an error with a description, a string that is not empty."""
    if story.answer.accepted:
        raise RuleViolated("an error", str(story.answer), locate.refused(story.answer))
    if not story.answer.refused:  # covered by CTI-POP-14
        raise Inconclusive(f"{story.answer.request} answered {story.answer}")
    content = story.answer.json
    description = content.get("description") if isinstance(content, dict) else None
    expect(
        isinstance(description, str) and description,
        expected="a JSON object with a description",
        observed=str(story.answer),
        at=locate.in_answer(
            story.answer, '.description | type == "string" and length > 0', "/description"
        ),
    )


@then("each entry of its errors has a field, a message and a code")
def the_errors_are_whole(story: Story) -> None:
    """The errors are an array of one or more objects with these three strings."""
    errors = _errors(story)
    whole = [
        all(isinstance(error.get(key), str) for key in ("field", "message", "code"))
        for error in errors
    ]
    expect(
        whole and all(whole),
        expected="errors[], each with the strings field, message and code",
        observed=str(story.answer),
        at=locate.in_answer(
            story.answer,
            '.errors | type == "array" and length > 0 and '
            'all([.field, .message, .code] | all(type == "string"))',
            "/errors",
        ),
    )


@then(parsers.parse("an entry of its errors names {field:w}"))
def one_error_names(story: Story, field: str) -> None:
    """The field of an entry of errors is this attribute."""
    expect(
        field in [error.get("field") for error in _errors(story)],
        expected=f"an error whose field is {field}",
        observed=str(story.answer),
        at=locate.in_answer(
            story.answer, f"any(.errors[]?; .field == {literal(field)})", "/errors"
        ),
    )


@then("the answer is not a server error")
def no_server_error(story: Story) -> None:
    """The status is below 500, and the connection is not closed without an answer."""
    expect(
        story.answer.status < 500,
        expected="no status of 5xx",
        observed=str(story.answer),
        at=locate.no_server_error(story.answer),
    )


def _errors(story: Story) -> list[dict[str, Any]]:
    content = story.answer.json
    errors = content.get("errors") if isinstance(content, dict) else None
    if not isinstance(errors, list):
        return []
    return [error for error in errors if isinstance(error, dict)]
