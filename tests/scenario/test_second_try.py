"""A scenario that cannot be arranged at people whom others have used is run with new ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support.proxy import changing
from support.servers import Reference, reference, serving
from support.suite import run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.proxy import Reply

PRESENCE = re.compile(r"/cti-control/v1/agents/(\d+)/presence")
RULES = {"CTI-END-03", "CTI-ONL-01", "CTI-OFF-01"}
SELECTED = [f"--rule={rule}" for rule in sorted(RULES)]
ENOUGH = 3 * 3 + 6
"""Each of three second tries may make three agents; the run has up to six."""


@pytest.fixture(scope="module")
def helpdesk() -> Iterator[Reference]:
    with reference() as one:
        yield one


class Presence:
    """Changes what a helpdesk says of agents' presence, and counts the agents that are made."""

    def __init__(self, *, never_online: bool = False) -> None:
        self._never_online = never_online
        self._gone: set[str] = set()
        self.made = 0

    def change(self, reply: Reply) -> Reply:
        """Let nobody who was offline be online again."""
        self.made += (reply.method, reply.path, reply.status) == ("POST", "/api/v2/agents", 201)
        if not (found := PRESENCE.fullmatch(reply.path)):
            return reply
        if reply.method == "PUT" and not reply.json["online"]:
            self._gone.add(found[1])
        if self._never_online or found[1] in self._gone:
            return reply.saying({"online": False})
        return reply


def test_a_defect_that_stays_with_an_agent_does_not_hide_the_rules(
    helpdesk: Reference, tmp_path: Path
) -> None:
    presence = Presence()
    with serving(changing(helpdesk.url, presence.change)) as proxy:
        run = run_suite(
            tmp_path, f"--target-url={proxy.url}", *SELECTED, env=helpdesk.token_env | helpdesk.env
        )
    assert run.rules("passed") == RULES, run.output
    assert any("run again with new ones" in remark for remark in run.report["remarks"])
    assert presence.made > 3


def test_where_it_does_not_help_no_more_agents_are_made(
    helpdesk: Reference, tmp_path: Path
) -> None:
    presence = Presence(never_online=True)
    with serving(changing(helpdesk.url, presence.change)) as proxy:
        run = run_suite(
            tmp_path, f"--target-url={proxy.url}", *SELECTED, env=helpdesk.token_env | helpdesk.env
        )
    assert run.rules("error"), run.output
    assert presence.made <= ENOUGH
