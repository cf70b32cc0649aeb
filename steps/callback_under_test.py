"""The callback of click to dial: a telephone system's answers to a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pytest
from pytest_bdd import then, when

from cti_conformance.results.locus import Locus
from cti_conformance.results.step_outcomes import RuleViolated, expect
from cti_conformance.steps.phrases import Sentence
from cti_conformance.target import locate
from cti_conformance.target.ports.callback import CallbackClient
from cti_conformance.transport.failures import NoAnswer, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.config.partners import Partners
    from cti_conformance.scenario.run import Run
    from cti_conformance.transport.answer import Answer

Method = Literal["GET", "POST"]
METHODS = ("GET", "POST")

KNOWS = {
    "knows everything": (),
    "does not know the agent's number": ("agent_number",),
    "does not know the ticket": ("ticket_id",),
    "does not know the requester": ("requester_id",),
    "does not know the agent's number or the ticket": ("agent_number", "ticket_id"),
    "does not know the agent's number or the requester": ("agent_number", "requester_id"),
    "does not know the ticket or the requester": ("ticket_id", "requester_id"),
    "knows only the number and the agent": ("agent_number", "ticket_id", "requester_id"),
}
"""The parameters that are left out of a request."""

NUMBERS = {
    "without a number": None,
    "with an empty number": "",
    "with a sentence as its number": "call me on Monday",
}
"""The values in place of the number."""


@dataclass
class Click:
    """One click on a number.

    Attributes:
        port: The port `callback`.
        number: The number, which is fictitious.
        agent_number: The agent's own number, also fictitious.
        answer: The answer of the callback.
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
            Unreachable: The callback cannot be reached.
        """
        known = {
            "requester_number": self.number,
            "agent_number": self.agent_number,
            "agent_id": "7898974314",
            "ticket_id": "80",
            "requester_id": "5014967434",
        }
        parameters = {name: value for name, value in (known | changes).items() if value is not None}
        try:
            self.answer = self.port.send_click(method, parameters)
        except Unreachable:
            raise  # so nothing can be judged
        except NoAnswer as error:
            self.silence = str(error)

    def reply(self, expected: str) -> Answer:
        """Return the answer.

        Raises:
            RuleViolated: There was none.
        """
        if self.answer is None:
            raise RuleViolated(expected, self.silence, Locus("$status > 0"))
        return self.answer


@pytest.fixture
def click(run: Run, partners: Partners) -> Iterator[Click]:
    """Give a scenario one click on an unknown number."""
    assert partners.callback, "these rules are tested only with --dial-url"
    port = CallbackClient(partners.callback, run.target.connection)
    yield Click(port, run.numbers.allocate(), run.numbers.allocate())
    port.close()


@when(
    Sentence("a helpdesk that {knows} calls the callback by {method}", knows=KNOWS, method=METHODS)
)
def the_helpdesk_calls(click: Click, knows: str, method: Method) -> None:
    """Send the request of a click, without the parameters that the helpdesk does not know."""
    click.call_back(method, dict.fromkeys(KNOWS[knows]))


@when(Sentence("a {method} request {number} reaches the callback", method=METHODS, number=NUMBERS))
def a_request_reaches_the_callback(click: Click, method: Method, number: str) -> None:
    """Send the request of a click with this in the place of the number."""
    click.call_back(method, {"requester_number": NUMBERS[number]})


@then("the callback accepts the request")
def the_callback_accepts(click: Click) -> None:
    """The status is 2xx."""
    answer = click.reply("an answer with 2xx")
    at = locate.accepted(answer)
    expect(answer.accepted, expected="an answer with 2xx", observed=str(answer), at=at)


@then("the callback refuses the request")
def the_callback_refuses(click: Click) -> None:
    """The status is 4xx."""
    answer = click.reply("an answer with 4xx")
    at = locate.refused(answer)
    expect(answer.refused, expected="an answer with 4xx", observed=str(answer), at=at)
