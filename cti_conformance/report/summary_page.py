"""Writes ``summary.md``: the verdict and what is wrong, for the summary of a CI job."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from cti_conformance.report.wording import OUTCOMES, VERDICTS, WRONG
from cti_conformance.text.excerpts import cut, cut_both, plural
from cti_conformance.text.redaction import escape_control

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Data = Mapping[str, Any]

MAX_RULES = 50
MAX_CHARACTERS = 300
_MARKUP = re.compile(r"[^\w\s.,:;'+/=-]", re.ASCII)


def summary_page(report: Data) -> str:
    """Return the page in Markdown.

    Args:
        report: The data of ``report.json``.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Data) -> Iterator[str]:
    name, meaning = VERDICTS[report["verdict"]]
    counts = Counter(rule["outcome"] for rule in report["rules"])
    yield f"## CTI conformance: {name.lower()}"
    yield ""
    said = (report["target"]["url"], report["reason"] or meaning)
    yield ": ".join(_text(cut(text, MAX_CHARACTERS)) for text in said)
    yield ""
    told = [f"{counts[outcome]} {word.lower()}" for outcome, word in OUTCOMES.items()]
    yield ", ".join(one for one, outcome in zip(told, OUTCOMES, strict=True) if counts[outcome])
    yield from _wrong([rule for rule in report["rules"] if rule["outcome"] in WRONG])
    if report["leftovers"]:
        yield ""
        yield f"{plural(len(report['leftovers']), 'record')} left on the helpdesk, see report.html."


def _wrong(rules: list[Data]) -> Iterator[str]:
    if not rules:
        return
    yield ""
    yield "| Rule | Outcome | Expected | Observed |"
    yield "|---|---|---|---|"
    for rule in rules[:MAX_RULES]:
        failed = next((s for s in rule["scenarios"] if s["expected"]), None)
        expected, observed = (failed["expected"], failed["observed"]) if failed else ("", "")
        expected, observed = cut_both(expected, observed, MAX_CHARACTERS)
        title = f"**{rule['id']}** ({rule['level']}) {_text(rule['title'])}"
        outcome = OUTCOMES[rule["outcome"]].lower()
        why = _text(observed if failed else cut(rule["reason"], MAX_CHARACTERS))
        yield f"| {title} | {outcome} | {_text(expected)} | {why} |"
    if len(rules) > MAX_RULES:
        yield ""
        yield f"… and {plural(len(rules) - MAX_RULES, 'more rule')}, in report.html."


def _text(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    line = " ".join(escape_control(text).split())
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", line)
