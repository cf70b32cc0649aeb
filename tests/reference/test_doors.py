"""Hostile requests to the reference: each is refused, none stops it or makes it say much."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

from support.full_disk import filling
from support.helpdesk import (
    LIMIT_S,
    LOGIN,
    Client,
    client,
    done,
    helpdesk,
    wait_until,
)

if TYPE_CHECKING:
    from pathlib import Path

EMAIL, PASSWORD = LOGIN.split(":")
MANY_DIGITS = "9" * 5_000
# Patience of the reference with a request that does not end, and a margin for a busy machine.
REQUEST_LIMIT_S, MARGIN_S = 10.0, 15.0


def connected(url: str) -> socket.socket:
    where = urlsplit(url)
    assert where.hostname
    assert where.port
    return socket.create_connection((where.hostname, where.port), LIMIT_S)


def answer_to(url: str, sent: bytes) -> bytes:
    """Send these bytes, and return the status line of the answer."""
    with connected(url) as line:
        line.sendall(sent)
        return line.makefile("rb").readline()


def signed_in(url: str) -> requests.Session:
    session = requests.Session()
    who = {"email": EMAIL, "password": PASSWORD}
    session.post(f"{url}/desktop/sign-in", json=who, timeout=LIMIT_S).raise_for_status()
    return session


# -- targets of a request ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET foo HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET http://example.com/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (f"GET /tickets/{MANY_DIGITS} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 404),
        (f"GET /contacts/{MANY_DIGITS} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 404),
        (b"GET /tickets/%C2%B2 HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {MANY_DIGITS}\r\n\r\n".encode(), 400),
    ],
    ids=["*", "CONNECT", "foo", "URL", "ticket", "contact", "superscript", "length"],
)
def test_a_strange_target_is_no_fault(url: str, sent: bytes, status: int) -> None:
    assert answer_to(url, sent).split()[1] == str(status).encode()


def test_ids_of_many_digits_are_not_found(speaking: Client) -> None:
    for path in (f"tickets/{MANY_DIGITS}", f"contacts/{MANY_DIGITS}", f"agents/{MANY_DIGITS}"):
        assert speaking.send("GET", f"/api/v2/{path}").status_code == 404
    assert speaking.pop(requester_id=MANY_DIGITS, responder_id=MANY_DIGITS).status_code == 400


# -- bodies --------------------------------------------------------------------------------------


def test_a_sign_in_is_limited_in_size_and_in_what_it_answers(url: str) -> None:
    door = f"{url}/desktop/sign-in"
    large = json.dumps({f"x{n:07}": n for n in range(200_000)}).encode()
    began = time.monotonic()
    kind = {"Content-Type": "application/json"}
    refused = requests.post(door, data=large, headers=kind, timeout=LIMIT_S)
    assert (refused.status_code, time.monotonic() - began < 2.0) == (413, True)
    assert len(refused.content) < 1_000
    small = json.dumps({"x" * 100 + str(n): n for n in range(80)}).encode()
    assert len(requests.post(door, data=small, headers=kind, timeout=LIMIT_S).content) < 40_000


def test_what_is_wrong_with_a_request_is_listed_up_to_a_limit(speaking: Client) -> None:
    refused = speaking.pop(**{f"unknown_{n}": n for n in range(900)})
    assert refused.status_code == 400
    assert len(refused.json()["errors"]) == 100


@pytest.mark.parametrize(
    "info", [{f"key {n}": "x" for n in range(1_001)}, {"x" * 501: "x"}], ids=["many", "long"]
)
def test_the_keys_of_call_info_are_limited(speaking: Client, info: dict[str, str]) -> None:
    me = done(speaking.send("GET", "/api/v2/agents/me"))["id"]
    refused = speaking.pop(requester_phone="+12015550171", responder_id=me, call_info=info)
    assert refused.status_code == 400
    fits = dict(list(info.items())[:500]) if len(info) > 1 else {"x" * 500: "x"}
    done(speaking.pop(requester_phone="+12015550171", responder_id=me, call_info=fits))


# -- connections ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST /desktop/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
        b"POST /api/v2/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
    ],
    ids=["nothing", "half a head", "half a body", "half a body without credentials"],
)
def test_half_a_request_is_not_waited_for(url: str, sent: bytes) -> None:
    began = time.monotonic()
    with connected(url) as line:
        line.settimeout(REQUEST_LIMIT_S + MARGIN_S)
        line.sendall(sent)
        try:
            while line.recv(4096):
                pass
        except ConnectionResetError:
            pass
    assert REQUEST_LIMIT_S - 1 < time.monotonic() - began < REQUEST_LIMIT_S + MARGIN_S


def test_a_connection_that_is_used_again_lasts(url: str) -> None:
    with connected(url) as line:
        for _ in range(3):
            line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 200")
            line.setblocking(False)
            time.sleep(0.2)
            while line.recv(65_536) and _more(line):
                pass
            line.settimeout(LIMIT_S)
        time.sleep(REQUEST_LIMIT_S + 1)
        line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 200")


def _more(line: socket.socket) -> bool:
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


def test_a_page_that_is_open_lasts(url: str) -> None:
    with signed_in(url).get(f"{url}/desktop/events", stream=True, timeout=LIMIT_S) as stream:
        began = time.monotonic()
        for line in stream.iter_lines():
            if line.startswith(b"event: beat") and time.monotonic() - began > REQUEST_LIMIT_S + 1:
                break
        else:
            pytest.fail("the stream ended")


# -- other sites and headers ---------------------------------------------------------------------


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_opens_no_desktop_and_loads_no_ticket(
    url: str, speaking: Client, omar: int, site: str
) -> None:
    session = signed_in(url)
    ticket = speaking.make_ticket(omar)
    me = done(speaking.send("GET", "/api/v2/agents/me"))["id"]
    for path in ("/desktop/events", f"/desktop/tickets/{ticket}", "/desktop/state"):
        answer = session.get(
            url + path, headers={"Sec-Fetch-Site": site}, stream=True, timeout=LIMIT_S
        )
        assert answer.status_code == 401
        answer.close()
    assert done(speaking.control("GET", f"/agents/{me}/presence")) == {"online": False}
    own = session.get(
        f"{url}/desktop/state", headers={"Sec-Fetch-Site": "same-origin"}, timeout=LIMIT_S
    )
    assert own.status_code == 200


@pytest.mark.parametrize("path", ["/api/v2/tickets", "/desktop/state", "/nowhere", "/settings"])
def test_answers_are_not_cached_and_not_guessed_at(url: str, path: str) -> None:
    headers = requests.get(url + path, timeout=LIMIT_S).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] in ("no-store", "no-cache")


def test_a_scheme_is_believed_only_behind_a_proxy() -> None:
    def locations(*options: str) -> str:
        with helpdesk(*options) as process, client(process.url) as one:
            session = requests.post(
                f"{process.url}/desktop/sign-in",
                json={"email": EMAIL, "password": PASSWORD},
                headers={"X-Forwarded-Proto": "https"},
                timeout=LIMIT_S,
            )
            assert one.get("tickets") == []
            return session.headers["Set-Cookie"]

    assert "Secure" not in locations()
    assert "Secure" in locations("--behind-proxy")


# -- a full disk ---------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_is_over_when_there_is_room(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with filling(log) as process, client(process.url) as one:
        url = process.url
        me = done(one.send("GET", "/api/v2/agents/me"))["id"]

        def pop(reference: str) -> int:
            told = {"note": "x" * 50_000}
            return one.pop(
                requester_phone="+12015550171",
                responder_id=me,
                call_reference_id=reference,
                call_info=told,
            ).status_code

        assert pop("1") == 201
        process.fill()
        wait_until(lambda: pop("2") == 507, "the disk to be full")
        before = len(one.get("tickets"))
        refused = one.pop(
            requester_phone="+12015550171", responder_id=me, call_info={"note": "x" * 50_000}
        )
        assert (refused.status_code, refused.json()["code"]) == (507, "insufficient_storage")
        assert len(one.get("tickets")) == before
        who = {"email": EMAIL, "password": PASSWORD}
        statuses = {
            requests.post(f"{url}/desktop/sign-in", json=who, timeout=LIMIT_S).status_code
            for _ in range(60)
        }
        assert statuses <= {204, 507}
        process.make_room()
        wait_until(lambda: pop("3") == 201, "room on the disk")
        assert len(one.details("3")) == 1
    lines = log.read_text(encoding="utf-8").splitlines()
    assert lines == ["The disk is full: changes are answered with 507 until there is room"]
