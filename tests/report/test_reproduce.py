"""Scripts that reproduce a failure: their values, their flow, and one against real helpdesks."""

from __future__ import annotations

import json
import operator
import re
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.config.credentials import Login
from cti_conformance.report.reproduce import Failure, find_decider, make_script
from cti_conformance.report.reproduce.flow import Flow
from cti_conformance.report.reproduce.values import Fresh, in_heredoc, occurring, quoted, variable
from cti_conformance.results.locus import Locus, readable, ref
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.recorder import Exchange, Recorder, Sent, Wait
from mutants.req import MUTANTS
from support.mutant_server import mutant_server
from support.reproducing import as_reference, count_records, run_script
from support.servers import Exchange as Asked
from support.servers import Reference, reference, serving
from support.suite import run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL = "https://helpdesk.example.com"
LOGIN = Login("Basic x", '-u "$CTI_API_KEY:X"')
TOOLS = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")), reason="the scripts need curl and jq"
)


def sent(method: str, path: str, body: Any = None, answer: Any = None, **changes: Any) -> Exchange:
    """Return an exchange of JSON."""
    content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    known: dict[str, Any] = {
        "method": method,
        "url": f"{URL}{path}",
        "base_url": URL,
        "content_type": "application/json" if content else None,
        "body": content,
        "login": LOGIN,
        "status": 200 if method == "GET" else 201,
        "answer": json.dumps(answer),
        "duration_s": 0.1,
        "redactor": Redactor(),
    }
    return Exchange(**{**known, **changes})


def a_call() -> list[Exchange]:
    """Return a scenario in which a pop names Omar by his id, and the ticket is Priya's."""
    return [
        sent("GET", "/api/v2/contacts?phone=%2B12125550123", answer=[]),
        sent(
            "POST",
            "/api/v2/contacts",
            {"name": "Omar (cti-123456789-1)", "phone": "+12125550123"},
            {"id": 5014970250},
        ),
        sent("POST", "/api/v2/agents", {"name": "Ines (cti-123456789-1)"}, {"id": 5014970251}),
        sent(
            "POST",
            "/api/v2/integrations/cti/pop",
            {"requester_id": 5014970250, "responder_id": 5014970251},
            {"id": "5000001876"},
        ),
        sent("GET", "/api/v2/tickets?requester_id=5014970250", answer=[]),
        sent("GET", "/api/v2/tickets?requester_id=5014970250", answer=[{"id": 7}]),
        sent("GET", "/api/v2/tickets/7", answer={"id": 7, "requester_id": 1}),
    ]


def failure(at: Locus, **changes: Any) -> Failure:
    known: dict[str, Any] = {
        "rule": "CTI-REQ-01 (MUST) A requester id selects that contact",
        "statement": "The requester is that contact.",
        "source": "the source is silent",
        "example": "a call (features/req.feature:1)",
        "steps": ["Given Omar is a contact", "When he calls", "Then the ticket is his"],
        "begins": [0, 2, 4],
        "expected": "a ticket of Omar; `rm -rf $HOME`",
        "observed": "a ticket of '\"$(reboot)",
        "at": at,
        "target": URL,
    }
    return Failure(**{**known, **changes})


# -- values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["+12125550123", "(212) 555-0123", "212.555.0123", "%2B12125550123", "+79125550123", "0123"],
)
def test_a_number_is_found_in_any_notation_and_near_it(text: str) -> None:
    fresh = Fresh("123456789", ["+12125550123"])
    assert fresh.variables(f'"{text}"') == f'"{text[:-2]}{variable("n1")}"'


def test_a_number_of_somebody_else_stays() -> None:
    assert Fresh("123456789", ["+12125550123"]).variables("+12125550124") == "+12125550124"


@pytest.mark.parametrize("text", ["(212) 555-0123", "x=%2B1%20212%20555%200123", "+12125550123"])
def test_a_number_occurs_in_any_notation(text: str) -> None:
    numbers = ["+12125550123", "+12125550199"]
    assert occurring(numbers, ["nothing", text]) == ("+12125550123",)


def test_the_mark_is_new_and_its_last_digits_stay() -> None:
    fresh = Fresh("123456789")
    assert fresh.variables("cti-123456789-1") == f"cti-{variable('mark')}789-1"
    assert fresh.variables("aB-12345678") == f"aB-{variable('mark')}78"  # one digit fewer


@pytest.mark.parametrize("text", ["$HOME `id` \\ \"'", "$(id)", "\\", "a\\nb"])
def test_no_text_of_a_target_is_run_by_the_shell(text: str) -> None:
    script = f"printf %s {quoted(text)}; printf '|'; cat <<X\n{in_heredoc(text)}\nX\n"
    shown = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout == f"{text}|{text}\n"


# -- flow ------------------------------------------------------------------------------------------


def test_only_what_changes_something_and_what_it_needs_is_repeated() -> None:
    exchanges = a_call()
    flow = Flow(exchanges, URL, decides=6)
    assert flow.kept([f".requester_id == {ref('contact', 5014970250)}"], "") == [1, 2, 3, 5]
    assert flow.request(6)[0] == f"/api/v2/tickets/{variable('ticket')}"
    body = flow.request(3)[1]
    assert body == (f'{{"requester_id": {variable("omar")}, "responder_id": {variable("ines")}}}')


def test_an_id_that_no_answer_had_before_is_repeated_as_it_is() -> None:
    exchanges = [
        sent("POST", "/api/v2/integrations/cti/pop", {"responder_id": 5014970251}, {"id": "1"}),
        sent("GET", "/api/v2/agents/5014970251", answer={"id": 5014970251}),
    ]
    flow = Flow(exchanges, URL, decides=1)
    flow.kept([], "")
    assert flow.request(0)[1] == '{"responder_id": 5014970251}'


def test_the_place_that_decides_is_the_last_look_before_the_check() -> None:
    exchanges = a_call()
    look = "/api/v2/tickets?requester_id=5014970250"
    assert find_decider(exchanges, Locus(look=look), URL) == 5
    assert find_decider(exchanges, Locus(look=look, upto=5), URL) == 4
    assert find_decider(exchanges, Locus(number=3), URL) == 3
    assert find_decider(exchanges, Locus(look="/api/v2/tickets/8"), URL) is None
    assert find_decider(exchanges, Locus(), URL) == 6


def recorded(exchanges: list[Exchange], *, older: int) -> list[Exchange]:
    """Return exchanges as a recorder has them: one, from a minute ago, belongs to an agent."""
    recorder = Recorder()
    for number, exchange in enumerate(exchanges):
        if number == older:
            recorder.recall(replace(exchange, sent=Sent(1_000.0)))
        else:
            recorder.add(replace(exchange, sent=Sent(1_062.0 + number)))
    return recorder.exchanges


def test_an_agent_of_an_earlier_scenario_costs_no_time_and_is_made_before_it_is_named() -> None:
    """Made anew it is not a minute old, and is not made at the same time as the contact."""
    script = make_script(failure(Locus()), recorded(a_call(), older=2), Fresh("123456789"))
    steps = script.partition("# Given Omar is a contact")[2]
    assert "pause" not in steps
    assert "sleep" not in steps
    assert " &\n" not in steps
    assert steps.index("made agent ines") < steps.index('"responder_id": ${ines}')


def test_what_an_earlier_scenario_made_is_no_evidence() -> None:
    made = sent("POST", "/api/v2/agents", {"name": "Agent (cti-123456789-0)"}, {"id": 5014970299})
    exchanges = recorded([*a_call(), made], older=7)
    assert find_decider(exchanges, Locus(), URL) == 6
    assert find_decider(exchanges[7:], Locus(), URL) is None
    script = make_script(failure(Locus()), exchanges, Fresh("123456789"))
    assert script.count('"$url/api/v2/agents"') == 1, "nothing needs the other one"


def test_a_wait_on_purpose_is_made_and_explained() -> None:
    recorder = Recorder()
    for number, exchange in enumerate(a_call()):
        if number in (3, 6):
            recorder.note_wait(Wait(2.0, f"the time of call {number}'s is measured"))
        recorder.add(replace(exchange, sent=Sent(1_000.0 + number)))
    at = Locus("true", look="/api/v2/tickets/7")
    script = make_script(failure(at), recorder.exchanges, Fresh("123456789"))
    lines = [line for line in script.splitlines() if line.startswith(("pause ", "judge ", "send "))]
    order = "send send pause send pause judge"
    assert " ".join(line.split()[0] for line in lines) == order
    tools = re.findall(r"^(?:say|pause)\(\) \{.*?\}$", script, re.MULTILINE | re.DOTALL)
    shell = "\n".join(["sleep() { :; }", *tools, lines[2]])
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "  waits 2 s: the time of call 3's is measured\n" in done.stderr


def test_a_condition_is_shown_with_its_ids() -> None:
    condition = f".requester_id == {ref('contact', 7)}"
    assert readable(condition) == ".requester_id == 7"


def test_a_script_quotes_what_it_was_told() -> None:
    at = Locus(
        f".requester_id == {ref('contact', 5014970250)}", "/requester_id", "/api/v2/tickets/7"
    )
    script = make_script(failure(at), a_call(), Fresh("123456789", ["+12125550123"]))
    assert "\nexpected='a ticket of Omar; `rm -rf $HOME`'\n" in script
    assert "say '# When he calls'" in script
    assert 'judge ".requester_id == ${omar}" ' in script
    assert subprocess.run(["sh", "-n"], input=script, text=True, check=False).returncode == 0
    assert "\ue000" not in script


def test_a_rule_without_a_condition_is_not_said_to_be_satisfied() -> None:
    script = make_script(failure(Locus()), a_call(), Fresh())
    judgement = script.partition("# Then the ticket is his")[2]
    assert "gone" not in judgement
    assert "unclear" in judgement


def test_a_rule_of_the_page_is_judged_by_a_person() -> None:
    script = make_script(failure(Locus(), by_hand=True, pictures=["a.png"]), a_call(), Fresh())
    assert "Picture of the page in the run: a.png" in script
    assert "[ -t 0 ] || unclear" in script


# -- against helpdesks -----------------------------------------------------------------------------


@TOOLS
@pytest.mark.parametrize(
    ("content_type", "status"), [("Application/JSON; charset=utf-8", 0), ("text/html", 1)]
)
def test_a_condition_can_be_about_the_content_type(
    tmp_path: Path, content_type: str, status: int
) -> None:
    def handle(asked: Asked) -> None:
        asked.answer(200, b"{}", {"Content-Type": content_type})

    at = Locus('$content_type == "application/json"', look="/api/v2/tickets/7")
    script = tmp_path / "script.sh"
    script.write_text(make_script(failure(at), a_call()[-1:], Fresh()), encoding="utf-8")
    with serving(handle) as server:
        ran = run_script(script, Reference(server.url, {"CTI_API_KEY": "key"}, {}))
    assert ran.returncode == status, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def healthy() -> Iterator[Reference]:
    with reference() as one:
        yield one


@TOOLS
def test_a_script_can_keep_what_it_makes_and_run_again(tmp_path: Path, healthy: Reference) -> None:
    mutant = next(one for one in MUTANTS if one.name == "mobile-before-phone")
    with mutant_server(mutant) as server:
        broken = as_reference(server)
        ran = run_suite(
            tmp_path,
            *(f"--target-url={broken.url}", "--rule=CTI-REQ-06"),
            env=broken.env,
        )
        [rule] = [rule for rule in ran.report["rules"] if rule["outcome"] == "failed"]
        scripts = [tmp_path / one["script"] for one in rule["scenarios"] if one["script"]]
        assert [script.name for script in scripts][:2] == ["CTI-REQ-06-1.sh", "CTI-REQ-06-2.sh"]
        assert "Reproduce: sh reproduce/CTI-REQ-06-1.sh URL" in ran.output
    script = scripts[0]
    before = count_records(healthy)
    kept = run_script(script, healthy, KEEP="1")
    assert kept.returncode == 0, kept.stdout + kept.stderr
    assert "kept: ticket" in kept.stdout
    assert re.search(r"^    omar is the contact \d+$", kept.stdout, re.MULTILINE)
    assert f"To delete what is kept: cti-conformance clean {healthy.url}\n" in kept.stdout
    made = tuple(map(operator.sub, count_records(healthy), before))
    assert made == (3, 1, 1)  # Priya, Omar, and one with nearly the number
    again = run_script(script, healthy)
    assert again.returncode == 0, again.stdout + again.stderr
    assert tuple(map(operator.sub, count_records(healthy), before)) == made
    unclear = run_script(script, Reference("http://127.0.0.1:9", healthy.env, {}))
    assert unclear.returncode == 2
    assert "COULD NOT BE JUDGED" in unclear.stdout
