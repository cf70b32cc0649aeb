"""Conforming edits of the notes that calls and agents leave on tickets."""

from __future__ import annotations

from mutants.mutant import Edit, Mutant

CALLS = "calls.py"


def edit(name: str, why: str, *edits: tuple[str, str, str]) -> Mutant:
    """Return a conforming edit; each change is a file, its text, and the text instead."""
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
_DUE = '    return store.update("calls", call["id"], note_due=waits and bool(url))\n'
_PARTS = '    parts = [f"<p>Call from {html.escape(requester_name(store, call))}</p>"]\n'
_AGENTS_LINES = (
    '    lines = "<br>".join(html.escape(line) for line in notes.splitlines())\n'
    '    note = {"user_id": agent_id, "body": f"<p>{lines}</p>", "private": True}\n'
)
_LISTING = (
    "    items = (\n"
    '        f"<li>{html.escape(key)}: {html.escape(value_text(value))}</li>"\n'
    "        for key, value in call_info.items()\n"
    "    )\n"
    "    return f\"<ul>{''.join(items)}</ul>\"\n"
)
_OTHER_WIDGET = (
    '    if widget := store.one(sql, call["id"], agent["id"]):\n'
    '        store.delete("widgets", widget["id"])\n'
)
FORWARDED = (
    '        raise invalid_value("agent_id", "It is the agent who has the call")\n'
    "    calls.close_widget(store, widget)\n"
)

NOTES = (
    edit(
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
    edit(
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
    edit(
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
    edit(
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
    edit(
        "information-in-the-description",
        "The description of a new ticket repeats the information, escaped.",
        (
            CALLS,
            '        description=f"<p>Call from {html.escape(name)}</p>",\n',
            '        description=f"<p>Call from {html.escape(name)}</p>"\n'
            '        + info_html(json.loads(call["call_info"])),\n',
        ),
    ),
    edit(
        "noted-again",
        "A repeated pop notes the recording and information again (CTI-REF-06).",
        (
            CALLS,
            '    call_url = pop.call_url if pop.call_url != stored["call_url"] else None\n'
            '    call_info = pop.call_info if pop.call_info != stored["call_info"] else {}\n',
            "    call_url, call_info = pop.call_url, pop.call_info\n",
        ),
    ),
    edit(
        "notes-in-paragraphs",
        "Each line of an agent's notes is a paragraph.",
        (
            CALLS,
            _AGENTS_LINES,
            '    lines = "".join(f"<p>{html.escape(line)}</p>" for line in notes.splitlines())\n'
            '    note = {"user_id": agent_id, "body": lines, "private": True}\n',
        ),
    ),
    edit(
        "notes-as-typed",
        "An agent's notes are preformatted, with CR LF.",
        (
            CALLS,
            _AGENTS_LINES,
            '    lines = "\\r\\n".join(html.escape(line) for line in notes.splitlines())\n'
            '    note = {"user_id": agent_id, "body": f"<pre>{lines}</pre>", "private": True}\n',
        ),
    ),
    edit(
        "information-as-json",
        "Call information is noted as JSON.",
        (
            CALLS,
            _LISTING,
            '    return f"<pre>{html.escape(json.dumps(call_info, indent=2))}</pre>"\n',
        ),
    ),
    edit(
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
            "        return value_text(value)\n\n"
            '    line = "; ".join(f"{key}: {flat(value)}" for key, value in call_info.items())\n'
            '    return f"<p>{html.escape(line)}</p>"\n',
        ),
    ),
    edit(
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
            "            return info_html(value)\n"
            "        if isinstance(value, bool):\n"
            '            return "Yes" if value else "No"\n'
            "        return html.escape(value_text(value))\n\n"
            "    items = (\n"
            '        f"<li><b>{html.escape(key)}</b> {nested(value)}</li>"\n'
            "        for key, value in call_info.items()\n"
            "    )\n"
            "    return f\"<ul>{''.join(items)}</ul>\"\n",
        ),
    ),
    edit(
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
    edit(
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
    edit(
        "linked-ticket-is-pending",
        "A ticket to which a call is linked becomes pending.",
        (
            CALLS,
            _NOTE_ON_OLD,
            '    store.update("tickets", ticket["id"], status=3)\n' + _NOTE_ON_OLD,
        ),
    ),
    edit(
        "recording-after-forwarding",
        "A forwarded call has not ended: its recording is noted when the second agent ends it.",
        (
            CALLS,
            _NOTE_ON_NEW,
            _WAITS + '    url = call["call_url"]\n'
            "    if call_info or (url and not waits):\n"
            '        add_note(store, call, ticket["id"], None if waits else url, call_info)\n'
            '    associate(store, call, ticket["id"], note_id=None)\n' + _DUE,
        ),
        (
            "actions.py",
            "def forward(store: Store, widget: Row, _: Row,",
            "def forward(store: Store, widget: Row, call: Row,",
        ),
        (
            "actions.py",
            FORWARDED,
            FORWARDED.replace(
                "    calls.close_widget(store, widget)",
                '    if call["reference"] is not None:\n'
                '        store.delete("widgets", widget["id"])\n'
                "    else:\n"
                "        calls.close_widget(store, widget)",
            ),
        ),
    ),
    edit(
        "notes-in-the-calls-note",
        "The notes of an agent are in the note of the call, where there is one.",
        (
            CALLS,
            '        add_agents_note(store, call["responder_id"], ticket_id, call["notes"])\n',
            '        note = store.get("notes", note_id)\n'
            "        if note:\n"
            '            lines = "<br>".join(map(html.escape, call["notes"].splitlines()))\n'
            '            store.update("notes", note["id"], body=note["body"] + f"<p>{lines}</p>")\n'
            "        else:\n"
            '            add_agents_note(store, call["responder_id"], ticket_id, call["notes"])\n',
        ),
    ),
    edit(
        "note-on-each-new-ticket",
        "Each new ticket of a call has a note, also without recording and information.",
        (CALLS, '    if call["call_url"] or call_info:\n', "    if True:\n"),
    ),
    edit(
        "information-is-public",
        "A note with information alone is public on a new ticket.",
        (
            CALLS,
            '        add_note(store, call, ticket["id"], call["call_url"], call_info)\n',
            '        note = add_note(store, call, ticket["id"], call["call_url"], call_info)\n'
            '        store.update("notes", note["id"], private=bool(call["call_url"]))\n',
        ),
    ),
)
