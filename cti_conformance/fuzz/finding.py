"""What fuzzing finds out: properties, how often each was tried, and what broke it."""

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
    """A call, or a few, that a rule is broken with.

    Attributes:
        rule: The rule's id.
        expected: What the rule asks for, in words.
        observed: What the target did, in words.
        exchanges: The requests that show it, in their order, free of secrets.
        story: What they are, in words, step by step.
    """

    rule: str
    expected: Clean
    observed: Clean
    exchanges: tuple[Exchange, ...]
    story: tuple[Clean, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """How much one has to read of it: requests, then characters."""
        return len(self.exchanges), sum(len(e.url) + len(e.body or b"") for e in self.exchanges)


@dataclass
class PropertyResult:
    """Something that always holds, of whatever is sent.

    Attributes:
        name: What it says, in a few words.
        rules: The rules that it belongs to.
        cases: How often it was tried.
        findings: For each rule that it found broken the smallest example of that.
    """

    name: str
    rules: tuple[str, ...]
    cases: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)

    def found(self, finding: Finding) -> None:
        """Keep a finding, unless there is a smaller one of the same rule."""
        known = self.findings.get(finding.rule)
        if known is None or finding.size < known.size:
            self.findings[finding.rule] = finding


@dataclass
class CampaignLog:
    """The properties of a campaign, by name, and the requests sent by operation.

    Attributes:
        properties: What was checked.
        operations: How often each operation was sent.
        unjudged: Why nothing can be said; empty as long as all is well.
    """

    properties: dict[str, PropertyResult] = field(default_factory=dict)
    operations: dict[str, int] = field(default_factory=dict)
    unjudged: Clean = NO_TEXT

    def property(self, name: str, *rules: str) -> PropertyResult:
        """Return the property of this name, made at its first mention."""
        known = self.properties.setdefault(name, PropertyResult(name, ()))
        known.rules = tuple(dict.fromkeys((*known.rules, *rules)))
        return known

    def sent(self, operation: str, times: int = 1) -> None:
        """Count requests of an operation."""
        self.operations[operation] = self.operations.get(operation, 0) + times


def results(
    campaign: str, log: CampaignLog, selected: Container[str], duration_s: float, *, done: bool
) -> list[ScenarioResult]:
    """Return what a campaign found out as scenarios of the rules concerned.

    Args:
        campaign: Its name.
        log: What it checked.
        selected: The ids of the rules that are asked for, and that the target can be held to.
        duration_s: How long it took, in seconds.
        done: Whether it came to its end. If not, what it did not find says nothing.
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
    steps = [Clean(f"Tried {checked.cases} times: {checked.name}")]
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
