"""A finished run as plain data: ``report.json`` holds it (``spec/report.schema.json``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cti_conformance import __version__
from cti_conformance.results.baseline import compare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.ledger.rules import Ledger
    from cti_conformance.results.capabilities import Capabilities
    from cti_conformance.results.verdict import Judgement, RuleResult

UNREPORTED = ("rule", "traceback")
"""The fields of a scenario that a report omits."""

INTERRUPTED = "The run was interrupted: the remaining rules are not tested."


@dataclass
class CampaignSummary:
    """Counts and findings of one fuzzing campaign.

    Attributes:
        campaign: Its name.
        operations: How many requests were sent, by operation.
        properties: How many cases there were, by property.
        findings: How many rules were found violated, by property.
        note: Why it did not run, or not to its end; empty if it did.
    """

    campaign: str
    operations: dict[str, int] = field(default_factory=dict)
    properties: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass
class FuzzSummary:
    """All fuzzing campaigns of a run.

    Attributes:
        seed: The seed of the generated calls.
        examples: How many examples were requested, of each operation or property.
        campaigns: One entry for each campaign that ended.
    """

    seed: int
    examples: int
    campaigns: list[CampaignSummary] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return its data for ``report.json``."""
        return {
            "seed": self.seed,
            "examples": self.examples,
            "campaigns": [asdict(campaign) for campaign in self.campaigns],
        }


@dataclass(frozen=True)
class Summary:
    """A whole run.

    Attributes:
        target: The target's address, or its name.
        capabilities: The capabilities of the target.
        started: When the run began, in seconds since 1970.
        duration_s: How long it took, in seconds.
        unusable: Why the target could not be tested at all; empty if it could.
        leftovers: Records that the run created on the target and could not delete.
        kept: Records of failed scenarios that were left on purpose.
        baseline: The report of an earlier run to compare with, if any.
        fuzz: The results of fuzzing, if it was requested.
        requests: How many requests were sent to the target, by kind.
        received: How many requests a telephone system has sent, by kind; ``None`` if none is under
            test.
        waits_in_vain: How many waits for an effect ended at their limit.
        remarks: What the report says of the run.
        interrupted: Whether it was stopped before its end.
    """

    ledger: Ledger
    judgement: Judgement
    target: str
    capabilities: Capabilities
    started: float
    duration_s: float
    unusable: str
    leftovers: tuple[str, ...]
    kept: tuple[str, ...] = ()
    baseline: Mapping[str, Any] | None = None
    fuzz: FuzzSummary | None = None
    requests: Mapping[str, int] = field(default_factory=dict)
    received: Mapping[str, int] | None = None
    waits_in_vain: int = 0
    remarks: tuple[str, ...] = ()
    interrupted: bool = False

    @cached_property
    def data(self) -> dict[str, Any]:
        """The run as JSON data."""
        data = _as_data(self)
        compared = compare(self.baseline, data) if self.baseline and not self.unusable else None
        return {**data, "baseline": compared}

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The changes since the earlier run."""
        baseline = self.data["baseline"]
        return list(baseline["changes"]) if baseline else []


def _as_data(summary: Summary) -> dict[str, Any]:
    started = dt.datetime.fromtimestamp(summary.started, tz=dt.UTC)
    judgement = summary.judgement
    return {
        "suite": {
            "name": "cti-conformance",
            "version": __version__,
            "rules": summary.ledger.versions[-1],
        },
        "target": {
            "url": summary.target,
            "capabilities": {
                name: {"available": not reason, "reason": reason}
                for name, reason in summary.capabilities.reasons.items()
            },
        },
        "started_at": started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "duration_s": round(summary.duration_s, 3),
        "verdict": judgement.verdict,
        "reason": summary.unusable or (INTERRUPTED if summary.interrupted else ""),
        "profiles": dict(judgement.profiles),
        "rules": [_rule(summary.ledger, result) for result in judgement.rules],
        "stale_deviations": list(judgement.stale),
        "leftovers": list(summary.leftovers),
        "remarks": list(summary.remarks),
        "requests": {
            "sent": sum(summary.requests.values()),
            "by_kind": _by_number(summary.requests),
            **({"by_client": _by_number(summary.received)} if summary.received is not None else {}),
        },
        "waits_in_vain": summary.waits_in_vain,
        "kept": list(summary.kept),
        **({"fuzz": summary.fuzz.as_data()} if summary.fuzz else {}),
    }


def _by_number(requests: Mapping[str, int]) -> dict[str, int]:
    """Return requests by kind, the most frequent kind first."""
    return dict(sorted(requests.items(), key=lambda one: (-one[1], one[0])))


def _rule(ledger: Ledger, result: RuleResult) -> dict[str, Any]:
    rule = result.rule
    return {
        "id": rule.id,
        "title": rule.title,
        "statement": rule.statement,
        "level": rule.level,
        "evidence": rule.evidence,
        "source": ledger.where(rule),
        "needs": rule.needs,
        "outcome": result.outcome,
        "selected": result.selected,
        "reason": result.reason,
        "known": result.known,
        "branch": result.branch,
        "scenarios": [
            {name: value for name, value in scenario.as_data().items() if name not in UNREPORTED}
            for scenario in result.scenarios
        ],
    }
