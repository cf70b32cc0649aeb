"""The options of the suite."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from cti_conformance.config.partners import add_partner_options
from cti_conformance.ledger.rules import CAPABILITIES
from cti_conformance.results.baseline import KINDS

FUZZ_EXAMPLES = 50


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    group = parser.getgroup("cti", "conformance to the Freshdesk CTI framework")
    group.addoption(
        "--target-url",
        metavar="URL",
        help="test this helpdesk, with credentials from CTI_API_KEY or CTI_AUTH=email:password; "
        "without it the bundled reference is tested",
    )
    group.addoption(
        "--target-config",
        metavar="FILE",
        type=Path,
        help="what else the suite has to know of the target (cti-target.toml)",
    )
    group.addoption(
        "--profile",
        action="append",
        default=[],
        metavar="NAME",
        help=f"run the rules of this profile only: {', '.join(CAPABILITIES)} (repeatable)",
    )
    group.addoption(
        "--rule",
        action="append",
        default=[],
        metavar="ID-OR-GLOB",
        help="run this rule only, such as CTI-REQ-06 or 'CTI-REQ-*' (repeatable)",
    )
    group.addoption(
        "--desktop",
        choices=("control", "browser", "harness"),  # "harness" is what 0.1.0 called "control"
        default="control",
        help="see the agents' desktops by the control API (control, the default), or as pages in a "
        "real browser; rules that need a browser are always run in one",
    )
    group.addoption(
        "--rules",
        metavar="VERSION",
        help="run the rules as they were at this version of the suite, such as 0.1.0",
    )
    group.addoption(
        "--plan",
        action="store_true",
        help="run nothing: say what would run, and what it would write on the target",
    )
    group.addoption(
        "--report-dir",
        metavar="DIR",
        type=Path,
        help="write report.json, report.html and badge.svg into this folder",
    )
    group.addoption(
        "--baseline",
        metavar="FILE",
        type=Path,
        help="tell what changed since the run that wrote this report.json",
    )
    group.addoption(
        "--fail-on",
        action="append",
        default=[],
        choices=KINDS,
        help="end with exit status 8 if, against the baseline, a rule is so (repeatable)",
    )
    group.addoption(
        "--fuzz",
        metavar="N",
        type=int,
        nargs="?",
        const=FUZZ_EXAMPLES,
        help="then try calls that no scenario has, N examples of each kind (%(const)s); needs the "
        "extra cti-conformance[fuzz]",
    )
    group.addoption("--fuzz-seed", metavar="N", type=int, help="draw the same calls each time")
    group.addoption(
        "--fuzz-time", metavar="SECONDS", type=float, help="stop fuzzing when this time is over"
    )
    add_partner_options(group)


def fuzzes(option: Any) -> bool:
    """Tell whether fuzzing is asked for.

    Raises:
        UsageError: it is not installed, or an option of it cannot be.
    """
    if option.fuzz is None:
        if option.fuzz_seed is not None or option.fuzz_time is not None:
            raise pytest.UsageError("--fuzz-seed and --fuzz-time do nothing without --fuzz")
        return False
    if option.fuzz < 1 or (option.fuzz_time is not None and not option.fuzz_time > 0):
        raise pytest.UsageError("--fuzz and --fuzz-time take numbers above zero")
    for library in ("hypothesis", "schemathesis"):
        if importlib.util.find_spec(library) is None:
            raise pytest.UsageError(f"--fuzz needs {library}: pip install 'cti-conformance[fuzz]'")
    return True
