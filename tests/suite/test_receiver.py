"""The suite's own server for callbacks: whatever comes to it, it reads little and goes on."""

from __future__ import annotations

import json
import resource
import socket
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

from cti_conformance.config.target_config import ListenAddress
from cti_conformance.target import receiver as receiver_module
from cti_conformance.target.incoming import MAX_BODY_BYTES
from cti_conformance.target.receiver import (
    MAX_CONNECTIONS,
    MAX_REQUESTS,
    CallbackReceiver,
    decoded,
)
from support.helpdesk import LIMIT_S

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
HEAD = b"POST /one HTTP/1.1\r\nHost: x\r\n" + FORM
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def receiver() -> Iterator[CallbackReceiver]:
    one = CallbackReceiver(ListenAddress())
    one.endpoint("one")
    yield one
    one.close()


def connected(receiver: CallbackReceiver) -> socket.socket:
    where = urlsplit(receiver.endpoint("one").url)
    assert where.hostname
    assert where.port
    return socket.create_connection((where.hostname, where.port), LIMIT_S)


def status_of(receiver: CallbackReceiver, sent: bytes) -> int:
    """Send these bytes, keep the connection open, and return the status of the answer."""
    with connected(receiver) as line:
        line.sendall(sent)
        return int(line.makefile("rb").readline().split()[1])


def drip(line: socket.socket) -> None:
    """Send a byte now and then until the other side closes the connection."""
    began = time.monotonic()
    while time.monotonic() - began < LIMIT_S:
        line.sendall(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (HEAD + b"Content-Length: -1\r\n\r\nn=1", 400),
        (HEAD + b"Content-Length: +1\r\n\r\nn=1", 400),
        (HEAD + b"Content-Length: 1e1\r\n\r\nn=1", 400),
        (HEAD + b"Content-Length: \xb2\r\n\r\nn=1", 400),
        (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nn=1", 400),
        (HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (HEAD + b"Content-Length: 700000000\r\n\r\nn=1", 413),
        (HEAD + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\nn=1", 413),
        (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 400),
        (CHUNKED + b"-1\r\n", 400),
        (CHUNKED + b"zz\r\n", 400),
        (CHUNKED + b"fffffff\r\nn=1", 413),
        (CHUNKED + b"3\r\nn=12\r\n", 400),
        (CHUNKED + b"0" * 1_000, 400),
        (CHUNKED + b"0\r\n" + b"a: b\r\n" * 30, 400),
        (b"GET http://[ HTTP/1.1\r\n\r\n", 400),
        (b"GET /one HTTP/9.x\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00 hello there\r\n\r\n", 400),
        (HEAD + b"".join(b"X-%d: %s\r\n" % (n, b"x" * 5_000) for n in range(50)), 431),
    ],
)
def test_what_cannot_be_read_is_refused(
    receiver: CallbackReceiver, capfd: pytest.CaptureFixture[str], sent: bytes, status: int
) -> None:
    assert status_of(receiver, sent) == status
    assert receiver.endpoint("one").dialled == []
    assert requests.get(receiver.endpoint("one").url, timeout=LIMIT_S).status_code == 200
    assert capfd.readouterr() == ("", "")


def test_a_body_in_chunks_is_read(receiver: CallbackReceiver) -> None:
    one = receiver.endpoint("one")
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = requests.post(one.url, data=iter([b"n=%2B", b"1"]), headers=kind, timeout=LIMIT_S)
    assert sent.status_code == 200
    assert one.dialled[0].values("n") == {"+1"}
    assert status_of(receiver, CHUNKED + b"3;a=b\r\nm=2\r\n0\r\nTrailer: x\r\n\r\n") == 200
    assert one.dialled[1].values("m") == {"2"}


def test_a_body_without_a_usable_length_takes_no_memory(receiver: CallbackReceiver) -> None:
    body = b"x" * 100_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with connected(receiver) as line:
        line.sendall(HEAD + b"Content-Length: -1\r\n\r\n")
        with pytest.raises(OSError, match=r"reset|pipe"):
            line.sendall(body)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # KiB


def test_json_without_end_is_no_fault(receiver: CallbackReceiver) -> None:
    body = b"[" * (MAX_BODY_BYTES - 1)
    sent = requests.post(
        receiver.endpoint("one").url,
        data=body,
        headers={"Content-Type": "application/json"},
        timeout=LIMIT_S,
    )
    assert sent.status_code == 200
    assert decoded("", json.dumps({"n": 10**100}), "json") == {"n": {str(10**100)}}


def test_a_slow_request_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver_module, "REQUEST_LIMIT_S", 0.5)
    hurried = CallbackReceiver(ListenAddress())
    try:
        with connected(hurried) as line:
            line.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
            with pytest.raises(OSError, match=r"reset|pipe"):
                drip(line)
    finally:
        hurried.close()


def test_many_connections_and_requests_are_limited(receiver: CallbackReceiver) -> None:
    one = receiver.endpoint("one")
    before = threading.active_count()
    idle = [connected(receiver) for _ in range(MAX_CONNECTIONS * 3)]
    time.sleep(0.2)
    assert threading.active_count() - before <= MAX_CONNECTIONS
    for line in idle:
        line.close()
    deadline = time.monotonic() + LIMIT_S
    while threading.active_count() > before:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    for _ in range(MAX_REQUESTS + 5):
        assert requests.get(one.url, timeout=LIMIT_S).status_code == 200
    assert len(one.dialled) == MAX_REQUESTS
