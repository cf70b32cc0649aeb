"""Mistakes with references, widgets and the page, by a fifth author."""

from mutants.mutant import Edit, Mutant

MUTANTS = (
    # -- reference and time --------------------------------------------------------------------
    Mutant(
        "entry-skipped-if-a-longer-reference-is-there",
        "Whether the ticket has the time entry already is decided by a search for the "
        "reference as a "
        "part of a note, so it is missing beside that of a longer reference.",
        kills=("REF-08",),
        also=("CALL-01", "CALL-02"),
        edits=(
            Edit(
                "calls.py",
                '    if call["reference"] is not None:',
                '    if call["reference"] is not None and not store.one(\n'
                '        "SELECT id FROM time_entries WHERE ticket_id = ? AND instr(note, ?)",\n'
                "        ticket_id,\n"
                '        call["reference"],\n'
                "    ):",
            ),
        ),
    ),
    Mutant(
        "second-ticket-restarts-the-clock",
        "When a reference gets a second ticket, its time starts anew.",
        kills=("REF-02",),
        also=("CALL-01", "CALL-02"),
        left="No page says where the time entry of a second ticket starts.",
        edits=(
            Edit(
                "calls.py",
                "        add_postponed_note(store, call)  # on the ticket that the call had",
                "        add_postponed_note(store, call)  # on the ticket that the call had\n"
                '        columns["created_at"] = times.now()',
            ),
        ),
    ),
    Mutant(
        "start-of-a-call-lost-in-a-crash",
        "The time of the first pop is kept in memory; after a crash it is that of the association.",
        kills=("FLT-04",),
        also=("FLT-04", "LIFE-02"),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source",
                "PHONE = 3  # source\n\n_STARTED: dict[int, str] = {}",
            ),
            Edit(
                "calls.py",
                '        return store.insert("calls", reference=pop.call_reference_id, **columns)',
                '        made = store.insert("calls", reference=pop.call_reference_id, **columns)\n'
                '        _STARTED[made["id"]] = made["created_at"]\n'
                "        return made",
            ),
            Edit(
                "calls.py",
                '            start_time=call["created_at"],',
                '            start_time=_STARTED.get(call["id"], times.now()),',
            ),
        ),
    ),
    # -- recording and information -------------------------------------------------------------
    Mutant(
        "changed-value-of-a-known-key-dropped",
        "Of the information of a later pop only keys that are new are noted, and not new values.",
        kills=("REC-09",),
        also=("CALL-01", "REC-10"),
        edits=(
            Edit(
                "calls.py",
                '    call_info = pop.call_info if pop.call_info != stored["call_info"] else {}',
                "    call_info = {\n"
                "        key: value\n"
                "        for key, value in pop.call_info.items()\n"
                '        if key not in stored["call_info"]\n'
                "    }",
            ),
            Edit(
                "calls.py",
                '        call_info=json.dumps(call_info or stored["call_info"]),',
                '        call_info=json.dumps({**stored["call_info"], **call_info}),',
            ),
        ),
    ),
    Mutant(
        "postponed-recording-overtaken",
        "With the New Ticket option on, a second recording replaces one whose note is "
        "still due: the "
        "first is never noted, and the second is noted twice.",
        kills=("ONL-10",),
        also=("REC-10", "REC-07", "CALL-05", "LIFE-03"),
        left="Rules let a later recording replace one that is not noted yet, and a later pop add a "
        "note of its own.",
        edits=(
            Edit(
                "calls.py",
                "        return call\n    add_postponed_note(store, call)\n    add_note(",
                "        return call\n    add_note(",
            ),
        ),
    ),
    # -- widget --------------------------------------------------------------------------------
    Mutant(
        "notes-end-at-the-first-emoji",
        "The notes' column holds no characters of four bytes, and cuts the text at the first one.",
        kills=("ONL-04",),
        also=("ONL-13", "FLT-11", "FLT-06"),
        edits=(
            Edit(
                "actions.py",
                '    store.update("calls", call["id"], notes=attributes["text"])',
                '    text = attributes["text"]\n'
                "    end = next((i for i, one in enumerate(text) if ord(one) > "
                "0xFFFF), len(text))\n"
                '    store.update("calls", call["id"], notes=text[:end])',
            ),
        ),
    ),
    Mutant(
        "same-caller-again-replaces-the-call",
        "A second call of the same caller is taken for a continuation, and the first is not filed.",
        kills=("FLT-06",),
        also=("FLT-07", "LIFE-01", "CALL-02"),
        edits=(
            Edit(
                "calls.py",
                "    finish_previous_call(store, call, responder)",
                "    finish_previous_call(store, call, responder, requester)",
            ),
            Edit(
                "calls.py",
                "def finish_previous_call(store: Store, call: Row | None, agent: Row) -> None:",
                "def finish_previous_call(\n"
                "    store: Store, call: Row | None, agent: Row, caller: Row\n"
                ") -> None:",
            ),
            Edit(
                "calls.py",
                '    if previous["ticket_id"] is None:',
                '    if previous["ticket_id"] is None and previous["requester_id"] != '
                'caller["id"]:',
            ),
        ),
    ),
    Mutant(
        "dismissed-call-with-notes-filed-by-the-next",
        "The next call files the agent's latest call that has notes and no ticket, although it was "
        "dismissed or forwarded.",
        kills=("ONL-05",),
        also=("END-03", "FWD-03", "LIFE-01", "CALL-02", "FLT-06"),
        edits=(
            Edit(
                "calls.py",
                '    widget = widgets.find(store, agent["id"])\n'
                '    if widget is None or (call and widget["call_id"] == call["id"]):\n'
                "        return\n",
                '    widget = widgets.find(store, agent["id"])\n'
                "    if widget is None:\n"
                "        lost = store.one(\n"
                '            "SELECT * FROM calls WHERE responder_id = ? AND ticket_id IS NULL"\n'
                "            \" AND notes <> '' ORDER BY id DESC\",\n"
                '            agent["id"],\n'
                "        )\n"
                '        if lost and not (call and lost["id"] == call["id"]):\n'
                "            make_ticket(store, lost)\n"
                "        return\n"
                '    if call and widget["call_id"] == call["id"]:\n'
                "        return\n",
            ),
        ),
    ),
    Mutant(
        "reopened-desktop-forgets-the-named-ticket",
        "The ticket that a pop named is not kept with the call, and is gone after a refresh.",
        kills=("FLT-01",),
        also=("LIFE-01", "CALL-02"),
        edits=(
            Edit(
                "control.py",
                '    switch(agent["id"], CONNECTION)',
                '    widget = widgets.find(request.store, agent["id"])\n'
                '    if widget and not request.presence.is_online(agent["id"]):\n'
                '        request.store.update("widgets", widget["id"], ticket_id=None)\n'
                '    switch(agent["id"], CONNECTION)',
            ),
        ),
    ),
    Mutant(
        "next-agent-may-associate-again",
        "That a call is associated counts for the agent who did it; the agent to whom it "
        "was forwarded "
        "can give it another ticket.",
        kills=("END-04",),
        also=("LIFE-01", "CALL-02", "FWD-01", "FWD-02", "FWD-05"),
        edits=(
            Edit(
                "domain/widgets.py",
                '    undecided = call["ticket_id"] is None and not widget["locked"]',
                '    own = call["responder_id"] == widget["id"]\n'
                '    undecided = (call["ticket_id"] is None or not own) and not widget["locked"]',
            ),
        ),
    ),
    Mutant(
        "refused-transfer-takes-the-widget",
        "A transfer closes the first agent's widget, and commits that, before the rest of"
        " the pop is "
        "checked.",
        kills=("CALL-04",),
        also=("POP-13", "FLT-10"),
        edits=(
            Edit(
                "calls.py",
                "    requester = find_requester(store, pop)\n"
                "    responder = find_responder(store, pop)\n"
                "    ticket = find_ticket(store, pop)\n"
                "    call = find_call(store, pop.call_reference_id)\n"
                "    if call:\n"
                "        delete_widget_of_other_agent(store, call, responder)\n",
                "    responder = find_responder(store, pop)\n"
                "    call = find_call(store, pop.call_reference_id)\n"
                "    if call:\n"
                "        delete_widget_of_other_agent(store, call, responder)\n"
                "    ticket = find_ticket(store, pop)\n"
                "    requester = find_requester(store, pop)\n",
            ),
            Edit(
                "calls.py",
                '    if widget := store.one(sql, call["id"], agent["id"]):\n'
                '        store.delete("widgets", widget["id"])\n',
                '    if widget := store.one(sql, call["id"], agent["id"]):\n'
                '        store.delete("widgets", widget["id"])\n'
                '        store._db.execute("COMMIT")\n'
                '        store._db.execute("BEGIN IMMEDIATE")\n',
            ),
        ),
    ),
    # -- click to dial -------------------------------------------------------------------------
    Mutant(
        "bare-plus-in-a-placeholder",
        "Where the callback URL has a placeholder for the number, its plus is not encoded.",
        kills=("DIAL-03",),
        edits=(
            Edit(
                "desktop/dial.py",
                'quote(known.get(found[1], ""), safe="")',
                'quote(known.get(found[1], ""), safe="+")',
            ),
        ),
    ),
    Mutant(
        "dial-from-a-contact-names-the-last-ticket",
        "A click on a contact's page sends the ticket whose page was open before.",
        kills=("DIAL-01",),
        edits=(
            Edit(
                "desktop/page/records.js",
                'import { problem } from "./messages.js";',
                'import { problem } from "./messages.js";\n\nlet lastTicket;',
            ),
            Edit(
                "desktop/page/records.js",
                "  const known = { ticket_id: record.id, requester_id: requester.id };",
                "  lastTicket = record.id;\n"
                "  const known = { ticket_id: lastTicket, requester_id: requester.id };",
            ),
            Edit(
                "desktop/page/records.js",
                "...numbers(record, { requester_id: record.id }),",
                "...numbers(record, { ticket_id: lastTicket, requester_id: record.id }),",
            ),
        ),
    ),
    # -- softphone -----------------------------------------------------------------------------
    Mutant(
        "id-in-a-text-of-nine-digits-at-most",
        "An id that is sent as a text may have nine digits, which ids of contacts exceed.",
        kills=("IFR-09",),
        edits=(Edit("desktop/page/softphone.js", "/^[1-9][0-9]{0,17}$/", "/^[1-9][0-9]{0,8}$/"),),
    ),
    Mutant(
        "origin-compared-without-its-port",
        "The sender's origin is compared by its host alone, so another port of it counts as well.",
        kills=("IFR-07",),
        edits=(
            Edit(
                "desktop/page/softphone.js",
                "  if (!frame || source !== frame.contentWindow || from !== origin) return;",
                "  if (!frame || source !== frame.contentWindow || !URL.canParse(from)) return;\n"
                "  if (new URL(from).hostname !== new URL(origin).hostname) return;",
            ),
        ),
    ),
    Mutant(
        "same-ticket-again-is-not-opened",
        "A request for the ticket that was requested last is dropped as a repetition, although the "
        "agent has left its page.",
        kills=("IFR-05",),
        also=("IFR-06", "IFR-08", "IFR-09"),
        edits=(
            Edit(
                "desktop/page/softphone.js",
                "let working = false;",
                'let working = false;\nlet latest = "";',
            ),
            Edit(
                "desktop/page/softphone.js",
                "  if (waiting.includes(path)) return;",
                "  if (path === latest) return;\n  latest = path;",
            ),
        ),
    ),
    # -- the widget on the page ----------------------------------------------------------------
    Mutant(
        "page-keeps-notes-for-the-next-call",
        "A call without notes does not empty the notepad on the page, which still has "
        "those before.",
        kills=("ONL-04",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/notes.js",
                "    call = newCall;\n    field.value = saved = text;",
                "    call = newCall;\n    if (text) field.value = saved = text;",
            ),
        ),
    ),
    Mutant(
        "page-shows-a-ticket-only-from-the-start",
        "The page decides when a call appears whether it has a ticket, so one that comes "
        "later is not shown before a refresh.",
        kills=("ONL-11",),
        also=("ONL-12",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/widget.js",
                '  byId("ticket-row").hidden = !shown.ticket;',
                '  if (isNew) byId("ticket-row").hidden = !shown.ticket;',
            ),
        ),
    ),
    Mutant(
        "page-keeps-the-location-of-the-caller-before",
        "The page does not clear the location for a caller who has none.",
        kills=("ONL-03",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/widget.js",
                '  byId("location").textContent = shown.requester.location ?? "";\n'
                '  byId("location-row").hidden = !shown.requester.location;',
                "  if (shown.requester.location)"
                ' byId("location").textContent = shown.requester.location;\n'
                '  byId("location-row").hidden = !byId("location").textContent;',
            ),
        ),
    ),
)
