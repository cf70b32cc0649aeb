"""The suite on targets whose control API is missing, partial, broken, or shut."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from cti_conformance.config.credentials import Credentials
from cti_conformance.config.reading import read_config
from cti_conformance.config.target_config import CONTROL_PATH, TargetConfig
from cti_conformance.ledger.rules import load_ledger
from cti_conformance.target.preflight import TargetUnusable, check_usable
from support.contract import CONTROL, operation
from support.helpdesk import (
    API_KEY,
    ENV,
    LIMIT_S,
    TOKEN,
    TOKEN_ENV,
    client,
    done,
    helpdesk,
    number,
    wait_until,
)
from support.servers import Exchange, answer_all, hang_up, serving
from support.suite import SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EXIT_UNUSABLE = 6
NOTHING_TESTED = pytest.ExitCode.NO_TESTS_COLLECTED
RULES = {rule.id: rule for rule in load_ledger()}

# Some rules of both levels, and the parts that their scenarios need; each part is among them.
USES = {
    "CTI-ACC-05": {"settings"},
    "CTI-IFR-10": {"settings", "numbers", "presence"},
    "CTI-RSP-03": {"settings", "numbers", "presence", "widget"},
    "CTI-ONL-01": {"presence", "widget"},
    "CTI-ONL-10": {"settings", "presence", "widget", "pages"},
    "CTI-END-01": {"presence", "widget"},
    "CTI-END-03": {"presence", "widget"},
    "CTI-FLT-02": {"presence", "operations"},
    "CTI-FLT-03": {"presence", "operations"},
}
SOME = [f"--rule={rule}" for rule in USES]
JSON = {"Content-Type": "application/json"}


def needing(parts: frozenset[str]) -> set[str]:
    """Return which of the rules need one of these parts."""
    return {rule for rule, used in USES.items() if used & parts}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with helpdesk("--control") as process:
        yield process.url


def run(folder: Path, url: str, *arguments: str, control: str = "", token: str = "") -> SuiteRun:
    """Run the suite on a helpdesk, and check what holds of every run.

    Args:
        folder: An empty folder.
        url: The helpdesk.
        arguments: Further arguments.
        control: Where its control API is, if it is said to have one elsewhere.
        token: The token of the control API, if it is said to have one.
    """
    config = folder / "cti-target.toml"
    table = f'[control]\nurl = "{control}"\n' if control else ""
    config.write_text(f"[limits]\nanswer_s = 5\n{table}", encoding="utf-8")
    ran = run_suite(
        folder / "report",
        *(f"--target-url={url}", f"--target-config={config}", *arguments),
        env=ENV | ({"CTI_CONTROL_TOKEN": token} if token else {}),
        limit_s=300,
    )
    assert "Traceback" not in ran.output
    assert "INTERNALERROR" not in ran.output
    told = ran.output + json.dumps(ran.report)
    assert [secret for secret in (*ENV.values(), *TOKEN_ENV.values()) if secret in told] == []
    return ran


def reasons(ran: SuiteRun, rules: set[str]) -> dict[str, str]:
    return {rule["id"]: rule["reason"] for rule in ran.report["rules"] if rule["id"] in rules}


# -- a control API that has a part only ----------------------------------------------------------


@contextmanager
def control_api_of(
    url: str, *, without: frozenset[str] = frozenset(), broken: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Serve the control API of a helpdesk less some parts; return its address.

    Args:
        url: The helpdesk.
        without: The parts that are not listed, and not found.
        broken: The parts that are listed, and answer 500.
    """
    address = urlsplit(url).netloc

    def handle(exchange: Exchange) -> None:
        body = exchange.body()
        path = exchange.path.removeprefix(CONTROL_PATH)
        asked = operation(CONTROL, exchange.command, path)
        assert asked, f"{exchange.command} {path} is no call of the control API"
        if without.intersection(asked.tags):
            exchange.answer(404, b"", {})
            return
        if broken.intersection(asked.tags):
            exchange.answer(500, b'{"code": "internal_error", "message": "It failed"}', JSON)
            return
        headers = {"Authorization": exchange.headers["Authorization"]}
        line = HTTPConnection(address, timeout=LIMIT_S)
        try:
            line.request(exchange.command, exchange.path, body, headers | (JSON if body else {}))
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        if asked.id == "readParts":
            there = json.loads(content)
            there["parts"] = [part for part in there["parts"] if part not in without]
            content = json.dumps(there).encode()
        exchange.answer(answer.status, content, JSON)

    with serving(handle) as server:
        yield server.url + CONTROL_PATH


def test_without_the_control_api_what_needs_it_is_not_tested(tmp_path: Path, url: str) -> None:
    ran = run(tmp_path, url, "--profile=desktop", "--profile=operations")
    assert (ran.status, ran.report["verdict"]) == (NOTHING_TESTED, "partial")
    need_it = {rule.id for rule in RULES.values() if rule.needs in ("desktop", "operations")}
    for rule, reason in reasons(ran, need_it).items():
        assert ran.outcomes[rule] == "not-tested"
        assert reason == (
            f"needs {RULES[rule].needs}: no control API is configured: set CTI_CONTROL_TOKEN"
        )
    assert "set CTI_CONTROL_TOKEN" in ran.output
    capabilities = ran.report["target"]["capabilities"]
    assert [capabilities[name]["available"] for name in ("desktop", "operations")] == [False, False]


@pytest.mark.parametrize(
    "without",
    [
        frozenset({"pages", "settings", "numbers", "operations"}),
        frozenset({"presence"}),
        frozenset({"presence", "widget", "pages", "settings", "numbers"}),
    ],
    ids=lambda parts: " ".join(sorted(parts)),
)
def test_with_a_part_of_it_what_needs_the_rest_is_not_tested(
    tmp_path: Path, url: str, without: frozenset[str]
) -> None:
    with control_api_of(url, without=without) as control:
        ran = run(tmp_path, url, *SOME, control=control, token=TOKEN)
    missing = needing(without)
    assert ran.rules("not-tested") & USES.keys() == missing
    assert ran.rules("passed") == USES.keys() - missing
    for rule, reason in reasons(ran, missing).items():
        assert "the control API" in reason
        assert any(part in reason for part in without & USES[rule]), f"{rule}: {reason}"
    status = 0 if ran.rules("passed") else NOTHING_TESTED
    assert (ran.status, ran.report["verdict"]) == (status, "partial")


@pytest.mark.parametrize(
    "broken",
    [
        frozenset({"pages", "settings", "numbers", "operations"}),
        frozenset({"presence"}),
        frozenset({"widget"}),
    ],
    ids=lambda parts: " ".join(sorted(parts)),
)
def test_a_part_that_is_there_and_fails_fails_its_rules(
    tmp_path: Path, url: str, broken: frozenset[str]
) -> None:
    with control_api_of(url, broken=broken) as control:
        ran = run(tmp_path, url, *SOME, control=control, token=TOKEN)
    hit = needing(broken)
    assert ran.rules("failed") == {rule for rule in hit if RULES[rule].level == "MUST"}
    assert ran.rules("warning") == {rule for rule in hit if RULES[rule].level == "SHOULD"}
    assert ran.rules("passed") == USES.keys() - hit
    assert (ran.status, ran.report["verdict"]) == (1, "non-conformant")
    for rule in ran.report["rules"]:
        if rule["id"] in hit:
            (told, *_) = [one for one in rule["scenarios"] if one["outcome"] == "failed"]
            assert "an answer of the control API, which has the part" in told["expected"]
            assert any(repr(part) in told["expected"] for part in broken & USES[rule["id"]])
            assert told["observed"].startswith("500")
            assert told["exchanges"][-1]["status"] is not None
            assert 500 in [exchange["status"] for exchange in told["exchanges"]]


# -- a control API that cannot be used at all ----------------------------------------------------


def says(content: object) -> Callable[[Exchange], None]:
    return answer_all(200, json.dumps(content))


@pytest.mark.parametrize(
    ("handle", "wording"),
    [
        (answer_all(401, "{}"), "answered 401"),
        (answer_all(403, "{}"), "answered 403"),
        (answer_all(404, "{}"), "answered 404"),
        (answer_all(500, "{}"), "answered 500"),
        (answer_all(200, "<p>Welcome</p>", "text/html"), "answered 200"),
        (says({"version": "2", "parts": ["widget"]}), '"version": "2"'),
        (says({"version": "1"}), "answered 200"),
        (says([]), "answered 200"),
        (hang_up, "closed connection without response"),
    ],
    ids=["401", "403", "404", "500", "a page", "version 2", "no parts", "a list", "hangs up"],
)
def test_what_is_no_control_api_is_said_in_one_line(
    url: str, handle: Callable[[Exchange], None], wording: str
) -> None:
    credentials = Credentials(api_key=API_KEY, control_token=TOKEN)
    with serving(handle) as server:
        with pytest.raises(TargetUnusable) as told:
            check_usable(TargetConfig(url, credentials, control_url=server.url))
        assert server.requests <= 2
    line = str(told.value)
    assert f"the control API at {server.url} cannot be used: GET /" in line
    assert wording in line
    assert "Check CTI_CONTROL_TOKEN and [control] url" in line
    assert "\n" not in line
    assert TOKEN not in line


def test_a_wrong_token_ends_the_run_in_one_line(tmp_path: Path, url: str) -> None:
    ran = run(tmp_path, url, "--rule=CTI-ONL-01", token="not-the-token-4714")
    is_unusable(ran, url + CONTROL_PATH, "answered 401")
    assert "not-the-token-4714" not in ran.output + json.dumps(ran.report)


def test_a_helpdesk_that_has_none_ends_the_run_in_one_line(tmp_path: Path) -> None:
    with helpdesk() as process:
        ran = run(tmp_path, process.url, "--rule=CTI-ONL-01", token=TOKEN)
        is_unusable(ran, process.url + CONTROL_PATH, "answered 40")


def is_unusable(ran: SuiteRun, control: str, wording: str) -> None:
    assert ran.status == EXIT_UNUSABLE
    assert ran.report["verdict"] == "error"
    assert set(ran.outcomes.values()) == {"not-tested"}
    *_, last = ran.output.splitlines()
    assert f"the control API at {control} cannot be used" in last
    assert wording in last
    assert "Check CTI_CONTROL_TOKEN and [control] url, or leave both out." in last
    assert last in ran.report["reason"] or ran.report["reason"] in last


# -- a crash is a crash --------------------------------------------------------------------------


def test_the_crash_of_the_control_api_is_a_real_one(tmp_path: Path) -> None:
    db = tmp_path / "helpdesk.db"
    with (
        helpdesk("--control", f"--db={db}", cold=True) as process,
        client(process.url) as speaking,
    ):
        agent_id = speaking.make("agents", email="tom@example.com")
        seen = {process.serving}
        for n in range(2):
            speaking.set_presence(agent_id, online=True)
            caller = {"requester_phone": number(n), "call_reference_id": f"crash-{n}"}
            done(speaking.pop(**caller, responder_id=agent_id))
            widget = speaking.widget(agent_id)
            before = speaking.instance()
            answer = speaking.control("POST", "/crash")
            assert (answer.status_code, answer.content) == (202, b"")
            wait_until(lambda: speaking.instance() not in (before, None), "the restart")  # noqa: B023
            assert process.serving not in seen
            seen.add(process.serving)
            presence = done(speaking.control("GET", f"/agents/{agent_id}/presence"))
            assert presence == {"online": False}
            assert speaking.widget(agent_id) is None
            speaking.set_presence(agent_id, online=True)
            assert speaking.widget(agent_id) == widget
        assert len(speaking.details("crash-0")) == 1


def test_the_suite_crashes_a_helpdesk_that_was_started_by_hand(tmp_path: Path) -> None:
    with helpdesk("--control", cold=True) as process, client(process.url) as speaking:
        serving_before, instance = process.serving, speaking.instance()
        ran = run(tmp_path, process.url, "--rule=CTI-FLT-0[234]", token=TOKEN)
        assert (ran.status, ran.rules("passed")) == (0, {f"CTI-FLT-0{n}" for n in (2, 3, 4)})
        assert process.serving != serving_before
        assert speaking.instance() not in (instance, None)


# -- the names of version 0.1.0 --------------------------------------------------------------------


def test_the_old_names_reach_the_control_api_at_its_old_path(tmp_path: Path) -> None:
    url = "https://helpdesk.example.com"
    env = {**ENV, "CTI_HARNESS_TOKEN": TOKEN}
    by_token = read_config(url, None, env)
    assert by_token
    assert by_token.control_url == f"{url}/cti-harness/v1"
    assert by_token.credentials.control_token == TOKEN

    config = tmp_path / "cti-target.toml"
    config.write_text(f"[harness]\nurl = '{url}/elsewhere'\n", encoding="utf-8")
    by_table = read_config(url, config, env)
    assert by_table
    assert by_table.control_url == f"{url}/elsewhere"


def test_the_new_names_reach_it_at_its_new_path() -> None:
    url = "https://helpdesk.example.com"
    config = read_config(url, None, {**ENV, "CTI_CONTROL_TOKEN": TOKEN})
    assert config
    assert config.control_url == f"{url}/cti-control/v1"
