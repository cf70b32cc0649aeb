"""Reports that no run has made, to be read and shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from cti_conformance import __version__
from cti_conformance.ledger.rules import CAPABILITIES, load_ledger, spec_file
from cti_conformance.report.html import badge, report_page

if TYPE_CHECKING:
    from pathlib import Path

LEDGER = load_ledger().about(CAPABILITIES)
STEPS = [
    "Given a screen pop",
    "When the pop is sent",
    "Then the pop is accepted",
    "And there is more",
]


def exchange(text: str = "{}") -> dict[str, Any]:
    """Return an exchange, with this text wherever the target or the suite may put one."""
    return {
        "request": f"POST /api/v2/integrations/cti/pop?{text}",
        "curl": f"curl -i --data-raw '{text}' https://helpdesk.example.com",
        "status": 201,
        "answer": text,
        "duration_s": 0.012,
    }


def scenario(outcome: str = "passed", text: str = "why", **fields: Any) -> dict[str, Any]:
    """Return an example that ended so."""
    passed, failed = outcome == "passed", outcome == "failed"
    return {
        "name": f"an example that has {outcome}",
        "where": "features/pop.feature:10",
        "origin": "feature",
        "outcome": outcome,
        "duration_s": 0.25,
        "steps": STEPS,
        "ended_at": None if passed else 2,
        "reason": "" if passed else text,
        "expected": text if failed else "",
        "observed": text if failed else "",
        "branch": None,
        "exchanges": [] if passed else [exchange(text)],
        "console": [],
        "screenshots": [],
        "script": "",
        "decides": None,
        "people": [],
        **fields,
    }


def report(**rules: dict[str, Any]) -> dict[str, Any]:
    """Return a report in which every rule passed, except for these changes.

    Args:
        rules: What is otherwise, by the id of the rule with ``_`` for ``-``, without ``CTI_``.
    """
    ledger = LEDGER
    told = {f"CTI-{name.replace('_', '-')}": fields for name, fields in rules.items()}
    return {
        "suite": {"name": "cti-conformance", "version": __version__, "rules": __version__},
        "target": {
            "url": "https://helpdesk.example.com",
            "capabilities": {name: {"available": True, "reason": ""} for name in CAPABILITIES},
        },
        "started_at": "2027-01-31T12:00:00Z",
        "duration_s": 21.5,
        "verdict": "non-conformant" if told else "conformant",
        "reason": "",
        "profiles": dict.fromkeys(CAPABILITIES, "conformant"),
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "statement": rule.statement,
                "level": rule.level,
                "evidence": rule.evidence,
                "source": ledger.where(rule),
                "needs": rule.needs,
                "outcome": "passed",
                "selected": True,
                "reason": "",
                "known": "",
                "branch": None,
                "scenarios": [scenario()],
                **told.get(rule.id, {}),
            }
            for rule in ledger
        ],
        "stale_deviations": [],
        "leftovers": [],
        "kept": [],
        "baseline": None,
    }


def failed(text: str = "why", **fields: Any) -> dict[str, Any]:
    """Return the data of a failed rule in a report."""
    return {"outcome": "failed", "reason": text, "scenarios": [scenario("failed", text, **fields)]}


def write_page(data: dict[str, Any], folder: Path) -> Path:
    """Write the files of a report into a folder; return the page."""
    problem = best_match(Draft202012Validator(schema()).iter_errors(data))
    assert problem is None, f"{problem.json_path}: {problem.message[:300]}"
    (folder / "badge.svg").write_text(badge(data), encoding="utf-8")
    page = folder / "report.html"
    page.write_text("".join(report_page(data, LEDGER, folder)), encoding="utf-8")
    return page


def schema() -> dict[str, Any]:
    """Return the schema of a report."""
    loaded: dict[str, Any] = json.loads(spec_file("report.schema.json").read_text("utf-8"))
    return loaded
