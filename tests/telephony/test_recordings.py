"""What the rules say of the requests that some published clients are known to send."""

from __future__ import annotations

import re

import pytest

from cti_conformance.oracle.telephony_checks import CHECKS, Account
from cti_conformance.steps.telephony.events import recorded
from cti_conformance.text.redaction import Redactor
from support.suite import ROOT

RECORDINGS = ROOT / "tests" / "telephony" / "recordings"
FOUND = {
    "ids-and-email": {"CTI-TEL-05", "CTI-TEL-15"},
    "plus-added": {"CTI-TEL-11"},
    "plus-left-out": {"CTI-TEL-11"},
    "short-numbers-skipped": set(),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_published_client(name: str) -> None:
    requests = recorded(RECORDINGS / f"{name}.jsonl")
    account = Account(None, Redactor(), "US")
    found = {rule for rule, check in CHECKS.items() if check.find(requests, account)}
    assert found == FOUND[name]


def test_every_recording_is_described() -> None:
    readme = (RECORDINGS / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z-]+)\.jsonl`", readme))
    assert named == {path.stem for path in RECORDINGS.glob("*.jsonl")} == FOUND.keys()
