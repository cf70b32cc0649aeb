"""Time entries of REST v2."""

from typing import Any

from starlette.responses import Response

from ..domain import people, times
from ..domain.errors import invalid_value
from ..domain.store import Row, Store
from ..http.web import ApiRequest, Handler, created, done, page, reply
from .tickets import moment


def shown(entry: Row) -> dict[str, Any]:
    """Return a time entry in the form of REST v2."""
    seconds = entry["seconds"]
    if entry["timer_running"]:
        seconds += times.seconds_since(entry["start_time"])
    return {
        "id": entry["id"],
        "ticket_id": entry["ticket_id"],
        "agent_id": entry["agent_id"],
        "note": entry["note"],
        "time_spent": f"{seconds // 3600:02}:{seconds // 60 % 60:02}",
        "timer_running": bool(entry["timer_running"]),
        "billable": bool(entry["billable"]),
        "start_time": times.shown(entry["start_time"]),
        "executed_at": times.shown(entry["executed_at"]),
        "created_at": times.shown(entry["created_at"]),
        "updated_at": times.shown(entry["updated_at"]),
    }


def list_time_entries(request: ApiRequest) -> Response:
    """List the time entries of a ticket, the oldest first."""
    ticket = request.row("tickets")
    return page(
        request, shown, "SELECT * FROM time_entries WHERE ticket_id = ? ORDER BY id", ticket["id"]
    )


def create_time_entry(request: ApiRequest) -> Response:
    """Add a time entry to a ticket; without a time spent, start its timer."""
    ticket, attributes = request.row("tickets"), columns(request)
    defaults: dict[str, Any] = {
        "agent_id": request.agent_id,
        "seconds": 0,
        "timer_running": "seconds" not in attributes,
        "start_time": times.now(),
        "executed_at": times.now(),
    }
    entry = defaults | attributes
    if entry["timer_running"]:
        stop_timers(request.store, entry["agent_id"])
    row = request.store.insert("time_entries", ticket_id=ticket["id"], **entry)
    return created(request, "time_entries", shown(row))


def update_time_entry(request: ApiRequest) -> Response:
    """Change a time entry."""
    entry, attributes = request.row("time_entries"), columns(request)
    if "timer_running" in attributes:
        stop_timers(request.store, entry["agent_id"])
    if attributes.get("timer_running"):
        attributes.setdefault("start_time", times.now())
    return reply(200, shown(request.store.update("time_entries", entry["id"], **attributes)))


def delete_time_entry(request: ApiRequest) -> Response:
    """Delete a time entry."""
    request.store.delete("time_entries", request.row("time_entries")["id"])
    return done()


def toggle_timer(request: ApiRequest) -> Response:
    """Stop a running timer, or start a stopped one."""
    entry = request.row("time_entries")
    stop_timers(request.store, entry["agent_id"])
    if not entry["timer_running"]:
        request.store.update("time_entries", request.id, timer_running=True, start_time=times.now())
    return reply(200, shown(request.row("time_entries")))


def stop_timers(store: Store, agent_id: int) -> None:
    """Stop the running timer of the agent, if any; there is one at a time."""
    sql = "SELECT * FROM time_entries WHERE agent_id = ? AND timer_running"
    for entry in store.all(sql, agent_id):
        seconds = entry["seconds"] + times.seconds_since(entry["start_time"])
        store.update("time_entries", entry["id"], timer_running=False, seconds=seconds)


def columns(request: ApiRequest) -> dict[str, Any]:
    """Return the columns of a time entry for the attributes in the body."""
    attributes = request.attributes()
    if "agent_id" in attributes and not people.by_id(
        request.store, "agent", attributes["agent_id"]
    ):
        raise invalid_value("agent_id", "There is no such agent")
    for name in ("start_time", "executed_at"):
        if name in attributes:
            attributes[name] = moment(attributes, name)
    if attributes.get("start_time", "") > times.now():
        raise invalid_value("start_time", "It should not be in the future")
    if "time_spent" in attributes:
        hours, minutes = attributes.pop("time_spent").split(":")
        attributes["seconds"] = int(hours) * 3600 + int(minutes) * 60
    return attributes


HANDLERS: dict[str, Handler] = {
    "listTimeEntries": list_time_entries,
    "createTimeEntry": create_time_entry,
    "updateTimeEntry": update_time_entry,
    "deleteTimeEntry": delete_time_entry,
    "toggleTimer": toggle_timer,
}
