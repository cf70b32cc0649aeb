"""Stale state, caches, order, mix-ups, limits and wrong defaults."""

from .mutant import Edit, Mutant

CALLS = "calls.py"
ACTIONS = "actions.py"
PEOPLE = "domain/people.py"
STORE = "domain/store.py"
WIDGETS = "domain/widgets.py"

MUTANTS = (
    Mutant(
        name="mobile-match-remembered",
        why="A number that was found as a Mobile is remembered with its contact, so later calls"
        " select that contact even after the Mobile was changed or became another one's Phone.",
        kills=("CALL-03",),
        edits=(
            Edit(
                CALLS,
                "def contact_with(store: Store, number: str) -> Row | None:\n",
                "_MOBILES: dict[str, int] = {}\n\n\n"
                "def contact_with(store: Store, number: str) -> Row | None:\n",
            ),
            Edit(
                CALLS,
                'return people.by_phone(store, "contact", number)'
                ' or people.by_mobile(store, "contact", number)',
                "if number in _MOBILES:\n"
                '        remembered = people.by_id(store, "contact", _MOBILES[number])\n'
                "        if remembered:\n"
                "            return remembered\n"
                '    contact = people.by_phone(store, "contact", number)\n'
                "    if contact is None:\n"
                '        contact = people.by_mobile(store, "contact", number)\n'
                "        if contact:\n"
                '            _MOBILES[number] = contact["id"]\n'
                "    return contact",
            ),
        ),
    ),
    Mutant(
        name="presence-cached",
        why="That an agent is online is cached for five seconds, so a call just after the agent"
        " closed the desktop goes to the widget instead of a ticket.",
        kills=("TKT-04",),
        edits=(
            Edit(CALLS, "import html\nimport json\n", "import html\nimport json\nimport time\n"),
            Edit(
                CALLS,
                "def handle_pop(store: Store, presence: Presence, pop: Pop) -> Row:\n",
                "_SEEN: dict[int, float] = {}\n\n\n"
                "def is_online(presence: Presence, agent_id: int) -> bool:\n"
                '    """Return whether the agent is online, or was a moment ago."""\n'
                "    now = time.monotonic()\n"
                "    if agent_id in _SEEN and now - _SEEN[agent_id] < 5:\n"
                "        return True\n"
                "    online = presence.is_online(agent_id)\n"
                "    if online:\n"
                "        _SEEN[agent_id] = now\n"
                "    return online\n\n\n"
                "def handle_pop(store: Store, presence: Presence, pop: Pop) -> Row:\n",
            ),
            Edit(
                CALLS,
                '    if presence.is_online(responder["id"]):\n',
                '    if is_online(presence, responder["id"]):\n',
            ),
        ),
    ),
    Mutant(
        name="reference-of-64-characters",
        why="Only the first 64 characters of a reference are stored and compared, so two long"
        " references with the same beginning are one call.",
        kills=("DET-10",),
        edits=(
            Edit(
                CALLS,
                'return store.one("SELECT * FROM calls WHERE reference = ?", reference)',
                'return store.one("SELECT * FROM calls WHERE reference = ?",'
                " reference and reference[:64])",
            ),
            Edit(
                CALLS,
                '        return store.insert("calls", reference=pop.call_reference_id, '
                "**columns)\n",
                "        reference = pop.call_reference_id and pop.call_reference_id[:64]\n"
                '        return store.insert("calls", reference=reference, **columns)\n',
            ),
        ),
    ),
    Mutant(
        name="first-ten-of-the-information",
        why="Only the first ten entries of the call information stand in the note.",
        kills=("REC-05",),
        edits=(
            Edit(
                CALLS,
                "for key, value in call_info.items()",
                "for key, value in list(call_info.items())[:10]",
            ),
        ),
    ),
    Mutant(
        name="notes-of-2000-characters",
        why="The notepad silently keeps only the first 2000 characters of what the agent wrote.",
        kills=("ONL-04",),
        edits=(
            Edit(
                ACTIONS,
                '    store.update("calls", call["id"], notes=attributes["text"])\n',
                '    store.update("calls", call["id"], notes=attributes["text"][:2000])\n',
            ),
        ),
    ),
    Mutant(
        name="soon-again-is-a-retry",
        why="A second call without a reference from the same contact to the same agent within 30"
        " seconds is taken for a retry, so it gets no ticket of its own.",
        kills=("LIFE-01",),
        edits=(
            Edit(
                CALLS,
                "    call = find_call(store, pop.call_reference_id)\n",
                "    call = find_call(store, pop.call_reference_id)\n"
                "    if pop.call_reference_id is None and not pop.new_ticket:\n"
                "        sql = (\n"
                '            "SELECT * FROM calls WHERE reference IS NULL AND requester_id = ?"\n'
                '            " AND responder_id = ? ORDER BY id DESC"\n'
                "        )\n"
                '        last = store.one(sql, requester["id"], responder["id"])\n'
                '        if last and times.seconds_since(last["created_at"]) < 30:\n'
                "            call = last\n",
            ),
        ),
    ),
    Mutant(
        name="deleted-agent-keeps-the-number",
        why="The helpdesk number that an agent had picked still selects that agent after the agent"
        " was deleted.",
        kills=("RSP-03",),
        edits=(
            Edit(
                PEOPLE,
                'return _oldest(store, "agent", "picked_key", phones.key(number, store.country))',
                "sql = \"SELECT * FROM people WHERE picked_key = ? AND kind = 'agent' "
                'ORDER BY id"\n'
                "    return store.one(sql, phones.key(number, store.country))",
            ),
        ),
    ),
    Mutant(
        name="ticket-for-the-contacts-last-agent",
        why="A new ticket is assigned to the agent of the requester's last ticket, and not to the"
        " one who took the call.",
        kills=("OFF-06",),
        edits=(
            Edit(
                CALLS,
                'responder_id=call["responder_id"],  # CTI-OFF-06',
                "responder_id=(\n"
                "            store.one(\n"
                '                "SELECT responder_id FROM tickets WHERE requester_id = ?"\n'
                '                " AND responder_id IS NOT NULL ORDER BY id DESC",\n'
                '                call["requester_id"],\n'
                "            )\n"
                "            or call\n"
                '        )["responder_id"],',
            ),
        ),
    ),
    Mutant(
        name="recording-wiped-by-the-next-pop",
        why="A later pop without a call_url, as of a transfer, overwrites the recording of a call"
        " that has no ticket yet, so it never reaches the ticket.",
        kills=("REC-01",),
        edits=(
            Edit(
                CALLS,
                'columns["call_url"] = pop.call_url or call["call_url"]',
                'columns["call_url"] = pop.call_url',
            ),
        ),
    ),
    Mutant(
        name="restored-contact-not-in-the-index",
        why="A deleted contact is taken out of the index of numbers, and not put back when it is"
        " restored, so its number makes a new contact.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "rest/contacts.py",
                'request.store.update("people", _living(request)["id"], deleted=True)',
                "gone = dict(deleted=True, phone_key=None, mobile_key=None)\n"
                '    request.store.update("people", _living(request)["id"], **gone)',
            ),
        ),
    ),
    Mutant(
        name="refused-pop-pushes-the-call-out",
        why="The agent's open call is filed and its widget closed before the requester and the"
        " ticket are checked, and this stays when the pop is refused for one of them.",
        kills=("POP-13",),
        edits=(
            Edit(
                CALLS,
                "    requester = find_requester(store, pop)\n"
                "    responder = find_responder(store, pop)\n"
                "    ticket = find_ticket(store, pop)\n"
                "    call = find_call(store, pop.call_reference_id)\n",
                "    responder = find_responder(store, pop)\n"
                "    call = find_call(store, pop.call_reference_id)\n"
                '    if presence.is_online(responder["id"]):\n'
                "        finish_previous_call(store, call, responder)\n"
                '        store._db.execute("COMMIT")\n'
                '        store._db.execute("BEGIN IMMEDIATE")\n'
                "    requester = find_requester(store, pop)\n"
                "    ticket = find_ticket(store, pop)\n",
            ),
        ),
    ),
    Mutant(
        name="notes-of-the-previous-call-stay",
        why="The notepad is not emptied when a new call pushes the previous one out, so the notes"
        " of the previous call go to the ticket of the next as well.",
        kills=("ONL-04",),
        edits=(
            Edit(
                CALLS,
                "    finish_previous_call(store, call, responder)\n",
                '    before = widgets.find(store, responder["id"])\n'
                '    typed = widgets.call_in(store, before)["notes"] if before else ""\n'
                "    finish_previous_call(store, call, responder)\n",
            ),
            Edit(
                CALLS,
                "    widgets.open_(store, call, responder, ticket, locked=option)\n",
                "    widgets.open_(store, call, responder, ticket, locked=option)\n"
                '    if typed and not call["notes"] and call["ticket_id"] is None:\n'
                '        call = store.update("calls", call["id"], notes=typed)\n',
            ),
        ),
    ),
    Mutant(
        name="deleted-caller-blocks-the-next-call",
        why="No ticket can be made for a requester who was deleted during the call, so the agent's"
        " action is refused, and so is the next pop, which would file the call.",
        kills=("FLT-08",),
        edits=(
            Edit(
                CALLS,
                "    name = requester_name(store, call)\n",
                '    contact = people.by_id(store, "contact", call["requester_id"])\n'
                '    _found(contact, "requester_id", "There is no such contact")\n'
                "    name = requester_name(store, call)\n",
            ),
        ),
    ),
    Mutant(
        name="named-ticket-hides-the-calls-own",
        why="The ticket that a pop names goes before the one that the call has, so the second agent"
        " does not see the ticket that the first one made if the pop repeats its ticket_id.",
        kills=("ONL-12",),
        edits=(
            Edit(
                WIDGETS,
                'call["ticket_id"] or widget["ticket_id"]',
                'widget["ticket_id"] or call["ticket_id"]',
            ),
        ),
    ),
    Mutant(
        name="filed-once-is-filed-for-good",
        why="A call is marked as filed, and the mark stays when its ticket is deleted, so a later"
        " pop of the reference, for an agent who is offline, makes no ticket and is lost.",
        kills=("OFF-01",),
        left="That a reference is new again once its ticket is deleted is a decision"
        " (spec/README.md).",
        edits=(
            Edit(
                STORE,
                "  note_due INTEGER NOT NULL DEFAULT FALSE,\n",
                "  note_due INTEGER NOT NULL DEFAULT FALSE,\n"
                "  filed INTEGER NOT NULL DEFAULT FALSE,\n",
            ),
            Edit(
                CALLS,
                '    store.update("calls", call["id"], notes="", note_due=False)\n',
                '    store.update("calls", call["id"], notes="", note_due=False, filed=True)\n',
            ),
            Edit(
                CALLS,
                "        return add_new_content(store, call, pop)\n",
                "        return add_new_content(store, call, pop)\n"
                '    if call and call["filed"] and not pop.new_ticket:\n'
                "        return call\n",
            ),
        ),
    ),
)
