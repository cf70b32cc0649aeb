"""The oracle tells a fault that no step of the scenario looks for, by the rule that it breaks."""

from __future__ import annotations

import pytest

from support.suite import run_python

BY_OTHERS = (
    "public-recording-with-information",
    "no-recording-for-a-new-contact",
    "recording-cut-at-255",
)


@pytest.mark.parametrize("mutant", BY_OTHERS)
def test_it_is_told_without_the_scenarios_of_its_rule(mutant: str) -> None:
    rules = (f"--rule={rule}" for rule in ("CTI-OFF-01", "CTI-REF-05", "CTI-CALL-01"))
    done = run_python("-m", "matrix", "--by-others", "--jobs=1", *rules, mutant)
    assert "1 killed" in done.stdout, done.stdout + done.stderr
