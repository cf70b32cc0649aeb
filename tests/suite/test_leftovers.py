"""What an interrupted run leaves on the target is listed: counted there, request by request."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.ledger.attributes import POP_PATH
from cti_conformance.pytest_plugin.processes import ASK_S, FINDINGS, FOLDER, Controller
from cti_conformance.results.findings import Findings
from cti_conformance.transport.pace import Pace
from support.proxy import pass_on, send
from support.servers import Exchange, Reference, reference, serving
from support.suite import ROOT, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INTERRUPTED = 2
LIMIT_S = 120.0
LIMITS = "[limits]\nanswer_s = 20\nappear_s = 1\n"


@pytest.fixture(scope="module")
def helpdesk() -> Iterator[Reference]:
    with reference() as one:
        yield one


def run_interrupted(
    folder: Path,
    helpdesk: Reference,
    is_moment: Callable[[Exchange], bool],
    rule: str = "CTI-OFF-01",
    *options: str,
    deletes: bool = True,
    all_hear_it: bool = False,
) -> dict[str, Any]:
    """Run a rule, and interrupt it at requests whose answers it does not get; return the report.

    Args:
        folder: An empty folder.
        helpdesk: The target.
        is_moment: Returns whether to interrupt at a request.
        rule: The rule.
        options: Further options of the run.
        deletes: Whether the target deletes records.
        all_hear_it: Whether the interrupt reaches the workers too, as Ctrl-C does.
    """
    report, config = folder / "report", folder / "cti-target.toml"
    config.write_text(LIMITS, encoding="utf-8")
    processes: list[subprocess.Popen[str]] = []

    begun: list[str] = []  # before, the suite only looks at the target

    def handle(exchange: Exchange) -> None:
        if exchange.command == "DELETE" and not deletes:
            exchange.body()
            exchange.answer(403, b"", {})
            return
        reply = pass_on(exchange, helpdesk.url)
        if (exchange.command, reply.status) == ("POST", 201):
            begun.append(exchange.path)
        if begun and is_moment(exchange):
            send_signal = os.killpg if all_hear_it else os.kill
            send_signal(processes[0].pid, signal.SIGINT)
            exchange.server.stopping.wait(LIMIT_S)
            exchange.close_connection = True
            return
        send(exchange, reply)

    with serving(handle) as server:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
                *(f"--target-url={server.url}", f"--target-config={config}"),
                *(f"--report-dir={report}", f"--rule={rule}", *options),
            ],
            cwd=ROOT,
            env=env | helpdesk.env | helpdesk.token_env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        try:
            output, _ = process.communicate(timeout=LIMIT_S)
        finally:
            process.kill()
            process.wait()
    assert process.returncode == INTERRUPTED, output
    if "nothing is left on the target" in output:  # a run without results writes no report
        return {"leftovers": []}
    assert (report / "report.json").exists(), output
    content: dict[str, Any] = json.loads((report / "report.json").read_text(encoding="utf-8"))
    return content


def at_call(number: int) -> Callable[[Exchange], bool]:
    """Return a moment: that of a call, by its place among all; some scenarios have ended then."""
    calls = itertools.count(1)
    return lambda exchange: exchange.path == POP_PATH and next(calls) == number


def records(helpdesk: Reference) -> set[str]:
    """Return the records of the suite that are on the target, as it describes them."""
    marked = [one for one in helpdesk.all("contacts") if "cti-" in json.dumps(one)]
    tickets = helpdesk.all("tickets")
    agents = [one for one in helpdesk.all("agents") if "cti-" in json.dumps(one)]
    return {
        *(f"contact {one['id']}" for one in marked),
        *(f"ticket {one['id']}" for one in tickets),
        *(f"agent {one['id']}" for one in agents),
    }


def test_a_call_under_way_at_the_interrupt_is_listed(tmp_path: Path, helpdesk: Reference) -> None:
    before = records(helpdesk)
    report = run_interrupted(tmp_path, helpdesk, lambda one: one.path == POP_PATH)
    perhaps = [line for line in report["leftovers"] if "perhaps a call with the reference" in line]
    assert len(perhaps) == 1, report["leftovers"]
    assert records(helpdesk) - before <= set(report["leftovers"])


def test_an_agent_under_way_at_the_interrupt_is_listed(tmp_path: Path, helpdesk: Reference) -> None:
    before = records(helpdesk)
    report = run_interrupted(
        tmp_path, helpdesk, lambda one: (one.command, one.path) == ("POST", "/api/v2/agents")
    )
    assert len(records(helpdesk) - before) == 1
    (line,) = [line for line in report["leftovers"] if line.startswith("perhaps the agent ")]
    assert "cti-" in line


def test_what_a_second_interrupt_keeps_from_being_cleared_is_listed(
    tmp_path: Path, helpdesk: Reference
) -> None:
    before = records(helpdesk)
    held: list[str] = []

    def is_moment(exchange: Exchange) -> bool:
        wanted = (POP_PATH, "DELETE")[len(held) : len(held) + 1]
        if exchange.path in wanted or exchange.command in wanted:
            held.append(exchange.path)
            return True
        return False

    report = run_interrupted(tmp_path, helpdesk, is_moment)
    left = records(helpdesk) - before
    assert len(held) == 2
    assert left
    assert left <= set(report["leftovers"])


def test_what_was_cleared_with_a_shared_contact_is_not_listed(
    tmp_path: Path, helpdesk: Reference
) -> None:
    before = records(helpdesk)
    seen: list[str] = []

    def restores(exchange: Exchange) -> bool:
        seen.append(exchange.command if exchange.path != POP_PATH else "call")
        return exchange.command == "PATCH" and "call" in seen and seen.count("PATCH") == 1

    report = run_interrupted(tmp_path, helpdesk, restores, "CTI-ONL-10")
    assert seen.count("PATCH") > 1, "the settings are restored all the same"
    listed = {line for line in report["leftovers"] if not line.startswith("perhaps ")}
    assert listed == records(helpdesk) - before


def test_what_workers_leave_when_their_controller_is_interrupted_is_listed(
    tmp_path: Path, helpdesk: Reference
) -> None:
    before = records(helpdesk)
    report = run_interrupted(
        *(tmp_path, helpdesk, at_call(12), "CTI-OFF-0*", "-n", "2"), deletes=False
    )
    left = records(helpdesk) - before
    assert {line.split()[0] for line in left} >= {"agent", "contact"}
    assert left <= set(report["leftovers"])


def test_workers_that_hear_the_interrupt_have_time_to_clear(
    tmp_path: Path, helpdesk: Reference
) -> None:
    before = records(helpdesk)
    is_the_call = at_call(12)

    def is_moment(exchange: Exchange) -> bool:
        if exchange.command == "DELETE" and "/agents/" in exchange.path:
            time.sleep(2 * ASK_S)
        return is_the_call(exchange)

    report = run_interrupted(
        *(tmp_path, helpdesk, is_moment, "CTI-OFF-0*", "-n", "2"), all_hear_it=True
    )
    left = records(helpdesk) - before
    assert left <= set(report["leftovers"])
    assert not {line for line in left if line.startswith("agent ")}


def test_a_scenario_that_does_not_begin_shows_nothing_of_the_one_before(tmp_path: Path) -> None:
    """The first scenario cannot put the settings back, so the next ones are not judged."""
    changed: list[str] = []

    def handle(exchange: Exchange) -> None:
        if exchange.command == "PATCH" and exchange.path.endswith("/settings"):
            changed.append(exchange.path)
            if len(changed) > 1:
                exchange.body()
                exchange.answer(500, b"", {})
                return
        send(exchange, pass_on(exchange, own.url))

    with reference() as own, serving(handle) as server:
        ran = run_suite(
            tmp_path / "report",
            *(f"--target-url={server.url}", "--rule=CTI-ACC-05", "--rule=CTI-POP-01"),
            env=own.env | own.token_env,
        )
    assert any("could not restore the settings" in line for line in ran.report["leftovers"])
    untried = [
        scenario
        for rule in ran.report["rules"]
        for scenario in rule["scenarios"]
        if "could not restore the settings" in scenario["reason"]
    ]
    assert len(untried) > 1, ran.output
    assert [scenario["exchanges"] for scenario in untried] == [[]] * len(untried)


def test_what_a_worker_left_is_heard_though_its_controller_was_interrupted() -> None:
    nothing: Any = None  # no worker is killed
    controller = Controller(Findings(), nothing, None, Pace())
    try:
        for worker in ("gw0", "gw1"):
            gateway = SimpleNamespace(id=worker)
            given = {"workerid": worker}
            node = SimpleNamespace(workerinput=given, workeroutput={}, gateway=gateway)
            controller.pytest_configure_node(node)
            file = Path(node.workerinput[FOLDER], f"{worker}.json")
            file.write_text(json.dumps([f"ticket of {worker}"]), encoding="utf-8")
        node.workeroutput[FINDINGS] = Findings(leftovers=["ticket of gw1"]).as_data()
        controller.pytest_testnodedown(node)
        assert controller.unheard_leftovers() == ["ticket of gw0"]
        # One that was killed has left nothing, and may have made something.
        killed = SimpleNamespace(workerinput={"workerid": "gw2"})
        controller.pytest_xdist_node_collection_finished(killed)
        assert controller.unheard_leftovers()[1:] == [
            "perhaps records of the process gw2, which ended without a report"
        ]
    finally:
        controller.pytest_unconfigure()
