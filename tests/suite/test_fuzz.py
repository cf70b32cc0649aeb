"""Fuzzing: clean on the reference, finds defects that no scenario does, and makes no false claims.

One of the planted defects is tried here; `make fuzzed-mutants` tries all of them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from schemathesis.openapi.checks import UseAfterFree

from cti_conformance.fuzz import contract
from cti_conformance.fuzz.eventlog import is_excused
from cti_conformance.fuzz.finding import CampaignLog, Finding, results
from cti_conformance.ledger.attributes import POP_PATH
from cti_conformance.ledger.rules import load_ledger, spec_file
from cti_conformance.oracle.directory import Person
from cti_conformance.oracle.model import Call, DesktopState, Due, Model
from cti_conformance.reference_impl.domain.errors import RestError
from cti_conformance.reference_impl.http.contract import Schema, operations
from cti_conformance.results.verdict import Outcome
from cti_conformance.text.redaction import Clean
from matrix.edits import mutated
from mutants.fuzzed import MUTANTS
from support.servers import answer_all, reference, serving, two_calls_of
from support.suite import ROOT, WHOLE, SuiteRun, run_python, run_suite

if TYPE_CHECKING:
    from pathlib import Path

    from support.helpdesk import Client

LIMIT_S = 1500.0
# A quick campaign alone detects this one.
QUICK = (
    *("brackets-after-the-code", "--campaigns=numbers", "--examples=40", "--time=60", "--every=30"),
)
DETAILS = "/api/v2/integrations/cti/details"
OMAR, PRIYA = Person(1, "Omar", phone="+12125550100"), Person(2, "Priya", mobile="+12125550100")
INES, TOM = 7, 8


def fuzz(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> SuiteRun:
    """Run campaigns alone, and check what holds of every run."""
    ran = run_suite(folder / "report", "-k", "fuzz", *arguments, env=env, limit_s=LIMIT_S)
    assert "Traceback" not in ran.output
    assert "INTERNALERROR" not in ran.output
    if ran.report:
        schema = json.loads(spec_file("report.schema.json").read_text(encoding="utf-8"))
        problems = Draft202012Validator(schema).iter_errors(ran.report)
        assert [f"{problem.json_path}: {problem.message}" for problem in problems] == []
    told = ran.output + json.dumps(ran.report)
    assert [name for name, secret in (env or {}).items() if secret in told] == []
    return ran


def fuzzed(ran: SuiteRun) -> dict[str, dict[str, Any]]:
    """Return the data of each campaign in the report."""
    return {told["campaign"]: told for told in ran.report["fuzz"]["campaigns"]}


# -- the option ------------------------------------------------------------------------------


def python(program: str, *arguments: str) -> str:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=inherited,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return done.stdout + done.stderr


LOADED = """
import sys, pytest
pytest.main(["-q", "-p", "no:cacheprovider", *sys.argv[1:]])
found = {name.partition(".")[0] for name in sys.modules if not name.startswith("cti_conf")}
ours = [name for name in sys.modules if name.startswith("cti_conformance.fuzz")]
print("LOADED", sorted(found & {"hypothesis", "schemathesis"}), ours[:1])
"""


def test_nothing_of_it_is_imported_unless_asked_for() -> None:
    assert "LOADED [] []" in python(LOADED, "--rule=CTI-DET-07")


def test_it_is_imported_when_asked_for() -> None:
    told = python(LOADED, "--fuzz=1", "--collect-only")
    assert "LOADED ['hypothesis', 'schemathesis'] ['cti_conformance.fuzz']" in told


WITHOUT = """
import importlib.util, sys, pytest
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == {0!r} else find_spec(name, *more)
pytest.main(sys.argv[1:])
"""


@pytest.mark.parametrize("library", ["hypothesis", "schemathesis"])
def test_a_library_that_is_missing_is_named_with_the_way_out(library: str) -> None:
    told = python(WITHOUT.format(library), "--fuzz")
    assert f"--fuzz needs {library}: pip install 'cti-conformance[fuzz]'" in told


@pytest.mark.parametrize(
    ("arguments", "wording"),
    [
        (["--fuzz-seed=1"], "have no effect without --fuzz"),
        (["--fuzz-time=1"], "have no effect without --fuzz"),
        (["--fuzz=0"], "take numbers above zero"),
        (["--fuzz", "--fuzz-time=0"], "take numbers above zero"),
    ],
)
def test_an_option_that_cannot_be_is_an_error(
    tmp_path: Path, arguments: list[str], wording: str
) -> None:
    ran = run_suite(tmp_path, *arguments)
    assert ran.status == pytest.ExitCode.USAGE_ERROR
    assert wording in ran.output


# -- output of a run -------------------------------------------------------------------------


def test_the_reference_is_clean_and_the_same_seed_shows_the_same(tmp_path: Path) -> None:
    campaigns = "two or bodies or notation or order" if WHOLE else "bodies"
    arguments = ("--fuzz=1", "--fuzz-seed=7", "-k", f"fuzz and ({campaigns})")
    # Neither workers nor an unreached limit change the examples; a campaign has a share of it.
    more = ("-n", "2", "--fuzz-time=100000")
    runs = [fuzz(tmp_path / "one", *arguments, "-v"), fuzz(tmp_path / "two", *arguments, *more)]
    one, two = (fuzzed(ran) for ran in runs)
    assert runs[0].status == pytest.ExitCode.OK, runs[0].output
    assert not re.search(r"\bwarnings?\b", runs[0].output)  # such as of something deprecated
    assert all(told["operations"] and told["properties"] for told in one.values())
    assert one == two
    no_rule_has_passed_by_fuzzing_alone(runs[0])
    assert runs[0].report["fuzz"]["seed"] == 7
    assert "bodies that are not a pop" in runs[0].output
    assert "bodies that are not a pop" not in runs[1].output
    assert re.search(r"--fuzz-seed=7: \d+ cases, \d+ requests; -v lists them", runs[1].output)
    assert "A long run: cti-conformance fuzz URL --fuzz=" in runs[0].output
    page = (tmp_path / "one" / "report" / "report.html").read_text(encoding="utf-8")
    assert "--fuzz=1 --fuzz-seed=7" in page
    assert "bodies that are not a pop" in page


def no_rule_has_passed_by_fuzzing_alone(ran: SuiteRun) -> None:
    assert ran.rules("passed") == set()
    rule = next(rule for rule in ran.report["rules"] if rule["id"] == "CTI-POP-09")
    assert {s["outcome"] for s in rule["scenarios"]} == {"passed"}
    assert rule["reason"] == "none of its scenarios ran"


def test_on_the_two_calls_alone_the_rest_is_not_tested(tmp_path: Path) -> None:
    with reference() as known, serving(two_calls_of(known.url)) as server:
        config = tmp_path / "cti-target.toml"
        config.write_text(known.listed(), encoding="utf-8")
        ran = fuzz(
            tmp_path,
            *("--fuzz=1", "--fuzz-seed=1", f"--target-url={server.url}"),
            f"--target-config={config}",
            *([] if WHOLE else ["-k", "fuzz and not two"]),
            env=known.env,
        )
    assert ran.status == pytest.ExitCode.OK, ran.output
    told = fuzzed(ran)
    tried = {name for name, campaign in told.items() if not campaign["note"]}
    assert tried == {"bodies and odd values"} | ({"the two calls"} if WHOLE else set())
    assert all(told[n]["note"].startswith("not tested: ") for n in told.keys() - tried)
    assert all(rule["scenarios"] == [] for rule in ran.report["rules"] if rule["needs"] != "api")


def test_credentials_that_are_all_refused_are_an_error(tmp_path: Path) -> None:
    with serving(two_calls_of("http://127.0.0.1:9", then=answer_all(401), after=-1)) as server:
        # The first look at the target is not refused, or there would be no run.
        handle = server._handle
        server._handle = lambda exchange: (
            answer_all(400)(exchange) if server.requests <= 4 else handle(exchange)
        )
        ran = fuzz(
            tmp_path,
            *("--fuzz=1", "--fuzz-seed=1", f"--target-url={server.url}"),
            *("-k", "fuzz and two and calls", "--fuzz-time=3"),
            env={"CTI_API_KEY": "sesame-4711-key"},
        )
    assert ran.report["verdict"] in ("error", "non-conformant")
    assert ran.rules("passed") == set()
    assert "every request was refused for its credentials" in ran.output


def test_fuzzing_stops_when_its_time_is_over(tmp_path: Path) -> None:
    began = time.monotonic()
    ran = fuzz(
        tmp_path,
        *("--fuzz=100000", "--fuzz-seed=1", "--fuzz-time=2"),
        *("-k", "fuzz and (bodies or notation)"),
    )
    # On a busy machine no case may be finished in time, so that nothing was tested.
    assert ran.status in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED), ran.output
    assert time.monotonic() - began < LIMIT_S / 2
    assert all("the time was over" in told["note"] for told in fuzzed(ran).values())


def test_a_finding_is_kept_when_the_run_is_interrupted() -> None:
    log = CampaignLog()
    log.property("one thing", "CTI-POP-01", "CTI-POP-14").cases = 3
    log.properties["one thing"].found(Finding("CTI-POP-14", Clean("no 5xx"), Clean("500"), ()))
    log.property("another", "CTI-POP-09").cases = 1
    told = results("a campaign", log, ["CTI-POP-01", "CTI-POP-09", "CTI-POP-14"], 0.1, done=False)
    assert [(one.rule, one.outcome) for one in told] == [("CTI-POP-14", Outcome.FAILED)]


def test_only_rules_that_were_asked_for_are_told() -> None:
    log = CampaignLog()
    log.property("one thing", "CTI-POP-01", "CTI-POP-14").cases = 3
    told = results("a campaign", log, ["CTI-POP-01"], 0.1, done=True)
    assert [one.rule for one in told] == ["CTI-POP-01"]


# -- allowed differences ---------------------------------------------------------------------


def test_every_rule_that_is_named_is_there() -> None:
    rules = {rule.id for rule in load_ledger()}
    for described in (contract.records(), contract.control()):
        for label in contract.labels(described):
            assert contract.concerns(described, label) in rules
    for checks in (contract.POP_CHECKS, contract.DETAILS_CHECKS):
        for _, belong in checks.values():
            assert set(belong) <= rules


@pytest.mark.parametrize(
    "body",
    [
        {"requester_id": "042", "responder_id": 1.0, "undocumented": {}},
        {"requester_phone": 12, "responder_email": True},
        {"requester_id": 1, "responder_id": 1, "new_ticket": "TRUE", "call_info": None},
        {"requester_id": 1, "responder_id": 1, "new_ticket": "", "ticket_id": None},
    ],
)
def test_what_is_not_judged_is_no_negative_data(body: dict[str, Any]) -> None:
    described = contract.cti_calls(strictly=False)
    schema = {"$ref": "#/components/schemas/Pop", "components": described["components"]}
    assert Draft202012Validator(schema).is_valid(body)


@pytest.mark.parametrize(
    "body",
    [
        {"requester_id": {}, "responder_id": 1},
        {"requester_id": "somebody", "responder_id": 1},
        {"requester_id": 1, "responder_id": 1, "new_ticket": "maybe"},
        {"requester_id": 1, "responder_id": 1, "call_info": []},
        {"requester_id": 1},
        [],
    ],
)
def test_what_no_target_may_take_is_negative_data(body: Any) -> None:
    described = contract.cti_calls(strictly=False)
    schema = {"$ref": "#/components/schemas/Pop", "components": described["components"]}
    assert not Draft202012Validator(schema).is_valid(body)


@pytest.mark.parametrize(
    ("label", "deleted", "answer", "since", "may"),
    [
        ("GET /api/v2/contacts/{id}", "contacts/7", {"deleted": True}, [], True),
        ("GET /api/v2/contacts/{id}", "contacts/7", {"deleted": False}, [], False),
        ("GET /api/v2/contacts/{id}", "contacts/7", {"id": 7}, [], False),
        ("GET /api/v2/contacts/{id}", "contacts/7", {"id": 7}, ["contacts/7/restore"], True),
        ("GET /api/v2/contacts/{id}", "contacts/7", {"id": 7}, ["contacts/8/restore"], False),
        ("GET /api/v2/agents/{id}", "agents/7", {"deleted": True}, [], False),
        ("GET /api/v2/tickets/{id}", "tickets/7", {"deleted": True}, [], False),
        ("GET /api/v2/tickets/{id}/conversations", "tickets/7", [{"deleted": True}], [], False),
    ],
)
def test_only_a_deleted_contact_that_says_so_may_be_read(
    label: str, deleted: str, answer: object, since: list[str], may: bool
) -> None:
    restored = [("PUT", f"/api/v2/{path}") for path in since]
    path = f"/api/v2/{deleted}"
    assert contract.may_be_read(contract.records(), label, answer, path, restored) is may


def sent(method: str, path: str, status: int, answer: object = None) -> SimpleNamespace:
    """Return a request with its answer, as schemathesis keeps them."""
    return SimpleNamespace(
        request=SimpleNamespace(method=method, uri=f"http://127.0.0.1:1/api/v2/{path}"),
        response=SimpleNamespace(status_code=status, content=json.dumps(answer).encode()),
    )


DELETED, READ = sent("DELETE", "contacts/7", 204), sent("GET", "contacts/7", 200, {"id": 7})
READ_AS_DELETED = sent("GET", "contacts/7", 200, {"id": 7, "deleted": True})
RESTORED = sent("PUT", "contacts/7/restore", 204)
NOT_RESTORED = sent("PUT", "contacts/7/restore", 409)


@pytest.mark.parametrize(
    ("interactions", "excused"),
    [
        ({"delete": DELETED, "read": READ}, False),
        ({"delete": DELETED, "read": READ_AS_DELETED}, True),
        ({"delete": DELETED, "restore": RESTORED, "read": READ}, True),
        ({"delete": DELETED, "restore": NOT_RESTORED, "read": READ}, False),
        ({"restore": RESTORED, "delete": DELETED, "read": READ}, False),
        ({"delete": DELETED, "read": READ, "restore": RESTORED}, False),
        ({"read": READ_AS_DELETED}, False),
    ],
)
def test_a_read_after_a_deletion_is_excused_only_by_what_came_between(
    interactions: dict[str, Any], excused: bool
) -> None:
    label = "GET /api/v2/contacts/{id}"
    failure = UseAfterFree(operation=label, message="", free="", usage="", deleted_case_id="delete")
    recorder: Any = SimpleNamespace(interactions=interactions)
    assert is_excused(contract.records(), recorder, label, failure, "read") is excused


@pytest.mark.parametrize("name", ["ticket_id", "new_ticket", "call_url", "call_info"])
def test_a_null_is_no_negative_data_of_the_reference_either(name: str) -> None:
    body = {"requester_id": 1, "responder_id": 1, name: None}
    assert pop_schema().is_valid(body)
    assert not pop_schema().is_valid(body | {"undocumented": None})


def pop_schema() -> Draft202012Validator:
    described = contract.cti_calls(strictly=True)
    schema = {"$ref": "#/components/schemas/Pop", "components": described["components"]}
    return Draft202012Validator(schema)


BODIES = [(one.path, one.body) for one in operations(["helpdesk.yaml"]) if one.body]


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_the_reference_refuses_an_unknown_name_with_a_null(path: str, body: Schema) -> None:
    with pytest.raises(RestError) as refused:
        body.read({"undocumented": None})
    assert '"undocumented"' in json.dumps(refused.value.body), path


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v2/contacts", {"name": "Omar", "email": "omar@example.com"}),
        (POP_PATH, {"requester_phone": "+12125550100", "responder_id": 1}),
    ],
)
def test_no_handler_drops_an_unknown_name_with_a_null(
    speaking: Client, path: str, body: dict[str, Any]
) -> None:
    answer = speaking.send("POST", path, body | {"undocumented": None})
    assert answer.status_code == 400
    assert [flaw["field"] for flaw in answer.json()["errors"]] == ["undocumented"]


# -- the model -------------------------------------------------------------------------------


def two_desktops(*online: int) -> Model:
    return Model([OMAR, PRIYA], {a: DesktopState(online=a in online) for a in (INES, TOM)})


def test_a_phone_goes_before_a_mobile_in_the_model() -> None:
    assert two_desktops().holders("+12125550100") == ([OMAR], "CTI-REQ-06")
    assert two_desktops().holders("+12125550199") == ([], "CTI-REQ-08")


def test_a_call_for_an_offline_agent_is_due_one_ticket_and_its_retry_none() -> None:
    model, call = two_desktops(), Call("1", OMAR, None, {})
    assert model.pop(call, {}, INES) == Due(((call, "CTI-OFF-01"),), rule="CTI-OFF-01")
    model.associate(call, 80)
    assert model.pop(call, {}, INES) == Due(rule="CTI-REF-06")


def test_the_next_call_disposes_of_the_one_before() -> None:
    model = two_desktops(INES)
    first, second = Call("1", OMAR, None, {}), Call("2", PRIYA, None, {})
    assert model.pop(first, {}, INES).tickets == ()
    assert model.pop(second, {}, INES).tickets == ((first, "CTI-FLT-06"),)


def test_whether_a_transferred_call_stays_in_the_first_widget_is_open() -> None:
    model, call = two_desktops(INES, TOM), Call("1", OMAR, None, {})
    model.pop(call, {}, INES)
    model.pop(call, {}, TOM)
    assert model.certain([INES, TOM]) == [(TOM, call)]
    assert model.pop(Call("2", PRIYA, None, {}), {}, INES).perhaps == (call,)
    assert two_desktops().certain([INES]) == []


def test_a_crash_leaves_everybody_offline_and_no_widget_certain() -> None:
    model, call = two_desktops(INES), Call("1", OMAR, None, {})
    model.pop(call, {}, INES)
    model.crash()
    model.go(INES, online=True)
    assert model.certain([INES]) == []
    model.seen(INES, there=False)
    assert model.desktops[INES].call is None


# -- planted defects -------------------------------------------------------------------------


def test_every_planted_defect_fits() -> None:
    assert len(MUTANTS) >= 15
    for mutant in MUTANTS:
        mutated(mutant)


def test_fuzzing_tells_what_no_scenario_tells() -> None:
    done = run_python("-m", "matrix.fuzzed", "--output", *QUICK)
    assert done.returncode == 0, done.stdout + done.stderr
