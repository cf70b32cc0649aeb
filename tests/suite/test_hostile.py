"""The suite on hostile targets: it ends, within its limits and its memory, and is not fooled."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from cti_conformance.config.credentials import Credentials, logins
from cti_conformance.config.target_config import Limits
from cti_conformance.ledger.rules import spec_file
from cti_conformance.pytest_plugin.judging import MAX_EVIDENCE
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.client import HttpClient
from cti_conformance.transport.failures import NoAnswer
from cti_conformance.transport.liveness import Liveness
from cti_conformance.transport.recorder import Recorder
from support import hostile, stubborn
from support.proxy import Reply, changing, pass_on, send
from support.servers import Exchange, Reference, answer_all, reference, serving
from support.suite import SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

EXIT_UNUSABLE = 6
EXIT_ERROR = 7
LIMIT_S = 300.0  # a run that does not end is killed then
MOST_MIB = 150.0
ENV = {"CTI_API_KEY": "sesame-4711-key", "CTI_AUTH": "ada@example.com:open-4712-word"}
LIMITS = "[limits]\nanswer_s = 0.8\nappear_s = 0.2\n"
PATIENT = "[limits]\nanswer_s = 5\nappear_s = 0.2\n"
LISTED = """
[[agents]]
id = 1
email = "tom@example.com"
phone = "+12125550101"
[[contacts]]
id = 3
email = "omar@example.com"
[[tickets]]
id = 4
"""
CHANGED = ("POP-*", "R*", "DET-*", "OFF-*")
CHANGED_SAMPLE = ("POP-0[12]", "REQ-0[1-3]", "RSP-0[12]", "DET-0[1-3]", "OFF-01")
# They send more requests than a target answers before it turns hostile.
SOME = ("--rule=CTI-ACC-0[134]", "--rule=CTI-POP-0[1-7]", "--rule=CTI-DET-0[1267]")
MANY = ("--rule=CTI-ACC-0[1-4]", "--rule=CTI-POP-0*", "--rule=CTI-DET-0[1267]")
# Each is requested in this process. With HOSTILE=all the suite also runs on all of them.
ALL = os.environ.get("HOSTILE") == "all"
FEW = tuple(
    f"--rule=CTI-{rule}"
    for rule in (
        ("ACC-0[12]", "POP-0[129]", "DET-0[17]") if ALL else ("ACC-01", "POP-01", "DET-0[17]")
    )
)
IN_A_RUN = list(hostile.SILENT) if ALL else ["resets", "drips the head", "a gzip bomb"]


@pytest.fixture(scope="module")
def helpdesk() -> Iterator[Reference]:
    with reference() as one:
        yield one


@pytest.fixture(scope="module")
def listed(helpdesk: Reference) -> str:
    return helpdesk.listed()


def run(
    folder: Path,
    url: str,
    *arguments: str,
    limits: str = LIMITS,
    toml: str = "",
    env: Mapping[str, str] = ENV,
) -> SuiteRun:
    """Run the suite on a target, with all that it can write, and check what holds of every run."""
    config = folder / "cti-target.toml"
    config.write_text(limits + toml, encoding="utf-8")
    junit = folder / "junit.xml"
    ran = run_suite(
        folder / "report",
        *(f"--target-url={url}", f"--target-config={config}", f"--junitxml={junit}"),
        *("-vv", "-rA", "--tb=long", "--showlocals", *arguments),
        env=env,
        limit_s=LIMIT_S,
    )
    schema = json.loads(spec_file("report.schema.json").read_text(encoding="utf-8"))
    problems = Draft202012Validator(schema).iter_errors(ran.report)
    assert [f"{problem.json_path}: {problem.message}" for problem in problems] == []
    text = json.dumps(ran.report, ensure_ascii=False)
    assert hostile.STEERING.findall(text) == []
    assert hostile.STEERING.findall(ran.output) == []
    assert ElementTree.parse(junit).getroot().tag == "testsuites"
    verdicts = [line for line in ran.output.splitlines() if line.startswith("Verdict: ")]
    assert len(verdicts) == 1
    assert verdicts[0].startswith(f"Verdict: {ran.report['verdict']}")
    for fault in ("Traceback", "INTERNALERROR", "the suite failed"):
        assert fault not in ran.output + text
    assert ran.peak_mib < MOST_MIB
    return ran


# -- from the start ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", hostile.SILENT)
def test_an_answer_that_never_comes_is_not_waited_for(name: str) -> None:
    limits = Limits(answer_s=0.3)
    with serving(hostile.SILENT[name]) as server:
        client = HttpClient(
            server.url, logins(Credentials("k")), Redactor(), limits, Recorder(), Liveness()
        )
        try:
            with pytest.raises(NoAnswer) as why:
                client.send("GET", "/")
        finally:
            client.close()
    assert hostile.STEERING.findall(str(why.value)) == []


@pytest.mark.parametrize("name", [*IN_A_RUN, *hostile.ELSEWHERE])
def test_a_target_without_an_answer_is_not_tested(tmp_path: Path, name: str) -> None:
    with serving((hostile.SILENT | hostile.ELSEWHERE)[name]) as server:
        ran = run(tmp_path, server.url, toml=LISTED)
        assert server.requests <= 2
    assert (ran.status, ran.report["verdict"]) == (EXIT_UNUSABLE, "error")
    assert set(ran.outcomes.values()) == {"not-tested"}
    assert server.url in ran.report["reason"]


@pytest.mark.parametrize("name", hostile.NONSENSE)
def test_nonsense_is_no_conformance(tmp_path: Path, name: str) -> None:
    with serving(hostile.NONSENSE[name]) as server:
        ran = run(tmp_path, server.url, *FEW, limits=PATIENT, toml=LISTED)
    assert (ran.status, ran.report["verdict"]) in ((1, "non-conformant"), (EXIT_ERROR, "error"))
    assert not ran.rules("passed") & {"CTI-POP-01", "CTI-DET-01", "CTI-DET-07", "CTI-ACC-01"}


# -- in the middle of a run ----------------------------------------------------------------------


@pytest.mark.parametrize("name", IN_A_RUN)
def test_a_target_that_turns_hostile_is_soon_left_alone(
    tmp_path: Path, helpdesk: Reference, listed: str, name: str
) -> None:
    after = 40
    turning = hostile.from_then_on(helpdesk.url, hostile.SILENT[name], after)
    with serving(turning) as server:
        ran = run(tmp_path, server.url, *SOME, toml=listed, env=helpdesk.env)
    assert server.requests <= after + 5
    assert (ran.status, ran.report["verdict"]) == (EXIT_ERROR, "error")
    assert ran.rules("failed", "warning") == set()
    assert ran.rules("passed")
    (inconclusive,) = [
        line for line in ran.output.splitlines() if line.startswith("Inconclusive, ")
    ]
    assert "the target stopped answering: 3 requests in a row" in inconclusive


def test_a_target_that_hangs_now_and_then_is_left_alone_at_last(
    tmp_path: Path, helpdesk: Reference, listed: str
) -> None:
    hanging = hostile.raw(hang=True)
    with serving(hostile.now_and_then(helpdesk.url, hanging, every=3)) as server:
        ran = run(tmp_path, server.url, *MANY, toml=listed, env=helpdesk.env)
    assert (ran.status, ran.report["verdict"]) == (EXIT_ERROR, "error")
    assert ran.rules("failed", "warning") == set()
    assert "the target left 30 requests of this run without an answer" in ran.output


def test_a_run_ends_when_its_time_is_over(tmp_path: Path, helpdesk: Reference, listed: str) -> None:
    def slow(reply: Reply) -> Reply:
        server.stopping.wait(0.1)
        return reply

    limits = f"{LIMITS}run_s = 3\n"
    with serving(changing(helpdesk.url, slow)) as server:
        ran = run(tmp_path, server.url, *SOME, limits=limits, toml=listed, env=helpdesk.env)
    assert (ran.status, ran.report["verdict"]) == (EXIT_ERROR, "error")
    assert ran.rules("failed", "warning") == set()
    assert "the run took longer than 3 s ([limits] run_s)" in ran.output


def test_credentials_follow_no_redirect(tmp_path: Path, helpdesk: Reference, listed: str) -> None:
    def listen(exchange: Exchange) -> None:
        pytest.fail(f"somebody came with {exchange.headers['Authorization']}")

    with serving(listen) as thief:
        luring = hostile.redirecting(f"{thief.url}{{path}}")
        with serving(luring) as server:
            ran = run(tmp_path, server.url, toml=LISTED)
        assert ran.status == EXIT_UNUSABLE
        with serving(hostile.now_and_then(helpdesk.url, luring, every=5)) as server:
            ran = run(tmp_path, server.url, *SOME, toml=listed, env=helpdesk.env)
        assert thief.requests == 0
    assert ran.rules("error")


# -- answers that were changed -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "verdicts"),
    [
        (hostile.with_evil, {"non-conformant", "error"}),
        (hostile.with_other_types, {"non-conformant", "error"}),
        (hostile.one_behind(), {"non-conformant"}),
        (hostile.hours_ahead, {"partial"}),
    ],
    ids=["hostile texts", "other types", "another's answers", "a wrong clock"],
)
def test_changed_answers(
    tmp_path: Path,
    helpdesk: Reference,
    change: Callable[[Reply], Reply],
    verdicts: set[str],
) -> None:
    with serving(changing(helpdesk.url, change)) as server:
        ran = run(
            tmp_path,
            server.url,
            *("--profile=api", "--profile=records"),
            *(f"--rule=CTI-{rule}" for rule in (CHANGED if ALL else CHANGED_SAMPLE)),
            limits=PATIENT,
            env=helpdesk.env,
        )
    assert ran.report["verdict"] in verdicts, ran.output[-4000:]
    if verdicts == {"partial"}:
        assert ran.rules("failed", "warning", "error") == set()


def test_cookies_open_no_door_and_are_not_sent_back(
    tmp_path: Path, helpdesk: Reference, listed: str
) -> None:
    """A helpdesk may keep a session for a client who has shown credentials, as browsers like it."""
    sent_back: list[str] = []
    known = "session=known"

    def handle(exchange: Exchange) -> None:
        if cookie := exchange.headers["Cookie"]:
            sent_back.append(cookie)
        send(exchange, pass_on(exchange, helpdesk.url).with_header("Set-Cookie", known))

    with serving(handle) as server:
        ran = run(tmp_path, server.url, "--rule=CTI-ACC-*", toml=listed, env=helpdesk.env)
    assert sent_back == []
    assert ran.rules("passed") >= {"CTI-ACC-01", "CTI-ACC-02"}


def test_the_evidence_of_a_rule_that_always_fails_is_kept_of_its_first_examples(
    tmp_path: Path, helpdesk: Reference
) -> None:
    """A table of a hundred rows would else take minutes, and a report of many megabytes."""
    config = tmp_path / "target.toml"
    config.write_text("[limits]\nappear_s = 0.02\n", encoding="utf-8")
    handle = stubborn.not_popping(helpdesk.url, answer_all(201, '{"id": "1"}'))
    with serving(handle) as server:
        ran = run_suite(
            tmp_path / "report",
            *(f"--target-url={server.url}", f"--target-config={config}", "--rule=CTI-ACC-02"),
            env=helpdesk.env,
        )
    [rule] = [rule for rule in ran.report["rules"] if rule["outcome"] == "failed"]
    failed = [one for one in rule["scenarios"] if one["outcome"] == "failed"]
    assert len(failed) > MAX_EVIDENCE
    assert all(one["observed"] for one in failed)
    kept = [one for one in failed if one["exchanges"]]
    assert kept == [one for one in failed if one["script"]]
    assert len(kept) == MAX_EVIDENCE
