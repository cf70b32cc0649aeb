"""``python -m cti_conformance.clean URL``: delete what the suite has left on a target."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from cti_conformance.config.reading import read_config
from cti_conformance.errors import ConfigError
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.scenario.marked import clean_target
from cti_conformance.text.excerpts import plural

CLEAN, LEFT, USAGE = 0, 1, 4


def main(arguments: list[str] | None = None) -> int:
    """Delete or list the records with the suite's mark.

    Returns:
        0 if none is left, or with ``--dry-run``; 1 if some are left; 4 if it could not begin.
    """
    parser = argparse.ArgumentParser(prog="python -m cti_conformance.clean", description=__doc__)
    parser.add_argument("url", metavar="URL", help="base URL of the helpdesk, without /api/v2")
    parser.add_argument("--dry-run", action="store_true", help="list the records only")
    parser.add_argument("--target-config", metavar="FILE", type=Path, help="a cti-target.toml")
    options = parser.parse_args(arguments)
    return clean(options.url, options.target_config, dry_run=options.dry_run)


def clean(url: str | None, config: Path | None, *, dry_run: bool) -> int:
    """Delete or list the records with the suite's mark, and print them.

    Args:
        url: Base URL of the helpdesk; ``None`` takes that of the file.
        config: A ``cti-target.toml``; ``None`` if there is none.
        dry_run: Whether to list the records only.

    Returns:
        The exit status.
    """
    try:
        target = read_config(url, config, os.environ)
        if target is None:
            raise ConfigError("give the URL of the helpdesk")
        marked = clean_target(target, dry_run=dry_run)
    except (ConfigError, Inconclusive, RuleViolated) as error:
        print(f"cti-conformance: {error}", file=sys.stderr)
        return USAGE
    for line in marked.lines:
        print(line)
    for line in marked.left:
        print(f"could not be deleted: {line}")
    count = plural(len(marked.records) - len(marked.left), "record")
    print(f"{count} {'found' if dry_run else 'deleted'} on {target.url}")
    return LEFT if marked.left else CLEAN


if __name__ == "__main__":
    sys.exit(main())
