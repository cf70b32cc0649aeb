"""The settings of a run that tests a telephone system."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cti_conformance.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENT_LIMIT_S = 30.0
OBSERVE_S = 600.0
LISTEN = "127.0.0.1:0"
HIDDEN = "…"
"""Stands for an argument that may be a secret."""


@dataclass(frozen=True)
class TelephonyUnderTest:
    """A telephone system, reached through its adapter or only observed.

    Attributes:
        words: The command of the adapter; empty if the system is only observed.
        stays: Whether the adapter stays up, and takes one event a line.
        limit_s: Maximum time for one event, in seconds.
        observe_s: How long to observe, in seconds.
        recording: A file with requests to judge, instead of those that arrive.
        listen: Host and port of the helpdesk that it is connected to.
    """

    words: tuple[str, ...] = field(default=(), repr=False)
    stays: bool = False
    limit_s: float = EVENT_LIMIT_S
    observe_s: float = 0.0
    recording: Path | None = None
    listen: tuple[str, int] = ("127.0.0.1", 0)

    @property
    def is_observed(self) -> bool:
        """Return whether nothing is driven: only rules about what is seen are tested."""
        return not self.words

    @property
    def address(self) -> str:
        """Its name: the command, without the arguments that may hold a key."""
        if self.words:
            return " ".join(_shown(self.words))
        return f"recorded in {self.recording}" if self.recording else "observed"


class TelephonyOptions(Protocol):
    """The options that put a telephone system under test."""

    @property
    def telephony_client(self) -> str | None:
        """The command of the adapter."""
        ...

    @property
    def telephony_client_stays(self) -> bool:
        """Whether it takes one event a line."""
        ...

    @property
    def telephony_limit(self) -> float:
        """Maximum time for one event, in seconds."""
        ...

    @property
    def telephony_observe(self) -> float | None:
        """How long to observe, in seconds."""
        ...

    @property
    def telephony_recording(self) -> Path | None:
        """A file with requests."""
        ...

    @property
    def telephony_listen(self) -> str:
        """Host and port to listen on."""
        ...


def read_telephony(options: TelephonyOptions) -> TelephonyUnderTest | None:
    """Return the telephone system that the options put under test, if any.

    Raises:
        ConfigError: An option cannot be used.
    """
    given = {
        "--telephony-client": options.telephony_client,
        "--telephony-observe": options.telephony_observe,
        "--telephony-recording": options.telephony_recording,
    }
    named = [name for name, value in given.items() if value is not None]
    if not named:
        if options.telephony_client_stays:
            raise ConfigError("--telephony-client-stays has no effect without --telephony-client")
        return None
    if len(named) > 1:
        raise ConfigError(f"{' and '.join(named)}: give one of them")
    for name, seconds in (
        ("--telephony-limit", options.telephony_limit),
        ("--telephony-observe", options.telephony_observe or OBSERVE_S),
    ):
        if not 0 < seconds <= 86_400:
            raise ConfigError(f"{name} {seconds:g}: give seconds, up to a day")
    recording = options.telephony_recording
    if recording is not None and not recording.is_file():
        raise ConfigError(f"--telephony-recording {recording}: no such file")
    return TelephonyUnderTest(
        _words(options.telephony_client),
        options.telephony_client_stays,
        options.telephony_limit,
        options.telephony_observe or 0.0,
        recording,
        _address(options.telephony_listen),
    )


def _words(command: str | None) -> tuple[str, ...]:
    if command is None:
        return ()
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise ConfigError(f"--telephony-client: {error}") from error
    if not words:
        raise ConfigError("--telephony-client is empty")
    return words


def _shown(words: tuple[str, ...]) -> Iterator[str]:
    """Yield the words of a command: options by their names, files, and a Python module."""
    yield shlex.quote(words[0])
    for before, word in pairwise(words):
        name, has_value, _ = word.partition("=")
        is_option = re.fullmatch("-[a-zA-Z]|--[a-zA-Z-]+", name)
        if is_option and has_value:
            yield f"{name}={HIDDEN}"
        elif is_option or before == "-m" or _is_file(word):
            yield shlex.quote(word)
        else:
            yield HIDDEN


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):  # such as a script that is longer than a name may be
        return False


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise ConfigError(f"--telephony-listen {text!r}: give HOST:PORT")
    return host.strip("[]"), int(port)
