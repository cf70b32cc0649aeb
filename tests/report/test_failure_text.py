"""A failure in words, as the terminal, JUnit XML and the page show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.report.failure_text import failure_text
from cti_conformance.report.wording import AFTERWARDS
from cti_conformance.results.verdict import Outcome, ScenarioResult
from cti_conformance.text.redaction import Clean
from support.reports import LEDGER, STEPS, failed, report, write_page

if TYPE_CHECKING:
    from pathlib import Path

BOTH = "--rule=CTI-DET-03 --rule=CTI-REQ-06"
LAST = STEPS[-1]


def text_of(expected: str = "this", ended_at: int = len(STEPS) - 1, own_rule: str = "") -> str:
    """Return the text of a failed example of a rule of chapter DET."""
    result = ScenarioResult(
        rule="CTI-DET-03",
        name="an example",
        where="features/req.feature:111",
        outcome=Outcome.FAILED,
        duration_s=0.1,
        steps=[Clean(step) for step in STEPS],
        ended_at=ended_at,
        expected=Clean(expected),
        observed=Clean("that"),
        origin="oracle" if own_rule else "feature",
        own_rule=own_rule,
    )
    return failure_text(LEDGER, LEDGER["CTI-DET-03"], [result])


def test_the_step_that_failed_is_named() -> None:
    text = text_of()
    assert f"  Step: {LAST}\n" in text
    assert text.endswith("  Run the rule again: cti-conformance test URL --rule=CTI-DET-03")


def test_a_fault_in_the_example_of_another_rule_is_run_again_with_both() -> None:
    text = text_of(own_rule="CTI-REQ-06", ended_at=len(STEPS))
    assert text.endswith(f"  Run the rule again: cti-conformance test URL {BOTH}")


def test_a_fault_that_is_seen_after_the_last_step_is_of_no_step() -> None:
    text = text_of(ended_at=len(STEPS))
    assert f"  {AFTERWARDS}\n" in text
    assert "Step:" not in text


def test_a_long_value_does_not_fill_the_screen() -> None:
    [line] = [one for one in text_of("x" * 900).splitlines() if "Expected:" in one]
    assert len(line) < 350
    assert "(900 characters)" in line


def test_the_page_says_the_same(tmp_path: Path) -> None:
    script = "reproduce/CTI-DET-03-in-REQ-06-1.sh"
    fields = {"own_rule": "CTI-REQ-06", "origin": "oracle", "script": script}
    page = write_page(report(DET_03=failed(ended_at=len(STEPS), **fields)), tmp_path)
    text = page.read_text(encoding="utf-8")
    assert f'cti-conformance test "$URL" {BOTH}</pre>' in text
    assert AFTERWARDS in text
    assert "failed here" not in text
    assert 'class="unreached"' not in text
