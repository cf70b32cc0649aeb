"""Runs the suite against a changed client."""

from __future__ import annotations

import shlex
import tempfile
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clients.hostile import LEAK_FILE
from support.suite import run_suite

if TYPE_CHECKING:
    from clients.client import Client
    from clients.hostile import Hostile
    from support.suite import SuiteRun

EVENT_LIMIT_S = 12
"""For mutants, some of which hang; the limit of users is more generous."""
HOSTILE_LIMIT_S = 2
HOSTILE_RULES = ("CTI-TEL-01", "CTI-TEL-07", "CTI-TEL-28", "CTI-TEL-39")
TOLD = ("failed", "warning")


@dataclass(frozen=True)
class Result:
    """What a run said of a client.

    Attributes:
        name: The name of the client.
        problem: Why it is not what was expected; empty if it is.
        found: The rules that it was found to violate.
        duration_s: How long the run took, in seconds.
    """

    name: str
    problem: str
    found: tuple[str, ...]
    duration_s: float


def try_client(client: Client, *, is_quick: bool = False) -> Result:
    """Run a mutant with the rules that must tell it, and a conforming client with all.

    Args:
        client: The client.
        is_quick: Whether to run a conforming client with the rules near it only.
    """
    rules = client.rules or (client.neighbours if is_quick else ())
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="client-") as folder:
        command = client.write(Path(folder))
        run = run_suite(
            Path(folder, "report"),
            f"--telephony-client={command}",
            *([f"--telephony-limit={EVENT_LIMIT_S}"] if client.kills else []),
            *(["--telephony-client-stays"] if client.stays else []),
            *(f"--rule={rule}" for rule in rules),
            limit_s=900,
        )
    found = tuple(sorted(run.rules(*TOLD)))
    judge = _missed if client.kills else _accused
    return Result(client.name, judge(client, run), found, time.monotonic() - started)


def _missed(client: Client, run: SuiteRun) -> str:
    missed = [rule for rule in client.rules if run.outcomes.get(rule) not in TOLD]
    return "; ".join(f"{rule} is {run.outcomes.get(rule)}" for rule in missed)


def _accused(client: Client, run: SuiteRun) -> str:
    selected = {rule["id"] for rule in run.report.get("rules", []) if rule["selected"]}
    allowed = {f"CTI-TEL-{rule}" for rule in client.warns}
    wrong = [
        f"{rule} is {outcome}"
        for rule, outcome in run.outcomes.items()
        if rule in selected
        and outcome != "passed"
        and not (outcome in ("warning", "not-tested") and rule in allowed)
    ]
    return "; ".join(wrong or ([] if run.report else [run.output[-500:]]))


def try_hostile(client: Hostile) -> Result:
    """Run a few rules against a client that does not work."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="client-") as folder:
        leak, report = Path(folder, "leak"), Path(folder, "report")
        run = run_suite(
            report,
            f"--telephony-client={shlex.join(client.command)}",
            f"--telephony-limit={HOSTILE_LIMIT_S}",
            f"--junitxml={report}/junit.xml",
            *(["--telephony-client-stays"] if client.stays else []),
            *(f"--rule={rule}" for rule in HOSTILE_RULES),
            env={LEAK_FILE: str(leak)},
            limit_s=120,
        )
        leaks = _leaks(leak, report, run)
    outcomes = {run.outcomes.get(rule) for rule in HOSTILE_RULES}
    right = client.outcome in outcomes and (client.outcome == "failed" or len(outcomes) == 1)
    problem = "" if right else f"the outcomes are {sorted(map(str, outcomes))}"
    problem = problem or leaks
    return Result(client.name, problem, tuple(run.rules("failed")), time.monotonic() - started)


def _leaks(leak: Path, report: Path, run: SuiteRun) -> str:
    """Return which artefact holds a credential that the client was given; empty if none does."""
    secrets = leak.read_text(encoding="utf-8").split()
    assert len(secrets) == 2
    secrets.append(b64encode(f"{secrets[0]}:X".encode()).decode())
    texts = {path.name: path.read_text(encoding="utf-8") for path in report.iterdir()}
    texts["the output"] = run.output
    found = [name for name, text in texts.items() if any(secret in text for secret in secrets)]
    return f"credentials in {', '.join(found)}" if found else ""
