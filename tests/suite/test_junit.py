"""JUnit XML, as pytest writes it: tests name their rules, and failures describe the fault."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from support.servers import answer_all, serving
from support.suite import run_suite

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("arguments", [[], ["-n2"]], ids=["one process", "two workers"])
def test_each_test_names_its_rule_and_each_failure_too(
    tmp_path: Path, arguments: list[str]
) -> None:
    file = tmp_path / "junit.xml"
    with serving(answer_all(400, '{"what": "\x00 <no> \ud7ff"}')) as server:
        ran = run_suite(
            tmp_path / "report",
            *(f"--target-url={server.url}", f"--junitxml={file}", *arguments),
            *("--rule=CTI-DET-0[17]", "--rule=CTI-POP-0[1-4]", "--rule=CTI-POP-12"),
            env={"CTI_API_KEY": "sesame-4711-key"},
        )
    titles = {rule["id"]: rule["title"] for rule in ran.report["rules"]}
    told = set()
    for case in ET.parse(file).getroot().iter("testcase"):
        properties = {p.get("name"): p.get("value") for p in case.iter("property")}
        rule = properties["rule"] or ""
        assert properties["title"] == titles[rule]
        assert properties["level"] in ("MUST", "SHOULD", "MAY")
        assert properties["scenario"]
        assert case.get("classname") == rule.rpartition("-")[0]
        assert case.get("name") == f"{rule} {properties['scenario']}"
        for failure in (*case.findall("failure"), *case.findall("error")):
            message = failure.get("message") or ""
            assert message.startswith(f"{rule} ({properties['level']}) {titles[rule]}: ")
            assert "expected " in message
            assert f"Example: {properties['scenario']}" in (failure.text or "")
            told.add(rule)
        for skipped in case.findall("skipped"):
            if skipped.get("type") == "pytest.xfail":
                assert (skipped.get("message") or "").startswith(f"{rule} (SHOULD): expected ")
                told.add(rule)
    assert told == ran.rules("failed", "warning")
    assert told >= {"CTI-DET-07", "CTI-POP-12"}
