"""Further mistakes of order, mix-ups, limits and cleanup, by a third author."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "call-without-reference-not-filed",
        "A call without a reference that the next call pushes out of the widget is not "
        "made a ticket.",
        kills=("FLT-06",),
        edits=(
            Edit(
                "calls.py",
                '    if previous["ticket_id"] is None:\n',
                '    if previous["ticket_id"] is None and previous["reference"] is not None:\n',
            ),
        ),
    ),
    Mutant(
        "offline-call-discards-the-open-one",
        "A call for an agent who has gone offline with an open call removes that "
        "call's widget without filing it, so that call and its notes are lost.",
        kills=("FLT-06",),
        edits=(
            Edit(
                "calls.py",
                '    if call and call["ticket_id"] and not pop.new_ticket:\n',
                '    stale = widgets.find(store, responder["id"])\n'
                '    if stale and not (call and stale["call_id"] == call["id"]):\n'
                '        store.delete("widgets", stale["id"])\n'
                '    if call and call["ticket_id"] and not pop.new_ticket:\n',
            ),
        ),
    ),
    Mutant(
        "notes-lost-in-transfer-to-offline-agent",
        "When a call with notes is popped again for an agent who is offline, the "
        "ticket is made without the notes.",
        kills=("ONL-13",),
        left=(
            "Notes that have no ticket yet need not move with the call (spec/README.md, a "
            "transfer)."
        ),
        edits=(
            Edit(
                "calls.py",
                "    call = store_pop(store, call, pop, requester, responder)\n",
                "    call = store_pop(store, call, pop, requester, responder)\n"
                '    call = store.update("calls", call["id"], notes="")\n',
            ),
        ),
    ),
    Mutant(
        "notepad-shared-by-the-contacts-calls",
        "The notepad is kept by contact, so notes of one of two open calls of a "
        "contact overwrite those of the other.",
        kills=("ONL-13",),
        edits=(
            Edit(
                "actions.py",
                '    store.update("calls", call["id"], notes=attributes["text"])\n',
                '    sql = "SELECT id FROM calls WHERE requester_id = ? AND ticket_id IS NULL"\n'
                '    for one in store.all(sql, call["requester_id"]):\n'
                '        store.update("calls", one["id"], notes=attributes["text"])\n',
            ),
        ),
    ),
    Mutant(
        "duplicate-guard-by-contact",
        "A guard against retries puts a call without a reference on the contact's "
        "latest phone ticket if that is less than a minute old, so a second real call "
        "makes no ticket.",
        kills=("TKT-03",),
        edits=(
            Edit(
                "calls.py",
                "    name = requester_name(store, call)\n",
                "    latest = store.one(\n"
                '        "SELECT * FROM tickets WHERE requester_id = ? AND source = ? ORDER BY '
                'id DESC",\n'
                '        call["requester_id"],\n'
                "        PHONE,\n"
                "    )\n"
                '    if call["reference"] is None and latest:\n'
                '        if times.seconds_since(latest["created_at"]) < 60:\n'
                "            return link_to_ticket(store, call, latest)\n"
                "    name = requester_name(store, call)\n",
            ),
        ),
    ),
    Mutant(
        "references-cut-to-64-characters",
        "References are cut to 64 characters when stored and looked up, so two long "
        "ones with the same beginning are one call.",
        kills=("DET-10",),
        edits=(
            Edit(
                "calls.py",
                '    return store.one("SELECT * FROM calls WHERE reference = ?", reference)\n',
                '    return store.one("SELECT * FROM calls WHERE reference = ?", reference and '
                "reference[:64])\n",
            ),
            Edit(
                "calls.py",
                '        return store.insert("calls", reference=pop.call_reference_id, '
                "**columns)\n",
                '        reference = (pop.call_reference_id or "")[:64] or None\n'
                '        return store.insert("calls", reference=reference, **columns)\n',
            ),
        ),
    ),
    Mutant(
        "agent-by-number-cached",
        "The agent found by a number is cached for the life of the process, so a "
        "number given to another agent still reaches the first.",
        kills=("CALL-06",),
        edits=(
            Edit(
                "calls.py",
                '    return people.by_phone(store, "agent", number) or people.by_mobile(store, '
                '"agent", number)\n',
                '    known = store.__dict__.setdefault("agents_by_number", {})\n'
                "    if number in known:\n"
                '        if agent := people.by_id(store, "agent", known[number]):\n'
                "            return agent\n"
                '    agent = people.by_phone(store, "agent", number) or people.by_mobile(\n'
                '        store, "agent", number\n'
                "    )\n"
                "    if agent:\n"
                '        known[number] = agent["id"]\n'
                "    return agent\n",
            ),
        ),
    ),
    Mutant(
        "transfer-restarts-the-timer",
        "The pop for another agent resets the start of the call, so the time entry "
        "starts at the transfer and not at the first pop.",
        kills=("REF-02",),
        edits=(
            Edit(
                "calls.py",
                '    if call["ticket_id"] is None:\n'
                '        columns["call_url"] = pop.call_url or call["call_url"]\n',
                '    if call["responder_id"] != responder["id"]:\n'
                '        columns["created_at"] = times.now()\n'
                '    if call["ticket_id"] is None:\n'
                '        columns["call_url"] = pop.call_url or call["call_url"]\n',
            ),
        ),
    ),
    Mutant(
        "restart-clears-unfiled-calls",
        "The start of the server cleans up widgets and calls without a ticket, so a "
        "call that was open at a crash is forgotten with its start, recording and notes.",
        kills=("REC-05",),
        edits=(
            Edit(
                "domain/store.py",
                "            self._read_numbers_in(country)\n",
                "            self._read_numbers_in(country)\n"
                '            self._db.execute("DELETE FROM widgets")\n'
                '            self._db.execute("DELETE FROM calls WHERE ticket_id IS NULL")\n',
            ),
        ),
    ),
    Mutant(
        "refused-transfer-closes-the-first-widget",
        "The first agent's widget is closed and committed before the ticket_id of the "
        "second pop is checked, so a refused transfer takes the call away from the "
        "first agent.",
        kills=("ONL-04",),
        edits=(
            Edit(
                "calls.py",
                "    ticket = find_ticket(store, pop)\n"
                "    call = find_call(store, pop.call_reference_id)\n"
                "    if call:\n"
                "        delete_widget_of_other_agent(store, call, responder)\n",
                "    call = find_call(store, pop.call_reference_id)\n"
                "    if call:\n"
                "        delete_widget_of_other_agent(store, call, responder)\n"
                '        store._db.execute("COMMIT")\n'
                '        store._db.execute("BEGIN IMMEDIATE")\n'
                "    ticket = find_ticket(store, pop)\n",
            ),
        ),
    ),
    Mutant(
        "change-of-numbers-unpicks-all",
        "When the admin adds or removes a helpdesk number, the picks of all agents are "
        "cleared, and not only those of the removed number.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "domain/settings.py",
                '        if find_number(store, agent["picked"]) is None:\n',
                '        if "helpdesk_numbers" in changes:\n',
            ),
        ),
    ),
    Mutant(
        "filing-closes-other-widgets-of-the-ticket",
        "When a call is put on a ticket, the widgets of other calls whose pops named "
        "the same ticket are removed, and those calls are lost.",
        kills=("FLT-10",),
        edits=(
            Edit(
                "calls.py",
                '    store.update("calls", call["id"], notes="", note_due=False)\n',
                '    store.update("calls", call["id"], notes="", note_due=False)\n'
                '    sql = "SELECT id FROM widgets WHERE ticket_id = ? AND call_id <> ?"\n'
                '    for other in store.all(sql, ticket_id, call["id"]):\n'
                '        store.delete("widgets", other["id"])\n',
            ),
        ),
    ),
)
