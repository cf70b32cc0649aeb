"""The partners of a helpdesk that can be under test in its place: a softphone, a callback."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from cti_conformance.config.reading import refuse_empty, web_address
from cti_conformance.errors import ConfigError

if TYPE_CHECKING:
    import argparse

    import pytest

DIAL_LIMIT_S = 5.0
SOFTPHONE_WAIT_S = 60.0


@dataclass(frozen=True)
class CallbackUnderTest:
    """A telephony system's callback for click to dial.

    Attributes:
        url: The callback URL, as an admin would configure it.
        limit_s: Maximum time until its answer is complete, in seconds.
    """

    url: str = field(repr=False)
    limit_s: float = DIAL_LIMIT_S

    @property
    def secrets(self) -> tuple[str, ...]:
        """The fixed values in the query of the URL, which may hold a key."""
        query = parse_qsl(urlsplit(self.url).query)
        return tuple(value for _, value in query if "{" not in value)


@dataclass(frozen=True)
class SoftphoneUnderTest:
    """A telephony vendor's softphone page.

    Attributes:
        url: The iframe URL, as an admin would configure it.
        driver: JavaScript that uses the softphone as an agent would; ``None`` if a person does.
        wait_s: Maximum time for the driver or the person, in seconds.
    """

    url: str = field(repr=False)
    driver: str | None = None
    wait_s: float = SOFTPHONE_WAIT_S


@dataclass(frozen=True)
class Partners:
    """The partners under test; without any, a helpdesk is under test."""

    softphone: SoftphoneUnderTest | None = None
    callback: CallbackUnderTest | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, as in `needs` of a rule."""
        return tuple(name for name, one in vars(self).items() if one)

    @property
    def need_a_person(self) -> bool:
        """Return whether a person has to use the softphone, and therefore to see it."""
        return self.softphone is not None and self.softphone.driver is None

    @property
    def target_name(self) -> str:
        """The names and addresses of the partners; without queries, which may hold a key."""
        return ", ".join(f"{name} {_bare(getattr(self, name).url)}" for name in self.names)


def add_partner_options(group: pytest.OptionGroup) -> None:
    """Add the options that put a partner under test."""
    group.addoption(
        "--softphone-url",
        metavar="URL",
        help="test this softphone page, in the iframe of the bundled reference's desktop",
    )
    group.addoption(
        "--softphone-driver",
        metavar="FILE",
        type=Path,
        help="JavaScript that uses the softphone as an agent would; without it a person does, in "
        "a window that opens",
    )
    group.addoption(
        "--softphone-wait",
        metavar="SECONDS",
        type=float,
        default=SOFTPHONE_WAIT_S,
        help="maximum time for the driver or the person (%(default)s)",
    )
    group.addoption(
        "--dial-url",
        metavar="URL",
        help="test this callback of click to dial; all numbers are fictitious, no phone rings",
    )
    group.addoption(
        "--dial-limit",
        metavar="SECONDS",
        type=float,
        default=DIAL_LIMIT_S,
        help="maximum time until the callback has answered (%(default)s)",
    )


def read_partners(options: argparse.Namespace) -> Partners:
    """Return the partners that the options put under test.

    Raises:
        ConfigError: One cannot be used, or a helpdesk is to be tested as well.
    """
    given = {
        name: getattr(options, name.strip("-").replace("-", "_"))
        for name in ("--softphone-url", "--dial-url")
    }
    for name, url in given.items():
        if url is not None:
            refuse_empty(url, name)
            _check(name, url)
            if options.target_url or options.target_config:
                raise ConfigError(
                    f"{name} is a test of its own, against the bundled reference: leave out "
                    "--target-url and --target-config"
                )
    for name in ("softphone_wait", "dial_limit"):
        seconds = getattr(options, name)
        if not 0 < seconds <= 3600:
            raise ConfigError(
                f"--{name.replace('_', '-')} {seconds:g}: give seconds, up to an hour"
            )
    softphone = given["--softphone-url"] and SoftphoneUnderTest(
        given["--softphone-url"], _driver(options.softphone_driver), options.softphone_wait
    )
    callback = given["--dial-url"] and CallbackUnderTest(given["--dial-url"], options.dial_limit)
    return Partners(softphone or None, callback or None)


def _driver(path: Path | None) -> str | None:
    try:
        return path.read_text(encoding="utf-8") if path else None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"--softphone-driver {path}: {reason}") from error


def _check(option: str, url: str) -> None:
    parts = web_address(url, option)
    if parts.username or parts.password:
        raise ConfigError(f"{option} holds credentials before the @, which no browser would send")


def _bare(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()
