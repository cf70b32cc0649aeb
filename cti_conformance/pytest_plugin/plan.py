"""The plan of a run, made without a request to the target."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.ledger.selection import QUICK_RUN
from cti_conformance.pytest_plugin import costs
from cti_conformance.pytest_plugin.writes import writes_of
from cti_conformance.scenario.item import RULE, rendered_scenario
from cti_conformance.target.discovery import known_before
from cti_conformance.text.excerpts import plural
from cti_conformance.text.redaction import escape_control

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cti_conformance.ledger.selection import Selection
    from cti_conformance.pytest_plugin.run_plan import RunPlan
    from cti_conformance.results.capabilities import Capabilities
    from cti_conformance.target.ports.writes import Kind

WRITE_DESCRIPTIONS: dict[Kind, str] = {
    "calls": "send calls; each may create a contact, a ticket, notes and a time entry",
    "contacts": "create contacts (or call as those listed as [[contacts]])",
    "agents": "create agents (or use those listed as [[agents]])",
    "tickets": "create tickets beforehand",
    "changes": "change or delete records that they created",
    "desktops": "open and close agents' desktops, and act there",
    "settings": "change the admin's settings, and restore them",
    "clicks": "make a callback dial; all numbers are fictitious",
    "crashes": "crash the server",
}
"""How a plan describes each kind, in this order."""

USUAL_RATE = 400.0
"""Requests a minute that a hosted helpdesk may allow."""

MAX_LISTED = 15
"""Up to this many rules their ids are listed."""


@dataclass(frozen=True)
class Plan:
    """The scenarios of a run.

    Attributes:
        selection: The rules.
        items: The scenarios of the rules.
        capabilities: What the target is known to lack.
        target: What would be tested.
        rate: How many requests a minute the run may send; ``None`` for any number.
        is_of_partners: Whether that is a softphone or a callback.
        is_elsewhere: Whether it is a partner whose calls go to a reference of the run.
    """

    selection: Selection
    items: Sequence[pytest.Item]
    capabilities: Capabilities
    target: str
    rate: float | None
    is_of_partners: bool = False
    is_elsewhere: bool = False

    @cached_property
    def running(self) -> list[pytest.Item]:
        """The scenarios of rules that can be tested, as far as is known without a request."""
        return [
            item
            for item in self.items
            if not self.capabilities.why_missing(item.stash[RULE].relies_on)
        ]

    def lines(self, *, names: bool) -> Iterator[str]:
        """Yield the lines of the plan.

        Args:
            names: Whether to name each scenario.
        """
        rules = {item.stash[RULE].id for item in self.running}
        yield (
            f"Plan: {plural(len(self.running), 'scenario')} of {plural(len(rules), 'rule')} of "
            f"version {self.selection.version}, on {escape_control(self.target)}. No requests "
            "were sent."
        )
        yield ""
        yield from self._chapters(names=names)
        yield ""
        if self.selection.is_quick:
            yield f"Note: {QUICK_RUN}"
        yield from self._untested()
        if self.is_elsewhere:
            yield "They make calls on a reference of their own; nothing is written anywhere else."
        else:
            yield self._requests()
            yield from self._written()

    def _chapters(self, *, names: bool) -> Iterator[str]:
        chapters = self.selection.ledger.chapters
        wide = max(len(chapter.title) for chapter in chapters)
        yield f"{'':<{wide + 6}}{'rules':>12}{'scenarios':>12}"
        for chapter in chapters:
            items = [item for item in self.running if item.stash[RULE].chapter == chapter.code]
            if not items:
                continue
            rules = Counter(item.stash[RULE].id for item in items)
            yield f"{chapter.code:<6}{chapter.title:<{wide}}{len(rules):>12}{len(items):>12}"
            if names:
                yield from (
                    f"      {item.stash[RULE].id}  {rendered_scenario(item).name}" for item in items
                )

    def _untested(self) -> Iterator[str]:
        """Yield the rules that will not be tested, as far as that is known, by reason."""
        needs = Counter(r.relies_on for r in self.selection.ledger if r.id in self.selection.ids)
        for name, why in self.capabilities.reasons.items():
            if count := needs[name]:
                yield f"Not tested, {plural(count, 'rule')}: needs {name}: {escape_control(why)}"

    def _requests(self) -> str:
        """Return how many requests the run will send, and how long they take at a rate."""
        sent, rate = costs.estimate(self.running), self.rate or USUAL_RATE
        took = f"{sent / rate:.0f} minutes" if sent >= 2 * rate else f"{60 * sent / rate:.0f} s"
        how = "--rate" if self.rate else "for example"
        return f"Requests to the target: about {sent:,}; at {rate:g} a minute ({how}) {took}."

    def _written(self) -> Iterator[str]:
        by_kind: dict[Kind, list[str]] = {kind: [] for kind in WRITE_DESCRIPTIONS}
        for item in self.running:
            for kind in writes_of(item):
                by_kind[kind].append(item.stash[RULE].id)
        where = "the bundled reference and its partner" if self.is_of_partners else "the target"
        yield f"What the scenarios would write on {where}, and how many do:"
        for kind, description in WRITE_DESCRIPTIONS.items():
            rules = list(dict.fromkeys(by_kind[kind]))
            if rules:
                which = f": {', '.join(rules)}" if len(rules) <= MAX_LISTED else ""
                yield f"{len(by_kind[kind]):>6}  {description}{which}"
        if self.is_of_partners:
            return  # the reference is discarded
        yield (
            'All created records carry a mark ("cti-" and digits), and are deleted afterwards as '
            "far as the API allows."
        )


class Planning:
    """Prints the plan instead of running.

    Args:
        run_plan: The run.
    """

    def __init__(self, run_plan: RunPlan) -> None:
        self._run_plan = run_plan

    @staticmethod
    def instead_of_running(config: pytest.Config) -> None:
        """Make pytest collect only, without output of its own."""
        config.option.collectonly = True
        config.option.plan_names = config.option.verbose > 0
        config.option.verbose = -2

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Print the plan."""
        plan = Plan(
            self._run_plan.selection,
            [item for item in session.items if RULE in item.stash],
            known_before(self._run_plan.target_config),
            self._run_plan.target_name,
            self._run_plan.options.rate,
            is_of_partners=bool(self._run_plan.partners.names),
            is_elsewhere=self._run_plan.partners.telephony is not None,
        )
        session.items.clear()  # or pytest would list them
        reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
        for line in plan.lines(names=session.config.option.plan_names):
            (reporter.write_line if reporter else print)(line)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Do not treat an empty run as an error."""
        if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK
