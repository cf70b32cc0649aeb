"""The configuration of one target; `reading` makes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config.credentials import Credentials
    from cti_conformance.results.verdict import Deviation

DEFAULT_COUNTRY = "US"
CONTROL_PATH = "/cti-control/v1"
OLD_CONTROL_PATH = "/cti-harness/v1"  # as it was in 0.1.0


@dataclass(frozen=True)
class Limits:
    """Maximum times, in seconds.

    Attributes:
        answer_s: Maximum time until an answer is complete.
        appear_s: Maximum time until the effects of a call can be seen.
        run_s: Maximum duration of the run.
    """

    answer_s: float = 10.0
    appear_s: float = 5.0
    run_s: float = 3600.0


@dataclass(frozen=True)
class ExistingRecord:
    """A person or ticket that exists on the target already."""

    id: int
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class ExistingRecords:
    """The people and tickets that scenarios may use where they cannot create their own."""

    agents: tuple[ExistingRecord, ...] = ()
    contacts: tuple[ExistingRecord, ...] = ()
    tickets: tuple[ExistingRecord, ...] = ()


@dataclass(frozen=True)
class ListenAddress:
    """Where the suite receives the requests of click to dial.

    Attributes:
        listen: Host and port on this machine; port 0 is any free port.
        url: The URL at which the target reaches that; ``None`` makes it of host and port.
    """

    listen: tuple[str, int] = ("127.0.0.1", 0)
    url: str | None = None


@dataclass(frozen=True)
class TargetConfig:
    """The configuration of one target."""

    url: str
    """Base URL of the helpdesk, without ``/api/v2``."""
    credentials: Credentials
    country: str = DEFAULT_COUNTRY
    control_url: str | None = None
    ca_bundle: str | None = None
    limits: Limits = field(default_factory=Limits)
    capabilities: Mapping[str, bool] = field(default_factory=dict)
    existing: ExistingRecords = field(default_factory=ExistingRecords)
    deviations: tuple[Deviation, ...] = ()
    page: Mapping[str, Any] = field(default_factory=dict)
    """Overrides of ``spec/page.yaml``."""
    proxied: bool = True
    """Whether the proxies of the environment apply; not to the bundled reference."""
    callback: ListenAddress | None = None
    """Where the target reaches the suite; ``None`` if that is not configured."""
