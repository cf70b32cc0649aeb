"""Defects of calls that are forwarded."""

from .mutant import Edit, Mutant

SHOWN = '    found: int | None = call["ticket_id"] or widget["ticket_id"]\n'
FORWARDED = "    calls.close_widget(store, widget)\n\n\ndef dismiss("
KNOWN = "        call = add_new_content(store, call, pop)\n    widgets.open_"
IS_KNOWN = '    if pop.new_ticket or not (call and call["ticket_id"]):\n'
HEARD = '        "responder_id": responder["id"],\n        "call_url"'
IN_CALL = "    call = widgets.call_in(store, widget)\n"

MUTANTS = (
    Mutant(
        "second-agent-sees-nothing",
        "The widget shows the ticket of a call only to the agent who filed it.",
        kills=("FWD-01", "FWD-02", "TKT-05"),
        beside="TKT-05's call was filed for another agent, too.",
        edits=(
            Edit(
                "domain/widgets.py",
                SHOWN,
                '    mine = call["responder_id"] == widget["id"]\n'
                '    found: int | None = (mine and call["ticket_id"]) or widget["ticket_id"]\n',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "second-agent-gets-a-ticket",
        "A pop with the reference of a ticket that was made makes another.",
        kills=("FWD-01", "TKT-05"),
        beside="TKT-05's ticket was made, too.",
        edits=(
            Edit(
                "calls.py",
                IS_KNOWN,
                '    if call and call["ticket_id"] and not (pop.new_ticket or call["note_id"]):\n'
                "        call = make_ticket(store, call)\n" + IS_KNOWN,
            ),
        ),
        also=("FWD-05",),
    ),
    Mutant(
        "forwarded-without-the-ticket-made",
        "Forwarding takes the ticket that was made from the reference.",
        kills=("FWD-01", "FWD-05"),
        beside="Then details do not lead to it either.",
        edits=(
            Edit(
                "actions.py",
                FORWARDED,
                IN_CALL + '    if call["note_id"] is None:\n'
                '        store.update("calls", call["id"], ticket_id=None)\n' + FORWARDED,
            ),
        ),
    ),
    Mutant(
        "linked-ticket-not-shown",
        "The widget shows a ticket that was made of the call, and not one that it was linked to.",
        kills=("FWD-02",),
        edits=(
            Edit(
                "domain/widgets.py",
                SHOWN,
                '    made = None if call["note_id"] else call["ticket_id"]\n'
                '    found: int | None = made or widget["ticket_id"]\n',
            ),
        ),
    ),
    Mutant(
        "linked-call-gets-a-ticket",
        "A pop with the reference of a call that was linked to a ticket makes a new one.",
        kills=("FWD-02",),
        edits=(
            Edit(
                "calls.py",
                KNOWN,
                KNOWN.replace(
                    "    widgets.open_",
                    '        if call["note_id"]:\n'
                    "            call = make_ticket(store, call)\n"
                    "    widgets.open_",
                ),
            ),
        ),
    ),
    Mutant(
        "forwarding-makes-a-ticket",
        "A call that is forwarded untouched is filed as a new ticket.",
        kills=("FWD-03",),
        beside="The second agent, who was to make one, is refused, and details report the ticket.",
        edits=(
            Edit(
                "actions.py",
                FORWARDED,
                IN_CALL + '    if call["ticket_id"] is None:\n'
                "        calls.make_ticket(store, call)\n" + FORWARDED,
            ),
        ),
        also=("FWD-05", "REF-02", "DET-06"),
    ),
    Mutant(
        "second-pop-makes-a-ticket",
        "A call that comes in for a second agent is filed as a new ticket.",
        kills=("FWD-03",),
        beside="That agent, who was to make one, is refused.",
        edits=(
            Edit(
                "calls.py",
                "        call = store_pop(store, call, at_once, requester, responder)\n",
                '        again = call and call["ticket_id"] is None\n'
                "        call = store_pop(store, call, at_once, requester, responder)\n"
                "        if again:\n"
                "            call = make_ticket(store, call)\n",
            ),
        ),
        also=("FWD-05", "REF-02"),
    ),
    Mutant(
        "no-new-ticket-for-a-known-call",
        "A call that has a ticket gets no other at the desktop, though it is asked for.",
        kills=("FWD-04",),
        edits=(Edit("calls.py", IS_KNOWN, '    if not (call and call["ticket_id"]):\n'),),
    ),
    Mutant(
        "earlier-ticket-shown",
        "The new ticket that a forwarded call asks for is made, and the earlier one is shown.",
        kills=("FWD-04",),
        also=("OFF-06",),
        beside="The agent of the new ticket is looked for on the earlier one.",
        edits=(
            Edit(
                "calls.py",
                IS_KNOWN,
                '    earlier = call["ticket_id"] if call else None\n' + IS_KNOWN,
            ),
            Edit(
                "calls.py",
                "            call = make_ticket(store, call)\n        if option:",
                "            call = make_ticket(store, call)\n"
                "        if earlier:\n"
                '            call = store.update("calls", call["id"], ticket_id=earlier)\n'
                "        if option:",
            ),
        ),
    ),
    Mutant(
        "first-agent-stays-the-responder",
        "Details name the agent who had the call first.",
        kills=("FWD-05",),
        edits=(
            Edit(
                "calls.py",
                HEARD,
                '        "responder_id": call["responder_id"] if call else responder["id"],\n'
                '        "call_url"',
            ),
        ),
    ),
    Mutant(
        "details-of-nobodys-call",
        "Details report a call only until it comes in for a second agent.",
        kills=("FWD-05",),
        edits=(
            Edit(
                "calls.py",
                KNOWN,
                KNOWN.replace(
                    "    widgets.open_",
                    '        widgets.FORWARDED.add(call["id"])\n    widgets.open_',
                ),
            ),
            Edit("domain/widgets.py", "RECENT = 3", "FORWARDED = set[int]()\nRECENT = 3"),
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n        return []',
                '    if call is None or call["ticket_id"] is None:\n        return []\n'
                '    if call["id"] in widgets.FORWARDED:\n        return []',
            ),
        ),
    ),
    Mutant(
        "first-widget-stays",
        "The first agent's widget stays open until the call comes in for the second.",
        kills=("FWD-06",),
        edits=(Edit("actions.py", FORWARDED, "    del store\n\n\ndef dismiss("),),
        fixed=True,
    ),
    Mutant(
        "nothing-to-forward",
        "A call that nothing was done with cannot be forwarded.",
        kills=("FWD-06",),
        edits=(
            Edit(
                "actions.py",
                FORWARDED,
                '    if widgets.call_in(store, widget)["ticket_id"] is None:\n'
                '        raise not_offered("Make or link a ticket first")\n' + FORWARDED,
            ),
        ),
    ),
)
