"""``cti-conformance init``: asks a target, and writes its settings."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cti_conformance.config.reading import read_config
from cti_conformance.errors import ConfigError
from cti_conformance.target.inquiry import inquire
from cti_conformance.target.preflight import TargetUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.target.inquiry import Inquiry

FILE = "cti-target.toml"
EXIT_UNUSABLE = 6


@click.command()
@click.argument("url", metavar="URL")
@click.option("--out", metavar="FILE", default=FILE, show_default=True, help="the file to write")
@click.option("--force", is_flag=True, help="replace the file if it exists")
def init(url: str, out: str, force: bool) -> int:
    """Ask the helpdesk at URL for its capabilities, and write them into a commented file.

    It sends a few requests, and creates nothing. Credentials come from the environment, as for a
    test.
    """
    file = Path(out)
    if file.exists() and not force:
        raise ConfigError(f"{file} exists: add --force to replace it, or give another one as --out")
    config = read_config(url, None, os.environ)
    assert config is not None
    try:
        found = inquire(config)
    except TargetUnusable as unusable:
        click.echo(f"cti-conformance: {unusable}", err=True)
        return EXIT_UNUSABLE
    try:
        file.write_text("\n".join(_lines(config, found)) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from error
    for name, why in found.why_missing.items():
        click.echo(f"{name:<12}{why or 'yes'}")
    click.echo(f"Written: {file}")
    click.echo(f"Next: cti-conformance test --target-config={shlex.quote(str(file))}")
    return 0


def _lines(config: TargetConfig, found: Inquiry) -> Iterator[str]:
    """Yield the lines of the file."""
    yield "# A target of cti-conformance. Every entry is optional; a line without # is set."
    yield ""
    yield "[target]"
    yield f"url = {_text(config.url)}"
    yield '# country = "GB"         # where national phone numbers are read; default US'
    yield '# ca_bundle = "our.pem"  # for a private certificate authority'
    yield ""
    yield f"# The slowest answer to the questions took {found.slowest_s:.2f} s."
    yield "# [limits]"
    yield "# answer_s = 10          # maximum seconds for one answer"
    yield "# appear_s = 5           # maximum seconds until the effect of a call is visible"
    yield "# run_s = 3600           # maximum seconds for the run"
    yield ""
    yield from _records(found)
    yield ""
    yield from _control(config, found)
    yield ""
    yield "# A rule that the helpdesk is known to violate. It still runs, and fails only after"
    yield "# the date, or as soon as it passes."
    yield "# [[deviations]]"
    yield '# rule = "CTI-REC-04"    # or a glob'
    yield '# reason = "The player comes with release 12"'
    yield "# until = 2027-03-31"


def _records(found: Inquiry) -> Iterator[str]:
    if why := found.why_missing["records"]:
        yield f"# {_one_line(why)}."
        yield "# Most rules need REST v2. true: a fault in it is a failure; false: not tested."
        yield "# [capabilities]"
        yield "# records = true"
        return
    yield "# Contacts and tickets can be read over REST v2: a fault in it is a failure."
    yield "[capabilities]"
    yield "records = true"
    if not found.makes_agents:
        yield ""
        yield "# The API creates no agents. Name three that stay offline during the run."
        for number, email in found.agents or ((7898974314, "saul@example.com"),):
            yield "# [[agents]]"
            yield f"# id = {number}"
            yield f"# email = {_text(email)}"
            yield '# phone = "+442079460001"'


def _control(config: TargetConfig, found: Inquiry) -> Iterator[str]:
    if found.parts is not None:
        yield f"# The control API has the parts {', '.join(found.parts) or 'none'}."
        yield "[control]"
        yield f"url = {_text(config.control_url or '')}"
    elif found.hints_at_control:
        yield "# A control API seems to be there: set CTI_CONTROL_TOKEN to its token. The rules of"
        yield "# the agent's desktop need it."
    else:
        yield "# No control API: the rules of the agent's desktop are not tested."
        yield "# docs/control-api.md says how to add one. CTI_CONTROL_TOKEN holds its token."
        yield "# [control]"
        yield f'# url = "{config.url}/cti-control/v1"'


def _text(value: str) -> str:
    """Return a text as TOML, whose basic strings are written like those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
