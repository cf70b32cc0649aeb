"""Defects with several calls at a time, and with several facts in one call.

A record is chosen by its age and not by its call; a note is public when two facts come together.
"""

from .mutant import Edit, Mutant

NOTES = '        add_agents_note(store, call["responder_id"], ticket_id, call["notes"])\n'
DETAILS = '    if call is None or call["ticket_id"] is None:\n        return []\n'
PRIVATE = 'body="".join(parts),\n        private=True'
ADD_NOTE = '    parts = [f"<p>Call from {html.escape(requester_name(store, call))}</p>"]\n'
CLOSE = "    add_postponed_note(store, widgets.call_in(store, widget))\n"
START_TIME = '            start_time=call["created_at"],\n'
LATEST_NOTE = '"SELECT max(id) AS id FROM notes"'
NEW_TICKET = "    name = requester_name(store, call)\n    ticket = store.insert(\n"
KNOWN = "PHONE = 3  # source\n"
LINK_SHOWN = '            link_ticket(store, widget, call, {"ticket_id": widget["ticket_id"]})\n'


def private_unless(condition: str) -> tuple[Edit, ...]:
    """Make the note of a call public if this condition holds."""
    return (Edit("calls.py", PRIVATE, PRIVATE.replace("True", f"not ({condition})")),)


def notes_public_if(condition: str) -> tuple[Edit, ...]:
    """Make the note with the agent's own text public if this condition on the call holds."""
    return (
        Edit(
            "calls.py",
            NOTES,
            NOTES + f"        if {condition}:\n"
            f"            latest = store.all({LATEST_NOTE})[0]\n"
            '            store.update("notes", latest["id"], private=False)\n',
        ),
    )


def details_of(name: str, sql: str, *parameters: str, condition: str = "True") -> tuple[Edit, ...]:
    """Report another record in details: the one that this SQL finds, if the condition holds."""
    values = "".join(f", {one}" for one in parameters)
    return (
        Edit(
            "calls.py",
            DETAILS,
            DETAILS + f'    other = store.one("{sql}"{values})\n'
            f"    if other and {condition}:\n"
            f'        call = {{**dict(call), "{name}": other["id"]}}\n',
        ),
    )


MUTANTS = (
    # -- chosen by age -------------------------------------------------------------------------
    Mutant(
        "details-of-the-latest-note",
        "Details of a linked call report the latest note on the ticket.",
        kills=("REF-05",),
        edits=details_of(
            "note_id",
            "SELECT id FROM notes WHERE ticket_id = ? ORDER BY id DESC",
            'call["ticket_id"]',
            condition='call["note_id"]',
        ),
    ),
    Mutant(
        "details-of-the-first-note",
        "Details of a linked call report the first note on the ticket.",
        kills=("REF-05",),
        edits=details_of(
            "note_id",
            "SELECT id FROM notes WHERE ticket_id = ? ORDER BY id",
            'call["ticket_id"]',
            condition='call["note_id"]',
        ),
    ),
    Mutant(
        "details-of-the-latest-ticket",
        "Details report the latest ticket of the requester.",
        kills=("DET-03",),
        edits=details_of(
            "ticket_id",
            "SELECT id FROM tickets WHERE requester_id = ? ORDER BY id DESC",
            'call["requester_id"]',
            condition='call["note_id"] is None',
        ),
    ),
    Mutant(
        "details-of-the-tickets-requester",
        "Details of a linked call report the requester of the ticket.",
        kills=("DET-05",),
        edits=details_of(
            "requester_id",
            "SELECT requester_id AS id FROM tickets WHERE id = ?",
            'call["ticket_id"]',
        ),
    ),
    Mutant(
        "details-of-the-tickets-agent",
        "Details of a linked call report the agent of the ticket.",
        kills=("DET-05",),
        edits=details_of(
            "responder_id",
            "SELECT responder_id AS id FROM tickets WHERE id = ?",
            'call["ticket_id"]',
            condition='other["id"]',
        ),
    ),
    Mutant(
        "notes-of-the-latest-call",
        "The notes that go to a ticket are those that any agent wrote last.",
        kills=("ONL-13",),
        edits=(
            Edit(
                "calls.py",
                NOTES,
                "        sql = \"SELECT notes FROM calls WHERE notes <> ''\"\n"
                '        sql += " ORDER BY updated_at DESC"\n'
                "        latest = store.all(sql)[0]\n"
                + NOTES.replace('call["notes"])', 'latest["notes"])'),
            ),
        ),
    ),
    Mutant(
        "recording-of-the-customers-latest-call",
        "The new ticket of a call gets the recording of the customer's latest call.",
        kills=("REC-01",),
        edits=(
            Edit(
                "calls.py",
                NEW_TICKET,
                '    sql = "SELECT * FROM calls WHERE requester_id = ? AND call_url IS NOT NULL"\n'
                '    latest = store.all(f"{sql} ORDER BY id DESC", call["requester_id"])\n'
                '    if call["call_url"]:\n'
                '        call = {**dict(call), "call_url": latest[0]["call_url"]}\n' + NEW_TICKET,
            ),
        ),
    ),
    Mutant(
        "start-of-the-latest-call",
        "The time entry starts with the latest call of all agents.",
        kills=("REF-02",),
        edits=(
            Edit(
                "calls.py",
                START_TIME,
                START_TIME.replace(
                    'call["created_at"]',
                    'store.all("SELECT max(created_at) AS at FROM calls")[0]["at"]',
                ),
            ),
        ),
    ),
    Mutant(
        "postponed-recording-on-the-latest-ticket",
        "A postponed recording goes onto the latest ticket of the customer.",
        kills=("REC-01",),
        edits=(
            Edit(
                "calls.py",
                '        add_note(store, call, call["ticket_id"], call["call_url"], {})\n',
                '        sql = "SELECT max(id) AS id FROM tickets WHERE requester_id = ?"\n'
                '        latest = store.all(sql, call["requester_id"])[0]\n'
                '        add_note(store, call, latest["id"], call["call_url"], {})\n',
            ),
        ),
    ),
    Mutant(
        "note-on-the-customers-latest-ticket",
        "A note that the agent adds goes onto the customer's latest ticket.",
        kills=("TKT-07",),
        edits=(
            Edit(
                "actions.py",
                "    calls.add_agents_note(store, widget",
                '    sql = "SELECT max(id) AS id FROM tickets WHERE requester_id = ?"\n'
                '    ticket_id = store.all(sql, call["requester_id"])[0]["id"] or ticket_id\n'
                "    calls.add_agents_note(store, widget",
            ),
        ),
    ),
    Mutant(
        "closed-with-the-latest-ticket",
        "A call that is closed with the ticket shown is linked to the customer's latest.",
        kills=("DET-04",),
        edits=(
            Edit(
                "actions.py",
                LINK_SHOWN,
                '            sql = "SELECT max(id) AS id FROM tickets WHERE requester_id = ?"\n'
                '            latest = store.all(sql, call["requester_id"])[0]["id"]\n'
                '            chosen = latest or widget["ticket_id"]\n'
                '            link_ticket(store, widget, call, {"ticket_id": chosen})\n',
            ),
        ),
    ),
    Mutant(
        "actions-on-the-latest-call",
        "An action of an agent concerns the call that came in last.",
        kills=("ONL-12",),
        edits=(
            Edit(
                "actions.py",
                "    _ACTIONS[action](store, widget, call, attributes)\n",
                '    if action == "make_ticket":\n'
                '        call = store.all("SELECT * FROM calls ORDER BY id DESC")[0]\n'
                "    _ACTIONS[action](store, widget, call, attributes)\n",
            ),
        ),
    ),
    Mutant(
        "same-customer-same-ticket",
        "A second call of a customer goes to the ticket that the customer's last call made.",
        kills=("OFF-01",),
        edits=(
            Edit(
                "calls.py",
                "    if ticket and not pop.new_ticket:\n",
                '    sql = "SELECT * FROM tickets WHERE requester_id = ? AND source = ?"\n'
                "    if not pop.new_ticket and ticket is None:\n"
                '        ticket = store.one(f"{sql} ORDER BY id DESC", requester["id"], PHONE)\n'
                "    if ticket and not pop.new_ticket:\n",
            ),
        ),
    ),
    # -- one for all calls of a ticket ---------------------------------------------------------
    Mutant(
        "one-entry-a-ticket",
        "The time of a second call on a ticket is not entered.",
        kills=("REF-08",),
        edits=(
            Edit(
                "calls.py",
                '    if call["reference"] is not None:\n',
                '    sql = "SELECT * FROM time_entries WHERE ticket_id = ?"\n'
                '    if call["reference"] is not None and not store.one(sql, ticket_id):\n',
            ),
        ),
    ),
    Mutant(
        "one-note-a-ticket",
        "A second call on a ticket uses the note of the first.",
        kills=("OFF-05",),
        edits=(
            Edit(
                "calls.py",
                ADD_NOTE,
                "    sql = \"SELECT * FROM notes WHERE body LIKE '<p>Call from%'\"\n"
                '    sql += " AND ticket_id = ?"\n'
                "    if there := store.one(sql, ticket_id):\n"
                "        return there\n" + ADD_NOTE,
            ),
        ),
    ),
    # -- public when two facts come together ---------------------------------------------------
    Mutant(
        "public-recording-with-information",
        "The note is public if it holds both a recording and call information.",
        kills=("REC-03",),
        edits=private_unless("call_url and call_info"),
    ),
    Mutant(
        "public-second-note",
        "The note of a call is public on a ticket that has a note already.",
        kills=("OFF-05",),
        edits=private_unless('store.one("SELECT id FROM notes WHERE ticket_id = ?", ticket_id)'),
    ),
    Mutant(
        "public-note-on-the-callers-own-ticket",
        "The note of a call is public if the caller is the requester of the ticket.",
        kills=("OFF-05",),
        edits=private_unless(
            'store.one(\n            "SELECT id FROM tickets WHERE id = ? AND source <> 3 AND"\n'
            '            " requester_id = ?", ticket_id, call["requester_id"]\n        )'
        ),
    ),
    Mutant(
        "public-note-on-a-closed-ticket",
        "The note of a call is public on a ticket that is resolved or closed.",
        kills=("REC-03",),
        edits=private_unless(
            'store.one("SELECT id FROM tickets WHERE id = ? AND status > 3", ticket_id)'
        ),
    ),
    Mutant(
        "public-information-on-an-old-ticket",
        "The note on an existing ticket is public if it holds call information only.",
        kills=("REC-03",),
        edits=private_unless(
            "call_info and not call_url and\n            not store.one("
            '"SELECT id FROM tickets WHERE id = ? AND source = 3", ticket_id)'
        ),
    ),
    Mutant(
        "public-notes-of-a-recorded-call",
        "The agent's notes are public if the call has a recording.",
        kills=("ONL-13",),
        edits=notes_public_if('call["call_url"]'),
    ),
    Mutant(
        "public-notes-of-a-call-with-information",
        "The agent's notes are public if the call has call information.",
        kills=("ONL-13",),
        edits=notes_public_if('call["call_info"] != "{}"'),
    ),
    Mutant(
        "public-notes-without-a-reference",
        "The agent's notes are public if the call has no reference.",
        kills=("ONL-13",),
        edits=notes_public_if('call["reference"] is None'),
    ),
    Mutant(
        "public-notes-after-a-transfer",
        "The agent's notes are public if the call has moved from one agent to another.",
        kills=("ONL-13",),
        edits=(
            Edit("calls.py", KNOWN, KNOWN + "_MOVED: set[int] = set()\n"),
            Edit(
                "calls.py",
                "        delete_widget_of_other_agent(store, call, responder)\n",
                "        delete_widget_of_other_agent(store, call, responder)\n"
                '        if call["responder_id"] != responder["id"]:\n'
                '            _MOVED.add(call["id"])\n',
            ),
            *notes_public_if('call["id"] in _MOVED'),
        ),
    ),
    Mutant(
        "public-notes-of-the-previous-call",
        "The agent's notes are public if the next call makes the ticket.",
        kills=("ONL-13",),
        edits=(
            Edit(
                "calls.py",
                "        make_ticket(store, previous)\n",
                "        make_ticket(store, previous)\n"
                '        if previous["notes"]:\n'
                f"            latest = store.all({LATEST_NOTE})[0]\n"
                '            store.update("notes", latest["id"], private=False)\n',
            ),
        ),
    ),
    Mutant(
        "public-recording-at-the-end",
        "A postponed recording is public if it is noted at the end of the call.",
        kills=("REC-03",),
        edits=(
            Edit(
                "calls.py",
                CLOSE,
                '    due = widgets.call_in(store, widget)["note_due"]\n' + CLOSE + "    if due:\n"
                f"        latest = store.all({LATEST_NOTE})[0]\n"
                '        store.update("notes", latest["id"], private=False)\n',
            ),
        ),
    ),
)
