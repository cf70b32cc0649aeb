"""The times of a target: read in every common form, and never guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from cti_conformance.text.times import read_time

MEANT = dt.datetime(2026, 3, 1, 9, 30, 15, tzinfo=dt.UTC)
EPOCH = int(MEANT.timestamp())


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01T09:30:15Z",
        "2026-03-01t09:30:15z",
        "2026-03-01T09:30:15",
        "2026-03-01 09:30:15",
        " 2026-03-01 09:30:15 UTC ",
        "2026-03-01 09:30:15 GMT",
        "2026-03-01T10:30:15+01:00",
        "2026-03-01T10:30:15+0100",
        "2026-03-01 10:30:15 +0100",
        "2026-03-01T04:00:15-05:30",
        "20260301T093015Z",
        "2026-03-01T09:30:15.0Z",
        "2026-03-01T09:30:15,000000000Z",
        "Sun, 01 Mar 2026 09:30:15 GMT",
        "Sun, 01 Mar 2026 09:30:15 +0000",
        "Sun, 1 Mar 2026 10:30:15 +0100",
        "1 Mar 2026 09:30:15 -0000",
        "Sunday, 01-Mar-26 09:30:15 UTC",
        "Sun Mar  1 09:30:15 2026",
        EPOCH,
        float(EPOCH),
        str(EPOCH),
        f"{EPOCH}.0",
        EPOCH * 1000,
        str(EPOCH * 1000),
    ],
)
def test_a_time_is_read_in_any_form(written: object) -> None:
    assert read_time(written) == MEANT


@pytest.mark.parametrize(
    ("written", "microsecond"),
    [
        ("2026-03-01T09:30:15.25Z", 250_000),
        ("2026-03-01T09:30:15.123456789Z", 123_456),
        (EPOCH + 0.5, 500_000),
    ],
)
def test_fractions_of_a_second_are_kept(written: object, microsecond: int) -> None:
    assert read_time(written) == MEANT.replace(microsecond=microsecond)


@pytest.mark.parametrize(
    "written",
    [
        *(None, True, [], {}, "", "soon", "09:30:15", "2026-03-01", "20260301"),
        *("2026-03-01T09:30Z", "2026-02-30T09:30:15Z", "2026-03-01T25:30:15Z"),
        *("Sun, 01 Mar 2026 09:30:15 CEST", "Sun, 01 Mar 2026 09:30 GMT", "01/03/2026 09:30:15"),
        *("9" * 400, 10**400, 1e300, -(10**1_000), "\x00", "\u00b20260301", "Mar, 99 : : :1:1:1 0"),
        *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-12:00", -(10**11)),
        *("2026-03-01T09:30:15+99:00", "\u0662026-03-01T09:30:15Z"),
    ],
)
def test_what_says_no_time_is_not_guessed(written: object) -> None:
    assert read_time(written) is None
