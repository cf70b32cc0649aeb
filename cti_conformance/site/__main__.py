"""Builds the site: ``python -m cti_conformance.site``, or ``make docs``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.site.build import DocumentChanged, NotASite, build
from cti_conformance.site.outcomes import ReportUnusable
from cti_conformance.site.recording import RecordingFailed


def main() -> None:
    """Build the site, and print where it is."""
    parser = argparse.ArgumentParser(
        prog="python -m cti_conformance.site",
        description="Build the documentation as a static site.",
    )
    add = parser.add_argument
    add("--checkout", type=Path, default=Path(), help="the project's folder (this one)")
    add("--out", type=Path, default=Path("build/site"), help="where to write (%(default)s)")
    add("--report", type=Path, help="a report.json whose outcomes are shown with the rules")
    options = parser.parse_args()
    try:
        pages = build(options.checkout, options.out, options.report)
    except (DocumentChanged, NotASite, RecordingFailed, ReportUnusable, Inconclusive) as problem:
        sys.exit(f"No site was built: {problem}")
    print(f"{pages} pages: open {options.out / 'index.html'}")


if __name__ == "__main__":
    main()
