"""Requests are spaced out as the user and the target want it; the clock is that of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cti_conformance.text.redaction import Redactor
from cti_conformance.transport import pace
from cti_conformance.transport.answer import Answer
from cti_conformance.transport.pace import FEW, MARGIN, REMAINING, Pace

if TYPE_CHECKING:
    from pathlib import Path

GAP_S = MARGIN * 60 / 400


class Clock:
    """A clock that goes on by sleeping only."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(pace, "time", one)
    return one


def answer(**headers: str) -> Answer:
    clean = Redactor().clean
    return Answer(clean("GET /"), 200, headers, b"", Redactor())


def times(clock: Clock, *paces: Pace, rounds: int = 3) -> list[float]:
    """Return when requests are sent that take turns, after the first."""
    began, sent = clock.now, []
    for one in paces * rounds:
        one.wait()
        sent.append(round(clock.now - began, 3))
    return sent


def test_requests_of_a_rate_are_evenly_apart(clock: Clock) -> None:
    assert times(clock, Pace(400)) == pytest.approx([0, GAP_S, 2 * GAP_S], abs=0.001)


def test_little_of_a_pause_is_caught_up_with(clock: Clock) -> None:
    one = Pace(400)
    one.wait()
    clock.sleep(30)
    sent = times(clock, one, rounds=400)
    assert sent[4] > 0, "four at once, and then evenly"
    assert sum(at < 60 for at in sent) <= 400, "in any minute no more than the rate"


def test_processes_share_one_rate(clock: Clock, tmp_path: Path) -> None:
    file = tmp_path / "next"
    sent = times(clock, Pace(400, file), Pace(400, file), rounds=2)
    assert sent == pytest.approx([n * GAP_S for n in range(4)], abs=0.001)


def test_without_a_rate_nothing_waits(clock: Clock) -> None:
    one = Pace()
    one.heed(answer())
    assert times(clock, one) == [0, 0, 0]


def test_the_last_requests_that_the_target_allows_are_spread_over_its_window(clock: Clock) -> None:
    one = Pace()
    for remaining in range(FEW, -1, -1):
        one.heed(answer(**{REMAINING: str(remaining)}))
        one.wait()
    assert clock.now - 1000 > 60, "a window of a minute is over by now"


@pytest.mark.parametrize("said", ["", "many", "-1", "21", "1e3"])
def test_any_other_count_changes_nothing(clock: Clock, said: str) -> None:
    one = Pace()
    one.heed(answer(**{REMAINING: said}))
    assert times(clock, one, rounds=1) == [0]
