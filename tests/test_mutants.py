"""For each rule there is a defect that it tells, and tells alone.

Each mutant is a copy of the reference implementation with one defect. The suite is run on it as on
any target. The mutants that are marked `whole` are a fixed part that is tried every time, with the
whole suite. `MUTANTS=all` in the environment has the others tried too, with the rules in question;
`MUTANTS=whole` has the whole suite run on every one.
"""

from __future__ import annotations

import os
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest

from cti_conformance.browser import chromium
from cti_conformance.ledger import CAPABILITIES, load_ledger
from mutants.catalogue import CHAPTERS, MUTANTS
from mutants.mutant import Mutant
from support.mutant_server import MisfitError, mutated
from support.mutant_trial import try_on

if TYPE_CHECKING:
    from pathlib import Path

LEDGER = load_ledger().about(CAPABILITIES)
EXTENT = os.environ.get("MUTANTS", "fixed")
WHOLE = {rule.id for rule in LEDGER if rule.needs != "browser"}
TRIED = [mutant for mutant in MUTANTS if mutant.whole or EXTENT != "fixed"]
ALL = {rule.id for rule in LEDGER}
HAS_BROWSER = chromium.find().path is not None
TESTABLE = {rule.id for rule in LEDGER if HAS_BROWSER or rule.needs != "browser"}


def test_every_mutant_fits() -> None:
    misfits = []
    for mutant in MUTANTS:
        try:
            mutated(mutant)
        except (MisfitError, OSError, SyntaxError) as problem:
            misfits.append(str(problem))
    assert not misfits, "\n".join(misfits)


def test_names_are_told_apart() -> None:
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names)


def test_every_rule_is_killed() -> None:
    killed = frozenset[str]().union(*(mutant.killers for mutant in MUTANTS))
    assert ALL - killed == set(), "rules that no mutant breaks"
    assert killed - ALL == set(), "no such rules"


def test_the_fixed_part_is_spread() -> None:
    fixed = [[mutant for mutant in chapter.MUTANTS if mutant.whole] for chapter in CHAPTERS]
    assert all(fixed), "a chapter without a mutant that is tried every time"
    killed = {rule for mutants in fixed for mutant in mutants for rule in mutant.kills}
    assert len(killed) >= 25


def test_nothing_is_told_of_the_unchanged_copy(tmp_path: Path) -> None:
    trial = try_on(Mutant("unchanged", "Nothing is wrong.", kills=(), edits=()), tmp_path)
    assert trial.passed == TESTABLE, trial.output


def test_the_page_alone_can_break_every_rule_of_the_desktop() -> None:
    killed = frozenset[str]().union(*(m.killers for m in MUTANTS if m.in_browser))
    # What is told to telephone systems, and when a call began: no page has a say in it.
    of_the_server = {"CTI-ACC-05", "CTI-REF-02"}
    wanted = {rule.id for rule in LEDGER if rule.needs == "desktop"}
    assert wanted - killed == of_the_server


@pytest.mark.parametrize("mutant", TRIED, ids=attrgetter("name"))
def test_the_suite_tells(mutant: Mutant, tmp_path: Path) -> None:
    is_whole = not mutant.on_page and (mutant.whole or EXTENT == "whole")
    trial = try_on(mutant, tmp_path, WHOLE if is_whole else mutant.killers | mutant.bystanders)
    assert trial.problems() == [], f"{mutant.why}\n{trial.output}"
