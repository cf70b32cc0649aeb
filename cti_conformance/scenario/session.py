"""The target of one process: opened when it is first needed, closed at the end."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cti_conformance import waiting
from cti_conformance.config.target_config import CONTROL_PATH, Limits, TargetConfig
from cti_conformance.phone_numbers import Numbers
from cti_conformance.results.capabilities import Capabilities
from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.scenario.account import Account
from cti_conformance.scenario.run import Run
from cti_conformance.scenario.target_lock import TargetLock
from cti_conformance.target.connection import Connection
from cti_conformance.target.discovery import discover
from cti_conformance.target.embedded import EmbeddedReference
from cti_conformance.target.target import Target

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable

    from cti_conformance.transport.recorder import Exchange
    from cti_conformance.transport.wire import Wire

RECOVER_LOCK_S = 20.0


class Session:
    """The target of one process, and the run against it.

    Args:
        config: The target; ``None`` means the bundled reference, started for this process.
        wire: What the clients of the target share.
        share: Which share of the phone numbers to allocate from: ``(index, of)``.
        in_browser: Whether every desktop is a page in a browser.
        headed: Whether a person sees the browser.
        make_lock: Makes the lock on a shared target from its URL.
        notify: Called with a line for the user.
        listen: Called with each exchange with the target.
    """

    def __init__(
        self,
        config: TargetConfig | None,
        wire: Wire,
        share: tuple[int, int],
        *,
        in_browser: bool,
        headed: bool = False,
        make_lock: Callable[[str], TargetLock] = TargetLock,
        notify: Callable[[str], None] = print,
        listen: Callable[[Exchange], None] | None = None,
    ) -> None:
        self._config = config
        self._wire = wire
        self._make_lock = make_lock
        self._notify = notify
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
            waiting.begin_once((self._config.limits if self._config else Limits()).run_s)
            # Kept if discovery fails, so that the suite soon gives up on a target that does not
            # answer.
            self._connection = self._connection or Connection(self._known_target, self._wire)
            self._connection.recorder.sink = self._listen
            able = discover(self._connection, in_browser=self._in_browser)
            # The reference is discarded: nothing needs to be cleaned up on it.
            new: Callable[..., Target] = Target if self._config else self._embedded_target
            target = new(self._connection, able, in_browser=self._in_browser)
            target.prepare()
            lock = self._make_lock(target.config.url) if self._config else None
            if lock:
                target.on_crash = lock.note_crash
            self._run = Run(target, Numbers(target.config.country, self._share), lock)
            self._run.account.notify = self._notify
        return self._run

    @property
    def running(self) -> Run | None:
        """The run, if it has been opened."""
        return self._run

    @property
    def requests(self) -> Counter[str]:
        """How many requests were sent to the target, by kind."""
        return self._wire.traffic.by_kind

    @property
    def received(self) -> Counter[str]:
        """How many requests a telephone system under test has sent, by kind."""
        return self._wire.received.by_kind

    @property
    def capabilities(self) -> Capabilities:
        """The capabilities of the target; nothing is known before the run is opened."""
        return self._run.target.capabilities if self._run else Capabilities()

    def restore(self) -> None:
        """Restore what scenarios changed on the target and could not restore, if possible."""
        if self._run:
            # What is left is in `Account.left`.
            with suppress(Exception):
                self._run.account.restore_account()

    def recover(self) -> list[str]:
        """Restore what a run before this one left changed; return what could not be restored."""
        if self._config is None:
            return []
        connection = Connection(self._config)
        account = Account(connection, notify=self._notify)
        try:
            if not account.was_left_changed:
                return []
            with self._make_lock(self._config.url).hold(exclusive=True, limit_s=RECOVER_LOCK_S):
                return account.recover()
        except Inconclusive as error:  # a run that goes on holds the lock: the change is its own
            self._notify(f"The settings are left as another run has changed them: {error}")
            return []
        finally:
            connection.close()

    def end(self) -> None:
        """Close and stop everything that was opened."""
        self.restore()
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
        control = url + CONTROL_PATH
        return TargetConfig(url, self._reference.credentials, control_url=control, proxied=False)

    @property
    def _embedded_target(self) -> Callable[..., Target]:
        return partial(Target, disposable=True, headed=self._headed)
