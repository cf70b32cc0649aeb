"""One trial: a run of the suite on the reference with one defect, in a process that is forked.

The process that forks has imported all that either side needs, so a trial costs what its scenarios
cost and little more.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import cti_conformance.scenario.session
from cti_conformance.pytest_plugin.collecting import step_modules
from cti_conformance.scenario.item import RULE
from cti_conformance.scenario.payload import ScenarioPayload
from cti_conformance.target.browser import chromium
from cti_conformance.target.target import Target
from matrix.coverage import Tracer
from matrix.reference import StillbornError, served
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

# What the reference imports, but for what is its own.
HEAVY = (
    *("starlette.applications", "starlette.middleware", "starlette.background"),
    *("uvicorn", "uvicorn.protocols.http.h11_impl", "uvicorn.loops.asyncio"),
    *(
        "uvicorn.lifespan.off",
        "asyncio",
        "anyio._backends._asyncio",
        "sqlite3",
        "jsonschema",
        "yaml",
        "phonenumbers",
    ),
)


@dataclass(frozen=True)
class Trial:
    """A trial to run.

    Attributes:
        name: The name of the defect.
        texts: What stands in the files of the reference that it changes, by their names.
        rules: The rules whose scenarios are run, first those that come first; none for all.
        limits: How long an answer, and what is to appear, may take, in seconds. What the reference
            does is seen at once, so what is not seen at once will never be.
        options: Further arguments of pytest.
        within_s: How long it may take, in seconds; then it is killed.
        until_told: Whether to stop as soon as one scenario has failed. REST v2 is declared then, so
            that a defect of it is told, too.
        until: Stop as soon as this rule has failed; empty to go on.
        without: The rules whose own scenarios are left out: only the oracle can tell them.
        trace: Where to write which lines of the reference each rule has run, by its place among
            the rules.
        config: What stands in ``cti-target.toml`` before its first table.
        disposable: Whether it is our own reference to the suite, which is discarded afterwards and
            has to follow the API descriptions to the letter.
    """

    name: str
    texts: Mapping[str, str]
    rules: Sequence[str] = ()
    limits: tuple[float, float] = (10.0, 0.25)
    options: tuple[str, ...] = ()
    within_s: float = 300.0
    until_told: bool = False
    until: str = ""
    without: frozenset[str] = frozenset()
    trace: Path | None = None
    config: str = ""
    disposable: bool = True


@dataclass(frozen=True)
class Outcome:
    """The outcomes of the suite.

    Attributes:
        rules: Of each rule of which a scenario ran, what came of it (an outcome of the report).
        reasons: Of each rule that did not pass, why.
        requests: Of each rule that is broken, how few requests show it.
        output: What was printed.
        stillborn: Why the reference could not be run at all; empty if it could.
        duration_s: How long it took.
    """

    rules: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    output: str = ""
    stillborn: str = ""
    duration_s: float = 0.0

    def of(self, *outcomes: str) -> frozenset[str]:
        """Return the rules with one of these outcomes."""
        return frozenset(rule for rule, outcome in self.rules.items() if outcome in outcomes)

    @property
    def told(self) -> frozenset[str]:
        """The rules that are broken, a SHOULD or a MUST."""
        return self.of("failed", "warning")


class Order:
    """Plugin: runs the scenarios in the order of their rules, and no further than it must."""

    def __init__(self, trial: Trial, tracer: Tracer | None) -> None:
        self._trial = trial
        self._tracer = tracer
        self._place = {rule: place for place, rule in enumerate(trial.rules)}
        self._told: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None]:
        """Bring the scenarios into the order of their rules, and leave some out."""
        yield
        items[:] = [item for item in items if _marked(item) not in self._trial.without]
        last = len(self._place)
        items.sort(key=lambda item: self._place.get(_marked(item), last))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Record the tested rule, and skip further examples of one that has failed."""
        rule = _rule(item)
        if rule in self._told:
            pytest.skip("the rule is broken already")
        if self._tracer:
            self._tracer.switch_to_call_of(self._place[rule])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Stop where enough is known."""
        payload = ScenarioPayload.of(report)
        if payload and payload.result.outcome == "failed":
            self._told.add(payload.result.rule)
            if self._trial.until_told or self._trial.until == payload.result.rule:
                self._session.shouldstop = "the defect was told"

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Remember the session, to stop it."""
        self._session = session


def _rule(item: pytest.Item) -> str:
    """Return the rule of a scenario; a campaign of fuzzing has none."""
    rule = item.stash.get(RULE, None)
    return rule.id if rule else ""


def _marked(item: pytest.Item) -> str:
    """Return the rule of a scenario as marked: the suite may not have adopted the item yet."""
    marker = item.get_closest_marker("rule")
    return str(marker.args[0]) if marker else ""


def warm_up() -> None:
    """Import the modules of the trials, and read the features."""
    for name in (*HEAVY, "cti_conformance.pytest_plugin.plugin", *step_modules()):
        importlib.import_module(name)


def run_trial(trial: Trial, folder: Path) -> None:
    """Run a trial in this forked process, and write the result into a folder.

    Args:
        trial: The trial.
        folder: An empty folder.
    """
    os.setsid()
    with (folder / "output").open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.chdir(ROOT)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)  # leftovers are removed with it
    for name in [name for name in os.environ if name.startswith(("CTI_", "PYTEST_"))]:
        if name != chromium.VARIABLE:
            del os.environ[name]
    session: Any = cti_conformance.scenario.session
    session.Target = partial(Target, disposable=trial.disposable)
    try:
        tracer = Tracer(trial.trace) if trial.trace else None
        with served(trial.texts, tracer) as (url, environment):
            os.environ |= environment
            _run_pytest(trial, folder, url, Order(trial, tracer))
    except StillbornError as problem:
        (folder / "stillborn").write_text(str(problem), encoding="utf-8")
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()


def _run_pytest(trial: Trial, folder: Path, url: str, order: Order) -> None:
    config = folder / "cti-target.toml"
    answer_s, appear_s = trial.limits
    settings = f"{trial.config}[limits]\nanswer_s = {answer_s}\nappear_s = {appear_s}\n"
    if trial.until_told:
        settings += "[capabilities]\nrecords = true\n"
    config.write_text(settings, encoding="utf-8")
    arguments = [
        *("-q", "-p", "no:cacheprovider", "-p", "no:warnings", "-p", "no:anyio", "-p", "no:xdist"),
        *("--assert=plain", f"--report-dir={folder}"),
        *(f"--target-url={url}", f"--target-config={config}"),
        *(f"--rule={rule}" for rule in trial.rules),
        *trial.options,
    ]
    pytest.main(arguments, plugins=[order])


def read_outcome(folder: Path, duration_s: float) -> Outcome:
    """Return the result of a trial from its folder."""
    output = (folder / "output").read_text(encoding="utf-8", errors="replace")
    stillborn = folder / "stillborn"
    file = folder / "report.json"
    if stillborn.exists():
        return Outcome(output=output, stillborn=stillborn.read_text("utf-8"), duration_s=duration_s)
    if not file.exists():
        return Outcome(
            output=output,
            stillborn=f"the suite left no report: {output[-2000:]}",
            duration_s=duration_s,
        )
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    rules = [rule for rule in report["rules"] if rule["outcome"] != "not-tested"]
    # Fuzzing that finds nothing tests no rule.
    tested = rules or report.get("fuzz", {}).get("campaigns")
    shown = {
        rule["id"]: [len(s["exchanges"]) for s in rule["scenarios"] if s["outcome"] == "failed"]
        for rule in rules
    }
    return Outcome(
        rules={rule["id"]: rule["outcome"] for rule in rules},
        reasons={rule["id"]: rule["reason"] for rule in rules if rule["outcome"] != "passed"},
        requests={rule: min(lengths) for rule, lengths in shown.items() if lengths},
        output=output,
        stillborn="" if tested else f"it could not be tested: {report['reason'] or output[-2000:]}",
        duration_s=duration_s,
    )
