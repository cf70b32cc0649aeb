"""Defects of Call Details."""

from .mutant import Edit, Mutant

ANSWER = 'return reply(200, calls.details(request.store, request.query["call_reference_id"]))'

MUTANTS = (
    Mutant(
        "details-are-accepted",
        "Details answer with 202, as if they were still to be looked up.",
        kills=("DET-01",),
        beside="These are about what details say, which is nothing then.",
        also=(
            *("DET-03", "DET-04", "DET-05", "DET-06", "DET-07", "DET-09"),
            *("OFF-01", "OFF-02", "REF-05", "TKT-09"),
        ),
        edits=(
            Edit(
                "rest/cti.py",
                "return reply(200, calls.details(",
                "return reply(202, calls.details(",
            ),
        ),
    ),
    Mutant(
        "details-of-an-only-call",
        "Details of a call that made a ticket are an object, not an array.",
        kills=("DET-01",),
        beside="These are about what details say, which is nothing then.",
        also=("DET-03", "DET-05", "DET-09", "DET-10", "OFF-02", "TKT-09"),
        edits=(
            Edit(
                "rest/cti.py",
                ANSWER,
                'found = calls.details(request.store, request.query["call_reference_id"])\n'
                '    return reply(200, found[0] if found and not found[0]["note_id"] else found)',
            ),
        ),
    ),
    Mutant(
        "no-reference-no-calls",
        "Details without a reference are answered with an empty array.",
        kills=("DET-02",),
        edits=(
            Edit(
                "rest/cti.py",
                'request.query["call_reference_id"]',
                'request.query.get("call_reference_id", "")',
            ),
            Edit(
                "http/contract.py",
                'if p.get("required")]',
                'if p.get("required") and p["name"] != "call_reference_id"]',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "note-of-a-new-ticket",
        "Details of a call that made a ticket name the note that was made with it.",
        kills=("DET-03",),
        edits=(
            Edit(
                "calls.py",
                '    return associate(store, call, ticket["id"], note_id=None)',
                '    note = store.one("SELECT * FROM notes WHERE ticket_id = ?", ticket["id"])\n'
                '    return associate(store, call, ticket["id"], note_id=note and note["id"])',
            ),
        ),
    ),
    Mutant(
        "note-instead-of-ticket",
        "Details of a call on an existing ticket name the note, and no ticket.",
        kills=("DET-04", "POP-06"),
        beside="POP-06 reads there which ticket a string meant.",
        edits=(
            Edit(
                "calls.py",
                '"ticket_id": call["ticket_id"],',
                '"ticket_id": None if call["note_id"] else call["ticket_id"],',
            ),
        ),
    ),
    Mutant(
        "requester-is-text",
        "Details give the requester's id as a string.",
        kills=("DET-05",),
        edits=(
            Edit(
                "calls.py",
                '"requester_id": call["requester_id"],\n            "responder_id"',
                '"requester_id": str(call["requester_id"]),\n            "responder_id"',
            ),
        ),
    ),
    Mutant(
        "responder-is-text",
        "Details give the responder's id as a string.",
        kills=("DET-05",),
        beside="It reads the responder, too.",
        edits=(
            Edit(
                "calls.py",
                '"responder_id": call["responder_id"],\n            "ticket_id"',
                '"responder_id": str(call["responder_id"]),\n            "ticket_id"',
            ),
        ),
        also=("FWD-05",),
    ),
    Mutant(
        "responder-is-called-agent",
        "Details call the responder's id agent_id.",
        kills=("DET-05",),
        edits=(
            Edit(
                "calls.py",
                '"responder_id": call["responder_id"],\n            "ticket_id"',
                '"agent_id": call["responder_id"],\n            "ticket_id"',
            ),
        ),
    ),
    Mutant(
        "unknown-is-null",
        "Details of an unknown reference are null.",
        kills=("DET-07",),
        edits=(
            Edit(
                "rest/cti.py",
                ANSWER,
                'found = calls.details(request.store, request.query["call_reference_id"])\n'
                "    return reply(200, found or None)",
            ),
        ),
    ),
    Mutant(
        "unknown-is-invalid",
        "A reference that nobody knows is an invalid value: 400.",
        kills=("DET-07",),
        edits=(
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n',
                "    if call is None:\n"
                '        raise invalid_value("call_reference_id", "There is no such call")\n'
                '    if call["ticket_id"] is None:\n',
            ),
        ),
    ),
    Mutant(
        "first-question-leaves-a-note",
        "The first time that details are asked for, that is noted on the ticket.",
        kills=("DET-08",),
        edits=(
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n        return []\n',
                '    if call is None or call["ticket_id"] is None:\n        return []\n'
                "    asked = \"SELECT * FROM notes WHERE ticket_id = ? AND body = 'Asked for'\"\n"
                '    if not store.all(asked, call["ticket_id"]):\n'
                "        store.insert(\n"
                '            "notes",\n'
                '            ticket_id=call["ticket_id"],\n'
                '            user_id=call["responder_id"],\n'
                '            body="Asked for",\n'
                "            private=True,\n"
                "        )\n",
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "asking-sets-the-status",
        "Asking for details sets the ticket to pending.",
        kills=("DET-08",),
        edits=(
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n        return []\n',
                '    if call is None or call["ticket_id"] is None:\n        return []\n'
                '    store.update("tickets", call["ticket_id"], status=3)\n',
            ),
        ),
    ),
    Mutant(
        "decoded-twice",
        "The reference in the query is percent-decoded twice.",
        kills=("DET-09",),
        edits=(
            Edit(
                "rest/cti.py",
                'calls.details(request.store, request.query["call_reference_id"])',
                'calls.details(request.store, unquote_plus(request.query["call_reference_id"]))',
            ),
            Edit(
                "rest/cti.py",
                "from typing import Any\n",
                "from typing import Any\nfrom urllib.parse import unquote_plus\n",
            ),
        ),
    ),
    Mutant(
        "escaped-in-the-time-sheet",
        "The reference stands in the time entry as HTML would have it.",
        kills=("DET-09",),
        edits=(
            Edit(
                "calls.py",
                "note=f\"Call reference: {call['reference']}\"",
                "note=f\"Call reference: {html.escape(call['reference'])}\"",
            ),
        ),
    ),
    Mutant(
        "references-are-trimmed",
        "References are compared without the blanks around them.",
        kills=("DET-10",),
        edits=(
            Edit("calls.py", "calls WHERE reference = ?", "calls WHERE trim(reference) = trim(?)"),
        ),
        fixed=True,
    ),
    Mutant(
        "references-are-patterns",
        "References are looked up with LIKE.",
        kills=("DET-10",),
        also=("REQ-04", "REQ-07"),
        beside="Patterns ignore letter case, in which the references of two calls differ.",
        edits=(Edit("calls.py", "calls WHERE reference = ?", "calls WHERE reference LIKE ?"),),
    ),
    Mutant(
        "references-are-numbers",
        "References that are digits are compared as numbers.",
        kills=("DET-10",),
        edits=(
            Edit(
                "calls.py",
                "calls WHERE reference = ?",
                "calls WHERE reference = ?1 OR (?1 NOT GLOB '*[^0-9]*' AND reference + 0 = ?1 + 0"
                " AND reference NOT GLOB '*[^0-9]*')",
            ),
        ),
    ),
    Mutant(
        "no-reference-latest-call",
        "Details without a reference are those of the latest call.",
        kills=("DET-02",),
        edits=(
            Edit(
                "rest/cti.py",
                'request.query["call_reference_id"]',
                'request.query.get("call_reference_id") or '
                'request.store.all("SELECT max(reference) FROM calls")[0][0]',
            ),
            Edit(
                "http/contract.py",
                'if p.get("required")]',
                'if p.get("required") and p["name"] != "call_reference_id"]',
            ),
        ),
    ),
    Mutant(
        "note-nought",
        "Details of a call that made a ticket name a note with the number 0.",
        kills=("DET-03",),
        edits=(
            Edit("calls.py", '"note_id": call["note_id"],', '"note_id": call["note_id"] or 0,'),
        ),
    ),
)
