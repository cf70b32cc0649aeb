"""The end of the output of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cti_conformance.ledger.rules import CAPABILITIES
from cti_conformance.ledger.selection import select
from cti_conformance.report.terminal import write_summary
from cti_conformance.results.capabilities import Capabilities
from cti_conformance.results.summary import Summary
from cti_conformance.results.verdict import (
    NOT_SELECTED,
    NOTHING_RAN,
    Outcome,
    ScenarioResult,
    judge,
)

URL = "https://helpdesk.example.com"


class Screen:
    """A terminal that keeps its lines."""

    def __init__(self) -> None:
        self.verbosity = 0
        self.lines: list[str] = []

    def write_line(self, line: str, **_: Any) -> None:
        """Add a line."""
        self.lines.append(line)


PASSED = ScenarioResult("CTI-DET-02", "an example", "det.feature:1", Outcome.PASSED, 0.1)


def shown(*results: ScenarioResult, **fields: Any) -> list[str]:
    """Return the lines of a run of two rules, one of which is not tested."""
    selection = select(CAPABILITIES, None, ["CTI-LIFE-01", "CTI-DET-02"], [])
    untested = {
        rule.id: NOTHING_RAN if rule.id in selection.ids else NOT_SELECTED
        for rule in selection.ledger
    }
    ran = results or (PASSED,)
    judgement = judge(selection.ledger, ran, untested=untested, selected=selection.ids)
    known: dict[str, Any] = {
        "ledger": selection.ledger,
        "judgement": judgement,
        "target": URL,
        "capabilities": Capabilities(),
        "started": 0.0,
        "duration_s": 1.0,
        "unusable": "",
        "leftovers": (),
    }
    screen: Any = Screen()
    write_summary(screen, Summary(**{**known, **fields}), "")
    lines: list[str] = screen.lines
    return lines


def test_the_table_the_reasons_and_the_verdict_count_the_same_rules() -> None:
    lines = shown()
    [row] = [line.split() for line in lines if line.startswith("all ")]
    assert row == ["all", "1", "·", "1"]
    assert f"Not tested, 1 rule: {NOTHING_RAN}" in lines
    assert ", 1 passed, 1 not tested, " in lines[-1]


def test_further_examples_of_one_name_are_counted() -> None:
    failed = replace(PASSED, outcome=Outcome.FAILED)
    other = replace(failed, name="another", where="det.feature:9")
    also = [line for line in shown(failed, failed, failed, other) if "Also: " in line]
    assert also == [
        "  Also: an example  (det.feature:1), 2 times",
        "  Also: another  (det.feature:9)",
    ]


def test_an_interrupted_run_says_that_nothing_is_left() -> None:
    assert "Interrupted: nothing is left on the target." in shown(interrupted=True)
    assert not [line for line in shown() if "nothing is left" in line]


def test_an_interrupted_run_lists_what_is_left() -> None:
    left = "perhaps records of the process gw0, which ended without a report"
    lines = shown(interrupted=True, leftovers=(left,))
    assert lines[lines.index("Left on the target: 1") + 1 :][:2] == [
        f"  {left}",
        f"  To delete them: cti-conformance clean {URL}",
    ]
    assert not [line for line in lines if "nothing is left" in line]


def test_an_interrupted_run_lists_what_it_keeps() -> None:
    lines = shown(interrupted=True, kept=("ticket 1",))
    assert "Interrupted: nothing but the following is left on the target." in lines
    assert "  ticket 1" in lines
