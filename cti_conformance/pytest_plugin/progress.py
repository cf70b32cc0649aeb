"""The progress of a run, per chapter or per scenario."""

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
"""The categories in which pytest counts these outcomes."""

TITLE_WIDTH = 33


class Progress:
    """Replaces pytest's dots if all tests of the run belong to the suite.

    On a terminal the last line is updated with the progress. Each finished chapter gets a line of
    its own; a log has these lines only. With ``-v`` each scenario has a line instead, and with
    ``-q`` nothing is shown.

    Args:
        reporter: Pytest's terminal reporter.
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

    # -- hooks -----------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Take over if all tests of the run belong to the suite."""
        # Fuzzing campaigns show their progress themselves.
        if all(RULE in item.stash or CAMPAIGN in item.stash for item in session.items):
            self._begin()
        try:
            return (yield)
        finally:
            self._end()

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Count a scenario by its outcome in the suite, and keep pytest from showing it again."""
        if CampaignPayload.of(report):
            return "", "", ""  # its scenarios are shown instead
        payload = ScenarioPayload.of(report)
        if payload is None:
            return None
        word = _word(report, payload.result)
        category = CATEGORIES.get(word, word)
        letter = "." if word == "passed" else word[0].upper()
        return (category, "", "") if self._is_on else (category, letter, word.upper())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Show that a scenario has ended."""
        payload = ScenarioPayload.of(report)
        if self._is_on and self._verbose >= 0 and payload:
            self._planned = payload.planned or self._planned
            self._add(payload.result, _word(report, payload.result))
            self._reporter.flush()

    # -- output ----------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._is_on:
            self._is_on = True
            self._reporter.showfspath = False
            # The only way to suppress the line with which -v announces each test: the reporter is #
            # final, and the setting verbosity_test_cases is read but never set.
            self._reporter.config.option.verbose = min(self._verbose, 0)

    def _end(self) -> None:
        """Show the chapters that did not finish, and restore pytest's own output."""
        self._wipe()
        for code in self._done:
            if not self._is_finished(code) and self._verbose == 0:
                self._write_chapter(code)
        self._reporter.config.option.verbose = self._verbose

    def _add(self, result: ScenarioResult, word: str) -> None:
        if result.origin != "feature":
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
        if self._is_finished(code):
            self._write_chapter(code)
        elif self._live:
            self._write_status(code)

    def _is_finished(self, code: str) -> bool:
        return self._done[code].total() >= self._planned.get(code, 0)

    def _write_scenario(self, word: str, result: ScenarioResult) -> None:
        self._wipe()
        why = f" ({result.reason})" if word == "not tested" else ""
        text = f"{result.rule}  {result.name}{why}"
        self._reporter.write(f"{word.upper():<11}", **COLOURS[word])
        self._reporter.write_line(escape_control(text))

    def _write_chapter(self, code: str) -> None:
        self._wipe()
        count = self._done[code]
        worst = next(word for word in WORST_FIRST if count[word])
        counts = ", ".join(f"{count[word]} {word}" for word in COLOURS if count[word])
        if not self._is_finished(code):
            counts = f"{count.total()} of {self._planned[code]} examples ran: {counts}"
        self._reporter.write(f"{code:<6}{self._title(code)}  ")
        self._reporter.write_line(counts, **COLOURS[worst])

    def _write_status(self, code: str) -> None:
        done = sum(count.total() for count in self._done.values())
        line = (
            f"{code:<6}{self._title(code)}  {self._done[code].total()} of {self._planned[code]}"
            f"   (all: {done} of {sum(self._planned.values())})"
        )
        self._rewrite(line)
        self._is_dirty = True

    def _title(self, code: str) -> str:
        """Return the title, in a column that fits the terminal."""
        wide = max(min(TITLE_WIDTH, terminal_width() - 45), 0)
        return f"{self._titles[code][:wide]:<{wide}}"

    def _wipe(self) -> None:
        """Clear the progress line."""
        if self._is_dirty:
            self._rewrite("")
            self._reporter.rewrite("")
            self._is_dirty = False

    def _rewrite(self, line: str) -> None:
        """Overwrite the progress line; one wider than the terminal would scroll."""
        wide = terminal_width() - 1
        self._reporter.rewrite(line[:wide].ljust(wide))


class ControllerProgress(Progress):
    """The progress in the controller of xdist, whose workers run the scenarios."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(
        self,
        session: pytest.Session,  # noqa: ARG002 - it has no tests
    ) -> Generator[None, object, object]:
        """Stop at the end of the run."""
        try:
            return (yield)
        finally:
            self._end()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self) -> None:
        """Take over if pytest was asked to run the suite only."""
        if runs_the_suite_only(self._reporter.config):
            self._begin()


def _word(report: pytest.TestReport, result: ScenarioResult) -> str:
    """Return the outcome of a scenario; a failure that does not fail the run is "tolerated"."""
    return "tolerated" if hasattr(report, "wasxfail") else SHOWN[result.outcome]
