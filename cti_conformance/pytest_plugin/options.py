"""The options of the suite in one table, and their parsed values."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from cti_conformance.config.partners import DIAL_LIMIT_S, SOFTPHONE_WAIT_S
from cti_conformance.config.telephony import EVENT_LIMIT_S, LISTEN, OBSERVE_S
from cti_conformance.errors import ConfigError
from cti_conformance.ledger.rules import CAPABILITIES
from cti_conformance.results.baseline import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

FUZZ_EXAMPLES = 50
PREFIX = "cti_"
"""The prefix of our attributes in pytest's namespace, so that they clash with no other plugin's."""

OPTIONS: dict[str, dict[str, Any]] = {
    "--target-url": {
        "metavar": "URL",
        "help": "test this helpdesk, with credentials from CTI_API_KEY or CTI_AUTH=email:password; "
        "without it the bundled reference is tested",
    },
    "--target-config": {
        "metavar": "FILE",
        "type": Path,
        "help": "settings beyond the URL (cti-target.toml)",
    },
    "--profile": {
        "action": "append",
        "default": [],
        "metavar": "NAME",
        "help": f"run the rules of this profile only: {', '.join(CAPABILITIES)} (repeatable)",
    },
    "--rule": {
        "action": "append",
        "default": [],
        "metavar": "ID-OR-GLOB",
        "help": "run this rule only, such as CTI-REQ-06 or 'CTI-REQ-*' (repeatable)",
    },
    "--desktop": {
        "choices": ("control", "browser", "harness"),  # "harness" is what 0.1.0 called "control"
        "default": "control",
        "help": "see the agents' desktops by the control API (control, the default), or as pages "
        "in a real browser; rules that need a browser are always run in one",
    },
    "--rules": {
        "metavar": "VERSION",
        "help": "run the rules of this version of the suite, such as 0.1.0",
    },
    "--quick": {
        "action": "store_true",
        "help": "run only the first and the last example of each outline; the verdict is partial "
        "at best",
    },
    "--plan": {
        "action": "store_true",
        "help": "run nothing: print what would run, and what it would write on the target",
    },
    "--rate": {
        "metavar": "N",
        "type": float,
        "help": "send at most N requests a minute to the target, all processes together",
    },
    "--report-dir": {
        "metavar": "DIR",
        "type": Path,
        "help": "write the report into this folder: HTML, JSON, a summary, a badge, and scripts",
    },
    "--keep": {
        "action": "store_true",
        "help": "leave the records of failed scenarios on the target, and list them",
    },
    "--har": {
        "metavar": "FILE",
        "type": Path,
        "help": "write the requests and answers of the run into this file (HAR 1.2)",
    },
    "--baseline": {
        "metavar": "FILE",
        "type": Path,
        "help": "compare with the earlier run that wrote this report.json",
    },
    "--fail-on": {
        "action": "append",
        "default": [],
        "choices": KINDS,
        "help": "exit with status 8 if a rule changed like this since the baseline (repeatable)",
    },
    "--fuzz": {
        "metavar": "N",
        "type": int,
        "nargs": "?",
        "const": FUZZ_EXAMPLES,
        "help": "then generate calls that no scenario covers, N examples of each kind (%(const)s); "
        "needs the extra cti-conformance[fuzz]",
    },
    "--fuzz-seed": {"metavar": "N", "type": int, "help": "generate the same calls each time"},
    "--fuzz-time": {
        "metavar": "SECONDS",
        "type": float,
        "help": "stop fuzzing after this time",
    },
    "--softphone-url": {
        "metavar": "URL",
        "help": "test this softphone page, in the iframe of the bundled reference's desktop",
    },
    "--softphone-driver": {
        "metavar": "FILE",
        "type": Path,
        "help": "JavaScript that uses the softphone as an agent would; without it a person does, "
        "in a window that opens",
    },
    "--softphone-wait": {
        "metavar": "SECONDS",
        "type": float,
        "default": SOFTPHONE_WAIT_S,
        "help": "maximum time for the driver or the person (%(default)s)",
    },
    "--dial-url": {
        "metavar": "URL",
        "help": "test this callback of click to dial; all numbers are fictitious, no phone rings",
    },
    "--dial-limit": {
        "metavar": "SECONDS",
        "type": float,
        "default": DIAL_LIMIT_S,
        "help": "maximum time until the callback has answered (%(default)s)",
    },
    "--telephony-client": {
        "metavar": "COMMAND",
        "help": "test this telephone system, through its adapter (docs/telephony-client.md)",
    },
    "--telephony-client-stays": {
        "action": "store_true",
        "help": "the adapter stays up, and takes one event a line",
    },
    "--telephony-limit": {
        "metavar": "SECONDS",
        "type": float,
        "default": EVENT_LIMIT_S,
        "help": "maximum time for one event of a telephone system (%(default)s)",
    },
    "--telephony-observe": {
        "metavar": "SECONDS",
        "type": float,
        "nargs": "?",
        "const": OBSERVE_S,
        "help": "test a telephone system by the calls that somebody makes within this time "
        "(%(const)s)",
    },
    "--telephony-recording": {
        "metavar": "FILE",
        "type": Path,
        "help": "test a telephone system by recorded requests, one a line in JSON",
    },
    "--telephony-listen": {
        "metavar": "HOST:PORT",
        "default": LISTEN,
        "help": "where the helpdesk listens that a telephone system sends its calls to "
        "(%(default)s; port 0 is any free one)",
    },
}


TAKEN_OVER = "cti-taken-over"
"""The name of the plugin that takes over options of others."""


@dataclass(frozen=True)
class Options:
    """The values of the options, each by the name of its option."""

    target_url: str | None
    target_config: Path | None
    profile: Sequence[str]
    rule: Sequence[str]
    desktop: Literal["control", "browser", "harness"]
    rules: str | None
    quick: bool
    plan: bool
    rate: float | None
    report_dir: Path | None
    keep: bool
    har: Path | None
    baseline: Path | None
    fail_on: Sequence[str]
    fuzz: int | None
    fuzz_seed: int | None
    fuzz_time: float | None
    softphone_url: str | None
    softphone_driver: Path | None
    softphone_wait: float
    dial_url: str | None
    dial_limit: float
    telephony_client: str | None
    telephony_client_stays: bool
    telephony_limit: float
    telephony_observe: float | None
    telephony_recording: Path | None
    telephony_listen: str

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """Return the values that pytest has parsed."""
        read: dict[str, Any] = {
            field.name: config.getoption(PREFIX + field.name) for field in fields(cls)
        }
        return cls(**read)


class TakenOver:
    """Takes over the options of other plugins that have the same names as ours.

    The suite's options exist in a run of the suite only. There they have to work as documented,
    whichever other plugins are installed. The options of those keep their defaults.

    Args:
        parser: Pytest's.
    """

    def __init__(self, parser: pytest.Parser) -> None:
        self._parser = parser
        self.flags: list[str] = []
        self.is_over = False

    # As soon as a plugin is loaded: pytest first parses the command line before it looks for #
    # conftests, and would stop at `--profile=NAME` if another plugin's option takes no value.
    def pytest_plugin_registered(self) -> None:
        """Replace the options of a plugin that has just been loaded."""
        if self.is_over:
            return
        options = self._parser.optparser
        taken = [
            flag
            for flag in OPTIONS
            if flag not in self.flags and flag in options._option_string_actions
        ]
        if not taken:
            return
        self.flags += taken
        before = options.conflict_handler
        options.conflict_handler = "resolve"  # a group keeps the settings that it is created with
        group = self._parser.getgroup("cti-taken-over", "cti, in place of other plugins' options")
        options.conflict_handler = before
        for flag in taken:
            group.addoption(flag, **_described(flag))

    def pytest_report_header(self) -> list[str]:
        """Return the one line."""
        if not self.flags:
            return []
        return [
            f"cti-conformance: {', '.join(self.flags)} is an option of the suite in this run; the "
            "option of the same name of another plugin is off (-p no:NAME leaves that plugin out)"
        ]


def take_over(parser: pytest.Parser, plugins: pytest.PytestPluginManager) -> TakenOver:
    """Start taking over options; later calls return the same object."""
    known: TakenOver | None = plugins.get_plugin(TAKEN_OVER)
    if known is None:
        parser.optparser.error = _refuse  # type: ignore[method-assign]
        known = TakenOver(parser)
        plugins.register(known, TAKEN_OVER)
    return known


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options of the suite."""
    group = parser.getgroup("cti", "conformance to the Freshdesk CTI framework")
    known = take_over(parser, pluginmanager)
    known.is_over = True  # options added from here on are our own
    for flag in OPTIONS:
        if flag not in known.flags:
            group.addoption(flag, **_described(flag))


def _refuse(message: str) -> NoReturn:
    """Refuse a command line in one line, where pytest adds its usage and its settings.

    Raises:
        UsageError: Always.
    """
    import pytest

    words = message.partition("unrecognized arguments: ")[2].split()
    if any(re.match(r"-n|--numprocesses|--dist", word) for word in words):
        message += "; -n needs pytest-xdist: pip install 'cti-conformance[parallel]'"
    raise pytest.UsageError(message)


def _described(flag: str) -> dict[str, Any]:
    return {"dest": PREFIX + flag.removeprefix("--").replace("-", "_"), **OPTIONS[flag]}


def refuse_two_words(words: Sequence[str]) -> None:
    """Refuse an option and its value in two words, where pytest misreads the second.

    Pytest looks for its settings before it knows our options, and takes the ``DIR`` of
    ``--report-dir DIR`` for a path to test.

    Raises:
        UsageError: With the spelling that works.
    """
    import pytest  # not for the help of `cti-conformance`, which reads the table above

    for word, value in pairwise(words):
        attributes = OPTIONS.get(word, {"action": "store_true"})
        takes_a_value = attributes.get("action") != "store_true" and "nargs" not in attributes
        is_path = attributes.get("type") is Path or Path(value).exists()
        if takes_a_value and is_path and not value.startswith("-"):
            raise pytest.UsageError(f"write {word}={value}, in one word")


def check_rate(options: Options) -> None:
    """Check the rate of the requests.

    Raises:
        ConfigError: It is not a number above zero.
    """
    if options.rate is not None and not 0 < options.rate < float("inf"):
        raise ConfigError("--rate takes the number of requests a minute, which is above zero")


def check_fuzz_options(options: Options) -> None:
    """Check the options of fuzzing.

    Raises:
        ConfigError: Fuzzing is not installed, or one of its options is invalid.
    """
    if options.fuzz is None:
        if options.fuzz_seed is not None or options.fuzz_time is not None:
            raise ConfigError("--fuzz-seed and --fuzz-time have no effect without --fuzz")
        return
    if options.fuzz < 1 or (options.fuzz_time is not None and not options.fuzz_time > 0):
        raise ConfigError("--fuzz and --fuzz-time take numbers above zero")
    for library in ("hypothesis", "schemathesis"):
        if find_spec(library) is None:
            raise ConfigError(f"--fuzz needs {library}: pip install 'cti-conformance[fuzz]'")
