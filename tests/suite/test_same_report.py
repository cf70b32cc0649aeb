"""The same target gives the same report: embedded or by its URL, again, and in parallel.

Rules of every chapter and profile are run. `RUNS=whole` in the environment has all of them run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.ledger.rules import load_ledger
from cti_conformance.target.browser import chromium
from support.processes import Mark
from support.servers import reference
from support.suite import WHOLE, SuiteRun, run_suite

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("contacts", "agents", "tickets")
SOME = (
    () if WHOLE else tuple(f"--rule=CTI-{rule}" for rule in ("*-01", "DET-0*", "RSP-09", "FLT-03"))
)


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


def test_the_report_is_the_same_however_the_suite_is_run(tmp_path: Path) -> None:
    # One test, since all of it is held against one run, and a run is what takes time.
    embedded = run_suite(tmp_path / "embedded", *SOME)
    what_can_be_tested_passes(embedded)
    a_branch_is_one_of_the_rules(embedded)

    with reference() as helpdesk:
        url = f"--target-url={helpdesk.url}"
        env = helpdesk.env | helpdesk.token_env
        before = {kind: helpdesk.all(kind) for kind in KINDS}
        for name, arguments in (("by its URL", [url]), ("again, in parallel", [url, "-n2"])):
            ran = run_suite(tmp_path / name, *arguments, *SOME, env=env)
            assert comparable(ran) == comparable(embedded), name
            assert {kind: helpdesk.all(kind) for kind in KINDS} == before, name


def test_no_process_and_no_file_is_left(tmp_path: Path) -> None:
    mark = Mark(tmp_path)
    ran = run_suite(tmp_path / "report", "-n2", "--rule=CTI-DET-0*", env=mark.env)
    assert ran.status == 0
    assert mark.left() == []


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
