"""Runs the scripts that reproduce failures, and counts what they leave."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from support.servers import Reference

if TYPE_CHECKING:
    from pathlib import Path

    from cti_conformance.target.embedded import EmbeddedReference

LIMIT_S = 120.0


def as_reference(server: EmbeddedReference) -> Reference:
    """Return a server as a helpdesk with credentials."""
    known = server.credentials
    return Reference(
        server.url,
        env={
            "CTI_API_KEY": str(known.api_key),
            "CTI_AUTH": f"{known.email}:{known.password}",
        },
        token_env={"CTI_CONTROL_TOKEN": str(known.control_token)},
    )


def run_script(script: Path, helpdesk: Reference, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a script against a helpdesk, which shows all effects within a second."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CTI_")}
    return subprocess.run(
        ["sh", str(script), helpdesk.url],
        env={**inherited, "CTI_WAIT": "1", **helpdesk.env, **helpdesk.token_env, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def count_records(helpdesk: Reference) -> tuple[int, int, int]:
    """Return how many contacts, agents and tickets a helpdesk has."""
    contacts, agents, tickets = map(helpdesk.all, ("contacts", "agents", "tickets"))
    return len(contacts), len(agents), len(tickets)
