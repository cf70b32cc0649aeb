"""A wait is as long as the target needs, and no longer once it has shown nothing several times."""

from __future__ import annotations

from cti_conformance.results.waits import FLOOR_S, HOPEFUL, Waits


def in_vain(waits: Waits, times: int) -> Waits:
    for _ in range(times):
        waits.ended(5.0, seen=False)
    return waits


def test_the_first_waits_have_the_whole_time() -> None:
    assert in_vain(Waits(), HOPEFUL - 1).limit_s(5.0) == 5.0


def test_where_nothing_ever_appears_the_others_are_short() -> None:
    assert in_vain(Waits(), HOPEFUL).limit_s(5.0) == FLOOR_S
    assert in_vain(Waits(), HOPEFUL).limit_s(0.2) == 0.2


def test_a_slow_target_keeps_the_time_that_it_needs() -> None:
    waits = in_vain(Waits(), HOPEFUL)
    waits.ended(1.4, seen=True)
    assert 1.4 * 2 < waits.limit_s(5.0) <= 5.0
