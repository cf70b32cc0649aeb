"""Writes the script that reproduces one failed example."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from importlib.resources import files
from math import ceil
from typing import TYPE_CHECKING

from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.report.reproduce.flow import (
    Flow,
    body_of,
    find_decider,
    is_look,
    jq_path,
    path_of,
    pointer_path,
)
from cti_conformance.report.reproduce.values import (
    Fresh,
    in_heredoc,
    quoted,
    without_variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cti_conformance.results.locus import Locus
    from cti_conformance.transport.recorder import Exchange

PAUSE_S = 0.9
"""A pause between two requests from which on the script makes it as well."""
CONTROL_PATH = "/cti-control/v1"
RECORDS = re.compile(r"/api/v2/(contact|agent|ticket)s")
ACTIONS = re.compile(r"(/agents/\d+/widget)/actions")
PRESENCE = re.compile(r"/agents/(\d+)/presence")
BY_HAND = "a person has to do the steps at the desktop, and to look: run it in a terminal"


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


def make_script(failure: Failure, exchanges: Sequence[Exchange], fresh: Fresh) -> str:
    """Return the script of a failed example; secrets of the exchanges may still be in it.

    Args:
        failure: The example.
        exchanges: The exchanges of its scenario.
        fresh: What is unique to the scenario.
    """
    return "\n".join(_Writer(failure, exchanges, fresh).lines()) + "\n"


class _Writer:
    """Writes one script."""

    def __init__(self, failure: Failure, exchanges: Sequence[Exchange], fresh: Fresh) -> None:
        self._failure = failure
        self._fresh = fresh
        # What came after the check, such as further looks, is no part of it.
        self._exchanges = exchanges = exchanges[: failure.at.upto]
        self._decides = find_decider(exchanges, failure.at, failure.target)
        self._flow = Flow(exchanges, failure.target, self._decides)
        self._condition, self._place = self._judgement()
        self._kept = self._flow.kept([self._condition, self._look()])
        # A second time, since a value may have got its name after its first use.
        self._condition, self._place = self._judgement()

    def lines(self) -> Iterator[str]:
        """Yield the lines of the script."""
        steps = [*self._steps()]
        text = "\n".join(steps)
        yield from self._head()
        yield from self._settings(text)
        yield "\n" + _file("prelude.sh").strip("\n")
        yield from self._start(text)
        yield from steps

    # -- the beginning ---------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        failure = self._failure
        yield "#!/bin/sh"
        told = (
            failure.rule,
            failure.statement,
            f"Source: {failure.source}",
            f"Example: {failure.example}",
        )
        for line in told:
            yield f"# {' '.join(line.split())}"
        yield "#"
        yield "# It does what the suite did, with new people, numbers and tickets, and judges it:"
        yield "# exit status 1 while the fault is there, 0 once it is gone, 2 if that cannot be said."
        yield "#   sh THIS-FILE https://helpdesk.example.com"
        yield "# KEEP=1 keeps what it makes. CTI_WAIT is how long an effect may take, in seconds."

    def _settings(self, text: str) -> Iterator[str]:
        failure = self._failure
        for name in ("rule", "expected", "observed"):
            yield f"{name}={shlex.quote(' '.join(getattr(failure, name).split()))}"
        known = ("CTI_API_KEY", "CTI_AUTH", "CTI_CONTROL_TOKEN")
        words = text + self._records_login() + self._control_login()
        needed = [name for name in known if name in words]
        yield f"needed='{' '.join(needed)}'"
        yield f"details_path={DETAILS_PATH}"
        bases = {e.base_url for e in self._exchanges} - {failure.target}
        base = next(iter(bases), failure.target + CONTROL_PATH)
        if base.startswith(failure.target):
            yield f"control_path={shlex.quote(base.removeprefix(failure.target))}"
        else:
            yield f': "${{CTI_CONTROL_URL:={re.sub(r"[^A-Za-z0-9:/._-]", "", base)}}}"'
        yield f"records() {{ {self._records_login()}; }}"
        yield f"controls() {{ {self._control_login()}; }}"

    def _records_login(self) -> str:
        ours = (e for e in self._exchanges if e.base_url == self._failure.target)
        return _login(next((e for e in ours if RECORDS.match(path_of(e))), None), "CTI_API_KEY")

    def _control_login(self) -> str:
        others = (e for e in self._exchanges if e.base_url != self._failure.target)
        return _login(next(others, None), "")

    def _start(self, text: str) -> Iterator[str]:
        """Yield the part that chooses numbers, and looks who is there already."""
        yield "cat >\"$top/functions.jq\" <<'JQ'"
        yield _file("functions.jq").strip("\n")
        yield "JQ"
        if numbers := self._fresh.used(text):
            yield "shift_by=$((mark % 97 + 1)) try=0"
            yield "while :; do"
            for place, number in numbers:
                yield f"    n{place}=$(printf %02d $((({int(number[-2:])} + shift_by) % 100)))"
            told = " ".join(f'"{number[:-2]}$n{place}"' for place, number in numbers)
            yield f'    taken=$(for one in {told}; do found phone "$one"; found mobile "$one"; done)'
            yield '    [ -n "$taken" ] && [ "$try" -lt 20 ] || break'
            yield "    shift_by=$((shift_by + 1)) try=$((try + 1))"
            yield "done"
        seen: set[str] = set()
        for kept in self._kept:
            for kind, value in self._named(kept):
                line = f"remember {kind} {quoted(value)}"
                if line not in seen:
                    yield line
                seen.add(line)
        yield 'take_note >"$top/before"'
        yield 'say "$rule"'

    def _named(self, number: int) -> Iterator[tuple[str, str]]:
        """Yield the phones, emails and references in the body of a request."""
        body = self._body(number)
        if body is None:
            return
        pattern = r'"(\w*phone|mobile|\w*email|call_reference_id)": "((?:[^"\\]|\\.)*)"'
        for key, value in re.findall(pattern, body):
            kinds = {"phone": "phones", "mobile": "phones", "email": "emails"}
            kind = kinds.get(key.rpartition("_")[2], "references")
            if "\\" not in value and value.strip():
                yield kind, value

    # -- the steps -------------------------------------------------------------------------

    def _steps(self) -> Iterator[str]:
        failure = self._failure
        begins = [one for one in failure.begins if one <= len(self._exchanges)]
        last = self._kept[-1] if self._kept else -1
        for number, step in enumerate(failure.steps[: len(begins)]):
            end = begins[number + 1] if number + 1 < len(begins) else len(self._exchanges)
            yield ""
            yield f"say {shlex.quote(f'# {step}')}"
            ours = [n for n in self._kept if begins[number] <= n < end]
            if failure.by_hand and not any(not is_look(self._exchanges[n]) for n in ours):
                yield "by_hand"
            for n in ours:
                yield from self._request(n)
        if not failure.steps[: len(begins)]:
            for n in self._kept:
                yield from self._request(n)
        if failure.by_hand:
            yield from self._ask()
        elif self._decides is None or self._decides != last or is_look(self._exchanges[last]):
            yield from self._judge()

    def _request(self, number: int) -> Iterator[str]:
        exchange = self._exchanges[number]
        yield from self._pause(number)
        words = self._words(number)
        if number == self._decides and is_look(exchange):
            return
        captured = [(o, name) for o, name in self._flow.names.items() if o.exchange == number]
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
        body = self._body(number)
        if body is not None:
            yield from _body_lines(body)
        yield words
        if number == self._decides:
            yield from self._judge(of_answer=True)
            return
        yield from self._after(exchange, path)
        for origin, name in captured:
            yield f"captured {name} {shlex.quote(origin.jq)}"
        yield from self._beyond(captured)
        if PRESENCE.fullmatch(path):
            where = self._flow.request(number)[0]
            yield f"printf '%s\\n' {quoted(where.split('/')[2])} >>\"$top/online\""
            if b"true" in (exchange.body or b""):
                where = _address("$control", where)
                yield f"await_so '.online == true' GET {where} -K \"$(controls)\""

    def _pause(self, number: int) -> Iterator[str]:
        if number == 0:
            return
        before, exchange = self._exchanges[number - 1], self._exchanges[number]
        gap = exchange.started - before.started - before.duration_s
        if before.started and gap > PAUSE_S:
            yield f"sleep {ceil(gap - 0.1)}"

    def _before(self, number: int) -> Iterator[str]:
        """Yield what must be so before a request: a widget, or the settings kept for later."""
        exchange = self._exchanges[number]
        path = path_of(exchange)
        if found := ACTIONS.fullmatch(path):
            for before in reversed(self._exchanges[:number]):
                if path_of(before) == found[1]:
                    shown = body_of(before)
                    if isinstance(shown, dict) and shown.get("widget"):
                        where = self._flow.request(number)[0].removesuffix("/actions")
                        where = _address("$control", where)
                        yield f"await_so '.widget != null' GET {where} -K \"$(controls)\""
                    return
                if not is_look(before):
                    return
        elif path == "/settings" and exchange.method == "PATCH":
            names = ", ".join(map(json.dumps, json.loads(exchange.body or b"{}")))
            yield '[ -s "$top/settings" ] || { request GET "$control/settings" -K "$(controls)"'
            yield f'    jq {shlex.quote(f"{{{names}}}")} "$work/json" >"$top/settings"; }}'

    def _after(self, exchange: Exchange, path: str) -> Iterator[str]:
        """Yield the check that a request was accepted, and what is to be deleted later."""
        was_accepted = exchange.status is not None and 200 <= exchange.status < 300
        if path == "/crash":
            yield "sleep 1"
            yield 'await_so "\\$status == 200" GET "$control/" -K "$(controls)"'
            return
        if path.startswith(POP_PATH) and self._failure.at.or_refused:
            yield 'if [ "$status" -ge 400 ] && [ "$status" -lt 500 ]; then gone; fi'
        elif was_accepted:
            yield f"done_well {shlex.quote(_name(exchange, path))}"
        if (found := RECORDS.fullmatch(path)) and exchange.method == "POST":
            yield f"made {found[1]}"

    def _beyond(self, captured: Sequence[tuple[object, str]]) -> Iterator[str]:
        texts = [self._body(n) or "" for n in self._kept]
        for _, name in captured:
            if any(f"{name}_beyond_32" in text for text in texts):
                yield f"{name}_beyond_32=$(({name} + 4294967296))"
            if any(f"{name}_beyond_64" in text for text in texts):
                yield f"low=$((3709551616 + {name}))"
                yield (
                    f"{name}_beyond_64=$(printf '%d%010d' $((1844674407 + low / 10000000000)) "
                    "$((low % 10000000000)))"
                )

    # -- the judgement ---------------------------------------------------------------------

    def _judgement(self) -> tuple[str, str]:
        """Return the condition, and the place as a jq path, with their variables."""
        at = self._failure.at
        condition = self._fresh.variables(self._flow.condition(at.holds))
        return condition, jq_path(pointer_path(at.at))

    def _look(self) -> str:
        at = self._failure.at
        return at.look if self._decides is None else ""

    def _judge(self, *, of_answer: bool = False) -> Iterator[str]:
        yield ""
        if not self._condition:
            yield from self._compare()
            return
        words = "" if of_answer else f" {self._deciding_words()}"
        if not of_answer and not words.strip():
            yield "unclear 'the suite made no request that decides'"
            return
        yield f"judge {quoted(self._condition)} {shlex.quote(self._place)}{words}"

    def _deciding_words(self) -> str:
        if self._decides is not None:
            return self._words(self._decides).removeprefix("request ")
        look = self._failure.at.look
        if not look:
            return ""
        is_control = look.startswith("control:")
        base, login = ("$control", "controls") if is_control else ("$url", "records")
        path = self._fresh.variables(self._flow._path(look.removeprefix("control:")))
        return f'GET {_address(base, path)} -K "$({login})"'

    def _compare(self) -> Iterator[str]:
        """Yield the comparison with the recorded answer: the rule gives no condition."""
        recorded = None if self._decides is None else body_of(self._exchanges[self._decides])
        if self._decides is None or recorded is None:
            yield "unclear 'this rule cannot be judged from a single answer'"
            return
        text = self._flow._body(without_variables(json.dumps(recorded, ensure_ascii=False)))
        yield self._words(self._decides)
        yield f"if is_so {quoted(f'. == {self._fresh.variables(text)}')}; then"
        yield "    place=."
        yield "    show"
        yield "    say 'THE FAULT IS STILL THERE: the answer is the same as in the run'"
        yield "    exit 1"
        yield "fi"
        yield "unclear 'the answer is another one than in the run; the rule does not fit in one condition'"

    def _ask(self) -> Iterator[str]:
        yield ""
        for picture in self._failure.pictures:
            yield f"say {shlex.quote(f'Picture of the page in the run: {picture}')}"
        yield 'say "" "Rule:      $rule" "Expected:  $expected" "Observed:  $observed"'
        yield f"[ -t 0 ] || unclear {shlex.quote(BY_HAND)}"
        yield 'printf "Is it as expected now? [y/n] "'
        yield "read -r answer"
        yield "case $answer in [yY]*) say 'THE FAULT IS GONE'; exit 0 ;; esac"
        yield "case $answer in [nN]*) say 'THE FAULT IS STILL THERE'; exit 1 ;; esac"
        yield "unclear 'no answer'"

    # -- words -----------------------------------------------------------------------------

    def _body(self, number: int) -> str | None:
        body = self._flow.request(number)[1]
        return None if body is None else self._fresh.variables(body)

    def _words(self, number: int) -> str:
        """Return a request as arguments of the function ``request``."""
        exchange = self._exchanges[number]
        path = self._fresh.variables(self._flow.request(number)[0])
        base = "$url" if exchange.base_url == self._failure.target else "$control"
        words = [exchange.method, _address(base, path), self._credentials(exchange, base)]
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
        return '-K "$(records)"' if login == self._records_login() else f'-K "$({login})"'


def _login(exchange: Exchange | None, otherwise: str) -> str:
    """Return the command that prints the file with the credentials of an exchange."""
    curl = exchange.login.curl if exchange else ""
    if curl.startswith("-u "):
        return f"login {curl[3:]}"
    if curl.startswith("-H "):
        return 'bearer "$CTI_CONTROL_TOKEN"'
    return f'login "${otherwise}:X"' if otherwise else 'say "$top/none"'


def _address(base: str, path: str) -> str:
    return f'"{base}{quoted(path)[1:]}'


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


def _file(name: str) -> str:
    return files("cti_conformance.report.reproduce").joinpath(name).read_text(encoding="utf-8")
