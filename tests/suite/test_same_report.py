"""The same target gives the same report: embedded or by its URL, one process or in parallel.

Rules of every chapter and profile are run. `RUNS=whole` in the environment has all of them run.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.ledger.rules import load_ledger
from cti_conformance.target.browser import chromium
from support.processes import Mark
from support.servers import reference
from support.suite import WHOLE, SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("contacts", "agents", "tickets")
RULES = (
    *("ACC-01", "REQ-01", "RSP-09", "TKT-01", "REC-01", "DET-05", "DET-10"),
    *("ONL-06", "FWD-02", "IFR-04", "FLT-03"),
)
SOME = () if WHOLE else tuple(f"--rule=CTI-{rule}" for rule in RULES)


def comparable(ran: SuiteRun) -> Any:
    """Return a report without times, the address, and the exchanges."""
    report = ran.report
    rules = [
        {
            **rule,
            "scenarios": [
                (scenario["name"], scenario["where"], scenario["outcome"], scenario["branch"])
                for scenario in rule["scenarios"]
            ],
        }
        for rule in report["rules"]
    ]
    told = ("suite", "verdict", "reason", "profiles", "stale_deviations", "leftovers")
    capabilities = report["target"]["capabilities"]
    return [ran.status, {key: report[key] for key in told}, capabilities, rules]


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as short:  # Chromium has no sockets in a folder with a long name
        yield Path(short)


def test_the_report_is_the_same_however_the_suite_is_run_and_nothing_is_left(folder: Path) -> None:
    # One test, since all of it is held against one run, and a run is what takes time.
    mark = Mark(folder)
    embedded = run_suite(folder / "embedded", *SOME, env=mark.env)
    what_can_be_tested_passes(embedded)
    a_branch_is_one_of_the_rules(embedded)

    assert mark.left() == []
    with reference() as helpdesk:
        url = f"--target-url={helpdesk.url}"
        env = helpdesk.env | helpdesk.token_env | mark.env
        before = {kind: helpdesk.all(kind) for kind in KINDS}
        ways = [("by its URL", [url])] if WHOLE else []
        for name, arguments in (*ways, ("by its URL, in parallel", [url, "-n2"])):
            # Forked workers have the environment of another process, and no mark.
            ran = run_suite(folder / name, *arguments, *SOME, env=env, cold="-n2" in arguments)
            assert comparable(ran) == comparable(embedded), name
            assert {kind: helpdesk.all(kind) for kind in KINDS} == before, name
            assert mark.left() == [], name


def what_can_be_tested_passes(ran: SuiteRun) -> None:
    chosen = {rule["id"] for rule in ran.report["rules"] if rule["reason"] != "not selected"}
    browser = {rule.id for rule in load_ledger() if rule.id in chosen and rule.needs == "browser"}
    assert browser
    assert len(chosen) == len(ran.outcomes) or not WHOLE
    assert ran.status == 0
    assert ran.rules("failed", "warning", "deviation", "error") == set()
    assert ran.rules("not-tested") & chosen == (set() if chromium.find().path else browser)


def a_branch_is_one_of_the_rules(ran: SuiteRun) -> None:
    branches = {rule.id: {branch.name for branch in rule.branches} for rule in load_ledger()}
    for rule in ran.report["rules"]:
        taken = set(rule["branch"].split(", ")) if rule["branch"] else set()
        assert taken <= branches[rule["id"]], rule["id"]
