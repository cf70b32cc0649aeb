"""The capabilities of a target, and the reasons for missing ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import NotTestable

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Capabilities:
    """The capabilities of a target, as far as they are known.

    Attributes:
        reasons: For each capability why the target lacks it; empty if the target has it.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Return whether the target is known to have a capability."""
        return self.reasons.get(name) == ""

    def why_missing(self, name: str) -> str:
        """Return why the target lacks a capability; empty if it is not known to lack it."""
        return self.reasons.get(name, "")

    def require(self, name: str) -> None:
        """End the scenario as *not tested* if the target lacks a capability.

        Raises:
            NotTestable: The target lacks it.
        """
        if reason := self.why_missing(name):
            raise NotTestable(reason)

    def __or__(self, other: Capabilities) -> Capabilities:
        """Return the capabilities of both; where both know one, the other's value wins."""
        return Capabilities({**self.reasons, **other.reasons})
