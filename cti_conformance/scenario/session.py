"""The target of one process: opened when it is first needed, closed at the end."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from cti_conformance.config.target_config import CONTROL_PATH, TargetConfig
from cti_conformance.phone_numbers import Numbers
from cti_conformance.results.capabilities import Capabilities
from cti_conformance.scenario.run import Run
from cti_conformance.scenario.target_lock import TargetLock
from cti_conformance.target.connection import Connection
from cti_conformance.target.discovery import discover
from cti_conformance.target.embedded import EmbeddedReference
from cti_conformance.target.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.transport.recorder import Exchange


class Session:
    """The target of one process, and the run against it.

    Args:
        config: The target; ``None`` means the bundled reference, started for this process.
        share: Which share of the phone numbers to allocate from: ``(index, of)``.
        in_browser: Whether every desktop is a page in a browser.
        headed: Whether a person sees the browser.
        make_lock: Makes the lock on a shared target from its URL.
        listen: Called with each exchange with the target.
    """

    def __init__(
        self,
        config: TargetConfig | None,
        share: tuple[int, int],
        *,
        in_browser: bool,
        headed: bool = False,
        make_lock: Callable[[str], TargetLock] = TargetLock,
        listen: Callable[[Exchange], None] | None = None,
    ) -> None:
        self._config = config
        self._make_lock = make_lock
        self._listen = listen
        self._share = share
        self._in_browser = in_browser
        self._headed = headed
        self._reference: EmbeddedReference | None = None
        self._connection: Connection | None = None
        self._run: Run | None = None

    def begin(self) -> None:
        """Start the bundled reference, if it is the target, without waiting for it."""
        if self._config is None and self._reference is None:
            self._reference = EmbeddedReference()

    def open(self) -> Run:
        """Connect to the target and discover its capabilities; later calls return the same run.

        Raises:
            Inconclusive: The bundled reference did not start.
            ControlApiUnusable: The control API does not answer as one.
        """
        if self._run is None:
            # Kept if discovery fails, so that the suite soon gives up on a target that does not
            # answer.
            self._connection = self._connection or Connection(self._known_target)
            self._connection.recorder.sink = self._listen
            able = discover(self._connection, in_browser=self._in_browser)
            # The reference is discarded: nothing needs to be cleaned up on it.
            new: Callable[..., Target] = Target if self._config else self._embedded_target
            target = new(self._connection, able, in_browser=self._in_browser)
            target.prepare()
            lock = self._make_lock(target.config.url) if self._config else None
            self._run = Run(target, Numbers(target.config.country, self._share), lock)
        return self._run

    @property
    def running(self) -> Run | None:
        """The run, if it has been opened."""
        return self._run

    @property
    def capabilities(self) -> Capabilities:
        """The capabilities of the target; nothing is known before the run is opened."""
        return self._run.target.capabilities if self._run else Capabilities()

    def end(self) -> None:
        """Close and stop everything that was opened."""
        if self._run:
            self._run.target.close()
        elif self._connection:
            self._connection.close()
        if self._reference:
            self._reference.stop()

    @cached_property
    def _known_target(self) -> TargetConfig:
        if self._config:
            return self._config
        self.begin()
        assert self._reference is not None
        url = self._reference.url
        return TargetConfig(url, self._reference.credentials, control_url=url + CONTROL_PATH)

    @property
    def _embedded_target(self) -> Callable[..., Target]:
        return partial(Target, disposable=True, headed=self._headed)
