"""The suite on broken or partial targets: it ends, and makes no false claims.

Rules of every need are run. `RUNS=whole` in the environment has all of them run.
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from cti_conformance.ledger.rules import load_ledger, spec_file
from support.servers import (
    Exchange,
    answer_all,
    break_off,
    hang,
    hang_up,
    reference,
    serving,
    two_calls_of,
)
from support.suite import WHOLE, SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

EXIT_UNUSABLE = 6
EXIT_ERROR = 7
LIMIT_S = 300.0  # a run that hangs is killed then; none needs a tenth of it
SHORT = "[limits]\nanswer_s = 0.5\nappear_s = 0.2\n"  # for a target that never answers
PATIENT = "[limits]\nanswer_s = 10\nappear_s = 0.2\n"  # for one that answers, however busy
ENV = {"CTI_API_KEY": "sesame-4711-key", "CTI_AUTH": "ada@example.com:open-4712-word"}
SECRETS = (
    "sesame-4711-key",
    "open-4712-word",
    b64encode(b"sesame-4711-key:X").decode(),
    b64encode(b"ada@example.com:open-4712-word").decode(),
)
AGENTS = """
[[agents]]
id = 1
email = "tom@example.com"
phone = "+12125550101"

[[agents]]
id = 2
email = "ines@example.com"
phone = "+12125550102"
"""
RECORDS = """
[[contacts]]
id = 3
email = "omar@example.com"

[[tickets]]
id = 4
"""

BEYOND = ("OFF-01", "REQ-0[12]", "RSP-01", "ONL-01", "FLT-02")  # what needs more than the calls
API = tuple(rule.id for rule in load_ledger() if rule.needs == "api")
# These have half of the examples of the calls.
LONG = ("CTI-ACC-02", "CTI-POP-08", "CTI-POP-09")
MORE = tuple(f"--rule=CTI-{rule}" for rule in BEYOND)
EACH = () if WHOLE else (*(f"--rule={rule}" for rule in API), *MORE)
SOME = () if WHOLE else (*(f"--rule={rule}" for rule in API if rule not in LONG), *MORE)

# The rules that ask for no content: those that require only a 2xx, or only that there is no 5xx.
ASK_FOR_NO_CONTENT = {
    *("CTI-ACC-03", "CTI-ACC-04"),
    *("CTI-POP-04", "CTI-POP-05", "CTI-POP-07", "CTI-POP-11", "CTI-POP-14", "CTI-POP-15"),
}


def run(
    folder: Path,
    url: str,
    *arguments: str,
    limits: str = PATIENT,
    toml: str = "",
    env: Mapping[str, str] = ENV,
) -> SuiteRun:
    """Run the suite on a target, and check what holds of every run."""
    config = folder / "cti-target.toml"
    config.write_text(limits + toml, encoding="utf-8")
    ran = run_suite(
        folder / "report",
        *(f"--target-url={url}", f"--target-config={config}", *arguments),
        env=env,
        limit_s=LIMIT_S,
    )
    assert "Traceback" not in ran.output
    assert "INTERNALERROR" not in ran.output
    schema = json.loads(spec_file("report.schema.json").read_text(encoding="utf-8"))
    problems = Draft202012Validator(schema).iter_errors(ran.report)
    assert [f"{problem.json_path}: {problem.message}" for problem in problems] == []
    told = ran.output + json.dumps(ran.report)
    assert [secret for secret in (*SECRETS, *env.values()) if secret in told] == []
    return ran


def selected(ran: SuiteRun, needs: str) -> list[dict[str, Any]]:
    """Return the selected rules that need this."""
    found = [rule for rule in ran.report["rules"] if rule["needs"] == needs and rule["selected"]]
    assert found
    return found


def outcomes(ran: SuiteRun, needs: str) -> dict[str, str]:
    return {rule["id"]: rule["outcome"] for rule in selected(ran, needs)}


def reasons(ran: SuiteRun, needs: str) -> set[str]:
    return {rule["reason"] for rule in selected(ran, needs)}


# -- targets on which no scenario can run --------------------------------------------------------


@pytest.mark.parametrize(
    ("handle", "wording"),
    [
        (answer_all(401), "refused the credentials"),
        (answer_all(403), "Is the CTI feature on"),
        (answer_all(404), "does not serve the CTI API"),
        (answer_all(200, "<p>Welcome</p>", "text/html"), "does not serve the CTI API"),
        (answer_all(302, "", Location="https://other.example/"), "https://other.example/"),
        (hang, "no answer within the time limit"),
        (hang_up, "Check the URL"),
        (break_off, "hung up in the middle of its answer"),
    ],
    ids=["401", "403", "404", "a page", "a redirect", "hangs", "hangs up", "breaks off"],
)
def test_a_target_that_cannot_be_tested_is_an_error_said_in_one_line(
    tmp_path: Path, handle: Callable[[Exchange], None], wording: str
) -> None:
    with serving(handle) as server:
        ran = run(tmp_path, server.url, limits=SHORT)
        assert server.requests <= 2
    assert ran.status == EXIT_UNUSABLE
    assert ran.report["verdict"] == "error"
    assert set(ran.report["profiles"].values()) == {"error"}
    assert set(ran.outcomes.values()) == {"not-tested"}
    *_, last = ran.output.splitlines()
    assert server.url in last
    assert wording in last


# -- targets that answer, and answer wrongly -----------------------------------------------------


def test_empty_json_for_everything_conforms_to_next_to_nothing(tmp_path: Path) -> None:
    with serving(answer_all(200)) as server:
        ran = run(tmp_path, server.url, *SOME, toml=AGENTS + RECORDS)
    assert (ran.status, ran.report["verdict"]) == (1, "non-conformant")
    vain = ran.rules("passed") - ASK_FOR_NO_CONTENT
    assert not vain, f"{vain} pass on a target of {{}}; if they may, add them to ASK_FOR_NO_CONTENT"
    assert ran.rules("failed") >= {"CTI-ACC-01", "CTI-POP-01", "CTI-POP-02", "CTI-DET-01"}
    assert set(outcomes(ran, "records").values()) == {"not-tested"}
    assert all("answered 200" in reason for reason in reasons(ran, "records"))


def test_records_that_are_declared_and_do_not_work_fail(tmp_path: Path) -> None:
    toml = "[capabilities]\nrecords = true\n" + AGENTS
    with serving(answer_all(200)) as server:
        ran = run(tmp_path, server.url, "--rule=CTI-REQ-0[1-6]", toml=toml)
    assert ran.status == 1
    assert ran.rules("failed") == {f"CTI-REQ-0{n}" for n in range(1, 7)}
    assert "as [capabilities] records = true says" in ran.output


def test_server_errors_are_judged_only_where_a_rule_speaks_of_the_status(tmp_path: Path) -> None:
    chosen = ("ACC-03", "POP-0[124]", "POP-14", "DET-01", "OFF-01", "REQ-0[12]", "ONL-01")
    with serving(answer_all(500)) as server:
        rules = () if WHOLE else tuple(f"--rule=CTI-{rule}" for rule in chosen)
        ran = run(tmp_path, server.url, *rules, toml=AGENTS + RECORDS)
    assert (ran.status, ran.report["verdict"]) == (1, "non-conformant")
    assert ran.rules("passed") == set()
    assert "CTI-POP-14" in ran.rules("failed")
    # What has to be accepted, and was neither accepted nor refused, is not judged.
    assert ran.rules("error") >= {"CTI-ACC-03", "CTI-POP-01", "CTI-POP-04", "CTI-DET-01"}


def test_a_target_that_stops_answering_ends_the_run_in_errors(tmp_path: Path) -> None:
    with reference() as helpdesk:
        dying = two_calls_of(helpdesk.url, then=hang, after=40)
        with serving(dying) as server:
            limits = SHORT.replace("0.5", "2")  # the first 40 requests are answered
            rules = ("--rule=CTI-ACC-*", "--rule=CTI-POP-0*", "--rule=CTI-DET-*")
            toml = helpdesk.listed()
            ran = run(tmp_path, server.url, *rules, limits=limits, toml=toml, env=helpdesk.env)
    # Once it counts as down, the suite does not wait for it any more.
    assert server.requests < 50
    assert (ran.status, ran.report["verdict"]) == (EXIT_ERROR, "error")
    assert ran.rules("failed", "warning") == set()
    assert ran.rules("passed")
    assert ran.rules("error")
    assert "the target stopped answering" in ran.output


def test_what_a_target_echoes_is_redacted(tmp_path: Path) -> None:
    def echo(exchange: Exchange) -> None:
        exchange.body()
        said = {name: exchange.headers[name] for name in exchange.headers}
        body = json.dumps({"headers": said, "secrets": SECRETS, "path": exchange.path})
        exchange.answer(200, body.encode(), {"Content-Type": "application/json"})

    with serving(echo) as server:
        ran = run(tmp_path, server.url, "--rule=CTI-ACC-*", "--rule=CTI-DET-*", toml=AGENTS)
    assert ran.rules("failed") >= {"CTI-ACC-01", "CTI-ACC-02", "CTI-DET-01"}
    assert "[redacted]" in ran.output


# -- a target with the two calls only ------------------------------------------------------------


def test_with_the_two_calls_and_what_is_listed_every_api_rule_is_tested(tmp_path: Path) -> None:
    with reference() as helpdesk, serving(two_calls_of(helpdesk.url)) as server:
        ran = run(tmp_path, server.url, *EACH, toml=helpdesk.listed(), env=helpdesk.env)
    assert (ran.status, ran.report["verdict"]) == (0, "partial")
    assert set(outcomes(ran, "api").values()) == {"passed"}
    assert ran.report["profiles"]["api"] == "conformant"
    assert set(outcomes(ran, "records").values()) == {"not-tested"}
    (reason,) = reasons(ran, "records")
    assert reason.startswith("needs records: no REST v2 was found: /api/v2/contacts answered 404")
    assert ran.report["target"]["capabilities"]["records"]["available"] is False


def test_with_the_two_calls_alone_what_can_be_is_tested(tmp_path: Path) -> None:
    with reference() as helpdesk, serving(two_calls_of(helpdesk.url)) as server:
        ran = run(tmp_path, server.url, *SOME, env=helpdesk.env)
    assert (ran.status, ran.report["verdict"]) == (0, "partial")
    api = outcomes(ran, "api")
    assert set(api.values()) == {"passed", "not-tested"}
    # These need no record on the target.
    assert {rule for rule, outcome in api.items() if outcome == "passed"} >= {
        *("CTI-RSP-02", "CTI-RSP-04", "CTI-RSP-06", "CTI-DET-02", "CTI-DET-07")
    }
    assert all("[[agents]] in cti-target.toml" in why for why in reasons(ran, "api") - {""})


def test_listed_agents_stay_as_they_are(tmp_path: Path) -> None:
    with reference() as helpdesk:
        toml = helpdesk.listed()
        before = helpdesk.call("GET", "agents")
        only = ("--rule=CTI-POP-01", "--rule=CTI-CALL-06")
        ran = run(tmp_path, helpdesk.url, *only, toml=toml, env=helpdesk.env)
        after = helpdesk.call("GET", "agents")
    assert (ran.status, ran.rules("passed"), after) == (0, {"CTI-POP-01"}, before)
    assert "only an agent that the suite made may be changed or deleted" in reasons(ran, "records")


def test_what_an_entry_of_the_list_lacks_is_named(tmp_path: Path) -> None:
    with reference() as helpdesk, serving(two_calls_of(helpdesk.url)) as server:
        toml = "\n".join(line for line in helpdesk.listed().splitlines() if "phone" not in line)
        only = ("--rule=CTI-POP-04", "--rule=CTI-POP-05")
        ran = run(tmp_path, server.url, *only, toml=toml, env=helpdesk.env)
    assert (ran.status, ran.rules("passed")) == (0, {"CTI-POP-04"})
    assert "the agent listed in cti-target.toml has no responder_phone" in reasons(ran, "api")
