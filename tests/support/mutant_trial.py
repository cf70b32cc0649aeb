"""A run of the suite on a mutant, and whether the suite told the defect and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from support.mutant_server import mutant_server
from support.suite import run_suite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mutants.mutant import Mutant

MOST_ERRORS = 10


@dataclass(frozen=True)
class Trial:
    """What the suite said of a mutant.

    Attributes:
        mutant: The mutant.
        passed: The rules that it found kept.
        broken: The rules that it found `failed` or `warning`.
        errors: The rules that it could not judge, with the reason.
        output: What it printed.
        told: Whether it left a report.
        report: The report, if it did.
    """

    mutant: Mutant
    passed: frozenset[str]
    broken: frozenset[str]
    errors: Mapping[str, str]
    output: str
    told: bool
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def survived(self) -> frozenset[str]:
        """The rules that should have told the defect, and did not."""
        return self.mutant.killers - self.broken

    @property
    def over_killed(self) -> frozenset[str]:
        """The rules that blame the target for something else than they are about."""
        return self.broken - self.mutant.killers - self.mutant.bystanders

    @property
    def faults(self) -> dict[str, str]:
        """The rules at which the suite itself broke down."""
        return {r: why for r, why in self.errors.items() if why.startswith("the suite failed")}

    def problems(self) -> list[str]:
        """Say what is wrong with the suite, or with what the catalogue says of the mutant."""
        if not self.told:
            return [f"the suite left no report: {self.output[-2000:]}"]
        found = []
        if self.survived:
            found.append(f"survived {_told(self.survived)}")
        if self.over_killed:
            found.append(f"also broke {_told(self.over_killed)}")
        found += [f"{rule}: {why}" for rule, why in sorted(self.faults.items())]
        if len(self.errors) > MOST_ERRORS and not self.mutant.blinds:
            found.append(f"{len(self.errors)} rules not judged: {_told(self.errors)}")
        return found


def try_on(
    mutant: Mutant, folder: Path, rules: Iterable[str] = (), arguments: Iterable[str] = ()
) -> Trial:
    """Run the suite on a mutant.

    Args:
        mutant: The mutant.
        folder: An empty folder for the report.
        rules: Globs of the rules to run; all of them unless given.
        arguments: Further arguments of pytest.
    """
    config = folder / "cti-target.toml"
    answer_s, appear_s = mutant.limits
    limits = f"[limits]\nanswer_s = {answer_s}\nappear_s = {appear_s}\n"
    config.write_text(limits, encoding="utf-8")
    with mutant_server(mutant) as server:
        known = server.credentials
        run = run_suite(
            folder,
            "-q",
            f"--target-url={server.url}",
            f"--target-config={config}",
            *(["--desktop=browser"] if mutant.in_browser else []),
            *(f"--rule={glob}" for glob in rules),
            *arguments,
            env={
                "CTI_API_KEY": known.api_key or "",
                "CTI_AUTH": f"{known.email}:{known.password}",
                "CTI_HARNESS_TOKEN": known.harness_token or "",
            },
        )
    judged = run.report.get("rules", [])
    return Trial(
        mutant,
        passed=frozenset(run.rules("passed")),
        broken=frozenset(run.rules("failed", "warning")),
        errors={rule["id"]: rule["reason"] for rule in judged if rule["outcome"] == "error"},
        output=run.output,
        told=bool(run.report),
        report=run.report,
    )


def _told(rules: Iterable[str]) -> str:
    return ", ".join(sorted(rules))
