"""The outcomes of a run, read from a ``report.json`` to be shown with the rules."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, exceptions

from cti_conformance.ledger.rules import spec_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class ReportUnusable(Exception):  # noqa: N818 - says what is wrong with the file
    """A report cannot be read; the message names it and the reason."""


@dataclass(frozen=True)
class Result:
    """The result of one rule."""

    outcome: str
    reason: str
    branches: tuple[str, ...]


@dataclass(frozen=True)
class Outcomes:
    """The results of a run.

    Attributes:
        suite: The version of the suite that ran.
    """

    target: str
    started_at: str
    suite: str
    verdict: str
    profiles: Mapping[str, str]
    results: Mapping[str, Result]

    @property
    def counts(self) -> Counter[str]:
        """How many rules have each outcome."""
        return Counter(result.outcome for result in self.results.values())


def read_outcomes(path: Path) -> Outcomes:
    """Read a report.

    Raises:
        ReportUnusable: It is missing or is not a report.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportUnusable(f"report {path}: {error.strerror}") from error
    except ValueError as error:
        raise ReportUnusable(f"report {path} is not JSON: {error}") from error
    schema = json.loads(spec_file("report.schema.json").read_text(encoding="utf-8"))
    problem = exceptions.best_match(Draft202012Validator(schema).iter_errors(data))
    if problem:
        raise ReportUnusable(
            f"report {path} is not from this version of the suite, {problem.json_path}: "
            f"{problem.message[:200]}"
        )
    return Outcomes(
        target=data["target"]["url"],
        started_at=data["started_at"],
        suite=data["suite"]["version"],
        verdict=data["verdict"],
        profiles=data["profiles"],
        results={rule["id"]: _result(rule) for rule in data["rules"]},
    )


def _result(rule: Mapping[str, Any]) -> Result:
    branches = (rule["branch"] or "").split(", ") if rule["branch"] else []
    reason = ". ".join(text for text in (rule.get("known", ""), rule["reason"]) if text)
    return Result(rule["outcome"], reason, tuple(branches))
