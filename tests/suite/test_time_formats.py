"""A helpdesk may write its times in any form; one that cannot be read is not blamed."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from support.proxy import Reply, changing, each_value
from support.servers import Reference, reference, serving
from support.suite import SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAMES = ("created_at", "start_time")


@pytest.fixture(scope="module")
def helpdesk() -> Iterator[Reference]:
    with reference() as one:
        yield one


def run(folder: Path, helpdesk: Reference, write: Callable[[dt.datetime], object]) -> SuiteRun:
    """Judge CTI-REF-02 on a helpdesk that writes its times in another form."""

    def change(name: str, value: Any) -> Any:
        if name in NAMES and isinstance(value, str):
            return write(dt.datetime.fromisoformat(value))
        return value

    def rewrite(reply: Reply) -> Reply:
        return reply.saying(each_value(reply.json, change)) if reply.body else reply

    with serving(changing(helpdesk.url, rewrite)) as server:
        return run_suite(
            folder / "report",
            *(f"--target-url={server.url}", "--rule=CTI-REF-02"),
            env=helpdesk.env | helpdesk.token_env,
        )


@pytest.mark.parametrize(
    "write",
    [
        format_datetime,
        lambda time: int(time.timestamp()),
        lambda time: time.strftime("%Y-%m-%d %H:%M:%S UTC"),
    ],
    ids=["RFC 2822", "epoch seconds", "UTC behind a space"],
)
def test_a_time_in_another_form_is_read(
    tmp_path: Path, helpdesk: Reference, write: Callable[[dt.datetime], object]
) -> None:
    ran = run(tmp_path, helpdesk, write)
    assert ran.outcomes["CTI-REF-02"] == "passed", ran.output


def test_a_time_that_cannot_be_read_is_not_judged(tmp_path: Path, helpdesk: Reference) -> None:
    ran = run(tmp_path, helpdesk, lambda time: f"{time:%A} in the morning")
    assert ran.outcomes["CTI-REF-02"] == "error", ran.output
    assert "is not a time that the suite can read" in ran.output
    assert "ValueError" not in ran.output
