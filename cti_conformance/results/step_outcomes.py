"""The outcomes of a step: passed, rule violated, not testable, or inconclusive."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.results.locus import Locus

T = TypeVar("T")


class RuleViolated(AssertionError):  # noqa: N818 - a finding about the target, no error of ours
    """The target violates the rule.

    Args:
        expected: What the rule asks for, in words.
        observed: What the target did, in words.
        at: The place in an answer that decides, if it is known.
    """

    def __init__(self, expected: str, observed: str, at: Locus | None = None) -> None:
        super().__init__(f"expected {expected}; observed {observed}")
        self.expected = expected
        self.observed = observed
        self.at = at

    def __repr__(self) -> str:
        return type(self).__name__  # the message may contain secrets


class Inconclusive(Exception):  # noqa: N818 - neither pass nor failure
    """The scenario could not be judged: the network, the suite or an earlier step failed."""

    def __repr__(self) -> str:
        return type(self).__name__


class NotTestable(Exception):  # noqa: N818 - neither pass nor failure
    """The scenario cannot be tested: the target lacks a capability that the rule needs."""


def expect(
    met: object,
    *,
    expected: str,
    observed: str,
    at: Locus | Callable[[], Locus | None] | None = None,
) -> None:
    """Raise `RuleViolated` unless ``met``.

    Args:
        met: Whether the rule is satisfied.
        expected: What the rule asks for, in words.
        observed: What the target did, in words.
        at: The place in an answer that decides, or a function that finds it if it is needed.
    """
    if not met:
        raise RuleViolated(expected, observed, at() if callable(at) else at)


def not_tested(reason: str) -> NoReturn:
    """End the scenario as *not tested*.

    Args:
        reason: What the target lacks.

    Raises:
        NotTestable: Always.
    """
    raise NotTestable(reason)


def eventually(
    look: Callable[[], T],
    until: Callable[[T], object],
    *,
    within_s: float,
    first_pause_s: float = 0.02,
) -> T:
    """Repeat ``look`` until its result satisfies ``until``, for at most ``within_s`` seconds.

    The last look begins when that time is over, however long the previous one took.

    Returns:
        The last result, whether it satisfies ``until`` or not: the caller judges it.
    """
    deadline = time.monotonic() + within_s
    pause = first_pause_s
    while True:
        is_last = time.monotonic() >= deadline
        seen = look()
        if until(seen) or is_last:
            return seen
        time.sleep(max(0.0, min(pause, deadline - time.monotonic())))
        pause = min(pause * 1.5, 0.5)
