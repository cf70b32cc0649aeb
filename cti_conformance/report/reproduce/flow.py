"""The exchanges of a scenario that a script repeats, and where the values in them come from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from cti_conformance.ledger.attributes import DETAILS_PATH
from cti_conformance.report.reproduce.values import variable, without_variables
from cti_conformance.results.locus import MARKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cti_conformance.results.locus import Locus
    from cti_conformance.transport.recorder import Exchange

LOOKS = ("GET", "HEAD")
KINDS = {"requester_id": "contact", "responder_id": "agent", "responder_idl": "agent"}
KINDS |= {"agent_id": "agent", "ticket_id": "ticket", "note_id": "note"}
COLLECTIONS = {"contacts": "contact", "agents": "agent", "tickets": "ticket"}
COLLECTIONS |= {"conversations": "note"}
SURE = 1_000
"""An id from this one on is recognised wherever it stands; a smaller one by its key only."""
MAX_DIGITS = 20
"""An id has fewer digits."""


@dataclass(frozen=True)
class Origin:
    """Where a value was first seen: the exchange, and the place in its answer."""

    exchange: int
    path: tuple[str | int, ...]

    @property
    def jq(self) -> str:
        """The place as a jq path."""
        return jq_path(self.path)


def jq_path(path: Sequence[str | int]) -> str:
    """Return a path in JSON as jq writes it."""
    steps = (f"[{s}]" if isinstance(s, int) else f"[{json.dumps(s)}]" for s in path)
    return "." + "".join(steps)


def pointer_path(pointer: str) -> tuple[str | int, ...]:
    """Return the steps of a JSON pointer."""
    steps = pointer.split("/")[1:]
    return tuple(
        int(s) if s.isdecimal() else s.replace("~1", "/").replace("~0", "~") for s in steps
    )


def path_of(exchange: Exchange) -> str:
    """Return the path of a request below its base URL, with its query."""
    return exchange.url.removeprefix(exchange.base_url)


def is_look(exchange: Exchange) -> bool:
    """Return whether a request changes nothing."""
    return exchange.method in LOOKS


def body_of(exchange: Exchange) -> Any:
    """Return the JSON of an answer; ``None`` if it is not whole JSON."""
    try:
        return json.loads(exchange.answer)
    except (ValueError, RecursionError):
        return None


@dataclass
class Flow:
    """The exchanges of a scenario up to its failure.

    Attributes:
        exchanges: All of them.
        target: The base URL of the helpdesk; others are those of the control API.
        decides: The exchange that decides; ``None`` if the scenario has none like it.
        names: The variable of each value that is captured, by its origin.
    """

    exchanges: Sequence[Exchange]
    target: str
    decides: int | None
    names: dict[Origin, str] = field(default_factory=dict)
    _origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    _kept: set[int] = field(default_factory=set)
    _using: int = 0

    def __post_init__(self) -> None:
        for number, exchange in enumerate(self.exchanges):
            for kind, value, path in _values(exchange):
                for name in (kind, "id"):
                    self._origins.setdefault((name, value), Origin(number, path))
        # A record is known by the answer that created it, if there is one.
        for number, exchange in enumerate(self.exchanges):
            content = body_of(exchange)
            if exchange.method == "POST" and isinstance(content, dict):
                kind = _kind_of_path(path_of(exchange))
                if kind and isinstance(content.get("id"), int):
                    made = Origin(number, ("id",))
                    self._origins[kind, str(content["id"])] = made
                    self._origins["id", str(content["id"])] = made

    # -- what is repeated ------------------------------------------------------------------

    def kept(self, conditions: Sequence[str], look: str, since: int = 0) -> list[int]:
        """Return the exchanges to repeat, in their order.

        The requests that change something; each look at call details that came before one of these;
        the deciding one; and each look that a value in one of them comes from.

        Args:
            conditions: The conditions, whose values are needed.
            look: The path of the deciding look, if none was recorded.
            since: Where the last step began. Its looks at other desktops are repeated as well:
                what one agent sees may depend on what another one has seen.
        """
        writes = self._writes()
        self._kept = {*writes}
        if self.decides is not None and not is_look(self.exchanges[self.decides]):
            self._kept.add(self.decides)
        final = max(writes, default=-1)
        seen: set[str] = set()
        last_look = "" if self.decides is None else path_of(self.exchanges[self.decides])
        for number, exchange in enumerate(self.exchanges[: self.decides]):
            path = path_of(exchange)
            is_details = number < final and path.startswith(DETAILS_PATH)
            is_desktop = exchange.base_url != self.target and path != last_look
            is_needed = is_details or (is_desktop and number >= since)
            if is_look(exchange) and is_needed and path not in seen:
                seen.add(path)
                self._kept.add(number)
        for number in sorted(self._kept):
            self.request(number)
        if self.decides is not None:
            self.request(self.decides)
        for text in conditions:
            self.condition(text)
        self.path(look)
        return sorted(self._kept)

    def _writes(self) -> list[int]:
        """Return the requests that change something; not the making of somebody for later only."""
        writes = [n for n in range(self._last() + 1) if self._changes(n)]
        own = [n for n in writes if not self.exchanges[n].sent.earlier]
        return [n for n in writes if n <= own[-1]] if own else writes

    def _last(self) -> int:
        decides = self.decides
        if decides is not None and not is_look(self.exchanges[decides]):
            return decides
        return len(self.exchanges) - 1

    def _changes(self, number: int) -> bool:
        exchange = self.exchanges[number]
        if is_look(exchange):
            return False
        is_record = re.fullmatch(r"/api/v2/(contacts|agents|tickets)", path_of(exchange))
        refused = exchange.status is None or not 200 <= exchange.status < 300
        return not (is_record and refused)

    # -- values ----------------------------------------------------------------------------

    def request(self, number: int) -> tuple[str, str | None]:
        """Return path and body of a request, with variables in the place of captured values."""
        before, self._using = self._using, number
        try:
            return self._request(self.exchanges[number])
        finally:
            self._using = before

    def _request(self, exchange: Exchange) -> tuple[str, str | None]:
        path = self.path(without_variables(path_of(exchange)))
        if exchange.body is None:
            return path, None
        return path, self.body(without_variables(exchange.body.decode("utf-8", "surrogateescape")))

    def answer(self, number: int) -> str:
        """Return the JSON of an answer, with variables in the place of earlier values."""
        self._using = number
        content = body_of(self.exchanges[number])
        return self.body(without_variables(json.dumps(content, ensure_ascii=False)))

    def condition(self, text: str) -> str:
        """Return a condition with variables in the place of the values that it refers to."""
        self._using = len(self.exchanges)

        def replaced(found: re.Match[str]) -> str:
            if found["text"]:
                known = self._captured("text", json.loads(found["text"]))
                return f'"{known}"' if known else found["text"]
            return self._captured(found["kind"], found["id"]) or found["id"]

        return MARKED.sub(replaced, without_variables(text))

    def path(self, path: str) -> str:
        """Return a path with variables in the place of captured ids."""
        address, _, query = path.partition("?")
        steps = address.split("/")
        for place, step in enumerate(steps):
            if step.isdecimal():
                kind = COLLECTIONS.get(steps[place - 1], "id")
                steps[place] = self._captured(kind, step) or step
        pairs = []
        for pair in query.split("&") if query else []:
            name, is_pair, value = pair.partition("=")
            kind = KINDS.get(name, "id")
            known = self._captured(kind, value) if kind != "id" or _is_sure(value) else None
            pairs.append(f"{name}{is_pair}{known or value}")
        return "/".join(steps) + ("?" + "&".join(pairs) if query else "")

    def body(self, body: str) -> str:
        """Return a body with variables in the place of captured ids."""

        def in_text(found: re.Match[str]) -> str:
            kind = KINDS.get(found["key"] or "", "id")
            if kind == "id" and not _is_sure(found["id"]):
                return found[0]
            known = self._captured(kind, found["id"])
            return f"{found['before']}{known}" if known else found[0]

        pattern = r'(?P<before>(?:"(?P<key>\w+)": (?:\{"id": )?"?-?)?(?<![\d.]))(?P<id>\d+)(?!\d)'
        return self._beyond(re.sub(pattern, in_text, body))

    def _beyond(self, body: str) -> str:
        """Replace ids that are a known one and a power of two."""

        def replaced(found: re.Match[str]) -> str:
            for power in (32, 64):
                known = int(found[0]) - 2**power
                if known > 0 and (name := self._captured("id", str(known))):
                    plain = name[1:-1]
                    return variable(f"{plain}_beyond_{power}")
            return found[0]

        return re.sub(r"(?<![\d.])\d{10,21}(?!\d)", replaced, body)

    def _captured(self, kind: str, value: str) -> str | None:
        """Return the variable of a value of an earlier answer; ``None`` if it is not one."""
        origin = self._origins.get((kind, value))
        if origin is None and (kind == "text" or _is_sure(value)):
            origin = self._origins.get(("id" if kind != "text" else kind, value))
        if origin is None or origin.exchange >= self._using:
            return None
        if origin not in self.names:
            self.names[origin] = self._new_name(origin, kind)
            if origin.exchange not in self._kept:
                self._kept.add(origin.exchange)
                self.request(origin.exchange)
        return variable(self.names[origin])

    def _new_name(self, origin: Origin, kind: str) -> str:
        exchange = self.exchanges[origin.exchange]
        name = kind if kind != "text" else re.sub("[^a-z_]", "", str(origin.path[-1])) or kind
        if exchange.method == "POST" and exchange.body:
            found = re.search(rb'"name": "([A-Za-z]+)', exchange.body)
            name = found[1].decode().lower() if found else name
        taken = {*self.names.values()}
        if name not in taken and name not in RESERVED:
            return name
        return next(f"{name}_{n}" for n in range(2, 1000) if f"{name}_{n}" not in taken)


RESERVED = frozenset(
    (
        *("address", "answer", "base", "began", "body", "code", "condition", "content_type"),
        *("control", "controls", "expected", "found", "gone", "head", "id", "kind", "lines"),
        *("login", "made"),
        *("mark", "method", "name", "needed", "observed", "one", "place", "records", "remember"),
        *("request", "rule", "say", "show", "status", "taken", "text", "told", "top", "try"),
        *("url", "value", "wait", "whom", "work"),
    )
)
"""Names that the script uses itself."""


def find_decider(exchanges: Sequence[Exchange], locus: Locus, target: str) -> int | None:
    """Return the number of the exchange that decides; ``None`` if no such one was recorded."""
    if locus.number is not None and 0 <= locus.number < len(exchanges):
        return locus.number
    upto = len(exchanges) if locus.upto is None else locus.upto
    fitting = [
        number
        for number, exchange in enumerate(exchanges[:upto])
        if not locus.look or shows(exchange, locus.look, target)
    ]
    # The making of an agent whom scenarios share is not what an example is about.
    own = [number for number in fitting if not exchanges[number].sent.earlier]
    found = own or (fitting if locus.look else [])
    return found[-1] if found else None


def shows(exchange: Exchange, look: str, target: str) -> bool:
    """Return whether a request is a look, apart from the paging of lists."""
    is_control = exchange.base_url != target
    wanted = look.removeprefix("control:")
    if is_control != (wanted != look):
        return False
    if "*" in wanted:
        return not is_look(exchange) and fnmatchcase(path_of(exchange), wanted)
    asked, given = urlsplit(wanted), urlsplit(path_of(exchange))
    named = {*parse_qsl(asked.query)}
    return is_look(exchange) and asked.path == given.path and named <= {*parse_qsl(given.query)}


def _is_sure(value: str) -> bool:
    return value.isdecimal() and len(value) < MAX_DIGITS and int(value) >= SURE


def _values(exchange: Exchange) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Yield the ids and texts in an answer, each with its kind and its place."""
    content = body_of(exchange)
    kind = _kind_of_path(path_of(exchange))
    yield from _leaves(content, (), kind or "id")


def _leaves(
    value: object, path: tuple[str | int, ...], kind: str
) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            name = {"requester": "contact", "ticket": "ticket"}.get(key, kind)
            yield from _leaves(inner, (*path, key), name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, place), kind)
    elif isinstance(value, bool) or value is None or not path:
        return
    elif isinstance(value, int):
        key = path[-1]
        yield (kind if key == "id" else KINDS.get(str(key), "id")), str(value), path
    elif isinstance(value, str):
        if value.isdecimal() and str(path[-1]) in KINDS:
            yield KINDS[str(path[-1])], value, path
        yield "text", value, path


def _kind_of_path(path: str) -> str:
    steps = [step for step in urlsplit(path).path.split("/") if not step.isdecimal()]
    return COLLECTIONS.get(steps[-1], "") if steps else ""
