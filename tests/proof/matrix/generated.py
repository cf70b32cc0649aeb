"""The command line for generated defects: ``python -m matrix.generated``.

Each defect is tried with the rules that its function speaks of first, then with all others, until
one tells it. A defect that none tells has to stand in ``survivors.yaml``, with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from matrix.coverage import Line, lines_by_rule
from matrix.operators import Generated, generated, source_of
from matrix.trial import Outcome, Trial
from matrix.verdicts import TESTABLE
from matrix.workers import run_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SURVIVORS = Path(__file__).with_name("survivors.yaml")
TEMPLATE = Path(__file__).with_name("generated.html")
SEED = 1

# These take seconds, so they come last; that no request makes a server error comes first.
LAST = ("CTI-ONL-03", "CTI-REF-02", "CTI-FLT-02", "CTI-FLT-03", "CTI-FLT-04")
FIRST = "CTI-POP-14"

PAGE = {"domain/settings.py": ("CTI-IFR-01", "CTI-IFR-02", "CTI-DIAL-01")}
"""The rules of the page that a file matters to, tried last: they need a browser."""
PAGE_LIMITS = (4.0, 2.0)


@dataclass(frozen=True)
class Survivors:
    """The generated defects that no rule must detect, each with the reason."""

    reasons: dict[str, str]

    @classmethod
    def read(cls) -> Survivors:
        """Read the table."""
        table = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8"))
        return cls({one: group["reason"] for group in table for one in group["defects"]})

    def reason(self, name: str) -> str:
        """Return why a change is not a defect; empty if it is not in the table."""
        return self.reasons.get(name, "")

    def unknown(self, defects: Iterable[Generated]) -> list[str]:
        """Return the entries whose defect does not exist (any more)."""
        return sorted(self.reasons.keys() - {defect.id for defect in defects})


def rules_of(defect: Generated, by_rule: Mapping[str, set[Line]]) -> list[str]:
    """Return the rules that execute a generated defect, the likeliest to detect it first.

    Args:
        defect: The defect.
        by_rule: The lines that each rule has the reference run.
    """
    spoken_of: list[str] = []
    if defect.function:
        source = source_of(defect.file, defect.function)
        spoken_of = re.findall(r"CTI-[A-Z]{3,4}-\d\d", source)
    order = dict.fromkeys([*spoken_of, FIRST, *(r for r in TESTABLE if r not in LAST), *LAST])
    there = {(defect.file, line) for line in defect.lines}
    # Code outside of functions runs before the first rule.
    found = [r for r in order if not defect.function or there & by_rule.get(r, set())]
    return [*found, *PAGE.get(defect.file, ())]


def _trial(defect: Generated, rules: Sequence[str]) -> Trial:
    trial = Trial(defect.id, {defect.file: defect.text}, rules, until_told=True)
    return replace(trial, limits=PAGE_LIMITS) if defect.file in PAGE else trial


def status_of(trial: Trial, outcome: Outcome) -> str:
    """Return the result of a defect in words.

    It was ``killed`` by a rule; or some rules could not be judged for it, so that no run ends as
    ``conformant``, though no rule says why (``error``); or it did ``not run``; or it ``survived``.
    """
    if outcome.told:
        return "killed"
    if outcome.of("passed") != set(trial.rules) and not outcome.stillborn:
        return "error"
    return "not run" if outcome.stillborn else "survived"


def main() -> int:
    """Try generated defects, and return 0 if each survivor is in the table."""
    options = _options()
    survivors = Survivors.read()
    defects = [one for one in generated() if options.within in one.id]
    if options.survivors:
        defects = [one for one in defects if survivors.reason(one.id)]
    if options.sample:
        number = min(options.sample, len(defects))
        defects = random.Random(SEED).sample(defects, number)
    started, found = time.monotonic(), []
    by_rule = lines_by_rule()
    with_rules = [(one, rules_of(one, by_rule)) for one in defects]
    unreached = ((Trial(one.id, {}), Outcome()) for one, rules in with_rules if not rules)
    reached = (_trial(one, rules) for one, rules in with_rules if rules)
    for trial, outcome in chain(unreached, run_all(reached, options.jobs)):
        status = status_of(trial, outcome)
        reason = survivors.reason(trial.name) if status == "survived" else ""
        found.append(
            {
                "id": trial.name,
                "status": status,
                "told": sorted(outcome.told),
                "not_judged": len(outcome.of("error")),
                "rules": len(trial.rules),
                "reason": reason,
                "duration_s": round(outcome.duration_s, 1),
            }
        )
        if status == "survived" and not reason:
            print(f"survived: {trial.name}", flush=True)
        if status == "killed" and survivors.reason(trial.name):
            print(f"no longer survives: {trial.name}", flush=True)
    data = _data(found, time.monotonic() - started)
    write(options.report_dir, data)
    print(", ".join(f"{number} {what}" for what, number in data["counts"].items()))
    return 1 if data["counts"]["survived without a reason"] else 0


def write(directory: Path, data: dict[str, Any]) -> None:
    """Write ``generated.json`` and ``generated.html``."""
    directory.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, indent=1, ensure_ascii=False)
    (directory / "generated.json").write_text(f"{text}\n", encoding="utf-8")
    figures = "".join(f"<li><b>{n}</b> {escape(what)}</li>" for what, n in data["counts"].items())
    files = "".join(
        f"<tr><td>{file}</td><td class=number>{counts.get('killed', 0)}</td>"
        f"<td class=number>{counts.get('error', 0)}</td>"
        f"<td class=number>{counts.get('not run', 0)}</td>"
        f"<td class=number>{counts.get('survived', 0)}</td></tr>"
        for file, counts in data["files"].items()
    )
    lived = "".join(
        f"<tr><td><code>{escape(one['id'])}</code></td><td>{escape(one['reason'] or 'none yet')}"
        "</td></tr>"
        for one in data["defects"]
        if one["status"] == "survived"
    )
    page = TEMPLATE.read_text(encoding="utf-8")
    for name, part in (("figures", figures), ("files", files), ("survivors", lived)):
        page = page.replace(f"<!-- {name} -->", part)
    (directory / "generated.html").write_text(page, encoding="utf-8")


def _data(found: Sequence[dict[str, Any]], took_s: float) -> dict[str, Any]:
    files: dict[str, Counter[str]] = {}
    for one in found:
        files.setdefault(one["id"].partition(" ")[0], Counter())[one["status"]] += 1
    lived = [one for one in found if one["status"] == "survived"]
    return {
        "counts": {
            "defects": len(found),
            "killed": sum(one["status"] == "killed" for one in found),
            "cannot be judged in part": sum(one["status"] == "error" for one in found),
            "do not even start": sum(one["status"] == "not run" for one in found),
            "survived, with a reason": sum(bool(one["reason"]) for one in lived),
            "survived without a reason": sum(not one["reason"] for one in lived),
            "seconds": round(took_s),
        },
        "files": {file: dict(counts) for file, counts in sorted(files.items())},
        "defects": sorted(found, key=lambda one: str(one["id"])),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matrix.generated", description=__doc__)
    add = parser.add_argument
    add("within", nargs="?", default="", help="only defects whose name holds this text")
    add("--sample", type=int, metavar="N", help="only so many, always the same")
    add("--survivors", action="store_true", help="only those that survivors.yaml lists")
    add("--jobs", type=int, default=(os.cpu_count() or 1) + 1, help="at a time (%(default)s)")
    add("--report-dir", type=Path, default=Path("report"), help="for the result (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
