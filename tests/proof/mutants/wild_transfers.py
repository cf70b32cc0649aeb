"""Defects of transfers made at the telephone, and of later pops of the same call.

The second pop of a reference comes while the first agent's widget is still open.
"""

from .mutant import Edit, Mutant

TAKEN = "        delete_widget_of_other_agent(store, call, responder)\n"
REMEMBERED = '    if call["ticket_id"] is None:\n        columns["call_url"]'
URL = '        columns["call_url"] = pop.call_url or call["call_url"]\n'
INFO = (
    '        columns["call_info"] = json.dumps('
    '{**json.loads(call["call_info"]), **pop.call_info})\n'
)
UPDATED = '    return store.update("calls", call["id"], **columns)\n'
SHOW = "        return show(store, call, pop, requester, responder, ticket)\n"
FINISH = "    finish_previous_call(store, call, responder)\n"
KNOWN = "PHONE = 3  # source\n"
SEEN = Edit("calls.py", KNOWN, KNOWN + "_SEEN: dict[Any, Any] = {}\n")
MOVED = 'call["responder_id"] != responder["id"]'

MUTANTS = (
    # -- the call moves to a second agent ------------------------------------------------------
    Mutant(
        "handed-over-at-the-telephone",
        "A second pop of a call is ignored while the first agent has its widget.",
        kills=("OFF-01",),
        edits=(
            Edit(
                "calls.py",
                TAKEN,
                '        sql = "SELECT * FROM widgets WHERE call_id = ? AND id <> ?"\n'
                '        if store.one(sql, call["id"], responder["id"]):\n'
                "            return call\n" + TAKEN,
            ),
        ),
    ),
    Mutant(
        "first-widget-lingers",
        "A second pop of a call is a server error while the first agent has its widget.",
        kills=("POP-14",),
        edits=(Edit("calls.py", TAKEN, "        pass\n"),),
    ),
    Mutant(
        "call-in-two-widgets",
        "A call that moves to a second agent stays in the first agent's widget as well.",
        kills=("ONL-01",),
        edits=(
            Edit("calls.py", TAKEN, "        pass\n"),
            Edit("domain/store.py", "call_id INTEGER NOT NULL UNIQUE", "call_id INTEGER NOT NULL"),
        ),
        left="No page says that a transfer closes the first widget.",
    ),
    Mutant(
        "handed-over-without-notes",
        "A call that moves to a second agent loses the notes of the first.",
        kills=("ONL-04",),
        edits=(
            Edit(
                "calls.py",
                TAKEN,
                TAKEN + f"        if {MOVED}:\n"
                '            call = store.update("calls", call["id"], notes="")\n',
            ),
        ),
        left="No page says that notes without a ticket move with a call.",
    ),
    Mutant(
        "second-agents-ticket-is-the-firsts",
        "The ticket that the second agent makes of a call is assigned to the first agent.",
        kills=("FWD-05",),
        edits=(
            Edit(
                "calls.py",
                REMEMBERED,
                '    if call["ticket_id"] is None:\n'
                '        columns["responder_id"] = call["responder_id"]\n'
                '        columns["call_url"]',
            ),
        ),
    ),
    Mutant(
        "second-agents-notes-are-the-firsts",
        "The text of the second agent does not replace the notes of the first.",
        kills=("ONL-13",),
        edits=(
            SEEN,
            Edit(
                "calls.py",
                TAKEN,
                TAKEN + f'        if {MOVED} and call["notes"]:\n'
                '            _SEEN[call["id"]] = call["notes"]\n',
            ),
            Edit(
                "calls.py",
                'add_agents_note(store, call["responder_id"], ticket_id, call["notes"])',
                'add_agents_note(\n            store, call["responder_id"], ticket_id,'
                ' _SEEN.get(call["id"], call["notes"])\n        )',
            ),
        ),
    ),
    Mutant(
        "handed-over-without-the-recording",
        "A call that moves to a second agent loses its recording.",
        kills=("REC-01",),
        edits=(
            Edit(
                "calls.py",
                TAKEN,
                TAKEN + f'        if {MOVED} and not call["ticket_id"]:\n'
                '            call = store.update("calls", call["id"], call_url=None)\n',
            ),
        ),
    ),
    Mutant(
        "handed-over-without-the-information",
        "A call that moves to a second agent loses its call information.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                TAKEN,
                TAKEN + f'        if {MOVED} and not call["ticket_id"]:\n'
                '            call = store.update("calls", call["id"], call_info="{}")\n',
            ),
        ),
    ),
    Mutant(
        "handed-over-without-the-note",
        "Details of a linked call lose its note when the call moves to a second agent.",
        kills=("DET-04",),
        edits=(
            Edit(
                "calls.py",
                TAKEN,
                TAKEN + f"        if {MOVED}:\n"
                '            call = store.update("calls", call["id"], note_id=None)\n',
            ),
        ),
    ),
    Mutant(
        "handed-over-and-started-again",
        "The time of a call starts again when it moves to a second agent.",
        kills=("REF-02",),
        edits=(
            Edit(
                "calls.py",
                TAKEN,
                TAKEN + f"        if {MOVED}:\n"
                '            call = store.update("calls", call["id"], created_at=times.now())\n',
            ),
        ),
    ),
    Mutant(
        "handed-over-to-nobody",
        "A call that moves from a widget to an agent who is offline makes no ticket.",
        kills=("OFF-01",),
        edits=(
            Edit(
                "calls.py",
                TAKEN,
                '        sql = "SELECT * FROM widgets WHERE call_id = ?"\n'
                '        in_widget = store.one(sql, call["id"])\n'
                + TAKEN
                + '        if in_widget and not presence.is_online(responder["id"]):\n'
                "            return call\n",
            ),
        ),
    ),
    Mutant(
        "handed-over-offline-without-notes",
        "A call that moves from a widget to an agent who is offline loses its notes.",
        kills=("ONL-13",),
        edits=(
            Edit(
                "calls.py",
                TAKEN,
                TAKEN + '        if not presence.is_online(responder["id"]):\n'
                '            call = store.update("calls", call["id"], notes="")\n',
            ),
        ),
        left="No page says that notes without a ticket move with a call.",
    ),
    Mutant(
        "not-back-to-the-first-agent",
        "A call that comes back to an agent who had it opens no widget.",
        kills=("ONL-01",),
        edits=(
            SEEN,
            Edit(
                "calls.py",
                SHOW,
                '        if call and _SEEN.get(call["id"], responder["id"]) != responder["id"]:\n'
                '            if (call["id"], responder["id"]) in _SEEN:\n'
                "                return call\n"
                "        call = show(store, call, pop, requester, responder, ticket)\n"
                '        _SEEN[call["id"]] = responder["id"]\n'
                '        _SEEN[call["id"], responder["id"]] = True\n'
                "        return call\n",
            ),
        ),
    ),
    Mutant(
        "transfer-drops-the-previous-call",
        "A call that moves to an agent drops that agent's own call, which gets no ticket.",
        kills=("FLT-06",),
        edits=(
            Edit(
                "calls.py",
                '    if previous["ticket_id"] is None:\n',
                '    if previous["ticket_id"] is None and call is None:\n',
            ),
        ),
    ),
    Mutant(
        "same-customer-in-one-widget",
        "A call of a customer closes the widgets of other agents with the same customer.",
        kills=("FLT-10",),
        edits=(
            Edit(
                "calls.py",
                SHOW,
                '        sql = "SELECT widgets.* FROM widgets JOIN calls ON calls.id = call_id"\n'
                '        sql += " WHERE requester_id = ? AND widgets.id <> ?"\n'
                '        for widget in store.all(sql, requester["id"], responder["id"]):\n'
                "            close_widget(store, widget)\n" + SHOW,
            ),
        ),
    ),
    # -- a later pop brings more ---------------------------------------------------------------
    Mutant(
        "late-recording-is-lost",
        "A recording that a later pop brings for an open call is lost.",
        kills=("REC-10",),
        edits=(Edit("calls.py", URL, URL.replace("pop.call_url or ", "")),),
    ),
    Mutant(
        "late-recording-is-lost-offline",
        "A recording that a later pop brings for a call with a ticket is lost.",
        kills=("REC-09",),
        edits=(
            Edit(
                "calls.py",
                'pop.call_url if pop.call_url != stored["call_url"] else None',
                'pop.call_url if stored["call_url"] and pop.call_url != stored["call_url"] '
                "else None",
            ),
        ),
    ),
    Mutant(
        "late-information-is-lost",
        "Call information that a later pop brings for an open call is lost.",
        kills=("REC-10",),
        edits=(Edit("calls.py", INFO, INFO.replace(", **pop.call_info}", "}")),),
    ),
    Mutant(
        "late-information-is-lost-offline",
        "Call information that a later pop brings for a call with a ticket is lost.",
        kills=("REC-09",),
        edits=(
            Edit(
                "calls.py",
                'pop.call_info if pop.call_info != stored["call_info"] else {}',
                'pop.call_info if stored["call_info"] and pop.call_info != stored["call_info"]'
                " else {}",
            ),
        ),
    ),
    Mutant(
        "later-pop-clears-the-recording",
        "A later pop without a recording removes the one that the open call has.",
        kills=("REC-01",),
        edits=(Edit("calls.py", URL, URL.replace(' or call["call_url"]', "")),),
    ),
    Mutant(
        "later-pop-replaces-the-information",
        "A later pop without call information removes what the open call has.",
        kills=("REC-05",),
        edits=(Edit("calls.py", INFO, INFO.replace('**json.loads(call["call_info"]), ', "")),),
    ),
    Mutant(
        "open-call-takes-no-new-ticket",
        "A later pop that asks for a new ticket is ignored while the widget shows the call.",
        kills=("TKT-03",),
        edits=(
            Edit(
                "calls.py",
                FINISH,
                '    here = widgets.find(store, responder["id"])\n'
                '    if here and call and here["call_id"] == call["id"]:\n'
                "        pop = replace(pop, new_ticket=False)\n" + FINISH,
            ),
        ),
    ),
    Mutant(
        "open-call-takes-no-ticket-id",
        "A later pop that names a ticket is ignored while the widget shows the call.",
        kills=("TKT-01",),
        edits=(
            Edit(
                "domain/widgets.py",
                'store.update("widgets", agent["id"], locked=locked, **named)',
                'store.update("widgets", agent["id"], locked=locked)',
            ),
        ),
        left="No page says that a later pop changes the ticket shown.",
    ),
    Mutant(
        "retry-clears-the-notepad",
        "A pop sent again while the widget shows the call clears the notepad.",
        kills=("ONL-13",),
        edits=(
            Edit(
                "calls.py",
                UPDATED,
                '    return store.update("calls", call["id"], notes="", **columns)\n',
            ),
        ),
    ),
    Mutant(
        "retry-files-the-open-call",
        "A pop sent again while the widget shows the call makes a ticket of it.",
        kills=("ONL-05",),
        edits=(
            Edit(
                "calls.py",
                '    if widget is None or (call and widget["call_id"] == call["id"]):\n',
                "    if widget is None:\n",
            ),
        ),
    ),
    Mutant(
        "retry-forgets-the-named-ticket",
        "A pop sent again without its ticket id removes the ticket from the widget.",
        kills=("TKT-01",),
        edits=(
            Edit(
                "domain/widgets.py",
                '    named = {"ticket_id": ticket["id"]} if ticket else {}\n',
                '    named = {"ticket_id": ticket["id"] if ticket else None}\n',
            ),
        ),
        left="No page says that a later pop keeps the ticket that an earlier one named.",
    ),
)
