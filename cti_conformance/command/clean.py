"""``cti-conformance clean``: deletes what runs have left on a helpdesk."""

from __future__ import annotations

from pathlib import Path

import click

from cti_conformance import clean as cleaning

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("url", metavar="[URL]", required=False)
@click.option("--dry-run", is_flag=True, help="list the records, and delete nothing")
@click.option(
    "--target-config",
    metavar="FILE",
    type=FILE,
    help="a cti-target.toml; its URL is used where none is given",
)
def clean(url: str | None, dry_run: bool, target_config: Path | None) -> int:
    """Delete what earlier runs have left on the helpdesk at URL, whichever run made it.

    These are the contacts, agents and tickets with the mark of the suite ("cti-" and digits), the
    contacts whom calls made, whose name is a number reserved for fiction, and the tickets of all
    these contacts. Nothing else is touched. Settings that a run left changed are restored by the
    next test. Credentials come from the environment, as for a test.

    The exit status is 0, or 1 if something could not be deleted.
    """
    return cleaning.clean(url, target_config, dry_run=dry_run)
