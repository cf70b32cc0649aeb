"""The callback of click to dial: what a telephony system answers to a click."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pytest
from pytest_bdd import parsers, then, when

from cti_conformance.results.step_outcomes import RuleViolated, expect
from cti_conformance.target.ports.callback import CallbackClient
from cti_conformance.transport.failures import NoAnswer, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.config.partners import Partners
    from cti_conformance.scenario.run import Run
    from cti_conformance.transport.answer import Answer

Method = Literal["GET", "POST"]

KNOWS = {
    "knows all there is to know": (),
    "does not know the agent's number": ("agent_number",),
    "does not know the ticket": ("ticket_id",),
    "does not know the requester": ("requester_id",),
    "does not know the agent's number or the ticket": ("agent_number", "ticket_id"),
    "does not know the agent's number or the requester": ("agent_number", "requester_id"),
    "does not know the ticket or the requester": ("ticket_id", "requester_id"),
    "knows only the number and the agent": ("agent_number", "ticket_id", "requester_id"),
}
"""What is left out of a request."""

SAYS = {
    "has no number": None,
    "has a number that is empty": "",
    "has a number that is a sentence": "call me on Monday",
}
"""What stands in the place of the number."""


@dataclass
class Click:
    """One click on a number.

    Attributes:
        port: The way to the callback.
        number: The number, which rings nobody.
        agent_number: The agent's own, which rings nobody either.
        answer: What the callback answered.
        silence: Why there was no answer; empty if there was one.
    """

    port: CallbackClient
    number: str
    agent_number: str
    answer: Answer | None = None
    silence: str = ""

    def call_back(self, method: Method, changes: dict[str, str | None]) -> None:
        """Send the request of the click, with these changes; ``None`` leaves one out.

        Raises:
            Unreachable: there is no callback to be reached.
        """
        known = {
            "requester_number": self.number,
            "agent_number": self.agent_number,
            "agent_id": "7898974314",
            "ticket_id": "80",
            "requester_id": "5014967434",
        }
        said = {name: value for name, value in (known | changes).items() if value is not None}
        try:
            self.answer = self.port.send_click(method, said)
        except Unreachable:
            raise  # so nothing can be said of it
        except NoAnswer as error:
            self.silence = str(error)

    def reply(self, expected: str) -> Answer:
        """Return the answer.

        Raises:
            RuleViolated: there was none.
        """
        if self.answer is None:
            raise RuleViolated(expected, self.silence)
        return self.answer


@pytest.fixture
def click(run: Run, partners: Partners) -> Iterator[Click]:
    assert partners.callback, "only a run with --dial-url has these rules"
    port = CallbackClient(partners.callback, run.target.connection)
    yield Click(port, run.numbers.allocate(), run.numbers.allocate())
    port.close()


def _one_of(sentences: dict[str, object]) -> str:
    return "|".join(map(re.escape, sentences))


@when(
    parsers.re(
        rf"the helpdesk (?P<knows>{_one_of({**KNOWS})}) and calls the callback by (?P<method>\w+)"
    )
)
def the_helpdesk_calls(click: Click, knows: str, method: Method) -> None:
    click.call_back(method, dict.fromkeys(KNOWS[knows]))


@when(parsers.re(rf"a request by (?P<method>\w+) (?P<says>{_one_of({**SAYS})})"))
def a_request_says(click: Click, method: Method, says: str) -> None:
    click.call_back(method, {"requester_number": SAYS[says]})


@then("the call is taken")
def the_call_is_taken(click: Click) -> None:
    answer = click.reply("an answer with 2xx")
    expect(answer.accepted, expected="an answer with 2xx", observed=str(answer))


@then("the callback refuses it")
def the_callback_refuses(click: Click) -> None:
    answer = click.reply("an answer with 4xx")
    expect(answer.refused, expected="an answer with 4xx", observed=str(answer))
