"""Time entries, as REST v2 has them."""

from typing import Any

from starlette.responses import Response

from ..domain import people, times
from ..domain.errors import invalid_value
from ..domain.store import Row, Store
from ..http.web import ApiRequest, Handler, created, done, page, reply
from .tickets import moment


def shown(entry: Row) -> dict[str, Any]:
    """Return a time entry as REST v2 shows it."""
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


def list_time_entries(ask: ApiRequest) -> Response:
    """List the time entries of a ticket, the oldest first."""
    ticket = ask.row("tickets")
    return page(
        ask, shown, "SELECT * FROM time_entries WHERE ticket_id = ? ORDER BY id", ticket["id"]
    )


def create_time_entry(ask: ApiRequest) -> Response:
    """Record time on a ticket; without the time spent a timer starts."""
    ticket, given = ask.row("tickets"), columns(ask)
    defaults: dict[str, Any] = {
        "agent_id": ask.agent_id,
        "seconds": 0,
        "timer_running": "seconds" not in given,
        "start_time": times.now(),
        "executed_at": times.now(),
    }
    entry = defaults | given
    if entry["timer_running"]:
        stop_timers(ask.store, entry["agent_id"])
    row = ask.store.insert("time_entries", ticket_id=ticket["id"], **entry)
    return created(ask, "time_entries", shown(row))


def update_time_entry(ask: ApiRequest) -> Response:
    """Change a time entry."""
    entry, given = ask.row("time_entries"), columns(ask)
    if "timer_running" in given:
        stop_timers(ask.store, entry["agent_id"])
    if given.get("timer_running"):
        given.setdefault("start_time", times.now())
    return reply(200, shown(ask.store.update("time_entries", entry["id"], **given)))


def delete_time_entry(ask: ApiRequest) -> Response:
    """Delete a time entry."""
    ask.store.delete("time_entries", ask.row("time_entries")["id"])
    return done()


def toggle_timer(ask: ApiRequest) -> Response:
    """Stop the timer, or start it."""
    entry = ask.row("time_entries")
    stop_timers(ask.store, entry["agent_id"])
    if not entry["timer_running"]:
        ask.store.update("time_entries", ask.id, timer_running=True, start_time=times.now())
    return reply(200, shown(ask.row("time_entries")))


def stop_timers(store: Store, agent_id: int) -> None:
    """Stop the timer of the agent that runs; there is one at a time."""
    sql = "SELECT * FROM time_entries WHERE agent_id = ? AND timer_running"
    for entry in store.all(sql, agent_id):
        seconds = entry["seconds"] + times.seconds_since(entry["start_time"])
        store.update("time_entries", entry["id"], timer_running=False, seconds=seconds)


def columns(ask: ApiRequest) -> dict[str, Any]:
    """Return what is to be stored of a time entry for the attributes in the body."""
    given = ask.attributes()
    if "agent_id" in given and not people.by_id(ask.store, "agent", given["agent_id"]):
        raise invalid_value("agent_id", "There is no such agent")
    for name in ("start_time", "executed_at"):
        if name in given:
            given[name] = moment(given, name)
    if given.get("start_time", "") > times.now():
        raise invalid_value("start_time", "It should not be in the future")
    if "time_spent" in given:
        hours, minutes = given.pop("time_spent").split(":")
        given["seconds"] = int(hours) * 3600 + int(minutes) * 60
    return given


HANDLERS: dict[str, Handler] = {
    "listTimeEntries": list_time_entries,
    "createTimeEntry": create_time_entry,
    "updateTimeEntry": update_time_entry,
    "deleteTimeEntry": delete_time_entry,
    "toggleTimer": toggle_timer,
}
