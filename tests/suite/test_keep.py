"""``--keep`` and ``--har`` in a run, and that a broken browser leaves nothing on the target."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cti_conformance.ledger.attributes import POP_PATH
from support.proxy import pass_on, send
from support.reproducing import count_records
from support.servers import Exchange, Reference, reference, serving
from support.suite import run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXIT_USAGE = 4
LIMITS = "[limits]\nappear_s = 0.1\n"


@pytest.fixture(scope="module")
def helpdesk() -> Iterator[Reference]:
    with reference() as one:
        yield one


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one process", "two workers"])
def test_what_failed_scenarios_made_is_kept_and_listed(
    tmp_path: Path, helpdesk: Reference, workers: tuple[str, ...]
) -> None:
    """Pops are answered with 200, and calls are lost: CTI-OFF-01 fails, CTI-ACC-01 passes."""

    def handle(exchange: Exchange) -> None:
        credentials = exchange.headers.get("Authorization", "")
        if exchange.path == POP_PATH and "Og==" not in credentials and credentials:
            exchange.body()
            exchange.answer(400, b'{"description": "no"}', {"Content-Type": "application/json"})
            return
        send(exchange, pass_on(exchange, helpdesk.url))

    config, har = tmp_path / "cti-target.toml", tmp_path / "run.har"
    config.write_text(LIMITS, encoding="utf-8")
    before = count_records(helpdesk)
    with serving(handle) as server:
        ran = run_suite(
            tmp_path / "report",
            *(f"--target-url={server.url}", f"--target-config={config}", f"--har={har}"),
            *("--keep", "--rule=CTI-OFF-01", "--rule=CTI-DET-07", *workers),
            env=helpdesk.env,
        )
    left = [now - then for now, then in zip(count_records(helpdesk), before, strict=True)]
    kinds = [line.split()[0] for line in ran.report["kept"]]
    assert ran.outcomes["CTI-OFF-01"] == "failed", ran.output
    assert [kinds.count(kind) for kind in ("contact", "agent", "ticket")] == left
    assert sum(left) > 0
    assert all(line.endswith("CTI-OFF-01)") for line in ran.report["kept"]), "whose they are"
    assert ran.report["leftovers"] == []
    assert f"Kept on the target, as --keep says: {len(kinds)}" in ran.output
    entries = json.loads(har.read_text("utf-8"))["log"]["entries"]
    assert {"POST", "GET"} <= {one["request"]["method"] for one in entries}
    assert [path.name for path in tmp_path.glob("run.har*")] == ["run.har"]


def test_nothing_can_be_kept_on_the_bundled_reference(tmp_path: Path) -> None:
    ran = run_suite(tmp_path, "--keep", "--rule=CTI-OFF-01")
    assert ran.status == EXIT_USAGE
    assert "--keep needs --target-url" in ran.output
