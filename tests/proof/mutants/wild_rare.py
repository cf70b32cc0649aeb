"""Mistakes in lookups and contents that show in one circumstance, by a fourth author."""

from .mutant import Edit, Mutant

MUTANTS = (
    # Who calls, and who is called
    Mutant(
        "shared-number-follows-the-last-caller",
        "Of several contacts with the number, the one whose call came last is chosen, so a call "
        "that names another of them by id moves the number to that one.",
        kills=("REQ-07",),
        edits=(
            Edit(
                "domain/people.py",
                'AND kind = ? AND NOT deleted ORDER BY id",\n        key,',
                'AND kind = ? AND NOT deleted ORDER BY "\n'
                '        "(SELECT max(calls.id) FROM calls WHERE requester_id = people.id) DESC, '
                'id",\n'
                "        key,",
            ),
        ),
    ),
    Mutant(
        "extension-loses-leading-zeros",
        "An internal extension is kept without its leading zeros, so a call from 0200 is taken "
        "for the contact with 200.",
        kills=("REQ-17",),
        edits=(
            Edit(
                "domain/phones.py",
                "is_possible_number(parsed):\n        return number\n",
                'is_possible_number(parsed):\n        return number.lstrip("0") or number\n',
            ),
        ),
    ),
    Mutant(
        "restored-contact-without-mobile-lookup",
        "Deleting a contact takes its Mobile out of the index, and restoring the contact does not "
        "put it back.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "rest/contacts.py",
                'request.store.update("people", _living(request)["id"], deleted=True)',
                'request.store.update("people", _living(request)["id"], deleted=True, '
                "mobile_key=None)",
            ),
        ),
    ),
    Mutant(
        "nameless-caller-yields-to-mobile",
        "A contact who still has the number as name counts as a stopgap, and loses the number to "
        "another contact who got it as Mobile later.",
        kills=("REQ-06",),
        edits=(
            Edit(
                "calls.py",
                '    return people.by_phone(store, "contact", number) '
                'or people.by_mobile(store, "contact", number)\n',
                '    found = people.by_phone(store, "contact", number)\n'
                '    if found and found["name"] != found["phone"]:\n'
                "        return found\n"
                '    return people.by_mobile(store, "contact", number) or found\n',
            ),
        ),
    ),
    Mutant(
        "tag-of-address-dropped-in-lookup",
        "The lookup drops a tag behind a plus from the email of a contact, so one who is stored "
        "with the tag is never found.",
        kills=("REQ-12",),
        edits=(
            Edit(
                "domain/people.py",
                '    return _oldest(store, kind, "email_key", email_key(email))\n',
                '    if kind == "contact" and "+" in email:\n'
                '        local, _, domain = email.partition("@")\n'
                "        email = f\"{local.partition('+')[0]}@{domain}\"\n"
                '    return _oldest(store, kind, "email_key", email_key(email))\n',
            ),
        ),
    ),
    Mutant(
        "contact-of-the-id-gains-the-number",
        "If the contact of the requester id has no Phone, the number that came with the id is "
        "stored as one.",
        kills=("REQ-02",),
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n',
                '    if "requester_id" in kept and not isinstance(kept.get("requester_phone"), '
                "str):\n",
            ),
            Edit(
                "calls.py",
                '        contact = people.by_id(store, "contact", pop.requester_id)\n',
                '        contact = people.by_id(store, "contact", pop.requester_id)\n'
                '        if contact and pop.requester_phone and not contact["phone"]:\n'
                "            contact = people.update(store, contact, "
                '{"phone": pop.requester_phone})\n',
            ),
        ),
    ),
    Mutant(
        "number-put-down-still-rings",
        "An agent who picks no number any more is shown without one, but remains in the index by "
        "which calls to the number are routed.",
        kills=("RSP-03",),
        left="No page says that an agent can put a number down again.",
        edits=(
            Edit(
                "domain/settings.py",
                "    if number is not None:\n",
                "    if number is None:\n"
                '        store.update("people", agent["id"], picked=None)\n'
                "        return\n"
                "    if number is not None:\n",
            ),
        ),
    ),
    Mutant(
        "deleted-agent-keeps-the-picked-number",
        "The agent who has picked a helpdesk number is looked up without regard to deletion, so "
        "calls go on to one who has left.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "domain/people.py",
                '    return _oldest(store, "agent", "picked_key", '
                "phones.key(number, store.country))\n",
                '    sql = "SELECT * FROM people WHERE picked_key = ?"\n'
                "    return store.one(sql, phones.key(number, store.country))\n",
            ),
        ),
    ),
    Mutant(
        "number-of-seven-digits-is-an-extension",
        "Numbers of seven digits, which are whole international numbers of small countries, count "
        "as extensions, so another notation of one makes a second contact.",
        kills=("REQ-11",),
        left="Notations are tried with numbers of the account's country.",
        edits=(
            Edit(
                "domain/phones.py",
                "if not phonenumbers.is_possible_number(parsed):",
                "if parsed.national_number < 10_000_000 or "
                "not phonenumbers.is_possible_number(parsed):",
            ),
        ),
    ),
    Mutant(
        "call-to-the-mobile-means-away",
        "An agent who is named by the Mobile is taken to be on the road, and gets a ticket in "
        "place of the widget although the desktop is open.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "calls.py",
                '    if presence.is_online(responder["id"]):\n',
                "    away = pop.responder_phone is not None and "
                'pop.responder_phone == responder["mobile"]\n'
                '    if presence.is_online(responder["id"]) and not away:\n',
            ),
        ),
    ),
    # Tickets, notes, recordings and call information
    Mutant(
        "long-number-in-scientific-notation",
        "A number of the call information is printed with six significant digits, so a customer "
        "number of seven digits comes out with an exponent.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                "    return value if isinstance(value, str) "
                "else json.dumps(value, ensure_ascii=False)\n",
                "    if isinstance(value, int | float) and not isinstance(value, bool):\n"
                '        return f"{value:g}"\n'
                "    return value if isinstance(value, str) "
                "else json.dumps(value, ensure_ascii=False)\n",
            ),
        ),
    ),
    Mutant(
        "any-address-with-slashes-is-linked",
        "Whatever has a colon and two slashes counts as an address on the web, also a script that "
        "begins with a comment.",
        kills=("REC-06",),
        edits=(
            Edit(
                "calls.py",
                '    if not call_url.lower().startswith(("http://", "https://")):\n',
                '    if "://" not in call_url:\n',
            ),
        ),
    ),
    Mutant(
        "later-recording-hides-later-information",
        "If a later pop brings a new recording and new information at once, only the recording is "
        "noted.",
        kills=("REC-09",),
        edits=(
            Edit(
                "calls.py",
                'call_info = pop.call_info if pop.call_info != stored["call_info"] else {}',
                "call_info = {}\n"
                '    if not call_url and pop.call_info != stored["call_info"]:\n'
                "        call_info = pop.call_info",
            ),
        ),
    ),
    Mutant(
        "pop-after-closed-ticket-makes-another",
        "If the ticket of the reference was closed in the meantime, the same pop makes another "
        "ticket and another time entry.",
        kills=("REF-06",),
        edits=(
            Edit(
                "calls.py",
                '    if call and call["ticket_id"] and not pop.new_ticket:\n',
                '    known = store.get("tickets", call["ticket_id"]) if call else None\n'
                '    if call and known and known["status"] != 5 and not pop.new_ticket:\n',
            ),
        ),
    ),
    Mutant(
        "quoted-lines-of-notes-dropped",
        "Lines of the agent's notes that begin with > are taken for a quoted mail and left out.",
        kills=("ONL-13",),
        edits=(
            Edit(
                "calls.py",
                '"<br>".join(html.escape(line) for line in notes.splitlines())',
                '"<br>".join(\n'
                "        html.escape(line) for line in notes.splitlines() "
                'if not line.lstrip().startswith(">")\n'
                "    )",
            ),
        ),
    ),
    Mutant(
        "note-goes-to-the-ticket-named-at-first",
        "A note that the agent adds goes to the ticket that the pop named, even if the call got "
        "another one, which the widget shows.",
        kills=("TKT-07",),
        left="CTI-TKT-07 is about the ticket that the pop has asked for.",
        edits=(
            Edit(
                "actions.py",
                "    ticket_id = widgets.shown_ticket(widget, call)\n",
                '    ticket_id = widget["ticket_id"] or call["ticket_id"]\n',
            ),
        ),
    ),
    Mutant(
        "notes-in-place-of-the-information",
        "If the agent took notes, a call that is linked to an existing ticket leaves the call "
        "information out.",
        kills=("REC-08",),
        edits=(
            Edit(
                "calls.py",
                'CTI-REC-02, CTI-REC-08."""\n    call_info = json.loads(call["call_info"])\n',
                'CTI-REC-02, CTI-REC-08."""\n'
                '    call_info = {} if call["notes"] else json.loads(call["call_info"])\n',
            ),
        ),
    ),
    Mutant(
        "caller-without-number-is-a-mail",
        "The source of the ticket is Email if the contact has neither Phone nor Mobile.",
        kills=("OFF-04",),
        edits=(
            Edit(
                "calls.py",
                "    name = requester_name(store, call)\n",
                "    name = requester_name(store, call)\n"
                '    caller = store.get("people", call["requester_id"])\n',
            ),
            Edit(
                "calls.py",
                "        source=PHONE,  # CTI-OFF-04\n",
                '        source=PHONE if caller["phone"] or caller["mobile"] else 1,\n',
            ),
        ),
    ),
    Mutant(
        "signed-address-of-recording-cut",
        "The address of a recording is stored in a column of 1,024 characters, so a long signed "
        "one loses its end.",
        kills=("REC-01",),
        left="No page says how long an address may be; 600 are tried.",
        edits=(
            Edit(
                "calls.py",
                '        "call_url": pop.call_url,\n',
                '        "call_url": pop.call_url and pop.call_url[:1024],\n',
            ),
        ),
    ),
    Mutant(
        "linked-call-is-the-stale-one",
        "A pop for an offline agent that links a call known from an earlier pop writes the note "
        "from the call as it was before, without the recording that has just come.",
        kills=("REC-02",),
        edits=(
            Edit(
                "calls.py",
                "    call = store_pop(store, call, pop, requester, responder)\n"
                "    if ticket and not pop.new_ticket:\n"
                "        return link_to_ticket(store, call, ticket)\n"
                "    return make_ticket(store, call)\n",
                "    stored = store_pop(store, call, pop, requester, responder)\n"
                "    if ticket and not pop.new_ticket:\n"
                "        return link_to_ticket(store, call or stored, ticket)\n"
                "    return make_ticket(store, stored)\n",
            ),
        ),
    ),
)
