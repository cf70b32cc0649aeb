"""The actions of an agent in the widget, during the call and after it."""

from collections.abc import Callable, Mapping
from typing import Any

from . import calls
from .domain import people, widgets
from .domain.errors import Flaw, RestError, invalid, invalid_value
from .domain.store import Row, Store


def act(store: Store, agent_id: int, action: str, attributes: Mapping[str, Any]) -> None:
    """Perform an action that the widget offers; simultaneous actions come one after another."""
    widget = widgets.find(store, agent_id)
    if widget is None:
        raise not_offered("There is no widget")
    call = widgets.call_in(store, widget)
    if action not in widgets.offered(widget, call):
        raise not_offered("The widget does not offer this now")
    _ACTIONS[action](store, widget, call, attributes)


def take_notes(store: Store, _: Row, call: Row, attributes: Mapping[str, Any]) -> None:
    """Write into the notepad (CTI-ONL-04)."""
    store.update("calls", call["id"], notes=attributes["text"])


def add_note(store: Store, widget: Row, call: Row, attributes: Mapping[str, Any]) -> None:
    """Add a private note to the ticket that is shown (CTI-TKT-07)."""
    ticket_id = widgets.shown_ticket(widget, call)
    assert ticket_id is not None, "the widget offers no note without a ticket"
    calls.add_agents_note(store, widget["id"], ticket_id, attributes["text"])


def make_ticket(store: Store, _: Row, call: Row, __: Mapping[str, Any]) -> None:
    """Create a ticket for the call (CTI-ONL-12)."""
    calls.make_ticket(store, call)


def link_ticket(store: Store, _: Row, call: Row, attributes: Mapping[str, Any]) -> None:
    """Link the call to an existing ticket (CTI-ONL-11)."""
    ticket = store.get("tickets", attributes["ticket_id"])
    if ticket is None:
        raise invalid_value("ticket_id", "There is no such ticket")
    calls.link_to_ticket(store, call, ticket)


def forward(store: Store, widget: Row, _: Row, attributes: Mapping[str, Any]) -> None:
    """Release the call for another agent, for whom it is popped again (CTI-FWD-06).

    The call keeps its ticket, or, if it has none, its notes.
    """
    if people.by_id(store, "agent", attributes["agent_id"]) is None:
        raise invalid_value("agent_id", "There is no such agent")
    if attributes["agent_id"] == widget["id"]:
        raise invalid_value("agent_id", "It is the agent who has the call")
    calls.close_widget(store, widget)


def dismiss(store: Store, widget: Row, _: Row, __: Mapping[str, Any]) -> None:
    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket (CTI-TKT-07)."""
    calls.close_widget(store, widget)


def close(store: Store, widget: Row, call: Row, attributes: Mapping[str, Any]) -> None:
    """Close the call, with a new ticket (CTI-END-01), the one shown (CTI-END-02) or its own."""
    match attributes.get("ticket"):
        case None if call["ticket_id"] is None:
            raise not_offered("The call has no ticket yet")
        case "new" if "make_ticket" in widgets.offered(widget, call):
            calls.make_ticket(store, call)
        case "shown" if "link_ticket" in widgets.offered(widget, call) and widget["ticket_id"]:
            link_ticket(store, widget, call, {"ticket_id": widget["ticket_id"]})
        case str():
            raise not_offered("The call cannot go to this ticket now")
    calls.close_widget(store, widget)


def not_offered(message: str) -> RestError:
    """Refuse an action as a whole."""
    return invalid([Flaw("action", message, "not_offered")], status=409)


_Action = Callable[[Store, Row, Row, Mapping[str, Any]], None]
_ACTIONS: dict[str, _Action] = {
    "take_notes": take_notes,
    "add_note": add_note,
    "make_ticket": make_ticket,
    "link_ticket": link_ticket,
    "forward": forward,
    "dismiss": dismiss,
    "close": close,
}
