"""The time of a run bounds each wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import requests

from cti_conformance import interrupts, waiting
from cti_conformance.config.credentials import Credentials, logins
from cti_conformance.config.target_config import Limits, ListenAddress
from cti_conformance.fuzz.campaigns import CAMPAIGNS
from cti_conformance.fuzz.plugin import Fuzz
from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.target.embedded import EmbeddedReference
from cti_conformance.target.receiver import CallbackReceiver
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport import client as transport
from cti_conformance.transport.client import HttpClient
from cti_conformance.transport.failures import NoAnswer, Unreachable
from cti_conformance.transport.liveness import MAX_UNANSWERED_IN_A_ROW, Liveness
from cti_conformance.transport.pace import Pace
from cti_conformance.transport.recorder import Recorder
from cti_conformance.transport.wire import Wire
from cti_conformance.waiting import MAX_VAIN_S, Patience, RunTime
from support.servers import Exchange, answer_all, hang, serving
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MARGIN_S = 5.0  # of a busy machine
LONG_S = 60.0


@pytest.fixture
def of_run(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], RunTime]:
    """Return what begins a run that lasts so long, in seconds."""

    def begin(seconds: float) -> RunTime:
        run = RunTime(seconds)
        monkeypatch.setattr(waiting, "_current", run)
        return run

    return begin


@pytest.fixture
def speaking() -> Iterator[Callable[[str], HttpClient]]:
    """Return what makes a client of a server."""
    made = []

    def to(url: str) -> HttpClient:
        made.append(
            HttpClient(
                *(url, logins(Credentials("k")), Redactor(), Limits(answer_s=LONG_S)),
                *(Recorder(), Liveness()),
            )
        )
        return made[-1]

    yield to
    for client in made:
        client.close()


# -- the time itself -----------------------------------------------------------------------------


def test_a_pause_ends_with_the_run(of_run: Callable[[float], RunTime]) -> None:
    run, began = of_run(0.1), time.monotonic()
    run.pause(LONG_S)
    assert time.monotonic() - began < MARGIN_S
    assert (run.left_s, run.at_most(LONG_S)) == (0.0, 0.0)
    assert run.over_reason == "the run took longer than 0.1 s ([limits] run_s)"


def test_restoring_has_a_time_of_its_own_but_only_once(of_run: Callable[[float], RunTime]) -> None:
    run = of_run(0.0)
    with run.restoring(0.2):
        assert run.over_reason == ""
        assert 0.0 < run.left_s <= 0.2
        with run.restoring():
            assert run.left_s <= 0.2
        run.pause(LONG_S)
        assert "putting things back is over" in run.over_reason
    with run.restoring(0.2):  # counted from the end of the run
        assert run.left_s == 0.0
    assert "took longer" in run.over_reason


def test_an_interrupt_ends_the_time_and_leaves_that_for_restoring(
    of_run: Callable[[float], RunTime],
) -> None:
    run = of_run(LONG_S)
    run.stop()
    assert run.over_reason == "the run was interrupted"
    with run.restoring():
        assert waiting.RESTORE_S - MARGIN_S < run.left_s <= waiting.RESTORE_S


def test_a_wait_that_the_end_of_the_run_cuts_off_is_inconclusive(
    of_run: Callable[[float], RunTime],
) -> None:
    of_run(0.2)
    began = time.monotonic()
    with pytest.raises(Inconclusive, match="the run took longer"):
        eventually(lambda: 0, bool, within_s=LONG_S)
    assert time.monotonic() - began < MARGIN_S
    assert eventually(lambda: 1, bool, within_s=LONG_S) == 1


# -- a target that shows nothing -----------------------------------------------------------------


def test_waits_become_short_where_waiting_never_helped() -> None:
    patience = Patience()
    patience.note("steps.py:1", MAX_VAIN_S, seen=False)
    assert patience.limit("steps.py:1", 5.0) == waiting.SHORT_S
    assert patience.limit("steps.py:2", 5.0) == waiting.FIRST_S


def test_waits_stay_long_where_something_of_the_kind_once_came_late() -> None:
    patience = Patience()
    patience.note("steps.py:1", MAX_VAIN_S, seen=False)
    patience.note("page.py:1", 4.0, seen=True)
    assert patience.limit("steps.py:1", 5.0) == waiting.SHORT_S
    patience.note("steps.py:2", 0.3, seen=True)
    assert patience.limit("steps.py:1", 5.0) == 3.0
    patience.note("steps.py:2", 2.0, seen=True)
    assert patience.limit("steps.py:1", 5.0) == 5.0


def test_a_little_waiting_in_vain_changes_nothing() -> None:
    patience = Patience()
    patience.note("a", MAX_VAIN_S - 1, seen=False)
    assert patience.limit("a", 5.0) == 5.0


# -- requests ------------------------------------------------------------------------------------


def test_an_answer_is_waited_for_until_the_end_of_the_run(
    of_run: Callable[[float], RunTime], speaking: Callable[[str], HttpClient]
) -> None:
    with serving(hang) as server:
        client = speaking(server.url)
        of_run(0.3)
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            client.send("GET", "/")
        assert time.monotonic() - began < MARGIN_S
        with pytest.raises(Unreachable, match="the run took longer"):
            client.send("GET", "/")
        assert server.requests == 1


def test_nothing_is_sent_after_a_wait_for_a_turn_that_outlasts_the_run(
    of_run: Callable[[float], RunTime], speaking: Callable[[str], HttpClient]
) -> None:
    with serving(answer_all(200)) as server:
        client = speaking(server.url)
        client.wire = Wire(pace=Pace(1))
        client.send("GET", "/")
        of_run(0.2)
        began = time.monotonic()
        with pytest.raises(Unreachable, match="the run took longer"):
            client.send("GET", "/")
        assert time.monotonic() - began < MARGIN_S
        assert server.requests == 1


def test_a_slow_rate_limit_is_bounded_by_the_clock(
    monkeypatch: pytest.MonkeyPatch,
    of_run: Callable[[float], RunTime],
    speaking: Callable[[str], HttpClient],
) -> None:
    """Each 429 comes late and says that no wait is needed."""

    def slowly(exchange: Exchange) -> None:
        exchange.server.stopping.wait(0.2)
        answer_all(429, **{"Retry-After": "0"})(exchange)

    monkeypatch.setattr(transport, "MAX_RATE_LIMIT_WAIT_S", 0.5)
    with serving(slowly) as server:
        client = speaking(server.url)
        with pytest.raises(NoAnswer, match=r"rate limited \(429\) for more than 0.5 s"):
            client.send("GET", "/")
        assert server.requests <= 4
        of_run(0.3)
        monkeypatch.setattr(transport, "RATE_LIMIT_WAIT_IN_DOUBT_S", LONG_S)
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            client.send("GET", "/")
        assert time.monotonic() - began < MARGIN_S


def test_a_target_that_stopped_answering_is_asked_again_to_restore(
    of_run: Callable[[float], RunTime],
) -> None:
    run, liveness = of_run(LONG_S), Liveness()
    for _ in range(MAX_UNANSWERED_IN_A_ROW):
        liveness.count_unanswered()
    assert "stopped answering" in liveness.gave_up_reason
    with run.restoring():  # but not to delete records, one after the other
        assert "stopped answering" in liveness.gave_up_reason
        with liveness.tolerate_outage():
            assert liveness.gave_up_reason == ""


# -- fuzzing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("time_s", [None, LONG_S])
def test_a_campaign_ends_with_the_run(
    of_run: Callable[[float], RunTime],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    time_s: float | None,
) -> None:
    of_run(2.0)
    monkeypatch.setattr(Fuzz, "_run", lambda *_: None)
    host: Any = None
    fuzz = Fuzz(host, 10, 1, time_s, tmp_path, reports=False)
    context = fuzz.context(CAMPAIGNS[0], print)
    assert context.left_s is not None
    assert context.left_s <= 2.0
    assert context.part(4).left_s is not None
    time.sleep(0.01)
    assert (context.part(4).left_s or 0.0) <= 0.5


# -- processes, threads and signals --------------------------------------------------------------


def test_the_reference_is_waited_for_until_the_end_of_the_run(
    of_run: Callable[[float], RunTime],
) -> None:
    of_run(0.3)
    began = time.monotonic()
    silent = EmbeddedReference([sys.executable, "-c", "import sys; sys.stdin.read()"])
    try:
        with pytest.raises(Inconclusive, match="did not listen"):
            _ = silent.url
    finally:
        silent.stop()
    assert time.monotonic() - began < MARGIN_S


def test_a_request_that_hangs_ends_with_the_receiver() -> None:
    receiver = CallbackReceiver(ListenAddress())
    endpoint = receiver.endpoint("one")
    endpoint.behaviour = "hangs"

    def dial() -> None:
        with suppress(requests.RequestException):
            requests.get(endpoint.url, timeout=LONG_S)

    thread = threading.Thread(target=dial)
    thread.start()
    while not endpoint.dialled:
        time.sleep(0.01)
    began = time.monotonic()
    receiver.close()
    thread.join(LONG_S)
    assert time.monotonic() - began < MARGIN_S


def test_a_signal_is_held_back_however_often_it_comes() -> None:
    notes: list[str] = []
    handler = signal.getsignal(signal.SIGINT)

    def work() -> None:
        with interrupts.held(lambda: notes.append("held")):
            for _ in range(3):
                os.kill(os.getpid(), signal.SIGINT)
            notes.append("done")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert notes == ["held", "done"]
    assert signal.getsignal(signal.SIGINT) is handler


STUCK = """
import signal, threading
from cti_conformance.pytest_plugin import backstop
backstop.BACKSTOP_S = 0.2
signal.signal(signal.SIGTERM, signal.default_int_handler)
try:
    with backstop.Backstop(0.1, print).armed():
        threading.Event().wait()
except KeyboardInterrupt:
    print("interrupted")
"""


def test_code_that_waits_for_ever_is_interrupted() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STUCK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "interrupted", done.stderr
    assert "after its time" in done.stdout
