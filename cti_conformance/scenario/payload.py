"""The data that the suite adds to pytest's reports of tests.

Pytest passes a report from one plugin to the next, and xdist sends it from a worker to its
controller as plain data. So plain data is attached, under names of our own.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.results.summary import CampaignSummary
from cti_conformance.results.verdict import ScenarioResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest

_OURS = "cti_is_ours"
_SCENARIO = "cti_scenario"
_CAMPAIGN = "cti_campaign"


@dataclass(frozen=True)
class ScenarioPayload:
    """A scenario that has ended.

    Attributes:
        result: Its result.
        planned: How many scenarios of each chapter its process knows to be run.
        further: What the oracle found in it against other rules.
    """

    result: ScenarioResult
    planned: Mapping[str, int] = field(default_factory=dict)
    further: Sequence[ScenarioResult] = ()

    def attach(self, report: pytest.TestReport) -> None:
        """Add it to the report of the test."""
        mark_ours(report)
        data = {
            "result": self.result.as_data(),
            "planned": dict(self.planned),
            "further": [result.as_data() for result in self.further],
        }
        vars(report)[_SCENARIO] = data

    @classmethod
    def of(cls, report: object) -> ScenarioPayload | None:
        """Return the payload of a report, if it has one."""
        data = vars(report).get(_SCENARIO)
        if not data:
            return None
        further = [ScenarioResult.from_data(result) for result in data["further"]]
        return cls(ScenarioResult.from_data(data["result"]), data["planned"], further)


@dataclass(frozen=True)
class CampaignPayload:
    """A fuzzing campaign that has ended: its counts, and its findings as scenarios."""

    summary: CampaignSummary
    results: list[ScenarioResult]

    def attach(self, report: pytest.TestReport) -> None:
        """Add it to the report of the test."""
        mark_ours(report)
        results = [result.as_data() for result in self.results]
        vars(report)[_CAMPAIGN] = {"summary": asdict(self.summary), "results": results}

    @classmethod
    def of(cls, report: object) -> CampaignPayload | None:
        """Return the payload of a report, if it has one."""
        data: dict[str, Any] | None = vars(report).get(_CAMPAIGN)
        if data is None:
            return None
        results = [ScenarioResult.from_data(result) for result in data["results"]]
        return cls(CampaignSummary(**data["summary"]), results)


def mark_ours(report: pytest.TestReport) -> None:
    """Mark a report as belonging to a test of the suite."""
    vars(report)[_OURS] = True


def is_ours(report: object) -> bool:
    """Return whether a report belongs to a test of the suite."""
    return bool(vars(report).get(_OURS))
