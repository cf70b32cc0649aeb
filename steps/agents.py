"""Agents, who answer calls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.locus import ref, refs
from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect, not_tested
from cti_conformance.scenario import hard_data
from cti_conformance.steps.phrases import Sentence
from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.results.locus import Locus
    from cti_conformance.steps.story import Story


NEAR_EMAILS = [one.kind for one in (*hard_data.NEAR_EMAILS, *hard_data.EMAIL_PATTERNS)]


@given(parsers.parse("{name:w} is an agent"))
def an_agent(story: Story, name: str) -> None:
    """Take an agent of the run, or one from the list in cti-target.toml; the agent is offline."""
    story.people.agent(name)


@given(parsers.parse("{name:w} is an agent whose number is an extension"))
def an_agent_with_an_extension(story: Story, name: str) -> None:
    """Take an agent with five digits as Phone; with a number if the target refuses these."""
    story.people.agent(name, extension=True)


@given(parsers.parse("{name:w} is an agent whose Phone and Mobile are numbers"))
def an_agent_with_two_numbers(story: Story, name: str) -> None:
    """Take an agent with two different numbers."""
    if not story.people.agent(name).mobile:
        not_tested("the agent has no Mobile")


@given(
    Sentence("{name} is a contact whose Phone is the {field} of {agent}", field=("phone", "mobile"))
)
def a_contact_with_the_number_of(story: Story, name: str, field: str, agent: str) -> None:
    """Make a contact with the number that an agent has as well."""
    number = getattr(story.people.agent(agent), field)
    if number is None:
        not_tested(f"the agent {agent} has no {field}")
    story.people.contact(name, phone=number)


@when(Sentence("a call comes in for nearly {name}'s email, {kind}", kind=NEAR_EMAILS))
def a_call_for_nearly(story: Story, name: str, kind: str) -> None:
    """Send a pop that names an agent by an email that differs from this agent's."""
    people, agent = story.people, story.people.agent(name)
    must_be_made(story, agent.id)
    story.new_call({"requester_phone": people.new_number()})
    story.name_responder(responder_email=hard_data.near_email(agent.email or "", kind))
    story.send()


@given(parsers.parse("the agent {name:w} has been deleted"))
def a_deleted_agent(story: Story, name: str) -> None:
    """Delete the agent by REST v2, and wait until that is seen there."""
    delete_agent(story, story.people.agent(name).id)


def delete_agent(story: Story, agent_id: int) -> None:
    """Delete an agent, and wait until that is seen in REST v2."""
    must_be_made(story, agent_id)
    story.people.run.pool.changed.add(agent_id)
    if not story.records.delete("agents", agent_id):
        not_tested("the API deletes no agents")
    eventually(
        lambda: story.records.has("agents", agent_id), lambda it: not it, within_s=story.appear_s
    )


def must_be_made(story: Story, agent_id: int) -> None:
    """End the scenario as not tested unless the suite made this agent: others stay as they are."""
    if agent_id not in story.people.run.pool.people.created.agents:
        not_tested("only an agent that the suite made may be changed or deleted")


@then(parsers.parse("{name:w} is the responder of the call"))
def the_responder(story: Story, name: str) -> None:
    """Call details report this agent as responder_id or responder_idl."""
    expected = f"{name} as the responder in call details"
    responder = responder_of(story, expected)
    expect(
        responder == story.people.agent(name).id,
        expected=expected,
        observed=f"the responder {story.people.describe(responder)}",
        at=_reported(story, f"== {ref('agent', story.people.agent(name).id)}"),
    )


@then("the pop is refused, or one of the three agents is the responder")
def refused_or_one_of_three(story: Story) -> None:
    """The status is 4xx, or call details report Ines, Tom or Yuki as the responder."""
    if story.answer.refused:
        story.record_branch("refused")
        return
    expected = "one of the three agents as the responder"
    responder = responder_of(story, expected)
    branches = {
        story.people.agent("Ines").id: "id-wins",
        story.people.agent("Tom").id: "phone-wins",
        story.people.agent("Yuki").id: "email-wins",
    }
    expect(
        responder in branches,
        expected=expected,
        observed=f"the responder {story.people.describe(responder)}",
        at=replace(
            _reported(story, f"as $it | {refs('agent', branches)} | index($it)"), or_refused=True
        ),
    )
    story.record_branch(branches[responder])


def _reported(story: Story, holds: str) -> Locus:
    """Return a condition on the responder in the details of the call."""
    holds = f"first(calls) | (.responder_id // .responder_idl) | num {holds}"
    return locate.details(story.call["call_reference_id"], holds, "/0/responder_id")


def responder_of(story: Story, expected: str) -> Any:
    """Return the responder that details report, under either spelling.

    Raises:
        Inconclusive: They report none, which CTI-DET-05 covers.
    """
    responder = responder_in(story.reported(expected))
    if responder is None:
        raise Inconclusive(f"cannot check: {expected}; call details report no responder")
    return responder


def responder_in(call: dict[str, Any]) -> Any:
    """Return the agent in an entry of call details, under either spelling of the samples."""
    return call.get("responder_id", call.get("responder_idl"))
