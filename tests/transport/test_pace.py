"""Requests are spaced out as the user and the target want it; the clock is that of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from cti_conformance import waiting
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport import pace
from cti_conformance.transport.answer import Answer
from cti_conformance.transport.pace import FEW, MARGIN, REMAINING, Pace
from cti_conformance.waiting import RunTime

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
    monkeypatch.setattr(waiting, "time", one)
    return one


def answer(**headers: str) -> Answer:
    return Answer("GET /", 200, headers, b"", Redactor())


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


def test_few_remaining_requests_leave_time_to_put_things_back(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunTime(0)
    monkeypatch.setattr(waiting, "_current", run)
    one = Pace()
    with run.restoring():
        for _ in range(3):
            one.heed(answer(**{REMAINING: "0"}))
            one.wait()
        assert run.left_s > waiting.RESTORE_S / 2
    assert clock.now > 1000, "and they are spaced out all the same"


def test_a_turn_is_waited_for_until_the_end_of_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Another process of the run was stopped while it took its turn."""
    file = tmp_path / "next"
    with FileLock(f"{file}.lock"):
        monkeypatch.setattr(waiting, "_current", RunTime(0.1))
        Pace(400, file).wait()
    assert waiting.run_time().over_reason
    assert not file.exists(), "no turn was taken"


@pytest.mark.parametrize("said", ["", "many", "-1", "21", "1e3"])
def test_any_other_count_changes_nothing(clock: Clock, said: str) -> None:
    one = Pace()
    one.heed(answer(**{REMAINING: said}))
    assert times(clock, one, rounds=1) == [0]
