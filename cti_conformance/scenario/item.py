"""One scenario as a test of pytest: its name, its place, and its result."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

import cti_conformance
from cti_conformance.ledger.rules import RULE_ID, Rule
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.results.verdict import Outcome, ScenarioResult
from cti_conformance.text.redaction import NO_TEXT, Redactor

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_bdd.parser import Scenario, ScenarioTemplate

    from cti_conformance.ledger.selection import Selection
    from cti_conformance.scenario.run import Run
    from cti_conformance.text.redaction import Clean

RULE = pytest.StashKey[Rule]()
"""The rule of a scenario; other tests do not have it."""

CAMPAIGN = pytest.StashKey[bool]()
"""Set for a fuzzing campaign, which is a test of the suite but not a scenario."""

PACKAGE = Path(cti_conformance.__path__[0])
OUR_CODE = (PACKAGE, (PACKAGE / "steps").resolve())
"""The folders of our own code. In a checkout steps are loaded from either of two paths."""

JUDGED = pytest.StashKey[bool]()
"""Set for a scenario whose steps have all passed, and whose calls the oracle has looked at."""
EXAMPLE = pytest.StashKey[int]()
"""The number of a scenario among those of its rule, from 1."""

BROKE_OFF = pytest.StashKey[bool]()
"""Set for a scenario that could not be judged, though the target had answered."""

FAILED = pytest.StashKey[bool]()
"""Whether a scenario has failed, or could not be judged."""

CLIENT: pytest.StashKey[Callable[[], list[Clean]]] = pytest.StashKey()
"""Returns what a telephone system was given in the scenario, and what it made of that."""

STEP = pytest.StashKey[int]()
"""The step that ran last, counted from 0."""


def result_of(
    item: pytest.Item,
    call: pytest.CallInfo[None],
    made: pytest.TestReport,
    run: Run | None,
    *,
    with_exchanges: bool,
    with_traceback: bool,
) -> ScenarioResult:
    """Judge a scenario by how it ended.

    Args:
        item: The scenario.
        call: Pytest's information about its end.
        made: Pytest's report of it.
        run: The run, if the target was reached.
        with_exchanges: Whether to keep the exchanges, unless it passed.
        with_traceback: Whether to keep the traceback of an error of the suite.
    """
    error = call.excinfo.value if call.excinfo else None
    where = traceback = ""
    if call.excinfo and not isinstance(error, (RuleViolated, Inconclusive)):
        where = _place_of(call.excinfo)
        if with_traceback:
            traceback = str(call.excinfo.getrepr(style="short"))
    exchanges = run.target.recorder.take() if run else []
    # A softphone is judged by its messages; the requests are those of its page.
    asked = bool(exchanges) or item.stash[RULE].needs == "softphone"
    outcome, reason = _outcome(error, where, skipped=made.skipped, asked=asked)
    broken = error if isinstance(error, RuleViolated) else None
    passed = outcome == Outcome.PASSED
    ended_at = None if passed else item.stash.get(STEP, None)
    template = scenario_template(item)
    scenario = rendered_scenario(item)
    if broken and item.stash.get(JUDGED, False):
        ended_at = len(scenario.steps)  # the oracle has seen it, after them
    clean = run.target.redactor.clean if run else Redactor().clean
    # A step may tell a branch of its own rule in the example of another.
    branches = {branch.name for branch in item.stash[RULE].branches}
    return ScenarioResult(
        rule=item.stash[RULE].id,
        name=scenario.name,
        where=f"{template.feature.rel_filename}:{template.line_number}",
        outcome=outcome,
        duration_s=round(made.duration, 4),
        steps=[clean(f"{step.keyword} {step.name}", limit=None) for step in scenario.steps],
        ended_at=ended_at,
        reason=clean(reason),
        expected=clean(broken.expected if broken else ""),
        observed=clean(broken.observed if broken else ""),
        branch=run.branch if run and passed and run.branch in branches else None,
        exchanges=[one.as_dict() for one in exchanges if with_exchanges and not passed],
        traceback=clean(traceback, limit=None, allow="\n") if outcome == Outcome.ERROR else NO_TEXT,
    )


def planned(selection: Selection) -> Counter[str]:
    """Count the examples of each rule in the features, run or not."""
    count: Counter[str] = Counter()
    for template in scenario_wrapper_template_registry.values():
        tags = template.rule.tags if template.rule else set()
        for rule_id in filter(RULE_ID.fullmatch, tags):
            if template.examples:
                count[rule_id] += len(_examples(template, rule_id, selection))
            else:
                count[rule_id] += selection.holds(rule_id, template.tags)
    return count


def is_left_out(item: pytest.Item, rule_id: str, selection: Selection) -> bool:
    """Return whether a quick run leaves out this scenario of a rule."""
    template = scenario_template(item)
    if not selection.is_quick or not template.examples:
        return False
    return _example(item) not in _examples(template, rule_id, selection)


def _examples(
    template: ScenarioTemplate, rule_id: str, selection: Selection
) -> list[dict[str, str]]:
    """Return the examples of an outline; for a quick run the first and the last."""
    rows = [
        row
        for table in template.examples
        if selection.holds(rule_id, template.tags | table.tags)
        for row in table.as_contexts()
    ]
    return [rows[0], rows[-1]] if selection.is_quick and len(rows) > 2 else rows


def _outcome(
    error: BaseException | None, where: str, *, skipped: bool, asked: bool
) -> tuple[Outcome, str]:
    if skipped:
        return Outcome.NOT_TESTED, str(getattr(error, "msg", None) or "skipped")
    if isinstance(error, RuleViolated):
        return Outcome.FAILED, str(error)
    if isinstance(error, Inconclusive):
        return Outcome.ERROR, str(error)
    if error is not None:
        return Outcome.ERROR, f"the suite failed at {where}: {type(error).__name__}: {error}"
    if not asked:
        return Outcome.ERROR, "the scenario passed without sending a request to the target"
    return Outcome.PASSED, ""


def _place_of(error: pytest.ExceptionInfo[BaseException]) -> str:
    """Return file and line of an error: the last place in our code, else the last place of all."""
    entries = [(Path(entry.path), entry.lineno + 1) for entry in error.traceback]
    ours = [(path, line) for path, line in entries if any(path.is_relative_to(p) for p in OUR_CODE)]
    path, line = (ours or entries)[-1]
    base = next((p for p in OUR_CODE if path.is_relative_to(p)), None)
    return f"{path.relative_to(base.parent) if base else path}:{line}"


def scenario_template(item: pytest.Item) -> ScenarioTemplate:
    """Return a scenario as written in its feature."""
    function: Any = item
    return scenario_wrapper_template_registry[function.obj]


def rendered_scenario(item: pytest.Item) -> Scenario:
    """Return a scenario with the values of its example filled in."""
    return scenario_template(item).render(_example(item))


def _example(item: pytest.Item) -> dict[str, str]:
    callspec = getattr(item, "callspec", None)
    # Other plugins parametrise tests as well, to repeat them.
    example: dict[str, str] = callspec.params.get("_pytest_bdd_example", {}) if callspec else {}
    return example
