"""How the suite reads an answer, how long it waits for one, and why there was none."""

from __future__ import annotations

import time
from http.client import RemoteDisconnected
from typing import TYPE_CHECKING, Any

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from cti_conformance.config.credentials import Credentials, logins
from cti_conformance.config.target_config import Limits
from cti_conformance.results.step_outcomes import eventually
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.answer import MAX_KEPT_BYTES, Answer
from cti_conformance.transport.client import IDLE_REUSE_S, HttpClient
from cti_conformance.transport.failures import HungUp, NoAnswer, Unreachable, classify
from cti_conformance.transport.liveness import MAX_UNANSWERED, MAX_UNANSWERED_IN_A_ROW, Liveness
from cti_conformance.transport.pace import retry_after
from cti_conformance.transport.recorder import Recorder
from support.servers import Exchange, serving

if TYPE_CHECKING:
    from collections.abc import Mapping


def answer(content: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    return Answer("GET /", 200, headers or {}, content, Redactor(["sesame-4711-key"]))


def test_a_long_body_is_not_kept_as_parsed() -> None:
    short, long = answer(b"[{}]"), answer(b"[{}" + b",{}" * (MAX_KEPT_BYTES // 3) + b"]")
    assert short.json is short.json
    assert long.json == long.json
    assert long.json is not long.json


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        (b'{"id": 80.0}', {"id": 80}),
        (b'{"id": 8.0e1, "x": 0.5}', {"id": 80, "x": 0.5}),
        (b'\xef\xbb\xbf{"id": 1}', {"id": 1}),
        (b'{"id": 1, "id": 1}', {"id": 1}),
        (b'{"id": 1, "id": 2}', None),
        (b'{"id": NaN}', None),
        (b"[-Infinity]", None),
        (b'{"id": "\xe9"}', None),
        ('{"id": 1}'.encode("utf-16"), None),
        (b"[" * 200_000, None),
        (b"9" * 10_000, None),
        (b"", None),
    ],
)
def test_json_is_what_everybody_reads_alike(content: bytes, meant: Any) -> None:
    assert answer(content).json == meant
    assert not meant or type(answer(content).json["id"]) is int


def test_an_answer_is_told_in_one_line_without_secrets() -> None:
    told = str(answer(b"a\n\x1b[2Jb sesame-4711-key " + b"c" * 10_000))
    assert told.startswith("200 a \\x1b[2Jb [redacted] ccc")
    assert len(told) < 400


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0"}, 0.1),
        (
            {
                "Retry-After": "Sat, 01 Jan 2000 00:00:09 GMT",
                "Date": "Sat, 01 Jan 2000 00:00:01 GMT",
            },
            8,
        ),
        ({"Retry-After": "Sat, 01 Jan 2000 00:00:09 GMT"}, 0.1),
        ({"Retry-After": "soon"}, 1),
        ({"Retry-After": "-5"}, 1),
        ({}, 1),
    ],
)
def test_how_long_to_wait_when_limited(headers: dict[str, str], wait_s: float) -> None:
    assert retry_after(answer(headers=headers)) == wait_s


def test_the_last_look_begins_when_the_time_is_over() -> None:
    began = time.monotonic()
    seen: list[float] = []

    def slow_look() -> int:
        seen.append(time.monotonic() - began)
        time.sleep(0.2)
        return len(seen)

    assert eventually(slow_look, lambda count: count > 9, within_s=0.1) == 2
    assert seen[-1] >= 0.1


def test_a_target_is_gone_after_some_silence_and_comes_back_from_a_crash() -> None:
    liveness = Liveness()
    with liveness.tolerate_outage():
        for _ in range(MAX_UNANSWERED):
            liveness.count_unanswered()
    assert liveness.gave_up_reason == ""
    for _ in range(MAX_UNANSWERED_IN_A_ROW):
        liveness.count_unanswered()
    assert "stopped answering" in liveness.gave_up_reason


def test_an_answer_ends_a_silence_and_too_much_of_it_ends_the_run() -> None:
    liveness = Liveness()
    for _ in range(MAX_UNANSWERED - 1):
        liveness.count_unanswered()
        liveness.count_answered()
    assert liveness.gave_up_reason == ""
    liveness.count_unanswered()
    assert f"{MAX_UNANSWERED} requests of this run" in liveness.gave_up_reason


def not_connected(cause: Exception) -> Exception:
    """Return the exception of the library for a failed connection."""
    error = NewConnectionError(HTTPConnection("helpdesk.example.com"), "failed")
    error.__cause__ = cause
    return requests.ConnectionError(MaxRetryError(HTTPConnectionPool("h.example"), "/", error))


def broken_off(cause: Exception) -> Exception:
    """Return the exception of the library for a broken connection."""
    error = ProtocolError("Connection aborted.", cause)
    error.__cause__ = cause
    return requests.ConnectionError(error)


@pytest.mark.parametrize(
    ("error", "failure", "reason"),
    [
        (not_connected(ConnectionRefusedError()), Unreachable, "the connection was refused"),
        (not_connected(OSError(113, "No route")), Unreachable, "no route"),
        (broken_off(ConnectionResetError(104, "Reset")), HungUp, "reset"),
        (broken_off(RemoteDisconnected("Closed")), HungUp, "Closed"),
        (
            requests.exceptions.ChunkedEncodingError(ProtocolError("x")),
            HungUp,
            "the target hung up in the middle of its answer",
        ),
        (requests.ReadTimeout(), NoAnswer, "no answer within the time limit"),
        (broken_off(TimeoutError()), NoAnswer, "no whole answer within the time limit"),
        (NoAnswer("the answer is too long"), NoAnswer, "the answer is too long"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_the_cause_of_a_failure_is_found_below_its_wrapping(
    error: Exception, failure: type[NoAnswer], reason: str
) -> None:
    assert classify(error) == (failure, reason)


def test_a_line_that_the_target_may_close_any_moment_is_not_used_again() -> None:
    lines: list[int] = []

    def note_the_line(exchange: Exchange) -> None:
        exchange.body()
        lines.append(exchange.client_address[1])
        exchange.answer(200, b"{}", {})

    with serving(note_the_line) as server:
        client = HttpClient(
            server.url, logins(Credentials("k")), Redactor(), Limits(), Recorder(), Liveness()
        )
        client.send("POST", "/", json_body={})
        client.send("POST", "/", json_body={})
        time.sleep(IDLE_REUSE_S + 0.05)
        client.send("POST", "/", json_body={})
        client.close()
    assert lines[0] == lines[1] != lines[2]


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"x" * 60_000) for n in range(90)),
        b"HTTP/1.1 100 Continue\r\n\r\n" * 30_000,
    ],
    ids=["long", "continued"],
)
def test_the_head_of_an_answer_has_a_limit(head: bytes) -> None:
    def handle(exchange: Exchange) -> None:
        exchange.wfile.write(head + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with serving(handle) as server:
        client = HttpClient(
            server.url, logins(Credentials("k")), Redactor(), Limits(), Recorder(), Liveness()
        )
        try:
            with pytest.raises(NoAnswer, match="the head of the answer is longer than 500,000 b"):
                client.send("GET", "/")
        finally:
            client.close()


def test_a_body_may_be_longer_than_a_head() -> None:
    """The limit of the head ends with the head."""
    body = b'"' + b"x" * 1_500_000 + b'"'

    def handle(exchange: Exchange) -> None:
        exchange.answer(200, body, {})

    with serving(handle) as server:
        client = HttpClient(
            server.url, logins(Credentials("k")), Redactor(), Limits(), Recorder(), Liveness()
        )
        try:
            assert client.send("GET", "/").content == body
        finally:
            client.close()
