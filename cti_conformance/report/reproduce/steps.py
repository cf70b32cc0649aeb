"""The steps of a script: the requests of a scenario, in their order."""

from __future__ import annotations

import json
import re
import shlex
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from cti_conformance.ledger.attributes import POP_PATH
from cti_conformance.report.reproduce.flow import body_of, is_look, path_of
from cti_conformance.report.reproduce.judgement import ask, judge
from cti_conformance.report.reproduce.material import RECORDS, address
from cti_conformance.report.reproduce.values import in_heredoc, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cti_conformance.report.reproduce.flow import Origin
    from cti_conformance.report.reproduce.material import Material
    from cti_conformance.transport.recorder import Exchange

ACTIONS = re.compile(r"(/agents/\d+/widget)/actions")
PRESENCE = re.compile(r"/agents/(\d+)/presence")


class Steps:
    """Writes the steps.

    Args:
        material: What the script is made of.
    """

    def __init__(self, material: Material) -> None:
        self._all = material
        self._written = -1  # the last exchange so far

    def lines(self) -> Iterator[str]:
        """Yield the lines, up to the judgement."""
        failure = self._all.failure
        begins = [one for one in failure.begins if one <= len(self._all.exchanges)]
        last = self._all.kept[-1] if self._all.kept else -1
        for number, step in enumerate(failure.steps[: len(begins)]):
            end = begins[number + 1] if number + 1 < len(begins) else len(self._all.exchanges)
            yield ""
            yield f"say {shlex.quote(f'# {step}')}"
            ours = [n for n in self._all.kept if begins[number] <= n < end]
            if failure.by_hand and not any(not is_look(self._all.exchanges[n]) for n in ours):
                yield "by_hand"
            yield from self._requests(ours)
        if not failure.steps[: len(begins)]:
            yield from self._requests(self._all.kept)
        yield from self._pauses(len(self._all.exchanges) - 1)
        if failure.by_hand:
            yield from ask(self._all)
        elif (
            self._all.decides is None
            or self._all.decides != last
            or is_look(self._all.exchanges[last])
        ):
            yield from judge(self._all)

    def _requests(self, numbers: Sequence[int]) -> Iterator[str]:
        """Yield requests; those that were sent at the same time are again."""
        rest = list(numbers)
        while rest:
            together = [rest.pop(0)]
            while rest and self._overlap(together[0], rest[0]):
                together.append(rest.pop(0))
            if len(together) == 1:
                yield from self._request(together[0])
                continue
            yield from self._pauses(together[-1])
            for number in together:
                yield 'work=$(mktemp -d "$top/XXXXXX")'
                yield from _body_lines(self._all.body(number) or "")
                yield f"{self._all.words(number)} &"
            yield "wait"
            yield "work=$top"

    def _overlap(self, one: int, other: int) -> bool:
        first, second = self._all.exchanges[one], self._all.exchanges[other]
        are_writes = not (is_look(first) or is_look(second))
        are_new = not (first.sent.earlier or second.sent.earlier)
        return are_writes and are_new and second.sent.at < first.sent.at + first.duration_s

    def _request(self, number: int) -> Iterator[str]:
        exchange = self._all.exchanges[number]
        yield from self._pauses(number)
        words = self._all.words(number)
        if number == self._all.decides and is_look(exchange):
            return
        captured = [(o, name) for o, name in self._all.flow.names.items() if o.exchange == number]
        if is_look(exchange):
            if not captured:
                yield words
            for place, (origin, name) in enumerate(captured):
                jq = shlex.quote(origin.jq)
                look = words.removeprefix("request ")
                yield f"captured {name} {jq}" if place else f"await {name} {jq} {look}"
            yield from self._beyond(captured)
            return
        path = path_of(exchange)
        yield from self._before(number)
        body = self._all.body(number)
        if body is not None:
            yield from _body_lines(body)
        yield words
        if number == self._all.decides:
            yield from judge(self._all, of_answer=True)
            return
        yield from self._after(exchange, path, captured)
        is_made = RECORDS.fullmatch(path) is not None
        for origin, name in captured:
            if is_made and origin.path == ("id",):
                continue
            yield f"captured {name} {shlex.quote(origin.jq)}"
        yield from self._beyond(captured)
        if self._all.failure.by_hand and path == "/api/v2/agents":
            yield "sign_in"  # last, since its answer takes the place of the agent's
        if PRESENCE.fullmatch(path):
            where = self._all.flow.request(number)[0]
            yield f"printf '%s\\n' {quoted(where.split('/')[2])} >>\"$top/online\""
            if b"true" in (exchange.body or b""):
                where = address("$control", where)
                yield f"await_so '.online == true' GET {where} -K \"$(controls)\""

    def _pauses(self, number: int) -> Iterator[str]:
        """Yield the waits on purpose since the last exchange that was written, up to this one."""
        for exchange in self._all.exchanges[self._written + 1 : number + 1]:
            for wait in exchange.sent.waits:
                yield f"pause {ceil(wait.seconds - 0.1)} {shlex.quote(wait.why)}"
        self._written = max(self._written, number)

    def _before(self, number: int) -> Iterator[str]:
        """Yield what must be so before a request: a widget, or the settings kept for later."""
        exchange = self._all.exchanges[number]
        path = path_of(exchange)
        if found := ACTIONS.fullmatch(path):
            for before in reversed(self._all.exchanges[:number]):
                if path_of(before) == found[1]:
                    shown = body_of(before)
                    if isinstance(shown, dict) and shown.get("widget"):
                        where = self._all.flow.request(number)[0].removesuffix("/actions")
                        where = address("$control", where)
                        yield f"await_so '.widget != null' GET {where} -K \"$(controls)\""
                    return
                if not is_look(before):
                    return
        elif path == "/settings" and exchange.method == "PATCH":
            names = ", ".join(map(json.dumps, json.loads(exchange.body or b"{}")))
            yield '[ -s "$top/settings" ] || { request GET "$control/settings" -K "$(controls)"'
            yield f'    jq {shlex.quote(f"{{{names}}}")} "$work/answer" >"$top/settings"; }}'

    def _after(
        self, exchange: Exchange, path: str, captured: Sequence[tuple[Origin, str]]
    ) -> Iterator[str]:
        """Yield the check that a request was accepted, and what is to be deleted later."""
        was_accepted = exchange.status is not None and 200 <= exchange.status < 300
        if path == "/crash":
            yield "sleep 1"
            yield 'await_so "\\$status == 200" GET "$control/" -K "$(controls)"'
            return
        if path.startswith(POP_PATH) and self._all.failure.at.or_refused:
            yield 'if [ "$status" -ge 400 ] && [ "$status" -lt 500 ]; then gone; fi'
        elif was_accepted:
            yield f"done_well {shlex.quote(_name(exchange, path))}"
        if (found := RECORDS.fullmatch(path)) and exchange.method == "POST":
            named = [name for origin, name in captured if origin.path == ("id",)]
            yield f"made {' '.join([found[1], *named])}"

    @cached_property
    def _bodies(self) -> str:
        """The bodies of all requests."""
        return "\n".join(self._all.body(n) or "" for n in self._all.kept)

    def _beyond(self, captured: Sequence[tuple[Origin, str]]) -> Iterator[str]:
        for _, name in captured:
            if f"{name}_beyond_32" in self._bodies:
                yield f"{name}_beyond_32=$(({name} + 4294967296))"
            if f"{name}_beyond_64" in self._bodies:
                yield f"low=$((3709551616 + {name}))"
                yield (
                    f"{name}_beyond_64=$(printf '%d%010d' $((1844674407 + low / 10000000000)) "
                    "$((low % 10000000000)))"
                )


def _body_lines(body: str) -> Iterator[str]:
    """Yield the lines that give the next request its body."""
    try:
        body.encode()
    except UnicodeEncodeError:
        raw = body.encode("utf-8", "surrogateescape")
        octal = "".join(
            chr(b) if 32 <= b < 127 and chr(b) not in "\\%'" else f"\\{b:03o}" for b in raw
        )
        yield f"printf '{octal}' >\"$work/body\""
        return
    yield "body <<JSON"
    yield in_heredoc(body)
    yield "JSON"


def _name(exchange: Exchange, path: str) -> str:
    """Return what a request does, in words."""
    if path.startswith(POP_PATH):
        return "the call is announced"
    if found := RECORDS.fullmatch(path):
        return f"the {found[1]} is made"
    return f"{exchange.method} {path.partition('?')[0]}"
