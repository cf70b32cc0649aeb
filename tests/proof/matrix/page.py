"""The matrix as JSON, and as a page to look at."""

from __future__ import annotations

import json
import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matrix.verdicts import LEDGER, Verdict, by_rule
from mutants.catalogue import FEWER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STATUSES = {
    "killed": "told by the rule that it breaks",
    "others": "told by other rules only",
    "survived": "told by no rule",
    "left": "told by no rule, for the reason given",
    "not run": "does not start",
}
TEMPLATE = Path(__file__).with_name("page.html")


def write(directory: Path, verdicts: Sequence[Verdict], took_s: float) -> dict[str, Any]:
    """Write ``matrix.json`` and ``matrix.html``, and return the data of the former.

    Args:
        directory: Where to; it is made if need be.
        verdicts: What came of each mutant.
        took_s: How long all of it took, in seconds.
    """
    directory.mkdir(parents=True, exist_ok=True)
    data = as_data(verdicts, took_s)
    text = json.dumps(data, indent=1, ensure_ascii=False)
    (directory / "matrix.json").write_text(f"{text}\n", encoding="utf-8")
    (directory / "matrix.html").write_text(as_page(data), encoding="utf-8")
    return data


def as_data(verdicts: Sequence[Verdict], took_s: float) -> dict[str, Any]:
    """Return the matrix as JSON data."""
    order = {rule.id: place for place, rule in enumerate(LEDGER)}
    defects = sorted(
        (verdict.as_data() for verdict in verdicts), key=lambda one: order[one["rule"]]
    )
    names = by_rule(verdict.mutant for verdict in verdicts)
    return {
        "duration_s": round(took_s, 1),
        "cpu_s": round(sum(os.times()[2:4]), 1),  # of the trials, which are ended and waited for
        "statuses": {
            status: sum(one["status"] == status for one in defects) for status in STATUSES
        },
        "problems": sum(bool(one["problems"]) for one in defects),
        "defects": defects,
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "level": rule.level,
                "defects": names[rule.id],
                "why_fewer": FEWER.get(rule.id, ""),
            }
            for rule in LEDGER
        ],
    }


def as_page(data: dict[str, Any]) -> str:
    """Return the page."""
    defects = data["defects"]
    covered = [rule for rule in data["rules"] if rule["defects"]]
    few = [rule for rule in data["rules"] if rule["why_fewer"]]
    figures = [
        (len(defects), "defects"),
        *((data["statuses"][status], told) for status, told in STATUSES.items()),
        (len(covered), f"of {len(data['rules'])} rules have a defect"),
        (sum(len(one["over_killed"]) for one in defects), "blamed without reason"),
        (
            f"{data['duration_s']:.0f} s",
            f"for all of them, {data['cpu_s']:.0f} s of them computing",
        ),
    ]
    parts = {
        "figures": "".join(f"<li><b>{number}</b> {escape(told)}</li>" for number, told in figures),
        "defects": "".join(map(_defect, defects)),
        "rules": "".join(map(_rule, data["rules"])),
        "few": "".join(
            f"<tr><td>{rule['id']}</td><td>{escape(rule['title'])}</td>"
            f"<td>{len(rule['defects'])}</td><td>{escape(rule['why_fewer'])}</td></tr>"
            for rule in few
        ),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"<!-- {name} -->", part)
    return text


def _defect(one: dict[str, Any]) -> str:
    status = one["status"] if not one["problems"] else "problem"
    beside = _ids(one["beside"])
    if one["over_killed"]:
        beside += f" <strong>unexplained: {_ids(one['over_killed'])}</strong>"
    problems = "".join(f"<p class=problem>{escape(text)}</p>" for text in one["problems"])
    return (
        f'<tr class="{status.replace(" ", "-")}"><td>{one["rule"]}</td>'
        f"<td><b>{escape(one['name'])}</b><p>{escape(one['why'])}</p>{problems}</td>"
        f"<td>{escape(STATUSES[one['status']])}</td>"
        f"<td>{beside}<p>{escape(one['reason'])}</p></td>"
        f"<td>{_ids(one['not_judged'])}</td><td class=number>{len(one['ran'])}</td>"
        f"<td class=number>{one['duration_s']:g}</td></tr>"
    )


def _rule(rule: dict[str, Any]) -> str:
    kind = "none" if not rule["defects"] else "one" if len(rule["defects"]) == 1 else "more"
    told = escape(f"{rule['id']} {rule['title']}: {', '.join(rule['defects']) or 'no defect'}")
    number = len(rule["defects"])
    return f'<li class="{kind}" title="{told}">{rule["id"][4:]}<b>{number}</b></li>'


def _ids(rules: Iterable[str]) -> str:
    return ", ".join(rule.removeprefix("CTI-") for rule in rules)
