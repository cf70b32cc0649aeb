"""Writes the files of a report: JSON, HTML, badge and screenshots."""

from __future__ import annotations

import json
import zlib
from contextlib import suppress
from itertools import chain
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from cti_conformance.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cti_conformance.results.summary import Summary
    from cti_conformance.results.verdict import ScenarioResult

REPORT_FILE = "report.json"
SCREENSHOTS = "screenshots"
SCRIPTS = "reproduce"


def check_directory(directory: Path | None) -> None:
    """Check, before the run, that the report can be written after it.

    Raises:
        ConfigError: It cannot.
    """
    if directory is None:
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for old in (directory / SCREENSHOTS).glob("CTI-*.png"):
            old.unlink(missing_ok=True)  # left from an earlier run
        for old in (directory / SCRIPTS).glob("CTI-*.sh"):
            old.unlink(missing_ok=True)
        with TemporaryFile(dir=directory) as probe:
            probe.write(b"x")
    except OSError as error:
        raise ConfigError(f"--report-dir {directory}: {error.strerror}") from error


def keep_screenshots(directory: Path, scenario: ScenarioResult, shots: list[bytes]) -> list[str]:
    """Write the pictures of a scenario; return their paths from the folder of the report.

    A picture that cannot be written is left out.
    """
    folder = directory / SCREENSHOTS
    # Several examples of one rule may fail, in several processes.
    mark = f"{zlib.crc32(f'{scenario.where} {scenario.name}'.encode()):08x}"
    kept = []
    for number, shot in enumerate(shots, start=1):
        name = f"{scenario.rule}-{mark}-{number}.png"
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(shot)
            kept.append(f"{SCREENSHOTS}/{name}")
    return kept


def keep_script(directory: Path, name: str, text: str) -> str:
    """Write a script that reproduces a failure; return its path from the folder of the report.

    Returns:
        An empty text if it cannot be written.
    """
    file = directory / SCRIPTS / f"{name}.sh"
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
        file.chmod(0o755)
    except OSError:
        return ""
    return f"{SCRIPTS}/{file.name}"


def write(directory: Path, summary: Summary) -> Path:
    """Write ``report.json``, ``report.html``, ``summary.md`` and the badge.

    Each file is replaced as a whole.

    Returns:
        The path of ``report.html``.

    Raises:
        OSError: A file cannot be written; the one of an earlier run stays.
    """
    # Imported here: a run that writes no report does not pay for it.
    from cti_conformance.report.html import badge, report_page
    from cti_conformance.report.summary_page import summary_page

    def save(name: str, *parts: Iterable[str]) -> Path:
        # A lone surrogate has no UTF-8; the escape \ud83d keeps it readable as JSON.
        part = directory / f"{name}.part"
        try:
            with part.open("w", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(chain.from_iterable(parts))
            return part.replace(directory / name)
        finally:
            part.unlink(missing_ok=True)

    data = summary.data
    # In parts: as one text, a report of megabytes takes ten times as much memory.
    save(REPORT_FILE, json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(data), "\n")
    save("badge.svg", [badge(data)])
    save("summary.md", [summary_page(data)])
    return save("report.html", report_page(data, summary.ledger, directory))
