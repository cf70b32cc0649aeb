"""Defects in reading ids: the number of another thing, a damaged number, a huge number."""

from .mutant import Edit, Mutant

CONTRACT = "http/contract.py"
MEANT = '    if isinstance(value, str) and "string" in types:\n'
KIND = "        case kind:\n"
CONTACT = '        contact = people.by_id(store, "contact", pop.requester_id)\n'
AGENT = '        agent = people.by_id(store, "agent", pop.responder_id)\n'
TICKET = 'store.get("tickets", pop.ticket_id), "ticket_id"'
IS_ID = '"integer" in types and "string" in types'


def read_first(text: str) -> tuple[Edit, ...]:
    """Read the value of an attribute in another way first; `types` are its types."""
    return (Edit(CONTRACT, MEANT, text + MEANT),)


def else_ticket(sql: str) -> tuple[Edit, ...]:
    """Where no ticket has the id, take the one that this SQL finds."""
    other = f'store.one("{sql}", pop.ticket_id)'
    return (
        Edit(
            "calls.py",
            TICKET,
            f'store.get("tickets", pop.ticket_id)\n        or {other},\n        "ticket_id"',
        ),
    )


MUTANTS = (
    # -- the number of another thing -----------------------------------------------------------
    Mutant(
        "ticket-as-requester",
        "A requester id that is a ticket's number selects the requester of that ticket.",
        kills=("REQ-03",),
        edits=(
            Edit(
                "calls.py",
                CONTACT,
                CONTACT + '        about = store.get("tickets", pop.requester_id)\n'
                "        if contact is None and about:\n"
                '            contact = store.get("people", about["requester_id"])\n',
            ),
        ),
    ),
    Mutant(
        "ticket-as-responder",
        "A responder id that is a ticket's number selects the agent of that ticket.",
        kills=("POP-13",),
        edits=(
            Edit(
                "calls.py",
                AGENT,
                AGENT + '        about = store.get("tickets", pop.responder_id)\n'
                '        if agent is None and about and about["responder_id"]:\n'
                '            agent = store.get("people", about["responder_id"])\n',
            ),
        ),
    ),
    Mutant(
        "contact-as-ticket-id",
        "A ticket id that is a contact's id selects the latest ticket of that contact.",
        kills=("TKT-02",),
        edits=else_ticket("SELECT * FROM tickets WHERE requester_id = ? ORDER BY id DESC"),
    ),
    Mutant(
        "call-as-ticket-id",
        "A ticket id that is the id of a pop selects the ticket of that call.",
        kills=("TKT-02",),
        edits=else_ticket(
            "SELECT tickets.* FROM tickets JOIN calls ON tickets.id = ticket_id WHERE calls.id = ?"
        ),
    ),
    Mutant(
        "note-as-ticket-id",
        "A ticket id that is a note's id selects the ticket of that note.",
        kills=("POP-13",),
        edits=else_ticket(
            "SELECT tickets.* FROM tickets JOIN notes ON tickets.id = ticket_id WHERE notes.id = ?"
        ),
    ),
    Mutant(
        "agent-as-requester-fails",
        "A requester id that is an agent's id is a server error.",
        kills=("POP-14",),
        edits=(
            Edit(
                "calls.py",
                CONTACT,
                CONTACT + '        agent = people.by_id(store, "agent", pop.requester_id)\n'
                "        assert agent is None\n",
            ),
        ),
    ),
    Mutant(
        "deleted-contact-by-id",
        "The id of a deleted contact still selects the contact.",
        kills=("REQ-15",),
        edits=(
            Edit(
                "calls.py",
                CONTACT,
                '        contact = store.get("people", pop.requester_id)\n'
                '        contact = contact if contact and contact["kind"] == "contact" else None\n',
            ),
        ),
    ),
    Mutant(
        "deleted-agent-by-id",
        "The id of a deleted agent still selects the agent.",
        kills=("POP-13",),
        edits=(
            Edit(
                "calls.py",
                AGENT,
                '        agent = store.get("people", pop.responder_id)\n'
                '        agent = agent if agent and agent["kind"] == "agent" else None\n',
            ),
        ),
    ),
    Mutant(
        "deleted-agents-phone",
        "The phone of a deleted agent still selects the agent.",
        kills=("CALL-06",),
        edits=(
            Edit(
                "calls.py",
                "    if agent := people.by_picked(store, number):\n        return agent\n",
                "    if agent := people.by_picked(store, number):\n        return agent\n"
                "    sql = \"SELECT * FROM people WHERE kind = 'agent' AND phone = ?\"\n"
                "    if agent := store.one(sql, number):\n        return agent\n",
            ),
        ),
    ),
    Mutant(
        "email-for-a-wrong-requester-id",
        "If nobody has the requester id, the contact with the email is selected.",
        kills=("REQ-03",),
        edits=(
            Edit(
                "calls.py",
                CONTACT,
                CONTACT + "        if contact is None and pop.requester_email:\n"
                '            contact = people.by_email(store, "contact", pop.requester_email)\n',
            ),
        ),
    ),
    # -- a damaged number ----------------------------------------------------------------------
    Mutant(
        "letters-behind-the-id",
        "Of an id such as 12abc the digits are read.",
        kills=("POP-08",),
        edits=read_first(
            f'    if isinstance(value, str) and {IS_ID} and "0" <= value[:1] <= "9":\n'
            '        return int(value[: len(value) - len(value.lstrip("0123456789"))][:18])\n'
        ),
    ),
    Mutant(
        "fractions-are-cut",
        "An id with a fraction is read without it.",
        kills=("POP-08",),
        edits=read_first(
            f"    if isinstance(value, float) and {IS_ID}:\n        return int(value)\n"
        ),
    ),
    Mutant(
        "decimal-strings-are-cut",
        "An id that is a string with a decimal fraction is read without the fraction.",
        kills=("POP-08",),
        edits=read_first(
            f'    if isinstance(value, str) and {IS_ID}:\n        value = value.partition(".")[0]\n'
        ),
    ),
    Mutant(
        "sign-is-dropped",
        "A negative id is read without its sign.",
        kills=("REQ-03",),
        edits=read_first(
            f"    if isinstance(value, int) and not isinstance(value, bool) and {IS_ID}:\n"
            "        return abs(value)\n"
        ),
    ),
    Mutant(
        "id-in-a-list",
        "A list of one id is read as that id.",
        kills=("POP-08",),
        edits=read_first(
            f"    if isinstance(value, list) and len(value) == 1 and {IS_ID}:\n"
            "        return value[0]\n"
        ),
    ),
    Mutant(
        "id-in-an-object",
        "An object with an id is read as that id.",
        kills=("POP-08",),
        edits=read_first(
            f'    if isinstance(value, dict) and "id" in value and {IS_ID}:\n'
            '        return value["id"]\n'
        ),
    ),
    Mutant(
        "true-is-one",
        "The boolean true is read as the id 1.",
        kills=("POP-08",),
        edits=read_first(f"    if value is True and {IS_ID}:\n        return 1\n"),
    ),
    Mutant(
        "zero-names-no-ticket",
        "A ticket id of 0 is read as no ticket id.",
        kills=("TKT-02",),
        edits=(
            Edit(
                CONTRACT,
                KIND,
                '        case "minimum" if field == "ticket_id":\n            pass\n' + KIND,
            ),
            Edit("calls.py", "    if pop.ticket_id is None:", "    if not pop.ticket_id:"),
        ),
    ),
    Mutant(
        "word-names-no-ticket",
        "A ticket id that is not a number is left out.",
        kills=("POP-08",),
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n',
                '    if not str(kept.get("ticket_id", 1)).isdigit():\n'
                '        del kept["ticket_id"]\n'
                '    if "requester_id" in kept:\n',
            ),
        ),
    ),
    # -- a huge number -------------------------------------------------------------------------
    Mutant(
        "ids-wrap-at-64-bits",
        "Of an id the lowest 64 bits are read.",
        kills=("REQ-03",),
        edits=read_first(
            f"    if isinstance(value, int) and not isinstance(value, bool) and {IS_ID}:\n"
            "        return value % 2**64\n"
            f"    if isinstance(value, str) and {IS_ID} and value.isascii() and value.isdigit():\n"
            "        return int(value[:4000]) % 2**64\n"
        ),
    ),
    Mutant(
        "ticket-ids-wrap-at-32-bits",
        "Of a ticket id the lowest 32 bits are read.",
        kills=("TKT-02",),
        edits=(
            Edit(
                "calls.py",
                TICKET,
                TICKET.replace("pop.ticket_id", "pop.ticket_id % 2**32"),
            ),
        ),
    ),
    Mutant(
        "ticket-ids-beyond-64-bits",
        "A ticket id that the database cannot hold is a server error.",
        kills=("POP-14",),
        edits=(
            Edit(
                CONTRACT,
                "_NUMBER.fullmatch(value):\n            return int(value)",
                "value.isascii() and value.isdigit():\n            return int(value)",
            ),
            Edit(
                CONTRACT,
                KIND,
                '        case "maximum" if field == "ticket_id":\n            pass\n' + KIND,
            ),
        ),
    ),
    Mutant(
        "long-numbers-are-rounded",
        "A number of more than 53 bits in the call information is rounded.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                "    return value if isinstance(value, str) else json",
                "    if isinstance(value, int) and 2**53 < abs(value) < 2**999:\n"
                "        value = int(float(value))\n"
                "    return value if isinstance(value, str) else json",
            ),
        ),
        left="JSON does not promise them (RFC 8259, 6).",
    ),
)
