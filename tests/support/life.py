"""Draws the paths of ``features/life.feature``; ``python -m support.drawn`` writes them there.

A path is a sequence of events. Each event that may follow another one, in some state of the call,
follows it in at least one path.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

LENGTH, WIDTH = 8, 84
"""The most events of a path, the first call among them, and the most characters."""

DOT = " · "


@dataclass(frozen=True)
class State:
    """The state of the latest call, as far as it decides what may happen next.

    Attributes:
        call: ``none``, ``open``, or ``done`` once it has a ticket.
        holder: The agent whose widget shows it: Ines, Tom, or nobody for certain.
        shown: Whether the widget shows a ticket with which the call is not associated yet.
        asked: Whether the pop asked for the call's ticket, to which the agent can add notes.
        away: Whether Ines is offline.
        busy: Whether Tom has another call in the widget.
        option: Whether the New Ticket option is on.
        locked: Whether the option has made the call's ticket.
        due: Whether its recording still waits, as that of such a ticket may.
        named: Whether it has a reference.
        released: Whether Ines has forwarded it, and no agent has it since.
    """

    call: str = "none"
    holder: str = ""
    shown: bool = False
    asked: bool = False
    away: bool = False
    busy: bool = False
    option: bool = False
    locked: bool = False
    due: bool = False
    named: bool = True
    released: bool = False

    @property
    def free(self) -> bool:
        """Whether a new call for Ines comes in without another one at Tom's desktop."""
        return self.holder != "Tom" and not self.away

    @property
    def in_widget(self) -> bool:
        """Whether an agent has it in a widget, and is there."""
        return self.holder == "Tom" or (self.holder == "Ines" and not self.away)

    @property
    def is_open(self) -> bool:
        """Whether an agent has it in a widget, and it has no ticket."""
        return self.in_widget and self.call == "open"

    @property
    def can_be_found(self) -> bool:
        """Whether it has a ticket or a reference, so that its ticket can be looked up later."""
        return self.call == "done" or (self.call == "open" and self.named)

    @property
    def can_come_again(self) -> bool:
        """Whether it has a reference, and another pop of it takes it where the rules say."""
        return self.named and self.can_be_found and not self.shown

    @property
    def can_come_while_away(self) -> bool:
        """Whether another pop of it, for Ines who is offline, takes it where the rules say."""
        return self.away and self.holder != "Tom" and self.can_come_again


Node = tuple[str, State]
"""An event that has happened, and the state after it."""
Pair = tuple[str, str, bool, bool]
"""Two events, one after the other; whether the option has made the ticket of the call, and whether
its recording still waits."""


@dataclass(frozen=True)
class Event:
    """An event: when it may happen, and the state after it."""

    may_happen: Callable[[State], bool]
    then: Callable[[State], State]


def _only_if(condition: Callable[[State], bool], event: Event) -> Event:
    return replace(event, may_happen=lambda state: event.may_happen(state) and condition(state))


def _new(state: State, **changes: object) -> State:
    new = State(call="open", holder="Ines", away=state.away, busy=state.busy)
    return replace(new, **changes)  # type: ignore[arg-type]


def _handed(state: State, holder: str) -> State:
    # A ticket that was only named does not move with the call.
    asked = state.asked and state.call == "done"
    busy = state.busy and holder != "Tom"
    return replace(state, holder=holder, shown=False, asked=asked, busy=busy, released=False)


def _filed(state: State) -> State:
    return replace(state, call="done", shown=False)


def _filed_while_away(state: State) -> State:
    # The rules leave open whether a widget still shows it once she is back.
    return replace(state, call="done", holder="", released=False)


def _closed(state: State) -> State:
    return replace(state, holder="", shown=False, due=False)


EVENTS: dict[str, Event] = {
    # a call comes in
    "call": Event(lambda s: s.free, _new),
    "ticket call": Event(lambda s: s.free, lambda s: _new(s, shown=True)),
    "new-ticket call": Event(lambda s: s.free, lambda s: _new(s, call="done", asked=True)),
    "unnamed call": Event(lambda s: s.free, lambda s: _new(s, named=False)),
    "Priya's call": Event(lambda s: s.free and s.call != "none", _new),
    "call while away": Event(
        lambda s: s.away and s.holder != "Tom",
        lambda s: State(call="done", away=True, busy=s.busy),
    ),
    "Tom's call": Event(
        lambda s: s.call != "none" and s.holder != "Tom" and not s.busy,
        lambda s: replace(s, busy=True),
    ),
    "again": Event(
        lambda s: s.can_come_again and s.holder == "Ines" and s.in_widget and not s.asked,
        lambda s: s,
    ),
    "news": Event(
        lambda s: s.can_come_again and s.holder == "Ines" and s.in_widget and not s.asked,
        lambda s: s,
    ),
    "to Tom": Event(
        lambda s: s.can_come_again and s.holder != "Tom",
        lambda s: _handed(s, "Tom"),
    ),
    "anew to Tom": Event(
        lambda s: s.can_come_again and s.holder == "Ines",
        lambda s: replace(_handed(s, "Tom"), call="done", asked=True),
    ),
    "to Ines": Event(
        lambda s: s.can_come_again and (s.holder == "Tom" or s.released) and not s.away,
        lambda s: _handed(s, "Ines"),
    ),
    # in the widget
    "notes": Event(lambda s: s.is_open and not s.shown, lambda s: s),
    "added note": Event(lambda s: s.in_widget and s.asked, lambda s: s),
    "ticket": Event(lambda s: s.is_open, _filed),
    "second ticket": Event(lambda s: s.in_widget and s.call == "done", lambda s: s),
    "link": Event(lambda s: s.is_open, _filed),
    "close": Event(lambda s: s.is_open, lambda s: _closed(_filed(s))),
    "close with ticket": Event(lambda s: s.is_open and s.shown, lambda s: _closed(_filed(s))),
    "end": Event(lambda s: s.in_widget and s.call == "done", _closed),
    "forward": Event(
        lambda s: s.in_widget, lambda s: replace(_closed(s), released=s.holder == "Ines")
    ),
    "dismiss": Event(lambda s: s.in_widget, _closed),
    # on the desktops
    "refresh": Event(lambda s: not s.away and s.call != "none", lambda s: s),
    "Tom's refresh": Event(lambda s: s.holder == "Tom" or s.busy, lambda s: s),
    "leave": Event(
        lambda s: not s.away and s.holder in ("", "Ines") and s.can_be_found,
        lambda s: replace(s, away=True),
    ),
    "rename": Event(lambda s: s.in_widget, lambda s: s),
    "tickets closed": Event(lambda s: s.call == "done", lambda s: s),
    "return": Event(lambda s: s.away, lambda s: replace(s, away=False)),
    # a further pop while the agent is away
    "news while away": Event(lambda s: s.can_come_while_away, _filed_while_away),
    "ticket news while away": Event(  # in a widget its recording might wait for the end
        lambda s: s.can_come_while_away and s.call == "open" and not s.holder, _filed_while_away
    ),
}
CRASH: dict[str, Event] = {
    "crash": Event(
        lambda s: s.can_be_found,
        lambda s: replace(s, holder="", shown=False, away=False, busy=False),
    )
}


def _by_option(state: State) -> State:
    """Return the state after a new call, which gets its ticket at once while the option is on."""
    call = "done" if state.option else "open"
    return _new(state, call=call, option=state.option, locked=state.option, due=state.option)


def _noted(event: Event) -> Event:
    """Return an event by which a recording that waits may be noted."""
    return replace(event, then=lambda state: replace(event.then(state), due=False))


def _is_clear(state: State) -> bool:
    """Whether the rules say what a further pop, or an action, does to a call without a ticket.

    The option applies as it was when the call came in: it must not have been switched on since.
    """
    return state.call == "done" or not state.option


def _chooses(state: State) -> bool:
    return state.is_open and not state.option


OPTION: dict[str, Event] = {
    "call": Event(lambda s: s.free, _by_option),
    "Priya's call": Event(lambda s: s.free and s.call != "none", _by_option),
    "call while away": Event(
        lambda s: s.away and s.holder != "Tom",
        lambda s: State(call="done", away=True, option=s.option),
    ),
    "option on": Event(lambda s: not s.option, lambda s: replace(s, option=True)),
    "option off": Event(lambda s: s.option, lambda s: replace(s, option=False)),
    "page": Event(
        lambda s: s.call == "done" and (s.holder == "Tom" or not s.away),
        lambda s: replace(s, due=False),
    ),
    **{name: _noted(_only_if(_is_clear, EVENTS[name])) for name in ("again", "to Tom", "to Ines")},
    **{name: _only_if(_chooses, EVENTS[name]) for name in ("notes", "ticket", "link", "close")},
    **{name: EVENTS[name] for name in ("end", "forward", "dismiss", "refresh")},
    **{name: EVENTS[name] for name in ("leave", "return")},
}
"""The events about the New Ticket option."""


FILED = ("to Tom", "ticket")
"""The end of a path with a crash: the latest call, if it is open, goes to a ticket."""


def draw(
    events: Mapping[str, Event], about: str = "", end: Sequence[str] = ()
) -> list[tuple[str, ...]]:
    """Return paths that have each pair of events that may follow each other.

    Args:
        events: The events.
        about: An event; only pairs with it are wanted. Unless given, all are.
        end: Events that each path ends with, as far as they may happen.
    """
    graph = _graph(events)
    left = {
        _pair(one, other)
        for one, other in graph.edges
        if one[0] and (not about or about in (one[0], other[0]))
    }
    paths = []
    while left:
        path = _walk(graph, left, end)
        assert path, sorted(left)
        paths.append((*path, *_possible(events, path, end)))
    return paths


def _possible(
    events: Mapping[str, Event], path: Sequence[str], end: Sequence[str]
) -> Iterator[str]:
    """Yield the events of an end that may happen after a path, up to the first that may not."""
    state = State()
    for name in path:
        state = events[name].then(state)
    for name in end:
        if not events[name].may_happen(state):
            return
        yield name
        state = events[name].then(state)


def _graph(events: Mapping[str, Event]) -> nx.DiGraph:
    """Return the graph of states: a node is an event that has happened, and the state after it."""
    graph: nx.DiGraph = nx.DiGraph()
    start = ("", State())
    graph.add_node(start)
    waiting: list[tuple[str, State]] = [start]
    while waiting:
        node = waiting.pop()
        for name, event in events.items():
            if event.may_happen(node[1]):
                after = (name, event.then(node[1]))
                if after not in graph:
                    waiting.append(after)
                graph.add_edge(node, after)
    return graph


def _pair(one: Node, other: Node) -> Pair:
    """Return a pair of events, with what the New Ticket option has done to the call."""
    return one[0], other[0], other[1].locked, one[1].due


def pairs(events: Mapping[str, Event]) -> set[tuple[str, str]]:
    """Return the pairs of events that may follow each other in some state."""
    return {(one[0], other[0]) for one, other in _graph(events).edges if one[0]}


def _walk(graph: nx.DiGraph, left: set[Pair], end: Sequence[str]) -> tuple[str, ...]:
    """Walk from the start by the pairs that are left, and take them off."""
    node = ("", State())
    path: list[str] = []
    while len(path) < LENGTH:
        way = _nearest(graph, node, left)
        if not way or not _fits([*path, *(name for name, _ in way), *end]):
            break
        for after in way:
            left.discard(_pair(node, after))
            path.append(after[0])
            node = after
    return tuple(path)


def _fits(path: Sequence[str]) -> bool:
    return len(path) <= LENGTH and len(DOT.join(path)) <= WIDTH


def _nearest(graph: nx.DiGraph, node: Node, left: set[Pair]) -> Sequence[Node]:
    """Return the shortest way to the end of a pair that is left."""
    for steps in range(LENGTH):
        ways = nx.single_source_shortest_path(graph, node, cutoff=steps)
        found = [
            [*ways[one][1:], other]
            for one in ways
            for other in graph.successors(one)
            if _pair(one, other) in left
        ]
        if found:
            return min(found, key=lambda way: (len(way), [name for name, _ in way]))
    return []


def followed(paths: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of events that follow each other in paths."""
    for path in paths:
        yield from pairwise(path)


def tables() -> dict[str, list[tuple[str, ...]]]:
    """Return the paths of each rule."""
    crashing = draw(EVENTS | CRASH, about="crash", end=FILED)
    return {"CTI-LIFE-01": draw(EVENTS), "CTI-LIFE-02": crashing, "CTI-LIFE-03": draw(OPTION)}


def table(paths: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table of paths as Gherkin."""
    return ["| path |", *(f"| {DOT.join(path)} |" for path in paths)]
