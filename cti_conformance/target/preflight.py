"""The check before the first scenario: whether the target can be tested at all."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies

from cti_conformance.results.step_outcomes import RuleViolated
from cti_conformance.target.connection import Connection
from cti_conformance.target.ports.control import ControlApiUnusable
from cti_conformance.target.ports.cti import Cti
from cti_conformance.transport.failures import OF_A_PROXY, NoAnswer, plain_reason

if TYPE_CHECKING:
    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.target.ports.control import ControlApi
    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.wire import Wire

CONNECT_LIMIT_S = 10.0
UNKNOWN_REFERENCE = "cti-conformance-preflight"


class TargetUnusable(Exception):  # noqa: N818 - a finding about the target, not an error of ours
    """No scenario can run against the target; the message says why and how to fix it."""


def check_usable(config: TargetConfig, wire: Wire | None = None) -> None:
    """Check, before the first scenario, that the target can be tested.

    It asks for the details of an unknown call and sends an empty pop; neither creates anything.

    Args:
        config: The target.
        wire: What the clients of the target share; by default nothing.

    Raises:
        TargetUnusable: The target cannot be tested; the message is one line without secrets.
    """
    connection = Connection(config, wire)
    try:
        _check_cti(connection)
        if connection.control:
            _check_control(connection.control, config)
    except TargetUnusable as unusable:
        raise TargetUnusable(connection.redactor.clean(str(unusable))) from None
    finally:
        connection.close()


def check_reachable(url: str) -> None:
    """Check that something accepts connections at the address of a partner.

    Args:
        url: The address, without its query.

    Raises:
        TargetUnusable: Nothing does; the message is one line.
    """
    if get_environ_proxies(url):
        return  # the proxy makes the connection
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), CONNECT_LIMIT_S).close()
    except OSError as error:
        raise TargetUnusable(
            f"{url} cannot be tested: {plain_reason([error])}. Check the URL, and that it is up."
        ) from error


def _check_cti(connection: Connection) -> None:
    url, cti = connection.config.url, Cti(connection.api, connection.journal)
    try:
        details = cti.details(UNKNOWN_REFERENCE)
        pop = cti.pop({})
    except NoAnswer as error:
        raise TargetUnusable(f"{url} cannot be tested: {error}. {_way_out(str(error))}") from error
    if 401 in (details.status, pop.status):
        raise TargetUnusable(
            f"{url} refused the credentials ({details}). Check CTI_API_KEY or CTI_AUTH."
        )
    if 403 in (details.status, pop.status):
        raise TargetUnusable(
            f"{url} refused access ({details}). Is the CTI feature on for this account, "
            "and may this agent use it?"
        )
    if 300 <= details.status < 400:
        where = details.headers.get("Location", "elsewhere")
        raise TargetUnusable(f"{url} redirects to {where}: give that address as --target-url.")
    if _is_page(details) or (details.status == 404 and pop.status == 404):
        raise TargetUnusable(
            f"{url} does not serve the CTI API ({details.request} answered {details.outline}, "
            f"{pop.request} answered {pop.outline}). Give the helpdesk's base URL, "
            "without /api/v2."
        )


def _check_control(control: ControlApi, config: TargetConfig) -> None:
    try:
        control.ask_for_parts()
    except ControlApiUnusable as error:
        raise TargetUnusable(
            f"the control API at {config.control_url} cannot be used: {error}. Check "
            "CTI_CONTROL_TOKEN and [control] url, or leave both out."
        ) from error
    _check_settings(control, config.url)


def _check_settings(control: ControlApi, url: str) -> None:
    """Check that the account is set up as the rules about online agents assume."""
    if "settings" not in control.parts:
        return
    try:
        settings = control.settings()
    except RuleViolated:  # the rules that need the settings report it
        return
    if settings.get("new_ticket") is True:
        raise TargetUnusable(
            f"{url}: the admin's New Ticket option is on. Switch it off for the run; the rules "
            "that need it switch it on."
        )
    if settings.get("cti_enabled") is False:
        raise TargetUnusable(f"{url}: the CTI feature is off for this account.")


def _way_out(problem: str) -> str:
    if OF_A_PROXY in problem:
        return "Correct the variable, or name the target's host in NO_PROXY."
    if "TLS" in problem:
        return (
            "Name the certificate to trust as [target] ca_bundle in cti-target.toml, or write "
            "http:// if the target has no TLS."
        )
    return "Check the URL, and that the target is up."


def _is_page(answer: Answer) -> bool:
    return "html" in answer.headers.get("Content-Type", "").lower()
