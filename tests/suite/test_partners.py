"""A softphone or a callback under test: what passes, what fails, by which rule."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from support.browser import chromium
from support.servers import hang, hang_up, reference, serving
from support.suite import ROOT, SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.servers import Exchange

NUMBER = re.compile(r"\+?[0-9 ().-]{4,}")


def parameters(exchange: Exchange) -> dict[str, str]:
    query = urlsplit(exchange.path).query
    said = query if exchange.command == "GET" else exchange.body().decode()
    return {name: values[0] for name, values in parse_qs(query + "&" + said).items()}


def dialler(exchange: Exchange) -> None:
    """Answer as a callback that keeps the rules."""
    number = parameters(exchange).get("requester_number", "")
    exchange.answer(204 if NUMBER.fullmatch(number) else 422, b"", {})


def breaking(
    method: str, defect: Callable[[Exchange, dict[str, str]], int | None]
) -> Callable[[Exchange], None]:
    """Return a callback with a defect in what it answers to one of the two methods."""

    def handle(exchange: Exchange) -> None:
        said = parameters(exchange)
        right = 200 if NUMBER.fullmatch(said.get("requester_number", "")) else 400
        status = defect(exchange, said) if exchange.command == method else None
        exchange.answer(status or right, b"", {})

    return handle


def test_a_callback_that_keeps_the_rules(tmp_path: Path) -> None:
    with serving(dialler) as server:
        run = run_suite(tmp_path, f"--dial-url={server.url}/dial?key=sesame-8842")
    assert run.status == 0, run.output
    assert run.report["profiles"] == {"callback": "conformant"}
    assert run.outcomes == {f"CTI-CBK-0{number}": "passed" for number in (1, 2, 3)}
    assert run.report["verdict"] == "conformant"
    assert "sesame" not in run.output + json.dumps(run.report)


def test_a_callback_whose_address_names_the_parameters(tmp_path: Path) -> None:
    seen: list[str] = []

    def handle(exchange: Exchange) -> None:
        seen.append(exchange.path)
        exchange.answer(200 if "%2B" in exchange.path else 404, b"", {})

    with serving(handle) as server:
        address = f"{server.url}/of/{{agent_id}}/to/{{requester_number}}"
        run = run_suite(tmp_path, f"--dial-url={address}", "--rule=CTI-CBK-01")
    assert run.rules("passed") == {"CTI-CBK-01"}, run.output
    assert all(re.match(r"/of/7898974314/to/%2B\d+(\?|$)", path) for path in seen)
    assert {"agent_number", "ticket_id"} <= set(parse_qs(urlsplit(seen[0]).query))


@pytest.mark.parametrize(
    ("method", "defect", "rule"),
    [
        ("GET", lambda *_: 405, "CTI-CBK-01"),
        ("GET", lambda _, said: None if "ticket_id" in said else 500, "CTI-CBK-01"),
        ("POST", lambda _, said: None if "agent_number" in said else 400, "CTI-CBK-02"),
        ("POST", lambda *_: 302, "CTI-CBK-02"),
        ("GET", lambda _, said: None if said.get("requester_number") else 500, "CTI-CBK-03"),
        ("POST", lambda *_: 200, "CTI-CBK-03"),
    ],
)
def test_a_callback_that_breaks_a_rule(
    tmp_path: Path, method: str, defect: Callable[..., int | None], rule: str
) -> None:
    with serving(breaking(method, defect)) as server:
        run = run_suite(tmp_path, f"--dial-url={server.url}/dial")
    assert rule in run.rules("failed"), run.output
    assert run.status == 1
    assert f"FAILED: {rule}" in run.output


def test_a_callback_that_hangs(tmp_path: Path) -> None:
    with serving(hang) as server:
        run = run_suite(tmp_path, f"--dial-url={server.url}", "--dial-limit=0.2")
    assert "CTI-CBK-01" in run.rules("failed")
    assert "no answer within the time limit" in run.output
    # The others are not asked for any more.
    assert run.rules("passed") == set()
    assert run.rules("error") == {f"CTI-CBK-0{n}" for n in (1, 2, 3)} - run.rules("failed")


def test_a_callback_that_is_not_there_is_not_judged_and_its_key_is_not_told(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "--dial-url=http://127.0.0.1:9/dial?key=sesame-8842")
    assert (run.status, run.rules("not-tested")) == (6, set(run.outcomes)), run.output
    assert run.report["verdict"] == "error"
    assert "http://127.0.0.1:9/dial cannot be tested: the connection was refused" in run.output
    written = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    assert "sesame" not in "".join([run.output, *written])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--dial-url="], "--dial-url is empty"),
        (["--dial-url=ftp://pbx.example"], "--dial-url 'ftp://pbx.example' is not an http(s) URL"),
        (["--dial-url=http://a:b@pbx.example"], "--dial-url holds credentials"),
        (
            ["--dial-url=http://127.0.0.1:9", "--target-url=http://127.0.0.1:9"],
            "leave out --target",
        ),
        (["--dial-url=http://127.0.0.1:9", "--rule=CTI-REQ-01"], "it applies to a helpdesk"),
        (["--rule=CTI-CBK-01"], "tested with --dial-url"),
        (["--dial-url=http://127.0.0.1:9", "--dial-limit=0"], "--dial-limit 0: give seconds"),
        (
            ["--softphone-url=http://127.0.0.1:9", "--softphone-driver=no.js"],
            "--softphone-driver no",
        ),
    ],
)
def test_what_cannot_be_used_is_told_before_the_run(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    run = run_suite(tmp_path, *arguments, env={"CTI_API_KEY": "key"})
    assert run.status == 4
    assert told in run.output


# -- a softphone -----------------------------------------------------------------------------------

PAGE = """<!doctype html><title>Phone</title><script>
const tell = (action, value) => parent.postMessage({ action, value }, "*");
parent.postMessage("a word that is none of the desktop's business", "*");
const use = async (call) => { %s };
</script>"""
GOOD = 'tell("show_softphone"); tell("open_ticket", call.ticket_id);'
ALSO_GOOD = GOOD + ' tell("open_contact", String(call.contact_id));'


def phone(script: str, **headers: str) -> Callable[[Exchange], None]:
    """Serve a softphone page that does this when an agent uses it."""

    def handle(exchange: Exchange) -> None:
        exchange.body()
        exchange.answer(200, (PAGE % script).encode(), {"Content-Type": "text/html"} | headers)

    return handle


def judge_phone(tmp_path: Path, handle: Callable[[Exchange], None], *arguments: str) -> SuiteRun:
    chromium()
    driver = tmp_path / "drive.js"
    driver.write_text("await use(call);", encoding="utf-8")
    with serving(handle) as server:
        return run_suite(
            tmp_path / "report",
            *(f"--softphone-url={server.url}/?agent={{agent_id}}", f"--softphone-driver={driver}"),
            *arguments,
        )


def test_a_softphone_that_keeps_the_rules(tmp_path: Path) -> None:
    run = judge_phone(tmp_path, phone(ALSO_GOOD))
    assert run.status == 0, run.output
    assert run.report["verdict"] == "conformant"
    assert run.report["profiles"] == {"softphone": "conformant"}


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        (ALSO_GOOD + ' tell("open_call", 1);', "CTI-SPH-01"),
        (ALSO_GOOD + ' tell("open_ticket", "ticket " + call.ticket_id);', "CTI-SPH-02"),
        (GOOD + ' tell("open_contact", call.ticket_id);', "CTI-SPH-02"),
    ],
)
def test_a_softphone_that_breaks_a_rule(tmp_path: Path, script: str, rule: str) -> None:
    run = judge_phone(tmp_path, phone(script), f"--rule={rule}")
    assert run.rules("failed") == {rule}, run.output


def test_what_a_softphone_never_asked_for_is_not_tested(tmp_path: Path) -> None:
    run = judge_phone(tmp_path, phone(GOOD))
    assert run.rules("not-tested") == {"CTI-SPH-03"}, run.output
    assert "the softphone did not post open_contact" in run.output
    assert run.report["verdict"] == "partial"


def test_the_guides_driver_uses_the_example_softphone(tmp_path: Path) -> None:
    driver = tmp_path / "driver.js"
    guide = (ROOT / "docs" / "telephony.md").read_text(encoding="utf-8")
    driver.write_text(guide.partition("```js\n")[2].partition("```")[0], encoding="utf-8")
    with reference() as known:
        url = f"{known.url}/examples/softphone?agent_id={{agent_id}}"
        run = run_suite(
            tmp_path / "report", f"--softphone-url={url}", f"--softphone-driver={driver}"
        )
    assert run.rules("passed") == {"CTI-SPH-01", "CTI-SPH-02", "CTI-SPH-03"}, run.output


def test_a_softphone_that_stays_out_of_frames(tmp_path: Path) -> None:
    run = judge_phone(tmp_path, phone(GOOD, **{"X-Frame-Options": "DENY"}), "--rule=CTI-SPH-01")
    assert run.rules("failed") == {"CTI-SPH-01"}, run.output
    assert "X-Frame-Options" in run.output


def test_a_softphone_that_is_not_there_ends_the_run_before_a_window_opens(tmp_path: Path) -> None:
    with serving(hang) as gone:
        url = gone.url
    run = run_suite(tmp_path, f"--softphone-url={url}", env={"CTI_CHROMIUM": "/bin/false"})
    assert (run.status, run.rules("not-tested")) == (6, set(run.outcomes)), run.output
    assert f"{url} cannot be tested: the connection was refused" in run.output


def test_a_softphone_that_hangs_up_is_not_judged(tmp_path: Path) -> None:
    run = judge_phone(tmp_path, hang_up, "--rule=CTI-SPH-01")
    assert "the softphone's page cannot be reached: net::ERR_EMPTY_RESPONSE" in run.output
    assert run.rules("error") == {"CTI-SPH-01"}, run.output


def test_a_driver_that_fails_is_no_fault_of_the_softphone(tmp_path: Path) -> None:
    run = judge_phone(tmp_path, phone('throw Error("no such button");'), "--rule=CTI-SPH-01")
    assert run.rules("error") == {"CTI-SPH-01"}, run.output
    assert "the driver failed in drive.js, line 1: Error: no such button" in run.output
