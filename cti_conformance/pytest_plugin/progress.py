"""What is seen while a run goes: chapters that tick along, or each scenario by its name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from cti_conformance.ledger.rules import chapter_of
from cti_conformance.pytest_plugin.guest import runs_the_suite_only
from cti_conformance.results.verdict import Outcome
from cti_conformance.scenario.item import CAMPAIGN, RULE
from cti_conformance.scenario.payload import CampaignPayload, ScenarioPayload
from cti_conformance.text.excerpts import terminal_width
from cti_conformance.text.redaction import escape_control

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from cti_conformance.ledger.rules import Ledger
    from cti_conformance.results.verdict import ScenarioResult

SHOWN = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ERROR: "error",
    Outcome.NOT_TESTED: "not tested",
}
COLOURS: dict[str, dict[str, bool]] = {
    "passed": {"green": True},
    "failed": {"red": True},
    "tolerated": {"yellow": True},
    "error": {"red": True},
    "not tested": {"yellow": True},
}
WORST_FIRST = ("failed", "error", "tolerated", "not tested", "passed")
CATEGORIES = {"tolerated": "xfailed", "not tested": "skipped"}
"""How pytest counts what is called so."""

TITLE_WIDTH = 33


class Progress:
    """Takes the place of pytest's dots, as far as the scenarios are the suite's.

    On a terminal the last line says how far the run is, and is written again and again. A chapter
    that is through gets a line that stays; in a log, these are all that is written. With ``-v``
    each scenario has a line instead, and with ``-q`` there is none.

    Args:
        reporter: Pytest's way to the terminal.
        ledger: The chapters.
    """

    def __init__(self, reporter: pytest.TerminalReporter, ledger: Ledger) -> None:
        self._reporter = reporter
        self._titles = {chapter.code: chapter.title for chapter in ledger.chapters}
        self._done: dict[str, Counter[str]] = {}
        self._planned: Mapping[str, int] = {}
        self._verbose = reporter.config.option.verbose
        self._live = reporter.isatty() and self._verbose == 0
        self._is_on = False
        self._is_dirty = False

    # -- what pytest calls -----------------------------------------------------------------

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Take over where all that runs is the suite's."""
        # Campaigns of fuzzing say themselves how far they are.
        if all(RULE in item.stash or CAMPAIGN in item.stash for item in session.items):
            self._begin()
        try:
            return (yield)
        finally:
            self._end()

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Count a scenario in the words of the verdict, and keep pytest from telling it, too."""
        if CampaignPayload.of(report):
            return "", "", ""  # a campaign is told by its scenarios
        payload = ScenarioPayload.of(report)
        if payload is None:
            return None
        word = _word(report, payload.result)
        category = CATEGORIES.get(word, word)
        letter = "." if word == "passed" else word[0].upper()
        return (category, "", "") if self._is_on else (category, letter, word.upper())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell that a scenario is over."""
        payload = ScenarioPayload.of(report)
        if self._is_on and self._verbose >= 0 and payload:
            self._planned = payload.planned or self._planned
            self._add(payload.result, _word(report, payload.result))
            self._reporter.flush()

    # -- what is written -------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._is_on:
            self._is_on = True
            self._reporter.showfspath = False
            # Pytest has no other way to leave out the line with which -v announces each test: its
            # reporter is final, and the setting verbosity_test_cases is read but never set.
            self._reporter.config.option.verbose = min(self._verbose, 0)

    def _end(self) -> None:
        """Tell the chapters that did not get through, and let pytest tell the rest."""
        self._wipe()
        for code in self._done:
            if not self._is_through(code) and self._verbose == 0:
                self._write_chapter(code)
        self._reporter.config.option.verbose = self._verbose

    def _add(self, result: ScenarioResult, word: str) -> None:
        if result.origin == "fuzz":
            if word != "passed" or self._verbose > 0:
                self._write_scenario(word, result)
            return
        code = chapter_of(result.rule)
        self._done.setdefault(code, Counter())[word] += 1
        if self._verbose > 0:
            self._write_scenario(word, result)
            return
        if word in ("failed", "error"):
            self._write_scenario(word, result)
        if self._is_through(code):
            self._write_chapter(code)
        elif self._live:
            self._write_status(code)

    def _is_through(self, code: str) -> bool:
        return self._done[code].total() >= self._planned.get(code, 0)

    def _write_scenario(self, word: str, result: ScenarioResult) -> None:
        self._wipe()
        why = f" ({result.reason})" if word == "not tested" else ""
        told = f"{result.rule}  {result.name}{why}"
        self._reporter.write(f"{word.upper():<11}", **COLOURS[word])
        self._reporter.write_line(escape_control(told))

    def _write_chapter(self, code: str) -> None:
        self._wipe()
        count = self._done[code]
        worst = next(word for word in WORST_FIRST if count[word])
        told = ", ".join(f"{count[word]} {word}" for word in COLOURS if count[word])
        if not self._is_through(code):
            told = f"{count.total()} of {self._planned[code]} examples ran: {told}"
        self._reporter.write(f"{code:<6}{self._title(code)}  ")
        self._reporter.write_line(told, **COLOURS[worst])

    def _write_status(self, code: str) -> None:
        done = sum(count.total() for count in self._done.values())
        line = (
            f"{code:<6}{self._title(code)}  {self._done[code].total()} of {self._planned[code]}"
            f"   (all: {done} of {sum(self._planned.values())})"
        )
        self._rewrite(line)
        self._is_dirty = True

    def _title(self, code: str) -> str:
        """Return the title, in a column as wide as the terminal lets it be."""
        wide = max(min(TITLE_WIDTH, terminal_width() - 45), 0)
        return f"{self._titles[code][:wide]:<{wide}}"

    def _wipe(self) -> None:
        """Clear the line that says how far the run is."""
        if self._is_dirty:
            self._rewrite("")
            self._reporter.rewrite("")
            self._is_dirty = False

    def _rewrite(self, line: str) -> None:
        """Write over the line that is there; a longer one would scroll, and stay."""
        wide = terminal_width() - 1
        self._reporter.rewrite(line[:wide].ljust(wide))


class ControllerProgress(Progress):
    """The same where workers of xdist run the scenarios, and this process has none of them."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(
        self,
        session: pytest.Session,  # noqa: ARG002 - it has no tests
    ) -> Generator[None, object, object]:
        """End it with the run."""
        try:
            return (yield)
        finally:
            self._end()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self) -> None:
        """Take over where nothing but the suite was asked for."""
        if runs_the_suite_only(self._reporter.config):
            self._begin()


def _word(report: pytest.TestReport, result: ScenarioResult) -> str:
    """Return the outcome of a scenario; a failure that fails nothing is "tolerated"."""
    return "tolerated" if hasattr(report, "wasxfail") else SHOWN[result.outcome]
