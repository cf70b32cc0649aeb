"""Deletes, or lists, what runs have left on a helpdesk."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cti_conformance.config.reading import read_config
from cti_conformance.errors import ConfigError
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.scenario.marked import clean_target
from cti_conformance.text.excerpts import plural

if TYPE_CHECKING:
    from pathlib import Path

    from cti_conformance.scenario.marked import Marked

CLEAN, LEFT, USAGE = 0, 1, 4


def clean(url: str | None, config: Path | None, *, dry_run: bool) -> int:
    """Delete or list the records with the suite's mark, and print each.

    Args:
        url: Base URL of the helpdesk; ``None`` takes that of the file.
        config: A ``cti-target.toml``; ``None`` if there is none.
        dry_run: Whether to list the records only.

    Returns:
        The exit status: 0 if none is left, or with ``dry_run``; 1 if some are left; 4 if it could
        not begin.
    """
    try:
        target = read_config(url, config, os.environ)
        if target is None:
            raise ConfigError("give the URL of the helpdesk, such as https://helpdesk.example.com")
        marked = clean_target(target, dry_run=dry_run, tell=lambda line: print(line, flush=True))
    except (ConfigError, Inconclusive, RuleViolated) as error:
        print(f"cti-conformance: {error}", file=sys.stderr)
        return USAGE
    print(_summary(marked, target.url, dry_run=dry_run))
    return LEFT if marked.left else CLEAN


def _summary(marked: Marked, url: str, *, dry_run: bool) -> str:
    """Return the last line."""
    found = len(marked.records)
    if not found:
        return f"No records of the suite were found on {url}"
    if dry_run:
        return f"{plural(found, 'record')} found on {url}; without --dry-run they are deleted"
    left = f", {len(marked.left)} could not be deleted" if marked.left else ""
    return f"{plural(found - len(marked.left), 'record')} deleted on {url}{left}"
