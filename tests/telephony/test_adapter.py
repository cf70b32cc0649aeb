"""A vendor's command is run within limits, and nothing of it is left."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cti_conformance.target.telephony.adapter import Adapter, Handling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVENT = {"event": 1, "type": "ring", "call": "c-1"}
SLEEPS = "import time; time.sleep(60)"


def run(script: str, *, stays: bool = False, limit_s: float = 20.0) -> Handling:
    """Give one event to a few lines of Python."""
    adapter = Adapter([sys.executable, "-c", script], os.environ, limit_s, stays=stays)
    try:
        return adapter.handle(EVENT)
    finally:
        adapter.kill()


def test_an_answer_is_read() -> None:
    handling = run(
        "import json, sys; e = json.load(sys.stdin); print('log', file=sys.stderr)\n"
        "print(json.dumps({'outcome': 'refused', 'message': e['call'], 'more': 1}))"
    )
    assert (handling.outcome, handling.message, handling.problem) == ("refused", "c-1", "")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("raise SystemExit(3)", "ended with status 3"),
        ("print('<html>')", "no JSON: <html>"),
        ("", "no JSON: (nothing)"),
        ("print('[' * 100000)", "no JSON"),
        ("print('{\"event\": 1}')", "not as documented: the answer: 'outcome' is a required"),
        ('print(\'{"event": 1, "outcome": "fine"}\')', "not as documented: outcome"),
        ("import sys\nsys.exit('log\\nno such library')", "ended with status 1: no such library"),
        ("print('log')\nprint('{}')", "no JSON"),
        ("while True: print('x' * 1000)", "wrote more than 200 kB"),
        ("import sys\nwhile True: sys.stderr.write('x' * 1000)", "wrote more than 200 kB"),
    ],
)
@pytest.mark.parametrize("stays", [False, True], ids=["once", "stays"])
def test_what_is_no_answer_is_a_problem(script: str, told: str, stays: bool) -> None:
    handling = run(script, stays=stays)
    if stays:  # its first line is the answer, and it may end before one
        told = {"": "ended with status", "while True: print('x' * 1000)": "no JSON: x"}.get(
            script, told
        )
    assert told in handling.problem
    assert not handling.answer
    assert not handling.timed_out


def test_several_answers_to_one_event_are_refused() -> None:
    handling = run('print(\'{"outcome": "done"}\\n{"outcome": "done"}\')')
    assert "wrote 2 JSON texts to its standard output" in handling.problem
    assert not handling.answer


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"outcome": "done"}', "has no `event`; with --client-stays each answer repeats"),
        ('{"event": 7, "outcome": "done"}', "answered event 7, which it was not given"),
        ('{"event": "1", "outcome": "done"}', "answered event '1', which it was not given"),
    ],
)
def test_a_client_that_stays_names_the_event(line: str, told: str) -> None:
    handling = run(f"print({line!r}, flush=True)\n{SLEEPS}", stays=True)
    assert told in handling.problem
    assert not handling.answer


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (['{"event": 1, "outcome": "done"}'], ""),
        (['{"event": 1, "outcome": "done"}'] * 2, "several answers to event 1"),
        (['{"event": 1, "outcome": "done"}', "bye"], "lines to its standard output that answer no"),
    ],
)
def test_what_a_client_that_stays_writes_besides_is_found(lines: list[str], told: str) -> None:
    script = f"import sys; sys.stdin.readline(); print({chr(10).join(lines)!r})"
    adapter = Adapter([sys.executable, "-c", script], os.environ, 20.0, stays=True)
    adapter.handle(EVENT)
    adapter.close()
    assert told in adapter.surplus
    assert bool(told) == bool(adapter.surplus)


@pytest.mark.parametrize("stays", [False, True], ids=["once", "stays"])
def test_a_client_that_hangs_is_ended_with_what_it_started(tmp_path: Path, stays: bool) -> None:
    pids = tmp_path / "pids"
    script = (
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEPS!r}])\n"
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n" + SLEEPS
    )
    handling = run(script, stays=stays, limit_s=1.5)
    assert handling.timed_out
    assert "within 1.5 s" in handling.problem
    deadline = time.monotonic() + 20
    while any(map(_runs, map(int, pids.read_text().split()))):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("name", "text", "mode", "told"),
    [
        ("./missing", None, 0, "./missing does not exist"),
        ("./folder/", None, 0, "./folder/ does not exist"),
        ("no-such-program", None, 0, "PATH has no program no-such-program"),
        ("client", "#!/bin/sh", 0o755, "PATH has no program client; for the file of this folder"),
        ("./closed", "#!/bin/sh", 0o644, "./closed is not executable: chmod +x"),
        ("./odd", "#!/no/such/sh -e", 0o755, "./odd needs /no/such/sh -e, as its first line says"),
        ("./bare", "print(1)", 0o755, "./bare is neither a program nor begins with"),
        (".", None, 0, "PATH has no program ."),
        ("/tmp", None, 0, "/tmp is a folder"),
        ("/" + "long" * 2000, None, 0, "File name too long"),
    ],
)
def test_a_command_that_cannot_be_started_is_a_problem(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    text: str | None,
    mode: int,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        file = tmp_path / name
        file.write_text(f"{text}\n")
        file.chmod(mode)
    adapter = Adapter([name], os.environ, 1.0, stays=False)
    assert f"the client cannot be started: {told}" in adapter.handle(EVENT).problem


def test_a_client_that_stays_answers_in_any_order() -> None:
    script = (
        "import json, sys\n"
        "events = [json.loads(sys.stdin.readline())['event'] for _ in (1, 2)]\n"
        "for n in reversed(events): print(json.dumps({'event': n, 'outcome': 'done',"
        " 'message': str(n)}), flush=True)\n"
        "sys.stdin.read()"
    )
    adapter = Adapter([sys.executable, "-c", script], os.environ, 20.0, stays=True)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        handled = list(pool.map(adapter.handle, [{**EVENT, "event": n} for n in (1, 2)]))
    started = time.monotonic()
    adapter.close()
    assert [one.message for one in handled] == ["1", "2"]
    assert time.monotonic() - started < 3  # it ended when its input did


def test_a_client_that_sends_without_end_is_ended() -> None:
    sent = iter(range(10**6))
    gives_up: Callable[[], bool] = lambda: next(sent) > 20  # noqa: E731
    adapter = Adapter([sys.executable, "-c", SLEEPS], os.environ, 60.0, stays=False)
    adapter.gives_up = gives_up
    assert adapter.handle(EVENT).problem == "the client sent requests without end"
