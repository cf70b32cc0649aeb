"""The results of a run, collected while it runs: in one process, or in several."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.results.capabilities import Capabilities
from cti_conformance.results.verdict import ScenarioResult

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class Findings:
    """The results of one process, or of several.

    Attributes:
        results: The scenarios that ran.
        capabilities: What the target can do.
        planned: How many scenarios each rule has, run or not.
        leftovers: Records that were created on the target and could not be deleted.
        remarks: What the report says of the run.
        kept: Records of failed scenarios that were left on purpose.
        unusable: Why the target could not be tested at all; empty if it could.
        requests: How many requests were sent, by kind.
        received: How many requests a telephone system under test has sent, by kind.
        waits_in_vain: How many waits ended at their limit.
        others_failed: Whether a test failed that does not belong to the suite.
    """

    results: list[ScenarioResult] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=Capabilities)
    planned: dict[str, int] = field(default_factory=dict)
    leftovers: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unusable: str = ""
    requests: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    waits_in_vain: int = 0
    others_failed: bool = False

    def merge(self, other: Findings) -> None:
        """Add the results of another process."""
        self.results += other.results
        self.capabilities |= other.capabilities
        self.planned |= other.planned
        self.leftovers += other.leftovers
        self.remarks += other.remarks
        self.requests += other.requests
        self.received += other.received
        self.waits_in_vain += other.waits_in_vain
        self.kept += other.kept
        self.unusable = self.unusable or other.unusable
        self.others_failed = self.others_failed or other.others_failed

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, which xdist can send from a worker to its controller."""
        return {
            **vars(self),
            "results": [result.as_data() for result in self.results],
            "capabilities": dict(self.capabilities.reasons),
            "requests": dict(self.requests),
            "received": dict(self.received),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Findings:
        """Return the object that `as_data` serialized."""
        results = [ScenarioResult.from_data(result) for result in data["results"]]
        able = Capabilities(data["capabilities"])
        counts = {name: Counter(data[name]) for name in ("requests", "received")}
        return cls(**{**data, "results": results, "capabilities": able, **counts})
