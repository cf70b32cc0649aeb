"""What a campaign is given: a target, how much to do, and a place for what it finds."""

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
        seed: What the examples are drawn with.
        deadline: When to stop, on the monotonic clock; ``None`` if never.
        report: Takes a line that says how far it is.
        log: What is found, while it is found.
        found_at: When the first finding was made, on the monotonic clock; 0 before.
        stopped: What ends it before its time. Hypothesis lets through what is no `Exception`, but
            may make something else of it.
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
            of: How many parts are to come, this one among them.
        """
        left_s = self.left_s
        return self if left_s is None else replace(self, deadline=time.monotonic() + left_s / of)

    def stop(self, why: BaseException) -> BaseException:
        """Note why it ends here, and return that to be raised."""
        self.stopped = why
        return why


class Campaign(Protocol):
    """Something to try on a target."""

    name: str

    def missing_requirement(self, run: Run) -> str:
        """Return why the target cannot be fuzzed with it; empty if it can."""
        ...

    def go(self, context: CampaignContext) -> None:
        """Try it, and keep what is found in the context.

        Raises:
            TimeOver: the time is over; what was found until then is kept.
        """
        ...
