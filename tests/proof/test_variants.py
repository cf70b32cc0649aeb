"""No false alarm: implementations that differ wherever they may are not blamed for it.

Each variant is run without its delays, on the rules that leave a choice, and one more. With
`VARIANTS=all` in the environment each is run on every rule, and fuzzed. With `VARIANTS=slow` those
that have delays are run with them as well, which takes half an hour.
"""

from __future__ import annotations

import os
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest
from variants.catalogue import VARIANTS, Variant

from cti_conformance.ledger.rules import load_ledger
from support.suite import SuiteRun, run_suite
from support.variant_server import variant_server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cti_conformance.ledger.rules import Rule

REFERENCE = {
    "POP-11": "refused",
    "REQ-07": "oldest",
    "REQ-13": "refused",
    "REQ-14": "email-wins",
    "REQ-17": "created",
    "RSP-09": "id-wins",
    "OFF-06": "assigned",
    "TKT-08": "new-ticket",
    "TKT-09": "latest",
    "REF-07": "no-entry",
    "DET-05": "responder-id",
    "DET-06": "empty-array",
    "DET-07": "empty-array",
}
# The proxy of a variant passes on the APIs, and no page.
PROFILES = ("api", "records", "desktop", "operations")
TESTABLE = list(load_ledger().about(PROFILES))
SLOW = [variant for variant in VARIANTS if variant.slow[0]]
CAMPAIGNS = (
    *("the two calls", "bodies and odd values", "numbers in every notation"),
    "calls and agents in any order",
)
SEEDS = (1, 2, 3)
LIMIT_S = 2400.0
EXTENT = os.environ.get("VARIANTS", "some")
WHOLE = EXTENT in ("all", "slow")
NAMED = "CTI-ONL-02"  # a variant names contacts otherwise
CHOSEN = [rule for rule in TESTABLE if WHOLE or rule.branches or rule.id == NAMED]


def run(folder: Path, variant: Variant, *arguments: str, slow: bool = False) -> SuiteRun:
    with variant_server(variant, slow=slow) as server:
        return run_suite(
            folder,
            *("-q", f"--target-url={server.url}", *arguments),
            *(f"--profile={name}" for name in PROFILES),
            env=server.env | server.token_env,
            limit_s=LIMIT_S,
        )


def nobody_is_blamed(ran: SuiteRun, variant: Variant, rules: Sequence[Rule]) -> None:
    assert ran.rules("failed", "warning", "error") == set(), ran.output
    assert ran.rules("passed") == {rule.id for rule in rules}
    assert (ran.status, ran.report["verdict"]) == (0, "partial")  # for want of a browser
    branches = {rule["id"]: rule["branch"] for rule in ran.report["rules"] if rule["branch"]}
    planned = {f"CTI-{rule}": name for rule, name in {**REFERENCE, **variant.branches}.items()}
    assert branches == planned


def test_each_branch_is_taken_by_somebody() -> None:
    taken = {
        (rule, name)
        for branches in (REFERENCE, *(variant.branches for variant in VARIANTS))
        for rule, names in branches.items()
        for name in names.split(", ")  # a rule with several examples can take several
    }
    there = {(rule.id.removeprefix("CTI-"), b.name) for rule in TESTABLE for b in rule.branches}
    assert taken == there


@pytest.mark.parametrize("variant", VARIANTS, ids=attrgetter("name"))
def test_a_variant_is_not_blamed(tmp_path: Path, variant: Variant) -> None:
    rules = [] if WHOLE else [f"--rule={rule.id}" for rule in CHOSEN]
    nobody_is_blamed(run(tmp_path, variant, *rules), variant, CHOSEN)


@pytest.mark.skipif(not WHOLE, reason="takes minutes: VARIANTS=all")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("variant", VARIANTS, ids=attrgetter("name"))
def test_fuzzing_blames_no_variant(tmp_path: Path, variant: Variant, seed: int) -> None:
    fuzzing = ("--fuzz=4", f"--fuzz-seed={seed}", "-k", "fuzz")
    ran = run(tmp_path, variant, *fuzzing)
    assert ran.rules("failed", "warning", "error") == set(), ran.output
    assert ran.status == 0, ran.output
    told = {c["campaign"]: c for c in ran.report["fuzz"]["campaigns"]}
    for name in CAMPAIGNS:
        assert told[name]["operations"], told[name]["note"]


@pytest.mark.skipif(EXTENT != "slow", reason="takes minutes: VARIANTS=slow")
@pytest.mark.parametrize("variant", SLOW, ids=attrgetter("name"))
def test_a_slow_variant_is_not_blamed(tmp_path: Path, variant: Variant) -> None:
    # Nearly all of the time is waiting.
    nobody_is_blamed(run(tmp_path, variant, "-n12", slow=True), variant, TESTABLE)
