"""The rules of an earlier version still run, whatever later versions added."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from cti_conformance import __version__
from cti_conformance.errors import ConfigError
from cti_conformance.ledger import selection
from cti_conformance.ledger.rules import CAPABILITIES, load_ledger, load_yaml, spec_file
from support.servers import Exchange, answer_all, serving
from support.suite import ROOT, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("cti_conformance", "features", "reference_impl", "spec", "steps", "tests")
FILES = ("CHANGELOG.md", "conftest.py", "pyproject.toml")
LATER = "0.2.0"
LIMIT_S = 300.0
ADDED = ("CTI-DET-98", "CTI-DET-99")
NEW_RULE = """
  @CTI-DET-99
  Rule: A rule that came later

    Example: what only the later rule asks for
      When call details are requested without credentials
      Then the request is refused with 401
      And the later step runs

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


NEW_STEP = '''

@then("the later step runs")
def _later_step() -> None:
    """The step of a later version: it holds once it runs."""
'''


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return a way to run pytest in a copy of the checkout to which a later version added rules."""
    checkout = tmp_path_factory.mktemp("later")
    for part in PARTS:  # with the compiled modules: to compile them anew takes seconds
        shutil.copytree(ROOT / part, checkout / part, symlinks=True)
    for name in FILES:
        shutil.copy(ROOT / name, checkout)
    add_rules(checkout)

    def run(*arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            [*(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"), *arguments],
            cwd=checkout,
            env={k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
            | {"PYTHONPATH": str(checkout), "CTI_API_KEY": "sesame-4711-key"},
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def add_rules(checkout: Path) -> None:
    """Add a rule, an example and a step of a later version, as in CONTRIBUTING.md."""
    file = checkout / "spec" / "rules" / "det.yaml"
    chapter: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    model = {**chapter["rules"][0], "needs": "api"}
    chapter["rules"] += [
        {**model, "id": "CTI-DET-98", "title": "A rule that got an example later"},
        {**model, "id": "CTI-DET-99", "title": "A rule that came later", "since": LATER},
    ]
    file.write_text(yaml.safe_dump(chapter, sort_keys=False), encoding="utf-8")
    change(
        checkout / "spec" / "openapi.yaml",
        "[CTI-ACC-01, CTI-ACC-02]",
        "[CTI-ACC-01, CTI-ACC-02, CTI-DET-98, CTI-DET-99]",
    )
    if LATER not in load_ledger().versions:
        append(checkout / "spec" / "versions.yaml", f'- version: "{LATER}"\n  added: More.\n')
        heading = f"## {__version__}\n"
        change(checkout / "CHANGELOG.md", heading, f"## {LATER} (not released)\n\n{heading}")
    count = len(list(load_ledger().at(load_ledger().versions[0])))
    change(checkout / "CHANGELOG.md", f"**Rules**: {count} in", f"**Rules**: {count + 1} in")
    append(checkout / "features" / "det.feature", NEW_RULE.format(later=LATER))
    module = next(
        path
        for path in sorted((checkout / "steps").rglob("*.py"))
        if "\n@then(" in path.read_text(encoding="utf-8")
    )
    append(module, NEW_STEP)


def change(file: Path, old: str, new: str) -> None:
    """Replace a text that occurs once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name}: {old!r}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def append(file: Path, text: str) -> None:
    """Add to the end of a file."""
    with file.open("a", encoding="utf-8") as open_file:
        open_file.write(text)


def refuse(exchange: Exchange) -> None:
    """Answer as a helpdesk that accepts the credentials and no request."""
    answer_all(400 if "Authorization" in exchange.headers else 401)(exchange)


def scenarios(plan: str) -> list[str]:
    return [line.strip() for line in plan.splitlines() if line.strip().startswith("CTI-")]


def test_an_earlier_version_runs_what_it_had(later: Callable[..., str]) -> None:
    first = load_ledger().versions[0]
    some = ("--rule=CTI-DET-*", "--rule=CTI-ACC-*")
    now = scenarios(later("--plan", "-v", *some))
    then = scenarios(later("--plan", "-v", f"--rules={first}", *some))
    assert [line for line in now if line not in then and line.startswith(ADDED)] == [
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


def test_the_rule_of_a_later_version_runs(later: Callable[..., str], tmp_path: Path) -> None:
    with serving(refuse) as server:
        later(f"--target-url={server.url}", f"--report-dir={tmp_path}", "--rule=CTI-DET-99")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    rules = {rule["id"]: rule for rule in report["rules"]}
    assert rules["CTI-DET-99"]["outcome"] == "passed"
    assert (report["suite"]["version"], report["suite"]["rules"]) == (__version__, LATER)


def test_a_rule_that_came_later_cannot_be_asked_for(later: Callable[..., str]) -> None:
    first = load_ledger().versions[0]
    output = later(f"--rules={first}", "--rule=CTI-DET-99", status=4)
    wanted = f"--rule CTI-DET-99: added in version {LATER}, which is later than --rules={first}"
    assert wanted in output


def test_the_checks_of_the_artefacts_hold_for_a_later_version(later: Callable[..., str]) -> None:
    (orphans,) = ROOT.glob("tests/**/test_orphans.py")
    versions = Path(__file__).relative_to(ROOT)
    later(
        f"{orphans.relative_to(ROOT)}::test_the_three_artefacts_agree",
        f"{versions}::test_versions_are_listed_once_in_order_and_in_the_changelog",
    )


def test_a_rule_of_a_version_that_is_not_listed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = load_ledger()
    unlisted = replace(ledger, versions=("0.0.1", "0.0.2"))
    monkeypatch.setattr(selection, "load_ledger", lambda: unlisted)
    with pytest.raises(ConfigError, match=r"since 0\.1\.0, but spec/versions\.yaml does not list"):
        selection.select(CAPABILITIES, None, (), ())


def test_a_version_that_is_none_is_wrong_usage_and_names_those_that_are(tmp_path: Path) -> None:
    ran = run_suite(tmp_path, "--rules=0.0.9")
    assert ran.status == 4
    (line,) = filter(None, ran.output.splitlines())
    assert (
        f"--rules 0.0.9: unknown version; expected one of {', '.join(load_ledger().versions)}"
        in line
    )


def test_the_report_names_the_version_of_the_rules(tmp_path: Path) -> None:
    first = load_ledger().versions[0]
    with serving(answer_all(400)) as server:
        ran = run_suite(
            tmp_path,
            *(f"--target-url={server.url}", f"--rules={first}", "--rule=CTI-DET-02"),
            env={"CTI_API_KEY": "sesame-4711-key"},
        )
    assert (ran.status, ran.report["suite"]["rules"]) == (0, first)


def test_versions_are_listed_once_in_order_and_in_the_changelog() -> None:
    versions = [entry["version"] for entry in load_yaml(spec_file("versions.yaml"))]
    assert sorted(versions, key=lambda v: [int(n) for n in v.split(".")]) == versions
    assert len(set(versions)) == len(versions)
    # One version at the most is in the making.
    assert __version__ in versions[-2:]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in changes.splitlines() if line.startswith("## ")]
    released = versions[: versions.index(__version__) + 1]
    unreleased = [f"{version} (not released)" for version in versions[len(released) :]]
    assert headings == [*unreleased, *released[::-1]]
    assert {rule.since for rule in load_ledger()} <= set(versions)
    assert f"**Rules**: {len(list(load_ledger().at(versions[0])))} in" in changes
