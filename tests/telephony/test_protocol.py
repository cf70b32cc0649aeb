"""The protocol of adapters: its schema, its guide, and what the suite gives."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cti_conformance.ledger.rules import load_yaml, spec_file
from cti_conformance.target.ports.telephony import TelephonySystem
from cti_conformance.target.telephony.sent import Sent
from support.suite import ROOT

DOCUMENT: dict[str, Any] = load_yaml(spec_file("telephony.yaml"))
GUIDE = (ROOT / "docs" / "telephony-client.md").read_text(encoding="utf-8")


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(DOCUMENT)


def test_the_guide_names_every_member_kind_and_outcome() -> None:
    event, answer = DOCUMENT["$defs"]["event"], DOCUMENT["$defs"]["answer"]
    names = {
        *event["properties"],
        *event["properties"]["caller"]["properties"],
        *event["properties"]["type"]["enum"],
        *answer["properties"],
        *answer["properties"]["outcome"]["enum"],
        *answer["properties"]["calls"]["items"]["properties"],
    }
    assert {name for name in names if f"`{name}`" not in GUIDE} == set()


def test_the_guide_names_every_variable() -> None:
    names = {
        constant
        for constant in TelephonySystem._environment.__code__.co_consts
        for constant in (constant if isinstance(constant, tuple) else (constant,))
        if isinstance(constant, str) and re.fullmatch("CTI_[A-Z_]+", constant)
    }
    assert len(names) == 6
    assert {name for name in names if f"`{name}`" not in GUIDE} == set()


def test_the_examples_of_the_guide_are_valid() -> None:
    validator = Draft202012Validator(DOCUMENT)
    event = re.search(r"echo '(.*?)'", GUIDE, re.DOTALL)
    assert event
    validator.validate(json.loads(event[1]))
    validator.validate({"outcome": "done"})
    block = re.search(r"```json\n(.*?)\n```", GUIDE, re.DOTALL)
    assert block
    assert Sent.from_data(json.loads(block[1])).is_pop
    with pytest.raises(Exception, match="not valid"):
        validator.validate({"outcome": "fine"})


def test_the_example_client_is_short() -> None:
    lines = (ROOT / "examples/telephony/cti_client.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 200
