"""The target under test: its ports, and what it was found able to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cti_conformance.exchange import HttpClient, NoAnswer, Recorder
from cti_conformance.judgement import not_tested
from cti_conformance.ports.cti import Cti
from cti_conformance.ports.records import Records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config import TargetConfig
    from cti_conformance.exchange import Answer

UNKNOWN_REFERENCE = "cti-conformance-preflight"


class TargetUnusable(Exception):  # noqa: N818 - says what is wrong with the target, not with us
    """No scenario can run against the target; the message says why and what to do."""


@dataclass(frozen=True)
class Capability:
    """Whether the target can do something; if not, why not."""

    available: bool
    reason: str = ""


class Target:
    """One target. Steps reach it through `cti` and `records` only.

    Args:
        config: What is known of it.
        disposable: Whether it is thrown away after the run, so that nothing need be cleared away.
    """

    def __init__(self, config: TargetConfig, *, disposable: bool = False) -> None:
        self.config = config
        self.disposable = disposable
        self.recorder = Recorder()
        self._client = HttpClient(
            config.url, config.credentials, config.limits, config.ca_bundle, self.recorder
        )
        self.cti = Cti(self._client)
        self._records = Records(
            self._client,
            declared=config.capabilities.get("records", False),
            country=config.country,
        )
        self.capabilities: Mapping[str, Capability] = {}

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

    def check_usable(self) -> None:
        """Find out, before the first scenario, whether the target is one at all.

        Asks for the details of an unknown call, and sends an empty pop: neither makes anything.

        Raises:
            TargetUnusable: with one line that says what is wrong and how to mend it.
        """
        url = self.config.url
        try:
            details = self.cti.details(UNKNOWN_REFERENCE)
            pop = self.cti.pop({})
        except NoAnswer as error:
            raise TargetUnusable(
                f"{url} cannot be tested: {error}. Check the URL, and that the target is up."
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

    def discover(self) -> None:
        """Find out what was not declared, by asking."""
        self.capabilities = {
            "api": Capability(True),
            "records": self._ask_for_records(),
            "desktop": Capability(False, "no control API is configured"),
            "browser": Capability(False, "no browser is configured"),
            "operations": Capability(False, "no way to crash the target is configured"),
        }

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask_for_records(self) -> Capability:
        declared = self.config.capabilities.get("records")
        if declared is not None:
            return Capability(declared, "" if declared else "declared as missing")
        for path in ("/api/v2/contacts", "/api/v2/tickets"):
            try:
                answer = self._client.send("GET", path, query={"per_page": 1})
            except NoAnswer as error:
                return Capability(False, f"no REST v2 was found: {error}")
            if answer.status != 200 or not isinstance(answer.json, list):
                return Capability(False, f"no REST v2 was found: {path} answered {_brief(answer)}")
        return Capability(True)


def _is_page(answer: Answer) -> bool:
    return "html" in answer.headers.get("Content-Type", "").lower()


def _brief(answer: Answer) -> str:
    kind = answer.headers.get("Content-Type", "").partition(";")[0] or "no content type"
    return f"{answer.status} ({kind})"
