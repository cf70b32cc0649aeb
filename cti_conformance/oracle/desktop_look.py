"""Looks at the widget of every agent who is online."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cti_conformance.oracle.widget_checks import WidgetChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from cti_conformance.oracle.model import Call
    from cti_conformance.oracle.replay import Replay
    from cti_conformance.oracle.world import World

OTHERS = "CTI-FLT-10"
"""The rule by which a call of one agent changes no widget of another."""
REFUSED = "CTI-POP-13"
"""The rule by which a refused pop changes nothing."""


class DesktopLook:
    """Compares the widgets with the model.

    Args:
        world: The target, with its model.
        replay: Which widgets events have changed, and under which rule.
    """

    def __init__(self, world: World, replay: Replay) -> None:
        self._model = world.model
        self._replay = replay
        self._widgets = WidgetChecks(world)
        self._different: set[int] = set()

    def look(
        self,
        attempt: Callable[[Callable[[], None]], bool],
        *,
        only_touched: bool,
        later: Container[int] = (),
    ) -> None:
        """Check the widget of each agent whose widget is known, and the notes in it.

        A widget that differs is not checked again before something happens there: it would break
        another rule by the same fault.

        Args:
            attempt: Runs a check, and returns whether nothing differs.
            only_touched: Whether to leave out those of whom nothing has happened since the last
                look: a change there, which breaks CTI-FLT-10, is seen at the end.
            later: Without `only_touched`: agents to leave out as well, if nothing has happened
                there.
        """
        touched, self._replay.touched = self._replay.touched, set()
        for agent, desktop in self._model.desktops.items():
            if not desktop.online or desktop.unsure or not self._widgets.can_be_seen:
                continue
            untouched = agent not in touched
            if untouched and (only_touched or agent in later or agent in self._different):
                continue
            rule = self._replay.desktop_rules.get(agent, "CTI-ONL-01")
            if untouched:
                rule = REFUSED if self._replay.was_refused else OTHERS
            check = partial(self._widgets.closed, agent, rule)
            if desktop.call is not None:
                check = partial(self._shows, agent, desktop.call, rule)
            self._different.discard(agent)
            if desktop.call and desktop.call.unsure:
                attempt(partial(self._left, agent, desktop.call))
            elif not attempt(check):
                self._different.add(agent)

    def _left(self, agent: int, call: Call) -> None:
        """Require a ticket of a call that was left in a widget and is gone from it (CTI-FLT-06)."""
        if call.left and not self._widgets.read_soon(agent):
            call.must_be_filed = True

    def _shows(self, agent: int, call: Call, rule: str) -> None:
        ticket_rule = rule
        if rule in ("CTI-ONL-01", "CTI-FLT-08"):
            ticket_rule = self._widgets.ticket_rule(call, call.last_pop)
        self._widgets.shows(agent, call, rule, ticket_rule)
        if call.open and call.notes:
            by = {"CTI-FLT-01": "CTI-FLT-11", REFUSED: REFUSED}.get(rule, "CTI-ONL-04")
            self._widgets.notepad(agent, call, by)
        elif call.open:
            self._widgets.no_notes_of_others(agent, call)
