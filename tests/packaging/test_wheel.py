"""The wheel holds the suite whole, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.suite import ROOT, SuiteRun, run_suite

PARTS = {
    "cti_conformance": "cti_conformance",
    "docs": "cti_conformance/docs",
    "examples": "cti_conformance/examples",
    "features": "cti_conformance/features",
    "reference_impl": "cti_conformance/reference_impl",
    "spec": "cti_conformance/spec",
    "steps": "cti_conformance/steps",
}
FILES = ("pyproject.toml", "README.md", "LICENSE")


@dataclass(frozen=True)
class Installed:
    """The wheel, and a virtual environment that it alone is installed in."""

    wheel: Path
    python: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    wheel = pip_wheel(copy_checkout(folder / "checkout"), folder)

    environment = folder / "environment"
    call(sys.executable, "-m", "venv", "--without-pip", environment)
    python = environment / "bin" / "python"
    call(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel
    )
    # The libraries are those of this environment; its own .pth files, and with them the checkout,
    # are not read there.
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Installed(wheel, python)


def copy_checkout(target: Path) -> Path:
    """Copy the files that a build needs, with the links as links."""
    no_caches = shutil.ignore_patterns("__pycache__")
    for part in PARTS:
        shutil.copytree(ROOT / part, target / part, symlinks=True, ignore=no_caches)
    for name in FILES:
        shutil.copy(ROOT / name, target)
    return target


def pip_wheel(checkout: Path, folder: Path) -> Path:
    """Build the wheel of a checkout into a folder; return its path."""
    call(
        *(sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps"),
        *("--no-build-isolation", "--wheel-dir", folder, checkout),
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def contents(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel, without its metadata."""
    names = zipfile.ZipFile(wheel).namelist()
    return {name for name in names if ".dist-info/" not in name}


def call(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_every_part_and_nothing_else(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"cti_conformance"}
    assert len(names) == len(set(names))
    wanted = {
        f"{package}/{path.relative_to(ROOT / part)}"
        for part, package in PARTS.items()
        for path in (ROOT / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert contents(installed.wheel) == wanted


def test_a_second_build_does_not_carry_a_deleted_file(tmp_path: Path) -> None:
    checkout = copy_checkout(tmp_path / "checkout")
    first = contents(pip_wheel(checkout, tmp_path / "first"))
    deleted = {"cti_conformance/py.typed", "cti_conformance/spec/versions.yaml"}
    for name in deleted:
        (checkout / name).unlink()
    second = contents(pip_wheel(checkout, tmp_path / "second"))
    assert first - second == deleted
    assert second <= first


@pytest.mark.parametrize("options", [(), ("--editable",)], ids=["install", "editable"])
def test_installing_leaves_nothing_in_the_checkout(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    checkout = copy_checkout(tmp_path / "checkout")
    before = {path.relative_to(checkout) for path in checkout.rglob("*")}
    target = tmp_path / "installed"
    pip = (sys.executable, "-m", "pip", "install", "--no-index", "--no-deps")
    call(*pip, "--no-build-isolation", "--target", target, *options, checkout)
    assert list(target.glob("cti_conformance-*.dist-info"))
    assert {path.relative_to(checkout) for path in checkout.rglob("*")} == before


def test_the_wheels_own_modules_are_used(installed: Installed) -> None:
    code = "import cti_conformance; print(cti_conformance.__file__)"
    # Not in the checkout, whose own package comes first on the path.
    file = call(installed.python, "-c", code, cwd=installed.wheel.parent)
    assert Path(file.strip()).is_relative_to(installed.python.parents[1])


def test_an_empty_folder_runs_the_same_rules_as_the_checkout(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    def both(name: str, *arguments: str) -> tuple[SuiteRun, SuiteRun]:
        here = run_suite(tmp_path / f"{name} here", *arguments)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", str(installed.python))
            package = ("--pyargs", "cti_conformance")
            return here, run_suite(tmp_path / f"{name} there", *package, *arguments, cwd=empty)

    here, there = both("collect", "--collect-only", "-q")
    assert there.status == 0, there.output
    assert collected(here)
    assert collected(there) == collected(here)

    some = ("DET-0[1-3]", "ACC-01", "OFF-01")
    here, there = both("run", *(f"--rule=CTI-{rule}" for rule in some))
    assert there.rules("passed")
    assert (there.status, there.outcomes) == (here.status, here.outcomes)
    assert list(empty.iterdir()) == []


def test_the_command_gives_the_verdict_of_the_checkout_whatever_the_folder_has(
    installed: Installed, tmp_path: Path
) -> None:
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    (hostile / "pytest.ini").write_text("[pytest]\naddopts = -x -k nothing\n", encoding="utf-8")
    emptied = "def pytest_collection_modifyitems(items): items[:] = []\n"
    (hostile / "conftest.py").write_text(emptied, encoding="utf-8")
    (hostile / "yaml.py").write_text("raise SystemExit('hostile')", encoding="utf-8")
    command = installed.python.with_name("cti-conformance")
    some = "--rule=CTI-DET-0[1-3]"
    told = call(command, "plan", some, cwd=hostile)
    assert told == run_suite(tmp_path, "--plan", some).output, "the same scenarios"

    here = run_suite(tmp_path / "here", some)
    call(command, "test", some, "--report-dir", tmp_path / "there", cwd=hostile)
    there = json.loads((tmp_path / "there" / "report.json").read_text(encoding="utf-8"))
    assert here.rules("passed")
    assert {rule["id"]: rule["outcome"] for rule in there["rules"]} == here.outcomes
    assert sorted(path.name for path in hostile.iterdir()) == [
        *("conftest.py", "pytest.ini", "yaml.py")
    ]


def collected(ran: SuiteRun) -> list[str]:
    """Return the names of the scenarios that a run collected."""
    return [line.rpartition("::")[2] for line in ran.output.splitlines() if "::" in line]
