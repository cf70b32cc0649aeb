"""Defects that show with some contents of records, by a seventh author."""

from .mutant import Edit, Mutant

IMPORT_OF_RE = Edit(
    "calls.py",
    "from collections.abc import Mapping\n",
    "import re\nfrom collections.abc import Mapping\n",
)

MUTANTS = (
    Mutant(
        "status-of-the-account",
        "A ticket with a status that the account has added counts as not there.",
        kills=("OFF-05",),
        edits=(
            Edit(
                "calls.py",
                (
                    '    return _found(store.get("tickets", pop.ticket_id), "ticket_id", '
                    '"There is no such ticket")\n'
                ),
                (
                    '    ticket = _found(store.get("tickets", pop.ticket_id), "ticket_id", '
                    '"There is no such ticket")\n'
                    '    return ticket if ticket["status"] in (2, 3, 4, 5) else None\n'
                ),
            ),
        ),
        left="A helpdesk need not know a status of its own.",
    ),
    Mutant(
        "timer-beside-another",
        "The time entry of a call keeps running if its agent has a timer running on another "
        "ticket.",
        kills=("REF-03",),
        edits=(
            Edit(
                "calls.py",
                "            timer_running=False,\n",
                (
                    "            timer_running=bool(\n"
                    "                store.one(\n"
                    '                    "SELECT id FROM time_entries WHERE agent_id = ? AND '
                    'timer_running",\n'
                    '                    call["responder_id"],\n'
                    "                )\n"
                    "            ),\n"
                ),
            ),
        ),
    ),
    Mutant(
        "changed-agent-is-offline",
        "An agent whose record was changed counts as offline until the desktop connects again.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "rest/agents.py",
                ("    return reply(200, shown(people.update(request.store, agent, attributes)))\n"),
                (
                    '    request.presence._connections.pop(agent["id"], None)\n'
                    "    return reply(200, shown(people.update(request.store, agent, "
                    "attributes)))\n"
                ),
            ),
        ),
    ),
    Mutant(
        "notes-end-at-a-rare-character",
        "The agent's notes are cut at the first character that the database does not know.",
        kills=("ONL-13",),
        edits=(
            IMPORT_OF_RE,
            Edit(
                "calls.py",
                ('    lines = "<br>".join(html.escape(line) for line in notes.splitlines())\n'),
                (
                    '    notes = re.split("[\\U00010000-\\U0010ffff]", notes)[0]  # utf8mb3\n'
                    '    lines = "<br>".join(html.escape(line) for line in '
                    "notes.splitlines())\n"
                ),
            ),
        ),
    ),
    Mutant(
        "notes-lost-at-the-second-transfer",
        "The notes of a call are lost when it is passed on for the second time.",
        kills=("ONL-04",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("PHONE = 3  # source\n_AGENTS: dict[int, set[int]] = {}\n"),
            ),
            Edit(
                "calls.py",
                '    if call["ticket_id"] is None:\n',
                (
                    '    agents = _AGENTS.setdefault(call["id"], {call["responder_id"]})\n'
                    '    agents.add(responder["id"])\n'
                    "    if len(agents) > 2:\n"
                    '        columns["notes"] = ""\n'
                    '    if call["ticket_id"] is None:\n'
                ),
            ),
        ),
        left="No page says whether the notes of a call without a ticket go with it.",
    ),
    Mutant(
        "tickets-of-a-namesake",
        "The widget lists the latest tickets of all contacts with the requester's name.",
        kills=("ONL-03",),
        edits=(
            Edit(
                "domain/widgets.py",
                (
                    '        "SELECT id FROM tickets WHERE requester_id = ? ORDER BY '
                    'created_at DESC, id DESC LIMIT ?",\n'
                    '        requester["id"],\n'
                ),
                (
                    '        "SELECT id FROM tickets WHERE requester_id IN (SELECT id FROM '
                    'people WHERE name = ?)"\n'
                    '        " ORDER BY created_at DESC, id DESC LIMIT ?",\n'
                    '        requester["name"],\n'
                ),
            ),
        ),
    ),
    Mutant(
        "same-note-once",
        "A note that an agent adds is dropped if its text is that of an earlier one.",
        kills=("TKT-07",),
        edits=(
            Edit(
                "actions.py", "def act(", "_ADDED: set[tuple[int, int, str]] = set()\n\n\ndef act("
            ),
            Edit(
                "actions.py",
                ('    calls.add_agents_note(store, widget["id"], ticket_id, attributes["text"])\n'),
                (
                    '    key = (widget["id"], ticket_id, attributes["text"])\n'
                    "    if key not in _ADDED:\n"
                    '        calls.add_agents_note(store, widget["id"], ticket_id, '
                    'attributes["text"])\n'
                    "    _ADDED.add(key)\n"
                ),
            ),
        ),
        left="An agent who sends the same text twice may have clicked twice.",
    ),
    Mutant(
        "pending-ticket-is-left-alone",
        "A ticket that is pending counts as not there, so the call makes a new one.",
        kills=("OFF-05",),
        edits=(
            Edit(
                "calls.py",
                "    call = find_call(store, pop.call_reference_id)\n",
                (
                    '    if ticket and ticket["status"] == 3:\n'
                    "        ticket = None  # pending: it waits for somebody else\n"
                    "    call = find_call(store, pop.call_reference_id)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "note-beyond-the-first-page",
        "The note of a call is not reported if its ticket has thirty notes before it.",
        kills=("DET-04",),
        also=("REF-06",),
        beside="The example with thirty calls about a ticket is one of REF-06.",
        edits=(
            Edit(
                "calls.py",
                '            "note_id": call["note_id"],\n',
                (
                    '            "note_id": next(\n'
                    "                (\n"
                    '                    note["id"]\n'
                    "                    for note in store.all(\n"
                    '                        "SELECT id FROM notes WHERE ticket_id = ? ORDER '
                    'BY id LIMIT 30",\n'
                    '                        call["ticket_id"],\n'
                    "                    )\n"
                    '                    if note["id"] == call["note_id"]\n'
                    "                ),\n"
                    "                None,\n"
                    "            ),\n"
                ),
            ),
        ),
    ),
    Mutant(
        "values-end-at-a-thousand",
        "A value of the call information is cut at 1,000 characters.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                (
                    "    return value if isinstance(value, str) else json.dumps(value, "
                    "ensure_ascii=False)\n"
                ),
                (
                    "    return (value if isinstance(value, str) else json.dumps(value, "
                    "ensure_ascii=False))[:1000]\n"
                ),
            ),
        ),
    ),
    Mutant(
        "thirty-two-pairs",
        "The call information is cut after 32 pairs.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                "        for key, value in call_info.items()\n",
                "        for key, value in [*call_info.items()][:32]\n",
            ),
        ),
    ),
)
