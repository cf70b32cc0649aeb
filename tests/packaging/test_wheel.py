"""The wheel holds the suite whole, and nothing else."""

from __future__ import annotations

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
    "features": "cti_conformance/features",
    "reference_impl": "cti_conformance/reference_impl",
    "spec": "cti_conformance/spec",
    "steps": "cti_conformance/steps",
}
FILES = ("pyproject.toml", "README.md")


@dataclass(frozen=True)
class Installed:
    """The wheel, and a virtual environment that it alone is installed in."""

    wheel: Path
    python: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    checkout = folder / "checkout"
    no_caches = shutil.ignore_patterns("__pycache__")
    for part in PARTS:
        shutil.copytree(ROOT / part, checkout / part, symlinks=True, ignore=no_caches)
    for name in FILES:
        shutil.copy(ROOT / name, checkout)
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, checkout)
    (wheel,) = folder.glob("*.whl")

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


def call(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_every_part_and_nothing_else(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    assert {name.split("/")[0].split("-")[0] for name in names} == {"cti_conformance"}
    wanted = {
        f"{package}/{path.relative_to(ROOT / part)}"
        for part, package in PARTS.items()
        for path in (ROOT / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if ".dist-info/" not in name} == wanted


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

    here, there = both("run", "--rule=CTI-DET-*", "--rule=CTI-ACC-*", "--rule=CTI-OFF-*")
    assert there.rules("passed")
    assert (there.status, there.outcomes) == (here.status, here.outcomes)
    assert list(empty.iterdir()) == []


def collected(ran: SuiteRun) -> list[str]:
    """Return the names of the scenarios that a run collected."""
    return [line.rpartition("::")[2] for line in ran.output.splitlines() if "::" in line]
