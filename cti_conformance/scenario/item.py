"""One scenario as pytest runs it: its name, its place, and what came of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

from cti_conformance.ledger.rules import RULE_ID, Ledger, Rule
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.results.verdict import Outcome, ScenarioResult
from cti_conformance.text.redaction import Redactor

if TYPE_CHECKING:
    from pytest_bdd.parser import Scenario, ScenarioTemplate

    from cti_conformance.scenario.run import Run

RULE = pytest.StashKey[Rule]()
"""The rule of a scenario; a test without it is none of the suite's."""

STEP = pytest.StashKey[int]()
"""The step that ran last, counted from 0."""


def result_of(
    item: pytest.Item, call: pytest.CallInfo[None], made: pytest.TestReport, run: Run | None
) -> ScenarioResult:
    """Judge a scenario by how it ended.

    Args:
        item: The scenario.
        call: How pytest saw it end.
        made: What pytest makes of that.
        run: The run, if the target was reached.
    """
    error = call.excinfo.value if call.excinfo else None
    exchanges = run.target.recorder.take() if run else []
    outcome, reason = _outcome(error, skipped=made.skipped, asked=bool(exchanges))
    broken = error if isinstance(error, RuleViolated) else None
    passed = outcome == Outcome.PASSED
    template = scenario_template(item)
    scenario = rendered_scenario(item)
    clean = run.target.redactor.clean if run else Redactor().clean
    return ScenarioResult(
        rule=item.stash[RULE].id,
        name=scenario.name,
        where=f"{template.feature.rel_filename}:{template.line_number}",
        outcome=outcome,
        duration_s=round(made.duration, 4),
        steps=[clean(f"{step.keyword} {step.name}", limit=None) for step in scenario.steps],
        ended_at=None if passed else item.stash.get(STEP, None),
        reason=clean(reason),
        expected=clean(broken.expected if broken else ""),
        observed=clean(broken.observed if broken else ""),
        branch=run.branch if run and passed else None,
        exchanges=[] if passed else [exchange.as_dict() for exchange in exchanges],
    )


def planned(ledger: Ledger) -> Counter[str]:
    """Count the examples of each rule that the features have, whichever of them are run."""
    count: Counter[str] = Counter()
    for template in scenario_wrapper_template_registry.values():
        tags = template.rule.tags if template.rule else set()
        for rule_id in filter(RULE_ID.fullmatch, tags):
            if not template.examples:
                count[rule_id] += ledger.holds(rule_id, template.tags)
            for table in template.examples:
                if ledger.holds(rule_id, template.tags | table.tags):
                    count[rule_id] += len(table.examples)
    return count


def _outcome(error: BaseException | None, *, skipped: bool, asked: bool) -> tuple[Outcome, str]:
    if skipped:
        return Outcome.NOT_TESTED, str(getattr(error, "msg", None) or "skipped")
    if isinstance(error, RuleViolated):
        return Outcome.FAILED, str(error)
    if isinstance(error, Inconclusive):
        return Outcome.ERROR, str(error)
    if error is not None:
        return Outcome.ERROR, f"the suite failed: {type(error).__name__}: {error}"
    if not asked:
        return Outcome.ERROR, "the scenario passed without asking the target anything"
    return Outcome.PASSED, ""


def scenario_template(item: pytest.Item) -> ScenarioTemplate:
    """Return a scenario as it stands in its feature."""
    function: Any = item
    return scenario_wrapper_template_registry[function.obj]


def rendered_scenario(item: pytest.Item) -> Scenario:
    """Return a scenario with the values of its example filled in."""
    callspec = getattr(item, "callspec", None)
    example = callspec.params["_pytest_bdd_example"] if callspec else {}
    return scenario_template(item).render(example)
