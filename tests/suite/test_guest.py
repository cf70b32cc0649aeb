"""Somebody else's project, in an environment with the suite: neither gets in the other's way."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.pytest_plugin.options import OPTIONS
from support.servers import answer_all, serving
from support.suite import ROOT, SuiteRun, run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT_S = 240.0
KEY = {"CTI_API_KEY": "sesame-4711-key"}
PACKAGE = ("--pyargs", "cti_conformance")
RULE = "--rule=CTI-DET-02"  # passes on a server that refuses everything
EXIT_FAILED, EXIT_USAGE = 1, 4

OWN_TEST = "def test_own():\n    assert {}\n"


@pytest.fixture
def url() -> Iterator[str]:
    """Start a target that refuses everything."""
    with serving(answer_all(400)) as server:
        yield f"--target-url={server.url}"


def write(folder: Path, **files: str) -> None:
    """Write the files of a project, each by its path with ``__`` for ``/``, without ``.py``."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")


def run_others(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a project that has nothing to do with the suite."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def run_as_guest(folder: Path, *arguments: str, package: tuple[str, ...] = PACKAGE) -> SuiteRun:
    """Run one rule of the suite in somebody's project, whose modules are on the path."""
    ran = run_suite(
        folder / "report",
        *(*package, RULE, *arguments),
        env={**KEY, "PYTHONPATH": str(folder)},
        cwd=folder,
        limit_s=LIMIT_S,
    )
    assert "INTERNALERROR" not in ran.output
    return ran


# -- a run that is not the suite's -----------------------------------------------------------------

# Prints the loaded parts of the suite, and the options as pytest parsed them.
WITNESS = """\
import json, os, signal, sys

def pytest_addoption(parser):
    for name in {flags}:
        parser.addoption(name, action="store_true")

def pytest_sessionfinish(session):
    known = {{
        "modules": sorted(name for name in sys.modules if name.startswith("cti_conformance")),
        "signal": signal.getsignal(signal.SIGTERM) is signal.SIG_DFL,
        "options": sorted(vars(session.config.option)),
        "arguments": session.config.args,
        "profile": session.config.getoption("profile"),
        "plugins": [
            name
            for name, plugin in session.config.pluginmanager.list_name_plugin()
            if plugin and name.startswith("cti")
        ],
    }}
    with open("known.json", "a") as file:
        file.write(json.dumps(known) + "\\n")
"""


def test_a_run_of_others_is_left_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        conftest=WITNESS.format(flags=list(OPTIONS)),
        tests__test_own=OWN_TEST.format("True"),
        # Every Python that starts writes a line.
        sitecustomize="open('started', 'a').write('x')\n",
    )
    # "tests" is a folder, and no value of --profile: that takes none here.
    for without in ([], ["-p", "no:cti_conformance"]):
        done = run_others(tmp_path, *without, "--profile", "tests")
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert len((tmp_path / "started").read_text()) == 2, "no second process"
    seen: list[dict[str, Any]] = [
        json.loads(line) for line in (tmp_path / "known.json").read_text().splitlines()
    ]
    beside, alone = seen
    assert beside["modules"] == [
        "cti_conformance",
        "cti_conformance.pytest_plugin",
        "cti_conformance.pytest_plugin.entry",
    ], "nothing else is imported, since each import costs time"
    assert alone["modules"] == []
    assert (beside["plugins"], alone["plugins"]) == (["cti_conformance"], [])
    for same in ("signal", "options", "arguments", "profile"):
        assert beside[same] == alone[same]
    assert (alone["signal"], alone["arguments"], alone["profile"]) == (True, ["tests"], True)


# -- plugins of others in a run of the suite -------------------------------------------------------

# As pytest-profiling has it.
PROFILING = """\
def pytest_addoption(parser):
    group = parser.getgroup("Profiling")
    group.addoption("--profile", action="store_true", help="generate profiling information")
    group.addoption("--profile-svg", action="store_true", help="generate a graph")

def pytest_configure(config):
    if any(config.getvalue(name) for name in ("profile", "profile_svg")):
        raise SystemExit("profiling")
"""


@pytest.mark.parametrize("where", ["plugin", "conftest"])
def test_another_profile_option_does_not_break_ours(tmp_path: Path, url: str, where: str) -> None:
    write(tmp_path, **{"profiling" if where == "plugin" else "conftest": PROFILING})
    others = ["-p", "profiling"] if where == "plugin" else []
    ran = run_as_guest(tmp_path, url, *others, "--profile=records", "--profile=api")
    assert (ran.status, ran.rules("passed")) == (0, {"CTI-DET-02"}), ran.output
    (line,) = [line for line in ran.output.splitlines() if "--profile" in line]
    assert "-p no:NAME" in line, "the way out is named"

    write(tmp_path, tests__test_own=OWN_TEST.format("True"))
    done = run_others(tmp_path, *others, "--profile", "tests")
    assert "profiling" in done.stderr, "in others' runs the option is the other plugin's"


# As pytest-repeat and pytest-flakefinder do it.
REPEATING = """\
import pytest

@pytest.fixture
def repetition(request):
    return request.param

def pytest_generate_tests(metafunc):
    metafunc.fixturenames.append("repetition")
    metafunc.parametrize("repetition", range(2), indirect=True)
"""

# As pytest-rerunfailures does it: each test a second time, as if its first attempt had failed.
RERUNNING = """\
from _pytest.runner import runtestprotocol

def pytest_runtest_protocol(item, nextitem):
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    first, *_ = [r for r in runtestprotocol(item, nextitem=nextitem, log=False) if r.when == "call"]
    first.outcome = "rerun"
    item.ihook.pytest_runtest_logreport(report=first)
    item._initrequest()
    runtestprotocol(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
"""


@pytest.mark.parametrize("plugin", [REPEATING, RERUNNING], ids=["repeats", "reruns"])
def test_a_plugin_that_runs_tests_again(tmp_path: Path, url: str, plugin: str) -> None:
    write(tmp_path, again=plugin)
    ran = run_as_guest(tmp_path, url, "-p", "again", "--rule=CTI-POP-12", "--rule=CTI-DET-07")
    assert ran.rules("passed") == {"CTI-DET-02"}, ran.output
    assert ran.rules("failed", "warning") == {"CTI-POP-12", "CTI-DET-07"}
    assert ran.status == EXIT_FAILED
    (rule,) = [rule for rule in ran.report["rules"] if rule["id"] == "CTI-DET-02"]
    names = [scenario["name"] for scenario in rule["scenarios"]]
    assert len(names) == 2 * len(set(names))


# -- the settings of a project ---------------------------------------------------------------------

SETTINGS = """\
[pytest]
addopts = -m "unit and not slow" -x --strict-markers --doctest-modules
markers =
    unit
    slow
python_files = check_*.py *.py
python_functions = check_*
python_classes = *
bdd_features_base_dir = nowhere
collect_imported_tests = false
norecursedirs = features
filterwarnings = error
"""

# Fixtures that are called as the suite's are.
HOSTILE = """\
import pytest

@pytest.fixture
def target():
    raise RuntimeError("this target is another's")

@pytest.fixture
def story():
    raise RuntimeError("this story is another's")
"""

WATCHING = """\
import atexit, signal
from cti_conformance.interrupts import interrupt

before = signal.getsignal(signal.SIGTERM)
during = []

def pytest_runtest_setup():
    during.append(signal.getsignal(signal.SIGTERM))

def say():
    print("handled", interrupt in during)
    print("put back", signal.getsignal(signal.SIGTERM) == before)

atexit.register(say)
"""


def test_the_settings_of_a_project_do_not_stop_or_empty_a_run(tmp_path: Path, url: str) -> None:
    (tmp_path / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    write(tmp_path, conftest=HOSTILE, watching=WATCHING)
    ran = run_as_guest(tmp_path, url, "-p", "watching")
    assert (ran.status, ran.rules("passed")) == (0, {"CTI-DET-02"}), ran.output
    (line,) = [line for line in ran.output.splitlines() if "addopts" in line]
    assert line.startswith("cti-conformance: -m, -x of addopts does not apply to the rules")
    assert "handled True\nput back True" in ran.output


def test_a_run_that_is_emptied_says_so(tmp_path: Path) -> None:
    ran = run_as_guest(tmp_path, "--collect-only", "-q", "-k", "nothing_is_called_so")
    assert ran.status == pytest.ExitCode.NO_TESTS_COLLECTED
    (line,) = [line for line in ran.output.splitlines() if line.startswith("cti-conformance: ")]
    assert "no scenario is left to run: -k 'nothing_is_called_so' deselected all" in line


@pytest.mark.parametrize(("fine", "status"), [("True", 0), ("False", EXIT_FAILED)])
def test_a_projects_own_tests_beside_the_suite_count(
    tmp_path: Path, url: str, fine: str, status: int
) -> None:
    write(tmp_path, tests__conftest=HOSTILE, tests__test_own=OWN_TEST.format(fine))
    ran = run_as_guest(tmp_path, url, package=("tests", *PACKAGE))
    assert (ran.status, ran.rules("passed")) == (status, {"CTI-DET-02"}), ran.output
    assert ran.report["verdict"] == "partial", "which by itself is exit status 0"
    assert ("FAILED tests/test_own.py" in ran.output) == (status != 0), ran.output


# -- wrong usage, and our own errors ---------------------------------------------------------------


@pytest.mark.parametrize("folder", ["a project", "the checkout"])
def test_an_option_in_two_words_is_refused_in_one_line(tmp_path: Path, folder: str) -> None:
    there, package = (tmp_path, PACKAGE) if folder == "a project" else (ROOT, ())
    done = run_others(there, *package, "--report-dir", str(tmp_path))
    assert done.returncode == EXIT_USAGE
    (line,) = filter(None, (done.stdout + done.stderr).splitlines())
    assert line == f"ERROR: write --report-dir={tmp_path}, in one word"


BROKEN = """\
from cti_conformance.target.ports.cti import Cti

def fails(*_, **__):
    return 1 / 0  # an error of ours

def pytest_runtest_call():
    Cti.details = fails
"""


def test_an_error_of_our_own_is_shown_with_its_place(tmp_path: Path, url: str) -> None:
    write(tmp_path, broken=BROKEN)
    place = re.compile(r"the suite failed at \S*steps/\S+\.py:\d+: ZeroDivisionError: division")
    ran = run_as_guest(tmp_path, url, "-p", "broken")
    assert place.search(ran.output), ran.output
    assert "an error of ours" not in ran.output

    ran = run_as_guest(tmp_path, url, "-p", "broken", "-vv")
    assert place.search(ran.output), ran.output
    assert "return 1 / 0  # an error of ours" in ran.output, ran.output
    (rule,) = [rule for rule in ran.report["rules"] if rule["id"] == "CTI-DET-02"]
    assert "an error of ours" not in json.dumps(rule)
