"""Measures the requests of a scenario of each rule, and writes them down for ``--plan``.

Usage: python -m support.costs [OPTION…], with options of the suite. With ``--rule=…`` only those
rules are measured, and the others stay as they are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.pytest_plugin import costs
from cti_conformance.pytest_plugin.fixtures import SESSION
from cti_conformance.scenario.item import RULE
from support.servers import reference
from support.suite import PATHS, ROOT

if TYPE_CHECKING:
    from collections.abc import Generator

TABLE = Path(costs.__file__).with_name(costs.FILE)
OUT = "SUPPORT_COSTS_OUT"


class Counting:
    """Plugin: counts the requests of each scenario, its cleanup included."""

    def __init__(self) -> None:
        self._sent: dict[str, list[int]] = defaultdict(list)
        self._in_all = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Count the requests of one scenario; what it opens the target for is not its own."""
        session = item.config.stash[SESSION]
        session.open()
        before = session.requests.total()
        done = yield
        if RULE in item.stash:
            self._sent[item.stash[RULE].id].append(session.requests.total() - before)
        return done

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Write the averages."""
        in_all = config.stash[SESSION].requests.total()
        counted = sum(map(sum, self._sent.values()))
        rules = {rule: round(sum(n) / len(n), 1) for rule, n in sorted(self._sent.items())}
        data = {"start": in_all - counted, "rules": rules}
        Path(os.environ[OUT]).write_text(json.dumps(data), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin, in the run that `measure` starts."""
    config.pluginmanager.register(Counting())


def measure(*options: str) -> dict[str, Any]:
    """Run the suite on a reference that counts as any other target; return what was measured."""
    with reference() as helpdesk, TemporaryDirectory(prefix="costs-") as folder:
        out = Path(folder, "costs.json")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-p", "support.costs", "-p", "no:cacheprovider"),
                *("-q", f"--target-url={helpdesk.url}", *options),
            ],
            cwd=ROOT,
            env={
                **os.environ,
                **helpdesk.env,
                **helpdesk.token_env,
                "PYTHONPATH": os.pathsep.join(PATHS),
                OUT: str(out),
            },
            check=False,
        )
        if done.returncode or not out.exists():
            raise SystemExit("the run has failed, so nothing was measured")
        measured: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return measured


if __name__ == "__main__":
    table = measure(*sys.argv[1:])
    if any(word.startswith("--rule=") for word in sys.argv):
        known = json.loads(TABLE.read_text(encoding="utf-8"))
        table = known | {"rules": dict(sorted({**known["rules"], **table["rules"]}.items()))}
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
