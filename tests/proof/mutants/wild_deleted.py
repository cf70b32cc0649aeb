"""Defects that show after records were deleted or changed, by a seventh author."""

from .mutant import Edit, Mutant

IMPORT_OF_PHONES = Edit(
    "calls.py",
    "from .domain import people, settings, times, widgets\n",
    "from .domain import people, phones, settings, times, widgets\n",
)

MUTANTS = (
    Mutant(
        "deleted-phone-hides-a-mobile",
        "The Phone of a deleted contact hides the contact who has that number as Mobile, so "
        "that a call from it makes a new contact.",
        kills=("REQ-15",),
        edits=(
            IMPORT_OF_PHONES,
            Edit(
                "calls.py",
                (
                    '    return people.by_phone(store, "contact", number) or '
                    'people.by_mobile(store, "contact", number)\n'
                ),
                (
                    "    owner = store.one(\n"
                    "        \"SELECT * FROM people WHERE phone_key = ? AND kind = 'contact' "
                    'ORDER BY deleted, id",\n'
                    "        phones.key(number, store.country),\n"
                    "    )\n"
                    "    if owner is None:\n"
                    '        return people.by_mobile(store, "contact", number)\n'
                    '    return None if owner["deleted"] else owner\n'
                ),
            ),
        ),
    ),
    Mutant(
        "deleted-agent-keeps-the-email",
        "A deleted agent hides a new one with the same email.",
        kills=("CALL-06",),
        edits=(
            Edit(
                "calls.py",
                '    agent = people.by_email(store, "agent", email)\n',
                (
                    "    agent = store.one(\n"
                    "        \"SELECT * FROM people WHERE email_key = ? AND kind = 'agent' "
                    'ORDER BY id",\n'
                    "        people.email_key(email),\n"
                    "    )\n"
                    '    if agent and agent["deleted"]:\n'
                    "        agent = None\n"
                ),
            ),
        ),
        left="The email of a deleted agent may stay taken.",
    ),
    Mutant(
        "details-end-with-the-agent",
        "Call details are empty once the agent of the call was deleted.",
        kills=("DET-03",),
        edits=(
            Edit(
                "calls.py",
                "    return [\n",
                (
                    '    if people.by_id(store, "agent", call["responder_id"]) is None:\n'
                    "        return []\n"
                    "    return [\n"
                ),
            ),
        ),
    ),
    Mutant(
        "details-end-with-the-contact",
        "Call details are empty once the contact of the call was deleted.",
        kills=("DET-01",),
        edits=(
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n',
                '    if call is None or call["ticket_id"] is None or _gone(store, call):\n',
            ),
            Edit(
                "calls.py",
                "def requester_name(store: Store, call: Row) -> str:\n",
                (
                    "def _gone(store: Store, call: Row) -> bool:\n"
                    '    return people.by_id(store, "contact", call["requester_id"]) is None\n'
                    "\n"
                    "\n"
                    "def requester_name(store: Store, call: Row) -> str:\n"
                ),
            ),
        ),
        left="No page says what becomes of the calls of a contact who was deleted.",
    ),
    Mutant(
        "ticket-of-a-deleted-agent",
        "A call about a ticket whose agent was deleted is answered with 500.",
        kills=("OFF-05",),
        edits=(
            Edit(
                "calls.py",
                "    if ticket and not pop.new_ticket:\n",
                (
                    '    if ticket and ticket["responder_id"]:\n'
                    '        owner = people.by_id(store, "agent", ticket["responder_id"])\n'
                    "        assert owner is not None\n"
                    "    if ticket and not pop.new_ticket:\n"
                ),
            ),
        ),
    ),
    Mutant(
        "deleted-contact-keeps-the-email",
        "A deleted contact hides another one who has got the email.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "calls.py",
                (
                    '        return _found(contact, "requester_email", "No contact has this '
                    'email")\n'
                ),
                (
                    "        former = store.one(\n"
                    '            "SELECT * FROM people WHERE email_key = ? AND kind = '
                    "'contact' ORDER BY id\",\n"
                    "            people.email_key(pop.requester_email),\n"
                    "        )\n"
                    '        contact = None if former and former["deleted"] else contact\n'
                    '        return _found(contact, "requester_email", "No contact has this '
                    'email")\n'
                ),
            ),
        ),
        left="The email of a deleted contact may stay taken.",
    ),
    Mutant(
        "ticket-of-another-since",
        "A pop sent again makes a second ticket if the first was given to another requester.",
        kills=("REF-06",),
        edits=(
            Edit(
                "calls.py",
                "LOW = 1  # priority\n",
                ("_REQUESTERS: dict[int, int] = {}\nLOW = 1  # priority\n"),
            ),
            Edit(
                "calls.py",
                "    if call:\n",
                (
                    '    if call and call["ticket_id"]:\n'
                    '        now = store.get("tickets", call["ticket_id"])\n'
                    '        was = _REQUESTERS.setdefault(call["ticket_id"], '
                    'now["requester_id"])\n'
                    '        if now["requester_id"] != was:\n'
                    '            call = store.update("calls", call["id"], ticket_id=None, '
                    "note_id=None)\n"
                    "    if call:\n"
                ),
            ),
            Edit(
                "calls.py",
                (
                    '    return store.update("calls", call["id"], ticket_id=ticket_id, '
                    "note_id=note_id)\n"
                ),
                (
                    '    _REQUESTERS[ticket_id] = store.get("tickets", '
                    'ticket_id)["requester_id"]\n'
                    '    return store.update("calls", call["id"], ticket_id=ticket_id, '
                    "note_id=note_id)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "requester-by-number-again",
        "The requester of a call is looked up again by the number as the agent makes the ticket.",
        kills=("ONL-12",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("_NUMBERS: dict[int, str] = {}\nPHONE = 3  # source\n"),
            ),
            Edit(
                "calls.py",
                "    name = requester_name(store, call)\n",
                (
                    '    if number := _NUMBERS.get(call["id"]):\n'
                    '        if (holder := contact_with(store, number)) and holder["id"] != '
                    'call["requester_id"]:\n'
                    '            call = store.update("calls", call["id"], '
                    'requester_id=holder["id"])\n'
                    "    name = requester_name(store, call)\n"
                ),
            ),
            Edit(
                "calls.py",
                "        if pop.new_ticket or option:\n",
                (
                    "        if pop.requester_phone and not pop.requester_id and not "
                    "pop.requester_email:\n"
                    '            _NUMBERS[call["id"]] = pop.requester_phone\n'
                    "        if pop.new_ticket or option:\n"
                ),
            ),
        ),
    ),
    Mutant(
        "number-of-a-deleted-agent",
        "A helpdesk number that a deleted agent had picked cannot be picked again.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "domain/settings.py",
                "        if holder := people.by_picked(store, number):\n",
                (
                    "        if store.one(\n"
                    '            "SELECT * FROM people WHERE picked_key = ? AND deleted",\n'
                    "            phones.key(number, store.country),\n"
                    "        ):\n"
                    '            raise invalid_value("picked", "Somebody else has it")\n'
                    "        if holder := people.by_picked(store, number):\n"
                ),
            ),
        ),
    ),
    Mutant(
        "transfer-from-a-deleted-agent",
        "A call that comes in again for another agent is answered with 500 if its first "
        "agent was deleted.",
        kills=("POP-14",),
        also=("RSP-03",),
        beside="An example of RSP-03 deletes an agent who has a call.",
        edits=(
            Edit(
                "calls.py",
                '        store.delete("widgets", widget["id"])\n',
                (
                    '        assert people.by_id(store, "agent", widget["id"]) is not None\n'
                    '        store.delete("widgets", widget["id"])\n'
                ),
            ),
        ),
    ),
    Mutant(
        "deleted-agent-keeps-the-phone",
        "A deleted agent hides another one who has got the phone.",
        kills=("CALL-06",),
        edits=(
            IMPORT_OF_PHONES,
            Edit(
                "calls.py",
                (
                    '    return people.by_phone(store, "agent", number) or '
                    'people.by_mobile(store, "agent", number)\n'
                ),
                (
                    "    former = store.one(\n"
                    "        \"SELECT * FROM people WHERE phone_key = ? AND kind = 'agent' "
                    'ORDER BY id",\n'
                    "        phones.key(number, store.country),\n"
                    "    )\n"
                    '    if former and former["deleted"]:\n'
                    "        return None\n"
                    '    return people.by_phone(store, "agent", number) or '
                    'people.by_mobile(store, "agent", number)\n'
                ),
            ),
        ),
    ),
)
