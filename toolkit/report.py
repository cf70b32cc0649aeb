"""The report of a run, as data: what ``report.json`` holds (``spec/report.schema.json``)."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cti_conformance import __version__
from cti_conformance.baseline import compare
from cti_conformance.config import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cti_conformance.fuzz.plugin import Fuzz
    from cti_conformance.ledger import Ledger
    from cti_conformance.verdict import Judgement, RuleResult, ScenarioResult

REPORT_FILE = "report.json"
SCREENSHOTS = "screenshots"
INTERRUPTED = "The run was interrupted: what it had not come to is not tested."


@dataclass(frozen=True)
class Summary:
    """A whole run.

    Attributes:
        target: The target's address, or what it is.
        missing: For each capability why the target lacks it; empty where it is there.
        started: When the run began, in seconds since 1970.
        duration_s: How long it took, in seconds.
        unusable: Why the target could not be tested at all; empty if it could.
        leftovers: What the run made on the target and could not clear away.
        baseline: The report of an earlier run to compare with, if any.
        fuzz: What fuzzing came to, where that was asked for.
        interrupted: Whether somebody ended it before its end.
    """

    ledger: Ledger
    judgement: Judgement
    target: str
    missing: Mapping[str, str]
    started: float
    duration_s: float
    unusable: str
    leftovers: tuple[str, ...]
    baseline: Mapping[str, Any] | None = None
    fuzz: Fuzz | None = None
    interrupted: bool = False

    @cached_property
    def data(self) -> dict[str, Any]:
        """The run as JSON data."""
        data = _as_data(self)
        compared = compare(self.baseline, data) if self.baseline and not self.unusable else None
        return {**data, "baseline": compared}

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What changed since the earlier run."""
        baseline = self.data["baseline"]
        return list(baseline["changes"]) if baseline else []


def _as_data(summary: Summary) -> dict[str, Any]:
    started = dt.datetime.fromtimestamp(summary.started, tz=dt.UTC)
    judgement = summary.judgement
    return {
        "suite": {
            "name": "cti-conformance",
            "version": __version__,
            "rules": summary.ledger.versions[-1],
        },
        "target": {
            "url": summary.target,
            "capabilities": {
                name: {"available": not reason, "reason": reason}
                for name, reason in summary.missing.items()
            },
        },
        "started_at": started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "duration_s": round(summary.duration_s, 3),
        "verdict": judgement.verdict,
        "reason": summary.unusable or (INTERRUPTED if summary.interrupted else ""),
        "profiles": dict(judgement.profiles),
        "rules": [_rule(summary.ledger, result) for result in judgement.rules],
        "stale_deviations": list(judgement.stale),
        "leftovers": list(summary.leftovers),
        **({"fuzz": summary.fuzz.as_data()} if summary.fuzz else {}),
    }


def _rule(ledger: Ledger, result: RuleResult) -> dict[str, Any]:
    rule = result.rule
    return {
        "id": rule.id,
        "title": rule.title,
        "statement": rule.statement,
        "level": rule.level,
        "evidence": rule.evidence,
        "source": ledger.where(rule),
        "needs": rule.needs,
        "outcome": result.outcome,
        "reason": result.reason,
        "branch": result.branch,
        "scenarios": [
            {name: value for name, value in scenario.as_data().items() if name != "rule"}
            for scenario in result.scenarios
        ],
    }


def check_directory(directory: Path | None) -> None:
    """Make sure, before the run, that the report can be written after it.

    Raises:
        ConfigError: it cannot.
    """
    if directory is None:
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for old in (directory / SCREENSHOTS).glob("CTI-*.png"):
            old.unlink(missing_ok=True)  # of an earlier run, which this report is not about
    except OSError as error:
        raise ConfigError(f"--report-dir {directory}: {error.strerror}") from error


def keep_screenshots(directory: Path, scenario: ScenarioResult, shots: list[bytes]) -> list[str]:
    """Write the pictures of a scenario; return their paths from the folder of the report."""
    folder = directory / SCREENSHOTS
    folder.mkdir(exist_ok=True)
    # Of one rule several examples may fail, in several processes.
    mark = f"{zlib.crc32(f'{scenario.where} {scenario.name}'.encode()):08x}"
    kept = []
    for number, shot in enumerate(shots, start=1):
        name = f"{scenario.rule}-{mark}-{number}.png"
        (folder / name).write_bytes(shot)
        kept.append(f"{SCREENSHOTS}/{name}")
    return kept


def write(directory: Path, summary: Summary) -> Path:
    """Write ``report.json`` into a folder, and what is made of it; return what people read."""
    # Imported here: a run that writes no report does not pay for it.
    from cti_conformance.html import badge, report_page

    def save(name: str, text: str) -> Path:
        # Half of a surrogate pair has no UTF-8: \ud83d stands for it, which JSON reads as it was.
        file = directory / name
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
        return file

    data = summary.data
    save(REPORT_FILE, json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    save("badge.svg", badge(data))
    return save("report.html", report_page(data, summary.ledger, directory))
