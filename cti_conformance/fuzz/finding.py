"""The findings of fuzzing: properties, how often each was checked, and what violated it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.results.verdict import Outcome, ScenarioResult
from cti_conformance.text.redaction import NO_TEXT, Clean

if TYPE_CHECKING:
    from collections.abc import Container

    from cti_conformance.transport.recorder import Exchange

MAX_EXCHANGES = 60


@dataclass(frozen=True)
class Finding:
    """One call, or a few, that violate a rule.

    Attributes:
        rule: The rule's id.
        expected: What the rule asks for, in words.
        observed: What the target did, in words.
        exchanges: The requests that show it, in their order, without secrets.
        story: The description of the steps, in words.
    """

    rule: str
    expected: Clean
    observed: Clean
    exchanges: tuple[Exchange, ...]
    story: tuple[Clean, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """The size of the finding: requests, then characters."""
        return len(self.exchanges), sum(len(e.url) + len(e.body or b"") for e in self.exchanges)


@dataclass
class PropertyResult:
    """A statement that must hold for every request.

    Attributes:
        name: Its name, in a few words.
        rules: The rules that it belongs to.
        cases: How often it was checked.
        findings: For each violated rule, the smallest example.
    """

    name: str
    rules: tuple[str, ...]
    cases: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)

    def found(self, finding: Finding) -> None:
        """Store a finding, unless there is a smaller one of the same rule."""
        known = self.findings.get(finding.rule)
        if known is None or finding.size < known.size:
            self.findings[finding.rule] = finding


@dataclass
class CampaignLog:
    """The properties of a campaign, by name, and the requests sent by operation.

    Attributes:
        properties: The checked properties.
        operations: How often each operation was sent.
        unjudged: Why nothing can be judged; empty if everything can.
    """

    properties: dict[str, PropertyResult] = field(default_factory=dict)
    operations: dict[str, int] = field(default_factory=dict)
    unjudged: Clean = NO_TEXT

    def property(self, name: str, *rules: str) -> PropertyResult:
        """Return the property of this name, created at its first use."""
        known = self.properties.setdefault(name, PropertyResult(name, ()))
        known.rules = tuple(dict.fromkeys((*known.rules, *rules)))
        return known

    def sent(self, operation: str, times: int = 1) -> None:
        """Count requests of an operation."""
        self.operations[operation] = self.operations.get(operation, 0) + times


def results(
    campaign: str, log: CampaignLog, selected: Container[str], duration_s: float, *, done: bool
) -> list[ScenarioResult]:
    """Return the findings of a campaign as scenarios of the rules concerned.

    Args:
        campaign: Its name.
        log: Its log.
        selected: The ids of the selected rules that the target can be tested for.
        duration_s: How long it took, in seconds.
        done: Whether it finished. If not, the absence of findings means nothing.
    """
    found = []
    for checked in log.properties.values():
        for rule in dict.fromkeys((*checked.rules, *checked.findings)):
            finding = checked.findings.get(rule)
            if rule in selected and (finding or (done and (checked.cases or log.unjudged))):
                found.append(_result(campaign, checked, rule, log.unjudged, duration_s))
    return found


def _result(
    campaign: str, checked: PropertyResult, rule: str, unjudged: Clean, duration_s: float
) -> ScenarioResult:
    finding = checked.findings.get(rule)
    common: dict[str, Any] = {
        "rule": rule,
        "name": f"fuzz: {checked.name}",
        "where": f"fuzz:{campaign}",
        "origin": "fuzz",
        "duration_s": round(duration_s, 4),
    }
    steps = [Clean(f"Checked {checked.cases} times: {checked.name}")]
    if finding:
        return ScenarioResult(
            **common,
            outcome=Outcome.FAILED,
            steps=list(finding.story) or steps,
            ended_at=max(len(finding.story) - 1, 0),
            reason=Clean(f"expected {finding.expected}; observed {finding.observed}"),
            expected=finding.expected,
            observed=finding.observed,
            exchanges=[exchange.as_dict() for exchange in finding.exchanges[-MAX_EXCHANGES:]],
        )
    if unjudged:
        return ScenarioResult(**common, outcome=Outcome.ERROR, steps=steps, reason=unjudged)
    return ScenarioResult(**common, outcome=Outcome.PASSED, steps=steps)
