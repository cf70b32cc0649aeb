"""The command `cti-conformance`: its help, its errors, and the words that pytest gets."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from cti_conformance.command import main as command
from cti_conformance.command import suite
from cti_conformance.ledger.rules import load_ledger
from cti_conformance.pytest_plugin.options import OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

LIMIT_S = 60.0
URL = "https://helpdesk.example.com"


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take the words that pytest would get."""
    taken: list[str] = []

    def take(given: list[str]) -> int:
        taken.extend(given)
        return 0

    monkeypatch.setattr(suite, "run_pytest", take)
    return taken


def call(*arguments: str) -> int:
    """Run a command in this process, and return its exit status."""
    with pytest.raises(SystemExit) as end:
        command.main(arguments)
    return int(str(end.value.code))


# -- help and errors -------------------------------------------------------------------------------


def test_the_help_fits_a_screen_and_imports_no_pytest() -> None:
    code = (
        "import sys\nfrom cti_conformance.command.main import main\n"
        "try:\n    main(['--help'])\nfinally:\n"
        "    heavy = {'pytest', 'yaml', 'requests', 'jsonschema', 'starlette'} & set(sys.modules)\n"
        "    print('HEAVY', sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S, check=True
    )
    *shown, heavy = done.stdout.splitlines()
    assert heavy == "HEAVY []", "each of these costs more than the whole help"
    assert len(shown) <= 24, "with its prompt it fills the smallest terminal"
    assert max(map(len, shown)) <= 80


@pytest.mark.parametrize("name", [n for n, one in command.COMMANDS.items() if not one.needs])
def test_every_command_has_a_help(name: str) -> None:
    shown = CliRunner().invoke(command.cli, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert f"cti-conformance {name}" in shown.output or shown.output.startswith("Usage: ")


def test_the_help_of_test_has_all_options_of_a_helpdesk() -> None:
    shown = CliRunner().invoke(command.cli, ["test", "--help"]).output
    for flag in OPTIONS:
        is_of_a_partner = flag.startswith(suite.OF_PARTNERS)
        assert (f"  {flag} " in shown) != (is_of_a_partner or flag == "--target-url")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["tset"], "No such command 'tset'"),
        (["test", "helpdesk"], "'helpdesk' is no address"),
        (["test", URL, "--desktop=none"], "--desktop"),
        (["dial"], "give the address to test"),
        (["rules", "CTI-REQ-99"], "no such rule or chapter"),
        (["compare", "one.json"], "two reports at least"),
        (["compare", "no.json", "none.json"], "no.json: No such file"),
        (["init", "helpdesk"], "'helpdesk' is not an http(s) URL"),
    ],
)
def test_an_error_is_one_line_and_has_the_status_of_wrong_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert call(*arguments) == command.EXIT_USAGE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("cti-conformance: ")
    assert told in line


def test_a_shell_completes_commands_options_and_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    script = CliRunner().invoke(command.cli, ["completion", "bash"]).output
    assert "_CTI_CONFORMANCE_COMPLETE=bash_complete" in script
    shown = {}
    for typed in ("rul", "rules CTI-REQ-0", "test --qu"):
        monkeypatch.setenv("COMP_WORDS", f"{command.NAME} {typed}")
        monkeypatch.setenv("COMP_CWORD", str(len(typed.split())))
        env = {"_CTI_CONFORMANCE_COMPLETE": "bash_complete"}
        shown[typed] = CliRunner().invoke(command.cli, env=env, prog_name=command.NAME).output
    assert [text.splitlines()[0] for text in shown.values()] == [
        *("plain,rules", "plain,CTI-REQ-01", "plain,--quick")
    ]


# -- the words for pytest --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        (["test", URL], [f"--target-url={URL}"]),
        (["test"], []),
        (
            ["test", "-k", "a phone", URL, "--report-dir", "out", "-n", "4", "--strict", "-vv"],
            [
                *(f"--target-url={URL}", "--report-dir=out"),
                *("-k", "a phone", "-n", "4", "--strict", "-vv"),
            ],
        ),
        (
            ["test", URL, "--rule=CTI-REQ-06", "--rule", "CTI-DET-*", "--fuzz", "--fuzz-seed=1"],
            [
                *(f"--target-url={URL}", "--rule=CTI-REQ-06", "--rule=CTI-DET-*"),
                *("--fuzz=50", "--fuzz-seed=1"),
            ],
        ),
        (["plan", URL, "-v"], ["--plan", f"--target-url={URL}", "-v"]),
        (["fuzz", URL, "--fuzz=9"], ["--fuzz", "-k", "fuzz", f"--target-url={URL}", "--fuzz=9"]),
        (["dial", f"{URL}/dial?key=a"], [f"--dial-url={URL}/dial?key=a"]),
        (
            ["softphone", f"{URL}/?agent={{agent_id}}", "--softphone-wait", "9"],
            [f"--softphone-url={URL}/?agent={{agent_id}}", "--softphone-wait=9.0"],
        ),
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_a_command_is_words_for_pytest(
    words: list[str], given: list[str], passed: list[str]
) -> None:
    assert call(*given) == 0
    assert sorted(words) == sorted(passed)
    assert [word for word in words if not word.startswith("--")] == [
        word for word in passed if not word.startswith("--")
    ]


def test_the_status_of_pytest_is_that_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "run_pytest", lambda _: 7)
    assert call("test", URL) == 7


HOSTILE = """\
import pytest

def pytest_collection_modifyitems(items):
    items[:] = []

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    report.outcome = "failed"
    return report
"""


def test_nothing_in_the_folder_changes_the_verdict(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(HOSTILE, encoding="utf-8")
    settings = "[pytest]\naddopts = -x -k nothing --strict\npython_functions = none\n"
    (tmp_path / "pytest.ini").write_text(settings, encoding="utf-8")
    for module in ("click", "yaml", "requests", "steps"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('hostile')", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "cti_conformance", "test", "--rule=CTI-DET-02"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    line = done.stdout.splitlines()[-1]
    assert line.startswith("Verdict: partial, 1 passed, ")
    assert line.endswith(" not selected (the bundled reference)")
    assert sorted(tmp_path.iterdir()) == before


# -- rules -----------------------------------------------------------------------------------------


def test_the_rules_are_listed_and_explained() -> None:
    listed = CliRunner().invoke(command.cli, ["rules"]).output
    for rule in load_ledger():
        assert f"  {rule.id}  {rule.level:<6}  {rule.title}\n" in listed
    chapter = CliRunner().invoke(command.cli, ["rules", "flt"]).output
    assert chapter.splitlines()[0] == "FLT  Edge cases"
    assert "CTI-REQ-06" not in chapter
    told = CliRunner().invoke(command.cli, ["rules", "CTI-REQ-06"]).output
    rule = load_ledger()["CTI-REQ-06"]
    assert rule.statement[:60] in " ".join(told.split())
    assert load_ledger().where(rule) in told
    assert "Example: the number is Omar's Phone and the older contact's Mobile" in told
