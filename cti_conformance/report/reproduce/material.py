"""What a script is made of: a failure, and the exchanges of its scenario with their variables."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_conformance.report.reproduce.flow import (
    Flow,
    find_decider,
    jq_path,
    path_of,
    pointer_path,
)
from cti_conformance.report.reproduce.values import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cti_conformance.report.reproduce.values import Fresh
    from cti_conformance.results.locus import Locus
    from cti_conformance.transport.recorder import Exchange

RECORDS = re.compile(r"/api/v2/(contact|agent|ticket)s")


@dataclass(frozen=True)
class Failure:
    """A failed example, with all that a script needs of it; texts are without secrets.

    Attributes:
        rule: Id, level and title of the rule.
        statement: The whole rule.
        source: Where the source states it.
        example: The name of the example, and its place.
        steps: Its sentences.
        begins: How many exchanges there were when each step began.
        expected: What the rule asks for, in words.
        observed: What the target did, in words.
        at: The place in an answer that decides.
        target: The base URL of the helpdesk.
        by_hand: Whether the rule is about the page, so that a person has to look.
        pictures: The paths of the pictures of the page.
    """

    rule: str
    statement: str
    source: str
    example: str
    steps: Sequence[str]
    begins: Sequence[int]
    expected: str
    observed: str
    at: Locus
    target: str
    by_hand: bool = False
    pictures: Sequence[str] = field(default_factory=list)


class Material:
    """The requests of a script, as shell.

    Args:
        failure: The failed example.
        exchanges: The exchanges of its scenario.
        fresh: What is unique to the scenario.

    Attributes:
        decides: The exchange that decides; ``None`` if the scenario has none like it.
        kept: The exchanges to repeat.
        condition: The condition on the deciding answer.
        place: The place in it, as a jq path.
    """

    def __init__(self, failure: Failure, exchanges: Sequence[Exchange], fresh: Fresh) -> None:
        self.failure = failure
        self.fresh = fresh
        # What came after the check, such as further looks, does not belong to it.
        self.exchanges = exchanges = exchanges[: failure.at.upto]
        self.decides = find_decider(exchanges, failure.at, failure.target)
        self.flow = Flow(exchanges, failure.target, self.decides)
        look = failure.at.look if self.decides is None else ""
        since = failure.begins[-1] if failure.begins else 0
        self.kept = self.flow.kept([failure.at.holds], look.removeprefix("control:"), since)
        self.condition = fresh.variables(self.flow.condition(failure.at.holds))
        self.place = jq_path(pointer_path(failure.at.at))

    def body(self, number: int) -> str | None:
        """Return the body of a request with its variables; ``None`` if it has none."""
        body = self.flow.request(number)[1]
        return None if body is None else self.fresh.variables(body)

    def words(self, number: int) -> str:
        """Return a request as arguments of the function ``request``."""
        exchange = self.exchanges[number]
        path = self.fresh.variables(self.flow.request(number)[0])
        base = "$url" if exchange.base_url == self.failure.target else "$control"
        words = [exchange.method, address(base, path), self._credentials(exchange, base)]
        if exchange.body is not None:
            if exchange.content_type == "application/json":
                return "send " + " ".join(filter(None, words))
            kind = shlex.quote(f"Content-Type: {exchange.content_type or ''}")
            words.append(f"-H {kind}")
            words.append('--data-binary "@$work/body"')
        return "request " + " ".join(filter(None, words))

    def _credentials(self, exchange: Exchange, base: str) -> str:
        if not exchange.login.curl:
            return ""
        if base != "$url":
            return '-K "$(controls)"'
        login = _login(exchange, "")
        return '-K "$(records)"' if login == self.records_login() else f'-K "$({login})"'

    def records_login(self) -> str:
        """Return the command that prints the file with the credentials for REST v2."""
        ours = (e for e in self.exchanges if e.base_url == self.failure.target)
        return _login(next((e for e in ours if RECORDS.match(path_of(e))), None), "CTI_API_KEY")

    def control_login(self) -> str:
        """Return the command that prints the file with the token of the control API."""
        others = (e for e in self.exchanges if e.base_url != self.failure.target)
        return _login(next(others, None), "")


def _login(exchange: Exchange | None, otherwise: str) -> str:
    """Return the command that prints the file with the credentials of an exchange."""
    curl = exchange.login.curl if exchange else ""
    if curl.startswith("-u "):
        return f"login {curl[3:]}"
    if curl.startswith("-H "):
        return 'bearer "$CTI_CONTROL_TOKEN"'
    return f'login "${otherwise}:X"' if otherwise else 'say "$top/none"'


def address(base: str, path: str) -> str:
    """Return a URL as one word; the base is a variable of the shell."""
    return f'"{base}{quoted(path)[1:]}'
