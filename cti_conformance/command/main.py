"""The commands by name, and their errors as one line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click

from cti_conformance.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAME = "cti-conformance"
EXIT_USAGE = 4
"""The exit status if nothing ran, as pytest has it."""


class Entry(NamedTuple):
    """One command.

    Attributes:
        place: Its module and its name there.
        help: What it does, in one line.
        needs: A module that must be installed; empty if none beyond the suite's.
        is_listed: Whether the help names it.
        takes_words: Whether it is a function of the words after its name, not a click command.
    """

    place: str
    help: str
    needs: str = ""
    is_listed: bool = True
    takes_words: bool = False


COMMAND = "cti_conformance.command"
COMMANDS = {
    "test": Entry(f"{COMMAND}.suite:test", "Test a helpdesk, and give a verdict."),
    "plan": Entry(f"{COMMAND}.suite:plan", "List what a test would run and write; send nothing."),
    "fuzz": Entry(f"{COMMAND}.suite:fuzz", "Test a helpdesk with generated calls."),
    "dial": Entry(f"{COMMAND}.suite:dial", "Test a callback of click to dial."),
    "softphone": Entry(f"{COMMAND}.suite:softphone", "Test a softphone page."),
    "telephony": Entry(
        f"{COMMAND}.suite:telephony",
        "Test the calls that a telephone system sends.",
        needs="cti_conformance.telephony",
        takes_words=True,
    ),
    "init": Entry(f"{COMMAND}.target:init", "Ask a helpdesk, and write its cti-target.toml."),
    "clean": Entry(f"{COMMAND}.clean:clean", "Delete what earlier runs left on a helpdesk."),
    "rules": Entry(f"{COMMAND}.rules:rules", "List the rules, or explain some."),
    "compare": Entry(f"{COMMAND}.compare:compare", "Compare the reports of several runs."),
    "reference": Entry(
        "cti_conformance.reference_impl.__main__:main",
        "Start the reference helpdesk.",
        takes_words=True,
    ),
    "site": Entry(
        "cti_conformance.site.__main__:main",
        "Build the documentation as a site.",
        takes_words=True,
    ),
    "completion": Entry(
        f"{COMMAND}.completion:completion", "Print the completion of a shell.", is_listed=False
    ),
}
"""The commands, in the order of the help."""


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the installed commands."""
        return [name for name, entry in COMMANDS.items() if _is_there(entry)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported."""
        if cmd_name not in self.list_commands(ctx):
            return None
        entry = COMMANDS[cmd_name]
        module, _, attribute = entry.place.partition(":")
        found = getattr(import_module(module), attribute)
        return _wrapped(cmd_name, entry.help, found) if entry.takes_words else found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, without importing them."""
        with formatter.section("Commands"):
            names = [name for name in self.list_commands(ctx) if COMMANDS[name].is_listed]
            formatter.write_dl([(name, COMMANDS[name].help) for name in names])


def _is_there(entry: Entry) -> bool:
    return not entry.needs or find_spec(entry.needs) is not None


def _wrapped(name: str, text: str, function: Callable[..., object]) -> click.Command:
    """Return a function of words as a command, which reads its options itself.

    Where the function takes ``prog``, it gets the name of the command for its help.
    """
    from inspect import signature

    @click.command(
        name,
        help=text,
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    )
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def command(words: Sequence[str]) -> object:
        named = {"prog": f"{NAME} {name}"} if "prog" in signature(function).parameters else {}
        return function(list(words), **named)

    return command


@click.group(
    NAME,
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Credentials: CTI_API_KEY, or CTI_AUTH=email:password; CTI_CONTROL_TOKEN.",
)
@click.version_option(package_name=NAME, message="%(prog)s %(version)s")
def cli() -> None:
    """Test a helpdesk, telephone system, softphone or callback of the Freshdesk CTI framework."""


def main(words: Sequence[str] | None = None) -> None:
    """Run a command, and exit with its status.

    Args:
        words: The command line; by default that of the process.
    """
    # Processes of the run must not import from the current folder either.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    try:
        status = cli.main(
            words if words is None else list(words), prog_name=NAME, standalone_mode=False
        )
    except click.ClickException as error:
        _end(error.format_message(), error.ctx if isinstance(error, click.UsageError) else None)
    except ConfigError as error:
        _end(str(error))
    except (click.Abort, KeyboardInterrupt):
        print(f"{NAME}: interrupted", file=sys.stderr)
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)


def _end(message: str, context: click.Context | None = None) -> NoReturn:
    """Print an error as one line, and exit."""
    hint = f" (see {context.command_path} --help)" if context else ""
    line = " ".join(message.split())
    print(f"{NAME}: {line}{hint}", file=sys.stderr)
    sys.exit(EXIT_USAGE)
