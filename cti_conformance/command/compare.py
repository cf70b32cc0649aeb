"""``cti-conformance compare``: the reports of several runs side by side."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from cti_conformance.errors import ConfigError
from cti_conformance.ledger.rules import load_ledger
from cti_conformance.report.comparison import comparison_lines, comparison_page
from cti_conformance.results.baseline import read_report
from cti_conformance.results.comparison import side_by_side

PAGE = "report.html"
DEFAULT_PAGE = "comparison.html"


@click.command(
    epilog="A run is named by its file, or by NAME=FILE; FILE is a report.json, or its folder."
)
@click.argument("reports", nargs=-1, required=True, metavar="REPORT REPORT…")
@click.option(
    "--out", metavar="FILE", default="comparison.html", show_default=True, help="the page"
)
@click.option("--json", "data", metavar="FILE", help="write the same as JSON; - prints it")
def compare(reports: tuple[str, ...], out: str, data: str | None) -> None:
    """Compare several runs: rules by rows, runs by columns, the differences first."""
    if len(reports) < 2:
        raise click.UsageError("give two reports at least")
    files = _named(reports)
    page = Path(out)
    comparison = side_by_side(
        {name: read_report(file) for name, file in files.items()},
        {name: link for name, file in files.items() if (link := _page(file, page))},
    )
    _write(page, comparison_page(comparison, load_ledger()))
    as_json = json.dumps(comparison.as_data(), indent=2, ensure_ascii=False)
    if data == "-":
        click.echo(as_json)
        return
    if data:
        _write(Path(data), f"{as_json}\n")
    for line in comparison_lines(comparison):
        click.echo(line)
    click.echo(f"Page: {page}")


def _named(reports: tuple[str, ...]) -> dict[str, Path]:
    """Return the file of each run by its name; the same name twice gets a number."""
    files: dict[str, Path] = {}
    for text in reports:
        name, equals, path = text.partition("=")
        file = Path(path) if equals and not Path(text).exists() else Path(text)
        own = file.parent if file.name == "report.json" else file
        base = name if file == Path(path) and equals else own.resolve().name.removesuffix(".json")
        taken, number = base, 1
        while taken in files:
            number += 1
            taken = f"{base} {number}"
        files[taken] = file
    return files


def _page(report: Path, page: Path) -> str:
    """Return the path of a run's own page, from the folder of the comparison's; empty if none."""
    folder = report if report.is_dir() else report.parent
    own = folder / PAGE
    return Path(os.path.relpath(own, page.parent)).as_posix() if own.is_file() else ""


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from error
