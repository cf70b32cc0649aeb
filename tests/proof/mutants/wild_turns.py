"""Mistakes in time entries, details and widgets that show in one turn, by a fourth author."""

from .mutant import Edit, Mutant

MUTANTS = (
    # Time entries, details and references
    Mutant(
        "another-ticket-starts-the-clock-again",
        "If a reference gets another ticket, the time entry there starts at the later pop and not "
        "at the first one.",
        kills=("REF-02",),
        left="No page says where the time entry of a second ticket starts.",
        edits=(
            Edit(
                "calls.py",
                "        add_postponed_note(store, call)  # on the ticket that the call had\n",
                "        add_postponed_note(store, call)  # on the ticket that the call had\n"
                '        columns["created_at"] = times.now()\n',
            ),
        ),
    ),
    Mutant(
        "details-compose-the-reference",
        "Details put the reference into composed Unicode before they look it up, so one that was "
        "sent with combining marks is not found.",
        kills=("DET-09",),
        edits=(
            Edit(
                "calls.py",
                "import json\nfrom collections.abc import Mapping\n",
                "import json\nimport unicodedata\nfrom collections.abc import Mapping\n",
            ),
            Edit(
                "calls.py",
                "    call = find_call(store, reference)\n",
                '    call = find_call(store, unicodedata.normalize("NFC", reference))\n',
            ),
        ),
    ),
    Mutant(
        "reference-compared-without-case",
        "References are compared as the database compares by default, without regard to upper and "
        "lower case.",
        kills=("DET-10",),
        edits=(
            Edit(
                "calls.py",
                '"SELECT * FROM calls WHERE reference = ?"',
                '"SELECT * FROM calls WHERE reference = ? COLLATE NOCASE"',
            ),
        ),
    ),
    Mutant(
        "entry-goes-to-the-owner-of-the-ticket",
        "The time entry of a call linked to another agent's ticket belongs to that agent.",
        kills=("REF-04",),
        edits=(
            Edit(
                "calls.py",
                '            agent_id=call["responder_id"],\n',
                '            agent_id=store.get("tickets", ticket_id)["responder_id"] '
                'or call["responder_id"],\n',
            ),
        ),
    ),
    Mutant(
        "one-time-entry-per-agent-and-ticket",
        "A second call that the same agent has about one ticket gets no time entry, since the "
        "agent has one there already.",
        kills=("REF-08",),
        edits=(
            Edit(
                "calls.py",
                '    if call["reference"] is not None:\n',
                '    sql = "SELECT * FROM time_entries WHERE ticket_id = ? AND agent_id = ?"\n'
                '    worked = store.one(sql, ticket_id, call["responder_id"])\n'
                '    if call["reference"] is not None and worked is None:\n',
            ),
        ),
    ),
    Mutant(
        "details-write-the-postponed-note",
        "With the New Ticket option on, a request for details writes the note of the recording "
        "that was waiting for the ticket's page.",
        kills=("DET-08",),
        left="When a recording that waits is noted, the rules leave open; so a note that appears "
        "beside a look at details breaks none.",
        edits=(
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n        return []\n',
                '    if call is None or call["ticket_id"] is None:\n        return []\n'
                "    add_postponed_note(store, call)\n",
            ),
        ),
    ),
    Mutant(
        "note-of-later-recording-in-details",
        "Once a later pop has brought a recording, details of a call that made its own ticket "
        "report the note with it, as if the call had been linked.",
        kills=("DET-03",),
        left="Whether the note of a later pop is reported, no page says.",
        edits=(
            Edit(
                "calls.py",
                '    add_note(store, call, call["ticket_id"], call_url, call_info)\n',
                '    note = add_note(store, call, call["ticket_id"], call_url, call_info)\n',
            ),
            Edit(
                "calls.py",
                '        call_url=call_url or stored["call_url"],\n',
                '        note_id=note["id"],\n        call_url=call_url or stored["call_url"],\n',
            ),
        ),
    ),
    Mutant(
        "details-name-the-owner-of-the-ticket",
        "Details of a call that was linked to somebody else's ticket report the requester of that "
        "ticket in place of the caller.",
        kills=("DET-05",),
        edits=(
            Edit(
                "calls.py",
                '            "requester_id": call["requester_id"],\n',
                '            "requester_id": store.get("tickets", call["ticket_id"])'
                '["requester_id"],\n',
            ),
        ),
    ),
    # The widget, transfers, agents who are offline, crashes
    Mutant(
        "recent-tickets-without-the-closed",
        "The widget leaves resolved and closed tickets out of the requester's most recent ones.",
        kills=("ONL-03",),
        edits=(
            Edit(
                "domain/widgets.py",
                '"SELECT id FROM tickets WHERE requester_id = ? ORDER BY',
                '"SELECT id FROM tickets WHERE requester_id = ? AND status NOT IN (4, 5)"\n'
                '        " ORDER BY',
            ),
        ),
    ),
    Mutant(
        "no-forwarding-to-a-busy-agent",
        "A call cannot be forwarded to an agent whose widget is open with another call.",
        kills=("FWD-06",),
        edits=(
            Edit(
                "actions.py",
                '    if attributes["agent_id"] == widget["id"]:\n',
                '    if widgets.find(store, attributes["agent_id"]):\n'
                '        raise invalid_value("agent_id", "The agent has another call")\n'
                '    if attributes["agent_id"] == widget["id"]:\n',
            ),
        ),
    ),
    Mutant(
        "forwarding-with-notes-makes-a-ticket",
        "Forwarding a call that has notes but no ticket saves the notes by making a ticket, which "
        "the second agent then cannot choose.",
        kills=("FWD-03",),
        edits=(
            Edit(
                "actions.py",
                "def forward(store: Store, widget: Row, _: Row, ",
                "def forward(store: Store, widget: Row, call: Row, ",
            ),
            Edit(
                "actions.py",
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n',
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n'
                '    if call["notes"] and call["ticket_id"] is None:\n'
                "        calls.make_ticket(store, call)\n",
            ),
        ),
    ),
    Mutant(
        "start-drops-calls-without-a-ticket",
        "As the server starts it clears away calls that have no ticket, so a call that was in a "
        "widget at the crash has lost its first pop, its recording and its notes.",
        kills=("FLT-04",),
        edits=(
            Edit(
                "domain/store.py",
                "            self._read_numbers_in(country)\n        # Only now",
                "            self._read_numbers_in(country)\n"
                "            self._db.execute(\n"
                '                "DELETE FROM widgets WHERE call_id IN"\n'
                '                " (SELECT id FROM calls WHERE ticket_id IS NULL)"\n'
                "            )\n"
                '            self._db.execute("DELETE FROM calls WHERE ticket_id IS NULL")\n'
                "        # Only now",
            ),
        ),
    ),
    Mutant(
        "agent-with-open-widget-counts-as-online",
        "An agent who closed the desktop, or lost it in a crash, in the middle of a call counts "
        "as online, so the next call waits in a widget that nobody sees.",
        kills=("OFF-01",),
        edits=(
            Edit(
                "calls.py",
                '    if presence.is_online(responder["id"]):\n',
                '    if presence.is_online(responder["id"]) or '
                'widgets.find(store, responder["id"]):\n',
            ),
        ),
    ),
    Mutant(
        "shorter-notes-taken-for-stale",
        "Notes that are shorter than those stored are taken for a late save and ignored, so the "
        "agent cannot strike anything out.",
        kills=("ONL-04",),
        edits=(
            Edit(
                "actions.py",
                '    store.update("calls", call["id"], notes=attributes["text"])\n',
                '    if len(attributes["text"]) >= len(call["notes"]):\n'
                '        store.update("calls", call["id"], notes=attributes["text"])\n',
            ),
        ),
    ),
    Mutant(
        "second-agent-may-associate-again",
        "Whether a call can still be associated is asked for each agent, so after a transfer the "
        "second one can make another ticket of a call that has one.",
        kills=("END-04",),
        edits=(
            Edit(
                "domain/widgets.py",
                '    undecided = call["ticket_id"] is None and not widget["locked"]\n',
                '    own = call["responder_id"] == widget["id"]\n'
                '    undecided = (call["ticket_id"] is None or not own) and not widget["locked"]\n',
            ),
        ),
    ),
    Mutant(
        "call-sent-back-is-not-shown",
        "A pop for the agent who has just forwarded the call, since nobody took it, is taken for "
        "one that was sent twice and opens no widget.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "calls.py",
                "    finish_previous_call(store, call, responder)\n",
                '    seen = call and not call["ticket_id"] and '
                'call["responder_id"] == responder["id"]\n'
                '    if seen and not (pop.new_ticket or widgets.find(store, responder["id"])):\n'
                "        return store_pop(store, call, pop, requester, responder)\n"
                "    finish_previous_call(store, call, responder)\n",
            ),
        ),
    ),
    Mutant(
        "call-stays-with-the-one-who-took-notes",
        "If the first agent took notes, a transferred call remains that agent's, in its details, "
        "its ticket and its time entry.",
        kills=("FWD-05",),
        edits=(
            Edit(
                "calls.py",
                '    if call["ticket_id"] is None:\n        columns["call_url"]',
                '    if call["notes"]:\n'
                '        del columns["responder_id"]\n'
                '    if call["ticket_id"] is None:\n        columns["call_url"]',
            ),
        ),
    ),
    Mutant(
        "transferred-call-is-unlocked",
        "With the New Ticket option on, the widget of the second agent of a call offers to add a "
        "note.",
        kills=("ONL-08",),
        left="No page says that the lock moves with the call.",
        edits=(
            Edit(
                "calls.py",
                "    widgets.open_(store, call, responder, ticket, locked=option)\n",
                '    own = call["responder_id"] == responder["id"]\n'
                "    widgets.open_(store, call, responder, ticket, locked=option and own)\n",
            ),
        ),
    ),
    Mutant(
        "second-pop-with-recording-makes-the-ticket",
        "A later pop with a recording is taken for the end of the call, and makes a ticket while "
        "the agent still has the call in the widget.",
        kills=("ONL-05",),
        edits=(
            Edit(
                "calls.py",
                "        call = store_pop(store, call, at_once, requester, responder)\n"
                "        if pop.new_ticket or option:\n",
                "        known = call\n"
                "        call = store_pop(store, call, at_once, requester, responder)\n"
                "        if pop.new_ticket or option or (known and pop.call_url):\n",
            ),
        ),
    ),
    Mutant(
        "declining-a-ticket-overrules-the-option",
        "A pop with new_ticket false is treated as if the admin's New Ticket option were off.",
        kills=("ONL-07",),
        edits=(
            Edit(
                "calls.py",
                "    new_ticket: bool = False  # CTI-TKT-06\n",
                "    new_ticket: bool | None = None\n",
            ),
            Edit(
                "calls.py",
                '    option = settings.read(store)["new_ticket"]\n',
                '    option = settings.read(store)["new_ticket"] and pop.new_ticket is not False\n',
            ),
        ),
    ),
)
