"""The conforming edits apply to the reference; ``make proof`` runs the suite on each."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest
from variants.edits import COMPLIANT

from matrix.compliant import grouped, problems_of, rules_of
from matrix.edits import mutated
from matrix.trial import Outcome, read_outcome
from matrix.verdicts import TESTABLE
from mutants.catalogue import MUTANTS

if TYPE_CHECKING:
    from pathlib import Path

    from mutants.mutant import Mutant


@pytest.mark.parametrize("edit", COMPLIANT, ids=attrgetter("name"))
def test_a_conforming_edit_fits_and_blames_nobody(edit: Mutant) -> None:
    assert mutated(edit)
    assert not edit.kills
    assert not edit.also


def test_names_are_unique() -> None:
    names = [edit.name for edit in (*COMPLIANT, *MUTANTS)]
    assert len(set(names)) == len(names)


def test_a_group_has_every_edit_once() -> None:
    groups = grouped(COMPLIANT)
    names = [name for group in groups for name in group.name.split("+")]
    assert sorted(names) == sorted(edit.name for edit in COMPLIANT)
    assert len(groups) < len(COMPLIANT) / 4
    assert all(mutated(group) for group in groups)


def test_rules_are_chosen_by_the_start_of_their_ids() -> None:
    assert rules_of(TESTABLE, []) == TESTABLE
    assert rules_of(TESTABLE, ["CTI-LIFE-01", "CTI-OFF-"])[-1].startswith("CTI-LIFE-01")
    assert {rule[:8] for rule in rules_of(TESTABLE, ["CTI-OFF-"])} == {"CTI-OFF-"}


@pytest.mark.parametrize(
    ("fuzz", "problems"), [({"campaigns": [{}]}, 0), ({"campaigns": []}, 1)], ids=["ran", "did not"]
)
def test_fuzzing_that_finds_nothing_is_a_run(
    tmp_path: Path, fuzz: dict[str, list[object]], problems: int
) -> None:
    report = {"rules": [{"id": "CTI-OFF-01", "outcome": "not-tested"}], "fuzz": fuzz, "reason": "-"}
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (tmp_path / "output").write_text("", encoding="utf-8")
    assert len([*problems_of(read_outcome(tmp_path, 1.0))]) == problems


def test_a_blamed_edit_is_reported() -> None:
    rules = {"CTI-OFF-01": "failed", "CTI-OFF-04": "warning", "CTI-OFF-05": "error"}
    outcome = Outcome({**rules, "CTI-OFF-06": "passed"}, {"CTI-OFF-01": "none"})
    told = list(problems_of(outcome))
    assert told[0] == "CTI-OFF-01 failed: none"
    assert len(told) == 3, json.dumps(told)
    assert list(problems_of(Outcome(stillborn="no port"))) == ["not run: no port"]
