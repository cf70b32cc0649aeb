"""A report that cannot be written: found before the run, or not at the cost of the verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from cti_conformance.report.files import keep_screenshots
from cti_conformance.results.verdict import Outcome, ScenarioResult
from support.servers import Exchange, serving
from support.suite import run_suite

USAGE, NO_REPORT = 4, 9
FULL = Path("/dev/full")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that takes no file: /proc")
def test_a_folder_that_takes_no_file_is_found_before_the_first_request() -> None:
    def refuse(exchange: Exchange) -> None:
        pytest.fail(f"a request was sent: {exchange.path}")

    with serving(refuse) as server:
        ran = run_suite(Path("/proc"), f"--target-url={server.url}", env={"CTI_API_KEY": "k"})
        assert server.requests == 0
    assert ran.status == USAGE, ran.output
    assert "--report-dir /proc" in ran.output
    assert "Traceback" not in ran.output


@pytest.mark.skipif(not FULL.exists(), reason="a disk that is always full: /dev/full")
@pytest.mark.parametrize("name", ["report.json", "report.html"])
def test_a_full_disk_costs_the_report_and_not_the_verdict(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}", encoding="utf-8")
    (tmp_path / f"{name}.part").symlink_to(FULL)
    ran = run_suite(tmp_path, "--rule=CTI-POP-01", "-qq")
    assert ran.status == NO_REPORT, ran.output
    assert "The report could not be written: " in ran.output
    assert "No space left on device" in ran.output
    assert "Verdict: partial" in ran.output
    assert "INTERNALERROR" not in ran.output
    assert (tmp_path / name).read_text("utf-8") == "{}"
    assert list(tmp_path.glob("*.part")) == []


def test_a_picture_that_cannot_be_kept_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "screenshots").write_text("a file in its place", encoding="utf-8")
    result = ScenarioResult("CTI-ONL-01", "name", "onl.feature:1", Outcome.FAILED, 0.1, [])
    assert keep_screenshots(tmp_path, result, [b"png"]) == []
