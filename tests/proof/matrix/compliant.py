"""No false alarm: runs the suite on conforming edits of the reference.

``python -m matrix.compliant`` runs every rule on each, or on several at once (``--grouped``), which
conform as well: those that the control API can show, or all of them in a browser (``--page``). It
ends with 1 if a rule blames one, or could not be judged.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tomllib
from typing import TYPE_CHECKING

from variants.edits import COMPLIANT

from matrix.edits import MisfitError, mutated
from matrix.trial import Trial
from matrix.verdicts import LEDGER, TESTABLE
from matrix.workers import run_all
from mutants.mutant import Mutant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matrix.trial import Outcome


MOST = 12
"""The most edits of a group: more hide which one is blamed."""
WITHIN_S = 1500.0
"""How long the run of a group may take."""
LIMITS, LIMITS_OF_PAGE = (10.0, 0.5), (10.0, 5.0)
"""The limits of a run for an answer and for what is to appear, in seconds."""
FUZZING = ("--fuzz=200", "--fuzz-time=40", "-k", "fuzz and not REST and not control")


def main() -> int:
    """Run the edits; return 0 if no rule blames one, and each rule could be judged."""
    options = _options()
    chosen = {edit.name: edit for edit in COMPLIANT}
    if unknown := set(options.names) - chosen.keys():
        print(f"no such edit: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 4
    # All rules are selected, so that the oracle reports each.
    rules = [rule.id for rule in LEDGER] if options.page else TESTABLE
    without = frozenset(rules) - {*rules_of(rules, options.rule or [])}
    try:
        edits = [chosen[name] for name in options.names or chosen]
        edits = grouped(edits) if options.grouped else edits
        trials = [_trial(edit, options, rules, without) for edit in edits]
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


def _trial(
    edit: Mutant, options: argparse.Namespace, rules: Sequence[str], without: frozenset[str]
) -> Trial:
    name, texts = edit.name, mutated(edit)
    if options.fuzz_seed is not None:
        fuzzing = (*FUZZING, f"--fuzz-seed={options.fuzz_seed}")
        return Trial(
            name, texts, (), LIMITS, fuzzing, WITHIN_S, config=edit.config, disposable=False
        )
    limits, words = (LIMITS_OF_PAGE, ("--desktop=browser",)) if options.page else (LIMITS, ())
    return Trial(name, texts, rules, limits, words, WITHIN_S, without=without, config=edit.config)


def grouped(edits: Iterable[Mutant]) -> list[Mutant]:
    """Return the edits in few groups, each of edits that do not change the same text."""
    groups: list[list[Mutant]] = []
    for edit in edits:
        for group in groups:
            if len(group) < MOST and _fit([*group, edit]):
                group.append(edit)
                break
        else:
            groups.append([edit])
    return [together(group) for group in groups]


def _fit(edits: Sequence[Mutant]) -> bool:
    group = together(edits)
    try:
        mutated(group)
        tomllib.loads(group.config)  # a key must not be there twice
    except (MisfitError, tomllib.TOMLDecodeError):
        return False
    return True


def together(edits: Sequence[Mutant]) -> Mutant:
    """Return one edit that does all of these, where they do not exclude each other."""
    name = "+".join(edit.name for edit in edits)
    changes = tuple(change for edit in edits for change in edit.edits)
    config = "".join(edit.config for edit in edits)
    return Mutant(name, "Several at once.", (), changes, config=config)


def rules_of(rules: Sequence[str], starts: Sequence[str]) -> tuple[str, ...]:
    """Return the rules whose ids start with one of these; all if there are none."""
    return tuple(rule for rule in rules if not starts or rule.startswith(tuple(starts)))


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
    add("--grouped", action="store_true", help="several edits at a time in one reference")
    add("--page", action="store_true", help="at the page, in a browser")
    add("--fuzz-seed", type=int, metavar="N", help="fuzz the two calls with this seed instead")
    add("--jobs", type=int, default=(os.cpu_count() or 1) + 2, help="at a time (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
