"""Writes the traffic of a run as HAR 1.2, the form that browsers and proxies read."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from cti_conformance import __version__
from cti_conformance.errors import ConfigError
from cti_conformance.text.redaction import REDACTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cti_conformance.transport.recorder import Exchange

SECRET_HEADERS = ("authorization", "cookie", "set-cookie", "proxy-authorization")
JSON = "application/json"


class HarFile:
    """The HAR file of a run. Each process adds to a part of its own; the controller joins them.

    Args:
        file: The file.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._part = file.with_name(f"{file.name}.{os.getpid()}.part")

    def check(self) -> None:
        """Check, before the run, that the file can be written, and remove parts of earlier runs.

        Raises:
            ConfigError: It cannot.
        """
        try:
            for part in self._parts():
                part.unlink(missing_ok=True)
            self._part.write_text("", encoding="utf-8")
            self._part.unlink()
        except OSError as error:
            raise ConfigError(f"--har {self._file}: {error.strerror}") from error

    def add(self, exchange: Exchange) -> None:
        """Add an exchange; one that cannot be written is left out."""
        line = json.dumps(entry(exchange), ensure_ascii=False)
        with suppress(OSError), self._part.open("a", encoding="utf-8", errors="replace") as file:
            file.write(f"{line}\n")

    def finish(self) -> None:
        """Join the parts, in the order in which the requests were sent.

        Raises:
            OSError: The file cannot be written.
        """
        parts = self._parts()
        entries = [json.loads(line) for part in parts for line in _lines(part)]
        entries.sort(key=lambda one: str(one["startedDateTime"]))
        creator = {"name": "cti-conformance", "version": __version__}
        log = {"version": "1.2", "creator": creator, "pages": [], "entries": entries}
        self._file.write_text(
            json.dumps({"log": log}, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        for part in parts:
            part.unlink(missing_ok=True)

    def _parts(self) -> list[Path]:
        return sorted(self._file.parent.glob(f"{self._file.name}.*.part"))


def entry(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange as an entry of HAR, without secrets."""
    clean = exchange.redactor.clean
    url = clean(exchange.url, limit=None)
    started = dt.datetime.fromtimestamp(exchange.sent.at, tz=dt.UTC)
    waited_ms = round(exchange.duration_s * 1000, 1)
    kind = exchange.headers.get("Content-Type", "")
    made: dict[str, Any] = {
        "startedDateTime": started.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "time": waited_ms,
        "request": {
            "method": exchange.method,
            "url": url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _request_headers(exchange),
            "queryString": [
                {"name": name, "value": value}
                for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
            ],
            "headersSize": -1,
            "bodySize": len(exchange.body or b""),
        },
        "response": {
            "status": exchange.status or 0,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _headers(exchange, exchange.headers),
            "content": {
                "size": len(exchange.answer.encode("utf-8", "replace")),
                "mimeType": clean(kind),
                "text": clean(exchange.answer, limit=None, allow="\n\t"),
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": waited_ms, "receive": 0},
    }
    if exchange.body is not None:
        text = exchange.body.decode("utf-8", "replace")
        made["request"]["postData"] = {
            "mimeType": exchange.content_type or "",
            "text": clean(text, limit=None, allow="\n\t"),
        }
    if exchange.status is None:
        made["response"]["_error"] = made["response"]["content"]["text"]
    return made


def _request_headers(exchange: Exchange) -> list[dict[str, str]]:
    sent = {"Accept": JSON}
    if exchange.content_type:
        sent["Content-Type"] = exchange.content_type
    if exchange.login.header:
        sent["Authorization"] = exchange.login.header
    return _headers(exchange, sent)


def _headers(exchange: Exchange, headers: Mapping[str, str]) -> list[dict[str, str]]:
    clean = exchange.redactor.clean
    return [
        {
            "name": clean(name),
            "value": REDACTED if name.lower() in SECRET_HEADERS else clean(value),
        }
        for name, value in headers.items()
    ]


def _lines(part: Path) -> Iterator[str]:
    with part.open(encoding="utf-8") as file:
        yield from (line for line in file if line.endswith("\n"))
