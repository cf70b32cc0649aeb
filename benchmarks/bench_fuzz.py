"""Compares `pytest --fuzz` with the command line of schemathesis: cases per second.

Both get the same description, a fresh reference, the same checks, phases, number of examples and
seed. The command line is measured twice: as it comes, where next to no pop names anybody, so that
nearly all are refused, which costs the server little; and with people of the reference to draw
from, as `pytest --fuzz` has them. Counted is the time that each says that it took, its start left
out; they take turns, so that what else the machine does is shared by all. What hypothesis and
Python keep between runs is there from the second round on.
Usage: python benchmarks/bench_fuzz.py [N] [ROUNDS]
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cti_conformance.fuzz import contract
from cti_conformance.fuzz.api import LEFT_OUT, drawn_from
from support.servers import reference
from support.suite import run_suite

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.servers import Reference

SEED = 1
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}  # it is kept, as it is for most users
CLI = Path(sys.executable).with_name("schemathesis")


def ours(examples: int, folder: Path, kept: Path) -> tuple[int, float]:
    """Return how many cases the suite tried, and the seconds that it took.

    Args:
        examples: How many it is to try of each operation.
        folder: Where it may write.
        kept: What is kept from run to run.
    """
    ran = run_suite(
        folder,
        *(f"--fuzz={examples}", f"--fuzz-seed={SEED}", "-q", "-k", "fuzz and two and calls"),
        *("-p", "cacheprovider", "-o", f"cache_dir={kept / 'pytest'}"),
        env=BYTECODE,
    )
    (told,) = (c for c in ran.report["fuzz"]["campaigns"] if c["operations"])
    took = {s["duration_s"] for rule in ran.report["rules"] for s in rule["scenarios"]}
    return sum(told["operations"].values()), max(took)


def theirs(examples: int, folder: Path, kept: Path, *, knowing: bool) -> tuple[int, float]:
    """Return how many cases the command line of schemathesis tried, and the seconds.

    Args:
        examples: How many it is to try of each operation.
        folder: Where it may write.
        kept: What is kept from run to run.
        knowing: Whether it draws from people whom the reference knows.
    """
    description = folder / "openapi.json"
    description.write_text(json.dumps(contract.cti_calls(strictly=True)), encoding="utf-8")
    settings = folder / "schemathesis.toml"
    with reference() as known:
        drawn = _toml(drawn_from(_people(known))) if knowing else ""
        settings.write_text(f"[cache]\nenabled = false\n{drawn}", encoding="utf-8")
        done = subprocess.run(
            [
                *(CLI, "--config-file", settings, "run", description, "--url", known.url),
                *("--auth", f"{known.env['CTI_API_KEY']}:X", "--seed", str(SEED)),
                *("--max-examples", str(examples), "--exclude-checks", ",".join(LEFT_OUT)),
                *("--continue-on-failure", "--generation-database", "none"),
            ],
            cwd=folder,
            env={
                **os.environ,
                **BYTECODE,
                "HYPOTHESIS_STORAGE_DIRECTORY": str(kept / "hypothesis"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    cases = re.search(r"(\d[\d,]*) generated", done.stdout)
    took = re.search(r" in ([\d.]+)s =", done.stdout)
    assert cases, done.stdout + done.stderr
    assert took, done.stdout
    return int(cases[1].replace(",", "")), float(took[1])


def _people(known: Reference) -> dict[str, list[Any]]:
    """Make people and a ticket, and return them as `known_values` does of a run's own."""
    listed = tomllib.loads(known.listed())
    names = {"requester": listed["contacts"], "responder": listed["agents"]}
    values: dict[str, list[Any]] = {
        f"{role}_{key}": [one[key] for one in people if key in one]
        for role, people in names.items()
        for key in ("id", "email", "phone")
    }
    values["requester_phone"] = ["+12125550142", "+12125550143"]
    values["ticket_id"] = [ticket["id"] for ticket in listed["tickets"]]
    return {
        name: [*known, *map(str, known)] if name.endswith("_id") else known
        for name, known in values.items()
    }


def _toml(settings: dict[str, Any]) -> str:
    """Return settings in TOML; a list of texts and numbers is in it as in JSON."""
    return "".join(
        f'[{table}."{name}"]\n' + "".join(f"{k} = {json.dumps(v)}\n" for k, v in entry.items())
        for table, entries in settings.items()
        for name, entry in entries.items()
    )


def main(examples: int = 50, rounds: int = 3) -> None:
    """Print cases per second of each, and how they compare."""
    runs: dict[str, Callable[[int, Path, Path], tuple[int, float]]] = {
        "pytest --fuzz": ours,
        "schemathesis run": partial(theirs, knowing=False),
        "the same, knowing people": partial(theirs, knowing=True),
    }
    rates: dict[str, list[float]] = {name: [] for name in runs}
    with TemporaryDirectory(prefix="bench-fuzz-") as kept:
        for number in range(rounds):
            for name, run in runs.items():
                with TemporaryDirectory(prefix="bench-fuzz-") as folder:
                    cases, took = run(examples, Path(folder), Path(kept))
                rates[name].append(cases / took)
                told = f"{cases:>6} cases{took:>8.1f} s{cases / took:>8.1f} a second"
                print(f"{number + 1}. {name:<26}{told}", flush=True)
    best, *others = ((name, max(rate)) for name, rate in rates.items())
    for name, rate in others:
        print(f"Ratio of the best, {best[0]} to {name}: {best[1] / rate:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
