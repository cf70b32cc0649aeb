"""No false alarm: runs the suite on conforming edits of the reference.

``python -m matrix.compliant`` runs every rule on each. It ends with 1 if a rule blames one, or
could not be judged.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import TYPE_CHECKING

from variants.edits import COMPLIANT

from matrix.edits import MisfitError, mutated
from matrix.trial import Trial
from matrix.verdicts import TESTABLE
from matrix.workers import run_all
from mutants.mutant import Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matrix.trial import Outcome


def main() -> int:
    """Run the edits; return 0 if no rule blames one, and each rule could be judged."""
    options = _options()
    chosen = {edit.name: edit for edit in COMPLIANT}
    if unknown := set(options.names) - chosen.keys():
        print(f"no such edit: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 4
    # All rules are selected, so that the oracle reports each.
    without = frozenset(TESTABLE) - {*rules_of(options.rule or [])}
    try:
        edits = [chosen[name] for name in options.names or chosen]
        edits = [together(edits)] if options.together else edits
        trials = [Trial(edit.name, mutated(edit), TESTABLE, without=without) for edit in edits]
    except MisfitError as misfit:
        print(misfit, file=sys.stderr)
        return 4
    started, blamed, ran = time.monotonic(), 0, 0
    for trial, outcome in run_all(trials, options.jobs):
        problems = list(problems_of(outcome))
        ran += len(outcome.rules)
        blamed += bool(problems)
        word = "blamed" if problems else "passed"
        took_s = outcome.duration_s
        print(f"{trial.name}: {word}, {len(outcome.rules)} rules in {took_s:.0f} s", flush=True)
        for problem in problems:
            print(f"    {problem}", flush=True)
    took_s = time.monotonic() - started
    right = len(trials) - blamed
    print(f"{right} passed, {blamed} failed, in {took_s:.0f} s; {ran} rules judged.")
    return 1 if blamed else 0


def together(edits: Sequence[Mutant]) -> Mutant:
    """Return one edit that does all of these, where they do not exclude each other."""
    name = "+".join(edit.name for edit in edits)
    return Mutant(name, "Several at once.", (), tuple(e for edit in edits for e in edit.edits))


def rules_of(starts: Sequence[str]) -> tuple[str, ...]:
    """Return the testable rules whose ids start with one of these; all if there are none."""
    if not starts:
        return TESTABLE
    return tuple(rule for rule in TESTABLE if rule.startswith(tuple(starts)))


def problems_of(outcome: Outcome) -> Iterator[str]:
    """Yield each rule that blames a conforming edit or was not judged, with the reason."""
    if outcome.stillborn:
        yield f"not run: {outcome.stillborn}"
    for rule in sorted(outcome.of("failed", "warning", "error")):
        yield f"{rule} {outcome.rules[rule]}: {outcome.reasons.get(rule, '')}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matrix.compliant", description=__doc__)
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="edits to try; all of them unless given")
    add("--rule", action="append", metavar="START", help="only scenarios of rules that start so")
    add("--together", action="store_true", help="all these edits in one reference")
    add("--jobs", type=int, default=(os.cpu_count() or 1) + 2, help="at a time (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
