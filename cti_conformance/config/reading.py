"""Reads the configuration of a target: command line, ``cti-target.toml`` and environment."""

from __future__ import annotations

import datetime as dt
import json
import math
import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import phonenumbers

from cti_conformance.config.addresses import refuse_empty, web_address, without_secrets
from cti_conformance.config.credentials import Credentials
from cti_conformance.config.target_config import (
    CONTROL_PATH,
    DEFAULT_COUNTRY,
    OLD_CONTROL_PATH,
    ExistingRecord,
    ExistingRecords,
    Limits,
    ListenAddress,
    TargetConfig,
)
from cti_conformance.errors import ConfigError
from cti_conformance.ledger.page_table import TableError, page_table
from cti_conformance.ledger.rules import spec_file
from cti_conformance.results.verdict import Deviation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
CONTROL_TOKEN = "CTI_CONTROL_TOKEN"
OLD_CONTROL_TOKEN = "CTI_HARNESS_TOKEN"
TOKEN_NAMES = (CONTROL_TOKEN, OLD_CONTROL_TOKEN)


def read_config(
    url: str | None,
    path: Path | None,
    environment: Mapping[str, str],
    *,
    will_connect: bool = True,
) -> TargetConfig | None:
    """Return the configuration of the target; ``None`` means the bundled reference.

    Args:
        url: The value of ``--target-url``; it wins over the file's.
        path: The value of ``--target-config``.
        environment: The environment, with the secrets: ``CTI_API_KEY``,
            ``CTI_AUTH=email:password``, ``CTI_CONTROL_TOKEN``.
        will_connect: Whether requests will be sent to the target, so that credentials are needed.

    Raises:
        ConfigError: A file, URL or credential cannot be used.
    """
    if url is not None:
        refuse_empty(url, "--target-url")
    data = _read_toml(path) if path else {}
    target = data.get("target", {})
    url = url or target.get("url")
    if url is None:
        if path:
            raise ConfigError(f"{path}: no [target] url, and no --target-url was given")
        return None
    url = _checked_url(url, "--target-url", "CTI_API_KEY or CTI_AUTH").removesuffix("/api/v2")
    credentials = _credentials(environment, needed=will_connect)
    return TargetConfig(
        url=url,
        credentials=credentials,
        control_url=_control_url(data, environment, url, credentials, needed=will_connect),
        country=_country(path, target.get("country", DEFAULT_COUNTRY)),
        ca_bundle=_readable(path, target.get("ca_bundle")),
        limits=_limits(path, data.get("limits", {})),
        capabilities=data.get("capabilities", {}),
        existing=_existing(data),
        deviations=_deviations(path, data),
        page=_page(path, data.get("page", {}), url),
        callback=_callback(path, data.get("callback")),
    )


def read_deviations(path: Path) -> tuple[Deviation, ...]:
    """Return the known deviations of a partner, from a file that holds nothing else.

    Raises:
        ConfigError: The file cannot be used.
    """
    data = _read_toml(path)
    if others := sorted(set(data) - {"deviations"}):
        raise ConfigError(
            f"--target-config {path}: of a telephone system it holds [[deviations]] only, "
            f"not {', '.join(others)}"
        )
    return _deviations(path, data)


def _deviations(path: Path | None, data: Mapping[str, Any]) -> tuple[Deviation, ...]:
    return tuple(
        Deviation(d["rule"], d["reason"], _date(path, d["rule"], d["until"]))
        for d in data.get("deviations", [])
    )


def _existing(data: Mapping[str, Any]) -> ExistingRecords:
    def records(table: str) -> tuple[ExistingRecord, ...]:
        return tuple(ExistingRecord(**entry) for entry in data.get(table, []))

    return ExistingRecords(records("agents"), records("contacts"), records("tickets"))


def _checked_url(url: str, option: str, variables: str) -> str:
    way_out = "give it as https://helpdesk.example.com"
    parts = web_address(url, option, f": {way_out}")
    if parts.username or parts.password:
        raise ConfigError(f"{option} holds credentials: pass them as {variables} instead")
    if parts.query or parts.fragment:
        raise ConfigError(f"{option} {without_secrets(url)!r} has a query or fragment: {way_out}")
    return url.rstrip("/")


def _credentials(environment: Mapping[str, str], *, needed: bool) -> Credentials:
    api_key = environment.get("CTI_API_KEY") or None
    login = environment.get("CTI_AUTH") or ""
    email, _, password = login.partition(":")
    if login and not (email and password):
        raise ConfigError("CTI_AUTH is not of the form email:password")
    if needed and not api_key and not email:
        raise ConfigError(
            "no credentials for the target: set CTI_API_KEY, or CTI_AUTH=email:password"
        )
    token = environment.get(CONTROL_TOKEN) or environment.get(OLD_CONTROL_TOKEN) or None
    for name in ("CTI_API_KEY", "CTI_AUTH", *TOKEN_NAMES):
        value = environment.get(name) or ""
        # The first two are sent as base64, which can encode any text; the token is sent unchanged.
        if not value.isprintable() or (name in TOKEN_NAMES and not value.isascii()):
            raise ConfigError(f"{name} holds a line break or a character that cannot be sent")
    return Credentials(api_key, email or None, password or None, token)


def _control_url(
    data: Mapping[str, Any],
    environment: Mapping[str, str],
    url: str,
    credentials: Credentials,
    *,
    needed: bool,
) -> str | None:
    """Return the URL of the control API; ``None`` if the target is not configured to have one."""
    # In 0.1.0 the table, the variable and the default path were called "harness".
    control = data.get("control") or data.get("harness") or {}
    path = CONTROL_PATH if environment.get(CONTROL_TOKEN) else OLD_CONTROL_PATH
    if needed and "url" in control and not credentials.control_token:
        raise ConfigError("[control] url is set, but not its token: set CTI_CONTROL_TOKEN")
    if not credentials.control_token:
        return None
    return _checked_url(control.get("url", url + path), "[control] url", CONTROL_TOKEN)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"--target-config {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"--target-config {path} is not valid TOML: {error}") from error
    # Imported here: a run without a file does not pay for it.
    import jsonschema.exceptions

    schema = json.loads(spec_file("target.schema.json").read_text(encoding="utf-8"))
    problem = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema).iter_errors(data)
    )
    if problem:
        where = _place(list(problem.absolute_path))
        message = problem.message
        if problem.validator == "additionalProperties":
            known = problem.schema["properties"]
            unknown = ", ".join(map(repr, sorted(set(problem.instance) - set(known))))
            current = (key for key, described in known.items() if not described.get("deprecated"))
            message = f"unknown key {unknown}; expected one of {', '.join(current)}"
        if where.endswith("url"):  # which may hold a password
            message = message.replace(repr(problem.instance), "the given value")
        raise ConfigError(f"--target-config {path}, {where}: {message}")
    return data


def _page(path: Path | None, overrides: dict[str, Any], url: str) -> dict[str, Any]:
    if overrides:
        try:
            page_table(url, overrides)
        except TableError as error:
            raise ConfigError(f"--target-config {path}, {error}") from error
    return overrides


def _callback(path: Path | None, callback: Mapping[str, str] | None) -> ListenAddress | None:
    if callback is None:
        return None
    host, _, port = callback["listen"].rpartition(":")
    if not host or int(port) > 65535:
        raise ConfigError(
            f"--target-config {path}, callback.listen: {callback['listen']!r} must be a host and "
            "port such as 0.0.0.0:9000"
        )
    url = callback.get("url")
    return ListenAddress((host.strip("[]"), int(port)), url and url.rstrip("/"))


def _country(path: Path | None, country: str) -> str:
    if country not in phonenumbers.SUPPORTED_REGIONS:
        raise ConfigError(
            f"--target-config {path}, target.country: unknown country {country!r}; use an ISO code "
            "such as GB"
        )
    return country


def _limits(path: Path | None, limits: Mapping[str, float]) -> Limits:
    for name, value in limits.items():
        if not math.isfinite(value):
            raise ConfigError(
                f"--target-config {path}, limits.{name}: {value} must be a finite number of seconds"
            )
    return Limits(**limits)


def _readable(path: Path | None, name: str | None) -> str | None:
    """Resolve a file named in the configuration, relative to it."""
    if name is None or path is None:
        return None
    file = path.parent / name
    if not file.is_file():
        raise ConfigError(f"--target-config {path}, target.ca_bundle: no such file: {name}")
    return str(file)


def _place(keys: list[str | int]) -> str:
    """Return the place of an entry: ``limits.run_s``, or ``[[deviations]] number 1, until``."""
    match keys:
        case [str(table), int(number), *rest]:
            inside = ".".join(map(str, rest))
            return f"[[{table}]] number {number + 1}" + (f", {inside}" if inside else "")
    return ".".join(map(str, keys)) or "top level"


def _date(path: Path | None, rule: str, value: object) -> dt.date:
    if isinstance(value, str):  # a date in quotes, as most other files have them
        with suppress(ValueError):
            return dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        raise ConfigError(
            f"--target-config {path}, until of the deviation {rule}: {value} must be a date such "
            "as 2027-01-31"
        )
    return value
