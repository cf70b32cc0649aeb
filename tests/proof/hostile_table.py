"""Runs the suite on each hostile target with its default limits, and prints a table.

``python -m hostile_table [--jobs N] [NAME…]`` writes it to ``report/hostile.md`` as well. The exit
status is 1 if a target is called conformant, or a run takes more time or memory than it may. Where
every scenario runs to its end, the time is held against that of a compliant target behind the same
proxy; the time that the suite waits in vain on any target is added.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cti_conformance.waiting import MAX_VAIN_S
from support import hostile, stubborn
from support.proxy import changing, relay
from support.servers import reference, serving
from support.suite import ROOT, SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from support.hostile import Handle
    from support.proxy import Reply

LONGEST_S, MOST_MIB = 180.0, 150.0
TIMES_AS_LONG = 2.0
GIVES_UP_S = 600.0
EXIT_STATUSES = {1, 6, 7}
OWN_ENV = {"CTI_API_KEY": "sesame-4711-key", "CTI_CONTROL_TOKEN": "control-4713-token"}
WITH_CONTROL = "control API"
CHANGED: dict[str, Callable[[Reply], Reply]] = {
    "hostile texts in each answer": hostile.with_evil,
    "other types in each answer": hostile.with_other_types,
    "the answer to the request before": hostile.one_behind(),
}
OWN = hostile.SILENT | hostile.ELSEWHERE | hostile.NONSENSE | stubborn.OWN
TURNING: dict[str, Callable[[str], Handle]] = {
    **stubborn.TURNING,
    **{name: partial(changing, change=change) for name, change in CHANGED.items()},
}
NAMES = (*OWN, *TURNING)
WHOLE_RUNS = ("accepts calls and drops them",)
"""On these targets every scenario runs to its end, since all works but the calls."""
COMPLIANT = "passes everything on"
PLAIN: dict[str, Callable[[str], Handle]] = {COMPLIANT: lambda url: partial(relay, url=url)}


@dataclass(frozen=True)
class Row:
    """The result of a run on one target.

    Attributes:
        name: The target.
        verdict: The verdict; empty if there was none.
        status: The exit status.
        duration_s: How long it took, in seconds.
        peak_mib: The most memory that it held.
        longest_s: How long it may take.
    """

    name: str
    verdict: str
    status: int
    duration_s: float
    peak_mib: float
    longest_s: float = LONGEST_S

    @property
    def problems(self) -> list[str]:
        """What should be otherwise."""
        found = []
        if self.verdict not in ("error", "non-conformant") or self.status not in EXIT_STATUSES:
            found.append(f"verdict {self.verdict or 'none'}, status {self.status}")
        if self.duration_s > self.longest_s:
            found.append(f"more than {self.longest_s:.0f} s")
        if self.peak_mib > MOST_MIB:
            found.append(f"more than {MOST_MIB:.0f} MiB")
        return found


@contextmanager
def target(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a target, and return its address and its credentials as variables."""
    with ExitStack() as opened:
        if name in OWN:
            server = opened.enter_context(serving(OWN[name]))
            left_out = () if WITH_CONTROL in name else ("CTI_CONTROL_TOKEN",)
            yield server.url, {k: v for k, v in OWN_ENV.items() if k not in left_out}
        else:
            helpdesk = opened.enter_context(reference())
            handle = (TURNING | PLAIN)[name](helpdesk.url)
            server = opened.enter_context(serving(handle))
            yield server.url, helpdesk.env | helpdesk.token_env


def row(name: str, longest_s: float = LONGEST_S) -> Row:
    """Run the suite on a target, and print the row."""
    ran, lasted_s = timed(name)
    verdict = str(ran.report.get("verdict", ""))
    done = Row(name, verdict, ran.status, lasted_s, ran.peak_mib, longest_s)
    print(line(done), flush=True)
    return done


def timed(name: str) -> tuple[SuiteRun, float]:
    """Run the suite on a target; return the run, and how long it took, in seconds."""
    with target(name) as (url, env), TemporaryDirectory(prefix="cti-hostile-") as folder:
        began = time.monotonic()
        try:
            ran = run_suite(
                Path(folder, "report"),
                *(f"--target-url={url}", "-q"),
                env=env | {"XDG_STATE_HOME": folder},
                limit_s=GIVES_UP_S,
                cold=True,
            )
        except subprocess.TimeoutExpired:
            ran = SuiteRun(-1, "", {})
        return ran, time.monotonic() - began


def whole_rows(names: Sequence[str]) -> list[Row]:
    """Run the suite on those of `WHOLE_RUNS`, each alone, as before them on a compliant target."""
    chosen = [name for name in names if name in WHOLE_RUNS]
    if not chosen:
        return []
    ran, lasted_s = timed(COMPLIANT)
    verdict = ran.report.get("verdict", "none")
    print(f"A compliant target: {verdict}, {lasted_s:.0f} s, {ran.peak_mib:.0f} MiB", flush=True)
    return [row(name, TIMES_AS_LONG * lasted_s + MAX_VAIN_S) for name in chosen]


def line(one: Row) -> str:
    """Return a row of the table."""
    cells = (
        *(one.name, one.verdict or "none", str(one.status)),
        *(f"{one.duration_s:.0f} s", f"{one.peak_mib:.0f} MiB", "; ".join(one.problems) or "ok"),
    )
    return f"| {' | '.join(cells)} |"


def main(words: Sequence[str] | None = None) -> int:
    """Run the suite on the targets that are named, or all; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hostile_table", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="targets; all unless given")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time (%(default)s)")
    options = parser.parse_args(words)
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    names = options.names or NAMES
    rows = whole_rows(names)
    with ThreadPoolExecutor(options.jobs) as pool:
        rows += pool.map(row, (name for name in names if name not in WHOLE_RUNS))
    head = ("| target | verdict | exit | time | memory | |", "|---|---|---|---|---|---|")
    table = "\n".join((*head, *map(line, rows)))
    file = ROOT / "report" / "hostile.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(table + "\n", encoding="utf-8")
    failed = [one for one in rows if one.problems]
    print(f"\n{table}\n\n{len(rows) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
