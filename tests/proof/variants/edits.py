"""Conforming edits of the reference: what a rule leaves open, done in another way.

Each is a `Mutant` that no rule may blame. `matrix.compliant` runs the suite on them.
"""

from __future__ import annotations

from variants.notes_edits import CALLS, FORWARDED, NOTES, edit
from variants.page_edits import ON_PAGE

PEOPLE = "domain/people.py"


_OTHER_WIDGET = (
    '    if widget := store.one(sql, call["id"], agent["id"]):\n'
    '        store.delete("widgets", widget["id"])\n'
)
_PREVIOUS = '    if previous["ticket_id"] is None:\n        make_ticket(store, previous)\n'
_OFFLINE = '    if call and call["ticket_id"] and not pop.new_ticket:\n'
_NO_CALL = '    if call is None or call["ticket_id"] is None:\n        return []\n'
_KNOWN_CALLS = '    sql = "SELECT * FROM widgets WHERE call_id = ? AND id <> ?"\n'
_DISMISS = '"""Dismiss the pop-up (CTI-END-03); the call keeps its ticket (CTI-TKT-07)."""\n'
_NUMBER = "            number = columns[name]\n"
_DELETION = '    request.store.update("people", _living(request)["id"], deleted=True)\n'


DESK = (
    edit(
        "stale-widget-stays",
        "After a transfer at the telephone the first agent's widget stays until the next call.",
        (CALLS, _KNOWN_CALLS + _OTHER_WIDGET, ""),
        (
            CALLS,
            _PREVIOUS,
            '    if previous["ticket_id"] is None and previous["responder_id"] == agent["id"]:\n'
            "        make_ticket(store, previous)\n",
        ),
        (
            "domain/store.py",
            "  call_id INTEGER NOT NULL UNIQUE REFERENCES calls,\n",
            "  call_id INTEGER NOT NULL REFERENCES calls,\n",
        ),
    ),
    edit(
        "transfer-drops-notes",
        "After a transfer at the telephone the notepad is empty.",
        (
            CALLS,
            _OTHER_WIDGET,
            _OTHER_WIDGET + '        store.update("calls", call["id"], notes="")\n',
        ),
    ),
    edit(
        "taker-is-the-responder",
        "A later pop makes its agent the responder of a call that has a ticket.",
        (
            CALLS,
            '    stored = {"call_url": call["call_url"], "call_info": '
            'json.loads(call["call_info"])}\n',
            '    call = store.update("calls", call["id"], '
            'responder_id=find_responder(store, pop)["id"])\n'
            '    stored = {"call_url": call["call_url"], "call_info": '
            'json.loads(call["call_info"])}\n',
        ),
    ),
    edit(
        "filed-while-away",
        "The open call of an agent who went offline is filed when the next call comes in.",
        (
            CALLS,
            _OFFLINE,
            '    left = widgets.find(store, responder["id"])\n'
            '    if left and widgets.call_in(store, left)["ticket_id"] is None:\n'
            "        finish_previous_call(store, call, responder)\n" + _OFFLINE,
        ),
    ),
    edit(
        "no-widget-after-a-crash",
        "The widgets are in memory: after a crash there are none.",
        (
            "domain/store.py",
            "            self._read_numbers_in(country)\n",
            "            self._read_numbers_in(country)\n"
            '            self._db.execute("DELETE FROM widgets")\n',
        ),
    ),
    edit(
        "ticket-shown-is-taken",
        "The next call sends a call whose widget shows a ticket to that ticket.",
        (
            CALLS,
            _PREVIOUS,
            '    named = store.get("tickets", widget["ticket_id"])\n'
            '    if named and previous["ticket_id"] is None:\n'
            "        previous = link_to_ticket(store, previous, named)\n" + _PREVIOUS,
        ),
    ),
    edit(
        "dismissal-drops-notes",
        "Dismissing the widget of an open call discards its notes.",
        (
            "actions.py",
            "def dismiss(store: Store, widget: Row, _: Row, __: Mapping[str, Any]) -> None:\n"
            "    " + _DISMISS,
            "def dismiss(store: Store, widget: Row, call: Row, __: Mapping[str, Any]) -> None:\n"
            "    " + _DISMISS + '    store.update("calls", call["id"], notes="")\n',
        ),
    ),
    edit(
        "unnamed-ticket-is-not-shown",
        "A later pop that names no ticket hides the one that the widget showed.",
        (
            "domain/widgets.py",
            '    named = {"ticket_id": ticket["id"]} if ticket else {}\n',
            '    named = {"ticket_id": ticket["id"] if ticket else None}\n',
        ),
    ),
    edit(
        "forwarding-drops-notes",
        "Forwarding an open call discards its notes.",
        (
            "actions.py",
            "def forward(store: Store, widget: Row, _: Row,",
            "def forward(store: Store, widget: Row, call: Row,",
        ),
        (
            "actions.py",
            FORWARDED,
            FORWARDED + '    store.update("calls", call["id"], notes="")\n',
        ),
    ),
)

BRANCHES = (
    edit(
        "both-tickets-reported",
        "Details report both tickets of a reference (CTI-TKT-09).",
        (
            CALLS,
            '            "note_id": call["note_id"],\n        }\n    ]\n',
            '            "note_id": call["note_id"] if one == call["ticket_id"] else None,\n'
            "        }\n"
            '        for one in dict.fromkeys((call["ticket_id"], *(e[0] for e in had)))\n'
            "    ]\n",
        ),
        (
            CALLS,
            '            "ticket_id": call["ticket_id"],\n            "note_id"',
            '            "ticket_id": one,\n            "note_id"',
        ),
        (
            CALLS,
            _NO_CALL,
            _NO_CALL + '    sql = "SELECT ticket_id FROM time_entries WHERE note = ?"\n'
            '    had = store.all(sql, f"Call reference: {reference}")\n',
        ),
    ),
    edit(
        "unassigned-while-away",
        "A ticket for an offline agent is assigned to nobody (CTI-OFF-06).",
        (
            CALLS,
            "    return make_ticket(store, call)\n\n\n# The requester",
            "    call = make_ticket(store, call)\n"
            '    store.update("tickets", call["ticket_id"], responder_id=None)\n'
            "    return call\n\n\n# The requester",
        ),
    ),
    edit(
        "time-of-every-call",
        "A call without a reference has a time entry as well (CTI-REF-07).",
        (CALLS, '    if call["reference"] is not None:\n', "    if True:\n"),
        (
            CALLS,
            "            note=f\"Call reference: {call['reference']}\",\n",
            "            note=f\"Call reference: {call['reference'] or 'none'}\",\n",
        ),
    ),
    edit(
        "newest-contact",
        "Of several contacts with a number the newest is chosen (CTI-REQ-07).",
        (PEOPLE, 'AND NOT deleted ORDER BY id"', 'AND NOT deleted ORDER BY id DESC"'),
    ),
    edit(
        "unknown-email-is-a-contact",
        "An unknown email becomes a contact (CTI-REQ-13).",
        (
            CALLS,
            '        return _found(contact, "requester_email", "No contact has this email")\n',
            "        email = pop.requester_email\n"
            '        made = {"name": email, "email": email}\n'
            '        return contact or people.create(store, "contact", made)\n',
        ),
    ),
    edit(
        "ticket-named-wins",
        "A ticket named wins over a new one asked for (CTI-TKT-08).",
        (
            CALLS,
            "    ticket = find_ticket(store, pop)\n",
            "    ticket = find_ticket(store, pop)\n"
            "    pop = replace(pop, new_ticket=pop.new_ticket and ticket is None)\n",
        ),
    ),
    edit(
        "one-ticket-only",
        "To name a ticket and to ask for a new one is refused (CTI-TKT-08).",
        (
            CALLS,
            "    ticket = find_ticket(store, pop)\n",
            "    ticket = find_ticket(store, pop)\n"
            "    if ticket and pop.new_ticket:\n"
            '        raise invalid_value("new_ticket", "There is a ticket_id already")\n',
        ),
    ),
)

RECORDS = (
    edit(
        "blank-id-is-left-out",
        "A blank id beside another attribute of its group is left out.",
        (
            "rest/cti.py",
            "and not (name in _TEXTS and isinstance(value, str) and not value.strip())",
            "and not (isinstance(value, str) and not value.strip())",
        ),
    ),
    edit(
        "named-in-e164",
        "The contact of an unknown number is named by it in E.164.",
        (
            CALLS,
            '{"name": number, "phone": number}',
            '{"name": phones.key(number, store.country), "phone": number}',
        ),
        (
            CALLS,
            "from .domain import people, settings",
            "from .domain import people, phones, settings",
        ),
    ),
    edit(
        "kept-in-e164",
        "Every number of a person is kept in E.164.",
        (
            PEOPLE,
            _NUMBER,
            _NUMBER + "            if number:\n"
            "                number = columns[name] = phones.key(number, store.country)\n",
        ),
    ),
    edit(
        "narrow-records",
        "An email is one person's, agent or contact; an agent's own number is no helpdesk number;"
        " notes of more than 2,000 characters are refused.",
        (
            "domain/store.py",
            "people_email ON people (kind, email_key) WHERE",
            "people_email ON people (email_key) WHERE",
        ),
        (
            "domain/settings.py",
            "    columns = {\n        name: value if isinstance(value, bool)",
            '    for number in changes.get("helpdesk_numbers") or ():\n'
            '        if people.by_phone(store, "agent", number):\n'
            '            raise invalid_value("helpdesk_numbers", "It is an agent\'s number")\n'
            "    columns = {\n        name: value if isinstance(value, bool)",
        ),
        (
            "actions.py",
            '    store.update("calls", call["id"], notes=attributes["text"])\n',
            '    if len(attributes["text"]) > 2000:\n'
            '        raise invalid_value("text", "It is too long")\n'
            '    store.update("calls", call["id"], notes=attributes["text"])\n',
        ),
    ),
    edit(
        "deletion-ends-the-call",
        "When a contact is deleted the widgets of the contact's calls close.",
        (
            "rest/contacts.py",
            _DELETION,
            _DELETION
            + '    for call in request.store.all("SELECT * FROM calls WHERE requester_id = ?",'
            " request.id):\n"
            '        sql = "SELECT * FROM widgets WHERE call_id = ?"\n'
            '        if widget := request.store.one(sql, call["id"]):\n'
            '            request.store.delete("widgets", widget["id"])\n',
        ),
    ),
    edit(
        "option-notes-at-once",
        "With the New Ticket option on, the recording is noted as the ticket is made.",
        (
            CALLS,
            "        at_once = replace(pop, call_url=None) if option else pop\n",
            "        at_once = pop\n",
        ),
        (
            CALLS,
            "        if option:\n            postpone_note(store, call, pop.call_url)\n",
            "",
        ),
    ),
    edit(
        "option-locks-what-is-open",
        "The New Ticket option locks and unlocks the widgets that are open when it is switched.",
        (
            "domain/settings.py",
            '    store.update("account", _account(store)["id"], **columns)\n',
            '    store.update("account", _account(store)["id"], **columns)\n'
            '    locked = changes.get("new_ticket", False)\n'
            '    for widget in store.all("SELECT * FROM widgets"):\n'
            '        store.update("widgets", widget["id"], locked=locked)\n',
        ),
    ),
    edit(
        "errors-are-422",
        "A fault in the attributes is a 422.",
        ("domain/errors.py", "status: int = 400", "status: int = 422"),
    ),
    edit(
        "unknown-is-404",
        "An id, number or email that nobody has is a 404.",
        (
            "domain/errors.py",
            '    return invalid([Flaw(field, message, "invalid_value")])\n',
            '    return invalid([Flaw(field, message, "invalid_value")], status=404)\n',
        ),
    ),
    edit(
        "accepted-is-200",
        "A pop is answered with 200.",
        ("rest/cti.py", "    return reply(201, {", "    return reply(200, {"),
    ),
    edit(
        "large-ids-of-pops",
        "The id of a pop is a number of thirty digits.",
        (
            "rest/cti.py",
            '{"id": str(calls.handle_pop(request.store, request.presence, pop)["id"])}',
            '{"id": f"90071992547409{calls.handle_pop(request.store, request.presence, pop)'
            "['id']:016}\"}",
        ),
    ),
    edit(
        "further-keys",
        "The answers of both calls have undocumented keys.",
        (
            "rest/cti.py",
            'pop)["id"])})',
            'pop)["id"]), "status": "ok", "links": None})',
        ),
        (
            CALLS,
            '            "note_id": call["note_id"],\n',
            '            "note_id": call["note_id"],\n            "direction": 1,\n',
        ),
    ),
)

COMPLIANT = (*NOTES, *DESK, *BRANCHES, *RECORDS, *ON_PAGE)
"""All of them."""
