"""The outcomes of a step: passed, rule violated, not testable, or inconclusive."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NoReturn, TypeVar

from cti_conformance.results.waits import WAITS
from cti_conformance.waiting import run_time

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

    The last look begins when that time is over, however long the previous one took. The time is
    less near the end of the run, and on a target where waiting never helped (`Patience`).

    Returns:
        The last result, whether it satisfies ``until`` or not: the caller judges it.

    Raises:
        Inconclusive: The time of the run was over before that of the wait.
    """
    caller = sys._getframe(1)
    place = f"{caller.f_code.co_filename}:{caller.f_lineno}"
    run, began = run_time(), time.monotonic()
    wanted_s = run.patience.limit(place, within_s)
    deadline = began + run.at_most(wanted_s)
    pause, waited_s = first_pause_s, 0.0
    while True:
        is_last = time.monotonic() >= deadline
        seen = look()
        is_there = bool(until(seen))
        if is_there or is_last:
            break
        run.pause(max(0.0, min(pause, deadline - time.monotonic())))
        WAITS.looked_again()
        waited_s = time.monotonic() - began
        pause = min(pause * 1.5, 0.5)
    if not is_there and deadline < began + wanted_s and run.over_reason:
        raise Inconclusive(run.over_reason)
    run.patience.note(place, waited_s, seen=is_there)
    if not is_there and within_s > 0:
        WAITS.ended_in_vain()
    return seen
