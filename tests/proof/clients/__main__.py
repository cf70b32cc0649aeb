"""The command line: ``python -m clients``, with ``tests`` and ``tests/proof`` on the path."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from clients.catalogue import MUTANTS
from clients.client import SHELL, Client
from clients.hostile import HOSTILE
from clients.trial import try_client, try_hostile
from clients.variants import VARIANTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clients.trial import Result

EXAMPLES = (
    Client("python", "the example in Python", ()),
    Client("shell", "the example in POSIX sh", (), file=SHELL),
)


def main() -> int:
    """Try all clients, or those named; return 0 if the suite said of each what it should."""
    parser = argparse.ArgumentParser(prog="python -m clients", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--quick", action="store_true", help="run variants with few rules")
    options = parser.parse_args()
    try_one = partial(try_client, is_quick=options.quick)
    kinds: tuple[tuple[str, Sequence[Any], Callable[[Any], Result]], ...] = (
        ("examples", EXAMPLES, try_one),
        ("defects", MUTANTS, try_one),
        ("variants", VARIANTS, try_one),
        ("hostile clients", HOSTILE, try_hostile),
    )
    figures, wrong = [], 0
    for kind, clients, run in kinds:
        chosen = [one for one in clients if not options.names or one.name in options.names]
        if options.names and kind in options.names:
            chosen = list(clients)
        if not chosen:
            continue
        results = _run(chosen, run, options.jobs)
        bad = [result for result in results if result.problem]
        wrong += len(bad)
        figures.append(f"{len(results)} {kind}, {len(results) - len(bad)} as expected")
    print("; ".join(figures), flush=True)
    return 1 if wrong else 0


def _run(clients: Sequence[Any], run: Callable[[Any], Result], jobs: int) -> list[Result]:
    results = []
    with ProcessPoolExecutor(jobs) as pool:
        for result in pool.map(run, clients):
            results.append(result)
            mark = f"WRONG: {result.problem}" if result.problem else "ok"
            found = " ".join(rule.removeprefix("CTI-TEL-") for rule in result.found)
            print(f"{result.duration_s:6.1f} s  {result.name:<28} {mark}  [{found}]", flush=True)
    return results


if __name__ == "__main__":
    sys.exit(main())
