"""The target under test: its ports, and what it was found able to do."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cti_conformance.config.credentials import logins, token_login
from cti_conformance.ledger.page_table import page_table
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated, not_tested
from cti_conformance.target.browser import chromium
from cti_conformance.target.ports.control import ControlApi, ControlApiUnusable
from cti_conformance.target.ports.cti import Cti
from cti_conformance.target.ports.operations import Operations
from cti_conformance.target.ports.records import Records
from cti_conformance.text.redaction import MAX_TOLD_CHARACTERS, told
from cti_conformance.transport.client import HttpClient, NoAnswer
from cti_conformance.transport.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config.credentials import Auth, Login
    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.target.ports.browser import Browser
    from cti_conformance.target.ports.desktop import BrowserDesktop, Desktop
    from cti_conformance.target.receiver import Receiver
    from cti_conformance.transport.client import Answer

UNKNOWN_REFERENCE = "cti-conformance-preflight"
LOOPBACK = ("127.0.0.1", "localhost", "::1")

NO_RECORDS = "declared as missing"
NO_CONTROL_API = "the target is not said to have the control API: set CTI_CONTROL_TOKEN"


class TargetUnusable(Exception):  # noqa: N818 - says what is wrong with the target, not with us
    """No scenario can run against the target; the message says why and what to do."""


@dataclass(frozen=True)
class Capability:
    """Whether the target can do something; if not, why not."""

    available: bool
    reason: str = ""


class Target:
    """One target. Steps reach it through its ports only.

    Args:
        config: What is known of it.
        disposable: Whether it is thrown away after the run, so that nothing need be cleared away.
        in_browser: Whether every desktop is a page in a browser, and not only where a rule needs
            it.
        headed: Whether a person sees the browser.
    """

    def __init__(
        self,
        config: TargetConfig,
        *,
        disposable: bool = False,
        in_browser: bool = False,
        headed: bool = False,
    ) -> None:
        self.config = config
        self.disposable = disposable
        self._in_browser = in_browser
        self._headed = headed
        self._browser: Browser | None = None
        self._receiver: Receiver | None = None
        self.recorder = Recorder(config.limits.run_s)
        self._client = self._make_client(config.url, logins(config.credentials))
        self.cti = Cti(self._client)
        self._records = Records(
            self._client,
            declared=config.capabilities.get("records", False),
            country=config.country,
        )
        self.capabilities: Mapping[str, Capability] = {}
        self._control: ControlApi | None = None
        if config.control_url and config.credentials.control_token:
            login = token_login(config.credentials.control_token)
            self._control = ControlApi(self._make_client(config.control_url, login))

    def _make_client(self, base_url: str, ways: Mapping[Auth, Login]) -> HttpClient:
        config = self.config
        return HttpClient(
            base_url,
            ways,
            config.credentials.secrets,
            config.limits,
            self.recorder,
            config.ca_bundle,
        )

    @property
    def desktop(self) -> Desktop:
        """The port `desktop`; ends the scenario as *not tested* where the target has none."""
        if self._in_browser:
            return self.browser
        if self._control is None:
            not_tested(NO_CONTROL_API)
        return self._control

    @property
    def browser(self) -> BrowserDesktop:
        """The port `desktop` as pages in a browser; *not tested* where that cannot be had."""
        if self._browser is None:
            self._browser = self._make_browser()
        return self._browser

    def _make_browser(self) -> Browser:
        capability = self.capabilities["browser"]
        if not capability.available or self._control is None:
            not_tested(capability.reason)
        # Imported here: a run without a browser does not pay for it.
        from cti_conformance.target.browser.engine import Engine
        from cti_conformance.target.ports.browser import Browser

        config = self.config
        return Browser(
            Engine(config.limits, trusts_all=config.ca_bundle is not None, headed=self._headed),
            self._control,
            page_table(config.url, config.page),
            config.limits,
            config.country,
        )

    @property
    def receiver(self) -> Receiver:
        """The telephony system that click to dial calls; *not tested* where it cannot be reached.

        Raises:
            Inconclusive: nobody can listen at the configured address.
        """
        if self._receiver is None:
            self._receiver = self._make_receiver()
        return self._receiver

    def _make_receiver(self) -> Receiver:
        callback = self.config.callback
        if callback is None and urlsplit(self.config.url).hostname not in LOOPBACK:
            not_tested(
                "the target cannot reach this machine's loopback: say in cti-target.toml, under "
                "[callback], where it reaches the suite"
            )
        # Imported here: a run without click to dial does not pay for it.
        from cti_conformance.config.target_config import Callback
        from cti_conformance.target.receiver import Receiver

        try:
            return Receiver(callback or Callback())
        except OSError as error:
            raise Inconclusive(f"the suite cannot listen for callbacks: {error}") from error

    @property
    def operations(self) -> Operations:
        """The port `operations`; ends the scenario as *not tested* where the target has none."""
        if self._control is None:
            not_tested(NO_CONTROL_API)
        return Operations(self._control, self.cti, self._cut_off)

    def _cut_off(self) -> None:
        """Keep pages from connecting again by themselves: until the agent does, it is offline."""
        if self._browser:
            self._browser.cut_off()

    @property
    def records(self) -> Records:
        """The port `records`; ends the scenario as *not tested* where the target has none."""
        capability = self.capabilities["records"]
        if not capability.available:
            not_tested(capability.reason)
        return self._records

    @property
    def has_records(self) -> bool:
        """Whether the port `records` can be used."""
        return self.capabilities["records"].available

    def told(self, text: str, limit: int = MAX_TOLD_CHARACTERS) -> str:
        """Return a text as it may be told: without secrets and control characters."""
        return told(text, self.config.credentials.secrets, limit)

    def check_usable(self) -> None:
        """Find out, before the first scenario, whether the target is one at all.

        Asks for the details of an unknown call, and sends an empty pop: neither makes anything.

        Raises:
            TargetUnusable: with one line that says what is wrong and how to mend it.
        """
        try:
            self._check_usable()
        except TargetUnusable as unusable:
            raise TargetUnusable(self.told(str(unusable))) from None

    def _check_usable(self) -> None:
        url = self.config.url
        try:
            details = self.cti.details(UNKNOWN_REFERENCE)
            pop = self.cti.pop({})
        except NoAnswer as error:
            raise TargetUnusable(
                f"{url} cannot be tested: {error}. {_way_out(str(error))}"
            ) from error
        if 401 in (details.status, pop.status):
            raise TargetUnusable(
                f"{url} refused the credentials ({details}). Check CTI_API_KEY or CTI_AUTH."
            )
        if 403 in (details.status, pop.status):
            raise TargetUnusable(
                f"{url} refused access ({details}). Is the CTI feature on for this account, "
                "and may this agent use it?"
            )
        redirected = details if 300 <= details.status < 400 else None
        if redirected:
            where = redirected.headers.get("Location", "elsewhere")
            raise TargetUnusable(f"{url} redirects to {where}: give that address as --target-url.")
        if _is_page(details) or (details.status == 404 and pop.status == 404):
            raise TargetUnusable(
                f"{url} does not serve the CTI API ({details.request} answered {_brief(details)}, "
                f"{pop.request} answered {_brief(pop)}). Give the helpdesk's base URL, "
                "without /api/v2."
            )
        if self._control:
            try:
                self._control.ask_for_parts()
            except ControlApiUnusable as error:
                raise TargetUnusable(
                    f"the control API at {self.config.control_url} cannot be used: {error}. Check "
                    "CTI_CONTROL_TOKEN and [control] url, or leave both out."
                ) from error
            self._check_settings(self._control)

    def _check_settings(self, control: ControlApi) -> None:
        """Make sure that the account is as the rules of an agent who is online take it to be."""
        if "settings" not in control.parts:
            return
        try:
            settings = control.settings()
        except RuleViolated:  # which is for the rules that need it to say
            return
        if settings.get("new_ticket") is True:
            raise TargetUnusable(
                f"{self.config.url}: the admin's New Ticket option is on. Switch it off for the "
                "run; the rules that need it switch it on."
            )
        if settings.get("cti_enabled") is False:
            raise TargetUnusable(f"{self.config.url}: the CTI feature is off for this account.")

    def discover(self) -> None:
        """Find out what was not declared, by asking."""
        self.capabilities = {
            "api": Capability(True),
            "records": self._ask_for_records(),
            "desktop": self._ask_for_desktop(),
            "browser": self._ask_for_browser(),
            "operations": self._ask_for_parts("operations"),
        }
        if self.has_records:
            self._records.learn_agents_numbers()

    def begin_scenario(self) -> None:
        """Forget what the scenario before did."""
        self.recorder.take()
        if self._browser:
            self._browser.close_windows()

    def console(self) -> list[str]:
        """Return the errors that pages in the browser have told in this scenario, redacted."""
        return [self.told(line) for line in self._browser.console()] if self._browser else []

    def screenshots(self) -> list[bytes]:
        """Return what the desktops that are open in the browser look like, as PNG."""
        return self._browser.screenshots() if self._browser else []

    @staticmethod
    def known_missing(config: TargetConfig | None) -> dict[str, str]:
        """Say which capabilities are missing, and why, as far as is known without asking.

        Args:
            config: The target; ``None`` means the bundled reference.
        """
        missing = {"browser": reason} if (reason := _why_no_browser()) else {}
        if config and not (config.control_url and config.credentials.control_token):
            missing |= dict.fromkeys(("desktop", "browser", "operations"), NO_CONTROL_API)
        if config and config.capabilities.get("records") is False:
            missing["records"] = NO_RECORDS
        return missing

    def close(self) -> None:
        """Close the browser and the connections."""
        if self._browser:
            self._browser.close()
        if self._receiver:
            self._receiver.close()
        self._client.close()
        if self._control:
            self._control.close()

    def _ask_for_desktop(self) -> Capability:
        if self._in_browser:
            return self._ask_for_browser()
        return self._ask_for_parts("presence", "widget", "pages", "settings", "numbers")

    def _ask_for_browser(self) -> Capability:
        if self._control is None:
            return Capability(False, NO_CONTROL_API)
        if missing := sorted({"sign_in", "presence"} - self._control.parts):
            return Capability(False, f"the control API has no part {' and no part '.join(missing)}")
        reason = _why_no_browser()
        return Capability(not reason, reason)

    def _ask_for_parts(self, *names: str) -> Capability:
        if self._control is None:
            return Capability(False, NO_CONTROL_API)
        if self._control.parts.isdisjoint(names):
            return Capability(False, f"the control API has no part {' or '.join(names)}")
        return Capability(True)

    def _ask_for_records(self) -> Capability:
        declared = self.config.capabilities.get("records")
        if declared is not None:
            return Capability(declared, "" if declared else NO_RECORDS)
        for path in ("/api/v2/contacts", "/api/v2/tickets"):
            try:
                answer = self._client.send("GET", path, query={"per_page": 1})
            except NoAnswer as error:
                return Capability(False, self.told(f"no REST v2 was found: {error}"))
            if answer.status != 200 or not isinstance(answer.json, list):
                why = f"no REST v2 was found: {path} answered {_brief(answer)}"
                return Capability(False, self.told(why))
        return Capability(True)


def _why_no_browser() -> str:
    """Say why no browser can be had on this machine; nothing where one can."""
    if find_spec("playwright") is None:
        return "Playwright is not installed: pip install playwright"
    return chromium.find().reason


def _way_out(problem: str) -> str:
    if "TLS" in problem:
        return (
            "Name the certificate to trust as [target] ca_bundle in cti-target.toml, or write "
            "http:// if the target has no TLS."
        )
    return "Check the URL, and that the target is up."


def _is_page(answer: Answer) -> bool:
    return "html" in answer.headers.get("Content-Type", "").lower()


def _brief(answer: Answer) -> str:
    kind = answer.headers.get("Content-Type", "").partition(";")[0] or "no content type"
    return f"{answer.status} ({kind})"
