"""Finds the capabilities of a target: those declared, and those discovered by requests."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from cti_conformance.results.capabilities import Capabilities
from cti_conformance.target.browser import chromium
from cti_conformance.target.browser.chromium import NO_PLAYWRIGHT
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.target.connection import Connection
    from cti_conformance.target.ports.control import ControlApi

DESKTOP_PARTS = ("presence", "widget", "pages", "settings", "numbers")
NO_RECORDS = "declared as missing"
NO_CONTROL_API = "no control API is configured: set CTI_CONTROL_TOKEN"


def discover(connection: Connection, *, in_browser: bool = False) -> Capabilities:
    """Return the target's capabilities; those not declared are discovered by requests.

    Args:
        connection: HTTP to the target.
        in_browser: Whether every desktop is a page in a browser.

    Raises:
        ControlApiUnusable: The control API does not answer as one.
    """
    records = _why_no_records(connection)
    control = connection.control
    browser = _why_no_browser(control)
    desktop = browser if in_browser else _why_no_part(control, *DESKTOP_PARTS)
    return Capabilities(
        {
            "api": "",
            "records": records,
            "desktop": desktop,
            "browser": browser,
            "operations": _why_no_part(control, "operations"),
        }
    )


def known_before(config: TargetConfig | None) -> Capabilities:
    """Return which capabilities are missing, as far as is known without sending a request.

    Args:
        config: The target; ``None`` means the bundled reference.
    """
    reasons = {"browser": reason} if (reason := _why_no_chromium()) else {}
    if config and not (config.control_url and config.credentials.control_token):
        reasons |= dict.fromkeys(("desktop", "browser", "operations"), NO_CONTROL_API)
    if config and config.capabilities.get("records") is False:
        reasons["records"] = NO_RECORDS
    return Capabilities(reasons)


def _why_no_browser(control: ControlApi | None) -> str:
    if control is None:
        return NO_CONTROL_API
    if missing := sorted({"sign_in", "presence"} - control.parts):
        return f"the control API lacks the part {' and the part '.join(missing)}"
    return _why_no_chromium()


def _why_no_chromium() -> str:
    """Return why no browser can be started on this machine; empty if one can."""
    if find_spec("playwright") is None:
        return NO_PLAYWRIGHT
    return chromium.find().reason


def _why_no_part(control: ControlApi | None, *names: str) -> str:
    """Return a reason if the control API has none of these parts; empty if it has one."""
    if control is None:
        return NO_CONTROL_API
    if control.parts.isdisjoint(names):
        return f"the control API lacks the part {' or '.join(names)}"
    return ""


def _why_no_records(connection: Connection) -> str:
    declared = connection.config.capabilities.get("records")
    if declared is not None:
        return "" if declared else NO_RECORDS
    for path in ("/api/v2/contacts", "/api/v2/tickets"):
        try:
            answer = connection.api.send("GET", path, query={"per_page": 1})
        except NoAnswer as error:
            return connection.redactor.clean(f"no REST v2 was found: {error}")
        if answer.status != 200 or not isinstance(answer.json, list):
            why = f"no REST v2 was found: {path} answered {answer.outline}"
            return connection.redactor.clean(why)
    return ""
