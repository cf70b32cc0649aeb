"""The suite detects defects, each by the rule that it violates, and fails no other rule.

This tests the matrix itself and a sample of the mutants. `make mutants` runs all of them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from variants.edits import COMPLIANT

from matrix.edits import MisfitError, mutated
from matrix.generated import Survivors
from matrix.operators import generated
from matrix.verdicts import LEDGER, TESTABLE, by_rule
from matrix.verdicts import WHOLE as WHOLE_CALLS
from mutants.catalogue import CHAPTERS, FEWER, MUTANTS, WILD_MUTANTS
from support import defects
from support.suite import WHOLE, run_python

if TYPE_CHECKING:
    from pathlib import Path

# Of the shares of the fixed part, those that are tried here.
SHARES, TRIED = 24, (1,)
LIMIT_S = 600.0

# Programs for a catalogue of one mutant, for several of them, and for a trial without a defect.
ONE = """
import sys
from matrix.__main__ import main
from support import defects
sys.exit(main([getattr(defects, sys.argv.pop(1))]))
"""
EACH = """
import sys
from matrix.__main__ import main
from support import defects
_, folder, *names = sys.argv
for name in names:
    sys.argv[1:] = [f"--report-dir={folder}/{name}", "--rule=CTI-POP-01"]
    print(name, "returned", main([getattr(defects, name)]))
"""
UNCHANGED = """
import json, sys
from matrix.trial import Trial
from matrix.verdicts import TESTABLE
from matrix.workers import run_all
[(_, outcome)] = run_all([Trial("unchanged", {}, TESTABLE[:: int(sys.argv[1])])], jobs=1)
print(json.dumps({"passed": sorted(outcome.of("passed")), "reasons": outcome.reasons}))
"""


# -- the catalogue ---------------------------------------------------------------------------


def test_every_mutant_fits() -> None:
    misfits = []
    for mutant in (*MUTANTS, *WILD_MUTANTS):
        try:
            mutated(mutant)
        except MisfitError as problem:
            misfits.append(str(problem))
    assert not misfits, "\n".join(misfits)


def test_no_mutant_uses_an_unknown_name(tmp_path: Path) -> None:
    """A name that was renamed in the reference only would make every request fail."""
    for mutant in (*MUTANTS, *WILD_MUTANTS, *COMPLIANT):
        for file, text in mutated(mutant).items():
            if file.endswith(".py"):
                path = tmp_path / mutant.name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    checked = run_python("-m", "ruff", "check", "--isolated", "--select=F821", str(tmp_path))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_names_are_told_apart() -> None:
    names = [mutant.name for mutant in (*MUTANTS, *WILD_MUTANTS)]
    assert len(set(names)) == len(names)


def test_every_rule_has_a_defect() -> None:
    assert [rule for rule, names in by_rule(MUTANTS).items() if not names] == []


def test_the_page_alone_can_break_every_rule_of_the_desktop() -> None:
    killed = frozenset[str]().union(*(m.killers for m in MUTANTS if m.in_browser))
    # Answers to telephone systems, the start of a call, and the agent of its ticket do not depend #
    # on the page.
    of_the_server = {"CTI-ACC-05", "CTI-REF-02", "CTI-FLT-07"}
    desktop = {rule.id for rule in LEDGER if rule.needs == "desktop"}
    wanted = {rule for rule in desktop if not rule.startswith(WHOLE_CALLS)}
    assert wanted - killed == of_the_server


def test_every_must_rule_has_two_defects_or_a_reason() -> None:
    names = by_rule(MUTANTS)
    few = {rule.id for rule in LEDGER if rule.level == "MUST" and len(names[rule.id]) < 2}
    assert few == FEWER.keys(), "write a second mutant, or the reason into FEWER of catalogue.py"


def test_what_other_rules_tell_is_explained() -> None:
    told_by_others = [m for m in MUTANTS if m.also or m.kills[1:] or m.blinds]
    assert [mutant.name for mutant in told_by_others if not mutant.beside] == []


def test_the_fixed_part_is_spread() -> None:
    fixed = [[mutant for mutant in chapter.MUTANTS if mutant.fixed] for chapter in CHAPTERS]
    assert all(fixed), "a chapter without a mutant that is tried every time"
    killed = {rule for mutants in fixed for mutant in mutants for rule in mutant.kills}
    assert len(killed) >= 25


def test_no_survivor_is_out_of_date() -> None:
    assert Survivors.read().unknown(generated()) == []


def test_generated_defects_are_told_apart() -> None:
    names = [defect.id for defect in generated()]
    assert len(set(names)) == len(names) > 500


# -- the matrix ------------------------------------------------------------------------------


@pytest.mark.parametrize("share", range(1, SHARES + 1) if WHOLE else TRIED)
def test_the_suite_tells_the_fixed_part(share: int, tmp_path: Path) -> None:
    arguments = (f"--fixed={share}/{SHARES}", "--jobs=1", "--output", f"--report-dir={tmp_path}")
    done = run_python("-m", "matrix", *arguments, limit_s=LIMIT_S)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_told_of_the_unchanged_copy() -> None:
    every = 1 if WHOLE else 30
    done = run_python("-c", UNCHANGED, str(every), limit_s=LIMIT_S)
    passed = json.loads(done.stdout)["passed"]
    assert set(passed) == set(TESTABLE[::every]), done.stdout + done.stderr


JUDGED = {
    "TOLD": ("killed", ""),
    "HARMLESS": ("survived", "survived CTI-POP-01"),
    "MISPLACED": ("others", "also broke CTI-POP-01"),
    "STILLBORN": ("not run", "does not start"),
}
"""Defects, and how each is judged: its status, and the problem."""


def test_a_mutant_is_judged(tmp_path: Path) -> None:
    done = run_python("-c", EACH, str(tmp_path), *JUDGED)
    for name, (status, problem) in JUDGED.items():
        data = json.loads((tmp_path / name / "matrix.json").read_text(encoding="utf-8"))
        [defect] = data["defects"]
        assert defect["status"] == status, done.stdout + done.stderr
        assert any(problem in one for one in defect["problems"]) or not problem
        returned = int(bool(problem))
        assert bool(defect["problems"]) == bool(problem)
        assert f"{name} returned {returned}\n" in done.stdout
        page = (tmp_path / name / "matrix.html").read_text(encoding="utf-8")
        assert defects.__dict__[name].name in page


def test_an_edit_that_no_longer_applies_is_an_error() -> None:
    done = run_python("-c", ONE, "MISFIT")
    assert done.returncode == 4
    assert "mutant misfit: its text occurs 0 times in reference_impl/calls.py" in done.stderr
