"""HTTP to one target, shared by all its ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.config.credentials import logins, token_login
from cti_conformance.target.journal import Journal
from cti_conformance.target.ports.control import ControlApi
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.liveness import Liveness
from cti_conformance.transport.looking import LookingClient
from cti_conformance.transport.recorder import Recorder
from cti_conformance.transport.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config.credentials import Auth, Login
    from cti_conformance.config.target_config import TargetConfig


class Connection:
    """HTTP to one target. Nothing is sent until a client is used.

    Args:
        config: The target.
        wire: What its clients share; by default its own.

    Attributes:
        config: The target.
        redactor: Removes the target's secrets from text.
        recorder: The exchanges of the current scenario.
        journal: The events of the current scenario.
        liveness: Counts unanswered requests.
        wire: What its clients share.
        api: The client for the helpdesk's API.
        control: The control API; ``None`` if the target is not configured to have one.
    """

    def __init__(self, config: TargetConfig, wire: Wire | None = None) -> None:
        self.config = config
        self.redactor = Redactor(config.credentials.secrets)
        self.recorder = Recorder()
        self.journal = Journal()
        self.liveness = Liveness()
        self.wire = wire or Wire()
        self.api = self._client(config.url, logins(config.credentials))
        self.control: ControlApi | None = None
        if config.control_url and config.credentials.control_token:
            login = token_login(config.credentials.control_token)
            self.control = ControlApi(self._client(config.control_url, login), self.journal)

    def _client(self, base_url: str, ways: Mapping[Auth, Login]) -> LookingClient:
        return LookingClient(
            base_url,
            ways,
            self.redactor,
            self.config.limits,
            self.recorder,
            self.liveness,
            self.config.ca_bundle,
            self.wire,
            proxied=self.config.proxied,
        )

    def close(self) -> None:
        """Close all connections."""
        self.api.close()
        if self.control:
            self.control.close()
