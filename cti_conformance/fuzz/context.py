"""The context of a campaign: the target, the limits, and the log for its findings."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from cti_conformance.fuzz.finding import CampaignLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.scenario.run import Run


class TimeOver(BaseException):
    """The time of a campaign is over."""


@dataclass
class CampaignContext:
    """The context of one campaign.

    Attributes:
        run: The run, with the target.
        examples: How many examples to try of each operation or property.
        seed: The seed of the examples.
        deadline: When to stop, on the monotonic clock; ``None`` if never.
        report: Takes a line about its progress.
        log: The findings so far.
        found_at: When the first finding was made, on the monotonic clock; 0 before.
        stopped: The exception that ends it early. Hypothesis does not catch a `BaseException`, but
            may replace it.
    """

    run: Run
    examples: int
    seed: int
    deadline: float | None
    report: Callable[[str], None]
    log: CampaignLog = field(default_factory=CampaignLog)
    found_at: float = 0.0
    stopped: BaseException | None = None

    @property
    def left_s(self) -> float | None:
        """The seconds that are left."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def part(self, of: int) -> CampaignContext:
        """Return the context of the first of several parts, which share the time evenly.

        Args:
            of: The number of remaining parts, this one included.
        """
        left_s = self.left_s
        return self if left_s is None else replace(self, deadline=time.monotonic() + left_s / of)

    def stop(self, why: BaseException) -> BaseException:
        """Record why it ends, and return the exception to raise."""
        self.stopped = why
        return why


class Campaign(Protocol):
    """A set of generated checks on a target."""

    name: str

    def missing_requirement(self, run: Run) -> str:
        """Return the capability that the target lacks for it; empty if none."""

    def go(self, context: CampaignContext) -> None:
        """Run it, and log the findings in the context.

        Raises:
            TimeOver: The time is over; earlier findings are kept.
        """
