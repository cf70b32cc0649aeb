"""The command line for defects that only fuzzing detects: ``python -m matrix.fuzzed``.

Each is tried twice: fuzzing has to tell it by its own rule within a minute, and no scenario may.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from matrix.edits import mutated
from matrix.trial import Trial
from matrix.verdicts import TESTABLE
from matrix.workers import run_all
from mutants.fuzzed import MUTANTS

if TYPE_CHECKING:
    from matrix.trial import Outcome
    from mutants.mutant import Mutant

SCENARIOS = ", by scenarios"


def main() -> int:
    """Try the defects, print what detected each, and return 0 if it was as expected."""
    options = _options()
    chosen = {mutant.name: mutant for mutant in MUTANTS}
    if unknown := set(options.names) - chosen.keys():
        print(f"no such defect: {', '.join(sorted(unknown))}; see tests/proof/mutants/fuzzed.py")
        return 4
    fuzzing = (
        *(f"--fuzz={options.examples}", "--fuzz-seed=1", f"--fuzz-time={options.time}"),
        *("-k", f"fuzz and {options.campaigns}"),
    )
    trials = []
    for name in options.names or chosen:
        texts = mutated(chosen[name])
        trials.append(Trial(name, texts, limits=chosen[name].limits, options=fuzzing))
        trials.append(Trial(name + SCENARIOS, texts, TESTABLE[:: options.every]))
    bad = 0
    for trial, outcome in run_all(trials, options.jobs):
        if trial.name.endswith(SCENARIOS):
            told = ", ".join(sorted(outcome.told))
            problems = [f"told by scenarios, too: {told}"] if told else []
            problems += [outcome.stillborn] if outcome.stillborn else []
        else:
            problems = _problems(chosen[trial.name], outcome)
            shown = ", ".join(f"{rule} in {n} requests" for rule, n in outcome.requests.items())
            print(f"{trial.name:<28}{shown}", flush=True)
        for problem in problems:
            print(f"{trial.name}: {problem}", flush=True)
        if problems and options.output:
            print(outcome.output)
        bad += bool(problems)
    print(f"{len(trials) // 2} defects, {bad} trials not as they should be.")
    return 1 if bad else 0


def _problems(mutant: Mutant, outcome: Outcome) -> list[str]:
    """Return the defects that fuzzing missed, and the rules that it failed wrongly."""
    problems = []
    if not mutant.killers & outcome.told:
        problems.append(f"survived {', '.join(sorted(mutant.killers))}")
    if wrong := outcome.told - mutant.killers - mutant.bystanders:
        problems.append(f"also broke {', '.join(sorted(wrong))}")
    return problems


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matrix.fuzzed", description=__doc__)
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="defects to try; all of them unless given")
    add("--time", type=int, default=60, help="seconds of fuzzing for each (%(default)s)")
    add("--examples", type=int, default=200, help="as of pytest --fuzz (%(default)s)")
    add("--every", type=int, default=1, metavar="N", help="scenarios of each Nth rule alone")
    add("--campaigns", default="not REST and not control", help="as of pytest -k (%(default)s)")
    jobs = max(1, (os.cpu_count() or 1) // 2)  # each keeps two processes busy
    add("--jobs", type=int, default=jobs, help="at a time (%(default)s)")
    add("--output", action="store_true", help="print what the suite printed of each problem")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
