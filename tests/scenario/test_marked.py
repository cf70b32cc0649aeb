"""Cleaning a target: only what carries the suite's mark is found and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cti_conformance.clean import clean
from support.reproducing import count_records
from support.servers import Reference, reference

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "cti-123456789-1"


@pytest.fixture(scope="module")
def helpdesk() -> Iterator[Reference]:
    with reference() as one:
        yield one


def test_what_carries_the_mark_is_listed_and_then_deleted(
    helpdesk: Reference, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = count_records(helpdesk)
    for name in helpdesk.env:
        monkeypatch.setenv(name, helpdesk.env[name])
    helpdesk.call("POST", "agents", {"name": f"Ines ({MARK})", "email": "ines@example.com"})
    omar = helpdesk.call("POST", "contacts", {"name": f"Omar ({MARK})", "phone": "+12125550123"})
    caller = {"name": "+12125550124", "phone": "+12125550124"}  # as a call makes it
    helpdesk.call("POST", "contacts", caller)
    other = helpdesk.call("POST", "contacts", {"name": "Priya", "email": "priya@example.com"})
    for requester, subject in ((omar, "Old"), (other, f"A ticket ({MARK})"), (other, "Hers")):
        fields = {"requester_id": requester["id"], "subject": subject, "description": "d"}
        helpdesk.call("POST", "tickets", fields | {"status": 2, "priority": 1})

    assert clean(helpdesk.url, None, dry_run=True) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[-1] == f"5 records found on {helpdesk.url}; without --dry-run they are deleted"
    assert [line.split()[0] for line in listed[:-1]] == [*["ticket"] * 2, *["contact"] * 2, "agent"]
    assert count_records(helpdesk) == (before[0] + 3, before[1] + 1, before[2] + 3)

    assert clean(helpdesk.url, None, dry_run=False) == 0
    assert capsys.readouterr().out.endswith(f"5 records deleted on {helpdesk.url}\n")
    assert count_records(helpdesk) == (before[0] + 1, before[1], before[2] + 1)
    assert {one["name"] for one in helpdesk.all("contacts")} == {"Priya"}
    assert clean(helpdesk.url, None, dry_run=False) == 0
    assert capsys.readouterr().out == f"No records of the suite were found on {helpdesk.url}\n"


def test_a_target_that_cannot_be_cleaned_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CTI_API_KEY", "sesame-4711-key")
    assert clean("http://127.0.0.1:9", None, dry_run=False) == 4
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "the connection was refused" in told
