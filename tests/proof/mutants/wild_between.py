"""Mistakes that show between two calls, two agents or two pages, by a fifth author."""

from mutants.mutant import Edit, Mutant

MUTANTS = (
    # -- requester -----------------------------------------------------------------------------
    Mutant(
        "plus-in-requester-email-is-a-space",
        "The requester's email is form-decoded once more, so a plus address is looked up "
        "with a space.",
        kills=("REQ-12",),
        also=("REQ-19",),
        edits=(
            Edit(
                "calls.py",
                'people.by_email(store, "contact", pop.requester_email)',
                'people.by_email(store, "contact", pop.requester_email.replace("+", " "))',
            ),
        ),
    ),
    Mutant(
        "caller-found-by-old-name",
        "A contact made by a call is also found by its name, which is the number it no longer has.",
        kills=("CALL-03",),
        also=("REQ-08", "REQ-10", "REQ-17"),
        edits=(
            Edit(
                "calls.py",
                '    return people.by_phone(store, "contact", number)'
                ' or people.by_mobile(store, "contact", number)',
                "    by_name = \"SELECT * FROM people WHERE name = ? AND kind = 'contact'"
                ' AND NOT deleted ORDER BY id"\n'
                "    return (\n"
                '        people.by_phone(store, "contact", number)\n'
                '        or people.by_mobile(store, "contact", number)\n'
                "        or store.one(by_name, number)\n"
                "    )",
            ),
        ),
    ),
    Mutant(
        "mobile-match-is-kept",
        "A caller's contact is remembered while it still has the number, so a Mobile match is "
        "kept after another contact got the number as Phone.",
        kills=("CALL-03",),
        also=("REQ-06",),
        edits=(
            Edit(
                "calls.py",
                '    return people.by_phone(store, "contact", number)'
                ' or people.by_mobile(store, "contact", number)',
                '    known = people.by_id(store, "contact", _CALLERS.get(number, 0))\n'
                '    if known is None or number not in (known["phone"], known["mobile"]):\n'
                '        known = people.by_phone(store, "contact", number) or people.by_mobile(\n'
                '            store, "contact", number\n'
                "        )\n"
                "    if known:\n"
                '        _CALLERS[number] = known["id"]\n'
                "    return known\n"
                "\n"
                "\n"
                "_CALLERS: dict[str, int] = {}",
            ),
        ),
    ),
    Mutant(
        "contact-with-latest-ticket-first",
        "Of several contacts with the number, the one with the latest ticket is chosen.",
        kills=("REQ-07",),
        also=("CALL-01", "CALL-02"),
        edits=(
            Edit(
                "domain/people.py",
                'AND NOT deleted ORDER BY id",\n        key,',
                "AND NOT deleted ORDER BY (SELECT max(tickets.id) FROM tickets"
                ' WHERE requester_id = people.id) DESC, id",\n        key,',
            ),
        ),
    ),
    Mutant(
        "double-zero-only-at-the-very-start",
        "The prefix 00 is not seen behind white space or an opening bracket.",
        kills=("REQ-11",),
        edits=(Edit("domain/phones.py", r'r"^[\s(]*00"', 'r"^00"'),),
    ),
    Mutant(
        "agent-who-calls-is-the-requester",
        "A number that no contact but an agent has makes that agent the requester, and no contact.",
        kills=("REQ-08",),
        also=("OFF-03", "ONL-06"),
        left="An agent may be a requester, as REST v2 lets it be.",
        edits=(
            Edit(
                "calls.py",
                "    return contact_with(store, number) or create_contact_for(store, number)",
                "    return (\n"
                "        contact_with(store, number)\n"
                '        or people.by_phone(store, "agent", number)\n'
                '        or people.by_mobile(store, "agent", number)\n'
                "        or create_contact_for(store, number)\n"
                "    )",
            ),
        ),
    ),
    Mutant(
        "restored-contact-without-lookup-keys",
        "Deleting a contact drops its number from the index, and restoring it does not "
        "put it back.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "rest/contacts.py",
                'request.store.update("people", _living(request)["id"], deleted=True)',
                "request.store.update(\n"
                '        "people", _living(request)["id"], deleted=True, '
                "phone_key=None, mobile_key=None\n"
                "    )",
            ),
        ),
    ),
    # -- responder -----------------------------------------------------------------------------
    Mutant(
        "picked-number-outlives-the-agent",
        "The helpdesk number that a deleted agent had picked still selects that agent.",
        kills=("CALL-06",),
        also=("RSP-03", "RSP-04"),
        edits=(
            Edit(
                "domain/people.py",
                '    return _oldest(store, "agent", "picked_key", phones.key(number, '
                "store.country))",
                "    return store.one(\n"
                '        "SELECT * FROM people WHERE picked_key = ? AND kind = '
                "'agent' ORDER BY id\",\n"
                "        phones.key(number, store.country),\n"
                "    )",
            ),
        ),
    ),
    Mutant(
        "saved-numbers-unpick-all",
        "Whenever the admin saves the list of helpdesk numbers, every agent's pick is dropped.",
        kills=("RSP-03",),
        also=("IFR-11", "IFR-10"),
        edits=(
            Edit(
                "domain/settings.py",
                '        if find_number(store, agent["picked"]) is None:',
                '        if "helpdesk_numbers" in changes:',
            ),
        ),
    ),
    # -- tickets -------------------------------------------------------------------------------
    Mutant(
        "call-about-a-closed-ticket-makes-another",
        "For an agent who is offline, a call about a closed ticket becomes a follow-up ticket.",
        kills=("OFF-05",),
        also=("REC-02", "DET-04", "CALL-01"),
        edits=(
            Edit(
                "calls.py",
                "    if ticket and not pop.new_ticket:",
                '    if ticket and ticket["status"] != 5 and not pop.new_ticket:',
            ),
        ),
    ),
    Mutant(
        "repeat-of-an-open-call-is-skipped",
        "A pop of a reference that is known and has no ticket is taken for a repetition, even when "
        "the agent has gone offline since.",
        kills=("OFF-01",),
        also=("LIFE-01", "LIFE-02", "FLT-03", "CALL-01", "CALL-02"),
        edits=(
            Edit(
                "calls.py",
                '    if call and call["ticket_id"] and not pop.new_ticket:',
                '    if call and not call["ticket_id"] and not pop.new_ticket:\n'
                "        return call\n"
                '    if call and call["ticket_id"] and not pop.new_ticket:',
            ),
        ),
    ),
    Mutant(
        "ticket-named-hides-that-of-the-call",
        "The widget prefers the ticket that the pop named to the one that the call was given.",
        kills=("TKT-05",),
        also=("ONL-12", "ONL-11", "TKT-07", "LIFE-01", "CALL-02"),
        edits=(
            Edit(
                "domain/widgets.py",
                'call["ticket_id"] or widget["ticket_id"]',
                'widget["ticket_id"] or call["ticket_id"]',
            ),
        ),
    ),
    Mutant(
        "explicit-false-beats-the-option",
        "A pop that says new_ticket false is exempt from the New Ticket option.",
        kills=("TKT-06",),
        also=("ONL-07", "ONL-08", "CALL-05"),
        edits=(
            Edit("calls.py", "    new_ticket: bool = False", "    new_ticket: bool | None = None"),
            Edit(
                "calls.py",
                '    option = settings.read(store)["new_ticket"]',
                '    option = settings.read(store)["new_ticket"] and pop.new_ticket is not False',
            ),
        ),
    ),
    Mutant(
        "option-and-request-each-make-a-ticket",
        "With the New Ticket option on, a pop that asks for a new ticket gets two.",
        kills=("ONL-07",),
        also=("TKT-03", "TKT-04", "FWD-04", "CALL-05"),
        edits=(
            Edit(
                "calls.py",
                "        if pop.new_ticket or option:\n"
                "            call = make_ticket(store, call)\n"
                "        if option:\n",
                "        if pop.new_ticket:\n"
                "            call = make_ticket(store, call)\n"
                "        if option:\n"
                "            call = make_ticket(store, call)\n",
            ),
        ),
    ),
    # -- details -------------------------------------------------------------------------------
    Mutant(
        "details-take-the-requester-of-the-ticket",
        "Details take the requester from the ticket, so a call about somebody else's ticket is "
        "reported as that person's.",
        kills=("DET-05",),
        also=("CALL-01", "CALL-02"),
        edits=(
            Edit(
                "calls.py",
                '            "requester_id": call["requester_id"],',
                '            "requester_id": store.get("tickets", '
                'call["ticket_id"])["requester_id"],',
            ),
        ),
    ),
    Mutant(
        "later-note-becomes-the-calls-note",
        "The note of a recording that came later is stored as the call's note, even where the call "
        "made its ticket.",
        kills=("DET-03",),
        also=("CALL-01", "CALL-02", "REC-09"),
        left="Whether the note of a later pop is reported, no page says.",
        edits=(
            Edit(
                "calls.py",
                '    add_note(store, call, call["ticket_id"], call_url, call_info)',
                '    note = add_note(store, call, call["ticket_id"], call_url, call_info)',
            ),
            Edit(
                "calls.py",
                '        call_url=call_url or stored["call_url"],',
                '        note_id=note["id"],\n        call_url=call_url or stored["call_url"],',
            ),
        ),
    ),
    Mutant(
        "reference-compared-up-to-64",
        "References are kept whole, and compared by their first 64 characters.",
        kills=("DET-10",),
        edits=(
            Edit(
                "calls.py",
                '"SELECT * FROM calls WHERE reference = ?"',
                '"SELECT * FROM calls WHERE substr(reference, 1, 64) = substr(?, 1, 64)"',
            ),
        ),
    ),
)
