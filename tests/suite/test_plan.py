"""The plan of a run is correct, and sends no request to the target."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from cti_conformance.ledger.rules import CAPABILITIES, load_ledger
from cti_conformance.ledger.selection import QUICK_RUN
from cti_conformance.pytest_plugin.costs import measured
from cti_conformance.pytest_plugin.writes import writes_of_function
from support.servers import answer_all, reference, serving
from support.suite import WHOLE, run_suite

if TYPE_CHECKING:
    from pathlib import Path

ABOUT = re.compile(r"about ([\d,]+); at 60 a minute \(--rate\) (\d+) minutes")
LINE = re.compile(r"^ +(\d+)  (\w+)", re.MULTILINE)


def test_a_plan_asks_nothing_and_tells_what_is_missing(tmp_path: Path) -> None:
    with serving(answer_all(500)) as server:
        ran = run_suite(tmp_path, "--plan", f"--target-url={server.url}")  # without credentials
        assert server.requests == 0
    assert (ran.status, ran.report) == (0, {})
    assert f"on {server.url}. No requests were sent." in ran.output
    assert "needs desktop: no control API is configured" in ran.output
    assert "crash the server" not in ran.output, "what needs the control API would not be tested"
    assert re.search(r"^REQ   Who is calling +19 +\d+$", ran.output, re.MULTILINE)


def test_a_plan_is_of_what_is_selected_and_names_it_with_v(tmp_path: Path) -> None:
    ran = run_suite(tmp_path, "--plan", "-v", "--rule=CTI-FLT-0[23]", "-n2")
    assert ran.status == 0
    assert ran.output.startswith("Plan: 4 scenarios of 2 rules of version ")
    assert "CTI-FLT-02  the server crashes while an agent is online" in ran.output
    assert re.search(r"^ +4  crash the server: CTI-FLT-02, CTI-FLT-03$", ran.output, re.MULTILINE)
    assert "change the admin's settings" not in ran.output


def test_a_quick_run_has_the_first_and_the_last_example_of_each_outline(tmp_path: Path) -> None:
    rules = ("--rule=CTI-LIFE-02", "--rule=CTI-DET-04")  # one table; three scenarios without any
    ran = run_suite(tmp_path, "--plan", "--quick", "-v", *rules)
    named = re.findall(r"^ +CTI-LIFE-02  (.*)$", ran.output, re.MULTILINE)
    full = run_suite(tmp_path, "--plan", "-v", *rules).output
    every = re.findall(r"^ +CTI-LIFE-02  (.*)$", full, re.MULTILINE)
    assert named == [every[0], every[-1]]
    assert ran.output.count("  CTI-DET-04  ") == full.count("  CTI-DET-04  ") > 0
    assert f"Note: {QUICK_RUN}" in ran.output
    assert QUICK_RUN not in full


def test_a_quick_run_leaves_out_thorough_examples(tmp_path: Path) -> None:
    plans = [
        run_suite(tmp_path, "--plan", "-v", "--rule=CTI-REF-06", *quick).output
        for quick in (["--quick"], [])
    ]
    assert ["after thirty other calls" in plan for plan in plans] == [False, True]
    assert all("the telephone system sends the pop once more" in plan for plan in plans)


def test_each_rule_has_been_measured() -> None:
    helpdesk_rules = {rule.id for rule in load_ledger().about(CAPABILITIES)}
    assert set(measured()["rules"]) == helpdesk_rules, "run `make costs`: rules were added"


def test_a_plan_of_a_partner_writes_on_the_reference_only(tmp_path: Path) -> None:
    ran = run_suite(tmp_path, "--plan", "--dial-url=http://127.0.0.1:9/dial?key=sesame")
    assert (ran.status, ran.report) == (0, {})
    assert "on callback http://127.0.0.1:9/dial. No requests were sent." in ran.output
    assert "on the bundled reference and its partner, and how many do:" in ran.output
    assert "All created records" not in ran.output


def test_collect_only_names_rules_and_scenarios(tmp_path: Path) -> None:
    ran = run_suite(tmp_path, "--collect-only", "--rule=CTI-REQ-06")
    name = "CTI-REQ-06 the number is Omar's Phone and the older contact's Mobile"
    assert f"<Function {name}>" in ran.output


def test_only_a_pop_of_the_port_sends_a_call() -> None:
    def announces(story: Any) -> None:
        story.target.cti.pop(story.call)

    def takes_out(story: Any, names: dict[str, str]) -> None:
        story.call.pop("call_reference_id", None)
        names.pop("Omar")
        (["self"]).pop()

    def renames(story: Any) -> None:
        story.records.change_contact(1, name="Omar")

    assert writes_of_function(announces) == {"calls"}
    assert writes_of_function(takes_out) == set()
    assert writes_of_function(renames) == {"changes"}


def test_what_is_written_is_what_the_plan_says(tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    # Every chapter, and every kind of what may be written. The drawn tables have the same steps.
    chapters = "[!D]*-01" if WHOLE else "[!CDL]*-01"
    chosen = (chapters, "DET-0[13]", "DIAL-04", "FLT-03", "REQ-1[05]", "IFR-11", "ACC-05")
    rules = [f"--rule=CTI-{rule}" for rule in chosen]
    with reference() as helpdesk:
        ran = run_suite(
            tmp_path / "report",
            *("-p", "support.write_spy", f"--target-url={helpdesk.url}", *rules),
            env={**helpdesk.env, **helpdesk.token_env, "SPY_FILE": str(file)},
        )
    assert ran.status == 0, ran.output
    assert ran.report["waits_in_vain"] == 0, "on a target that satisfies every rule"
    planned = run_suite(tmp_path / "plan", "--plan", "--rate=60", *rules)
    about, minutes = re.findall(ABOUT, planned.output)[0]
    sent = ran.report["requests"]["sent"]
    assert sent == sum(ran.report["requests"]["by_kind"].values())
    assert abs(int(about.replace(",", "")) - sent) < 0.15 * sent
    assert abs(int(minutes) - sent / 60) < 0.15 * sent / 60
    assert ran.report["requests"]["by_kind"]["POST /api/v2/agents"] <= 6
    told: list[list[Any]] = json.loads(file.read_text(encoding="utf-8"))
    assert len(told) > 30
    untold = {name: set(done) - set(planned) for name, done, planned in told}
    assert {name: kinds for name, kinds in untold.items() if kinds} == {}
    kinds = {kind for _, done, _ in told for kind in done}
    assert kinds == {"calls", "contacts", "agents", "tickets", "changes", "desktops"} | {
        *("settings", "crashes")
    }
    # The most important writes are exact.
    for kind in ("settings", "crashes"):
        assert [n for n, done, _ in told if kind in done] == [n for n, _, p in told if kind in p]
