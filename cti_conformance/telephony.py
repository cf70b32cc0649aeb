"""``python -m cti_conformance.telephony``: test a telephone system."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FORWARDED = ("client", "observe", "recording", "limit", "listen")


def pytest_arguments(words: Sequence[str]) -> list[str]:
    """Return the arguments of pytest for those of this command; others are passed on.

    Args:
        words: The arguments of this command, without its name.
    """
    parser = argparse.ArgumentParser(
        prog="cti-conformance telephony",
        description="Test what a telephone system sends to a helpdesk. Further options are those "
        "of the suite, such as --rule, --plan, --report-dir and --strict.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--client", metavar="COMMAND", help="the adapter of the telephone system")
    way.add_argument(
        "--observe",
        metavar="SECONDS",
        nargs="?",
        const="",
        help="drive nothing: judge the calls that somebody makes within this time (600)",
    )
    way.add_argument("--recording", metavar="FILE", help="judge recorded requests")
    add("--client-stays", action="store_true", help="the adapter takes one event a line")
    add("--limit", metavar="SECONDS", help="maximum time for one event (30)")
    add("--listen", metavar="HOST:PORT", help="where the helpdesk listens (127.0.0.1:0)")
    known, others = parser.parse_known_args(list(words))
    given = [
        f"--telephony-{name}={value}" if value else f"--telephony-{name}"
        for name in FORWARDED
        if (value := getattr(known, name)) is not None
    ]
    if known.client_stays:
        given.append("--telephony-client-stays")
    # This package is loaded before pytest, which is of no concern: it has no assertions to rewrite.
    quiet = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    return [*quiet, "--pyargs", "cti_conformance", *given, *others]


def main(words: Sequence[str] | None = None) -> int:
    """Run the suite against a telephone system, and return its exit status.

    Args:
        words: The arguments; by default those of the process.
    """
    import pytest

    given = pytest_arguments(sys.argv[1:] if words is None else words)
    return int(pytest.main(["--no-header", *given]))


if __name__ == "__main__":
    sys.exit(main())
