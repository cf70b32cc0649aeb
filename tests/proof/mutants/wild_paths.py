"""Further mistakes that take several steps at the desktops, by a third author."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "changed-value-of-known-key-ignored",
        "Information of a later pop counts as new only if it has a new key, so a key "
        "with another value never reaches the ticket.",
        kills=("REC-09",),
        edits=(
            Edit(
                "calls.py",
                'call_info = pop.call_info if pop.call_info != stored["call_info"] else {}',
                'call_info = pop.call_info if pop.call_info.keys() - stored["call_info"].keys() '
                "else {}",
            ),
        ),
    ),
    Mutant(
        "repop-closes-the-contacts-other-widgets",
        "A pop of a known reference removes the widgets of all other agents who speak "
        "to the same contact, in place of the widget of that call alone.",
        kills=("FLT-10",),
        edits=(
            Edit(
                "calls.py",
                '    sql = "SELECT * FROM widgets WHERE call_id = ? AND id <> ?"\n'
                '    if widget := store.one(sql, call["id"], agent["id"]):\n'
                '        store.delete("widgets", widget["id"])\n',
                "    sql = (\n"
                '        "SELECT widgets.id FROM widgets JOIN calls ON calls.id = call_id"\n'
                '        " WHERE requester_id = ? AND widgets.id <> ?"\n'
                "    )\n"
                '    for widget in store.all(sql, call["requester_id"], agent["id"]):\n'
                '        store.delete("widgets", widget["id"])\n',
            ),
        ),
    ),
    Mutant(
        "same-caller-again-is-not-filed",
        "When the next call at the desk is of the same contact, the previous call is "
        "taken for the same one and closed without a ticket, notes and all.",
        kills=("FLT-06",),
        edits=(
            Edit(
                "calls.py",
                "    finish_previous_call(store, call, responder)\n",
                "    finish_previous_call(store, call, responder, requester)\n",
            ),
            Edit(
                "calls.py",
                "def finish_previous_call(store: Store, call: Row | None, agent: Row) -> None:",
                "def finish_previous_call(\n"
                "    store: Store, call: Row | None, agent: Row, requester: Row\n"
                ") -> None:",
            ),
            Edit(
                "calls.py",
                '    if previous["ticket_id"] is None:\n',
                '    if previous["ticket_id"] is None and previous["requester_id"] != '
                'requester["id"]:\n',
            ),
        ),
    ),
    Mutant(
        "dismissal-sticks-to-the-call",
        "A dismissal is remembered with the call and not with the agent's widget, so a "
        "dismissed call that is transferred opens no widget for the second agent.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "actions.py",
                '    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket '
                '(CTI-TKT-07)."""\n',
                '    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket '
                '(CTI-TKT-07)."""\n'
                '    store.__dict__.setdefault("dismissed", set()).add(widget["call_id"])\n',
            ),
            Edit(
                "calls.py",
                "    widgets.open_(store, call, responder, ticket, locked=option)\n",
                '    if call["id"] not in store.__dict__.get("dismissed", ()):\n'
                "        widgets.open_(store, call, responder, ticket, locked=option)\n",
            ),
        ),
    ),
    Mutant(
        "refresh-drops-a-filed-call",
        "Closing the desktop ends a call that has its ticket already, so a refresh "
        "does not bring its widget back.",
        kills=("FLT-01",),
        edits=(
            Edit(
                "control.py",
                '    switch(agent["id"], CONNECTION)\n',
                '    switch(agent["id"], CONNECTION)\n'
                '    there = widgets.find(request.store, agent["id"])\n'
                '    if there and not request.attributes()["online"]:\n'
                '        if widgets.call_in(request.store, there)["ticket_id"]:\n'
                "            calls.close_widget(request.store, there)\n",
            ),
        ),
    ),
    Mutant(
        "named-ticket-hides-the-calls-own-2",
        "The widget prefers the ticket that the pop names to the one that the call has "
        "got since, so a second agent sees the named one and not the one that the "
        "first agent made.",
        kills=("ONL-12",),
        edits=(
            Edit(
                "domain/widgets.py",
                'call["ticket_id"] or widget["ticket_id"]',
                'widget["ticket_id"] or call["ticket_id"]',
            ),
        ),
    ),
    Mutant(
        "second-call-on-a-ticket-shares-the-note",
        "A call without recording and information that is linked to a ticket with an "
        "earlier call gets no note of its own, but the id of the earlier call's.",
        kills=("REF-05",),
        edits=(
            Edit(
                "calls.py",
                '    note = add_note(store, call, ticket["id"], call["call_url"], call_info)\n',
                "    note = store.one(\n"
                '        "SELECT note_id AS id FROM calls WHERE ticket_id = ? AND note_id IS '
                'NOT NULL", ticket["id"]\n'
                "    )\n"
                '    if note is None or call["call_url"] or call_info:\n'
                '        note = add_note(store, call, ticket["id"], call["call_url"], call_info)\n',
            ),
        ),
    ),
    Mutant(
        "one-time-entry-per-ticket-and-agent",
        "A call that goes to a ticket on which the agent already has a time entry gets none.",
        kills=("REF-08",),
        edits=(
            Edit(
                "calls.py",
                '    if call["reference"] is not None:\n',
                '    sql = "SELECT id FROM time_entries WHERE ticket_id = ? AND agent_id = ?"\n'
                '    timed = store.one(sql, ticket_id, call["responder_id"])\n'
                '    if call["reference"] is not None and not timed:\n',
            ),
        ),
    ),
    Mutant(
        "note-of-the-earlier-ticket-kept",
        "When a linked call gets a new ticket by a second pop with new_ticket, its "
        "details keep the note on the earlier ticket.",
        kills=("DET-03",),
        edits=(
            Edit(
                "calls.py",
                '    return store.update("calls", call["id"], ticket_id=ticket_id, '
                "note_id=note_id)\n",
                "    return store.update(\n"
                '        "calls", call["id"], ticket_id=ticket_id, note_id=note_id or '
                'call["note_id"]\n'
                "    )\n",
            ),
        ),
    ),
    Mutant(
        "recording-noted-at-close-and-on-page-load",
        "With the New Ticket option, the note of the recording that is added when the "
        "widget closes does not count, and the ticket's page adds it again.",
        kills=("ONL-10",),
        edits=(
            Edit(
                "calls.py",
                "    add_postponed_note(store, widgets.call_in(store, widget))\n",
                "    call = widgets.call_in(store, widget)\n"
                '    if call["note_due"] and call["ticket_id"]:\n'
                '        add_note(store, call, call["ticket_id"], call["call_url"], {})\n',
            ),
        ),
    ),
    Mutant(
        "option-makes-a-ticket-per-agent-2",
        "With the New Ticket option on, a transferred call gets another new ticket at "
        "the second agent's desktop.",
        kills=("FWD-06",),
        edits=(
            Edit(
                "calls.py",
                '    if pop.new_ticket or not (call and call["ticket_id"]):\n',
                '    moved = option and call and call["responder_id"] != responder["id"]\n'
                '    if pop.new_ticket or moved or not (call and call["ticket_id"]):\n',
            ),
        ),
    ),
    Mutant(
        "close-with-new-ticket-unguarded",
        "Closing a call with a new ticket does not check whether the call has one "
        "already or the New Ticket option forbids it.",
        kills=("END-04",),
        edits=(
            Edit(
                "actions.py",
                '        case "new" if "make_ticket" in widgets.offered(widget, call):\n',
                '        case "new":\n',
            ),
        ),
    ),
    Mutant(
        "second-agent-files-again",
        "After a transfer the second agent is offered to make or link a ticket, "
        "although the first agent associated the call.",
        kills=("END-04",),
        edits=(
            Edit(
                "domain/widgets.py",
                '    undecided = call["ticket_id"] is None and not widget["locked"]\n',
                '    own = call["ticket_id"] and call["responder_id"] == widget["id"]\n'
                '    undecided = not own and not widget["locked"]\n',
            ),
        ),
    ),
    Mutant(
        "known-reference-displaces-nothing",
        "A pop of a known reference is taken for a retry, so a call transferred to an "
        "agent with another open call does not get into the widget.",
        kills=("FLT-08",),
        edits=(
            Edit(
                "calls.py",
                '    if widget is None or (call and widget["call_id"] == call["id"]):\n',
                "    if widget is None or call:\n",
            ),
        ),
    ),
)
