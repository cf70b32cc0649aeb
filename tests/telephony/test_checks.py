"""What is found wrong with single requests of a telephone system."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest

from cti_conformance.config.credentials import Credentials
from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.oracle.telephony_checks import ALWAYS, CHECKS, Account, differences
from cti_conformance.target.telephony.sent import Sent
from cti_conformance.text.redaction import Redactor

KNOWN = Credentials("sesame-8842-key", "ada@example.com", "sesame-8842-password")
ACCOUNT = Account(KNOWN, Redactor(KNOWN.secrets), "US")
GOOD: dict[str, Any] = {
    "requester_id": 5014967434,
    "requester_phone": "+12025550142",
    "responder_email": "ines@example.com",
    "call_reference_id": "c-1",
}


def login(text: str = "sesame-8842-key:X") -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


def pop(
    content: Any = None,
    url: str = POP_PATH,
    status: int = 201,
    authorization: str | None = None,
    kind: str = "application/json",
) -> Sent:
    """Return a pop; its content as a mapping is added to a good one."""
    whole = {**GOOD, **content} if isinstance(content, dict) else content or GOOD
    body = whole if isinstance(whole, bytes) else json.dumps(whole).encode()
    known = login() if authorization is None else authorization
    given = {"Authorization": known, "Content-Type": kind}
    return Sent(0.0, "POST", url, tuple(given.items()), body, status=status)


def details(query: str) -> Sent:
    headers = (("authorization", login("ada@example.com:sesame-8842-password")),)
    return Sent(1.0, "GET", f"{DETAILS_PATH}?{query}", headers, b"", status=200)


def test_nothing_is_wrong_with_good_requests() -> None:
    requests = [
        pop(),
        pop({"new_ticket": "true", "ticket_id": "80", "call_info": {}, "call_url": None}),
        pop({"requester_id": "7", "requester_phone": "(202) 555-0143", "call_reference_id": "c-2"}),
        pop(kind="application/json; charset=utf-8"),
        details("call_reference_id=c-1"),
    ]
    assert [check.find(requests, ACCOUNT) for check in CHECKS.values()] == [None] * len(CHECKS)


@pytest.mark.parametrize(
    ("rule", "requests"),
    [
        ("01", [pop(authorization="")]),
        ("01", [pop(authorization="Bearer sesame-8842-key")]),
        ("01", [pop(authorization=login("sesame-8842-ke:X"))]),
        ("01", [pop(authorization=login("ada@example.com:wrong"))]),
        ("01", [pop(authorization="Basic \u00fc")]),
        ("02", [pop(url=f"{POP_PATH}?key=sesame-8842-key")]),
        ("02", [pop({"call_info": {"by": login().split()[1]}})]),
        ("03", [pop(kind="text/plain")]),
        ("03", [pop([GOOD])]),
        ("03", [pop(b"\xff{}")]),
        ("03", [pop(url=f"{POP_PATH}/")]),
        ("04", [pop({"responder_email": " "})]),
        ("04", [pop({"requester_id": None, "requester_phone": ""})]),
        ("05", [pop({"call+reference_id": "c-1"})]),
        ("06", [pop({"requester_id": ""})]),
        ("06", [pop({"requester_id": True})]),
        ("06", [pop({"ticket_id": 1.5})]),
        ("06", [pop({"new_ticket": 1})]),
        ("06", [pop({"call_info": [1]})]),
        ("06", [pop({"call_reference_id": 17})]),
        ("11", [pop({"requester_phone": "00442079460123"})]),
        ("11", [pop({"requester_phone": "020 7946 0123"})]),
        (
            "11",
            [pop({"requester_phone": "anonymous caller"}), pop({"requester_phone": "+0207946"})],
        ),
        ("15", [pop({"call_reference_id": ""})]),
        ("17", [pop(), pop({"requester_id": 8, "requester_phone": "+12025550143"})]),
        ("22", [pop({"call_url": "/var/spool/a.wav"})]),
        ("24", [pop(), details("call_reference_id=c-2")]),
        ("24", [pop({"call_reference_id": "c+1"}), details("call_reference_id=c+1")]),
        ("24", [pop(), details("call_reference_id=c-1&a=1")]),
        ("29", [pop(status=400), pop()]),
    ],
)
def test_what_is_wrong_is_found_by_its_rule(rule: str, requests: list[Sent]) -> None:
    assert CHECKS[f"CTI-TEL-{rule}"].find(requests, ACCOUNT)


def test_a_difference_names_no_secret_and_is_reported_once() -> None:
    leaky = pop(url=f"{POP_PATH}?key=sesame-8842-key", authorization="Basic sesame-8842-key")
    found = differences([leaky, leaky], ACCOUNT)
    assert [one.rule for one in found] == ["CTI-TEL-01", "CTI-TEL-02", "CTI-TEL-03"][:2]
    assert "sesame" not in str(found)
    assert len(ALWAYS) == 6


def test_a_recording_has_no_known_credentials() -> None:
    account = Account(None, Redactor(), "US")
    assert CHECKS["CTI-TEL-01"].find([pop(authorization=login("x:y"))], account) is None
    assert CHECKS["CTI-TEL-01"].find([pop(authorization="Basic xyz")], account)


def test_a_request_is_read_from_a_recording() -> None:
    sent = Sent.from_data(
        {"method": "POST", "url": POP_PATH, "headers": {"a": "b"}, "body": {"x": 1}, "status": 201}
    )
    assert sent.is_pop
    assert sent.attributes == {"x": 1}
    assert sent.is_accepted
    for wrong in ({}, {"method": "GET"}, {"method": "GET", "url": "/", "at": "soon"}):
        with pytest.raises(ValueError, match=r"."):
            Sent.from_data(wrong)
