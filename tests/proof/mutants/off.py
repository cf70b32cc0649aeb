"""Defects of calls for an agent who is offline."""

from .mutant import Edit, Mutant

INSERTED = "        source=PHONE,  # CTI-OFF-04\n    )\n"
TICKET_DONE = '    return associate(store, call, ticket["id"], note_id=None)  # CTI-DET-03\n'

MUTANTS = (
    Mutant(
        "two-tickets-a-call",
        "The ticket of a call is made twice.",
        kills=("OFF-01",),
        beside="Every rule that counts the caller's tickets counts one too many.",
        edits=(
            Edit(
                "calls.py",
                TICKET_DONE,
                "    store.insert(\n"
                '        "tickets",\n'
                '        **{name: ticket[name] for name in ("requester_id", "responder_id",'
                ' "subject", "description", "status", "priority", "source")},\n'
                "    )\n" + TICKET_DONE,
            ),
        ),
        blinds=True,
    ),
    Mutant(
        "call-is-lost",
        "A call for an agent who is offline is accepted, and nothing becomes of it.",
        kills=("OFF-01",),
        beside="What these say of a call's ticket is untrue of every call; the rest is not judged.",
        edits=(Edit("calls.py", "    return make_ticket(store, call)\n", "    return call\n"),),
        also=("OFF-03", "TKT-08", "REQ-07", "REC-01", "REF-07", "DET-01", "DET-03", "DET-05"),
        blinds=True,
    ),
    Mutant(
        "ticket-with-the-next-call",
        "A call becomes a ticket only when the next call comes in.",
        kills=("OFF-01",),
        edits=(
            Edit(
                "calls.py",
                "    return make_ticket(store, call)\n",
                '    late = "SELECT * FROM calls WHERE ticket_id IS NULL AND id < ?"\n'
                '    for other in store.all(late, call["id"]):\n'
                "        make_ticket(store, other)\n"
                "    return call\n",
            ),
        ),
        also=("OFF-03", "TKT-08", "REQ-07", "REC-01", "REF-07", "DET-01", "DET-03", "DET-05"),
        beside="What these say of a call's ticket is untrue of the latest call.",
        blinds=True,
    ),
    Mutant(
        "reference-or-recording",
        "The recording of a call that has a reference is not put on the new ticket.",
        kills=("OFF-02", "RSP-08"),
        beside="RSP-08's call has both as well. Tickets made at the desktop lack it as well.",
        edits=(
            Edit(
                "calls.py",
                INSERTED,
                INSERTED + '    if call["reference"] is not None:\n'
                '        call = {**dict(call), "call_url": None}\n',
            ),
        ),
        also=("FLT-06", "REC-04", "REC-07", "REC-10"),
    ),
    Mutant(
        "unknown-caller-is-the-agent",
        "The ticket of an unknown caller is made in the name of the agent.",
        kills=("OFF-03",),
        edits=(
            Edit(
                "calls.py",
                '        requester_id=call["requester_id"],  # CTI-OFF-03\n',
                '        requester_id=call["responder_id" if name[:1] == "+" else "requester_id"],'
                "\n",
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "source-is-portal",
        "The ticket's source is Portal.",
        kills=("OFF-04",),
        edits=(Edit("calls.py", "        source=PHONE,", "        source=2,"),),
        fixed=True,
    ),
    Mutant(
        "note-and-a-new-ticket",
        "A call about a ticket without a reference is noted there, and makes a new one as well.",
        kills=("OFF-05", "TKT-06"),
        beside=(
            "TKT-06 has the same call, with new_ticket false. Two rules of REC look for other "
            "tickets."
        ),
        edits=(
            Edit(
                "calls.py",
                "        return link_to_ticket(store, call, ticket)\n",
                "        linked = link_to_ticket(store, call, ticket)\n"
                "        if pop.call_reference_id is None:\n"
                "            make_ticket(store, call)\n"
                "        return linked\n",
            ),
        ),
        also=("REC-02",),
    ),
    Mutant(
        "no-note-for-nothing-new",
        "A call about a ticket is noted on it only if it brings a recording or information.",
        kills=("OFF-05", "REF-05", "DET-04", "TKT-06"),
        beside="The note is what TKT-06, REF-05 and DET-04 look for.",
        edits=(
            Edit(
                "calls.py",
                '    note = add_note(store, call, ticket["id"], call["call_url"], call_info)\n',
                '    if not (call["call_url"] or call_info):\n'
                '        return associate(store, call, ticket["id"], note_id=None)\n'
                '    note = add_note(store, call, ticket["id"], call["call_url"], call_info)\n',
            ),
        ),
    ),
    Mutant(
        "public-unless-recorded",
        "Only a note that holds a recording is private.",
        kills=("OFF-05",),
        edits=(
            Edit(
                "calls.py",
                'body="".join(parts),\n        private=True',
                'body="".join(parts),\n        private=bool(call_url)',
            ),
        ),
    ),
    Mutant(
        "assigned-to-the-first-agent",
        "The ticket is assigned to the first agent there is.",
        kills=("OFF-06",),
        beside="So is the ticket of a previous call.",
        also=("FLT-07",),
        edits=(
            Edit(
                "calls.py",
                '        responder_id=call["responder_id"],  # CTI-OFF-06\n',
                "        responder_id=store.all("
                "\"SELECT min(id) FROM people WHERE kind = 'agent'\")[0][0],\n",
            ),
        ),
    ),
    Mutant(
        "unknown-caller-waits",
        "A call from a number that nobody has makes a contact, and no ticket until it calls again.",
        kills=("OFF-03",),
        beside="Many rules begin with a call from a number that nobody has.",
        edits=(
            Edit(
                "calls.py",
                "    return make_ticket(store, call)\n",
                '    seen = "SELECT * FROM calls WHERE requester_id = ? AND id < ?"\n'
                '    new = pop.requester_phone and requester["name"] == pop.requester_phone\n'
                '    if new and not store.all(seen, requester["id"], call["id"]):\n'
                "        return call\n"
                "    return make_ticket(store, call)\n",
            ),
        ),
        blinds=True,
    ),
    Mutant(
        "note-on-the-latest-ticket",
        "A call about a ticket is noted on the caller's latest one.",
        kills=("OFF-05",),
        edits=(
            Edit(
                "calls.py",
                "        return link_to_ticket(store, call, ticket)\n",
                '        newest = "SELECT * FROM tickets WHERE requester_id = ? ORDER BY id DESC"\n'
                '        ticket = store.one(newest, requester["id"]) or ticket\n'
                "        return link_to_ticket(store, call, ticket)\n",
            ),
        ),
    ),
)
