"""Builds the site: ``cti-conformance site``, or ``make docs``."""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(
    arguments: Sequence[str] | None = None, prog: str = "python -m cti_conformance.site"
) -> None:
    """Build the site, and print where it is.

    Args:
        arguments: The options; by default those of the command line.
        prog: The name of the command, for its help.
    """
    package = Path(str(files("cti_conformance")))
    parser = argparse.ArgumentParser(
        prog=prog, description="Build the documentation as a static site."
    )
    add = parser.add_argument
    add("--checkout", type=Path, default=package, help="the project's folder (the package itself)")
    add("--out", type=Path, default=Path("build/site"), help="where to write (%(default)s)")
    add("--report", type=Path, help="a report.json whose outcomes are shown with the rules")
    options = parser.parse_args(arguments)
    try:
        pages = _build(options)
    except ModuleNotFoundError as missing:
        sys.exit(
            f"No site was built: {missing.name} is not installed: "
            "pip install 'cti-conformance[docs]'"
        )
    print(f"{pages} pages: open {options.out / 'index.html'}")


def _build(options: argparse.Namespace) -> int:
    """Build the site, and return how many pages it has."""
    # Imported here: they need the libraries of an extra.
    from cti_conformance.results.step_outcomes import Inconclusive
    from cti_conformance.site.build import DocumentChanged, NotASite, build
    from cti_conformance.site.outcomes import ReportUnusable
    from cti_conformance.site.recording import RecordingFailed

    try:
        return build(options.checkout, options.out, options.report)
    except (DocumentChanged, NotASite, RecordingFailed, ReportUnusable, Inconclusive) as problem:
        sys.exit(f"No site was built: {problem}")


if __name__ == "__main__":
    main()
