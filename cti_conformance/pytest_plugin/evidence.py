"""The evidence of a failure: the place that decides it, and the script that reproduces it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from cti_conformance.oracle.watcher import ORACLE, Watcher
from cti_conformance.report import files
from cti_conformance.report.failure_text import title
from cti_conformance.report.reproduce import Failure, find_decider, make_script
from cti_conformance.report.reproduce.values import Fresh, occurring
from cti_conformance.results.locus import readable
from cti_conformance.scenario.item import EXAMPLE, RULE
from cti_conformance.text.redaction import NO_TEXT, Clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cti_conformance.pytest_plugin.run_plan import RunPlan
    from cti_conformance.results.locus import Locus
    from cti_conformance.results.verdict import ScenarioResult
    from cti_conformance.scenario.run import Run
    from cti_conformance.text.excerpts import Decides, PersonData
    from cti_conformance.transport.recorder import Exchange

BEGINS = pytest.StashKey[list[int]]()
"""How many exchanges a scenario had when each of its steps began."""


def with_names(text: Clean, people: Sequence[PersonData]) -> Clean:
    """Return a text in which each id of a person has the name before it."""
    for one in people:
        alone = rf"(?<![\w(#-]){one['id']}(?![\w)-])"
        text = Clean(re.sub(alone, f"{one['name']} ({one['kind']} {one['id']})", text))
    return text


@dataclass(frozen=True)
class Scripts:
    """Makes the scripts of one scenario.

    Attributes:
        plan: The run.
        item: The scenario.
        exchanges: Its exchanges.
    """

    plan: RunPlan
    item: pytest.Item
    exchanges: Sequence[Exchange]

    def added(self, run: Run, result: ScenarioResult, at: Locus) -> ScenarioResult:
        """Return the result of a violated rule with the place that decides, and the script.

        Args:
            run: The run.
            result: The result.
            at: The place that decides.
        """
        if self.plan.partners.telephony:
            return result  # the requests are the client's own: its command repeats them
        clean = run.target.redactor.clean
        rule = self.plan.ledger[result.rule]
        base = self._target_of(run, rule.needs)
        decider = find_decider(self.exchanges, at, base)
        condition = clean(readable(at.holds), limit=None)
        decides: Decides = {"exchange": decider, "at": clean(at.at), "condition": condition}
        people = self._people(clean)
        shown = [*result.exchanges]
        for number in {decider, len(self.exchanges[: at.upto]) - 1} - {None, -1}:
            if number is not None and number < len(shown):
                shown[number] = self.exchanges[number].as_dict(whole=True)
        result = replace(
            result,
            decides=decides,
            exchanges=shown[: at.upto],
            people=people,
            expected=with_names(result.expected, people),
            observed=with_names(result.observed, people),
            reason=with_names(result.reason, people),
        )
        directory = self.plan.options.report_dir
        if directory is None:
            return result
        begins: list[int] = self.item.stash.get(BEGINS, [])
        failure = Failure(
            rule=title(rule),
            statement=rule.statement,
            source=self.plan.ledger.where(rule),
            example=f"{result.name} ({result.where})",
            steps=result.steps,
            begins=begins,
            expected=result.expected,
            observed=result.observed,
            at=at,
            target=base,
            by_hand=self._is_by_hand(run, rule.needs),
            pictures=result.screenshots,
        )
        fresh = Fresh(run.digits, self._numbers(run, at.holds))
        text = make_script(failure, self.exchanges, fresh)
        script = files.keep_script(directory, self._name(result), clean(text, None, allow="\n\t"))
        return replace(result, script=script)

    def _numbers(self, run: Run, condition: str) -> tuple[str, ...]:
        """Return the numbers in the exchanges: of the scenario, and of people who are shared."""
        watcher = self.item.stash.get(ORACLE, None)
        own = watcher.people.created.numbers if isinstance(watcher, Watcher) else []
        bodies = ((one.body or b"").decode("utf-8", "replace") for one in self.exchanges)
        texts = (*bodies, *(f"{one.url} {one.answer}" for one in self.exchanges), condition)
        return occurring((*own, *run.pool.people.created.numbers), texts)

    def _people(self, clean: Callable[[str], Clean]) -> list[PersonData]:
        watcher = self.item.stash.get(ORACLE, None)
        if not isinstance(watcher, Watcher):
            return []
        people = watcher.people
        found: list[PersonData] = [
            {
                "name": name,
                "kind": "contact",
                "id": one.id,
                "phone": clean(one.phone or ""),
                "mobile": clean(one.mobile or ""),
                "email": clean(one.email or ""),
            }
            for name, one in people.contacts.items()
        ]
        for name, agent in people.agents.items():
            found.append(
                {
                    "name": name,
                    "kind": "agent",
                    "id": agent.id,
                    "phone": clean(agent.phone or ""),
                    "mobile": NO_TEXT,
                    "email": clean(agent.email or ""),
                }
            )
        return found

    def _name(self, result: ScenarioResult) -> str:
        number = self.item.stash[EXAMPLE]
        own = self.item.stash[RULE].id
        return f"{own}-{number}" if own == result.rule else f"{result.rule}-in-{own}-{number}"

    def _target_of(self, run: Run, needs: str) -> str:
        """Return the base URL that the script takes as its argument."""
        if needs == "callback" and self.exchanges:
            return self.exchanges[-1].base_url
        return run.target.config.url

    def _is_by_hand(self, run: Run, needs: str) -> bool:
        """Return whether the rule is about what a person sees on a page."""
        return needs in ("browser", "softphone") or (
            needs == "desktop" and run.target.is_in_browser
        )
