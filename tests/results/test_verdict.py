"""How scenarios become outcomes of rules, and these the verdict."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from cti_conformance.ledger.rules import Branch, Chapter, Ledger, Level, Rule
from cti_conformance.results.verdict import (
    Deviation,
    Judgement,
    Outcome,
    ScenarioResult,
    Verdict,
    judge,
)
from cti_conformance.text.redaction import Clean

PASSED, FAILED, ERROR = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR
NOT_TESTED, WARNING, DEVIATION = Outcome.NOT_TESTED, Outcome.WARNING, Outcome.DEVIATION

TODAY = dt.date(2027, 1, 31)
MUST, SHOULD, MAY = "CTI-REQ-01", "CTI-REQ-02", "CTI-REQ-03"
OTHER = "CTI-DET-01"


def rule(rule_id: str, level: Level, needs: str = "records") -> Rule:
    branches = (Branch("one", "one way"), Branch("other", "the other way"))
    return Rule(rule_id, "T", "S", level, "documented", ("L1",), needs, "0.1.0", "", branches)


LEDGER = Ledger(
    chapters=(
        Chapter("REQ", "T", "S", (rule(MUST, "MUST"), rule(SHOULD, "SHOULD"), rule(MAY, "MAY"))),
        Chapter("DET", "T", "S", (rule(OTHER, "MUST", "api"),)),
    ),
    sections=(),
)


def scenario(
    rule_id: str, outcome: Outcome, name: str = "a", branch: str | None = None
) -> ScenarioResult:
    reason = "" if outcome == PASSED else f"{name} is {outcome}"
    return ScenarioResult(rule_id, name, "f:1", outcome, 0.1, reason=Clean(reason), branch=branch)


def judged(
    outcomes: dict[str, Outcome | list[Outcome]], *deviations: Deviation, today: dt.date = TODAY
) -> Judgement:
    """Judge a run in which every rule passed, but for these."""
    told = {r.id: PASSED for r in LEDGER} | outcomes
    scenarios = [
        scenario(rule_id, outcome, name)
        for rule_id, those in told.items()
        for name, outcome in zip("abcd", [those] if isinstance(those, str) else those, strict=False)
    ]
    untested = {rule.id: "nothing ran" for rule in LEDGER}
    return judge(LEDGER, scenarios, untested=untested, deviations=deviations, today=today)


def outcome_of(rule_id: str, judgement: Judgement) -> Outcome:
    return next(result.outcome for result in judgement.rules if result.rule.id == rule_id)


def known(pattern: str, until: dt.date = TODAY) -> Deviation:
    return Deviation(pattern, "it is hard", until)


# -- from scenarios to a rule ------------------------------------------------------------------


def test_a_rule_has_not_passed_before_all_its_examples_have() -> None:
    scenarios = [scenario(r.id, PASSED) for r in LEDGER]
    untested = {rule.id: "nothing ran" for rule in LEDGER}
    judgement = judge(LEDGER, scenarios, untested=untested, planned={MUST: 2, OTHER: 1})
    assert outcome_of(MUST, judgement) == NOT_TESTED
    assert judgement.rules[0].reason == "only 1 of 2 examples ran"
    assert outcome_of(OTHER, judgement) == PASSED
    assert judgement.verdict == Verdict.PARTIAL


@pytest.mark.parametrize(
    ("outcomes", "wanted"),
    [
        ([PASSED], PASSED),
        ([PASSED, NOT_TESTED], NOT_TESTED),
        ([PASSED, NOT_TESTED, ERROR], ERROR),
        ([PASSED, NOT_TESTED, ERROR, FAILED], FAILED),
    ],
)
def test_the_worst_scenario_is_the_rules_in_any_order(
    outcomes: list[Outcome], wanted: Outcome
) -> None:
    for order in permutations(outcomes):
        assert outcome_of(MUST, judged({MUST: list(order)})) == wanted


def test_a_rule_without_a_scenario_is_not_tested_and_says_why() -> None:
    result = judged({MUST: []}).rules[0]
    assert (result.outcome, result.reason) == (NOT_TESTED, "nothing ran")


@pytest.mark.parametrize(("rule_id", "wanted"), [(MUST, FAILED), (SHOULD, WARNING), (MAY, WARNING)])
def test_only_a_must_fails(rule_id: str, wanted: Outcome) -> None:
    assert outcome_of(rule_id, judged({rule_id: FAILED})) == wanted


@pytest.mark.parametrize("rule_id", [MUST, SHOULD, MAY])
@pytest.mark.parametrize("outcome", [ERROR, NOT_TESTED])
def test_what_was_not_judged_is_so_at_every_level(rule_id: str, outcome: Outcome) -> None:
    assert outcome_of(rule_id, judged({rule_id: outcome})) == outcome


def test_the_reason_is_that_of_the_scenario_that_decides() -> None:
    assert judged({MUST: [PASSED, FAILED, ERROR]}).rules[0].reason == "b is failed"


def test_a_report_depends_on_no_order() -> None:
    scenarios = [
        scenario(MUST, PASSED, name, branch=b)
        for name, b in zip("ab", ("other", "one"), strict=True)
    ]
    untested = {rule.id: "nothing ran" for rule in LEDGER}
    first = judge(LEDGER, scenarios, untested=untested, today=TODAY)
    assert first == judge(LEDGER, scenarios[::-1], untested=untested, today=TODAY)
    assert first.rules[0].branch == "one, other"
    assert [result.rule.id for result in first.rules] == [rule.id for rule in LEDGER]


# -- from rules to the verdict -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "wanted"),
    [
        ({}, Verdict.CONFORMANT),
        ({SHOULD: FAILED, MAY: FAILED}, Verdict.CONFORMANT),
        ({SHOULD: NOT_TESTED, MAY: NOT_TESTED}, Verdict.CONFORMANT),
        ({MUST: NOT_TESTED}, Verdict.PARTIAL),
        ({MUST: ERROR}, Verdict.ERROR),
        ({SHOULD: ERROR}, Verdict.ERROR),
        ({OTHER: NOT_TESTED, MUST: ERROR}, Verdict.ERROR),
        ({MUST: FAILED}, Verdict.NON_CONFORMANT),
        ({OTHER: ERROR, SHOULD: NOT_TESTED, MUST: FAILED}, Verdict.NON_CONFORMANT),
    ],
)
def test_the_verdict(outcomes: dict[str, Outcome | list[Outcome]], wanted: Verdict) -> None:
    assert judged(outcomes).verdict == wanted


def test_each_profile_has_the_verdict_of_its_own_rules() -> None:
    profiles = judged({MUST: FAILED, OTHER: NOT_TESTED}).profiles
    assert tuple(profiles) == ("api", "records")
    assert profiles["records"] == Verdict.NON_CONFORMANT
    assert profiles["api"] == Verdict.PARTIAL


# -- known deviations --------------------------------------------------------------------------


def test_a_quick_run_is_partial_at_best() -> None:
    assert judged({}).of_quick_run().verdict == Verdict.PARTIAL
    failed = judged({MUST: FAILED}).of_quick_run()
    assert failed.verdict == Verdict.NON_CONFORMANT
    assert failed.profiles == {"api": Verdict.PARTIAL, "records": Verdict.NON_CONFORMANT}


def test_a_known_deviation_holds_to_the_end_of_its_last_day() -> None:
    held = judged({MUST: FAILED}, known(MUST))
    assert outcome_of(MUST, held) == DEVIATION
    assert held.rules[0].known.endswith("it is hard")
    assert "it is hard" not in held.rules[0].reason
    assert (held.verdict, held.stale) == (Verdict.PARTIAL, ())

    over = judged({MUST: FAILED}, known(MUST), today=TODAY + dt.timedelta(days=1))
    assert outcome_of(MUST, over) == FAILED
    assert over.rules[0].known.startswith("known only until 2027-01-31")
    assert over.verdict == Verdict.NON_CONFORMANT
    assert over.stale == (f"{MUST}: it was valid until 2027-01-31 only",)


def test_of_two_deviations_the_one_counts_that_lasts_longer() -> None:
    glob = known("CTI-*", until=TODAY - dt.timedelta(days=1))
    for deviations in ([glob, known(MUST)], [known(MUST), glob]):
        both = judged({MUST: FAILED}, *deviations)
        assert outcome_of(MUST, both) == DEVIATION
        assert both.stale == ("CTI-*: it was valid until 2027-01-30 only",)


@pytest.mark.parametrize("outcome", [ERROR, NOT_TESTED])
def test_a_deviation_that_is_over_is_told_even_where_its_rule_is_not_judged(
    outcome: Outcome,
) -> None:
    over = judged({MUST: outcome}, known(MUST), today=TODAY + dt.timedelta(days=1))
    assert over.stale == (f"{MUST}: it was valid until 2027-01-31 only",)


def test_a_deviation_of_a_should_is_no_warning_and_fails_when_it_is_over() -> None:
    assert outcome_of(SHOULD, judged({SHOULD: FAILED}, known(SHOULD))) == DEVIATION
    over = judged({SHOULD: FAILED}, known(SHOULD), today=TODAY + dt.timedelta(days=1))
    assert over.verdict == Verdict.NON_CONFORMANT


def test_a_deviation_excuses_no_error_and_tests_nothing() -> None:
    assert outcome_of(MUST, judged({MUST: ERROR}, known(MUST))) == ERROR
    assert outcome_of(MUST, judged({MUST: NOT_TESTED}, known(MUST))) == NOT_TESTED


def test_a_glob_covers_the_rules_that_it_matches() -> None:
    held = judged({MUST: FAILED, OTHER: FAILED}, known("CTI-REQ-*"))
    assert outcome_of(MUST, held) == DEVIATION
    assert outcome_of(OTHER, held) == FAILED


@pytest.mark.parametrize(
    ("outcome", "deviation", "stale"),
    [
        (PASSED, known(MUST), f"{MUST}: passes"),
        (PASSED, known("CTI-REQ-*"), "CTI-REQ-*: passes"),
        (PASSED, known(MUST, until=dt.date(2020, 1, 1)), f"{MUST}: passes"),
    ],
)
def test_a_deviation_that_holds_no_longer_is_stale(
    outcome: Outcome, deviation: Deviation, stale: str
) -> None:
    (told,) = judged({MUST: outcome}, deviation).stale
    assert told.startswith(stale)


@pytest.mark.parametrize("outcome", [FAILED, ERROR, NOT_TESTED])
def test_a_deviation_that_may_hold_is_not_stale(outcome: Outcome) -> None:
    assert judged({MUST: outcome}, known(MUST)).stale == ()
    assert judged({MUST: outcome}, known("CTI-REQ-*")).stale == ()
