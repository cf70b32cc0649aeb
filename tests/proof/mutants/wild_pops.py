"""Further mistakes about data and lookups, by a third author."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "deleted-phone-blocks-mobile",
        "A number that a deleted contact has as Phone is no longer looked for among "
        "the Mobiles, so a second contact is made for the living owner of the Mobile.",
        kills=("REQ-15",),
        edits=(
            Edit(
                "calls.py",
                '    return people.by_phone(store, "contact", number) or '
                'people.by_mobile(store, "contact", number)\n',
                '    if contact := people.by_phone(store, "contact", number):\n'
                "        return contact\n"
                "    key = people.phones.key(number, store.country)\n"
                "    if store.one(\"SELECT id FROM people WHERE kind = 'contact' AND phone_key "
                '= ?", key):\n'
                "        return None\n"
                '    return people.by_mobile(store, "contact", number)\n',
            ),
        ),
    ),
    Mutant(
        "deleted-elder-hides-the-living",
        "The lookup takes the oldest match first and only then checks whether it is "
        "deleted, so a deleted person hides a living one with the same number or email.",
        kills=("REQ-15",),
        edits=(
            Edit(
                "domain/people.py",
                "    return store.one(\n"
                '        f"SELECT * FROM people WHERE {column} = ? AND kind = ? AND NOT '
                'deleted ORDER BY id",\n'
                "        key,\n"
                "        kind,\n"
                "    )\n",
                "    first = store.one(\n"
                '        f"SELECT * FROM people WHERE {column} = ? AND kind = ? ORDER BY id",\n'
                "        key,\n"
                "        kind,\n"
                "    )\n"
                '    return None if first is None or first["deleted"] else first\n',
            ),
        ),
    ),
    Mutant(
        "numbers-compared-by-last-ten-digits",
        "Numbers are compared by their last ten characters, so numbers of two "
        "countries with the same national digits are one.",
        kills=("REQ-08",),
        edits=(
            Edit(
                "domain/phones.py",
                "    return phonenumbers.format_number(parsed, "
                "phonenumbers.PhoneNumberFormat.E164)\n",
                "    return phonenumbers.format_number(parsed, "
                "phonenumbers.PhoneNumberFormat.E164)[-10:]\n",
            ),
        ),
    ),
    Mutant(
        "mobile-match-copied-to-phone",
        "A contact without a Phone who was found by Mobile gets the number as Phone "
        "too, and is still selected after the Mobile went to somebody else.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "calls.py",
                '    return people.by_phone(store, "contact", number) or '
                'people.by_mobile(store, "contact", number)\n',
                '    contact = people.by_phone(store, "contact", number) or people.by_mobile(\n'
                '        store, "contact", number\n'
                "    )\n"
                '    if contact and not contact["phone"]:\n'
                '        contact = people.update(store, contact, {"phone": number})\n'
                "    return contact\n",
            ),
        ),
    ),
    Mutant(
        "agent-phone-shared-with-a-contact-refused",
        "The agent's phone is looked for among all people, so an agent whose Phone a "
        "contact has as well is refused as no agent.",
        kills=("RSP-08",),
        edits=(
            Edit(
                "calls.py",
                '    return people.by_phone(store, "agent", number) or people.by_mobile(store, '
                '"agent", number)\n',
                "    key = people.phones.key(number, store.country)\n"
                "    person = store.one(\n"
                '        "SELECT * FROM people WHERE phone_key = ? AND NOT deleted ORDER BY '
                'kind DESC, id", key\n'
                "    )\n"
                "    if person:\n"
                '        return person if person["kind"] == "agent" else None\n'
                '    return people.by_mobile(store, "agent", number)\n',
            ),
        ),
    ),
    Mutant(
        "reference-in-any-letter-case-2",
        "References are compared without regard to letter case, so two calls whose "
        "references differ only in case are one.",
        kills=("DET-10",),
        edits=(
            Edit(
                "calls.py",
                '    return store.one("SELECT * FROM calls WHERE reference = ?", reference)\n',
                '    return store.one("SELECT * FROM calls WHERE reference = ? COLLATE '
                'NOCASE", reference)\n',
            ),
        ),
    ),
    Mutant(
        "info-without-falsy-values",
        "Keys of call_info whose value is 0, false, empty or null are left out of the note.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                "        for key, value in call_info.items()\n",
                "        for key, value in call_info.items()\n        if value\n",
            ),
        ),
    ),
    Mutant(
        "recording-address-escaped-twice",
        "The address of the recording is escaped twice, so a signed address with an "
        "ampersand cannot be played.",
        kills=("REC-04",),
        edits=(
            Edit(
                "calls.py",
                "    address = html.escape(call_url)\n",
                "    address = html.escape(html.escape(call_url))\n",
            ),
        ),
    ),
    Mutant(
        "player-only-for-known-endings",
        "An audio element is made only if the whole address ends with a known audio "
        "ending, so addresses with a query or without an ending get a plain link.",
        kills=("REC-04",),
        edits=(
            Edit(
                "calls.py",
                '    return f\'<p><audio controls src="{address}"></audio> <a '
                'href="{address}">{address}</a></p>\'\n',
                '    if not call_url.lower().endswith((".mp3", ".wav", ".ogg", ".m4a")):\n'
                "        return f'<p><a href=\"{address}\">{address}</a></p>'\n"
                '    return f\'<p><audio controls src="{address}"></audio> <a '
                'href="{address}">{address}</a></p>\'\n',
            ),
        ),
    ),
    Mutant(
        "closed-ticket-not-taken",
        "A ticket_id of a closed ticket is ignored, and a new ticket is made instead.",
        kills=("OFF-05",),
        edits=(
            Edit(
                "calls.py",
                '    return _found(store.get("tickets", pop.ticket_id), "ticket_id", "There is '
                'no such ticket")\n',
                '    ticket = _found(store.get("tickets", pop.ticket_id), "ticket_id", "There '
                'is no such ticket")\n'
                '    return None if ticket["status"] == 5 else ticket\n',
            ),
        ),
    ),
    Mutant(
        "ticket-owner-becomes-requester",
        "Linking a call to another contact's ticket makes that contact the requester "
        "of the call in its details.",
        kills=("DET-05",),
        edits=(
            Edit(
                "calls.py",
                '    return associate(store, call, ticket["id"], note_id=note["id"])',
                '    call = store.update("calls", call["id"], '
                'requester_id=ticket["requester_id"])\n'
                '    return associate(store, call, ticket["id"], note_id=note["id"])',
            ),
        ),
    ),
    Mutant(
        "restored-contact-not-indexed",
        "Deleting a contact takes the numbers out of the index, and restoring does not "
        "put them back, so the next call makes a second contact.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "rest/contacts.py",
                'request.store.update("people", _living(request)["id"], deleted=True)',
                "request.store.update(\n"
                '        "people", _living(request)["id"], deleted=True, phone_key=None, '
                "mobile_key=None\n"
                "    )",
            ),
        ),
    ),
    Mutant(
        "second-pop-clears-notepad",
        "A later pop of the open call for the same agent, such as the one with the "
        "recording, empties the notepad.",
        kills=("ONL-13",),
        edits=(
            Edit(
                "calls.py",
                '        columns["call_info"] = json.dumps({**json.loads(call["call_info"]), '
                "**pop.call_info})\n",
                '        columns["call_info"] = json.dumps({**json.loads(call["call_info"]), '
                "**pop.call_info})\n"
                '        if call["responder_id"] == responder["id"]:\n'
                '            columns["notes"] = ""\n',
            ),
        ),
    ),
    Mutant(
        "later-pop-erases-recording",
        "A later pop without call_url for a call that has no ticket yet, such as that "
        "of a transfer, erases the recording of the first.",
        kills=("REC-01",),
        edits=(
            Edit(
                "calls.py",
                '        columns["call_url"] = pop.call_url or call["call_url"]\n',
                '        columns["call_url"] = pop.call_url\n',
            ),
        ),
    ),
)
