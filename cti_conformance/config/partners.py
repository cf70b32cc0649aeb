"""The partners of a helpdesk that can be under test in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, urlsplit

from cti_conformance.config.addresses import refuse_empty, web_address
from cti_conformance.config.telephony import TelephonyOptions, read_telephony
from cti_conformance.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from cti_conformance.config.telephony import TelephonyUnderTest

DIAL_LIMIT_S = 5.0
SOFTPHONE_WAIT_S = 60.0


@dataclass(frozen=True)
class CallbackUnderTest:
    """A telephone system's callback for click to dial.

    Attributes:
        url: The callback URL, as an admin would configure it.
        limit_s: Maximum time until its answer is complete, in seconds.
    """

    url: str = field(repr=False)
    limit_s: float = DIAL_LIMIT_S

    @property
    def address(self) -> str:
        """The URL without its query, which may hold a key."""
        return _bare(self.url)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The fixed values in the query of the URL, which may hold a key."""
        query = parse_qsl(urlsplit(self.url).query)
        return tuple(value for _, value in query if "{" not in value)


@dataclass(frozen=True)
class Script:
    """The body of an async function in JavaScript, and the name of its file."""

    text: str
    name: str


@dataclass(frozen=True)
class SoftphoneUnderTest:
    """A telephony vendor's softphone page.

    Attributes:
        url: The iframe URL, as an admin would configure it.
        driver: Uses the softphone as an agent would; ``None`` if a person does.
        wait_s: Maximum time for the driver or the person, in seconds.
    """

    url: str = field(repr=False)
    driver: Script | None = None
    wait_s: float = SOFTPHONE_WAIT_S

    @property
    def address(self) -> str:
        """The URL without its query, which may hold a key."""
        return _bare(self.url)


@dataclass(frozen=True)
class Partners:
    """The partners under test; without any, a helpdesk is under test."""

    softphone: SoftphoneUnderTest | None = None
    callback: CallbackUnderTest | None = None
    telephony: TelephonyUnderTest | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, as in `needs` of a rule."""
        return tuple(name for name, one in vars(self).items() if one)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of the partners, without queries, which may hold a key."""
        return tuple(_bare(one.url) for one in (self.softphone, self.callback) if one)

    @property
    def need_a_person(self) -> bool:
        """Return whether a person has to use the softphone, and therefore to see it."""
        return self.softphone is not None and self.softphone.driver is None

    @property
    def target_name(self) -> str:
        """The names and addresses of the partners."""
        return ", ".join(f"{name} {getattr(self, name).address}" for name in self.names)

    @property
    def are_observed(self) -> bool:
        """Return whether nothing is driven: only examples of what is seen are tested."""
        return self.telephony is not None and self.telephony.is_observed


class PartnerOptions(TelephonyOptions, Protocol):
    """The options that select the partners under test."""

    @property
    def target_url(self) -> str | None:
        """The helpdesk under test."""
        ...

    @property
    def target_config(self) -> Path | None:
        """Its settings."""
        ...

    @property
    def softphone_url(self) -> str | None:
        """The softphone under test."""
        ...

    @property
    def softphone_driver(self) -> Path | None:
        """JavaScript that uses it."""
        ...

    @property
    def softphone_wait(self) -> float:
        """How long that may take, in seconds."""
        ...

    @property
    def dial_url(self) -> str | None:
        """The callback under test."""
        ...

    @property
    def dial_limit(self) -> float:
        """How long its answer may take, in seconds."""
        ...


def read_partners(options: PartnerOptions) -> Partners:
    """Return the partners that the options put under test.

    Raises:
        ConfigError: One cannot be used, or a helpdesk is to be tested as well.
    """
    given = {"--softphone-url": options.softphone_url, "--dial-url": options.dial_url}
    for name, url in given.items():
        if url is not None:
            refuse_empty(url, name)
            _check(name, url)
            if options.target_url or options.target_config:
                raise ConfigError(
                    f"{name} is a test of its own, against the bundled reference: leave out "
                    "--target-url and --target-config"
                )
    times = {"--softphone-wait": options.softphone_wait, "--dial-limit": options.dial_limit}
    for name, seconds in times.items():
        if not 0 < seconds <= 3600:
            raise ConfigError(f"{name} {seconds:g}: give seconds, up to an hour")
    softphone = callback = None
    if url := options.softphone_url:
        softphone = SoftphoneUnderTest(
            url, _driver(options.softphone_driver), options.softphone_wait
        )
    if url := options.dial_url:
        callback = CallbackUnderTest(url, options.dial_limit)
    telephony = read_telephony(options)
    if telephony and options.target_url:
        raise ConfigError(
            "a telephone system is tested against the bundled reference: leave out --target-url"
        )
    return Partners(softphone, callback, telephony)


def _driver(path: Path | None) -> Script | None:
    try:
        return Script(path.read_text(encoding="utf-8"), path.name) if path else None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"--softphone-driver {path}: {reason}") from error


def _check(option: str, url: str) -> None:
    parts = web_address(url, option)
    if parts.username or parts.password:
        raise ConfigError(f"{option} holds credentials before the @, which no browser would send")


def _bare(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()
