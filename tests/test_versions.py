"""The rules of an earlier version run as they were, whatever came later."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from cti_conformance import __version__
from cti_conformance.ledger.rules import load_ledger, load_yaml, spec_file
from support.servers import Exchange, answer_all, serving
from support.suite import ROOT, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LATER = "99.1.0"
NEW_RULE = """
  @CTI-DET-99
  Rule: A rule that came later

    Example: what only the later rule asks for
      When call details are requested without credentials
      Then the request is refused with 401

  @CTI-DET-98
  Rule: A rule that got an example later

    Example: an example that was always there
      When call details are requested without credentials
      Then the request is refused with 401

    @since-{later}
    Example: an example that came later
      When call details are requested without credentials
      Then the request is refused with 401

    Scenario Outline: <what> of a table
      When call details are requested without credentials
      Then the request is refused with 401

      Examples:
        | what        |
        | an old line |

      @since-{later}
      Examples:
        | what        |
        | a new line  |
"""


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return a way to collect with a copy of the suite to which a later version added rules."""
    folder = tmp_path_factory.mktemp("later")
    package = folder / "cti_conformance"
    no_caches = shutil.ignore_patterns("__pycache__")
    # The folders that it links to are copied into it.
    shutil.copytree(ROOT / "cti_conformance", package, ignore=no_caches)
    add_rules(package)

    def run(*arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--pyargs"),
                *("cti_conformance", *arguments),
            ],
            cwd=folder,
            env={k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
            | {"PYTHONPATH": str(folder), "CTI_API_KEY": "sesame-4711-key"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def add_rules(package: Path) -> None:
    """Add a rule and examples of a later version, as its authors would."""
    file = package / "spec" / "rules" / "det.yaml"
    chapter: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    model = {**chapter["rules"][0], "needs": "api"}
    chapter["rules"] += [
        {**model, "id": "CTI-DET-98", "title": "A rule that got an example later"},
        {**model, "id": "CTI-DET-99", "title": "A rule that came later", "since": LATER},
    ]
    file.write_text(yaml.safe_dump(chapter, sort_keys=False), encoding="utf-8")
    with (package / "spec" / "versions.yaml").open("a", encoding="utf-8") as versions:
        versions.write(f'- version: "{LATER}"\n  added: More.\n')
    with (package / "features" / "det.feature").open("a", encoding="utf-8") as feature:
        feature.write(NEW_RULE.format(later=LATER))


def scenarios(plan: str) -> list[str]:
    return [line.strip() for line in plan.splitlines() if line.strip().startswith("CTI-")]


def test_an_earlier_version_runs_what_it_had(later: Callable[..., str]) -> None:
    first = load_ledger().versions[0]
    now = scenarios(later("--plan", "-v"))
    then = scenarios(later("--plan", "-v", f"--rules={first}"))
    assert [line for line in now if line not in then] == [
        "CTI-DET-99  what only the later rule asks for",
        "CTI-DET-98  an example that came later",
        "CTI-DET-98  a new line of a table",
    ]
    assert [line for line in then if line not in now] == []
    assert "CTI-DET-98  an old line of a table" in then


def test_an_earlier_version_counts_and_reports_what_it_had(
    later: Callable[..., str], tmp_path: Path
) -> None:
    first = load_ledger().versions[0]

    def refuse(exchange: Exchange) -> None:
        answer_all(400 if "Authorization" in exchange.headers else 401)(exchange)

    with serving(refuse) as server:
        later(
            *(f"--target-url={server.url}", f"--rules={first}", f"--report-dir={tmp_path}"),
            *("--rule=CTI-DET-02", "--rule=CTI-DET-98"),
        )
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    rules = {rule["id"]: rule for rule in report["rules"]}
    assert "CTI-DET-99" not in rules
    # It has passed, so nothing that came later was awaited.
    assert rules["CTI-DET-98"]["outcome"] == "passed"
    assert [scenario["name"] for scenario in rules["CTI-DET-98"]["scenarios"]] == [
        "an example that was always there",
        "an old line of a table",
    ]


def test_a_rule_that_came_later_cannot_be_asked_for(later: Callable[..., str]) -> None:
    first = load_ledger().versions[0]
    told = later(f"--rules={first}", "--rule=CTI-DET-99", status=4)
    assert f"--rule CTI-DET-99: came later than version {first}" in told


def test_a_version_that_is_none_is_wrong_usage_and_names_those_that_are(tmp_path: Path) -> None:
    ran = run_suite(tmp_path, "--rules=0.0.9")
    assert ran.status == 4
    (line,) = filter(None, ran.output.splitlines())
    assert f"--rules 0.0.9: no such version; there are {', '.join(load_ledger().versions)}" in line


def test_the_report_names_the_version_of_the_rules(tmp_path: Path) -> None:
    first = load_ledger().versions[0]
    with serving(answer_all(400)) as server:
        ran = run_suite(
            tmp_path,
            *(f"--target-url={server.url}", f"--rules={first}", "--rule=CTI-DET-02"),
            env={"CTI_API_KEY": "sesame-4711-key"},
        )
    assert (ran.status, ran.report["suite"]["rules"]) == (0, first)


def test_versions_are_told_once_in_order_and_stand_in_the_changelog() -> None:
    told = load_yaml(spec_file("versions.yaml"))
    versions = [entry["version"] for entry in told]
    assert sorted(versions, key=lambda v: [int(n) for n in v.split(".")]) == versions
    assert len(set(versions)) == len(versions)
    assert versions[-1] == __version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in changes.splitlines() if line.startswith("## ")]
    assert headings == versions[::-1]
    assert {rule.since for rule in load_ledger()} <= set(versions)
    assert f"**Rules**: {len(list(load_ledger().at(versions[0])))} in" in changes
