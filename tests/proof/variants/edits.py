"""Conforming edits of the reference: what a rule leaves open, done in another way.

Each is a `Mutant` that no rule may blame. `matrix.compliant` runs the suite on them.
"""

from __future__ import annotations

from mutants.mutant import Edit, Mutant

CALLS = "calls.py"
PEOPLE = "domain/people.py"


def _edit(name: str, why: str, *edits: tuple[str, str, str]) -> Mutant:
    return Mutant(name, why, kills=(), edits=tuple(Edit(*edit) for edit in edits))


_NOTE_ON_NEW = (
    '    if call["call_url"] or call_info:\n'
    '        add_note(store, call, ticket["id"], call["call_url"], call_info)\n'
    '    return associate(store, call, ticket["id"], note_id=None)  # CTI-DET-03\n'
)
_NOTE_ON_OLD = (
    '    note = add_note(store, call, ticket["id"], call["call_url"], call_info)\n'
    '    return associate(store, call, ticket["id"], note_id=note["id"])  # CTI-DET-04\n'
)
_WAITS = '    waits = bool(store.one("SELECT id FROM widgets WHERE call_id = ?", call["id"]))\n'
_DUE = '    return store.update("calls", call["id"], recording_due=waits and bool(url))\n'
_PARTS = '    parts = [f"<p>Call from {html.escape(requester_name(store, call))}</p>"]\n'
_AGENTS_LINES = (
    '    lines = "<br>".join(html.escape(line) for line in notes.splitlines())\n'
    '    note = {"user_id": agent_id, "body": f"<p>{lines}</p>", "private": True}\n'
)
_LISTING = (
    "    items = (\n"
    '        f"<li>{html.escape(key)}: {html.escape(text(value))}</li>"\n'
    "        for key, value in call_info.items()\n"
    "    )\n"
    "    return f\"<ul>{''.join(items)}</ul>\"\n"
)
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

NOTES = (
    _edit(
        "recording-at-the-end",
        "The recording of a call in the widget is noted when the call ends (CTI-REC-07).",
        (
            CALLS,
            _NOTE_ON_NEW,
            _WAITS + '    url = call["call_url"]\n'
            "    if call_info or (url and not waits):\n"
            '        add_note(store, call, ticket["id"], None if waits else url, call_info)\n'
            '    associate(store, call, ticket["id"], note_id=None)\n' + _DUE,
        ),
        (
            CALLS,
            _NOTE_ON_OLD,
            _WAITS + '    url = call["call_url"]\n'
            '    note = add_note(store, call, ticket["id"], None if waits else url, call_info)\n'
            '    associate(store, call, ticket["id"], note_id=note["id"])\n' + _DUE,
        ),
        (
            CALLS,
            _OTHER_WIDGET,
            _OTHER_WIDGET.replace(
                'store.delete("widgets", widget["id"])', "close_widget(store, widget)"
            ),
        ),
    ),
    _edit(
        "two-notes-recording-first",
        "Recording and information are in two notes; details report that of the recording.",
        (
            CALLS,
            _PARTS,
            "    if call_url and call_info:\n"
            "        note = add_note(store, call, ticket_id, call_url, {})\n"
            "        add_note(store, call, ticket_id, None, call_info)\n"
            "        return note\n" + _PARTS,
        ),
    ),
    _edit(
        "two-notes-information-reported",
        "Recording and information are in two notes; details report that of the information.",
        (
            CALLS,
            _PARTS,
            "    if call_url and call_info:\n"
            "        add_note(store, call, ticket_id, call_url, {})\n"
            "        return add_note(store, call, ticket_id, None, call_info)\n" + _PARTS,
        ),
    ),
    _edit(
        "a-note-that-links",
        "A linked call has a note that says so, beside that of the recording and information.",
        (
            CALLS,
            _NOTE_ON_OLD,
            '    note = add_note(store, call, ticket["id"], None, {})\n'
            '    if call["call_url"] or call_info:\n'
            '        add_note(store, call, ticket["id"], call["call_url"], call_info)\n'
            '    return associate(store, call, ticket["id"], note_id=note["id"])\n',
        ),
    ),
    _edit(
        "information-in-the-description",
        "The description of a new ticket repeats the information, escaped.",
        (
            CALLS,
            '        description=f"<p>Call from {html.escape(name)}</p>",\n',
            '        description=f"<p>Call from {html.escape(name)}</p>"\n'
            '        + listing(json.loads(call["call_info"])),\n',
        ),
    ),
    _edit(
        "noted-again",
        "A repeated pop notes the recording and information again (CTI-REF-06).",
        (
            CALLS,
            '    call_url = pop.call_url if pop.call_url != known["call_url"] else None\n'
            '    call_info = pop.call_info if pop.call_info != known["call_info"] else {}\n',
            "    call_url, call_info = pop.call_url, pop.call_info\n",
        ),
    ),
    _edit(
        "notes-in-paragraphs",
        "Each line of an agent's notes is a paragraph.",
        (
            CALLS,
            _AGENTS_LINES,
            '    lines = "".join(f"<p>{html.escape(line)}</p>" for line in notes.splitlines())\n'
            '    note = {"user_id": agent_id, "body": lines, "private": True}\n',
        ),
    ),
    _edit(
        "notes-as-typed",
        "An agent's notes are preformatted, with CR LF.",
        (
            CALLS,
            _AGENTS_LINES,
            '    lines = "\\r\\n".join(html.escape(line) for line in notes.splitlines())\n'
            '    note = {"user_id": agent_id, "body": f"<pre>{lines}</pre>", "private": True}\n',
        ),
    ),
    _edit(
        "information-as-json",
        "Call information is noted as JSON.",
        (
            CALLS,
            _LISTING,
            '    return f"<pre>{html.escape(json.dumps(call_info, indent=2))}</pre>"\n',
        ),
    ),
    _edit(
        "information-with-commas",
        "Call information is noted in one line; lists and objects are separated by commas.",
        (
            CALLS,
            _LISTING,
            "    def flat(value: Any) -> str:\n"
            "        if isinstance(value, list):\n"
            '            return ", ".join(map(flat, value))\n'
            "        if isinstance(value, dict):\n"
            '            return ", ".join(f"{key}={flat(one)}" for key, one in value.items())\n'
            "        return text(value)\n\n"
            '    line = "; ".join(f"{key}: {flat(value)}" for key, value in call_info.items())\n'
            '    return f"<p>{html.escape(line)}</p>"\n',
        ),
    ),
    _edit(
        "information-as-nested-lists",
        "Call information is noted as lists in lists; a boolean as yes or no.",
        (
            CALLS,
            _LISTING,
            "    def nested(value: Any) -> str:\n"
            "        if isinstance(value, list):\n"
            '            items = (f"<li>{nested(one)}</li>" for one in value)\n'
            "            return f\"<ul>{''.join(items)}</ul>\"\n"
            "        if isinstance(value, dict):\n"
            "            return listing(value)\n"
            "        if isinstance(value, bool):\n"
            '            return "Yes" if value else "No"\n'
            "        return html.escape(text(value))\n\n"
            "    items = (\n"
            '        f"<li><b>{html.escape(key)}</b> {nested(value)}</li>"\n'
            "        for key, value in call_info.items()\n"
            "    )\n"
            "    return f\"<ul>{''.join(items)}</ul>\"\n",
        ),
    ),
    _edit(
        "noted-by-the-system",
        "The author of all notes of calls is the account's first agent.",
        (
            CALLS,
            '        user_id=call["responder_id"],\n',
            '        user_id=store.all("SELECT id FROM people WHERE kind = \'agent\'")[0]["id"],\n',
        ),
        (
            CALLS,
            _AGENTS_LINES,
            '    agent_id = store.all("SELECT id FROM people WHERE kind = \'agent\'")[0]["id"]\n'
            + _AGENTS_LINES,
        ),
    ),
    _edit(
        "greeting-on-each-ticket",
        "Each new ticket automatically gets a private note.",
        (
            "domain/store.py",
            "        row: Row = self._db.execute(sql, tuple(columns.values())).fetchone()\n",
            "        row: Row = self._db.execute(sql, tuple(columns.values())).fetchone()\n"
            '        if table == "tickets":\n'
            '            whose = {"ticket_id": row["id"], "user_id": row["requester_id"]}\n'
            '            self.insert("notes", body="<p>Ticket made</p>", private=True, **whose)\n',
        ),
    ),
    _edit(
        "linked-ticket-is-pending",
        "A ticket to which a call is linked becomes pending.",
        (
            CALLS,
            _NOTE_ON_OLD,
            '    store.update("tickets", ticket["id"], status=3)\n' + _NOTE_ON_OLD,
        ),
    ),
)

DESK = (
    _edit(
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
    _edit(
        "transfer-drops-notes",
        "After a transfer at the telephone the notepad is empty.",
        (
            CALLS,
            _OTHER_WIDGET,
            _OTHER_WIDGET + '        store.update("calls", call["id"], notes="")\n',
        ),
    ),
    _edit(
        "taker-is-the-responder",
        "A later pop makes its agent the responder of a call that has a ticket.",
        (
            CALLS,
            '    known = {"call_url": call["call_url"], "call_info": '
            'json.loads(call["call_info"])}\n',
            '    call = store.update("calls", call["id"], '
            'responder_id=find_responder(store, pop)["id"])\n'
            '    known = {"call_url": call["call_url"], "call_info": '
            'json.loads(call["call_info"])}\n',
        ),
    ),
    _edit(
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
    _edit(
        "no-widget-after-a-crash",
        "The widgets are in memory: after a crash there are none.",
        (
            "domain/store.py",
            "            self._read_numbers_in(country)\n",
            "            self._read_numbers_in(country)\n"
            '            self._db.execute("DELETE FROM widgets")\n',
        ),
    ),
    _edit(
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
    _edit(
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
    _edit(
        "unnamed-ticket-is-not-shown",
        "A later pop that names no ticket hides the one that the widget showed.",
        (
            "domain/widgets.py",
            '    named = {"ticket_id": ticket["id"]} if ticket else {}\n',
            '    named = {"ticket_id": ticket["id"] if ticket else None}\n',
        ),
    ),
)

BRANCHES = (
    _edit(
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
    _edit(
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
    _edit(
        "time-of-every-call",
        "A call without a reference has a time entry as well (CTI-REF-07).",
        (CALLS, '    if call["reference"] is not None:\n', "    if True:\n"),
        (
            CALLS,
            "            note=f\"Call reference: {call['reference']}\",\n",
            "            note=f\"Call reference: {call['reference'] or 'none'}\",\n",
        ),
    ),
    _edit(
        "newest-contact",
        "Of several contacts with a number the newest is chosen (CTI-REQ-07).",
        (PEOPLE, 'AND NOT deleted ORDER BY id"', 'AND NOT deleted ORDER BY id DESC"'),
    ),
    _edit(
        "unknown-email-is-a-contact",
        "An unknown email becomes a contact (CTI-REQ-13).",
        (
            CALLS,
            '        return _known(contact, "requester_email", "No contact has this email")\n',
            "        email = pop.requester_email\n"
            '        made = {"name": email, "email": email}\n'
            '        return contact or people.create(store, "contact", made)\n',
        ),
    ),
    _edit(
        "ticket-named-wins",
        "A ticket named wins over a new one asked for (CTI-TKT-08).",
        (
            CALLS,
            "    ticket = find_ticket(store, pop)\n",
            "    ticket = find_ticket(store, pop)\n"
            "    pop = replace(pop, new_ticket=pop.new_ticket and ticket is None)\n",
        ),
    ),
    _edit(
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
    _edit(
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
    _edit(
        "kept-in-e164",
        "Every number of a person is kept in E.164.",
        (
            PEOPLE,
            _NUMBER,
            _NUMBER + "            if number:\n"
            "                number = columns[name] = phones.key(number, store.country)\n",
        ),
    ),
    _edit(
        "errors-are-422",
        "A fault in the attributes is a 422.",
        ("domain/errors.py", "status: int = 400", "status: int = 422"),
    ),
    _edit(
        "unknown-is-404",
        "An id, number or email that nobody has is a 404.",
        (
            "domain/errors.py",
            '    return invalid([Flaw(field, message, "invalid_value")])\n',
            '    return invalid([Flaw(field, message, "invalid_value")], status=404)\n',
        ),
    ),
    _edit(
        "accepted-is-200",
        "A pop is answered with 200.",
        ("rest/cti.py", "    return reply(201, {", "    return reply(200, {"),
    ),
    _edit(
        "large-ids-of-pops",
        "The id of a pop is a number of thirty digits.",
        (
            "rest/cti.py",
            '{"id": str(calls.handle_pop(request.store, request.presence, pop)["id"])}',
            '{"id": f"90071992547409{calls.handle_pop(request.store, request.presence, pop)'
            "['id']:016}\"}",
        ),
    ),
    _edit(
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

COMPLIANT = (*NOTES, *DESK, *BRANCHES, *RECORDS)
"""All of them."""
