"""Defects that no scenario tells, and fuzzing does: odd values, and an odd order of things.

`kills` are the rules of which fuzzing must find one broken.
"""

from .mutant import Edit, Mutant

KIND = "        case kind:\n"
NO_LEAST = Edit("http/contract.py", KIND, '        case "minimum":\n            pass\n' + KIND)
KNOWN_TICKET = '    if call and call["ticket_id"] and not pop.new_ticket:\n'
RESPONDER_ID = '        agent = people.by_id(store, "agent", pop.responder_id)\n'

MUTANTS = (
    # -- odd values ------------------------------------------------------------------------
    Mutant(
        "digits-of-any-script",
        "Whatever counts as a digit somewhere is taken for a number, superscripts too.",
        kills=("POP-14",),
        edits=(
            Edit(
                "http/contract.py",
                "_NUMBER.fullmatch(value)",
                "value.isdigit()",
            ),
        ),
    ),
    Mutant(
        "ids-beyond-64-bit",
        "An id that the database cannot hold is handed to it.",
        kills=("POP-14",),
        edits=(
            Edit(
                "http/contract.py",
                KIND,
                '        case "maximum" if field in ("requester_id", "responder_id"):\n'
                "            pass\n" + KIND,
            ),
        ),
    ),
    Mutant(
        "id-zero-is-no-id",
        "The id 0 counts as none, and the phone beside it is looked for.",
        kills=("REQ-03",),
        also=("POP-14",),
        beside="A number below all that the database holds is handed to it.",
        edits=(
            NO_LEAST,
            Edit("calls.py", "    if pop.requester_id is not None:", "    if pop.requester_id:"),
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n',
                '    if kept.get("requester_id"):\n',
            ),
        ),
    ),
    Mutant(
        "minus-one-is-anybody",
        "The agent -1 is the one who is there longest.",
        kills=("RSP-02",),
        also=("POP-14",),
        beside="A number below all that the database holds is handed to it.",
        edits=(
            NO_LEAST,
            Edit(
                "calls.py",
                RESPONDER_ID,
                "        if pop.responder_id == -1:\n"
                "            found = store.one(\"SELECT * FROM people WHERE kind = 'agent'\")\n"
                '            return _found(found, "responder_id", "There is nobody")\n'
                + RESPONDER_ID,
            ),
        ),
    ),
    Mutant(
        "digits-for-booleans",
        "A digit is taken for a boolean by looking it up among two.",
        kills=("POP-14",),
        edits=(
            Edit(
                "http/contract.py",
                '        if "boolean" in types and value in ("true", "false"):\n',
                '        if "boolean" in types and value.isdecimal():\n'
                "            return (False, True)[int(value)]\n"
                '        if "boolean" in types and value in ("true", "false"):\n',
            ),
        ),
    ),
    Mutant(
        "keys-twice",
        "Of a key that stands twice the greater value is taken, whatever there is to compare.",
        kills=("POP-14",),
        edits=(
            Edit(
                "http/contract.py",
                '        raise ValueError("a key occurs twice in one object")\n',
                "        return dict(sorted(pairs))\n",
            ),
        ),
    ),
    Mutant(
        "lists-of-texts",
        "A list in the call information is joined as if it held texts only.",
        kills=("POP-14",),
        edits=(
            Edit(
                "calls.py",
                "    return value if isinstance(value, str) else json.dumps",
                "    if isinstance(value, list):\n"
                '        return ", ".join(value)\n'
                "    return value if isinstance(value, str) else json.dumps",
            ),
        ),
    ),
    Mutant(
        "information-without-a-name",
        "A key of the call information is shown with a capital letter, an empty one too.",
        kills=("POP-14",),
        edits=(
            Edit(
                "calls.py",
                '        f"<li>{html.escape(key)}: ',
                '        f"<li>{html.escape(key[0] + key[1:])}: ',
            ),
        ),
    ),
    Mutant(
        "extension-is-forgotten",
        "A new contact gets the number without the extension that the caller had.",
        kills=("REQ-04",),
        edits=(
            Edit(
                "calls.py",
                '{"name": number, "phone": number})',
                '{"name": number, "phone": number.partition(" ext")[0]})',
            ),
        ),
    ),
    Mutant(
        "long-extension",
        "An extension is taken for a small number.",
        kills=("POP-14",),
        edits=(
            Edit(
                "domain/phones.py",
                "    return phonenumbers.format_number(",
                "    if parsed.extension:\n"
                "        return int(parsed.extension).to_bytes(2).hex()\n"
                "    return phonenumbers.format_number(",
            ),
        ),
    ),
    Mutant(
        "brackets-after-the-code",
        "The international prefix as 00 is not known before a bracket.",
        kills=("REQ-11",),
        edits=(
            Edit(
                "domain/phones.py",
                '    dialled = re.sub(r"^[\\s(]*00", "+", number)\n',
                '    dialled = number if "(" in number else re.sub(r"^[\\s(]*00", "+", number)\n',
            ),
        ),
    ),
    # -- an odd order of things ------------------------------------------------------------
    Mutant(
        "retry-between-others",
        "A pop is known again only while no other call has come in.",
        kills=("REF-06",),
        edits=(
            Edit(
                "calls.py",
                KNOWN_TICKET,
                '    latest = store.all("SELECT max(id) FROM calls")[0][0]\n'
                '    newest = call and call["id"] == latest\n'
                '    if newest and call["ticket_id"] and not pop.new_ticket:\n',
            ),
        ),
    ),
    Mutant(
        "transfer-after-a-crash",
        "Which calls have a ticket is remembered in the process only.",
        kills=("REF-06",),
        edits=(
            Edit(
                "calls.py",
                KNOWN_TICKET,
                '    old = call and call["created_at"] < presence.since\n'
                '    if call and call["ticket_id"] and not pop.new_ticket and not old:\n',
            ),
        ),
    ),
    Mutant(
        "transfer-disposes",
        "A call that comes in for a second agent is disposed of at the first.",
        # To one who is offline, or online, or with a new ticket: whichever is come upon first.
        kills=("OFF-01", "ONL-05", "TKT-03", "TKT-05"),
        edits=(
            Edit(
                "calls.py",
                '        store.delete("widgets", widget["id"])\n\n\ndef finish_previous',
                '        store.delete("widgets", widget["id"])\n'
                '        if call["ticket_id"] is None:\n'
                "            make_ticket(store, call)\n\n\ndef finish_previous",
            ),
        ),
    ),
    Mutant(
        "same-caller-again",
        "The call before is dropped if the same person calls again.",
        kills=("FLT-06",),
        edits=(
            Edit(
                "calls.py",
                "    finish_previous_call(store, call, responder)\n    option",
                '    mine = widgets.find(store, responder["id"])\n'
                "    before = mine and widgets.call_in(store, mine)\n"
                '    same = mine and before["requester_id"] == requester["id"]\n'
                '    if same and (not call or mine["call_id"] != call["id"]):\n'
                "        close_widget(store, mine)\n"
                "    finish_previous_call(store, call, responder)\n    option",
            ),
        ),
    ),
    Mutant(
        "shown-and-made",
        "A call that was about a ticket, and made another, can still be sent to a further one.",
        kills=("END-04",),
        edits=(
            Edit(
                "domain/widgets.py",
                '    undecided = call["ticket_id"] is None and not widget["locked"]\n',
                '    made = call["note_id"] is None and widget["ticket_id"] is not None\n'
                '    undecided = (call["ticket_id"] is None or made) and not widget["locked"]\n',
            ),
        ),
    ),
)
