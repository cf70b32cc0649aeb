"""The commands that run the suite: pytest, with settings that no folder can change."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from cti_conformance.pytest_plugin.options import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

PACKAGE = "cti_conformance"
OF_PARTNERS = ("--softphone-", "--dial-", "--telephony-")
"""The beginnings of the options that are for a partner of a helpdesk."""

OF_A_HELPDESK = frozenset(
    {"--target-url", "--target-config", "--profile", "--desktop", "--quick", "--keep", "--har"}
)
OF_ARGUMENTS = ("--target-url", "--softphone-url", "--dial-url", "--plan")
"""The options that a command has as its argument, or as its name."""

TO_PYTEST = (
    "Other options go to pytest, such as -v (name each scenario), -q, -n 4 (scenarios at a time), "
    "-k TEXT, --strict (a violated SHOULD fails the run) and --junitxml=FILE."
)
FUZZING = ("--fuzz", "-k", "fuzz")


def run_pytest(words: Iterable[str]) -> int:
    """Run the suite in this process, and return the exit status of pytest.

    No file of the current folder takes part: the settings are those of the package, its folder is
    the root, no conftest.py is read and no cache is written.

    Args:
        words: Arguments of pytest.
    """
    import pytest

    package = Path(str(files(PACKAGE)))
    # As `__main__` does before any import. A checkout is where the package is.
    here = {"", str(Path.cwd())} - {str(package.parent)}
    sys.path[:] = [entry for entry in sys.path if entry not in here]
    with as_file(files(f"{PACKAGE}.command").joinpath("pytest.ini")) as settings:
        return int(
            pytest.main(
                [
                    *("-c", str(settings), f"--rootdir={package}", "--noconftest"),
                    *("-p", "no:cacheprovider", "--no-header", "--pyargs", PACKAGE),
                    *words,
                ]
            )
        )


class Command(click.Command):
    """A command whose options are those of the suite, and whose other words go to pytest.

    Args:
        url: The option of pytest that its argument is.
        always: Words that pytest gets in any case.
        flags: The options of the suite that it has.
    """

    def __init__(
        self, name: str, text: str, *, url: str, flags: Collection[str], always: Sequence[str] = ()
    ) -> None:
        self._url = url
        self._always = always
        wanted = [flag for flag in OPTIONS if flag in flags]
        super().__init__(
            name,
            help=text,
            epilog=TO_PYTEST,
            callback=self._run,
            params=[
                *map(_option, wanted),
                click.Argument(["words"], nargs=-1, type=click.UNPROCESSED, metavar="[URL]"),
            ],
            context_settings={"ignore_unknown_options": True},
        )
        self.options_metavar = "[OPTIONS]"

    def _run(self, words: tuple[str, ...], **_: object) -> int:
        context = click.get_current_context()
        url, others = _split(words, is_needed=self._url != "--target-url")
        address = [f"{self._url}={url}"] if url else []
        return run_pytest([*self._always, *address, *_given(context), *others])


def telephony(words: Sequence[str]) -> int:
    """Test a telephone system, and return the exit status of pytest.

    Args:
        words: The options, which its own module reads.
    """
    read = import_module("cti_conformance.telephony").pytest_arguments
    return run_pytest(word for word in read(words) if word not in ("--pyargs", PACKAGE))


def _split(words: Sequence[str], *, is_needed: bool) -> tuple[str, list[str]]:
    """Return the address among the words of a command, if there is one, and the other words."""
    url = next((word for word in words if "://" in word and not word.startswith("-")), "")
    if not url and words and not words[0].startswith("-"):
        raise click.UsageError(f"{words[0]!r} is no address such as https://helpdesk.example.com")
    if is_needed and not url:
        raise click.UsageError("give the address to test, such as https://pbx.example.com/dial")
    others = list(words)
    if url:
        others.remove(url)
    return url, others


def _option(flag: str) -> click.Option:
    """Return an option of the suite as one of click."""
    how: dict[str, Any] = OPTIONS[flag]
    filled = {"default": how.get("default"), "const": how.get("const")}
    made: dict[str, Any] = {"help": how["help"] % filled, "metavar": how.get("metavar")}
    if how.get("action") == "store_true":
        return click.Option([flag], is_flag=True, help=made["help"])
    if "choices" in how:
        shown = [choice for choice in how["choices"] if choice != "harness"]  # of 0.1.0
        made |= {"type": click.Choice(how["choices"]), "metavar": "|".join(shown)}
    elif how.get("type") in (int, float):
        made["type"] = how["type"]
    if how.get("nargs") == "?":
        made |= {"is_flag": False, "flag_value": how["const"]}
    return click.Option([flag], multiple=how.get("action") == "append", **made)


def _given(context: click.Context) -> Iterator[str]:
    """Yield the options of the suite that were given, each in one word."""
    for option in context.command.params:
        name = option.name or ""
        is_given = context.get_parameter_source(name) == ParameterSource.COMMANDLINE
        if not (isinstance(option, click.Option) and is_given):
            continue
        (flag,) = option.opts
        value = context.params[name]
        for one in value if option.multiple else [value]:
            yield flag if option.is_flag else f"{flag}={one}"


_OF_HELPDESK = [f for f in OPTIONS if not f.startswith(OF_PARTNERS) and f not in OF_ARGUMENTS]
_COMMON = [f for f in _OF_HELPDESK if f not in OF_A_HELPDESK and not f.startswith("--fuzz")]


def _of(prefix: str) -> list[str]:
    own = [flag for flag in OPTIONS if flag.startswith(prefix) and flag not in OF_ARGUMENTS]
    return [*own, *_COMMON, "--plan"]


test = Command(
    "test",
    "Test the helpdesk at URL against the documented rules; without URL and --target-config the "
    "bundled reference. Calls create tickets: use a test account.",
    url="--target-url",
    flags=[*_OF_HELPDESK, "--plan"],
)
plan = Command(
    "plan",
    "List what a test of the helpdesk at URL would run, and what it would write there. No request "
    "is sent; with -v each scenario is named.",
    url="--target-url",
    flags=_OF_HELPDESK,
    always=("--plan",),
)
fuzz = Command(
    "fuzz",
    "Test the helpdesk at URL with generated calls, and without the scenarios. It sends many "
    "requests and creates many tickets: use a test account.",
    url="--target-url",
    flags=[f for f in _OF_HELPDESK if f != "--quick"],
    always=FUZZING,
)
dial = Command(
    "dial",
    "Test the callback of click to dial at URL. All numbers are fictitious; no phone rings.",
    url="--dial-url",
    flags=_of("--dial-"),
)
softphone = Command(
    "softphone",
    "Test the softphone page at URL, in the iframe of the bundled reference's desktop.",
    url="--softphone-url",
    flags=_of("--softphone-"),
)
