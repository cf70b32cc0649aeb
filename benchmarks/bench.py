"""Measures what a run costs, each number against another one of the same minute.

Each row is a ratio of two measurements that took turns, so that it says the same on any machine,
whatever else the machine does. Usage: python benchmarks/bench.py [ROW…]; without rows it measures
all. It writes docs/benchmarks.md; a row that is not measured stays as it is there.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import bench_fuzz
import bench_targets
from replay import replay

from support.helpdesk import API_KEY, client, helpdesk, number
from support.proxy import pass_on, send
from support.servers import Exchange, reference, serving
from support.suite import ROOT, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = ROOT / "docs/benchmarks.md"
ROUNDS = 3
CORE = ("--profile=api", "--profile=records")
DESK = ("--profile=desktop", "--profile=operations")
FEW = ("--rule=CTI-OFF-*", "--rule=CTI-REQ-0*", "--rule=CTI-TKT-*", "--rule=CTI-REF-*")
POPS = 300
MANY = 1_000_000


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        subject: What is measured against what.
        value: The ratio, or why there is none.
        about: The two numbers.
    """

    subject: str
    value: str
    about: str


@dataclass(frozen=True)
class Measured:
    """A run that was measured.

    Attributes:
        wall_s: How long it took, its start included, in seconds.
        start_s: How long it took until its first scenario.
        requests: What it sent.
        scenarios: How many scenarios it ran.
        peak_mib: The most memory that its process held.
    """

    wall_s: float
    start_s: float
    requests: list[dict[str, Any]]
    scenarios: int
    peak_mib: float


def run(url: str, env: dict[str, str], *options: str) -> Measured:
    """Run the suite as a program, and return what was measured."""
    with TemporaryDirectory(prefix="bench-") as folder:
        out = Path(folder, "out")
        out.mkdir()
        paths = [str(ROOT / one) for one in ("benchmarks", "tests", "tests/proof")]
        began = time.time()
        ran = run_suite(
            Path(folder, "report"),
            *("-p", "spying", "-q", f"--target-url={url}", *options),
            env=env | {"BENCH_OUT": str(out), "PYTHONPATH": ":".join(paths)},
            limit_s=3600,
            cold=True,
        )
        wall_s = time.time() - began
        lines = [json.loads(line) for file in out.iterdir() for line in file.open()]
    if ran.status != 0:
        raise SystemExit(ran.output)
    first = min((line["first_at"] for line in lines if "first_at" in line), default=began)
    scenarios = sum(len(rule["scenarios"]) for rule in ran.report["rules"])
    requests = [line for line in lines if "path" in line]
    return Measured(wall_s, first - began, requests, scenarios, ran.peak_mib)


def run_on_target(options: tuple[str, ...], delay_s: float = 0.0) -> Measured:
    """Run the suite on a fresh reference."""
    with target(delay_s) as (url, env):
        return run(url, env, *options)


@cache
def first_run(options: tuple[str, ...], delay_s: float = 0.0) -> Measured:
    """Return the first run with these options, for several rows."""
    return run_on_target(options, delay_s)


# -- rows ------------------------------------------------------------------------------------


def against_replay(
    name: str, options: tuple[str, ...], delay_s: float = 0.0, rounds: int = ROUNDS
) -> Row:
    """Compare a run with a bare replay of its own requests."""
    runs, replays = [], []
    for n in range(rounds):
        runs.append(first_run(options, delay_s) if n == 0 else run_on_target(options, delay_s))
        with target(delay_s) as (url, _):
            replays.append(replay(url, runs[-1].requests))
    took, bare = (statistics.median(x) for x in ([one.wall_s for one in runs], replays))
    over = 1000 * (took - bare) / runs[-1].scenarios
    about = f"{took:.1f} s to {bare:.1f} s; {over:.0f} ms more a scenario, start included"
    return Row(f"{name}: the run to a bare replay of its requests", f"{took / bare:.2f}", about)


def requests_a_scenario(name: str, options: tuple[str, ...]) -> Row:
    """Count the requests of a scenario."""
    ran = first_run(options)
    about = f"{len(ran.requests):,} requests, {ran.scenarios} scenarios"
    value = f"{len(ran.requests) / ran.scenarios:.1f}"
    return Row(f"{name}: requests to scenarios", value, about)


def side_by_side() -> Row:
    """Compare a run of eight processes with an eighth of the sum of its round trips."""
    ran = run_on_target((*CORE, "-n8"), 0.1)
    share = sum(one["took_s"] for one in ran.requests) / 8
    about = f"{ran.wall_s:.0f} s to {share:.0f} s"
    return Row(
        "At 100 ms a request, -n 8: the run to (round trips / 8)", _ratio(ran.wall_s, share), about
    )


def start() -> Row:
    """Compare the time to the first scenario with that of pytest to an empty test."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(run_on_target(("--rule=CTI-POP-01",)).start_s)
        bare.append(_empty_pytest()[0])
    took, empty = min(ours), min(bare)
    about = f"{took:.2f} s to {empty:.2f} s"
    return Row(
        "Start to the first scenario, to pytest with one empty test", _ratio(took, empty), about
    )


def memory() -> Row:
    """Compare the most memory that a run holds with that of pytest with an empty test."""
    ran = first_run(CORE)
    empty = _empty_pytest()[1]
    about = f"{ran.peak_mib:.0f} MiB to {empty:.0f} MiB"
    return Row("Memory of a run, to pytest with one empty test", _ratio(ran.peak_mib, empty), about)


def fuzzing() -> Row:
    """Compare the cases a second of fuzzing with those of the command line of schemathesis."""
    rates: dict[str, float] = {}
    runs: dict[str, Callable[[int, Path, Path], tuple[int, float]]] = {
        "ours": bench_fuzz.ours,
        "theirs": partial(bench_fuzz.theirs, knowing=True),
    }
    with TemporaryDirectory(prefix="bench-fuzz-") as kept:
        for _ in range(2):  # the second finds the caches
            for name, fuzz in runs.items():
                with TemporaryDirectory(prefix="bench-fuzz-") as folder:
                    cases, took = fuzz(50, Path(folder), Path(kept))
                rates[name] = max(rates.get(name, 0.0), cases / took)
    about = f"{rates['ours']:.0f} to {rates['theirs']:.0f} cases a second"
    return Row("Fuzzing: cases a second, to schemathesis run", _ratio(*rates.values()), about)


def pop_to_mock() -> Row:
    """Compare a pop on the reference with the same request to a mock of the description."""
    subject = "A pop on the reference, to a Prism mock of spec/openapi.yaml"
    prism = shutil.which("prism")
    if prism is None:
        return Row(subject, "none", "prism is not installed (npm install -g @stoplight/prism-cli)")
    command = [prism, "mock", "-p", "4010", str(ROOT / "spec/openapi.yaml")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as mock, helpdesk() as process:
        try:
            time.sleep(5)
            theirs = _pop_ms("http://127.0.0.1:4010", 1)
        finally:
            mock.terminate()
        with client(process.url) as speaking:
            agent = speaking.make("agents", name="Ines", email="ines@example.com")
        ours = _pop_ms(process.url, agent)
    return Row(subject, _ratio(ours, theirs), f"{ours:.2f} ms to {theirs:.2f} ms")


def pop_with_many() -> Row:
    """Compare a pop among a million contacts with one among ten."""
    with TemporaryDirectory(prefix="bench-") as folder:
        took = []
        for contacts in (10, MANY):
            file = Path(folder, f"{contacts}.db")
            with helpdesk("--db", str(file)) as process, client(process.url) as speaking:
                agent = speaking.make("agents", name="Ines", email="ines@example.com")
                speaking.make("contacts", name="Omar", email="omar@example.com", phone=number(1))
            _fill(file, contacts)
            with helpdesk("--db", str(file)) as process:
                took.append(_pop_ms(process.url, agent))
    about = f"{took[1]:.2f} ms to {took[0]:.2f} ms"
    return Row("A pop among 1,000,000 contacts, to one among 10", _ratio(took[1], took[0]), about)


ROWS: dict[str, Callable[[], Row]] = {
    "replay-core": partial(against_replay, "api and records", CORE),
    "replay-desk": partial(against_replay, "desktop and operations", DESK),
    "replay-20ms": partial(against_replay, "At 20 ms a request, api and records", CORE, 0.02, 1),
    "requests-core": partial(requests_a_scenario, "api and records", CORE),
    "requests-desk": partial(requests_a_scenario, "desktop and operations", DESK),
    "side-by-side": side_by_side,
    "late": lambda: Row(*bench_targets.late(run, *CORE)),
    "quick": lambda: Row(*bench_targets.quick(run_on_target, CORE)),
    "rate": lambda: Row(*bench_targets.rate(run, *FEW)),
    "start": start,
    "memory": memory,
    "fuzzing": fuzzing,
    "mock": pop_to_mock,
    "many": pop_with_many,
}

# -- helpers ---------------------------------------------------------------------------------


class target:  # noqa: N801 - used like a function
    """A reference, behind a proxy that delays each answer if that is wanted."""

    def __init__(self, delay_s: float = 0.0) -> None:
        self._parts = _target(delay_s)

    def __enter__(self) -> tuple[str, dict[str, str]]:
        """Start it; return its address and the credentials."""
        return next(self._parts)

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        next(self._parts, None)


def _target(delay_s: float) -> Iterator[tuple[str, dict[str, str]]]:
    with reference() as one:
        env = one.env | one.token_env

        def handle(exchange: Exchange) -> None:
            began = time.monotonic()
            reply = pass_on(exchange, one.url)
            time.sleep(max(0.0, delay_s - (time.monotonic() - began)))
            send(exchange, reply)

        if not delay_s:
            yield one.url, env
            return
        with serving(handle) as server:
            yield server.url, env


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}"


def _empty_pytest() -> tuple[float, float]:
    """Return how long pytest takes for one empty test, and its memory in MiB."""
    with TemporaryDirectory(prefix="bench-") as folder:
        test = Path(folder, "test_nothing.py")
        test.write_text("def test_nothing():\n    pass\n", encoding="utf-8")
        code = (
            "import pytest, resource, sys; pytest.main([sys.argv[1], '-q', '-p', 'no:cti']); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code, str(test)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        took_s = time.monotonic() - began
    kib = int(done.stdout.split()[-1]) / (1 if sys.platform == "linux" else 1024)
    return took_s, kib / 1024


def _pop_ms(url: str, agent: int) -> float:
    """Return the median time of a pop, in milliseconds."""
    took = []
    with client(url, API_KEY) as speaking:
        for n in range(POPS):
            began = time.monotonic()
            answer = speaking.pop(
                requester_phone=number(1), responder_id=agent, call_reference_id=f"bench-{n}"
            )
            took.append(1000 * (time.monotonic() - began))
            assert answer.ok, answer.text
    return statistics.median(took)


def _fill(file: Path, contacts: int) -> None:
    """Copy the one contact of a database until there are so many, each with numbers of its own."""
    with sqlite3.connect(file) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(people)") if row[1] != "id"]
        own = {
            "name": "name || n",
            "email": "'c' || n || '@example.com'",
            "email_key": "'c' || n || '@example.com'",
            "phone": "'+1' || (2000000000 + n)",
            "phone_key": "'+1' || (2000000000 + n)",
        }
        chosen = ", ".join(own.get(name) or name for name in names)
        database.execute(
            "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted "
            f"WHERE n < {contacts - 1}) INSERT INTO people ({', '.join(names)}) "
            f"SELECT {chosen} FROM people, counted WHERE kind = 'contact' AND name = 'Omar'"
        )
    database.close()


HEAD = """\
# Benchmarks

Written by `make bench`. Each ratio was measured in one run, both sides in turn, so that it
depends little on the machine. A row that is missing has not been measured.

| what | ratio | measured |
|---|---|---|
"""


def known() -> dict[str, str]:
    """Return the lines of the page, by what they are about."""
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    return {line.split(" | ")[0]: line for line in lines[len(HEAD.splitlines()) :]}


def main(*names: str) -> None:
    """Measure the rows of these names, or all of them, and write the page."""
    lines = known()
    for name in names or ROWS:
        row = ROWS[name]()
        print(f"{row.value:>8}  {row.subject} ({row.about})", flush=True)
        lines[f"| {row.subject}"] = f"| {row.subject} | {row.value} | {row.about} |"
        PAGE.write_text(HEAD + "\n".join(lines.values()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
