"""``cti-conformance completion``: the script with which a shell completes commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cti_conformance.command.main import NAME, cli


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    Have the shell read it at its start, such as with this line in ~/.bashrc:

    source <(cti-conformance completion bash)
    """
    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(cli, {}, NAME, "_CTI_CONFORMANCE_COMPLETE").source())
