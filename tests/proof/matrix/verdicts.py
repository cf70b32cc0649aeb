"""Whether the suite detected a defect, and failed no other rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zlib import crc32

from cti_conformance.ledger.rules import CAPABILITIES, load_ledger
from matrix.trial import Outcome, Trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mutants.mutant import Mutant

NEIGHBOURS = 10
MOST_ERRORS = 10
WHOLE = ("CTI-CALL-", "CTI-LIFE-")
"""The chapters whose examples meet every defect, and whose rules any may break."""

LEDGER = load_ledger().about(CAPABILITIES)
TESTABLE = tuple(rule.id for rule in LEDGER if rule.needs != "browser")


@dataclass(frozen=True)
class Verdict:
    """The result of a mutant.

    Attributes:
        mutant: The mutant.
        outcome: What the suite said of it.
    """

    mutant: Mutant
    outcome: Outcome

    @property
    def status(self) -> str:
        """``killed`` by its own rule, detected only by ``others``, ``left``, or ``survived``.

        ``left`` survived for a reason that the catalogue gives. ``not run`` means that the
        reference did not even start, so it is not a mutant.
        """
        if self.outcome.stillborn:
            return "not run"
        if self.mutant.own in self.outcome.told:
            return "killed"
        if self.outcome.told:
            return "others"
        return "left" if self.mutant.left else "survived"

    @property
    def missed(self) -> frozenset[str]:
        """The rules that should have detected the defect, and did not."""
        return frozenset() if self.status == "left" else self.mutant.killers - self.outcome.told

    @property
    def explained(self) -> frozenset[str]:
        """The other rules that detected it, as the catalogue lists and explains."""
        return self.outcome.told - self.over_killed - {self.mutant.own}

    @property
    def over_killed(self) -> frozenset[str]:
        """The rules that blame the target for something else than they are about."""
        if self.mutant.blinds:
            return frozenset()
        told = {rule for rule in self.outcome.told if not rule.startswith(WHOLE)}
        return frozenset(told - self.mutant.killers - self.mutant.bystanders)

    @property
    def not_judged(self) -> frozenset[str]:
        """The rules that could not be judged for the defect."""
        return self.outcome.of("error")

    def problems(self) -> list[str]:
        """Return the faults of the suite, or of the mutant's entry in the catalogue."""
        if self.outcome.stillborn:
            return [self.outcome.stillborn]
        found = []
        if self.missed:
            others = self.outcome.told - self.missed
            found.append(
                f"survived {_told(self.missed)}" + (f", broke {_told(others)}" if others else "")
            )
        if self.over_killed:
            found.append(f"also broke {_told(self.over_killed)}")
        for rule in sorted(self.not_judged):
            why = self.outcome.reasons.get(rule, "")
            if why.startswith("the suite failed"):
                found.append(f"{rule}: {why}")
        if len(self.not_judged) > MOST_ERRORS and not self.mutant.blinds:
            found.append(f"{len(self.not_judged)} rules not judged: {_told(self.not_judged)}")
        return found

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "name": self.mutant.name,
            "why": self.mutant.why,
            "rule": self.mutant.own,
            "status": self.status,
            "told": sorted(self.outcome.told),
            "missed": sorted(self.missed),
            "beside": sorted(self.explained),
            "reason": self.mutant.beside,
            "over_killed": sorted(self.over_killed),
            "not_judged": sorted(self.not_judged),
            "ran": sorted(self.outcome.rules),
            "duration_s": round(self.outcome.duration_s, 1),
            "problems": self.problems(),
        }


def neighbours_of(mutant: Mutant) -> list[str]:
    """Return a sample of the rules: each rule meets the defects of many others.

    It is always the same, but for a rule that was added.

    What takes a browser takes long, and is held against its own rules only.
    """
    if mutant.on_page:
        return []
    rules = [rule for rule in TESTABLE if not rule.startswith(WHOLE)]
    return sorted(rules, key=lambda rule: crc32(f"{mutant.name} {rule}".encode()))[:NEIGHBOURS]


def trial_of(
    mutant: Mutant,
    texts: Mapping[str, str],
    beside: Iterable[str],
    *,
    by_others: bool = False,
    is_short: bool = False,
) -> Trial:
    """Return the trial of a mutant.

    Args:
        mutant: The mutant, whose own rules are run, and those that may tell it too.
        texts: The files that it changes.
        beside: Further rules to run.
        by_others: Whether the scenarios of the rule that it is made to break are left out.
        is_short: Whether the trial ends once that rule has failed.
    """
    rules = dict.fromkeys([*sorted(mutant.killers | mutant.bystanders), *beside])
    options = ("--desktop=browser",) if mutant.in_browser else ()
    trial = Trial(mutant.name, texts, tuple(rules), mutant.limits, options)
    return replace(
        trial,
        without=frozenset({mutant.own} if by_others else ()),
        until=mutant.own if is_short else "",
    )


def wild_trial_of(mutant: Mutant, texts: Mapping[str, str], *, by_others: bool = False) -> Trial:
    """Return the trial of a mutant of others, of which nobody knows what tells it.

    Its own rule's scenarios run, unless ``by_others`` is set, then the drawn tables, until
    something fails. All rules are selected, so that the oracle can name any. A mutant of the page
    runs its own rule only.
    """
    if mutant.on_page:
        return replace(trial_of(mutant, texts, ()), until_told=True)
    tables = [rule for rule in TESTABLE if rule.startswith(WHOLE)]
    trial = trial_of(mutant, texts, [*tables, *TESTABLE])
    own = mutant.killers | mutant.bystanders
    scenarios = {*tables} - {mutant.own} if by_others else {*tables, *own}
    return replace(trial, until_told=True, without=frozenset(trial.rules) - scenarios)


def mixed(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Return mutants with those of the page spread evenly among the others.

    Those wait more than they compute, so they go well beside the others, and badly by themselves.
    """
    parts: tuple[list[Mutant], list[Mutant]] = ([], [])
    for mutant in mutants:
        parts[mutant.on_page].append(mutant)
    placed = [(n / len(part), mutant) for part in parts for n, mutant in enumerate(part)]
    return [mutant for _, mutant in sorted(placed, key=lambda one: one[0])]


def by_rule(mutants: Iterable[Mutant]) -> dict[str, list[str]]:
    """Return, for each rule of the ledger, the defects that it must detect."""
    found: dict[str, list[str]] = {rule.id: [] for rule in LEDGER}
    for mutant in mutants:
        for rule in mutant.killers:
            found[rule].append(mutant.name)
    return found


def _told(rules: Iterable[str]) -> str:
    return ", ".join(sorted(rules))
