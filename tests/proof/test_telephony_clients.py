"""The changed clients fit the examples, and the suite tells some of them as `make proof` does."""

from __future__ import annotations

import ast
import subprocess
from collections import Counter

import pytest
from clients.catalogue import MUTANTS
from clients.client import PYTHON, Client
from clients.hostile import HOSTILE
from clients.trial import try_client, try_hostile
from clients.variants import VARIANTS

from cti_conformance.ledger.rules import load_ledger

NAMED = {one.name: one for one in (*MUTANTS, *VARIANTS)}


def test_every_client_fits_and_can_be_read() -> None:
    assert len(MUTANTS) >= 60
    assert len(NAMED) == len(MUTANTS) + len(VARIANTS)
    for client in NAMED.values():
        if client.file == PYTHON:
            ast.parse(client.text)
        else:
            subprocess.run(["/bin/sh", "-n"], input=client.text, text=True, check=True)


def test_every_rule_has_a_mutant() -> None:
    count = Counter(mutant.rules[0] for mutant in MUTANTS)
    rules = [rule.id for rule in load_ledger() if rule.needs == "telephony"]
    assert [rule for rule in rules if not count[rule]] == []
    assert set(count) <= set(rules)


@pytest.mark.parametrize("name", ["sh-no-pause", "note-expected"])
def test_a_mutant_is_told_by_its_own_rule(name: str) -> None:
    client: Client = NAMED[name]
    assert try_client(client).problem == ""


def test_a_hostile_client_brings_no_credentials_into_a_report() -> None:
    hostile = next(one for one in HOSTILE if one.name == "credentials-in-the-message")
    result = try_hostile(hostile)
    assert result.problem == ""
    assert result.duration_s < 60
