"""The command line: errors are one line, and options work as documented."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from cti_conformance.config.reading import read_config
from cti_conformance.errors import ConfigError
from cti_conformance.ledger.rules import CAPABILITIES, load_ledger
from cti_conformance.ledger.selection import QUICK_RUN
from support.processes import Mark
from support.servers import answer_all, reference, serving
from support.suite import ROOT, SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator

EXIT_USAGE = 4
EXIT_UNUSABLE = 6
KEY = {"CTI_API_KEY": "sesame-4711-key"}
URL = "http://127.0.0.1:9"
LIMIT_S = 60.0


def run(folder: Path, *arguments: str, env: dict[str, str] = KEY, toml: str = "") -> SuiteRun:
    if toml:
        config = folder / "cti-target.toml"
        config.write_text(toml, encoding="utf-8")
        arguments = (*arguments, f"--target-config={config}")
    ran = run_suite(folder / "report", *arguments, env=env, limit_s=LIMIT_S)
    assert "Traceback" not in ran.output
    assert "INTERNALERROR" not in ran.output
    return ran


# -- what cannot be used, known before anything runs ---------------------------------------------


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("", "--target-url is empty"),
        ("helpdesk.example.com", "'helpdesk.example.com' is not an http(s) URL"),
        ("ftp://helpdesk.example.com", "is not an http(s) URL"),
        ("https://", "is not an http(s) URL"),
        ("http://[::1", "is not an http(s) URL"),
        ("http://127.0.0.1:port", "is not an http(s) URL"),
        ("http://127.0.0.1:99999", "is not an http(s) URL"),
        ("https://ada:open@helpdesk.example.com", "holds credentials"),
        ("https://helpdesk.example.com?a=1", "has a query or fragment"),
    ],
)
def test_a_url_that_is_none_is_named(url: str, named: str) -> None:
    with pytest.raises(ConfigError) as told:
        read_config(url, None, KEY)
    assert named in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("url", [f"{URL}/", f"{URL}/api/v2", f"{URL}/api/v2/"])
def test_a_url_may_have_the_path_of_the_api(url: str) -> None:
    config = read_config(url, None, KEY)
    assert config is not None
    assert config.url == URL


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({}, "set CTI_API_KEY, or CTI_AUTH=email:password"),
        ({"CTI_API_KEY": ""}, "set CTI_API_KEY, or CTI_AUTH=email:password"),
        ({"CTI_AUTH": "ada@example.com"}, "CTI_AUTH is not of the form email:password"),
        ({"CTI_AUTH": "ada@example.com:"}, "CTI_AUTH is not of the form email:password"),
        ({"CTI_AUTH": ":open-4712-word"}, "CTI_AUTH is not of the form email:password"),
        ({**KEY, "CTI_AUTH": "ada@example.com"}, "CTI_AUTH is not of the form email:password"),
    ],
)
def test_credentials_that_are_missing_or_malformed_are_named(
    env: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigError) as told:
        read_config(URL, None, env)
    assert named in str(told.value)
    assert "open-4712-word" not in str(told.value)


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("[target\n", ["not valid TOML"]),
        ("[targets]\n", ["unknown key 'targets'", "expected one of target, "]),
        ("[target]\nport = 1\n", ["target", "'port'"]),
        ("[target]\ncountry = 'uk'\n", ["target.country", "'uk'"]),
        ("[target]\ncountry = 'UK'\n", ["target.country", "UK"]),
        ("[target]\nca_bundle = 'no.pem'\n", ["target.ca_bundle", "no such file", "no.pem"]),
        ("[limits]\nanswer_s = 0\n", ["limits.answer_s"]),
        ("[limits]\nanswer_s = nan\n", ["limits.answer_s"]),
        ("[[agents]]\nemail = 'a@example.com'\n", ["[[agents]] number 1", "'id'"]),
        ("[[deviations]]\nrule = 'CTI-REQ-01'\nreason = ' '\nuntil = 2027-01-31\n", ["reason"]),
        (
            "[[deviations]]\nrule = 'CTI-REQ-01'\nreason = 'a'\nuntil = 'never'\n",
            ["until", "never"],
        ),
    ],
)
def test_what_is_wrong_in_the_toml_is_named(tmp_path: Path, toml: str, named: list[str]) -> None:
    config = tmp_path / "cti-target.toml"
    config.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        read_config(URL, config, KEY)
    assert [word for word in [str(config), *named] if word not in str(told.value)] == []
    assert "\n" not in str(told.value)


def test_a_date_may_be_in_quotes(tmp_path: Path) -> None:
    config = tmp_path / "cti-target.toml"
    config.write_text(DEVIATION.format("CTI-REQ-01", "'2027-01-31'"), encoding="utf-8")
    read = read_config(URL, config, KEY)
    assert read is not None
    assert [known.until for known in read.deviations] == [dt.date(2027, 1, 31)]


def test_a_file_that_is_missing_or_unreadable_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"a = '\xff'")
    for path in (tmp_path / "missing.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(ConfigError, match=str(path)):
            read_config(URL, path, KEY)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--target-url=helpdesk"], "--target-url 'helpdesk'"),
        (["--rule=CTI-REQ-99"], "--rule CTI-REQ-99: unknown rule"),
        (["--rule=CTI-REQ-06", "--profile=api"], "needs no api, which --profile asks for"),
        (["--rule=CTI-XYZ-*"], "--rule CTI-XYZ-*: unknown rule"),
        (["--profile=everything"], "expected one of api, records, desktop, browser, operations"),
        (["--nothing", "x"], "unrecognized arguments: --nothing"),
        (["-p", "no:xdist", "-n", "4"], "pip install 'cti-conformance[parallel]'"),
    ],
)
def test_wrong_usage_is_one_line_and_its_own_status(
    tmp_path: Path, arguments: list[str], named: str
) -> None:
    ran = run(tmp_path, *arguments)
    assert ran.status == EXIT_USAGE
    (line,) = filter(None, ran.output.splitlines())
    assert named in line
    assert ran.report == {}


def test_a_deviation_of_a_rule_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    with serving(answer_all(400)) as server:
        ran = run(
            tmp_path,
            *(f"--target-url={server.url}", "--rule=CTI-DET-02"),
            toml="[[deviations]]\nrule = 'CTI-DET-99'\nreason = 'hard'\nuntil = 2999-12-31\n",
        )
        assert server.requests == 0
    assert ran.status == EXIT_USAGE
    assert "CTI-DET-99" in ran.output


# -- what cannot be used, found out by asking ----------------------------------------------------


def test_a_refused_connection(tmp_path: Path) -> None:
    with serving(answer_all(200)) as server:
        url = server.url
    ran = run(tmp_path, f"--target-url={url}")
    assert ran.status == EXIT_UNUSABLE
    assert f"{url} cannot be tested" in ran.output
    assert "the connection was refused. Check the URL" in ran.output


def test_a_proxy_that_is_not_there(tmp_path: Path) -> None:
    proxy = {"HTTP_PROXY": URL, "http_proxy": URL, "NO_PROXY": "", "no_proxy": ""}
    ran = run(tmp_path, "--target-url=http://helpdesk.example.com", env=KEY | proxy)
    assert ran.status == EXIT_UNUSABLE
    (line,) = [line for line in ran.output.splitlines() if "cannot be tested" in line]
    assert "the proxy of HTTP_PROXY or HTTPS_PROXY did not connect (the connection was ref" in line
    assert "NO_PROXY" in line
    ran = run(tmp_path, "--rule=CTI-DET-02", env=proxy)
    assert ran.rules("passed") == {"CTI-DET-02"}, "the bundled reference needs no proxy"


def test_tls_that_fails(tmp_path: Path) -> None:
    with serving(answer_all(200)) as server:
        ran = run(tmp_path, f"--target-url={server.url.replace('http:', 'https:')}")
    assert ran.status == EXIT_UNUSABLE
    assert "TLS failed" in ran.output
    assert "ca_bundle" in ran.output or "http://" in ran.output, "the way out is named"


def test_a_ca_bundle_that_holds_no_certificate(tmp_path: Path) -> None:
    (tmp_path / "our.pem").write_text("none", encoding="utf-8")
    with serving(answer_all(200)) as server:
        url = server.url.replace("http:", "https:")
        ran = run(tmp_path, toml=f"[target]\nurl = '{url}'\nca_bundle = 'our.pem'\n")
    assert ran.status in (EXIT_USAGE, EXIT_UNUSABLE)
    assert "ca_bundle" in ran.output or "our.pem" in ran.output, "what is wrong is named"


def test_wrong_credentials(tmp_path: Path) -> None:
    with reference() as helpdesk:
        ran = run(tmp_path, f"--target-url={helpdesk.url}")
    assert ran.status == EXIT_UNUSABLE
    assert "refused the credentials" in ran.output
    assert "Check CTI_API_KEY or CTI_AUTH" in ran.output
    assert KEY["CTI_API_KEY"] not in ran.output


# -- what to run ---------------------------------------------------------------------------------


def test_rules_and_profiles_are_selected(tmp_path: Path) -> None:
    selected = ("--rule=cti-det-0[12]", "--rule=CTI-DET-03", "--profile=api")
    with serving(answer_all(400)) as server:
        ran = run(tmp_path, f"--target-url={server.url}", *selected)
    reasons = {rule["id"]: rule["reason"] for rule in ran.report["rules"]}
    ran_rules = {rule_id for rule_id, reason in reasons.items() if reason != "not selected"}
    assert ran_rules == {"CTI-DET-01", "CTI-DET-02"}
    assert len(reasons) == len(list(load_ledger().about(CAPABILITIES)))
    assert f" {len(reasons) - 2} not selected (" in ran.output
    assert ": not selected" not in ran.output
    table = ran.output.partition("\nRules ")[2]
    (row,) = [line for line in table.splitlines() if line.startswith("DET ")]
    assert sum(int(n) for n in re.findall(r"\d+", row)) == 2, "the table has what was selected"


def test_a_quick_run_is_partial_at_best_and_says_why(tmp_path: Path) -> None:
    ran = run(tmp_path, "--quick", "--rule=CTI-DET-02", "--rule=CTI-POP-02")
    counts = {rule["id"]: len(rule["scenarios"]) for rule in ran.report["rules"]}
    assert counts["CTI-POP-02"] == 2
    assert (ran.status, ran.report["verdict"]) == (0, "partial")
    assert ran.rules("passed") == {"CTI-DET-02", "CTI-POP-02"}
    assert ran.output.count(f"Note: {QUICK_RUN}") == 1


def test_collecting_asks_nothing_and_starts_nothing(tmp_path: Path) -> None:
    # Every Python that starts writes a line: the suite's own, and that of an embedded reference.
    started = tmp_path / "started"
    (tmp_path / "sitecustomize.py").write_text(
        f"import sys\nopen({str(started)!r}, 'a').write(' '.join(sys.orig_argv) + chr(10))\n",
        encoding="utf-8",
    )
    env = {"PYTHONPATH": str(tmp_path)}
    run(tmp_path, "--rule=CTI-DET-02", env=env)
    assert len(started.read_text().splitlines()) > 1

    started.unlink()
    few = ("--collect-only", "-q", "--rule=CTI-DET-*")
    ran = run(tmp_path, *few, env=env)
    assert (ran.status, len(started.read_text().splitlines())) == (0, 1)

    with serving(answer_all(401)) as server:
        ran = run(tmp_path, *few, f"--target-url={server.url}")
        assert (ran.status, server.requests) == (0, 0)


# -- what makes a run fail -----------------------------------------------------------------------


@pytest.mark.parametrize(("strict", "status"), [([], 0), (["--strict"], 1)])
def test_a_warning_fails_a_strict_run_only(tmp_path: Path, strict: list[str], status: int) -> None:
    with serving(answer_all(400)) as server:
        ran = run(tmp_path, f"--target-url={server.url}", "--rule=CTI-POP-12", *strict)
    assert ran.rules("warning") == {"CTI-POP-12"}
    assert (ran.status, ran.report["verdict"]) == (status, "partial")


DEVIATION = "[[deviations]]\nrule = '{}'\nreason = 'hard to mend'\nuntil = {}\n"


@pytest.mark.parametrize(
    ("rule", "until", "status", "outcome", "told"),
    [
        ("CTI-DET-07", "2999-12-31", 0, "deviation", "known until 2999-12-31: hard to mend"),
        ("CTI-DET-07", "2020-01-01", 1, "failed", "known only until 2020-01-01: hard to mend"),
        ("CTI-DET-02", "2999-12-31", 1, "passed", "CTI-DET-02: passes; remove it"),
    ],
    ids=["holds", "is over", "is stale"],
)
def test_a_known_deviation(
    tmp_path: Path, rule: str, until: str, status: int, outcome: str, told: str
) -> None:
    with serving(answer_all(400)) as server:
        ran = run(
            tmp_path,
            *(f"--target-url={server.url}", f"--rule={rule}"),
            toml=DEVIATION.format(rule, until),
        )
    assert (ran.status, ran.outcomes[rule]) == (status, outcome)
    assert told in ran.output


def test_a_run_that_tested_nothing_does_not_pass(tmp_path: Path) -> None:
    with reference() as known:
        ran = run(tmp_path, f"--target-url={known.url}", "--profile=operations", env=known.env)
    assert (ran.status, ran.report["verdict"]) == (pytest.ExitCode.NO_TESTS_COLLECTED, "partial")
    assert ran.rules("not-tested") == set(ran.outcomes)


# -- stopping --------------------------------------------------------------------------------------


@pytest.fixture
def mark() -> Iterator[Mark]:
    with TemporaryDirectory(prefix="run-") as short:  # with a long name no Chromium starts
        yield Mark(Path(short))


@pytest.mark.parametrize(
    ("number", "in_the_background", "arguments"),
    [
        (signal.SIGINT, False, ()),
        (signal.SIGTERM, True, ()),
        (signal.SIGINT, False, ("--desktop=browser", "--rule=CTI-ONL-*")),
    ],
    ids=["Ctrl-C", "SIGTERM", "Ctrl-C with a browser"],
)
def test_a_signal_stops_what_the_run_started_and_it_still_reports(
    tmp_path: Path,
    mark: Mark,
    number: signal.Signals,
    in_the_background: bool,
    arguments: tuple[str, ...],
) -> None:
    report = tmp_path / "report" / "report.json"
    suite = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v"),
            *(f"--report-dir={report.parent}", *arguments),
        ],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
        | mark.env
        | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # A shell lets a job in the background ignore SIGINT; these tests may be such a job.
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_IGN if in_the_background else signal.SIG_DFL
        ),
    )
    assert suite.stdout is not None
    with suite:
        try:
            lines = [""]
            while "PASSED" not in lines[-1]:
                lines.append(suite.stdout.readline())
                assert lines[-1], "".join(lines)
            assert len(mark.processes()) > 1
            os.killpg(suite.pid, number)
            output = suite.stdout.read()
        finally:
            suite.kill()
    assert suite.returncode == 2
    assert "Traceback" not in output
    assert "Verdict: partial, interrupted, " in output.splitlines()[-1]
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["reason"].startswith("The run was interrupted")
    # A browser that was busy is ended by its driver, once the run is over.
    assert mark.left(within_s=10) == []


# Python swallows exceptions there, and at moments that cannot be aimed at.
LOSING = """
import os, signal

class Losing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

def pytest_runtest_call():
    Losing()
"""


CLEANING_UP = """
import os, signal

def pytest_runtest_teardown():
    os.kill(os.getpid(), signal.SIGINT)
"""


def test_the_result_of_a_scenario_is_kept_if_its_cleanup_is_interrupted(tmp_path: Path) -> None:
    (tmp_path / "cleaning_up.py").write_text(CLEANING_UP, encoding="utf-8")
    ran = run(tmp_path, "-pcleaning_up", "--rule=CTI-DET-0*", env={"PYTHONPATH": str(tmp_path)})
    assert ran.status == pytest.ExitCode.INTERRUPTED
    (rule,) = (rule for rule in ran.report["rules"] if rule["scenarios"])
    assert [one["outcome"] for one in rule["scenarios"]] == ["passed"]


def test_an_interrupt_that_is_lost_ends_the_run_before_the_next_scenario(tmp_path: Path) -> None:
    (tmp_path / "losing.py").write_text(LOSING, encoding="utf-8")
    ran = run(tmp_path, "-plosing", "--rule=CTI-DET-0*", env={"PYTHONPATH": str(tmp_path)})
    assert ran.status == pytest.ExitCode.INTERRUPTED
    assert ran.report["reason"].startswith("The run was interrupted")
    (rule,) = (rule for rule in ran.report["rules"] if rule["scenarios"])
    assert [one["outcome"] for one in rule["scenarios"]] == ["passed"]
