"""The command line: ``python -m matrix``, with ``tests`` and ``tests/proof`` on the path."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from cti_conformance.text.excerpts import plural
from matrix.edits import MisfitError, mutated
from matrix.page import write
from matrix.verdicts import TESTABLE, Verdict, mixed, neighbours_of, trial_of, wild_trial_of
from matrix.workers import run_all
from mutants.catalogue import MUTANTS, WILD_MUTANTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mutants.mutant import Mutant


WILD_FLOOR = 0.6
"""The share of the wild mutants that their own rule must kill."""


def main(mutants: Sequence[Mutant] = MUTANTS) -> int:
    """Run mutants, write the matrix, and return 0 if the suite detected each as expected."""
    options = _options()
    if options.wild:
        mutants = WILD_MUTANTS
    elif options.names:
        mutants = (*mutants, *WILD_MUTANTS)
    chosen = {mutant.name: mutant for mutant in mutants}
    if options.chapter:
        start = f"CTI-{options.chapter.upper()}-"
        chosen = {name: one for name, one in chosen.items() if one.own.startswith(start)}
    if options.fixed:
        part, parts = map(int, options.fixed.split("/"))
        fixed = [name for name, mutant in chosen.items() if mutant.fixed]
        chosen = {name: chosen[name] for name in fixed[part - 1 :: parts]}
    if unknown := set(options.names) - chosen.keys():
        print(
            f"no such mutant: {', '.join(sorted(unknown))}; see tests/proof/mutants",
            file=sys.stderr,
        )
        return 4
    if options.names:
        chosen = {name: chosen[name] for name in options.names}
    try:
        trials = [
            wild_trial_of(mutant, mutated(mutant), by_others=options.by_others)
            if options.wild
            else trial_of(
                mutant,
                mutated(mutant),
                _beside(options, mutant),
                by_others=options.by_others,
                is_short=options.short,
            )
            for mutant in mixed(chosen.values())
        ]
    except MisfitError as misfit:
        print(misfit, file=sys.stderr)
        return 4
    started = time.monotonic()
    verdicts = []
    for trial, outcome in run_all(trials, options.jobs):
        verdict = Verdict(chosen[trial.name], outcome)
        verdicts.append(verdict)
        for problem in verdict.problems():
            print(f"{trial.name}: {problem}", flush=True)
        if options.output and verdict.problems():
            print(outcome.output)
    took_s = time.monotonic() - started
    data = write(options.report_dir, verdicts, took_s)
    counts = ", ".join(f"{number} {status}" for status, number in data["statuses"].items())
    tried, cpu_s = plural(len(verdicts), "defect"), data["cpu_s"]
    print(f"{tried} in {took_s:.0f} s ({cpu_s:.0f} s computing): {counts}.")
    for rule in options.rule or ():
        names = [one.mutant.name for one in verdicts if rule in one.outcome.told]
        print(f"{rule} failed on {', '.join(names) or 'none of them'}.")
    print(f"The matrix: {options.report_dir / 'matrix.html'}")
    if options.wild:
        killed = sum(verdict.status == "killed" for verdict in verdicts)
        return 0 if killed >= WILD_FLOOR * len(verdicts) else 1
    return 1 if any(verdict.problems() for verdict in verdicts) else 0


def _beside(options: argparse.Namespace, mutant: Mutant) -> Sequence[str]:
    """Return the rules to run in addition to those that the catalogue names."""
    if options.rule:  # scenarios of other rules do not look at pages
        return [] if mutant.in_browser else [str(rule) for rule in options.rule]
    return TESTABLE if options.whole else neighbours_of(mutant)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matrix", description=__doc__)
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="mutants to try; all of them unless given")
    add("--fixed", metavar="N/M", help="the Nth of M shares of the fixed part")
    add("--chapter", default="", help="those of the rules of one chapter, such as req")
    add("--whole", action="store_true", help="run every rule on each, and not a sample")
    add("--rule", action="append", metavar="ID", help="run this rule beside its own (repeatable)")
    add("--wild", action="store_true", help="the mutants of others, by the drawn tables as well")
    add("--short", action="store_true", help="end each trial once the mutant's own rule has failed")
    add("--by-others", action="store_true", help="without the scenarios of the mutant's own rule")
    add("--jobs", type=int, default=(os.cpu_count() or 1) + 2, help="at a time (%(default)s)")
    add("--report-dir", type=Path, default=Path("report"), help="for the matrix (%(default)s)")
    add("--output", action="store_true", help="print what the suite printed of each problem")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
