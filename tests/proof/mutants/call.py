"""Defects of calls in which several things come together."""

from .mutant import Edit, Mutant

KNOWN = "    call = find_call(store, pop.call_reference_id)\n"
BY_NUMBER = (
    '    return people.by_phone(store, "contact", number) '
    'or people.by_mobile(store, "contact", number)\n'
)
BY_AGENTS_NUMBER = (
    '    return people.by_phone(store, "agent", number) '
    'or people.by_mobile(store, "agent", number)\n'
)
BY_AGENTS_EMAIL = '    agent = people.by_email(store, "agent", email)\n'
REMEMBERED = """    if number not in CALLERS:
        found = people.by_phone(store, "contact", number)
        found = found or people.by_mobile(store, "contact", number)
        if found:
            CALLERS[number] = found["id"]
        return found
    return store.get("people", CALLERS[number])
"""
FROZEN = "@dataclass(frozen=True, slots=True)\nclass Pop:"

MUTANTS = (
    Mutant(
        "no-recording-beside-an-email",
        "A pop that names its requester by email is refused if it has a recording.",
        kills=("CALL-01", "CALL-02", "CALL-05"),
        beside="Each of the tables has such calls.",
        edits=(
            Edit(
                "calls.py",
                KNOWN,
                KNOWN + "    if pop.requester_email and pop.call_url:\n"
                '        raise invalid_value("call_url", "It does not go with an email")\n',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "no-link-of-a-recorded-call",
        "The agent cannot link a call that has a recording to a ticket.",
        kills=("CALL-02",),
        beside="So it is in the paths of a call's life.",
        edits=(
            Edit(
                "actions.py",
                '    ticket = store.get("tickets", attributes["ticket_id"])\n',
                '    if call["call_url"]:\n'
                '        raise not_offered("The call has a recording")\n'
                '    ticket = store.get("tickets", attributes["ticket_id"])\n',
            ),
        ),
        also=("LIFE-01", "REC-07"),
    ),
    Mutant(
        "one-agent-a-caller",
        "While two agents have calls of a contact, only the agent of the later one may act.",
        kills=("CALL-07",),
        edits=(
            Edit(
                "actions.py",
                "    _ACTIONS[action](store, widget, call, attributes)\n",
                '    sql = "SELECT id FROM calls WHERE requester_id = ? AND id > ?"\n'
                '    later = store.one(sql, call["requester_id"], call["id"])\n'
                '    if later and action != "take_notes":\n'
                '        raise not_offered("The contact has called somebody else")\n'
                "    _ACTIONS[action](store, widget, call, attributes)\n",
            ),
        ),
    ),
    Mutant(
        "option-refuses-unnamed-calls",
        "With the New Ticket option on, a call without a reference is refused.",
        kills=("CALL-05",),
        edits=(
            Edit(
                "calls.py",
                '    option = settings.read(store)["new_ticket"]\n',
                '    option = settings.read(store)["new_ticket"]\n'
                "    if option and pop.call_reference_id is None:\n"
                '        raise invalid_value("call_reference_id", "The option needs one")\n',
            ),
        ),
    ),
    Mutant(
        "callers-are-remembered",
        "A number leads to the contact of its first call, whatever becomes of that contact.",
        kills=("CALL-03",),
        beside="Older examples change a contact as well.",
        edits=(
            Edit("calls.py", FROZEN, f"CALLERS: dict[str, int] = {{}}\n\n\n{FROZEN}"),
            Edit("calls.py", BY_NUMBER, REMEMBERED),
        ),
        also=("REQ-04", "REQ-08", "REQ-10", "REQ-15"),
    ),
    Mutant(
        "changed-numbers-are-not-found",
        "A contact's number is looked up as it was when the contact was created.",
        kills=("CALL-03",),
        beside="Older examples change a number as well.",
        edits=(
            Edit("calls.py", FROZEN, f"FIRST: dict[int, str | None] = {{}}\n\n\n{FROZEN}"),
            Edit(
                "calls.py",
                BY_NUMBER,
                BY_NUMBER.replace("return", "found =")
                + '    if found and FIRST.setdefault(found["id"], number) != number:\n'
                "        return None\n"
                "    return found\n",
            ),
        ),
        also=("REQ-04", "REQ-05", "REQ-06", "REQ-07", "REQ-08", "REQ-11", "ONL-06"),
    ),
    Mutant(
        "refused-references-stay-refused",
        "A pop is refused if one with its reference was refused before, whatever was wrong.",
        kills=("CALL-04",),
        beside="An older example corrects a refused pop as well.",
        edits=(
            Edit("calls.py", FROZEN, f"REFUSED: set[str] = set()\n\n\n{FROZEN}"),
            Edit(
                "calls.py",
                "    responder = find_responder(store, pop)\n",
                "    if pop.call_reference_id in REFUSED:\n"
                '        raise invalid_value("call_reference_id", "It was refused before")\n'
                "    REFUSED.add(pop.call_reference_id or '')\n"
                "    responder = find_responder(store, pop)\n",
            ),
            Edit(
                "calls.py",
                KNOWN,
                KNOWN + "    REFUSED.discard(pop.call_reference_id or '')\n",
            ),
        ),
        also=("POP-13", "RSP-02", "TKT-02"),
    ),
    Mutant(
        "unknown-tickets-in-known-calls",
        "In a pop of a known call an unknown ticket is ignored.",
        kills=("CALL-04",),
        beside="A pop sent again is one of a known call.",
        edits=(
            Edit(
                "calls.py",
                "    ticket = find_ticket(store, pop)\n",
                "    known = find_call(store, pop.call_reference_id)\n"
                "    ticket = None if known else find_ticket(store, pop)\n",
            ),
        ),
        also=("OFF-05", "TKT-01", "REF-06"),
    ),
    Mutant(
        "agents-are-remembered",
        "A phone leads to the agent of its first call, whatever becomes of that agent.",
        kills=("CALL-06",),
        edits=(
            Edit("calls.py", FROZEN, f"AGENTS: dict[str, int] = {{}}\n\n\n{FROZEN}"),
            Edit(
                "calls.py",
                BY_AGENTS_NUMBER,
                "    if number not in AGENTS:\n"
                + BY_AGENTS_NUMBER.replace("    return", "        found =")
                + "        if found:\n"
                '            AGENTS[number] = found["id"]\n'
                "        return found\n"
                '    return store.get("people", AGENTS[number])\n',
            ),
        ),
    ),
    Mutant(
        "changed-emails-of-agents",
        "An agent is found by the email that the agent had at first.",
        kills=("CALL-06",),
        beside="With the agents of the run, who are used again, their email has changed before.",
        also=("POP-05", "RSP-05", "RSP-08", "RSP-10"),
        edits=(
            Edit("calls.py", FROZEN, f"EMAILS: dict[int, str] = {{}}\n\n\n{FROZEN}"),
            Edit(
                "calls.py",
                BY_AGENTS_EMAIL,
                "    for one in store.all(\"SELECT * FROM people WHERE kind = 'agent'\"):\n"
                '        EMAILS.setdefault(one["id"], one["email"])\n'
                "    mine = [n for n, known in EMAILS.items() if known.lower() == email.lower()]\n"
                '    agent = people.by_id(store, "agent", mine[0]) if mine else None\n',
            ),
        ),
    ),
)
