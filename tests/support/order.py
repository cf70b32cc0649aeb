"""The order of the tests, and their distribution over the workers of pytest-xdist.

The longest begin first, so that no worker is left with one of them at the end. Some fixtures cost
seconds: all tests of a module that uses one run in one worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

COSTLY = frozenset({"browser", "client_run", "installed", "kit", "later", "running", "site"})
"""The fixtures that cost seconds."""

TOGETHER = (
    *("packaging/test_kit.py", "packaging/test_wheel.py", "report/test_report_html.py"),
    *("reference/test_page", "reference/test_two_agents.py", "reference/test_doors.py"),
    *(
        "site/test_site.py",
        "spec/test_versions.py",
        "telephony/test_client_run.py",
        "target/test_driver.py",
        "target/test_widget.py",
    ),
    "report/test_comparison.py",
    "reference/test_clients.py",
)
"""The modules that use them, by the beginnings of their paths in ``tests``."""

FIRST = (
    *("packaging/test_kit.py", "site/", "suite/test_same_report.py", "packaging/test_wheel.py"),
    *("proof/", "reference/test_page", "reference/test_crash.py", "spec/test_versions.py"),
    *("suite/test_fuzz.py", "suite/test_browser.py"),
    *("suite/test_hostile.py::test_a_target_that_hangs", "suite/"),
)
"""The beginnings of the paths of the longest tests, the longest first."""


def place(nodeid: str) -> int:
    """Return the place of a test in the order of the run."""
    path = nodeid.removeprefix("tests/")
    return next((n for n, start in enumerate(FIRST) if path.startswith(start)), len(FIRST))


def unit(nodeid: str) -> str:
    """Return the name of a unit of work: the tests with the same name run in one worker."""
    path = nodeid.removeprefix("tests/")
    return path.partition("::")[0] if path.startswith(TOGETHER) else path


def misplaced(items: Sequence[pytest.Item]) -> set[str]:
    """Return the tests that use a costly fixture in a module that is not kept together."""
    return {
        item.nodeid
        for item in items
        if COSTLY.intersection(getattr(item, "fixturenames", ())) and "::" in unit(item.nodeid)
    }


def scheduler(config: pytest.Config, log: Any) -> Any:
    """Return a scheduler of pytest-xdist that gives a worker one unit of work after the other."""
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False  # the order is ours
    made: Any = LoadScopeScheduling(config, log)
    made._split_scope = unit
    return made
