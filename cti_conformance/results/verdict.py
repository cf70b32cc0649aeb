"""From scenarios to rules, from rules to profiles, from profiles to the verdict."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from cti_conformance.ledger.rules import PROFILES
from cti_conformance.text.redaction import NO_TEXT, Clean

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from cti_conformance.ledger.rules import Ledger, Rule
    from cti_conformance.text.excerpts import Decides, ExchangeData, PersonData


class Outcome(StrEnum):
    """The outcome of a scenario or a rule."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    NOT_TESTED = "not-tested"
    DEVIATION = "deviation"
    ERROR = "error"


class Verdict(StrEnum):
    """The verdict on a profile, or on the whole target."""

    CONFORMANT = "conformant"
    PARTIAL = "partial"
    NON_CONFORMANT = "non-conformant"
    ERROR = "error"


@dataclass(frozen=True)
class Deviation:
    """A rule that the vendor knows to be violated, with the reason and the end date."""

    pattern: str
    reason: str
    until: dt.date

    def covers(self, rule_id: str) -> bool:
        """Return whether the deviation covers this rule."""
        return fnmatchcase(rule_id, self.pattern)


def tolerates(rule: Rule, deviations: Iterable[Deviation]) -> bool:
    """Return whether a violation of this rule does not fail the run."""
    return rule.level != "MUST" or any(known.covers(rule.id) for known in deviations)


NOTHING_RAN = "none of its scenarios ran"
NOT_SELECTED = "not selected"
# A rule has the first of these outcomes that one of its scenarios has.
_WORST_FIRST = (Outcome.FAILED, Outcome.ERROR, Outcome.NOT_TESTED, Outcome.PASSED)


@dataclass(frozen=True)
class ScenarioResult:
    """The result of one scenario; it contains no secrets.

    Attributes:
        steps: Its sentences with their keywords, with the values of its example filled in.
        ended_at: The step at which it ended, counted from 0; the number of steps if the fault was
            seen after the last one; ``None`` if at none.
        script: The path of the script that reproduces a failure, from the folder of the report.
        decides: The place that decides a failure, if it is known: the number of the exchange, the
            JSON pointer into its answer, and the condition in jq.
        people: The people of a scenario that failed, in the order in which they were made.
        client: What a telephone system was given, sent and answered; empty if the scenario passed,
            or if none is driven.
        origin: Whether a feature, fuzzing, or the oracle in the example of another rule has it.
        own_rule: The rule whose example it is, if the oracle has it; else empty.
        traceback: The traceback of an error of the suite itself, with ``-vv``. No report holds it.
    """

    rule: str
    name: str
    where: str
    outcome: Outcome
    duration_s: float
    steps: list[Clean] = field(default_factory=list)
    ended_at: int | None = None
    reason: Clean = NO_TEXT
    expected: Clean = NO_TEXT
    observed: Clean = NO_TEXT
    branch: str | None = None
    exchanges: list[ExchangeData] = field(default_factory=list)
    console: list[Clean] = field(default_factory=list)
    screenshots: list[str] = field(default_factory=list)
    script: str = ""
    decides: Decides | None = None
    people: list[PersonData] = field(default_factory=list)
    client: list[Clean] = field(default_factory=list)
    origin: Literal["feature", "fuzz", "oracle"] = "feature"
    own_rule: str = ""
    traceback: str = ""

    @property
    def step(self) -> Clean:
        """The step at which it ended; empty if at none, or after the last one."""
        if self.ended_at is None or self.is_seen_afterwards:
            return NO_TEXT
        return self.steps[self.ended_at]

    @property
    def is_seen_afterwards(self) -> bool:
        """Whether a fault was seen after the last step, so that no step shows it."""
        return self.ended_at is not None and self.ended_at >= len(self.steps)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, which xdist can send from a worker to its controller."""
        return {**asdict(self), "outcome": str(self.outcome)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> ScenarioResult:
        """Return the object that `as_data` serialized."""
        return cls(**{**data, "outcome": Outcome(data["outcome"])})


@dataclass(frozen=True)
class RuleResult:
    """The result of one rule.

    Attributes:
        reason: Why it has not passed; for a violated rule, the finding of the first scenario.
        known: The vendor's explanation, if it is a known deviation.
        selected: Whether it was selected for the run.
    """

    rule: Rule
    outcome: Outcome
    reason: str
    branch: str | None
    scenarios: tuple[ScenarioResult, ...]
    known: str = ""
    selected: bool = True


@dataclass(frozen=True)
class Judgement:
    """The judgement of a whole run.

    Attributes:
        stale: Deviations that are out of date: their rules pass, or their end date has passed.
    """

    rules: tuple[RuleResult, ...]
    profiles: Mapping[str, Verdict]
    verdict: Verdict
    stale: tuple[str, ...]

    def in_error(self) -> Judgement:
        """Return the judgement of a target that could not be tested at all."""
        return replace(
            self, profiles=dict.fromkeys(self.profiles, Verdict.ERROR), verdict=Verdict.ERROR
        )

    def of_quick_run(self) -> Judgement:
        """Return the judgement of a run that left examples out: partial at best."""

        def at_best_partial(verdict: Verdict) -> Verdict:
            return Verdict.PARTIAL if verdict == Verdict.CONFORMANT else verdict

        profiles = {name: at_best_partial(verdict) for name, verdict in self.profiles.items()}
        return replace(self, profiles=profiles, verdict=at_best_partial(self.verdict))

    def of(self, *outcomes: Outcome) -> list[RuleResult]:
        """Return the rules with one of these outcomes."""
        return [result for result in self.rules if result.outcome in outcomes]


def judge(
    ledger: Ledger,
    scenarios: Iterable[ScenarioResult],
    *,
    untested: Mapping[str, str],
    selected: Container[str] | None = None,
    planned: Mapping[str, int] | None = None,
    deviations: Sequence[Deviation] = (),
    today: dt.date | None = None,
) -> Judgement:
    """Judge a run.

    Args:
        ledger: All rules.
        scenarios: The results of the scenarios that ran.
        untested: For each rule, why it was not tested if none of its scenarios ran.
        selected: The ids of the selected rules; by default all.
        planned: How many scenarios each rule has; a rule passes only if all of them ran.
        deviations: The rules that the vendor knows to be violated.
        today: The date to compare deviations with; by default today.
    """
    by_rule: dict[str, list[ScenarioResult]] = {}
    for scenario in scenarios:
        by_rule.setdefault(scenario.rule, []).append(scenario)
    today = today or dt.datetime.now(tz=dt.UTC).date()
    rules = tuple(
        _rule_result(rule, by_rule.get(rule.id, []), untested, deviations, today) for rule in ledger
    )
    rules = tuple(_if_whole(result, (planned or {}).get(result.rule.id, 0)) for result in rules)
    if selected is not None:
        rules = tuple(replace(r, selected=r.rule.id in selected) for r in rules)
    profiles = {
        name: _verdict([result for result in rules if result.rule.needs == name])
        for name in PROFILES
        if any(rule.needs == name for rule in ledger)
    }
    return Judgement(rules, profiles, _verdict(rules), _stale(deviations, rules, today))


def _rule_result(
    rule: Rule,
    scenarios: list[ScenarioResult],
    untested: Mapping[str, str],
    deviations: Sequence[Deviation],
    today: dt.date,
) -> RuleResult:
    if not scenarios:
        return RuleResult(rule, Outcome.NOT_TESTED, untested[rule.id], None, ())
    # Sorted, so that a report does not depend on which process finished first.
    scenarios = sorted(scenarios, key=_place)
    outcome = next(o for o in _WORST_FIRST if any(s.outcome == o for s in scenarios))
    reason = next((s.reason for s in scenarios if s.outcome == outcome), "")
    known = ""
    if outcome == Outcome.FAILED:
        if rule.level != "MUST":
            outcome = Outcome.WARNING
        if covering := [d for d in deviations if d.covers(rule.id)]:
            deviation = max(covering, key=lambda d: d.until)
            is_over = today > deviation.until
            outcome = Outcome.FAILED if is_over else Outcome.DEVIATION
            only = "only " if is_over else ""
            known = f"known {only}until {deviation.until}: {deviation.reason}"
    branches = sorted({s.branch for s in scenarios if s.branch})
    return RuleResult(rule, outcome, reason, ", ".join(branches) or None, tuple(scenarios), known)


def _place(scenario: ScenarioResult) -> tuple[int, str, int, str]:
    file, _, line = scenario.where.rpartition(":")
    # The rule's own examples come first; findings of fuzzing have no line.
    origin = ("feature", "oracle", "fuzz").index(scenario.origin)
    return origin, file, int(line) if line.isdigit() else 0, scenario.name


def _if_whole(result: RuleResult, planned: int) -> RuleResult:
    """Return the result of a rule, which passes only if all its scenarios do."""
    # By their sentences: another plugin may run an example more than once.
    ran = len({(s.where, s.name, *s.steps) for s in result.scenarios if s.origin == "feature"})
    if result.outcome != Outcome.PASSED or ran >= planned:
        return result
    reason = f"only {ran} of {planned} examples ran" if ran else NOTHING_RAN
    return replace(result, outcome=Outcome.NOT_TESTED, reason=reason)


def _verdict(results: Iterable[RuleResult]) -> Verdict:
    outcomes = {(result.outcome, result.rule.level) for result in results}
    found = {outcome for outcome, _ in outcomes}
    if Outcome.FAILED in found:
        return Verdict.NON_CONFORMANT
    if Outcome.ERROR in found:
        return Verdict.ERROR
    if any(
        o in (Outcome.NOT_TESTED, Outcome.DEVIATION) for o, level in outcomes if level == "MUST"
    ):
        return Verdict.PARTIAL
    return Verdict.CONFORMANT


def _stale(
    deviations: Sequence[Deviation], rules: Sequence[RuleResult], today: dt.date
) -> tuple[str, ...]:
    stale = []
    for deviation in deviations:
        named = [r for r in rules if deviation.covers(r.rule.id)]
        if named and all(result.outcome == Outcome.PASSED for result in named):
            stale.append(f"{deviation.pattern}: passes; remove it from the known deviations")
        elif today > deviation.until:
            stale.append(f"{deviation.pattern}: it was valid until {deviation.until} only")
    return tuple(stale)
