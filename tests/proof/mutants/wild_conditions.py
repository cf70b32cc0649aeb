"""Mistakes in the server that show only under a condition, by a sixth author."""

from mutants.mutant import Edit, Mutant

MUTANTS = (
    # -- requester and responder -----------------------------------------------------------------
    Mutant(
        "contact-learns-the-number-beside-its-id",
        "A contact without any number gets the `requester_phone` that came beside its id, if "
        "nobody else has that number.",
        kills=("REQ-02",),
        also=("CALL-01", "CALL-02", "CALL-03", "REQ-08"),
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:',
                '    if "requester_id" in kept and not isinstance(kept.get("requester_phone"), '
                "str):",
            ),
            Edit(
                "calls.py",
                '        contact = people.by_id(store, "contact", pop.requester_id)',
                '        contact = people.by_id(store, "contact", pop.requester_id)\n'
                "        number = pop.requester_phone\n"
                '        if contact and number and not (contact["phone"] or contact["mobile"]):\n'
                "            if contact_with(store, number) is None:\n"
                '                contact = people.update(store, contact, {"phone": number})',
            ),
        ),
    ),
    Mutant(
        "of-several-with-a-number-the-last-caller",
        "Of several contacts with the number the one who called last is chosen, so a call that "
        "names another of them by id changes the choice for the next call by phone.",
        kills=("REQ-07",),
        also=("CALL-01", "CALL-02", "OFF-03", "ONL-06"),
        edits=(
            Edit(
                "domain/people.py",
                '        f"SELECT * FROM people WHERE {column} = ? AND kind = ? AND NOT deleted '
                'ORDER BY id",',
                '        f"SELECT * FROM people WHERE {column} = ? AND kind = ? AND NOT deleted"\n'
                '        " ORDER BY (SELECT max(calls.id) FROM calls WHERE requester_id = '
                "people.id)"
                ' DESC, id",',
            ),
        ),
    ),
    Mutant(
        "mobile-as-written-wins-over-phone-in-another-notation",
        "The number is first looked for as it is written, among the Phones and the Mobiles, and "
        "only then in other notations, so a Mobile can win over a Phone.",
        kills=("REQ-11",),
        also=("REQ-07", "REQ-06", "OFF-03", "ONL-06", "CALL-03"),
        edits=(
            Edit(
                "calls.py",
                '    return people.by_phone(store, "contact", number) or '
                'people.by_mobile(store, "contact", number)',
                "    living = \"SELECT * FROM people WHERE kind = 'contact' AND NOT deleted\"\n"
                '    for column in ("phone", "mobile"):  # most numbers come as they are stored\n'
                '        if found := store.one(f"{living} AND {column} = ? ORDER BY id", number):\n'
                "            return found\n"
                '    return people.by_phone(store, "contact", number) or '
                'people.by_mobile(store, "contact", number)',
            ),
        ),
    ),
    Mutant(
        "changed-email-is-looked-up-as-typed",
        "When a person's email is changed, its key for the look-up keeps the capitals, so a new "
        "email with a capital in it is never found; that of a new person is.",
        kills=("REQ-19",),
        also=("CALL-06", "REQ-12", "REQ-19", "RSP-05", "RSP-10"),
        edits=(
            Edit(
                "domain/people.py",
                "    columns = _columns(store, attributes, more=more(person))",
                "    columns = _columns(store, attributes, more=more(person))\n"
                '    if attributes.get("email"):\n'
                '        columns["email_key"] = attributes["email"].strip()',
            ),
        ),
    ),
    Mutant(
        "restored-contact-is-not-found-by-mobile",
        "A deletion takes the contact's numbers out of the index, and restoring it puts only the "
        "Phone back, not the Mobile.",
        kills=("CALL-03",),
        also=("REQ-05", "REQ-11", "REQ-15"),
        edits=(
            Edit(
                "rest/contacts.py",
                '    request.store.update("people", _living(request)["id"], deleted=True)',
                '    gone = {"deleted": True, "phone_key": None, "mobile_key": None}\n'
                '    request.store.update("people", _living(request)["id"], **gone)',
            ),
            Edit(
                "domain/people.py",
                '        store.update("people", person["id"], deleted=False)',
                '        number = person["phone"]\n'
                "        key = phones.key(number, store.country) if number else None\n"
                '        store.update("people", person["id"], deleted=False, phone_key=key)',
            ),
        ),
    ),
    Mutant(
        "changed-agent-loses-the-picked-number",
        "A change of an agent over REST v2 writes the whole record anew, and the helpdesk number "
        "that the agent has picked is not in it.",
        kills=("RSP-03",),
        also=("CALL-06", "IFR-11", "DIAL-01", "RSP-08"),
        edits=(
            Edit(
                "rest/agents.py",
                "    return reply(200, shown(people.update(request.store, agent, attributes)))",
                "    people.pick(request.store, agent, None)\n"
                "    return reply(200, shown(people.update(request.store, agent, attributes)))",
            ),
        ),
    ),
    Mutant(
        "superscript-id-fails",
        "A text counts as a number if all its characters are digits for Unicode, so an id such "
        "as ² makes the conversion fail.",
        kills=("POP-14",),
        also=("POP-08", "POP-10", "REQ-03", "RSP-02", "TKT-02", "CALL-04"),
        edits=(
            Edit(
                "http/contract.py",
                '        if "integer" in types and _NUMBER.fullmatch(value):',
                '        if "integer" in types and value.isdigit() and len(value) <= 18:',
            ),
        ),
    ),
    # -- reference and details -------------------------------------------------------------------
    Mutant(
        "reference-in-normal-form",
        "References are brought into Unicode's normal form C, so one with a letter and a combining "
        "accent comes back changed, and is the same as the one with the composed letter.",
        kills=("DET-09",),
        also=("DET-10", "REF-01", "REF-08", "CALL-01", "CALL-02"),
        edits=(
            Edit(
                "rest/cti.py",
                "from collections.abc import Mapping",
                "import unicodedata\nfrom collections.abc import Mapping",
            ),
            Edit(
                "rest/cti.py",
                '        kept.pop("requester_phone", None)',
                '        kept.pop("requester_phone", None)\n'
                '    if isinstance(reference := kept.get("call_reference_id"), str):\n'
                '        kept["call_reference_id"] = unicodedata.normalize("NFC", reference)',
            ),
            Edit(
                "rest/cti.py",
                "    return reply(200, calls.details(request.store, "
                'request.query["call_reference_id"]))',
                '    reference = unicodedata.normalize("NFC", request.query["call_reference_id"])\n'
                "    return reply(200, calls.details(request.store, reference))",
            ),
        ),
    ),
    Mutant(
        "details-give-the-latest-note-of-the-ticket",
        "Details of a linked call give the latest note on the ticket, so once somebody else has "
        "put a note there, or a second call was linked to it, they give that one.",
        kills=("REF-05",),
        also=("DET-04", "DET-08", "CALL-01", "CALL-02"),
        edits=(
            Edit(
                "calls.py",
                '            "note_id": call["note_id"],',
                '            "note_id": call["note_id"]\n'
                '            and store.all("SELECT max(id) FROM notes WHERE ticket_id = ?",'
                ' call["ticket_id"])[0][0],',
            ),
        ),
    ),
    Mutant(
        "second-call-without-reference-is-taken-for-a-retry",
        "A pop without a reference of the same caller for the same agent, within three seconds, is "
        "taken for the same call.",
        kills=("OFF-01",),
        also=("REF-07", "CALL-01", "CALL-02", "CALL-05", "FLT-05", "FLT-06", "REC-01", "ONL-07"),
        edits=(
            Edit(
                "calls.py",
                "    call = find_call(store, pop.call_reference_id)\n",
                "    call = find_call(store, pop.call_reference_id)\n"
                "    if pop.call_reference_id is None:\n"
                "        call = store.one(\n"
                '            "SELECT * FROM calls WHERE reference IS NULL AND requester_id = ?"\n'
                '            " AND responder_id = ? ORDER BY id DESC",\n'
                '            requester["id"],\n'
                '            responder["id"],\n'
                "        )\n"
                '        if call and times.seconds_since(call["created_at"]) > 2:\n'
                "            call = None\n",
            ),
        ),
    ),
    # -- recording, information and notes --------------------------------------------------------
    Mutant(
        "recording-replaces-the-information",
        "While a call has no ticket, recording and information are stored as a pair: a later pop "
        "that brings one of them removes the other.",
        kills=("REC-05",),
        also=("REC-01", "REC-02", "REC-07", "REC-08", "REC-10", "FLT-06", "CALL-02", "LIFE-01"),
        edits=(
            Edit(
                "calls.py",
                '        columns["call_url"] = pop.call_url or call["call_url"]\n'
                '        columns["call_info"] = json.dumps({**json.loads(call["call_info"]), '
                "**pop.call_info})",
                "        if not (pop.call_url or pop.call_info):\n"
                '            columns["call_url"] = call["call_url"]\n'
                '            columns["call_info"] = call["call_info"]',
            ),
        ),
    ),
    Mutant(
        "recording-with-an-ampersand-is-noted-at-each-load",
        "Whether the postponed recording is noted already is decided by a search for its address "
        "in the notes, where an ampersand in it is escaped.",
        kills=("ONL-10",),
        also=("CALL-05", "LIFE-03", "REC-07"),
        edits=(
            Edit(
                "calls.py",
                '        add_note(store, call, call["ticket_id"], call["call_url"], {})\n'
                '        store.update("calls", call["id"], note_due=False)',
                '        sql = "SELECT id FROM notes WHERE ticket_id = ? AND instr(body, ?)"\n'
                '        if not store.one(sql, call["ticket_id"], call["call_url"]):\n'
                '            add_note(store, call, call["ticket_id"], call["call_url"], {})',
            ),
        ),
    ),
    Mutant(
        "postponed-recording-is-lost-in-a-crash",
        "Which recordings wait for the page of their ticket is kept in memory, so with the New "
        "Ticket option on a crash before the page is loaded loses the recording.",
        kills=("ONL-10",),
        also=("FLT-04", "LIFE-02", "REC-07", "CALL-05"),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source",
                "PHONE = 3  # source\n\n_due: set[tuple[int, int]] = set()  # recordings to note",
            ),
            Edit(
                "calls.py",
                '        store.update("calls", call["id"], call_url=call_url, note_due=True)',
                '        store.update("calls", call["id"], call_url=call_url)\n'
                '        _due.add((id(store), call["id"]))',
            ),
            Edit(
                "calls.py",
                '    if call["note_due"] and call["ticket_id"]:',
                '    if (id(store), call["id"]) in _due and call["ticket_id"]:',
            ),
            Edit(
                "calls.py",
                '        store.update("calls", call["id"], note_due=False)',
                '        _due.discard((id(store), call["id"]))',
            ),
            Edit(
                "calls.py",
                '    store.update("calls", call["id"], notes="", note_due=False)',
                '    store.update("calls", call["id"], notes="", note_due=False)\n'
                '    _due.discard((id(store), call["id"]))',
            ),
        ),
    ),
    Mutant(
        "apostrophe-cuts-the-recording",
        "The address of the recording is in an attribute with single quotes, and an apostrophe in "
        "it is not escaped.",
        kills=("REC-04",),
        also=("REC-06", "REC-07", "ONL-15", "REC-01", "REC-02"),
        edits=(
            Edit(
                "calls.py",
                "    address = html.escape(call_url)",
                '    address = html.escape(call_url, quote=False).replace(\'"\', "&quot;")',
            ),
            Edit(
                "calls.py",
                '    return f\'<p><audio controls src="{address}"></audio> '
                '<a href="{address}">{address}</a></p>\'',
                "    return f\"<p><audio controls src='{address}'></audio> "
                "<a href='{address}'>{address}</a></p>\"",
            ),
        ),
    ),
    Mutant(
        "zero-and-false-are-shown-as-nothing",
        "A value of the call information is left empty if it counts as false, so the number 0 and "
        "the boolean false are lost.",
        kills=("REC-05",),
        also=("REC-08", "REC-09", "REC-10", "CALL-01", "CALL-02"),
        edits=(
            Edit(
                "calls.py",
                '        f"<li>{html.escape(key)}: {html.escape(value_text(value))}</li>"',
                '        f"<li>{html.escape(key)}: {html.escape(value_text(value)) if value else '
                'str()}</li>"',
            ),
        ),
    ),
    Mutant(
        "note-is-as-public-as-the-one-before-it",
        "The call's note takes over whether it is private from the note before it on the ticket, "
        "so after a public note the recording is public.",
        kills=("REC-03",),
        also=("OFF-05", "REC-02", "ONL-10", "CALL-01", "CALL-02"),
        edits=(
            Edit(
                "calls.py",
                "        private=True,",
                "        private=store.all(\n"
                '            "SELECT coalesce((SELECT private FROM notes WHERE ticket_id = ?"\n'
                '            " ORDER BY id DESC LIMIT 1), TRUE)",\n'
                "            ticket_id,\n"
                "        )[0][0],",
            ),
        ),
    ),
    # -- the widget ------------------------------------------------------------------------------
    Mutant(
        "draft-of-an-earlier-call-of-the-caller",
        "The notes of a call that was dismissed without a ticket are kept as a draft, and come "
        "back in the notepad of the next call of the same caller for the same agent.",
        kills=("ONL-04",),
        also=("ONL-13", "END-03", "CALL-02", "LIFE-01", "OFF-01"),
        edits=(
            Edit(
                "calls.py",
                '        return store.insert("calls", reference=pop.call_reference_id, **columns)',
                "        draft = store.one(\n"
                '            "SELECT notes FROM calls WHERE requester_id = ? AND responder_id = '
                '?"\n'
                "            \" AND ticket_id IS NULL AND notes <> '' ORDER BY id DESC\",\n"
                '            requester["id"],\n'
                '            responder["id"],\n'
                "        )\n"
                "        if draft:\n"
                '            columns["notes"] = draft["notes"]\n'
                '        return store.insert("calls", reference=pop.call_reference_id, **columns)',
            ),
        ),
    ),
    Mutant(
        "recent-tickets-are-of-the-first-page",
        "The recent tickets are the latest three of the requester's first page of thirty, so those "
        "of a caller with more than thirty tickets are old ones.",
        kills=("ONL-03",),
        also=("CALL-02",),
        edits=(
            Edit(
                "domain/widgets.py",
                '        "SELECT id FROM tickets WHERE requester_id = ? ORDER BY created_at DESC, '
                'id DESC LIMIT ?",',
                '        "SELECT id FROM (SELECT * FROM tickets WHERE requester_id = ? ORDER BY '
                'id"\n'
                '        " LIMIT 30) ORDER BY created_at DESC, id DESC LIMIT ?",',
            ),
        ),
    ),
    Mutant(
        "closed-tickets-cannot-be-linked",
        "A call cannot be linked to a ticket whose status is closed.",
        kills=("ONL-11",),
        also=("END-02", "LIFE-01", "CALL-02"),
        edits=(
            Edit(
                "actions.py",
                '        raise invalid_value("ticket_id", "There is no such ticket")',
                '        raise invalid_value("ticket_id", "There is no such ticket")\n'
                '    if ticket["status"] == 5:\n'
                '        raise invalid_value("ticket_id", "The ticket is closed")',
            ),
        ),
    ),
    Mutant(
        "note-goes-to-the-ticket-that-the-pop-named",
        "A note that the agent adds goes to the ticket that the pop named, even if the widget "
        "shows "
        "another one that was made for the call.",
        kills=("TKT-07",),
        also=("CALL-02", "LIFE-01", "TKT-03", "TKT-08", "ONL-12"),
        left="It shows after a pop with ticket_id and new_ticket, which may go to either "
        "(CTI-TKT-08), or if a note can be added to a ticket that an agent made, which no page "
        "says.",
        edits=(
            Edit(
                "actions.py",
                "    ticket_id = widgets.shown_ticket(widget, call)",
                '    ticket_id = widget["ticket_id"] or call["ticket_id"]',
            ),
        ),
    ),
    Mutant(
        "a-ticket-is-at-one-desk-only",
        "A pop that names a ticket closes the widget in which another agent has a call about the "
        "same ticket, without a ticket for that call.",
        kills=("FLT-10",),
        also=("CALL-07", "ONL-01", "LIFE-01", "CALL-02"),
        edits=(
            Edit(
                "domain/widgets.py",
                '    named = {"ticket_id": ticket["id"]} if ticket else {}',
                '    named = {"ticket_id": ticket["id"]} if ticket else {}\n'
                '    sql = "SELECT id FROM widgets WHERE ticket_id = ? AND id <> ?"\n'
                '    for other in store.all(sql, ticket and ticket["id"], agent["id"]):\n'
                '        store.delete("widgets", other["id"])',
            ),
        ),
    ),
    Mutant(
        "option-switched-on-loses-the-open-call",
        "With the New Ticket option on, the previous call is closed without a look at its ticket, "
        "so one that came in before the option was switched on gets none.",
        kills=("FLT-06",),
        also=("LIFE-03", "FLT-07", "CALL-05"),
        edits=(
            Edit(
                "calls.py",
                '    if previous["ticket_id"] is None:',
                '    if previous["ticket_id"] is None and not settings.read(store)["new_ticket"]:',
            ),
        ),
    ),
    Mutant(
        "ticket-named-for-the-first-agent-moves-on",
        "When a call moves to another agent while the first one's widget is open, the ticket that "
        "only the first pop named is taken over into the second widget.",
        kills=("FWD-03",),
        also=("OFF-01", "CALL-01", "CALL-02", "LIFE-01", "ONL-02"),
        left="No page says whether a ticket that only an earlier pop named is shown to the next "
        "agent if the call was not forwarded in the widget.",
        edits=(
            Edit(
                "calls.py",
                "        delete_widget_of_other_agent(store, call, responder)",
                "        named = delete_widget_of_other_agent(store, call, responder)\n"
                '        ticket = ticket or store.get("tickets", named)',
            ),
            Edit(
                "calls.py",
                "def delete_widget_of_other_agent(store: Store, call: Row, agent: Row) -> None:",
                "def delete_widget_of_other_agent(store: Store, call: Row, agent: Row) -> object:",
            ),
            Edit(
                "calls.py",
                '        store.delete("widgets", widget["id"])\n\n\ndef finish_previous_call(',
                '        store.delete("widgets", widget["id"])\n'
                '    return widget and widget["ticket_id"]\n\n\ndef finish_previous_call(',
            ),
        ),
    ),
    Mutant(
        "call-that-comes-back-is-not-shown",
        "An agent who has forwarded a call is remembered, so that no late pop brings the widget "
        "back; when the call really returns to that agent, no widget opens.",
        kills=("ONL-01",),
        also=("LIFE-01", "FWD-01", "FWD-02", "FWD-03", "TKT-05", "CALL-02", "ONL-14"),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source",
                "PHONE = 3  # source\n\nGIVEN_AWAY: set[tuple[int, int, int]] = set()",
            ),
            Edit(
                "calls.py",
                "    widgets.open_(store, call, responder, ticket, locked=option)",
                '    if (id(store), call["id"], responder["id"]) not in GIVEN_AWAY:\n'
                "        widgets.open_(store, call, responder, ticket, locked=option)",
            ),
            Edit(
                "actions.py",
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n',
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n'
                '    calls.GIVEN_AWAY.add((id(store), widget["call_id"], widget["id"]))\n',
            ),
        ),
    ),
    # -- the desktop's connections ---------------------------------------------------------------
    Mutant(
        "one-window-closed-and-the-agent-is-offline",
        "Presence is one flag of the agent: when one of two windows of the desktop is closed, "
        "the agent is offline, though the other one is open.",
        kills=("ONL-16",),
        also=("ONL-05", "ONL-14", "FLT-01"),
        in_browser=True,
        edits=(
            Edit(
                "online/presence.py",
                "        self._connections[agent_id].discard(connection)",
                "        self._connections[agent_id].clear()",
            ),
        ),
    ),
    Mutant(
        "only-the-newest-window-is-woken",
        "Of several windows of one agent only the one opened last is notified of a change. The "
        "others get it with their next heartbeat.",
        kills=("ONL-14",),
        also=("ONL-01", "FLT-08", "END-03"),
        in_browser=True,
        left="No page says that a call is shown at once in each of several windows of one agent.",
        edits=(
            Edit(
                "online/streams.py",
                "        for awake in self._open:\n            awake.set()",
                "        newest = {agent_id: awake for awake, agent_id in self._open.items()}\n"
                "        for awake in newest.values():\n            awake.set()",
            ),
        ),
    ),
)
