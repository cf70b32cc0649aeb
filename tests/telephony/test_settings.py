"""The options that put a telephone system under test, and what is said of wrong ones."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from cti_conformance.config.telephony import TelephonyUnderTest
from cti_conformance.errors import ConfigError
from cti_conformance.pytest_plugin.options import OPTIONS, Options
from cti_conformance.pytest_plugin.run_plan import RunPlan, make_run_plan


def plan(**given: Any) -> RunPlan:
    """Return the plan of a run with these options."""
    names = {field.name for field in dataclasses.fields(Options)}
    flags = {flag.removeprefix("--").replace("-", "_"): OPTIONS[flag] for flag in OPTIONS}
    off = {n: False if a.get("action") == "store_true" else None for n, a in flags.items()}
    defaults = {n: a.get("default", off[n]) for n, a in flags.items()}
    assert names == defaults.keys()
    options = Options(**{**defaults, **given})
    return make_run_plan(options, will_connect=False, is_worker=False)


def test_a_client_is_a_partner_of_its_own() -> None:
    made = plan(telephony_client="./adapter --key=sesame-8842", telephony_listen="[::1]:80")
    expected = TelephonyUnderTest(("./adapter", "--key=sesame-8842"), listen=("::1", 80))
    assert made.partners.telephony == expected
    assert made.target_name == "telephony ./adapter --key=…"
    assert {rule.needs for rule in made.ledger} == {"telephony"}
    assert "sesame" not in repr(made.partners)
    assert made.selection.tag == ""


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("python adapter.py -v", "python adapter.py -v"),
        ("python -m my_pbx.adapter", "python -m my_pbx.adapter"),
        ("python adapter.py --host pbx -p sesame -psesame", "python adapter.py --host … -p … …"),
        ("env KEY=sesame ./adapter sesame", "env … … …"),
        ("sh -c 'sesame $X'", "sh -c …"),
        ("'my adapter'", "'my adapter'"),
        (f"sh -c {'sesame' * 2000}", "sh -c …"),
    ],
)
def test_a_client_is_named_by_its_command_without_what_may_be_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, shown: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "adapter.py").write_text("")
    assert plan(telephony_client=command).target_name == f"telephony {shown}"


def test_only_examples_of_what_is_seen_are_observed() -> None:
    made = plan(telephony_observe=5.0)
    assert made.target_name == "telephony observed"
    assert made.selection.has("CTI-TEL-11", {"observed"})
    assert not made.selection.has("CTI-TEL-11", set())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"telephony_client": ""}, "--telephony-client is empty"),
        ({"telephony_client": "'"}, "--telephony-client: No closing quotation"),
        ({"telephony_client": "a", "telephony_observe": 5.0}, "give one of them"),
        ({"telephony_client_stays": True}, "no effect without --telephony-client"),
        ({"telephony_client": "a", "telephony_limit": 0.0}, "--telephony-limit 0: give seconds"),
        ({"telephony_client": "a", "telephony_listen": "8080"}, "give HOST:PORT"),
        ({"telephony_recording": Path("no.jsonl")}, "no such file"),
        ({"telephony_client": "a", "target_url": "http://127.0.0.1:9"}, "leave out --target-url"),
        ({"telephony_client": "a", "rule": ["CTI-REQ-01"]}, "it applies to a helpdesk"),
        ({"rule": ["CTI-TEL-01"]}, "tested with --telephony-client"),
        ({"telephony_client": "a", "rules": "0.1.0"}, "that version has no rules for telephony"),
    ],
)
def test_what_cannot_be_used_is_told_before_the_run(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(told)):
        plan(**given)


def test_the_configuration_of_a_client_holds_deviations_only(tmp_path: Path) -> None:
    config = tmp_path / "known.toml"
    config.write_text('[target]\nurl = "http://127.0.0.1:9"\n')
    with pytest.raises(ConfigError, match=r"deviations.* only, not target"):
        plan(telephony_client="a", target_config=config)
