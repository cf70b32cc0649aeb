"""What all clients of one target share."""

from __future__ import annotations

from dataclasses import dataclass, field

from cti_conformance.transport.memo import Memo
from cti_conformance.transport.pace import Pace
from cti_conformance.transport.traffic import Traffic


@dataclass(frozen=True)
class Wire:
    """The requests of one process to its target.

    Attributes:
        traffic: Counts them.
        received: Counts those of a telephone system under test.
        memo: The answers to looks, as long as these cannot have changed.
        pace: Spaces them out.
    """

    traffic: Traffic = field(default_factory=Traffic)
    received: Traffic = field(default_factory=Traffic)
    memo: Memo = field(default_factory=Memo)
    pace: Pace = field(default_factory=Pace)
