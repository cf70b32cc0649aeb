"""Defects of refused pops that leave something behind."""

from .mutant import Edit, Mutant

KNOWN = "_NAMES = {field.name for field in fields(calls.Pop)}\n"
HANDLE = (
    "    return reply(201,"
    ' {"id": str(calls.handle_pop(request.store, request.presence, pop)["id"])})\n'
)
COMMIT = 'store._db.execute("COMMIT")\n{0}store._db.execute("BEGIN IMMEDIATE")\n'
RESPONDER = "    responder = find_responder(store, pop)\n"
TICKET = "    ticket = find_ticket(store, pop)\n"
ERRORS = "from ..domain.errors import refused\n"


def before(old: str, text: str) -> Edit:
    """Do something before a line of `handle_pop`, and keep it even if the pop is refused."""
    commit = "        " + COMMIT.format("        ")
    return Edit("calls.py", old, text + commit + old)


MUTANTS = (
    Mutant(
        "refusal-is-remembered",
        "A pop is refused again if its reference is that of a refused one.",
        kills=("POP-13",),
        edits=(
            Edit("rest/cti.py", KNOWN, KNOWN + "_REFUSED: dict[str, RestError] = {}\n"),
            Edit("rest/cti.py", ERRORS, "from ..domain.errors import RestError, refused\n"),
            Edit(
                "rest/cti.py",
                HANDLE,
                "    if pop.call_reference_id in _REFUSED:\n"
                "        raise _REFUSED[pop.call_reference_id]\n"
                "    try:\n    " + HANDLE + "    except RestError as error:\n"
                '        _REFUSED[pop.call_reference_id or ""] = error\n'
                "        raise\n",
            ),
        ),
    ),
    Mutant(
        "refused-pop-counts-as-handled",
        "A pop whose reference is that of a refused one is taken for a repetition.",
        kills=("POP-13",),
        edits=(
            Edit("rest/cti.py", KNOWN, KNOWN + "_REFUSED: set[str] = set()\n"),
            Edit("rest/cti.py", ERRORS, "from ..domain.errors import RestError, refused\n"),
            Edit(
                "rest/cti.py",
                HANDLE,
                "    if pop.call_reference_id in _REFUSED:\n"
                '        return reply(201, {"id": "1"})\n'
                "    try:\n    " + HANDLE + "    except RestError:\n"
                '        _REFUSED.add(pop.call_reference_id or "")\n'
                "        raise\n",
            ),
        ),
    ),
    Mutant(
        "contact-of-an-unknown-agents-call",
        "A pop that names an unknown agent by email leaves the new contact of its number.",
        kills=("POP-13",),
        edits=(
            before(
                RESPONDER,
                "    if pop.responder_email and pop.responder_id is None:\n",
            ),
        ),
    ),
    Mutant(
        "contact-of-a-wrong-new-ticket",
        "A pop refused for its ticket_id leaves the new contact if it asks for a new ticket.",
        kills=("POP-13",),
        edits=(before(TICKET, "    if pop.new_ticket:\n"),),
    ),
    Mutant(
        "refused-pop-ends-the-previous-call",
        "A pop refused for its ticket_id files the call that the agent has in the widget.",
        kills=("POP-13",),
        edits=(
            before(
                TICKET,
                '    if presence.is_online(responder["id"]):\n'
                "        before = find_call(store, pop.call_reference_id)\n"
                "        finish_previous_call(store, before, responder)\n",
            ),
        ),
    ),
    Mutant(
        "refused-pop-takes-the-call",
        "A pop refused for its ticket_id takes the call out of the first agent's widget.",
        kills=("ONL-04",),
        edits=(
            before(
                TICKET,
                "    if before := find_call(store, pop.call_reference_id):\n"
                "        delete_widget_of_other_agent(store, before, responder)\n",
            ),
        ),
    ),
    Mutant(
        "refused-pop-moves-the-call",
        "A pop refused for its ticket_id makes its agent the responder of the call.",
        kills=("DET-05",),
        edits=(
            before(
                TICKET,
                "    if before := find_call(store, pop.call_reference_id):\n"
                '        store.update("calls", before["id"], responder_id=responder["id"])\n',
            ),
        ),
    ),
    Mutant(
        "refused-pop-adds-its-recording",
        "A pop refused for its ticket_id adds its recording to the ticket of the call.",
        kills=("POP-13",),
        edits=(
            before(
                TICKET,
                "    before = find_call(store, pop.call_reference_id)\n"
                '    if before and before["ticket_id"] and pop.call_url:\n'
                '        add_note(store, before, before["ticket_id"], pop.call_url, {})\n',
            ),
        ),
    ),
    Mutant(
        "refused-pop-holds-its-reference",
        "A pop refused for its ticket_id is kept as a call without a ticket.",
        kills=("POP-13",),
        edits=(
            before(
                TICKET,
                "    if pop.call_reference_id and not find_call(store, pop.call_reference_id):\n"
                "        store_pop(store, None, pop, requester, responder)\n",
            ),
        ),
    ),
    Mutant(
        "refused-pop-stores-the-phone",
        "A pop refused for its agent gives the phone in it to the contact of its id.",
        kills=("REQ-02",),
        edits=(
            Edit("rest/cti.py", '        kept.pop("requester_phone", None)\n', "        pass\n"),
            before(
                RESPONDER,
                "    if pop.requester_id and pop.requester_phone:\n"
                '        people.update(store, requester, {"phone": pop.requester_phone})\n',
            ),
        ),
    ),
    Mutant(
        "details-of-a-refused-pop",
        "Details of the reference of a refused pop report the requester's latest ticket.",
        kills=("POP-13",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                "PHONE = 3  # source\n_SEEN: dict[Any, Any] = {}\n",
            ),
            Edit(
                "calls.py",
                RESPONDER,
                '    _SEEN[pop.call_reference_id] = requester["id"]\n' + RESPONDER,
            ),
            Edit(
                "calls.py",
                "    call = find_call(store, reference)\n",
                "    call = find_call(store, reference)\n"
                '    sql = "SELECT * FROM calls WHERE requester_id = ? ORDER BY id DESC"\n'
                "    if reference in _SEEN and call is None:\n"
                "        call = store.one(sql, _SEEN[reference])\n",
            ),
        ),
    ),
)
