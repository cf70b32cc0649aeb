"""What cannot have changed is asked once; whatever can have changed is asked again."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from cti_conformance.config.credentials import Credentials, logins
from cti_conformance.config.target_config import Limits
from cti_conformance.results.step_outcomes import eventually
from cti_conformance.results.waits import WAITS
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.liveness import Liveness
from cti_conformance.transport.looking import LookingClient
from cti_conformance.transport.recorder import Recorder
from support.servers import Exchange, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def asked() -> list[str]:
    return []


@contextmanager
def client_of(handle: Callable[[Exchange], None]) -> Iterator[LookingClient]:
    with serving(handle) as server:
        one = LookingClient(
            server.url, logins(Credentials("k")), Redactor(), Limits(), Recorder(), Liveness()
        )
        yield one
        one.close()


@pytest.fixture
def client(asked: list[str]) -> Iterator[LookingClient]:
    """A client of a server that answers with the number of the request."""

    def handle(exchange: Exchange) -> None:
        exchange.body()
        asked.append(f"{exchange.command} {exchange.path}")
        exchange.answer(200, str(len(asked)).encode(), {"Content-Type": "application/json"})

    with client_of(handle) as one:
        yield one


def test_a_look_is_sent_once(client: LookingClient, asked: list[str]) -> None:
    assert [client.look("/a", {"q": "é"}).json for _ in range(3)] == [1, 1, 1]
    assert client.look("/a", {"q": "e"}).json == 2
    assert asked == ["GET /a?q=%C3%A9", "GET /a?q=e"]


ACTS: dict[str, Callable[[LookingClient], object]] = {
    "a write": lambda client: client.send("POST", "/b", json_body={}),
    "a deletion": lambda client: client.send("DELETE", "/b"),
    "a request that is tested": lambda client: client.send("GET", "/b"),
    "a request for details": lambda client: client.ask("/b", {}),
    "a write on another connection": lambda client: client.new_connection().send("POST", "/b"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_after_whatever_may_change_something_a_look_is_sent_again(
    client: LookingClient, act: Callable[[LookingClient], object]
) -> None:
    assert client.look("/a").json == 1
    act(client)
    assert client.look("/a").json == 3


def test_details_are_always_asked_for_and_known_to_the_next_look(client: LookingClient) -> None:
    assert [client.ask("/b", {"r": "1"}).json for _ in range(2)] == [1, 2]
    assert client.ask("/b", {"r": "2"}).json == 3
    assert client.look("/b", {"r": "1"}).json == 2


def test_details_that_were_asked_for_after_a_wait_are_known_as_well(client: LookingClient) -> None:
    assert client.look("/b", {"r": "1"}).json == 1
    WAITS.looked_again()  # elsewhere
    assert client.ask("/b", {"r": "2"}).json == 2
    assert client.look("/b", {"r": "2"}).json == 2
    assert client.look("/b", {"r": "1"}).json == 3, "it was known from before the wait"


def test_while_something_is_awaited_all_is_asked_again(client: LookingClient) -> None:
    assert (client.look("/a").json, client.look("/b").json) == (1, 2)
    seen = eventually(lambda: client.look("/a").json, lambda n: n > 3, within_s=5, first_pause_s=0)
    assert seen == 4
    assert client.look("/b").json == 5, "it may have changed while the other was awaited"


def test_requests_at_once_are_all_under_way_before_one_is_answered() -> None:
    all_there = threading.Barrier(3)

    def handle(exchange: Exchange) -> None:
        exchange.body()
        all_there.wait(timeout=10)
        exchange.answer(409, b"", {})

    with client_of(handle) as client:
        answers = client.send_at_once(3, "POST", "/b", json_body={})
    assert [answer.status for answer in answers] == [409, 409, 409]
