"""Mistakes that take two features or two steps at the desktops of agents."""

from .mutant import Edit, Mutant

CALLS = "calls.py"
ACTIONS = "actions.py"
SETTINGS = "domain/settings.py"
STORE = "domain/store.py"
WIDGETS = "domain/widgets.py"

MUTANTS = (
    Mutant(
        name="notes-gone-with-forward",
        why="Forwarding clears the notepad, so what the first agent wrote is missing on the ticket"
        " that the second agent makes.",
        kills=("ONL-13",),
        left="Notes that have no ticket yet need not move with the call (spec/README.md, a"
        " transfer).",
        edits=(
            Edit(
                ACTIONS,
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n',
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n'
                '    store.update("calls", widget["call_id"], notes="")\n',
            ),
        ),
    ),
    Mutant(
        name="option-on-so-already-filed",
        why="While the New Ticket option is on, a call that is pushed out is taken to have its"
        " ticket, so one that came in before the admin switched the option on is lost.",
        kills=("FLT-06",),
        edits=(
            Edit(
                CALLS,
                '    if previous["ticket_id"] is None:\n',
                '    if previous["ticket_id"] is None and not '
                'settings.read(store)["new_ticket"]:\n',
            ),
        ),
    ),
    Mutant(
        name="option-off-so-nothing-waits",
        why="Recordings that wait for the ticket's page are only noted while the New Ticket option"
        " is on, so one is lost if the admin switches it off during the call.",
        kills=("REC-01",),
        edits=(
            Edit(
                CALLS,
                '    if call["note_due"] and call["ticket_id"]:\n',
                '    option = settings.read(store)["new_ticket"]\n'
                '    if call["note_due"] and call["ticket_id"] and option:\n',
            ),
        ),
    ),
    Mutant(
        name="recording-again-at-close",
        why="With the New Ticket option on, the recording is noted when the ticket's page is"
        " loaded and once more when the widget closes.",
        kills=("ONL-10",),
        edits=(
            Edit(
                CALLS,
                "    add_postponed_note(store, widgets.call_in(store, widget))\n",
                "    call = widgets.call_in(store, widget)\n"
                '    if widget["locked"] and call["call_url"] and call["ticket_id"]:\n'
                '        add_note(store, call, call["ticket_id"], call["call_url"], {})\n'
                '        store.update("calls", call["id"], note_due=False)\n'
                "    else:\n"
                "        add_postponed_note(store, call)\n",
            ),
        ),
    ),
    Mutant(
        name="waiting-recording-overwritten",
        why="With the New Ticket option on, a second pop with another recording overwrites the one"
        " that waits for the ticket's page, so the first never gets its note.",
        kills=("ONL-10",),
        left="Of two recordings of a call, no rule asks for the earlier one.",
        edits=(
            Edit(
                CALLS,
                "    add_postponed_note(store, call)\n"
                '    add_note(store, call, call["ticket_id"], call_url, call_info)\n',
                '    add_note(store, call, call["ticket_id"], call_url, call_info)\n',
            ),
        ),
    ),
    Mutant(
        name="dismissed-for-good",
        why="A dismissed call is remembered as done, so a later pop of its reference opens no"
        " widget, not even for another agent.",
        kills=("ONL-01",),
        edits=(
            Edit(
                STORE,
                "  note_due INTEGER NOT NULL DEFAULT FALSE,\n",
                "  note_due INTEGER NOT NULL DEFAULT FALSE,\n"
                "  dismissed INTEGER NOT NULL DEFAULT FALSE,\n",
            ),
            Edit(
                ACTIONS,
                '    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket '
                '(CTI-TKT-07)."""\n',
                '    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket '
                '(CTI-TKT-07)."""\n'
                '    store.update("calls", widget["call_id"], dismissed=True)\n',
            ),
            Edit(
                WIDGETS,
                '    named = {"ticket_id": ticket["id"]} if ticket else {}\n',
                '    if call["dismissed"]:\n'
                "        return\n"
                '    named = {"ticket_id": ticket["id"]} if ticket else {}\n',
            ),
        ),
    ),
    Mutant(
        name="named-ticket-counts-as-filed",
        why="A call that is pushed out while its widget shows the ticket that the pop named is"
        " taken for associated, so it and its notes go to no ticket.",
        kills=("FLT-06",),
        edits=(
            Edit(
                CALLS,
                '    if previous["ticket_id"] is None:\n',
                "    if widgets.shown_ticket(widget, previous) is None:\n",
            ),
        ),
    ),
    Mutant(
        name="transfer-closes-all-of-the-contact",
        why="A second pop of a call closes every other agent's widget with the same requester,"
        " also that of another call of that contact.",
        kills=("FLT-10",),
        edits=(
            Edit(
                CALLS,
                '    sql = "SELECT * FROM widgets WHERE call_id = ? AND id <> ?"\n'
                '    if widget := store.one(sql, call["id"], agent["id"]):\n',
                "    sql = (\n"
                '        "SELECT widgets.* FROM widgets JOIN calls ON calls.id = widgets.call_id"\n'
                '        " WHERE calls.requester_id = ? AND widgets.id <> ?"\n'
                "    )\n"
                '    for widget in store.all(sql, call["requester_id"], agent["id"]):\n',
            ),
        ),
    ),
    Mutant(
        name="notepad-per-contact",
        why="The notepad belongs to the contact, so with two calls of one contact at two agents"
        " each agent overwrites the other's notes.",
        kills=("ONL-13",),
        edits=(
            Edit(
                ACTIONS,
                '    store.update("calls", call["id"], notes=attributes["text"])\n',
                "    sql = (\n"
                '        "SELECT calls.id FROM calls JOIN widgets ON widgets.call_id = calls.id"\n'
                '        " WHERE calls.requester_id = ? AND calls.ticket_id IS NULL"\n'
                "    )\n"
                '    for one in store.all(sql, call["requester_id"]):\n'
                '        store.update("calls", one["id"], notes=attributes["text"])\n',
            ),
        ),
    ),
    Mutant(
        name="ticket-closed-meanwhile",
        why="If the call's ticket has been closed since, a later pop with the recording, for an"
        " agent who is offline, makes a second ticket.",
        kills=("REF-08",),
        edits=(
            Edit(
                CALLS,
                '    if call and call["ticket_id"] and not pop.new_ticket:\n',
                '    filed = store.get("tickets", call["ticket_id"]) if call else None\n'
                '    if call and filed and filed["status"] != 5 and not pop.new_ticket:\n',
            ),
        ),
    ),
    Mutant(
        name="number-frozen-in-a-call",
        why="An agent who has a call in the widget is refused another helpdesk number.",
        kills=("IFR-11",),
        edits=(
            Edit(
                SETTINGS,
                "    if number is not None:\n",
                '    if store.get("widgets", agent["id"]):\n'
                '        raise invalid_value("picked", "There is a call in the widget")\n'
                "    if number is not None:\n",
            ),
        ),
    ),
    Mutant(
        name="recovery-drops-open-calls",
        why="When the server starts again after a crash it clears all widgets, and with them the"
        " calls that had no ticket yet: their start, recording and notes are gone.",
        kills=("FLT-04",),
        edits=(
            Edit(
                STORE,
                "            self._read_numbers_in(country)\n",
                "            self._read_numbers_in(country)\n"
                '            self._db.execute("DELETE FROM widgets")\n'
                '            self._db.execute("DELETE FROM calls WHERE ticket_id IS NULL")\n',
            ),
        ),
    ),
    Mutant(
        name="waiting-recordings-lost-in-crash",
        why="Recordings that wait for the ticket's page (New Ticket option) are in a queue that a"
        " crash empties, so they never get their note.",
        kills=("FLT-04",),
        edits=(
            Edit(
                STORE,
                "            self._read_numbers_in(country)\n",
                "            self._read_numbers_in(country)\n"
                '            self._db.execute("UPDATE calls SET note_due = FALSE")\n',
            ),
        ),
    ),
    Mutant(
        name="open-widget-counts-as-online",
        why="An agent with a call still open in the widget counts as online, so after a crash or a"
        " closed desktop the next call goes to a widget that nobody sees.",
        kills=("FLT-03",),
        edits=(
            Edit(
                CALLS,
                '    if presence.is_online(responder["id"]):\n',
                '    if presence.is_online(responder["id"]) or widgets.find(store, '
                'responder["id"]):\n',
            ),
        ),
    ),
    Mutant(
        name="note-of-the-earlier-ticket",
        why="A call that was linked to a ticket, forwarded and popped with new_ticket keeps the"
        " note of the earlier ticket: details report the new ticket with a note that is not there.",
        kills=("DET-03",),
        edits=(
            Edit(
                CALLS,
                'return store.update("calls", call["id"], ticket_id=ticket_id, note_id=note_id)',
                'note_id = note_id or call["note_id"]\n'
                '    return store.update("calls", call["id"], ticket_id=ticket_id, '
                "note_id=note_id)",
            ),
        ),
    ),
    Mutant(
        name="notepad-cleared-by-second-pop",
        why="A second pop of the call for the same agent renders the widget anew with an empty"
        " notepad, so the notes taken so far are gone.",
        kills=("ONL-04",),
        edits=(
            Edit(
                WIDGETS,
                '        store.update("widgets", agent["id"], locked=locked, **named)\n',
                '        store.update("widgets", agent["id"], locked=locked, **named)\n'
                '        store.update("calls", call["id"], notes="")\n',
            ),
        ),
    ),
    Mutant(
        name="time-starts-with-the-transfer",
        why="The time of a call begins anew when it is popped for another agent, so the entry of a"
        " forwarded call starts at the transfer and not at the first pop.",
        kills=("REF-02",),
        edits=(
            Edit(
                CALLS,
                '    if call["ticket_id"] is None:\n        columns["call_url"]',
                '    if call["responder_id"] != responder["id"]:\n'
                '        columns["created_at"] = times.now()\n'
                '    if call["ticket_id"] is None:\n        columns["call_url"]',
            ),
        ),
    ),
    Mutant(
        name="busy-agent-gets-no-call",
        why="Forwarding is refused while the other agent has a call in the widget.",
        kills=("LIFE-01",),
        edits=(
            Edit(
                ACTIONS,
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n',
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n'
                '    if widgets.find(store, attributes["agent_id"]):\n'
                '        raise not_offered("The agent is in another call")\n',
            ),
        ),
    ),
    Mutant(
        name="transferred-call-pushes-nothing-out",
        why="Only a new call closes the widget of the agent's previous call; a forwarded one, whose"
        " reference is known, leaves it there and is not shown.",
        kills=("FLT-08",),
        edits=(
            Edit(
                CALLS,
                '    if widget is None or (call and widget["call_id"] == call["id"]):\n',
                "    if widget is None or call:\n",
            ),
        ),
    ),
    Mutant(
        name="known-call-waits-for-the-agent",
        why="A pop of a known call without a ticket, for an agent who is offline (a transfer, or"
        " the agent has left), makes no ticket, since the call is already there.",
        kills=("OFF-01",),
        edits=(
            Edit(
                CALLS,
                "        return add_new_content(store, call, pop)\n",
                "        return add_new_content(store, call, pop)\n"
                "    if call and not pop.new_ticket:\n"
                "        return call\n",
            ),
        ),
    ),
    Mutant(
        name="option-makes-a-ticket-per-agent",
        why="With the New Ticket option on, every agent to whom the call comes gets a ticket, so a"
        " transfer makes a second one for a reference that has one.",
        kills=("FWD-06",),
        edits=(
            Edit(
                CALLS,
                '    if pop.new_ticket or not (call and call["ticket_id"]):\n',
                '    other = call is not None and call["responder_id"] != responder["id"]\n'
                "    if pop.new_ticket or (option and other) or not (call and "
                'call["ticket_id"]):\n',
            ),
        ),
    ),
    Mutant(
        name="second-agent-decides-anew",
        why="The agent to whom a call with a ticket was forwarded is offered to make or link a"
        " ticket once more, which takes the call away from its ticket.",
        kills=("END-04",),
        edits=(
            Edit(
                WIDGETS,
                '    undecided = call["ticket_id"] is None and not widget["locked"]\n',
                '    own = call["responder_id"] == widget["id"]\n'
                '    undecided = not (call["ticket_id"] and own) and not widget["locked"]\n',
            ),
        ),
    ),
    Mutant(
        name="filed-call-not-back-after-refresh",
        why="Closing the page drops the widget of a call that has its ticket already, so after a"
        " refresh during the call the widget is gone.",
        kills=("FLT-01",),
        edits=(
            Edit(
                "control.py",
                '    """Open the agent\'s desktop, or close it."""\n    agent = _agent(request)\n',
                '    """Open the agent\'s desktop, or close it."""\n    agent = _agent(request)\n'
                '    widget = widgets.find(request.store, agent["id"])\n'
                '    if widget and not request.attributes()["online"]:\n'
                '        if widgets.call_in(request.store, widget)["ticket_id"]:\n'
                '            request.store.delete("widgets", widget["id"])\n',
            ),
        ),
    ),
    Mutant(
        name="same-caller-again-is-the-same-call",
        why="If the contact in the widget calls again, with another reference, the open widget is"
        " kept for the new call: the previous one is not filed and the new one is not shown.",
        kills=("FLT-06",),
        edits=(
            Edit(
                CALLS,
                "    finish_previous_call(store, call, responder)\n",
                '    there = widgets.find(store, responder["id"])\n'
                '    shown = widgets.call_in(store, there)["requester_id"] if there else None\n'
                '    if shown != requester["id"]:\n'
                "        finish_previous_call(store, call, responder)\n",
            ),
        ),
    ),
    Mutant(
        name="notes-instead-of-the-recording",
        why="The new ticket of a call gets one note: the agent's notes if there are any, else the"
        " recording and the information, which are lost when there are both.",
        kills=("FLT-06",),
        edits=(
            Edit(
                CALLS,
                '    if call["call_url"] or call_info:\n',
                '    if (call["call_url"] or call_info) and not call["notes"]:\n',
            ),
        ),
    ),
)
