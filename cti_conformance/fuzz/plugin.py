"""The plugin for ``--fuzz``: adds the campaigns to a run, after its scenarios."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.fuzz.context import CampaignContext, TimeOver
from cti_conformance.fuzz.finding import results
from cti_conformance.phone_numbers import Numbers
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, not_tested
from cti_conformance.results.summary import CampaignSummary, FuzzSummary
from cti_conformance.scenario.further import report_of
from cti_conformance.scenario.item import CAMPAIGN
from cti_conformance.scenario.payload import CampaignPayload
from cti_conformance.scenario.session import Session
from cti_conformance.transport.wire import Wire
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.fuzz.context import Campaign
    from cti_conformance.ledger.selection import Selection
    from cti_conformance.results.findings import Findings
    from cti_conformance.results.verdict import Deviation, ScenarioResult
    from cti_conformance.scenario.run import Run

NAME = "fuzz"


def new_seed() -> int:
    """Return an unpredictable seed that is short enough to type."""
    return random.SystemRandom().randrange(10**6)


@dataclass(frozen=True)
class Host:
    """The parts of a run that fuzzing uses.

    Attributes:
        config: Pytest's.
        selection: The selected rules.
        deviations: The known deviations.
        target_config: The target; ``None`` means the bundled reference.
        session: The target of this process.
        findings: The results of this process.
    """

    config: pytest.Config
    selection: Selection
    deviations: Sequence[Deviation]
    target_config: TargetConfig | None
    session: Session
    findings: Findings


class Fuzz:
    """The campaigns of one pytest process.

    Args:
        host: The run that they belong to.
        examples: How many examples to try of each operation or property.
        seed: The seed of the examples.
        time_s: Maximum time for all of them, in seconds; by default unlimited.
        folder: Where hypothesis caches its Unicode tables, which take a second to compute; by
            default a temporary folder. Examples are not stored.
        reports: Whether to report findings; a worker of xdist leaves that to its controller.
    """

    def __init__(
        self,
        host: Host,
        examples: int,
        seed: int,
        time_s: float | None,
        folder: Path | None,
        *,
        reports: bool,
    ) -> None:
        import hypothesis.configuration

        self.host = host
        self.examples = examples
        self.seed = seed
        self.summary = FuzzSummary(seed, examples)
        self._reports = reports
        self._time_s = time_s
        self._ends: float | None = None
        self._left = 0
        self._session: Session | None = None
        self._folder = None if folder else tempfile.mkdtemp(prefix="cti-fuzz-")
        hypothesis.configuration.set_hypothesis_home_dir(folder or self._folder)

    # -- hooks -----------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Add a test for each campaign: at the end, or first where processes share the work."""
        from cti_conformance.fuzz.campaigns import CAMPAIGNS

        parent = Collected.from_parent(session, name=NAME, nodeid=NAME)
        added = [
            Item.from_parent(parent, name=campaign.name, fuzz=self, campaign=campaign)
            for campaign in CAMPAIGNS
        ]
        if self._reports:
            items += added
        else:  # they take longest, and should not begin when the other processes are done
            items[:0] = added
        collected = pytest.CollectReport(NAME, "passed", None, [*added])
        session.ihook.pytest_collectreport(report=collected)  # so that they are counted

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Count the campaigns, which share the time."""
        self._left = sum(isinstance(item, Item) for item in session.items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the findings of a campaign to its report."""
        made = yield
        if isinstance(item, Item) and call.when == "call":
            if call.excinfo and not made.skipped:
                error = call.excinfo.value
                item.context.log.unjudged = item.context.run.target.redactor.clean(
                    f"the suite failed: {type(error).__name__}: {error}"
                )
                made.outcome, made.longrepr = "passed", None  # its scenarios are shown instead
            CampaignPayload(item.summarize(), item.results(done=not made.skipped)).attach(made)
        return made

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Report the findings of a campaign as scenarios of the rules, those of workers as well."""
        payload = CampaignPayload.of(report) if self._reports else None
        if payload is None:
            return
        self.summary.campaigns.append(payload.summary)
        for result in payload.results:
            ledger, deviations = self.host.selection.ledger, self.host.deviations
            scenario = report_of(result, report, NAME, ledger, deviations)
            self.host.config.hook.pytest_runtest_logreport(report=scenario)

    def pytest_unconfigure(self) -> None:
        """Stop the target, and remove the temporary folder."""
        if self._session:
            self._session.end()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    # -- for the campaigns -----------------------------------------------------------------

    def context(self, campaign: Campaign, report: Any) -> CampaignContext:
        """Return the context of the next campaign, with its share of the time."""
        # Each campaign has a seed of its own, whichever others run.
        seed = random.Random(f"{self.seed} {campaign.name}").randrange(2**32)
        run = self._run(seed)
        now = time.monotonic()
        if self._time_s is not None and self._ends is None:
            self._ends = now + self._time_s
        share = now + run_time().left_s
        if self._ends is not None:
            share = min(share, now + max(0.0, self._ends - now) / max(1, self._left))
        self._left -= 1
        return CampaignContext(run, self.examples, seed, share, report)

    def _run(self, seed: int) -> Run:
        """Return the run to fuzz in; the bundled reference is started anew, to be repeatable."""
        if self.host.target_config:
            return self.host.session.open()
        if self._session is None:
            self._session = Session(None, Wire(), (0, 1), in_browser=False)
        run = self._session.open()
        digits = str(10**8 + random.Random(seed).randrange(9 * 10**8))
        country = run.target.config.country
        return replace(run, numbers=Numbers(country, seed=seed), digits=digits)


class Collected(pytest.Collector):
    """The parent of the campaigns in pytest's tree."""

    def collect(self) -> Sequence[pytest.Item]:
        """Return nothing: the campaigns are added to what pytest collects."""
        return ()


class Item(pytest.Item):
    """A campaign as a test of pytest."""

    def __init__(self, *, fuzz: Fuzz, campaign: Campaign, **others: Any) -> None:
        super().__init__(**others)
        self.stash[CAMPAIGN] = True
        self._fuzz = fuzz
        self.campaign = campaign
        self._note = ""
        self._began = time.monotonic()
        self.context: CampaignContext

    def runtest(self) -> None:
        """Run the campaign with the target locked."""
        self.context = context = self._fuzz.context(self.campaign, self._say)
        self._began = time.monotonic()
        missing_requirement = self.campaign.missing_requirement(context.run)
        if missing_requirement:
            self._note = f"not tested: {missing_requirement}"
            not_tested(missing_requirement)
        try:
            with context.run.locked(exclusive=True):
                self.campaign.go(context)
        except TimeOver:
            self._note = "stopped: the time was over"
        except (RuleViolated, Inconclusive) as error:
            context.log.unjudged = context.run.target.redactor.clean(str(error))
        except KeyboardInterrupt:
            self._note = "stopped: interrupted"
            self._fuzz.host.findings.results += self.results(done=False)
            self._fuzz.summary.campaigns.append(self.summarize())
            raise

    def results(self, *, done: bool) -> list[ScenarioResult]:
        """Return the findings as scenarios."""
        duration_s = time.monotonic() - self._began
        selection, able = self._fuzz.host.selection, self.context.run.target.capabilities
        rules = {
            rule.id
            for rule in selection.ledger
            if rule.id in selection.ids and able.has(rule.needs)
        }
        return results(self.campaign.name, self.context.log, rules, duration_s, done=done)

    def summarize(self) -> CampaignSummary:
        """Return the summary."""
        log = self.context.log
        return CampaignSummary(
            self.campaign.name,
            log.operations,
            {name: checked.cases for name, checked in log.properties.items()},
            {n: len(checked.findings) for n, checked in log.properties.items()},
            self._note or log.unjudged,
        )

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Return its location for pytest; it is in no file."""
        return self.path, None, f"fuzz: {self.campaign.name}"

    def _say(self, line: str) -> None:
        """Show the progress."""
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter and self.config.option.verbose >= 0:
            passed = time.monotonic() - self._began
            reporter.ensure_newline()
            reporter.write_line(f"fuzz: {self.campaign.name}, {passed:.0f} s: {line}")
