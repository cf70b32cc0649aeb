"""The kit for vendors' CI: what its files would run is run here, on a helpdesk with a known defect.

The services are not here, so their parts are played: which variables they set, which folder a
script starts in, and what they keep afterwards.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from cti_conformance import __version__
from mutants.catalogue import MUTANTS
from support.mutant_server import mutant_server
from support.suite import ROOT, SuiteRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cti_conformance.target.embedded import EmbeddedReference

LIMIT_S = 300.0
PARTS = (
    *("ci", "cti_conformance", "docs", "examples", "features", "reference_impl", "spec", "steps"),
)
FILES = (
    *("README.md", "LICENSE", "pyproject.toml", "requirements.lock"),
    *("action.yml", "Containerfile", ".dockerignore"),
)
DEFECT = "no-reference-no-calls"
BROKEN = "CTI-DET-02"
FEW = "CTI-DET-0[12]"
DEVIATION = f"""\
[[deviations]]
rule = "{BROKEN}"
reason = "Details without a reference come with release 12"
until = 2999-12-31
"""


@dataclass
class Kit:
    """The set-up of a vendor: the suite's folder, a folder of its own, and a helpdesk.

    Attributes:
        suite: A copy of the project, as a git repository without tags.
        commit: The id of its only commit.
        work: Where the vendor's pipeline works.
        helpdesk: The helpdesk, which breaks one rule.
        env: What the machine of the pipeline has in its environment.
    """

    suite: Path
    commit: str
    work: Path
    helpdesk: EmbeddedReference
    env: dict[str, str]

    def run(self, script: str | list[str], variables: Mapping[str, str], cwd: Path) -> SuiteRun:
        """Run a script as a service would, and return what it left in ``report/``."""
        report = cwd / "report"
        shutil.rmtree(report, ignore_errors=True)
        done = subprocess.run(
            ["sh", "-e", "-c", script] if isinstance(script, str) else script,
            cwd=cwd,
            env={**self.env, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
        file = report / "report.json"
        content = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return SuiteRun(done.returncode, done.stdout, content)

    @property
    def environment(self) -> Path:
        """The default folder of the script's environment."""
        return self.work / ".cti-conformance"

    def configure(self, cwd: Path, toml: str) -> str:
        """Write the vendor's ``cti-target.toml``, and return its name."""
        (cwd / "cti-target.toml").write_text(toml, encoding="utf-8")
        return "cti-target.toml"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    """Return the set-up of a vendor."""
    folder = tmp_path_factory.mktemp("kit")
    suite, work = folder / "suite", folder / "work"
    work.mkdir()
    for part in PARTS:
        no_caches = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, suite / part, symlinks=True, ignore=no_caches)
    for name in FILES:
        shutil.copy(ROOT / name, suite)
    git = ["git", "-C", str(suite), "-c", "user.name=a", "-c", "user.email=a@example.com"]

    def run(words: str) -> str:
        return subprocess.run(
            [*git, *words.split()], check=True, capture_output=True, text=True
        ).stdout.strip()

    for words in ("init --quiet", "add .", "commit --quiet -m all"):
        run(words)
    commit = run("rev-parse HEAD")

    (mutant,) = [mutant for mutant in MUTANTS if mutant.name == DEFECT]
    with mutant_server(mutant) as helpdesk:
        kit = Kit(suite, commit, work, helpdesk, _environment(folder, helpdesk))
        # What a cache of the pipeline may have kept.
        kit.environment.mkdir()
        (kit.environment / "installed").write_text("of another version", encoding="utf-8")
        (kit.environment / "left-over").touch()
        yield kit


# Pip is among the libraries: to unpack another one takes seconds for each environment.
PYTHON = """\
#!/bin/sh
if [ "$1 $2" = "-m venv" ]; then
    shift 2
    set -- -m venv --without-pip "$@"
fi
exec "{python}" "$@"
"""


def _environment(folder: Path, helpdesk: EmbeddedReference) -> dict[str, str]:
    """Return the environment of a machine that has the libraries already, and no network.

    They are those of this environment, less the suite: that has to come from the kit.
    """
    libraries = folder / "libraries"
    libraries.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "cti_conformance" not in path.name and path.suffix != ".pth":
            (libraries / path.name).symlink_to(path)
    python = folder / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(PYTHON.format(python=sys.executable), encoding="utf-8")
    python.chmod(0o755)
    ours = ("CTI_", "PYTEST_", "PIP_", "GIT_")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(libraries),
        "PIP_NO_INDEX": "1",
        "CTI_API_KEY": str(helpdesk.credentials.api_key),
    }


def assert_deviation(ran: SuiteRun, work: Path) -> None:
    """Check that a run reports the defect as the known deviation."""
    assert ran.status == 0, ran.output
    assert ran.report["verdict"] == "partial"
    assert ran.rules("deviation") == {BROKEN}
    assert ran.rules("failed", "error") == set()
    assert ran.rules("passed") == {"CTI-DET-01"}
    assert BROKEN.rpartition("-")[0] in (work / "report" / "junit.xml").read_text("utf-8")


# -- the services, as far as they matter -----------------------------------------------------


def github(kit: Kit, **given: str) -> SuiteRun:
    """Run the steps of the action, as its inputs are given."""
    action = yaml.safe_load((kit.suite / "action.yml").read_text("utf-8"))
    inputs = {name: one.get("default", "") for name, one in action["inputs"].items()}
    assert given.keys() <= inputs.keys()
    inputs |= given
    assert action["runs"]["using"] == "composite"
    step, told = action["runs"]["steps"]
    assert step["shell"] == told["shell"] == "sh"
    assert told["if"] == "always()"

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: inputs[found[1]], text)

    variables = {name: filled(value) for name, value in step["env"].items()}
    assert "${{" not in "".join([step["run"], *variables.values()])
    ran = kit.run(step["run"], {**variables, "GITHUB_ACTION_PATH": str(kit.suite)}, kit.work)
    page = kit.work / "job-summary.md"
    subprocess.run(
        ["sh", "-ec", told["run"]],
        cwd=kit.work,
        env={
            **os.environ,
            **{name: filled(value) for name, value in told["env"].items()},
            "GITHUB_STEP_SUMMARY": str(page),
        },
        check=True,
        timeout=LIMIT_S,
    )
    if ran.report:
        assert page.read_text("utf-8").startswith("## CTI conformance: ")
    return ran


def gitlab(kit: Kit, **given: str) -> SuiteRun:
    """Run the job of the template, with these variables on top of its own."""
    (job,) = yaml.safe_load((kit.suite / "ci" / "gitlab.yml").read_text("utf-8")).values()
    assert given.keys() <= job["variables"].keys()
    variables = job["variables"] | given
    ran = kit.run("\n".join(job["script"]), variables, kit.work)
    kept = [*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]]
    for path in kept:
        for name, value in variables.items():
            path = path.replace(f"${name}", value)
        assert (kit.work / path).exists(), path
    return ran


class Container:
    """Executes a Containerfile in a folder instead of a container."""

    def __init__(self, kit: Kit, root: Path) -> None:
        self._kit = kit
        self._root = root
        self._variables: dict[str, str] = {}
        self._cwd = root
        self._entrypoint: list[str] = []
        for line in (kit.suite / "Containerfile").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                word, _, rest = line.partition(" ")
                self._do(word, rest)

    def run(self, *arguments: str, **variables: str) -> SuiteRun:
        """Run the container on the working folder."""
        return self._kit.run(
            [*self._entrypoint, *arguments], {**self._variables, **variables}, self._cwd
        )

    @property
    def work(self) -> Path:
        """Where it works, which is the vendor's folder."""
        return self._cwd

    def _inside(self, text: str) -> str:
        """Return a text with its absolute paths below the folder."""
        return re.sub(r"(?<![\w.])/(?=\w)", f"{self._root}/", text)

    def _do(self, word: str, rest: str) -> None:
        here = self._inside(rest)
        if word == "FROM":
            assert "/" not in rest, "it names a registry"
        elif word == "COPY":
            source, _, target = here.partition(" ")
            shutil.copytree(self._kit.suite / source, target)
        elif word == "ENV":
            self._variables |= dict(one.split("=") for one in shlex.split(here))
        elif word == "RUN":
            ran = self._kit.run(here, self._variables, self._cwd)
            assert ran.status == 0, ran.output
        elif word == "USER":
            assert not rest.startswith(("0", "root"))
        elif word == "WORKDIR":
            self._cwd = Path(here)
            self._cwd.mkdir()
        else:
            assert word == "ENTRYPOINT", f"{word} is not played here"
            self._entrypoint = json.loads(here)


# -- end to end ------------------------------------------------------------------------------


def test_the_action_runs_with_one_deviation_known(kit: Kit) -> None:
    # A file whose name the shell would put in the place of the glob.
    (kit.work / "--rule=CTI-DET-01").touch()
    ran = github(
        kit,
        **{
            "target-url": kit.helpdesk.url,
            "target-config": kit.configure(kit.work, DEVIATION),
            "arguments": f"--rule={FEW} -q",
        },
    )
    assert_deviation(ran, kit.work)


def test_the_template_runs_with_one_deviation_known(kit: Kit) -> None:
    ran = gitlab(
        kit,
        CTI_SUITE=str(kit.suite),
        CTI_SUITE_REF=kit.commit,
        CTI_TARGET_URL=kit.helpdesk.url,
        CTI_TARGET_CONFIG=kit.configure(kit.work, DEVIATION),
        CTI_ARGUMENTS=f"--rule={FEW}",
    )
    assert_deviation(ran, kit.work)


def test_the_container_runs_with_one_deviation_known(kit: Kit, tmp_path: Path) -> None:
    container = Container(kit, tmp_path)
    config = kit.configure(container.work, DEVIATION)
    ran = container.run(f"--rule={FEW}", CTI_TARGET_URL=kit.helpdesk.url, CTI_TARGET_CONFIG=config)
    assert_deviation(ran, container.work)


def test_a_defect_that_is_not_listed_fails_the_pipeline(kit: Kit) -> None:
    ran = github(kit, **{"target-url": kit.helpdesk.url, "arguments": f"--rule={BROKEN}"})
    assert (ran.status, ran.rules("failed")) == (1, {BROKEN}), ran.output


def test_a_deviation_that_is_over_or_mended_fails_the_pipeline(kit: Kit) -> None:
    over = DEVIATION.replace("2999-12-31", "2020-01-31")
    mended = DEVIATION.replace(BROKEN, "CTI-DET-01")
    # One run shows that the exit status is passed on; tests/suite has the reasons one by one.
    config = kit.configure(kit.work, over + mended)
    given = {"target-url": kit.helpdesk.url, "target-config": config}
    ran = github(kit, **given, arguments=f"--rule={BROKEN} --rule=CTI-DET-01")
    assert (ran.status, ran.rules("failed")) == (1, {BROKEN}), ran.output
    assert ran.report["stale_deviations"], ran.output


def test_a_target_that_is_not_named_is_asked_for(kit: Kit) -> None:
    ran = github(kit)
    assert ran.status == 4
    assert "set CTI_TARGET_URL" in ran.output


def test_an_environment_of_another_version_is_made_anew(kit: Kit) -> None:
    script = [str(kit.suite / "ci" / "run-conformance"), "--install-only"]
    kept = kit.environment / "kept"
    assert kit.run(script, {}, kit.work).status == 0
    assert not (kit.environment / "left-over").exists()
    kept.touch()
    assert kit.run(script, {}, kit.work).status == 0
    assert kept.exists()


RECORDER = """\
#!/bin/sh
echo "$@" >>"$LOG"
if [ "$1" = -m ] && [ "$2" = venv ]; then
    mkdir -p .cti-conformance/bin
    cp "$0" .cti-conformance/bin/python
fi
"""


def test_the_extras_are_those_that_were_asked_for(tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(RECORDER, encoding="utf-8")
    python.chmod(0o755)
    script = [str(ROOT / "ci" / "run-conformance"), "--install-only"]

    def installed(**variables: str) -> str:
        """Return what the script installs; empty if it keeps what is there."""
        log = tmp_path / "log"
        log.write_text("", encoding="utf-8")
        env = {"PATH": f"{python.parent}:{os.environ['PATH']}", "LOG": str(log), **variables}
        subprocess.run(script, cwd=tmp_path, env=env, timeout=LIMIT_S, check=True)
        lines = log.read_text("utf-8").splitlines()
        return lines[-1].rpartition("/")[2].partition("[")[2] if lines else "kept"

    assert installed() == "parallel]"
    assert installed(CTI_EXTRAS="parallel") == "kept"
    assert installed(CTI_EXTRAS="parallel,browser") == "parallel,browser]"
    assert installed(CTI_EXTRAS="") == ""


# -- its documentation ----------------------------------------------------------------------


def told(language: str) -> list[str]:
    """Return the blocks of code in the kit's guide that are in this language."""
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_guide_gives_the_kit_what_it_takes() -> None:
    workflow, pipeline = map(yaml.safe_load, told("yaml"))
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    (use,) = [
        step
        for step in workflow["jobs"]["conformance"]["steps"]
        if step.get("uses", "").startswith("OWNER/")
    ]
    assert use["with"].keys() <= action["inputs"].keys()

    ((name, job),) = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text("utf-8")).items()
    assert pipeline[name]["variables"].keys() <= job["variables"].keys()
    assert pipeline["include"][0]["file"] == "ci/gitlab.yml"
    assert pipeline["include"][0]["ref"] == pipeline[name]["variables"]["CTI_SUITE_REF"]


def test_the_guide_names_this_version_and_no_tag() -> None:
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    assert set(re.findall(r"conformance:(\d+\.\d+\.\d+)", text)) == {__version__}
    for path in (ROOT / "docs" / "ci.md", ROOT / "ci" / "gitlab.yml", ROOT / "action.yml"):
        assert not re.search(r"(?:cti-conformance@|ref: |REF: )v\d", path.read_text("utf-8"))
