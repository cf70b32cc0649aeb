"""Several runs side by side: which rules differ, on the terminal, as JSON and as a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from cti_conformance.command.main import cli
from cti_conformance.report.comparison import comparison_lines, comparison_page
from cti_conformance.results.comparison import ABSENT, side_by_side
from support.browser import opened
from support.reports import LEDGER, failed, report

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from cti_conformance.results.comparison import Comparison

UNTESTED = {"outcome": "not-tested", "reason": "needs records: none", "scenarios": []}
UNSELECTED = UNTESTED | {"reason": "not selected", "selected": False}
PHONE = {"width": 390, "height": 800}
HOSTILE = "</td><script>window.hacked = 1</script>\x1b[31m"


def runs(text: str = "Priya is the requester") -> dict[str, dict[str, Any]]:
    """Return three reports."""
    return {
        "one": report(REQ_07={"branch": "oldest"}, DET_01=UNSELECTED),
        "two": report(REQ_07={"branch": "other"}, REQ_06=failed(text), DET_01=UNSELECTED),
        "three": report(REQ_07=UNTESTED, REQ_08=UNTESTED, DET_01=UNSELECTED),
    }


def compared(text: str = "Priya is the requester") -> Comparison:
    return side_by_side(runs(text), {"two": "two/report.html"})


def test_the_rules_that_differ_come_first_by_how_they_differ() -> None:
    rows = compared().rows
    assert [(row.rule, row.difference) for row in rows[:4]] == [
        ("CTI-REQ-06", "outcome"),
        ("CTI-REQ-07", "branch"),
        ("CTI-REQ-08", "tested"),
        (rows[3].rule, ""),
    ]
    assert [cell.outcome for cell in rows[0].cells] == ["passed", "failed", "passed"]
    assert rows[0].cells[1].reason == (
        "expected Priya is the requester; observed Priya is the requester"
    )
    assert "CTI-DET-01" not in {row.rule for row in rows}, "no run was asked about it"


def test_a_rule_that_a_run_was_not_asked_about_is_no_difference() -> None:
    both = {"whole": report(), "part": report(DET_01=UNSELECTED, DET_02=failed())}
    found = {row.rule: row for row in side_by_side(both, {}).rows}
    assert found["CTI-DET-01"].difference == ""
    assert [cell.outcome for cell in found["CTI-DET-01"].cells] == ["passed", ABSENT]
    assert found["CTI-DET-02"].difference == "outcome"


def test_a_rule_of_a_later_version_is_in_the_comparison() -> None:
    older = report()
    older["rules"] = [rule for rule in older["rules"] if rule["id"] != "CTI-REC-09"]
    found = {row.rule: row for row in side_by_side({"old": older, "new": report()}, {}).rows}
    assert [cell.outcome for cell in found["CTI-REC-09"].cells] == [ABSENT, "passed"]


def test_the_terminal_tells_the_differences_and_their_reasons() -> None:
    lines = list(comparison_lines(compared(HOSTILE)))
    (row,) = [n for n, line in enumerate(lines) if line.startswith("CTI-REQ-06 ")]
    assert lines[row].split()[-3:] == ["passed", "failed", "passed"]
    assert lines[row + 1].startswith("    B: expected ")
    assert "Not tested by C, 2 rules: needs records: none" in lines
    assert lines[-1].endswith(" with the same outcome in all runs.")
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize("names", [["a", "b", "b 2"], ["first", "b", "b 2"]])
def test_the_command_writes_the_page_and_the_data(tmp_path: Path, names: list[str]) -> None:
    places = [tmp_path / "a" / "report.json", tmp_path / "b.json", tmp_path / "x" / "b.json"]
    for place, data in zip(places, runs().values(), strict=True):
        place.parent.mkdir(exist_ok=True)
        place.write_text(json.dumps(data), encoding="utf-8")
    (tmp_path / "a" / "report.html").touch()
    first = str(places[0].parent) if names[0] == "a" else f"first={places[0]}"
    out, as_json = tmp_path / "out" / "page.html", tmp_path / "out" / "data.json"
    told = CliRunner().invoke(
        cli, ["compare", first, *map(str, places[1:]), f"--out={out}", f"--json={as_json}"]
    )
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[-1] == f"Page: {out}"
    written = json.loads(as_json.read_text("utf-8"))
    assert [run["name"] for run in written["runs"]] == names
    assert [run["page"] for run in written["runs"]] == ["../a/report.html", "", ""]
    assert written["rows"][0]["rule"] == "CTI-REQ-06"
    printed = CliRunner().invoke(
        cli, ["compare", first, *map(str, places[1:]), f"--out={out}", "--json=-"]
    )
    assert json.loads(printed.output) == written


def test_the_page_filters_by_its_address_and_can_be_used_by_everybody(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "comparison.html"
    file.write_text(comparison_page(compared(HOSTILE), LEDGER), encoding="utf-8")
    with opened(browser, file) as look:
        page = look.page
        assert look.grave_findings() == []
        rows = page.locator("tbody tr:visible")
        assert rows.first.locator("code").inner_text() == "CTI-REQ-06"
        page.goto(f"{file.as_uri()}#differs=any&outcome=not-tested&run=2")
        assert rows.locator("code").all_inner_texts() == ["CTI-REQ-07", "CTI-REQ-08"]
        page.get_by_label("Text").fill("REQ-08")
        assert rows.count() == 1
        assert page.evaluate("location.hash").endswith("&text=REQ-08")
        page.get_by_role("button", name="Show all").click()
        assert rows.count() == len(compared().rows)
        assert page.evaluate("window.hacked ?? null") is None
        assert (look.console, [url for url in look.requests if "file:" not in url]) == ([], [])
    with opened(browser, file, viewport=PHONE) as look:
        assert look.page.evaluate("document.documentElement.scrollWidth") <= 390
        look.page.goto(f"{file.as_uri()}#differs=any")
        look.remove_hidden("tbody tr")
        assert look.grave_findings() == []
