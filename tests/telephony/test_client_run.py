"""The suite against a telephone system: the example clients, by hand, and recorded."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.ledger.rules import load_ledger
from cti_conformance.telephony import pytest_arguments
from support.suite import ROOT, SuiteRun, run_suite

if TYPE_CHECKING:
    from pathlib import Path

SHELL = "examples/telephony/cti-client.sh"
RECORDINGS = ROOT / "tests" / "telephony" / "recordings"
LIMIT_S = 120.0
SAMPLE = ("18", "27", "32", "38", "40")
"""Rules that together use most kinds of events and of behaviour."""


def rules(*numbers: str) -> set[str]:
    return {f"CTI-TEL-{number}" for number in numbers}


@pytest.fixture(scope="module")
def client_run(tmp_path_factory: pytest.TempPathFactory) -> SuiteRun:
    """Run a sample of the rules against the example in sh, which is the quicker one."""
    return run_suite(
        tmp_path_factory.mktemp("client"),
        f"--telephony-client={SHELL} --key=sesame-8842",
        *(f"--rule={rule}" for rule in sorted(rules(*SAMPLE))),
    )


def test_the_example_passes(client_run: SuiteRun) -> None:
    assert client_run.status == 0, client_run.output
    assert client_run.rules("passed") == rules(*SAMPLE)
    assert client_run.report["profiles"] == {"telephony": "partial"}


def test_the_report_names_the_client_without_its_secrets(client_run: SuiteRun) -> None:
    assert client_run.report["target"]["url"] == f"telephony {SHELL} --key=…"
    assert "sesame" not in client_run.output + json.dumps(client_run.report)


def test_the_requests_of_the_client_are_counted_apart(client_run: SuiteRun) -> None:
    by_client = client_run.report["requests"]["by_client"]
    assert set(by_client) == {f"POST {POP_PATH}", f"GET {DETAILS_PATH}"}
    assert f"Requests of the telephone system: {sum(by_client.values())}" in client_run.output
    assert "Requests of the suite, to prepare the calls: " in client_run.output


def test_the_example_in_python_stays_up(tmp_path: Path) -> None:
    run = run_suite(
        tmp_path,
        f"--telephony-client={sys.executable} examples/telephony/cti_client.py",
        *("--telephony-client-stays", "--rule=CTI-TEL-18", "--rule=CTI-TEL-26"),
    )
    assert run.rules("passed") == rules("18", "26"), run.output


def test_a_client_that_does_not_work_is_not_judged(tmp_path: Path) -> None:
    run = run_suite(
        tmp_path,
        "--telephony-client=/bin/sh -c 'echo my log $CTI_API_KEY $CTI_AUTH >&2; echo $CTI_AUTH'",
        "--rule=CTI-TEL-0*",
    )
    assert run.report["verdict"] == "error"
    assert run.rules("error") == rules(*(f"0{n}" for n in range(1, 10))), run.output
    assert run.output.count("the client answered no JSON: ") == 3  # not for each rule
    assert "log: my log [redacted] " in run.output
    first = run.report["rules"][0]["scenarios"][0]
    assert [line.partition(":")[0] for line in first["client"]] == [
        *("event", "sent", "answer", "log")
    ]


def test_a_violation_is_shown_with_the_event_the_request_and_the_answer(tmp_path: Path) -> None:
    script = (
        "event=$(cat); curl -s -u $CTI_API_KEY:X -H content-type:application/json -o /dev/null "
        '-d "{\\"requester_id\\": $(echo $event | jq .caller.id), \\"responder_id\\": 1, '
        '\\"call+reference_id\\": \\"1\\"}" $CTI_URL/api/v2/integrations/cti/pop; '
        'echo \'{"outcome": "done", "message": "sent"}\''
    )
    run = run_suite(
        tmp_path,
        f"--telephony-client={shlex.join(['sh', '-c', script])}",
        "--rule=CTI-TEL-05",
    )
    assert run.rules("failed") == rules("05"), run.output
    scenario = next(rule for rule in run.report["rules"] if rule["scenarios"])["scenarios"][0]
    assert '"call+reference_id": "1"}: undocumented attributes' in scenario["observed"]
    assert 'event: {"event": 1, "type": "ring"' in scenario["client"][0]
    assert '"call+reference_id": "1"}, answered ' in scenario["client"][1]
    assert scenario["client"][2] == 'answer: {"outcome": "done", "message": "sent"}'
    assert "trial" not in run.output


def test_a_recording_of_a_published_client_with_a_known_deviation(tmp_path: Path) -> None:
    config = tmp_path / "deviations.toml"
    config.write_text(
        '[[deviations]]\nrule = "CTI-TEL-05"\nreason = "mended in May"\nuntil = 2999-01-01\n'
    )
    run = run_suite(
        tmp_path / "report",
        f"--telephony-recording={RECORDINGS}/ids-and-email.jsonl",
        f"--target-config={config}",
    )
    assert run.status == 0, run.output
    assert run.report["verdict"] == "partial"
    assert run.rules("deviation") == rules("05")
    assert run.rules("warning") == rules("15")
    assert rules("01", "02", "03", "04", "06") <= run.rules("passed")
    reasons = {rule["id"]: rule["reason"] for rule in run.report["rules"]}
    assert reasons["CTI-TEL-18"] == "it takes a client that is driven: --telephony-client"
    assert reasons["CTI-TEL-24"] == "no request that this is about was sent"
    not_seen = run.output.partition("Not tested, 4 rules: no request that this is about was sent")[
        2
    ]
    assert not_seen.startswith("\n  CTI-TEL-11, CTI-TEL-17, CTI-TEL-22, CTI-TEL-24\n"), run.output
    assert "Tested, 8 rules\n  CTI-TEL-01, CTI-TEL-02," in run.output


def test_calls_by_hand_are_observed(tmp_path: Path) -> None:
    words = [
        *("-m", "cti_conformance.telephony", "--observe=90", f"--report-dir={tmp_path}"),
        *("-p", "no:cacheprovider"),
    ]
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        try:
            shown = ""
            while "/pop\n" not in shown:
                line = process.stderr.readline()
                assert line, shown
                shown += line
            command = "curl -sS -m 20 " + shown.partition("for example: curl ")[2]
            subprocess.run(["/bin/sh", "-c", command], check=True, timeout=LIMIT_S)
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=LIMIT_S)
        finally:
            process.kill()
    key = re.search(r"API key (\S+),", shown)
    assert key
    report = (tmp_path / "report.json").read_text(encoding="utf-8")
    seen = {rule["id"]: rule["outcome"] for rule in json.loads(report)["rules"]}
    assert process.returncode == 0, output
    assert json.loads(report)["verdict"] == "partial"
    assert {rule for rule, outcome in seen.items() if outcome == "passed"} == rules(
        *("01", "02", "03", "04", "05", "06", "15", "17", "29")
    )
    assert key[1] not in output + report


def test_a_plan_says_what_would_be_sent(tmp_path: Path) -> None:
    run = run_suite(tmp_path, f"--telephony-client={SHELL}", "--plan")
    told = len([rule for rule in load_ledger() if rule.needs == "telephony"])
    assert f"of {told} rules of version 0.2.0, on telephony {SHELL}" in run.output
    assert "They make calls on a reference of their own" in run.output


def test_the_command_has_the_options_of_the_suite() -> None:
    words = ["--client=./a b", "--client-stays", "--limit=5", "--rule=CTI-TEL-01", "--plan"]
    assert pytest_arguments(words)[2:] == [
        *("--pyargs", "cti_conformance", "--telephony-client=./a b", "--telephony-limit=5"),
        *("--telephony-client-stays", "--rule=CTI-TEL-01", "--plan"),
    ]
    assert pytest_arguments(["--observe"])[4:] == ["--telephony-observe"]
