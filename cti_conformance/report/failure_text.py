"""One failing rule in words: the same text on the terminal, in JUnit XML and in the report."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cti_conformance.report.wording import AFTERWARDS, rule_options
from cti_conformance.results.verdict import Outcome
from cti_conformance.text.excerpts import body_of, cut_both, select_exchanges
from cti_conformance.text.redaction import escape_control, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from _pytest._io import TerminalWriter

    from cti_conformance.ledger.rules import Ledger, Rule
    from cti_conformance.results.verdict import RuleResult, ScenarioResult
    from cti_conformance.text.excerpts import ExchangeData

WIDTH = 100
MAX_CONSOLE = 3
MAX_VALUE = 200
MAX_REQUEST = 120
MAX_BODY = 240
MAX_ANSWER = 160


def failing(result: RuleResult) -> list[ScenarioResult]:
    """Return the scenarios that failed or could not be judged."""
    return [s for s in result.scenarios if s.outcome in (Outcome.FAILED, Outcome.ERROR)]


def failure_text(ledger: Ledger, rule: Rule, scenarios: Sequence[ScenarioResult]) -> str:
    """Return the description of a failing rule; the same on the terminal and in every report."""
    lines = [
        title(rule),
        *_wrapped(rule.statement),
        f"  Source: {ledger.where(rule)}",
    ]
    for scenario in scenarios:
        label = "Seen in" if scenario.origin == "oracle" else "Example"
        lines += ["", f"  {label}: {scenario.name}  ({scenario.where})"]
        if scenario.is_seen_afterwards:
            lines.append(f"  {AFTERWARDS}")
        elif scenario.step:
            lines.append(f"  Step: {scenario.step}")
        if scenario.outcome == Outcome.FAILED:
            expected, observed = cut_both(scenario.expected, scenario.observed, MAX_VALUE)
            lines += [f"  Expected: {expected}", f"  Observed: {observed}"]
        else:
            lines.append(f"  Inconclusive: {scenario.reason}")
            lines += [f"  {line}" for line in scenario.traceback.splitlines()]
        lines += [f"  Console: {line}" for line in scenario.console[:MAX_CONSOLE]]
        lines += [f"  Picture: {path}" for path in scenario.screenshots]
        lines += _of_client(scenario) if scenario.client else _exchanges(scenario)
        if scenario.outcome == Outcome.FAILED:
            lines += _again(rule, scenario)
    return "\n".join(lines)


@dataclass(frozen=True)
class Headline:
    """A one-line failure, in the place of the last line of a traceback."""

    message: str

    def __str__(self) -> str:
        return self.message


class Failure(str):
    """A failure text whose headline JUnit XML shows first.

    Pytest's list of failures shows the headline, or the whole text if ``is_whole``: the summary has
    the text, once for each rule.
    """

    reprcrash: Headline
    is_whole: bool

    @classmethod
    def of(cls, text: str, rule: Rule, scenario: ScenarioResult, *, is_whole: bool) -> Failure:
        """Return the text of a failed scenario, with a headline that names the rule.

        Args:
            text: The text.
            rule: The rule that failed.
            scenario: Its scenario.
            is_whole: Whether pytest's list of failures has the whole text.
        """
        failure = cls(text)
        failure.reprcrash = Headline(f"{title(rule)}: {scenario.reason}")
        failure.is_whole = is_whole
        return failure

    def toterminal(self, writer: TerminalWriter) -> None:
        """Write it into pytest's list of failures."""
        writer.line(str(self) if self.is_whole else escape_control(str(self.reprcrash)))


def _of_client(scenario: ScenarioResult) -> Iterator[str]:
    """Yield the client's events, requests and answers."""
    yield "  The client:"
    yield from (f"    {line}" for line in scenario.client)


def _exchanges(scenario: ScenarioResult) -> Iterator[str]:
    chosen = select_exchanges(scenario.exchanges)
    for exchange in chosen:
        answer = " ".join(str(exchange["answer"]).split())
        request = shorten(exchange["request"], MAX_REQUEST)
        if body := body_of(exchange):
            request += f" {shorten(body, MAX_BODY)}"
        yield f"    {request}: {exchange['status'] or 'no answer'} {shorten(answer, MAX_ANSWER)}"
    yield from _people(scenario, chosen)
    if left_out := len(scenario.exchanges) - len(chosen):
        yield f"    {left_out} more exchanges are in report.json (--report-dir)"


def _people(scenario: ScenarioResult, shown: Sequence[ExchangeData]) -> Iterator[str]:
    """Yield who has the ids in the text."""
    text = " ".join(
        [
            *(scenario.expected, scenario.observed),
            *(f"{one['request']} {body_of(one)} {one['answer']}" for one in shown),
        ]
    )
    named = [one for one in scenario.people if re.search(rf"\b{one['id']}\b", text)]
    if named:
        yield "    " + ", ".join(f"{one['name']} is {one['kind']} {one['id']}" for one in named)


def _again(rule: Rule, scenario: ScenarioResult) -> Iterator[str]:
    """Yield how to reproduce a failure."""
    options = rule_options(rule.id, scenario.own_rule)
    if rule.needs == "telephony":  # the requests are the client's own
        how = "--client=COMMAND" if scenario.client else "--observe=SECONDS"
        command = f"cti-conformance telephony {how}"
        yield f"  Run the rule again: {command} {options}"
        return
    if scenario.script:
        yield f"  Reproduce: sh {scenario.script} URL  (in the folder of the report)"
    elif scenario.origin != "fuzz":
        yield "  Reproduce: --report-dir=DIR writes a script for it"
    yield f"  Run the rule again: cti-conformance test URL {options}"


def title(rule: Rule) -> str:
    """Return the id, level and title of a rule on one line."""
    return f"{rule.id} ({rule.level}) {rule.title}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
