"""Calls and agents in any order, as a state machine of hypothesis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hypothesis import seed
from hypothesis.stateful import (
    RuleBasedStateMachine,
    run_state_machine_as_test,
)

from cti_conformance.fuzz.account import Account
from cti_conformance.fuzz.attempt import Attempt, campaigning, quiet
from cti_conformance.fuzz.context import TimeOver
from cti_conformance.fuzz.helpdesk import Helpdesk
from cti_conformance.fuzz.steps import CallsMachine, CrashMachine, DesktopMachine
from cti_conformance.scenario.cleanup import clean_up
from cti_conformance.scenario.people import People
from cti_conformance.text.redaction import NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.fuzz.context import CampaignContext
    from cti_conformance.scenario.run import Run

NAME = "calls and agents in any order"
ATTEMPTS = 3
# The maximum steps of a run, and the share of examples of that length: a finding after a # few
# steps is small from the start.
LENGTHS = ((4, 0.3), (30, 1.0))
OFFLINE_RULES = (
    *("CTI-POP-04", "CTI-POP-05", "CTI-POP-13", "CTI-POP-14"),
    *("CTI-REQ-01", "CTI-REQ-02", "CTI-REQ-03", "CTI-REQ-04", "CTI-REQ-05", "CTI-REQ-06"),
    *("CTI-REQ-07", "CTI-REQ-08", "CTI-REQ-12", "CTI-RSP-01", "CTI-RSP-02", "CTI-RSP-05"),
    *("CTI-OFF-01", "CTI-OFF-05", "CTI-TKT-04", "CTI-REF-01", "CTI-REF-06"),
    *("CTI-REC-01", "CTI-REC-05", "CTI-DET-03", "CTI-DET-04", "CTI-DET-05"),
)
ONLINE_RULES = (
    *("CTI-ONL-01", "CTI-ONL-02", "CTI-ONL-05", "CTI-ONL-11", "CTI-ONL-12", "CTI-ONL-13"),
    *("CTI-TKT-01", "CTI-TKT-03", "CTI-TKT-05", "CTI-FWD-01", "CTI-FWD-06", "CTI-END-03"),
    *("CTI-END-04", "CTI-FLT-01", "CTI-FLT-05", "CTI-FLT-06", "CTI-FLT-08", "CTI-FLT-10"),
)
CRASH_RULES = ("CTI-FLT-02", "CTI-FLT-03", "CTI-FLT-04")


class MachineCampaign:
    """Checks sequences of calls, and of agents' actions if the target has a desktop."""

    name = NAME

    def missing_requirement(self, run: Run) -> str:
        """Return the capability that the target lacks for it; empty if none."""
        return run.target.capabilities.why_missing("records")

    def go(self, context: CampaignContext) -> None:
        """Run it, and log the findings in the context."""
        run = context.run
        desktop = run.target.capabilities.has("desktop")
        crashes = desktop and run.target.capabilities.has("operations")
        rules = OFFLINE_RULES + ONLINE_RULES * desktop + CRASH_RULES * crashes
        checked = context.log.property(self.name, *rules)
        cast = People(run, run.target, run.numbers, run.new_mark())
        agents = [cast.agent(name) for name in ("Ines", "Tom")]

        def start(part: CampaignContext) -> tuple[Attempt, Helpdesk]:
            if checked.cases % 10 == 0:
                part.report(f"{checked.cases} runs, {sum(part.log.operations.values())} steps")
            attempt = Attempt(part, checked)
            return attempt, Helpdesk(Account(attempt, cast, agents, attempt.steps))

        is_cut = False
        try:
            for n, (steps, share) in enumerate(LENGTHS):
                part = context.part(of=len(LENGTHS) - n)
                machine = _machine(partial(start, part), desktop=desktop, crashes=crashes)
                try:
                    self._run(machine, part, steps, max(1, round(context.examples * share)))
                except TimeOver:
                    is_cut = True
                if checked.findings or context.log.unjudged:
                    break
            if is_cut:
                raise TimeOver
        finally:
            run.leftovers += clean_up(run.target, cast.created)

    def _run(
        self, machine: type[RuleBasedStateMachine], context: CampaignContext, steps: int, runs: int
    ) -> None:
        """Run the machine; if a target is not deterministic, once more with other examples."""
        for attempt in range(ATTEMPTS):
            context.log.unjudged = NO_TEXT
            with campaigning(context):
                run_state_machine_as_test(
                    seed(context.seed + attempt)(machine),
                    settings=quiet(context, max_examples=runs, stateful_step_count=steps),
                )
            if not context.log.unjudged:
                break


def _machine(
    start: Callable[[], tuple[Attempt, Helpdesk]], *, desktop: bool, crashes: bool
) -> type[RuleBasedStateMachine]:
    """Return the machine for a target with these capabilities; each of its rules is a step."""
    base = CrashMachine if crashes else DesktopMachine if desktop else CallsMachine

    class Machine(base):  # type: ignore[misc, valid-type]
        new_example = staticmethod(start)

    return Machine
