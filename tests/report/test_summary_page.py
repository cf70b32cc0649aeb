"""``summary.md``, and the answers that the page lays out."""

from __future__ import annotations

import json
from typing import Any

from cti_conformance.report.html.layout import Line, laid_out
from cti_conformance.report.summary_page import summary_page
from support.reports import failed, report

LONG = json.dumps([{"id": n, "requester_id": 7} for n in range(100)])


def test_it_names_the_verdict_the_counts_and_what_is_wrong() -> None:
    data = report(REQ_06=failed("the ticket of Priya"))
    page = summary_page({**data, "leftovers": ["ticket 17"]})
    assert page.startswith("## CTI conformance: non-conformant\n")
    assert "1 failed" in page
    assert "| **CTI-REQ-06** (MUST) A Phone match wins over a Mobile match | failed |" in page
    assert "1 record left on the helpdesk" in page


def test_no_text_of_a_target_is_markup_in_it() -> None:
    hostile = "</td>|\n# x\n![a](http://127.0.0.1/) <img src=x> `code` @somebody **b** \x1b[2J"
    page = summary_page(report(REQ_06=failed(hostile)))
    [line] = [line for line in page.splitlines() if "CTI-REQ-06" in line]
    told = line.partition("failed |")[2]
    assert not set("<>`@*[]()!#\x1b") & set(told.replace("&#", ""))
    assert told.count("|") == 2


def test_a_passed_run_has_no_table() -> None:
    assert "|" not in summary_page(report())


# -- answers, laid out -----------------------------------------------------------------------------


def marked(lines: list[Line]) -> list[str]:
    return [line.text.strip() for line in lines if line.decides]


def test_the_place_that_decides_is_marked_and_people_are_named() -> None:
    lines = laid_out('{"id":1,"requester_id":7,"tags":["a"]}', "/requester_id", {7: "Omar"})
    assert marked(lines) == ['"requester_id": 7,']
    assert [line.name for line in lines if line.name] == ["Omar"]
    assert "".join(line.text for line in lines).replace(" ", "").startswith('{"id":1,')


def test_of_a_place_that_is_not_there_the_nearest_one_is_marked() -> None:
    answer: dict[str, Any] = {"widget": {"ticket": None}}
    assert marked(laid_out(json.dumps(answer), "/widget/ticket/id", {})) == ['"ticket": null']
    assert marked(laid_out("[]", "/0/note_id", {})) == ["[]"]


def test_a_long_answer_keeps_its_ends_and_what_decides() -> None:
    lines = laid_out(LONG, "/50/requester_id", {})
    assert marked(lines) == ['"requester_id": 7']
    assert len([line for line in lines if line.left_out]) == 2
    assert len(lines) < 50
    assert len(laid_out(LONG, "/50", {}, whole=True)) > 400


def test_text_that_is_no_json_is_shown_as_it_is() -> None:
    assert [line.text for line in laid_out("<html>\n 1", "/id", {})] == ["<html>", " 1"]
