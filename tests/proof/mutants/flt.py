"""Defects in corner cases: refresh, crash, and a call before the last one was disposed of."""

from .mutant import Edit, Mutant

SWITCH = '    switch(agent["id"], CONNECTION)\n'
DISPOSE = '    if previous["ticket_id"] is None:\n        make_ticket(store, previous)\n'
CLOSE_PREVIOUS = DISPOSE + "    close_widget(store, widget)\n"
DISPOSED = "    finish_previous_call(store, call, responder)\n"
PRESENT = """\
        self._connections[agent_id].add(connection)
"""
GONE = """\
        self._connections[agent_id].discard(connection)
"""
IN_MEMORY = "        return bool(self._connections.get(agent_id))"
OPENED = "            self._read_numbers_in(country)\n"
TRANSACTION = """\
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.rollback()
            raise
"""


def _disposed(change: str) -> Edit:
    """Return the edit that has the previous call's ticket made after a change of the call."""
    return Edit(
        "calls.py",
        DISPOSE,
        '    if previous["ticket_id"] is None:\n'
        f"        {change}\n"
        "        make_ticket(store, previous)\n",
    )


# Who is online is written down as well, in a table of its own.
WRITTEN_DOWN = (
    Edit(
        "domain/store.py",
        "CREATE TABLE tickets (",
        "CREATE TABLE online (id INTEGER PRIMARY KEY);\nCREATE TABLE tickets (",
    ),
    Edit(
        "online/presence.py",
        "    _connections: dict",
        "    store: Any = None\n    _connections: dict",
    ),
    Edit(
        "online/presence.py",
        "from ..domain import times",
        "from typing import Any\n\nfrom ..domain import times",
    ),
    Edit(
        "online/presence.py",
        PRESENT,
        PRESENT + '        self.store.one("INSERT OR IGNORE INTO online VALUES (?)", agent_id)\n',
    ),
    Edit("online/presence.py", GONE, GONE + '        self.store.delete("online", agent_id)\n'),
    Edit("app.py", "presence = Presence()", "presence = Presence(store=store)"),
)

MUTANTS = (
    Mutant(
        "refreshed-away",
        "The widget is gone when the page is refreshed.",
        kills=("FLT-01",),
        beside="The notes are gone with it.",
        edits=(
            Edit(
                "control.py",
                SWITCH,
                SWITCH + '    if not request.presence.is_online(agent["id"]):\n'
                '        request.store.delete("widgets", agent["id"])\n',
            ),
        ),
        also=("FLT-11",),
    ),
    Mutant(
        "ticket-refreshed-away",
        "The widget comes back without the ticket when the page is refreshed.",
        kills=("FLT-01",),
        edits=(
            Edit(
                "control.py",
                SWITCH,
                SWITCH + '    if widgets.find(request.store, agent["id"]):\n'
                '        request.store.update("widgets", agent["id"], ticket_id=None)\n',
            ),
        ),
    ),
    Mutant(
        "online-for-ever",
        "Who is online is kept in the database, and is so after a crash.",
        kills=("FLT-02", "FLT-03"),
        beside="So the call goes to a desktop that is not there.",
        edits=(
            *WRITTEN_DOWN,
            Edit(
                "online/presence.py",
                IN_MEMORY,
                '        return bool(self.store.get("online", agent_id))',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "said-to-be-online",
        "Calls are handled as for an agent who is offline, who appears online after a crash.",
        kills=("FLT-02",),
        edits=(
            *WRITTEN_DOWN,
            Edit(
                "control.py",
                '{"online": request.presence.is_online(_agent(request)["id"])}',
                '{"online": bool(request.store.get("online", _agent(request)["id"]))}',
            ),
        ),
    ),
    Mutant(
        "offline-for-good",
        "After a crash nobody who was online can be so again.",
        kills=("FLT-02",),
        edits=(
            *WRITTEN_DOWN,
            Edit(
                "online/presence.py",
                '        """Register a connection of a desktop of the agent."""\n',
                '        """Register a connection of a desktop of the agent."""\n'
                '        if self.store.get("online", agent_id) and not self._connections:\n'
                "            return\n",
            ),
        ),
    ),
    Mutant(
        "kept-for-the-desktop",
        "A call after a crash waits in the widget for the agent to come back.",
        kills=("FLT-03",),
        edits=(
            *WRITTEN_DOWN,
            Edit(
                "calls.py",
                '    if presence.is_online(responder["id"]):\n',
                '    if store.get("online", responder["id"]):\n',
            ),
        ),
    ),
    Mutant(
        "refused-after-the-crash",
        "A call after a crash is refused until the agent's desktop has connected again.",
        kills=("FLT-03",),
        edits=(
            *WRITTEN_DOWN,
            Edit(
                "calls.py",
                '    if presence.is_online(responder["id"]):\n',
                '    gone = store.get("online", responder["id"])\n'
                '    if gone and not presence.is_online(responder["id"]):\n'
                '        raise invalid_value("responder_id", "The agent has lost the connection")\n'
                '    if presence.is_online(responder["id"]):\n',
            ),
        ),
    ),
    Mutant(
        "references-in-memory",
        "Which reference led where is known until the server crashes.",
        kills=("FLT-04",),
        edits=(
            Edit(
                "domain/store.py",
                OPENED,
                OPENED + '            self._db.execute("UPDATE calls SET reference = NULL")\n',
            ),
        ),
    ),
    Mutant(
        "time-sheet-in-memory",
        "The time entries of calls are lost in a crash.",
        kills=("FLT-04",),
        edits=(
            Edit(
                "domain/store.py",
                OPENED,
                OPENED + '            self._db.execute("DELETE FROM time_entries")\n',
            ),
        ),
    ),
    Mutant(
        "previous-widget-stays",
        "A new call files the previous one, whose widget stays open.",
        kills=("FLT-05", "FLT-08"),
        beside="So the widget does not show the latest caller; FLT-09 waits for it there.",
        edits=(
            Edit(
                "calls.py",
                "    widgets.open_(store, call, responder, ticket, locked=option)\n",
                '    if widgets.find(store, responder["id"]) is None:\n'
                "        widgets.open_(store, call, responder, ticket, locked=option)\n",
            ),
            Edit("calls.py", CLOSE_PREVIOUS, DISPOSE),
        ),
        also=("FLT-09",),
    ),
    Mutant(
        "engaged",
        "A call for an agent who has one is accepted, and nothing becomes of it.",
        kills=("FLT-05", "FLT-06", "FLT-08"),
        beside="Nothing of what it should do to the previous call is done.",
        edits=(
            Edit(
                "calls.py",
                DISPOSED,
                '    there = widgets.find(store, responder["id"])\n'
                '    if there and not (call and there["call_id"] == call["id"]):\n'
                "        return widgets.call_in(store, there)\n" + DISPOSED,
            ),
        ),
        also=("FLT-09",),
    ),
    Mutant(
        "previous-call-is-lost",
        "A new call closes the previous widget, and nothing becomes of that call.",
        kills=("FLT-06",),
        beside="FLT-07 looks at the ticket that is missing.",
        edits=(Edit("calls.py", CLOSE_PREVIOUS, "    close_widget(store, widget)\n"),),
        also=("FLT-07",),
    ),
    Mutant(
        "previous-notes-are-lost",
        "The ticket that a new call makes of the previous one lacks the notes.",
        kills=("FLT-06",),
        edits=(_disposed('previous = store.update("calls", previous["id"], notes="")'),),
    ),
    Mutant(
        "previous-recording-is-lost",
        "The ticket that a new call makes of the previous one lacks the recording.",
        kills=("FLT-06",),
        edits=(_disposed('previous = store.update("calls", previous["id"], call_url=None)'),),
    ),
    Mutant(
        "previous-information-is-lost",
        "The ticket that a new call makes of the previous one lacks the call information.",
        kills=("FLT-06",),
        edits=(_disposed('previous = store.update("calls", previous["id"], call_info="{}")'),),
    ),
    Mutant(
        "previous-reference-is-lost",
        "The ticket that a new call makes of the previous one lacks its reference.",
        kills=("FLT-06",),
        edits=(_disposed('previous = store.update("calls", previous["id"], reference=None)'),),
    ),
    Mutant(
        "previous-call-is-the-latest-callers",
        "The ticket that a new call makes of the previous one is the latest caller's.",
        kills=("FLT-06",),
        beside="FLT-07 looks for it among the previous caller's.",
        edits=(
            Edit(
                "calls.py",
                DISPOSED,
                "    _latest.update(requester)\n" + DISPOSED,
            ),
            Edit("calls.py", "OPEN = 2  #", "_latest: dict[str, Any] = {}\nOPEN = 2  #"),
            _disposed(
                'previous = store.update("calls", previous["id"], requester_id=_latest["id"])'
            ),
        ),
        also=("FLT-07",),
    ),
    Mutant(
        "previous-call-is-nobodys",
        "The ticket that a new call makes of the previous one is assigned to nobody.",
        kills=("FLT-07",),
        edits=(
            Edit(
                "calls.py",
                DISPOSE,
                DISPOSE.replace(
                    "        make_ticket(store, previous)\n",
                    '        made = make_ticket(store, previous)["ticket_id"]\n'
                    '        store.update("tickets", made, responder_id=None)\n',
                ),
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "previous-call-is-the-admins",
        "The ticket that a new call makes of the previous one is assigned to the admin.",
        kills=("FLT-07",),
        edits=(
            Edit(
                "calls.py",
                DISPOSE,
                DISPOSE.replace(
                    "        make_ticket(store, previous)\n",
                    '        made = make_ticket(store, previous)["ticket_id"]\n'
                    "        admin = store.all("
                    "\"SELECT min(id) FROM people WHERE kind = 'agent'\")[0][0]\n"
                    '        store.update("tickets", made, responder_id=admin)\n',
                ),
            ),
        ),
    ),
    Mutant(
        "deleted-callers-widget-stays",
        "A new call neither files nor closes the call of a contact who was deleted.",
        kills=("FLT-08",),
        edits=(
            Edit(
                "calls.py",
                DISPOSE,
                '    if not people.by_id(store, "contact", previous["requester_id"]):\n'
                "        return\n" + DISPOSE,
            ),
        ),
    ),
    Mutant(
        "no-widget-for-the-latest-caller",
        "A new call closes the previous widget, and opens none.",
        kills=("FLT-08",),
        beside="FLT-09 waits for it.",
        edits=(
            Edit(
                "calls.py",
                DISPOSED,
                '    busy = widgets.find(store, responder["id"])\n' + DISPOSED,
            ),
            Edit(
                "calls.py",
                "    widgets.open_(store, call, responder, ticket, locked=option)\n",
                '    if busy is None or busy["call_id"] == call["id"]:\n'
                "        widgets.open_(store, call, responder, ticket, locked=option)\n",
            ),
        ),
        also=("FLT-09",),
    ),
    Mutant(
        "ticket-for-every-previous-call",
        "A new call makes a ticket of the previous one, though it has one.",
        kills=("FLT-09",),
        edits=(
            Edit(
                "calls.py",
                DISPOSE,
                "    make_ticket(store, previous)\n",
            ),
        ),
    ),
    Mutant(
        "ticket-for-every-linked-call",
        "A new call makes a ticket of the previous one, though it was linked to one.",
        kills=("FLT-09",),
        edits=(
            Edit(
                "calls.py",
                DISPOSE,
                DISPOSE.replace("is None:", 'is None or previous["note_id"]:'),
            ),
        ),
    ),
    Mutant(
        "everybodys-widget-closes",
        "A call that comes before the last one was disposed of closes every widget.",
        kills=("FLT-10",),
        edits=(
            Edit(
                "calls.py",
                CLOSE_PREVIOUS,
                CLOSE_PREVIOUS + '    for other in store.all("SELECT * FROM widgets"):\n'
                "        close_widget(store, other)\n",
            ),
        ),
    ),
    Mutant(
        "everybodys-notepad-is-cleared",
        "A call that comes before the last one was disposed of clears every notepad.",
        kills=("FLT-10",),
        edits=(
            Edit(
                "calls.py",
                CLOSE_PREVIOUS,
                CLOSE_PREVIOUS + '    for other in store.all("SELECT * FROM widgets"):\n'
                '        store.update("calls", other["call_id"], notes="")\n',
            ),
        ),
    ),
    Mutant(
        "notes-refreshed-away",
        "The notepad is empty when the page is refreshed.",
        kills=("FLT-11",),
        edits=(
            Edit(
                "control.py",
                SWITCH,
                SWITCH + '    if there := widgets.find(request.store, agent["id"]):\n'
                '        request.store.update("calls", there["call_id"], notes="")\n',
            ),
        ),
    ),
    Mutant(
        "answered-before-it-is-written",
        "A call is answered at once, and written with the next change or half a second later.",
        kills=("FLT-04",),
        edits=(
            Edit(
                "http/endpoint.py",
                "    with store.transaction():\n",
                '    with store.transaction(later=operation.id == "popCall"):\n',
            ),
            Edit(
                "domain/store.py",
                "    def transaction(self) -> Iterator[None]:\n",
                "    def transaction(self, later: bool = False) -> Iterator[None]:\n",
            ),
            Edit(
                "domain/store.py",
                TRANSACTION,
                "        if not self._db.in_transaction:\n"
                '            self._db.execute("BEGIN IMMEDIATE")\n'
                '        self._db.execute("SAVEPOINT request")\n'
                "        changes = self._db.total_changes\n"
                "        try:\n"
                "            yield\n"
                '            self._db.execute("RELEASE request")\n'
                "        except BaseException:\n"
                '            self._db.execute("ROLLBACK TO request")\n'
                "            raise\n"
                "        if later:\n"
                "            asyncio.get_running_loop().call_later(0.5, self._write)\n"
                "        elif self._db.total_changes > changes or not self._started:\n"
                "            self._write()\n"
                "            self._started = True\n",
            ),
            Edit(
                "domain/store.py",
                "    @contextmanager\n",
                "    _started = False\n\n"
                "    def _write(self) -> None:\n"
                "        if self._db.in_transaction:\n"
                '            self._db.execute("COMMIT")\n\n'
                "    @contextmanager\n",
            ),
            Edit("domain/store.py", "import sqlite3\n", "import asyncio\nimport sqlite3\n"),
        ),
    ),
    Mutant(
        "known-call-waits",
        "A call that has been in a widget before makes no ticket when it comes in again.",
        kills=("FLT-03",),
        edits=(
            Edit(
                "calls.py",
                '    if call and call["ticket_id"] and not pop.new_ticket:\n',
                "    if call and not pop.new_ticket:\n",
            ),
        ),
    ),
    Mutant(
        "gone-with-an-open-widget",
        "An agent who left with a widget open counts as online.",
        kills=("FLT-03",),
        edits=(
            Edit(
                "calls.py",
                '    if presence.is_online(responder["id"]):\n',
                '    there = widgets.find(store, responder["id"])\n'
                '    if there or presence.is_online(responder["id"]):\n',
            ),
        ),
    ),
    Mutant(
        "option-is-off-after-a-crash",
        "The New Ticket option is switched in the running server only, and a restart loads its "
        "default.",
        kills=("FLT-12",),
        edits=(
            Edit(
                "domain/store.py",
                OPENED,
                OPENED + '            self._db.execute("UPDATE account SET new_ticket = FALSE")\n',
            ),
        ),
    ),
    Mutant(
        "helpdesk-numbers-are-in-memory",
        "The helpdesk numbers are kept in memory, and a crash forgets those that were added.",
        kills=("FLT-12",),
        edits=(
            Edit(
                "domain/store.py",
                OPENED,
                OPENED
                + "            self._db.execute(\"UPDATE account SET helpdesk_numbers = '[]'\")\n",
            ),
        ),
    ),
)
