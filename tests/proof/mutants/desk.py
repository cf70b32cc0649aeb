"""Defects at the desktop that break rules of the chapters ACC, RSP, TKT, REF, REC and DET."""

from .mutant import Edit, Mutant

CHECK = "    check_feature(request.store)\n"
FIND_PICKED = "    if agent := people.by_picked(store, number):\n        return agent\n"
ASKED_FOR = "        if pop.new_ticket or option:\n            call = make_ticket(store, call)\n"
STORED = "        at_once = replace(pop, call_url=None) if option else pop\n"
IS_KNOWN = '    if pop.new_ticket or not (call and call["ticket_id"]):\n'
LINK_SHOWN = '            link_ticket(store, widget, call, {"ticket_id": widget["ticket_id"]})\n'
DISMISS = """\
    \"""Dismiss the pop-up (CTI-END-03); the call keeps its ticket (CTI-TKT-07).\"""
"""

MUTANTS = (
    Mutant(
        "feature-off-and-details-open",
        "Without the CTI feature pops are refused, and details are not.",
        kills=("ACC-05",),
        edits=(
            Edit(
                "rest/cti.py", CHECK + "    return reply(200, calls", "    return reply(200, calls"
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "feature-off-and-pops-open",
        "Without the CTI feature details are refused, and pops are not.",
        kills=("ACC-05",),
        edits=(Edit("rest/cti.py", CHECK + "    pop =", "    pop ="),),
    ),
    Mutant(
        "refused-and-done",
        "Without the CTI feature a pop is handled, and then answered with 403.",
        kills=("ACC-05",),
        edits=(
            Edit("rest/cti.py", CHECK + "    pop =", "    pop ="),
            Edit(
                "rest/cti.py",
                '    return reply(201, {"id": str('
                'calls.handle_pop(request.store, request.presence, pop)["id"])})\n',
                "    call = calls.handle_pop(request.store, request.presence, pop)\n"
                '    if not settings.read(request.store)["cti_enabled"]:\n'
                '        return reply(403, {"code": "require_feature", "message": "It is off"})\n'
                '    return reply(201, {"id": str(call["id"])})\n',
            ),
        ),
    ),
    Mutant(
        "helpdesk-numbers-lead-nowhere",
        "An agent is found by the phones of the profile, and not by the number picked.",
        kills=("RSP-03",),
        edits=(Edit("calls.py", FIND_PICKED, ""),),
    ),
    Mutant(
        "any-helpdesk-number-will-do",
        "A call for a helpdesk number goes to the first agent who has picked one.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "calls.py",
                FIND_PICKED,
                '    first = "SELECT * FROM people WHERE picked_key IS NOT NULL AND NOT deleted"\n'
                "    if settings.find_number(store, number):\n"
                "        return store.one(first)\n",
            ),
        ),
    ),
    Mutant(
        "one-number-for-everybody",
        "The number that an agent picks is the number of all agents.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "domain/people.py",
                '    store.update("people", agent["id"], picked=number, picked_key=key)\n',
                "    for one in store.all(\"SELECT id FROM people WHERE kind = 'agent'\"):\n"
                '        store.update("people", one["id"], picked=number, picked_key=key)\n',
            ),
        ),
    ),
    Mutant(
        "ticket-without-a-link",
        "The widget names the ticket, and does not link to it.",
        kills=("TKT-01",),
        edits=(Edit("domain/widgets.py", '"url": f"{base}/tickets/{ticket_id}"', '"url": ""'),),
    ),
    Mutant(
        "named-ticket-not-shown",
        "The widget shows a ticket only once the call is associated with it.",
        kills=("TKT-01",),
        beside="The ticket that was never shown is not there after a refresh either.",
        edits=(
            Edit(
                "domain/widgets.py", 'call["ticket_id"] or widget["ticket_id"]', 'call["ticket_id"]'
            ),
        ),
        also=("FLT-01",),
    ),
    Mutant(
        "new-ticket-left-to-the-agent",
        "For an agent who is online new_ticket is not heeded: the agent can make one.",
        kills=("TKT-03", "FWD-04"),
        beside=(
            "FWD-04 asks for a new ticket, too, and without it there is nothing to note on "
            "(TKT-07)."
        ),
        edits=(Edit("calls.py", "if pop.new_ticket or option:", "if option:"),),
        also=("TKT-07",),
    ),
    Mutant(
        "new-ticket-twice",
        "For an agent who is online new_ticket makes two tickets.",
        kills=("TKT-03",),
        beside="FWD-04 and TKT-07 count the tickets as well.",
        edits=(
            Edit(
                "calls.py",
                ASKED_FOR,
                ASKED_FOR + "        if pop.new_ticket:\n            make_ticket(store, call)\n",
            ),
        ),
        also=("FWD-04", "TKT-07"),
    ),
    Mutant(
        "new-ticket-is-the-agents",
        "For an agent who is online new_ticket makes a ticket whose requester is the agent.",
        kills=("TKT-03",),
        beside="FWD-04 counts the tickets of the caller, and so does TKT-07.",
        edits=(
            Edit(
                "calls.py",
                ASKED_FOR,
                "        if pop.new_ticket:\n"
                '            call = make_ticket(store, {**call, "requester_id": responder["id"]})\n'
                "        elif option:\n"
                "            call = make_ticket(store, call)\n",
            ),
        ),
        also=("FWD-04", "TKT-07"),
    ),
    Mutant(
        "reference-known-by-forwarding",
        "What a reference has come to is known only of calls that an agent forwarded.",
        kills=("TKT-05",),
        edits=(
            Edit("domain/widgets.py", "RECENT = 3", "FORWARDED = set[int]()\nRECENT = 3"),
            Edit(
                "actions.py",
                "    calls.close_widget(store, widget)\n\n\ndef dismiss(",
                '    widgets.FORWARDED.add(widget["call_id"])\n'
                "    calls.close_widget(store, widget)\n\n\ndef dismiss(",
            ),
            Edit(
                "calls.py",
                IS_KNOWN,
                '    if call and call["ticket_id"] and call["id"] not in widgets.FORWARDED:\n'
                "        call = make_ticket(store, call)\n" + IS_KNOWN,
            ),
        ),
    ),
    Mutant(
        "no-note-on-the-new-ticket",
        "The agent can note on the ticket that the pop names, and not on a new one.",
        kills=("TKT-07",),
        edits=(
            Edit(
                "domain/widgets.py",
                'can_note = shown_ticket(widget, call) and not widget["locked"]',
                'can_note = widget["ticket_id"] and not widget["locked"]',
            ),
        ),
    ),
    Mutant(
        "note-is-swallowed",
        "A note that the agent adds to the ticket is accepted, and not kept.",
        kills=("TKT-07",),
        edits=(
            Edit(
                "actions.py",
                '    calls.add_agents_note(store, widget["id"], ticket_id, attributes["text"])\n',
                "    del attributes\n",
            ),
        ),
    ),
    Mutant(
        "ticket-dismissed-with-the-widget",
        "Who dismisses the pop-up of a new ticket dismisses the ticket.",
        kills=("TKT-07",),
        edits=(
            Edit(
                "actions.py",
                DISMISS,
                DISMISS + "    call = widgets.call_in(store, widget)\n"
                '    if call["ticket_id"] and call["note_id"] is None:\n'
                '        store.delete("tickets", call["ticket_id"])\n',
            ),
        ),
    ),
    Mutant(
        "new-ticket-cannot-be-dismissed",
        "The pop-up of a new ticket stays until the call is closed.",
        kills=("TKT-07",),
        edits=(
            Edit(
                "actions.py",
                DISMISS,
                DISMISS + '    if widgets.call_in(store, widget)["ticket_id"]:\n'
                '        raise not_offered("The ticket is to be dealt with first")\n',
            ),
        ),
    ),
    Mutant(
        "time-from-the-ticket",
        "The time entry starts when the ticket is made.",
        kills=("REF-02",),
        edits=(Edit("calls.py", 'start_time=call["created_at"],', "start_time=times.now(),"),),
        fixed=True,
    ),
    Mutant(
        "time-from-the-latest-pop",
        "The time entry starts with the latest pop of the reference.",
        kills=("REF-02",),
        edits=(
            Edit(
                "calls.py",
                '    return store.update("calls", call["id"], **columns)\n',
                '    return store.update("calls", call["id"], created_at=times.now(), **columns)\n',
            ),
        ),
    ),
    Mutant(
        "recording-lost-at-the-desktop",
        "The recording of a call that was shown in the widget reaches no ticket.",
        kills=("REC-07", "FLT-06"),
        also=("REC-10",),
        beside="Nor the ticket that the next call makes of it.",
        edits=(Edit("calls.py", STORED, "        at_once = replace(pop, call_url=None)\n"),),
    ),
    Mutant(
        "no-recording-on-the-ticket-shown",
        "A call that is closed with the ticket shown leaves no recording there.",
        kills=("REC-07",),
        beside="The recording of a later pop is lost there as well.",
        also=("REC-10",),
        edits=(
            Edit(
                "actions.py",
                LINK_SHOWN,
                '            call = store.update("calls", call["id"], call_url=None)\n'
                + LINK_SHOWN,
            ),
        ),
    ),
    Mutant(
        "details-of-nothing-yet",
        "Details report a call that has no ticket yet, with null for its ticket.",
        kills=("DET-06",),
        edits=(
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n        return []',
                "    if call is None:\n        return []",
            ),
        ),
    ),
    Mutant(
        "feature-switch-is-cached",
        "Whether the account has the CTI feature is read with its first call, and never again.",
        kills=("ACC-05",),
        edits=(
            Edit(
                "rest/cti.py",
                '    if not settings.read(store)["cti_enabled"]:\n',
                '    now = settings.read(store)["cti_enabled"]\n'
                '    if not _READ.setdefault("cti_enabled", now):\n',
            ),
            Edit("rest/cti.py", "_TEXTS = {", "_READ: dict[str, bool] = {}\n_TEXTS = {"),
        ),
    ),
    Mutant(
        "details-of-a-ticket-that-is-shown",
        "Details report the ticket that the widget shows, though the call may go elsewhere.",
        kills=("DET-06",),
        edits=(
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n        return []',
                '    shown = "SELECT * FROM widgets WHERE call_id = ?"\n'
                '    at = call and store.one(shown, call["id"])\n'
                '    if call and at and call["ticket_id"] is None:\n'
                '        call = {**dict(call), "ticket_id": at["ticket_id"]}\n'
                '    if call is None or call["ticket_id"] is None:\n        return []',
            ),
        ),
    ),
)
