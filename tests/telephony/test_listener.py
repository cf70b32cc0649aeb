"""The helpdesk that listens: it records each request, and misbehaves on demand."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest
import requests

from cti_conformance.config.credentials import Credentials
from cti_conformance.config.target_config import TargetConfig
from cti_conformance.ledger.attributes import POP_PATH
from cti_conformance.target.connection import Connection
from cti_conformance.target.telephony.behaviour import RETRY_AFTER_S, TROUBLES, details
from cti_conformance.target.telephony.helpdesk import ListeningHelpdesk
from cti_conformance.target.telephony.sent import ELSEWHERE, IMPOSTOR
from support.servers import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.servers import Exchange

LIMIT_S = 20.0
LOGIN = ("sesame-8842-key", "X")


def answer(exchange: Exchange) -> None:
    exchange.body()
    exchange.answer(201, b'{"id": "17"}', {"Content-Type": "application/json", "X-From": "it"})


@pytest.fixture(scope="module")
def listening() -> Iterator[ListeningHelpdesk]:
    with serving(answer) as server:
        config = TargetConfig(server.url, Credentials(LOGIN[0]))
        helpdesk = ListeningHelpdesk(Connection(config))
        yield helpdesk
        helpdesk.close()


@pytest.fixture
def helpdesk(listening: ListeningHelpdesk) -> ListeningHelpdesk:
    listening.begin()
    return listening


def send(helpdesk: ListeningHelpdesk, timeout: float = LIMIT_S) -> requests.Response:
    return requests.post(
        helpdesk.url + POP_PATH,
        json={"call_reference_id": "c-1"},
        auth=LOGIN,
        timeout=timeout,
        allow_redirects=False,
    )


def test_a_request_is_passed_on_and_recorded(helpdesk: ListeningHelpdesk) -> None:
    given = send(helpdesk)
    assert (given.status_code, given.json(), given.headers["X-From"]) == (201, {"id": "17"}, "it")
    (sent,) = helpdesk.sent
    assert sent.is_pop
    assert (sent.reference, sent.status) == ("c-1", 201)
    (exchange,) = helpdesk._connection.recorder.take()
    assert LOGIN[0] not in str(exchange.as_dict())
    assert '-u "$CTI_API_KEY:X"' in exchange.as_dict()["curl"]


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        ("refuses the credentials", 401),
        ("denies access", 403),
        ("finds a mistake", 400),
        ("finds nothing at the address", 404),
        ("fails", 500),
        ("is down for maintenance", 503),
        ("answers with a page", 200),
        ("asks for a pause in seconds", 429),
        ("asks for a pause until a date", 429),
        ("answers with more fields", 201),
        ("answers with a number as the id", 201),
    ],
)
def test_it_misbehaves_once(helpdesk: ListeningHelpdesk, trouble: str, status: int) -> None:
    helpdesk.behave(TROUBLES[trouble])
    given = send(helpdesk)
    assert given.status_code == status
    if trouble == "asks for a pause until a date":
        pause = parsedate_to_datetime(given.headers["Retry-After"]).timestamp() - time.time()
        assert RETRY_AFTER_S - 1 < pause <= RETRY_AFTER_S + 1
    assert send(helpdesk).json() == {"id": "17"}
    assert [one.status for one in helpdesk.sent] == [status, 201]


def test_it_gives_no_answer_and_breaks_one_off(helpdesk: ListeningHelpdesk) -> None:
    helpdesk.behave(TROUBLES["gives no answer"], TROUBLES["breaks off its answer"])
    with pytest.raises(requests.exceptions.Timeout):
        send(helpdesk, timeout=0.3)
    with pytest.raises(requests.exceptions.RequestException):
        send(helpdesk)
    assert [one.status for one in helpdesk.sent] == [None, None]


def test_other_requests_are_passed_on(helpdesk: ListeningHelpdesk) -> None:
    helpdesk.behave(then=details({"ticket_id": 80}))
    given = requests.get(f"{helpdesk.url}/api/v2/contacts", timeout=LIMIT_S)
    assert given.json() == {"id": "17"}
    assert send(helpdesk).json() == [{"ticket_id": 80}]


def test_it_redirects_to_a_host_that_is_watched(helpdesk: ListeningHelpdesk) -> None:
    helpdesk.redirect(307)
    given = send(helpdesk)
    assert given.status_code == 307
    requests.post(given.headers["Location"], timeout=LIMIT_S)
    assert [one.place for one in helpdesk.sent][1:] == [ELSEWHERE]


def test_it_is_reached_by_https(helpdesk: ListeningHelpdesk) -> None:
    bundle = str(helpdesk.certificates.bundle)
    for url, fails in (
        (helpdesk.secure_url, False),
        (helpdesk.impostor_url("an unknown authority"), True),
        (helpdesk.impostor_url("another name"), True),
    ):
        try:
            requests.post(url + POP_PATH, json={}, verify=bundle, timeout=LIMIT_S)
        except requests.exceptions.SSLError:
            assert fails
        else:
            assert not fails
    assert IMPOSTOR not in [one.place for one in helpdesk.sent]
    assert len(helpdesk.sent) == 1
