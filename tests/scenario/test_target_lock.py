"""The lock on a target: who shares it, who waits for whom, how long, and what is said then."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.scenario import target_lock
from cti_conformance.scenario.target_lock import TargetLock, lock_folder, normalised
from support.helpdesk import LIMIT_S, wait_until
from support.servers import answer_all, reference, serving
from support.suite import run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL = "https://helpdesk.example.com"
EXIT_ERROR = 7
HOLDER = """
import sys
from cti_conformance.scenario.target_lock import TargetLock
with TargetLock(sys.argv[1]).hold(exclusive=True, limit_s=5):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(target_lock, "NOTICE_S", 0.05)


@pytest.fixture
def other_run() -> Iterator[ExitStack]:
    """Return a stack for the processes that hold a lock."""
    with ExitStack() as stack:
        yield stack


def held(stack: ExitStack, url: str) -> subprocess.Popen[str]:
    """Start another run that holds the lock on a target."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stack.enter_context(process)
    stack.callback(process.kill)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def is_free(url: str, *, exclusive: bool = True) -> bool:
    try:
        with TargetLock(url).hold(exclusive=exclusive, limit_s=0.1):
            return True
    except Inconclusive:
        return False


@pytest.mark.parametrize(
    "url",
    [
        "https://helpdesk.example.com/",
        "https://HELPDESK.example.com",
        "https://helpdesk.example.com:443",
        "https://helpdesk.example.com.",
    ],
)
def test_one_target_has_one_lock_however_its_url_is_written(url: str) -> None:
    assert normalised(url) == normalised(URL)


@pytest.mark.parametrize(
    "url",
    [
        "http://helpdesk.example.com",
        "https://helpdesk.example.com:8443",
        "https://helpdesk.example.com/other",
        "https://other.example.com",
    ],
)
def test_another_target_has_another_lock(url: str) -> None:
    assert normalised(url) != normalised(URL)
    with TargetLock(URL).hold(exclusive=True, limit_s=1):
        assert is_free(url)
        assert not is_free(URL)


def test_the_loopback_has_several_names() -> None:
    same = {normalised(f"http://{host}:80/") for host in ("localhost", "127.0.0.1", "[::1]")}
    assert same == {"http://localhost:80"}


def test_ordinary_scenarios_share_the_lock_and_one_that_changes_the_target_does_not() -> None:
    with TargetLock(URL).hold(exclusive=False, limit_s=1):
        assert is_free(URL, exclusive=False)
        assert not is_free(URL)
    with TargetLock(URL).hold(exclusive=True, limit_s=1):
        assert not is_free(URL, exclusive=False)
    assert is_free(URL)


def test_nobody_starts_before_one_that_waits_to_run_alone() -> None:
    order: list[str] = []

    def alone() -> None:
        with TargetLock(URL).hold(exclusive=True, limit_s=LIMIT_S):
            order.append("alone")

    def later() -> None:
        with TargetLock(URL).hold(exclusive=False, limit_s=LIMIT_S):
            order.append("later")

    threads = [threading.Thread(target=alone), threading.Thread(target=later)]
    with TargetLock(URL).hold(exclusive=False, limit_s=1):
        threads[0].start()
        wait_until(lambda: not is_free(URL, exclusive=False), "the gate to be held")
        threads[1].start()
    for thread in threads:
        thread.join(LIMIT_S)
    assert order == ["alone", "later"]


def test_a_wait_for_another_run_has_a_notice_and_a_limit(other_run: ExitStack) -> None:
    process = held(other_run, URL)
    lines: list[str] = []
    with (
        pytest.raises(Inconclusive, match=rf"\(?process {process.pid}"),
        TargetLock(URL, notify=lines.append).hold(exclusive=False, limit_s=0.3),
    ):
        pytest.fail("two held the lock")
    (line,) = lines
    assert f"Waiting for another run of the suite on {URL} (process {process.pid})" in line
    assert "stop that process" in line


def test_a_wait_for_the_same_run_has_no_notice() -> None:
    lines: list[str] = []
    with TargetLock(URL, "one").hold(exclusive=True, limit_s=1):
        waiting = TargetLock(URL, "one", lines.append)
        with (
            pytest.raises(Inconclusive, match="another process of this run"),
            waiting.hold(exclusive=False, limit_s=0.2),
        ):
            pytest.fail("two held the lock")
    assert lines == []


def test_a_killed_process_leaves_no_lock(other_run: ExitStack) -> None:
    process = held(other_run, URL)
    assert not is_free(URL)
    process.kill()
    process.wait(LIMIT_S)
    assert is_free(URL)


def test_the_files_are_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_free(URL)
    assert lock_folder().parent == tmp_path
    assert lock_folder().stat().st_mode & 0o77 == 0
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert lock_folder().name.endswith(f"-{os.getuid()}")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "gone"))
    assert lock_folder().parent != tmp_path / "gone"


def test_a_folder_that_is_not_ours_is_not_used(tmp_path: Path) -> None:
    (tmp_path / target_lock.FOLDER).symlink_to(tmp_path)
    with (
        pytest.raises(Inconclusive, match="cannot be locked in"),
        TargetLock(URL).hold(exclusive=True, limit_s=1),
    ):
        pytest.fail("it was locked")


def test_a_run_on_a_locked_target_ends_in_time_and_says_why(
    tmp_path: Path, other_run: ExitStack
) -> None:
    config = tmp_path / "cti-target.toml"
    config.write_text("[limits]\nrun_s = 8\n", encoding="utf-8")
    with reference() as one:
        process = held(other_run, one.url)
        ran = run_suite(
            tmp_path / "report",
            *(f"--target-url={one.url}", f"--target-config={config}", "--rule=CTI-POP-01"),
            env=one.env,
            limit_s=60,
        )
    assert ran.status == EXIT_ERROR, ran.output
    assert (
        f"Waiting for another run of the suite on {one.url} (process {process.pid})" in ran.output
    )
    assert ran.rules("error") == {"CTI-POP-01"}


def test_a_run_does_not_wait_for_a_run_on_another_target(
    tmp_path: Path, other_run: ExitStack
) -> None:
    with serving(answer_all(200)) as elsewhere, reference() as one:
        held(other_run, elsewhere.url)
        ran = run_suite(
            tmp_path / "report", f"--target-url={one.url}", "--rule=CTI-POP-01", env=one.env
        )
    assert ran.rules("passed") == {"CTI-POP-01"}, ran.output


def test_other_processes_learn_of_a_crash() -> None:
    one, other = TargetLock(URL), TargetLock(f"{URL}/")
    with one.hold(exclusive=True, limit_s=1):
        assert other.last_crash == 0
        one.note_crash()
    assert other.last_crash > 0
    assert TargetLock("https://other.example.com").last_crash == 0
