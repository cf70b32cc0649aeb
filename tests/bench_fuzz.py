"""Compares `pytest --fuzz` with the command line of schemathesis: cases per second.

Both get the same description, a fresh reference, the same checks, phases, number of examples and
seed. Counted is the time that each says that it took, its start left out; they take turns, so that
what else the machine does is shared by both. Usage: python tests/bench_fuzz.py [N] [ROUNDS]
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from cti_conformance.fuzz import contract
from cti_conformance.fuzz.api import LEFT_OUT
from support.servers import reference
from support.suite import run_suite

SEED = 1
CLI = Path(sys.executable).with_name("schemathesis")


def ours(examples: int, folder: Path) -> tuple[int, float]:
    """Return how many cases the suite tried, and the seconds that it took."""
    ran = run_suite(
        folder,
        *(f"--fuzz={examples}", f"--fuzz-seed={SEED}", "-q", "-k", "fuzz and two and calls"),
    )
    (told,) = (c for c in ran.report["fuzz"]["campaigns"] if c["operations"])
    took = {s["duration_s"] for rule in ran.report["rules"] for s in rule["scenarios"]}
    return sum(told["operations"].values()), max(took)


def theirs(examples: int, folder: Path) -> tuple[int, float]:
    """Return how many cases the command line of schemathesis tried, and the seconds."""
    description = folder / "openapi.json"
    description.write_text(json.dumps(contract.cti_calls(strictly=True)), encoding="utf-8")
    settings = folder / "schemathesis.toml"
    settings.write_text("[cache]\nenabled = false\n", encoding="utf-8")
    with reference() as known:
        done = subprocess.run(
            [
                *(CLI, "--config-file", settings, "run", description, "--url", known.url),
                *("--auth", f"{known.env['CTI_API_KEY']}:X", "--seed", str(SEED)),
                *("--max-examples", str(examples), "--exclude-checks", ",".join(LEFT_OUT)),
                *("--continue-on-failure", "--generation-database", "none"),
            ],
            cwd=folder,
            env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis")},
            capture_output=True,
            text=True,
            check=False,
        )
    cases = re.search(r"(\d[\d,]*) generated", done.stdout)
    took = re.search(r" in ([\d.]+)s =", done.stdout)
    assert cases, done.stdout + done.stderr
    assert took, done.stdout
    return int(cases[1].replace(",", "")), float(took[1])


def main(examples: int = 50, rounds: int = 3) -> None:
    """Print cases per second of both, and how they compare."""
    rates: dict[str, list[float]] = {"pytest --fuzz": [], "schemathesis run": []}
    for number in range(rounds):
        for (name, rate), run in zip(rates.items(), (ours, theirs), strict=True):
            with TemporaryDirectory(prefix="bench-fuzz-") as folder:
                cases, took = run(examples, Path(folder))
            rate.append(cases / took)
            print(
                f"{number + 1}. {name:<18}{cases:>6} cases{took:>8.1f} s{rate[-1]:>8.1f} a second"
            )
    best = {name: max(rate) for name, rate in rates.items()}
    print(f"Ratio of the best: {best['pytest --fuzz'] / best['schemathesis run']:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
