"""The target under test: its ports."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cti_conformance.config.target_config import ListenAddress
from cti_conformance.ledger.page_table import page_table
from cti_conformance.results.step_outcomes import Inconclusive, not_tested
from cti_conformance.target.discovery import NO_CONTROL_API
from cti_conformance.target.ports.cti import Cti
from cti_conformance.target.ports.operations import Operations
from cti_conformance.target.ports.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.results.capabilities import Capabilities
    from cti_conformance.target.connection import Connection
    from cti_conformance.target.journal import Journal
    from cti_conformance.target.ports.browser import Browser
    from cti_conformance.target.ports.desktop import BrowserDesktop, Desktop
    from cti_conformance.target.receiver import CallbackReceiver
    from cti_conformance.text.redaction import Clean, Redactor
    from cti_conformance.transport.recorder import Recorder

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Target:
    """The ports of one target. Steps reach it through them only.

    A port that the target lacks raises `NotTestable` when it is used.

    Args:
        connection: HTTP to the target.
        capabilities: The capabilities that the target was found to have.
        disposable: Whether it is discarded after the run, so that no cleanup is needed.
        in_browser: Whether every desktop is a page in a browser, and not only where a rule needs
            it.
        headed: Whether a person sees the browser.

    Attributes:
        on_crash: Called when the server was made to crash.
    """

    def __init__(
        self,
        connection: Connection,
        capabilities: Capabilities,
        *,
        disposable: bool = False,
        in_browser: bool = False,
        headed: bool = False,
    ) -> None:
        self.connection = connection
        self.capabilities = capabilities
        self.disposable = disposable
        self.cti = Cti(connection.api, connection.journal)
        self._records = Records(
            connection.api,
            connection.journal,
            declared=self.config.capabilities.get("records", False),
            country=self.config.country,
        )
        self.on_crash: Callable[[], object] = bool
        self._in_browser = in_browser
        self._headed = headed
        self._browser: Browser | None = None
        self._receiver: CallbackReceiver | None = None

    @property
    def config(self) -> TargetConfig:
        """The configuration of the target."""
        return self.connection.config

    @property
    def recorder(self) -> Recorder:
        """The exchanges of the current scenario."""
        return self.connection.recorder

    @property
    def journal(self) -> Journal:
        """The events of the current scenario."""
        return self.connection.journal

    @property
    def redactor(self) -> Redactor:
        """The redactor of the target's secrets."""
        return self.connection.redactor

    # -- ports -----------------------------------------------------------------------------

    @property
    def desktop(self) -> Desktop:
        """The port `desktop`."""
        if self._in_browser:
            return self.browser
        if self.connection.control is None:
            not_tested(NO_CONTROL_API)
        return self.connection.control

    @property
    def is_in_browser(self) -> bool:
        """Whether every desktop is a page in a browser."""
        return self._in_browser

    @property
    def browser(self) -> BrowserDesktop:
        """The port `desktop` as pages in a browser."""
        self.connection.wire.memo.forget()  # whoever asks for a page may act on it
        if self._browser is None:
            self._browser = self._make_browser()
        return self._browser

    @property
    def receiver(self) -> CallbackReceiver:
        """The telephone system that click to dial calls.

        Raises:
            Inconclusive: The configured address cannot be listened on.
        """
        if self._receiver is None:
            self._receiver = self._make_receiver()
        return self._receiver

    @property
    def operations(self) -> Operations:
        """The port `operations`."""
        if self.connection.control is None:
            not_tested(NO_CONTROL_API)
        return Operations(self.connection.control, self.cti, self.journal, self._cut_off)

    @property
    def records(self) -> Records:
        """The port `records`."""
        self.capabilities.require("records")
        return self._records

    @property
    def has_records(self) -> bool:
        """Return whether the port `records` can be used."""
        return self.capabilities.has("records")

    # -- before, during and after a run ----------------------------------------------------

    def prepare(self) -> None:
        """Load the data that all scenarios need: the phone numbers that are taken."""
        if self.has_records:
            self._records.numbers.learn()

    def begin_scenario(self) -> None:
        """Forget the exchanges and windows of the scenario before."""
        self.recorder.take()
        if self.connection.control:  # another process may have made it crash since
            self.connection.control.known_instance = None
        if self._browser:
            self._browser.windows.clear()

    def console(self) -> list[Clean]:
        """Return the errors on the consoles of this scenario's pages, without secrets."""
        lines = self._browser.windows.console() if self._browser else []
        return [self.redactor.clean(line) for line in lines]

    def screenshots(self) -> list[bytes]:
        """Return a picture of each desktop that is open in the browser, as PNG."""
        return self._browser.windows.screenshots() if self._browser else []

    def close(self) -> None:
        """Close the browser, the receiver and the connections."""
        if self._browser:
            self._browser.windows.end()
        if self._receiver:
            self._receiver.close()
        self.connection.close()

    # -- helpers ---------------------------------------------------------------------------

    def _cut_off(self) -> None:
        """Keep pages from reconnecting: the agent is offline until the desktop is opened again."""
        self.on_crash()
        if self._browser:
            self._browser.windows.cut_off()

    def _make_browser(self) -> Browser:
        self.capabilities.require("browser")
        if self.connection.control is None:
            not_tested(NO_CONTROL_API)
        # Imported here, so that a run without a browser does not pay for it.
        from cti_conformance.target.browser.engine import Engine
        from cti_conformance.target.ports.browser import Browser

        config = self.config
        return Browser(
            Engine(config.limits, trusts_all=config.ca_bundle is not None, headed=self._headed),
            self.connection.control,
            page_table(config.url, config.page),
            config.limits,
            config.country,
            self.journal,
        )

    def _make_receiver(self) -> CallbackReceiver:
        address = self.config.callback
        if address is None and urlsplit(self.config.url).hostname not in LOOPBACK:
            not_tested(
                "the target cannot reach this machine's loopback: set in cti-target.toml, under "
                "[callback], the URL at which it reaches the suite"
            )
        # Imported here, so that a run without click to dial does not pay for it.
        from cti_conformance.target.receiver import CallbackReceiver

        try:
            return CallbackReceiver(address or ListenAddress())
        except OSError as error:
            raise Inconclusive(f"the suite cannot listen for callbacks: {error}") from error
