"""The changes since an earlier run, in the report and in the exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.errors import ConfigError
from cti_conformance.results.baseline import compare, read_baseline
from mutants.catalogue import MUTANTS
from support.mutant_server import mutant_server
from support.reports import failed, report, scenario
from support.servers import answer_all, reference, serving
from support.suite import run_suite

if TYPE_CHECKING:
    from pathlib import Path

EXIT_FAILED, EXIT_USAGE, EXIT_CHANGED = 1, 4, 8
NOT_TESTED = {"outcome": "not-tested", "reason": "needs records: none", "scenarios": []}
NOT_SELECTED = {
    "outcome": "not-tested",
    "selected": False,
    "reason": "not selected",
    "scenarios": [],
}
WARNING = {"outcome": "warning", "reason": "no", "scenarios": [scenario("failed")]}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the change of one rule between these two: kind and detail."""
    told = compare(report(REQ_06=old), report(REQ_06=new))["changes"]
    assert {change["rule"] for change in told} <= {"CTI-REQ-06"}
    return [(change["kind"], change["detail"]) for change in told]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ({}, failed(), "broken"),
        ({}, WARNING, "broken"),
        (failed(), {}, "fixed"),
        (WARNING, {}, "fixed"),
        (NOT_TESTED, {}, "new"),
        (NOT_TESTED, failed(), "new"),
        (NOT_SELECTED, {}, "new"),
        ({}, NOT_TESTED, "gone"),
        (failed(), NOT_TESTED, "gone"),
        (WARNING, failed(), "changed"),
        ({"branch": "oldest"}, {"branch": "other"}, "changed"),
        (failed(), failed(name="another example"), "changed"),
    ],
)
def test_what_became_of_a_rule(old: dict[str, Any], new: dict[str, Any], kind: str) -> None:
    assert [found for found, _ in changes(old, new)] == [kind]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, {}),
        (failed(), failed("otherwise told")),
        (NOT_TESTED, {**NOT_TESTED, "reason": "needs records: declared as missing"}),
        ({}, NOT_SELECTED),
        (failed(), NOT_SELECTED),
    ],
)
def test_what_is_no_change(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert changes(old, new) == []


def test_a_change_says_in_what() -> None:
    assert changes({"branch": "oldest"}, {"branch": "other"}) == [
        ("changed", "the target's choice is other, and was oldest")
    ]
    assert changes(failed(name="a"), failed(name="b")) == [
        ("changed", "fails now: b; no longer fails: a")
    ]


def test_a_rule_that_came_or_went() -> None:
    old, new = report(), report()
    old["rules"] = [rule for rule in old["rules"] if rule["id"] != "CTI-DET-10"]
    new["rules"] = [rule for rule in new["rules"] if rule["id"] != "CTI-ACC-01"]
    told = compare(old, new)["changes"]
    assert [(c["kind"], c["rule"], c["before"], c["now"]) for c in told] == [
        ("new", "CTI-DET-10", None, "passed"),
        ("gone", "CTI-ACC-01", "passed", None),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        ("[]", "is not a report"),
        ('{"rules": []}', "is not a report"),
        (json.dumps(report() | {"rules": [{"id": 1}]}), "rules.0"),
        (json.dumps(report() | {"rules": "none"}), "rules"),
    ],
)
def test_a_file_that_is_no_report_is_named(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "old.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        read_baseline(file)
    assert f"--baseline {file}" in str(told.value)
    assert named in str(told.value)
    assert "--report-dir" in str(told.value), "the way out is named"
    assert "\n" not in str(told.value)


def test_a_report_of_another_version_of_the_suite_can_be_read(tmp_path: Path) -> None:
    data: dict[str, Any] = report() | {"something": "new"}
    data["rules"] = [{**rule, "weight": 3} for rule in data["rules"]]
    (tmp_path / "report.json").write_text(json.dumps(data), encoding="utf-8")
    assert read_baseline(tmp_path / "report.json") == read_baseline(tmp_path)


def test_wrong_usage_is_told_before_anything_runs(tmp_path: Path) -> None:
    with serving(answer_all(400)) as server:
        for arguments in ([f"--baseline={tmp_path / 'gone.json'}"], ["--fail-on=broken"]):
            ran = run_suite(
                tmp_path / "report",
                *(f"--target-url={server.url}", *arguments),
                env={"CTI_API_KEY": "sesame-4711-key"},
            )
            assert ran.status == EXIT_USAGE
            assert "--baseline" in ran.output
            assert len(ran.output.strip().splitlines()) == 1
        assert server.requests == 0


def test_two_runs_of_two_references_say_exactly_what_changed(tmp_path: Path) -> None:
    mutant = next(m for m in MUTANTS if m.name == "mobile-before-phone")
    rules = ("--rule=CTI-REQ-0[56]", "--rule=CTI-DET-01")
    good, bad = tmp_path / "good", tmp_path / "bad"
    with reference() as helpdesk:
        url = f"--target-url={helpdesk.url}"
        first = run_suite(good, url, *rules, env=helpdesk.env)
        assert (first.status, first.report["baseline"]) == (0, None)

        with mutant_server(mutant) as broken:
            known = broken.credentials
            env = {"CTI_API_KEY": known.api_key or ""}
            worse = run_suite(
                bad, f"--target-url={broken.url}", *rules, f"--baseline={good}", env=env
            )
        better = run_suite(
            tmp_path / "again",
            *(url, *rules, f"--baseline={bad / 'report.json'}", "--fail-on=fixed"),
            env=helpdesk.env,
        )
        same = run_suite(
            tmp_path / "same",
            *(url, *rules, f"--baseline={good}", "--fail-on=broken", "--fail-on=changed"),
            env=helpdesk.env,
        )
    assert worse.status == EXIT_FAILED
    assert [(c["kind"], c["rule"]) for c in worse.report["baseline"]["changes"]] == [
        ("broken", "CTI-REQ-06")
    ]
    title = "CTI-REQ-06 A Phone match wins over a Mobile match"
    assert f"  broken  {title}: passed then, failed now" in worse.output
    assert f"({first.report['verdict']}): 1 broken" in worse.output

    assert better.status == EXIT_CHANGED
    assert [(c["kind"], c["rule"]) for c in better.report["baseline"]["changes"]] == [
        ("fixed", "CTI-REQ-06")
    ]
    assert f"  fixed   {title}: failed then, passed now" in better.output

    assert (same.status, same.report["baseline"]["changes"]) == (0, [])
    assert "nothing changed" in same.output
