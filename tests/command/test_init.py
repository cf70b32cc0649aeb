"""`cti-conformance init`: the file says what was found, and is one that a test takes."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from cti_conformance.command.main import cli, main
from cti_conformance.command.target import EXIT_UNUSABLE
from cti_conformance.config.reading import read_config
from support.helpdesk import ENV, TOKEN_ENV, helpdesk
from support.servers import answer_all, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from click.testing import Result

    from support.servers import Exchange


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Start a reference with its control API."""
    with helpdesk("--control") as process:
        yield process.url


def init(url: str, file: Path, *more: str, env: Mapping[str, str] = ENV) -> Result:
    """Run the command with these credentials only."""
    hidden = {name: None for name in os.environ if name.startswith("CTI_")}
    return CliRunner().invoke(cli, ["init", url, f"--out={file}", *more], env={**hidden, **env})


def test_the_file_has_what_was_found_and_is_not_replaced(url: str, tmp_path: Path) -> None:
    file = tmp_path / "cti-target.toml"
    told = init(url, file, env=ENV | TOKEN_ENV)
    assert told.exit_code == 0, told.output
    assert "records     yes" in told.output
    assert told.output.splitlines()[-1].endswith(f"test --target-config={file}")
    config = read_config(None, file, ENV | TOKEN_ENV)
    assert config is not None
    assert (config.url, config.capabilities) == (url, {"records": True})
    assert config.control_url == f"{url}/cti-control/v1"
    assert (
        "parts numbers, operations, pages, presence, settings, sign_in, widget" in file.read_text()
    )

    again = init(url, file)
    assert (again.exit_code, "add --force" in str(again.exception)) == (1, True)
    assert init(url, file, "--force").exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert "A control API seems to be there: set CTI_CONTROL_TOKEN" in text
    assert "\n[control]" not in text


def limited(exchange: Exchange) -> None:
    """Answer as a helpdesk that serves records, and creates no agents."""
    exchange.body()
    content: object
    if "/integrations/cti/" in exchange.path:
        status, content = (200, []) if exchange.command == "GET" else (400, {})
    elif exchange.command == "POST":
        status, content = 405, {}
    else:
        status, content = 200, [{"id": 7, "contact": {"email": "ines@example.com"}}]
    if "cti-control" in exchange.path:
        status = 404
    exchange.answer(status, json.dumps(content).encode(), {"Content-Type": "application/json"})


def test_agents_that_have_to_be_listed_are_suggested(tmp_path: Path) -> None:
    file = tmp_path / "cti-target.toml"
    with serving(limited) as server:
        told = init(server.url, file)
    assert told.exit_code == 0, told.output
    text = file.read_text(encoding="utf-8")
    assert '# [[agents]]\n# id = 7\n# email = "ines@example.com"\n' in text
    assert "# No control API" in text
    as_set = text.replace("# [[agents]]\n# id", "[[agents]]\nid").replace("# email", "email")
    file.write_text(as_set, encoding="utf-8")
    config = read_config(None, file, ENV)
    assert config is not None
    assert [agent.id for agent in config.existing.agents] == [7]


def test_a_target_that_cannot_be_tested_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cti-target.toml"
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    with serving(answer_all(401)) as server, pytest.raises(SystemExit) as end:
        main(["init", server.url, f"--out={file}"])
    assert (end.value.code, file.exists()) == (EXIT_UNUSABLE, False)
    (line,) = capsys.readouterr().err.splitlines()
    assert "refused the credentials" in line
