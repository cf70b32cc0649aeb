"""The script of each failed example ends 1 with the planted defect, and 0 without it.

With ``RUNS=whole`` two defects of each chapter are tried, else one of all. Defects of the page are
not among them: a person judges those.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from mutants.catalogue import CHAPTERS
from support.mutant_server import mutant_server
from support.reproducing import as_reference, count_records, run_script
from support.servers import Reference, reference
from support.suite import WHOLE, run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mutants.mutant import Mutant

EACH, SCRIPTS = 2, 2
THERE, GONE = 1, 0
LIMITS = "[limits]\nanswer_s = 10\nappear_s = 0.25\n"
pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")), reason="the scripts need curl and jq"
)


def planted() -> list[Mutant]:
    """Return defects of all chapters whose rules are not about the page."""
    chosen = [one for chapter in CHAPTERS for one in planted_in(chapter.MUTANTS)]
    return chosen if WHOLE else chosen[:1]


def planted_in(mutants: Sequence[Mutant]) -> list[Mutant]:
    return [one for one in mutants if not one.on_page and not one.blinds][:EACH]


def test_there_are_enough_of_them() -> None:
    chapters = [planted_in(chapter.MUTANTS) for chapter in CHAPTERS]
    assert len([found for found in chapters if found]) >= 16
    assert sum(map(len, chapters)) >= 30


@pytest.fixture(scope="module")
def healthy() -> Iterator[Reference]:
    with reference() as one:
        yield one


@pytest.mark.parametrize("mutant", planted(), ids=lambda mutant: mutant.name)
def test_a_script_tells_a_helpdesk_with_the_defect_from_one_without(
    mutant: Mutant, healthy: Reference
) -> None:
    with TemporaryDirectory() as folder:
        config = Path(folder, "cti-target.toml")
        config.write_text(LIMITS, encoding="utf-8")
        with mutant_server(mutant) as server:
            found = as_reference(server)
            ran = run_suite(
                Path(folder),
                *(f"--target-url={found.url}", f"--target-config={config}", f"--rule={mutant.own}"),
                env={**found.env, **found.token_env},
            )
        [rule] = [rule for rule in ran.report["rules"] if rule["id"] == mutant.own]
        scripts = [one["script"] for one in rule["scenarios"] if one["outcome"] == "failed"]
        assert scripts, ran.output
        for script in scripts[: SCRIPTS if WHOLE else 1]:
            with mutant_server(mutant) as server:
                check(Path(folder, script), as_reference(server), THERE)
            check(Path(folder, script), healthy, GONE)


def check(script: Path, helpdesk: Reference, wanted: int) -> None:
    """Run a script, which must end so, show why, and leave nothing."""
    before = count_records(helpdesk)
    ran = run_script(script, helpdesk)
    assert ran.returncode == wanted, f"{script.name}: {ran.stdout}{ran.stderr}"
    assert "Expected:" in ran.stdout
    assert "Now there:" in ran.stdout
    assert count_records(helpdesk) == before, f"{script.name}: {ran.stdout}"
