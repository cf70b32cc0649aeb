"""Defects with other people's, closed and deleted tickets, and of new_ticket with other facts."""

from .mutant import Edit, Mutant

FOUND = (
    '    return _found(store.get("tickets", pop.ticket_id), "ticket_id",'
    ' "There is no such ticket")\n'
)
START = "    requester = find_requester(store, pop)\n"
TICKET = "    ticket = find_ticket(store, pop)\n"
CALL = "    call = find_call(store, pop.call_reference_id)\n"
OFFERED = "        if pop.new_ticket or option:\n            call = make_ticket(store, call)\n"
MAKE = "            call = make_ticket(store, call)\n"
RECENT = '"SELECT id FROM tickets WHERE requester_id = ? ORDER BY'
LINK = "    calls.link_to_ticket(store, call, ticket)\n"
NAMES = '    if "requester_id" in kept:\n'
ENTRY = '    if call["reference"] is not None:\n        store.insert(\n'
ONLINE = 'presence.is_online(responder["id"])'


def named_ticket_unless(condition: str) -> tuple[Edit, ...]:
    """Take the ticket that the pop names for none if the condition on it holds."""
    return (
        Edit(
            "calls.py",
            TICKET,
            f"{TICKET}    if ticket and {condition}:\n        ticket = None\n",
        ),
    )


def pop_without(condition: str, **lost: str) -> tuple[Edit, ...]:
    """Drop attributes of a pop if the condition on it holds."""
    dropped = ", ".join(f"{name}={value}" for name, value in lost.items())
    text = f"    if {condition}:\n        pop = replace(pop, {dropped})\n"
    return (Edit("calls.py", CALL, CALL + text),)


def refuse_link_if(condition: str) -> tuple[Edit, ...]:
    """Refuse to link a call to a ticket if the condition holds."""
    text = f'    if {condition}:\n        raise not_offered("This ticket cannot be chosen")\n'
    return (Edit("actions.py", LINK, text + LINK),)


MUTANTS = (
    # -- tickets of others, closed and deleted ones --------------------------------------------
    Mutant(
        "only-the-callers-own-tickets",
        "A ticket id is ignored if the ticket has another requester.",
        kills=("OFF-05",),
        edits=named_ticket_unless('ticket["requester_id"] != requester["id"]'),
    ),
    Mutant(
        "only-the-agents-own-tickets",
        "A ticket id is ignored if the ticket is assigned to another agent.",
        kills=("OFF-05",),
        edits=named_ticket_unless(
            'ticket["responder_id"] and ticket["responder_id"] != responder["id"]'
        ),
    ),
    Mutant(
        "closed-tickets-are-ignored",
        "A ticket id is ignored if the ticket is closed.",
        kills=("OFF-05",),
        edits=named_ticket_unless('ticket["status"] == 5'),
    ),
    Mutant(
        "resolved-tickets-are-ignored-online",
        "The widget does not show a named ticket that is resolved.",
        kills=("TKT-01",),
        edits=named_ticket_unless(f'ticket["status"] == 4 and {ONLINE}'),
    ),
    Mutant(
        "phone-tickets-only",
        "A ticket id is ignored if the source of the ticket is not Phone.",
        kills=("OFF-05",),
        edits=named_ticket_unless('ticket["source"] != PHONE'),
    ),
    Mutant(
        "deleted-ticket-is-no-ticket",
        "The id of a deleted ticket is ignored.",
        kills=("TKT-02",),
        edits=(
            Edit(
                "calls.py",
                FOUND,
                "    sql = \"SELECT seq FROM sqlite_sequence WHERE name = 'tickets'\"\n"
                '    was = store.one(f"{sql} AND seq >= ?", pop.ticket_id)\n'
                '    if was and not store.get("tickets", pop.ticket_id):\n'
                "        return None\n" + FOUND,
            ),
        ),
        left="A deleted ticket may still be there, to be restored.",
    ),
    Mutant(
        "call-leaves-its-closed-ticket",
        "A pop of a call whose ticket is closed does not find the ticket.",
        kills=("REF-08",),
        edits=(
            Edit(
                "calls.py",
                CALL,
                CALL + '    was = call and store.get("tickets", call["ticket_id"])\n'
                '    if was and was["status"] == 5:\n'
                '        call = store.update("calls", call["id"], ticket_id=None)\n',
            ),
        ),
    ),
    Mutant(
        "details-without-closed-tickets",
        "Details do not report a call whose ticket is closed.",
        kills=("DET-04",),
        edits=(
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n        return []\n',
                '    if call is None or call["ticket_id"] is None:\n        return []\n'
                '    sql = "SELECT id FROM tickets WHERE id = ? AND status = 5"\n'
                '    if store.one(sql, call["ticket_id"]):\n        return []\n',
            ),
        ),
    ),
    Mutant(
        "recent-tickets-are-open-ones",
        "The widget lists those of the latest tickets that are not closed.",
        kills=("ONL-03",),
        edits=(Edit("domain/widgets.py", RECENT, RECENT.replace("ORDER", "AND status < 4 ORDER")),),
    ),
    Mutant(
        "recent-tickets-of-calls",
        "The widget lists those of the latest tickets that calls made.",
        kills=("ONL-03",),
        edits=(Edit("domain/widgets.py", RECENT, RECENT.replace("ORDER", "AND source = 3 ORDER")),),
    ),
    Mutant(
        "links-to-the-callers-own-tickets",
        "The agent can link the call only to a ticket of the same requester.",
        kills=("ONL-11",),
        edits=refuse_link_if('ticket["requester_id"] != call["requester_id"]'),
    ),
    Mutant(
        "links-to-open-tickets",
        "The agent cannot link the call to a closed ticket.",
        kills=("ONL-11",),
        edits=refuse_link_if('ticket["status"] == 5'),
    ),
    Mutant(
        "links-to-nobodys-tickets",
        "The agent cannot link the call to a ticket of another agent.",
        kills=("ONL-11",),
        edits=refuse_link_if(
            'ticket["responder_id"] and ticket["responder_id"] != call["responder_id"]'
        ),
    ),
    # -- new_ticket with another fact ----------------------------------------------------------
    Mutant(
        "declined-with-a-ticket-id",
        "A ticket id is ignored if the pop declines a new ticket.",
        kills=("TKT-06",),
        edits=(
            Edit(
                "rest/cti.py",
                NAMES,
                '    if kept.get("new_ticket") in (False, "false"):\n'
                '        kept.pop("ticket_id", None)\n' + NAMES,
            ),
        ),
    ),
    Mutant(
        "declined-with-a-known-reference",
        "A call that has a ticket gets another if the pop declines a new ticket.",
        kills=("TKT-06",),
        edits=(
            Edit(
                "rest/cti.py",
                NAMES,
                '    known = is_known(kept.get("call_reference_id"))\n'
                '    if known and kept.get("new_ticket") in (False, "false"):\n'
                '        kept["new_ticket"] = True\n' + NAMES,
            ),
            Edit(
                "rest/cti.py",
                "def check_feature",
                "_KNOWN: set[Any] = set()\n\n\ndef is_known(reference: Any) -> bool:\n"
                "    known = isinstance(reference, str) and reference in _KNOWN\n"
                "    _KNOWN.add(str(reference))\n"
                "    return known\n\n\ndef check_feature",
            ),
        ),
    ),
    Mutant(
        "new-ticket-and-known-reference-share",
        "The recording of a call that gets a second ticket is noted on the first one.",
        kills=("REC-01",),
        edits=(
            Edit(
                "calls.py",
                CALL,
                CALL + '    if call and call["ticket_id"] and pop.new_ticket and pop.call_url:\n'
                '        add_note(store, call, call["ticket_id"], pop.call_url, {})\n'
                "        pop = replace(pop, call_url=None)\n",
            ),
        ),
        left="No page says which of two tickets gets the recording.",
    ),
    Mutant(
        "one-entry-a-reference",
        "The second ticket of a reference gets no time entry.",
        kills=("REF-01",),
        edits=(
            Edit(
                "calls.py",
                ENTRY,
                ENTRY.replace("not None:", 'not None and call["ticket_id"] is None:'),
            ),
        ),
    ),
    Mutant(
        "entry-moves-to-the-new-ticket",
        "The time entry of a reference moves from its first ticket to its second.",
        kills=("REF-01",),
        edits=(
            Edit(
                "calls.py",
                ENTRY,
                '    if call["reference"] and call["ticket_id"]:\n'
                '        sql = "SELECT id FROM time_entries WHERE ticket_id = ? AND note LIKE ?"\n'
                "        text = f\"%{call['reference']}\"\n"
                '        for old in store.all(sql, call["ticket_id"], text):\n'
                '            store.delete("time_entries", old["id"])\n' + ENTRY,
            ),
        ),
        left="No page says that the entry on the first of two tickets stays.",
    ),
    Mutant(
        "online-new-ticket-for-known-callers",
        "For a caller whom nobody knows, new_ticket makes no ticket at the desktop.",
        kills=("TKT-03",),
        edits=(
            Edit(
                "calls.py",
                START,
                "    is_new = bool(pop.requester_phone) and not contact_with(\n"
                '        store, pop.requester_phone or ""\n    )\n' + START,
            ),
            Edit(
                "calls.py",
                CALL,
                CALL
                + f"    if is_new and {ONLINE}:\n        pop = replace(pop, new_ticket=False)\n",
            ),
        ),
    ),
    Mutant(
        "online-new-ticket-without-the-recording",
        "The ticket that new_ticket makes at the desktop never gets the recording.",
        kills=("REC-01",),
        edits=pop_without(f"pop.new_ticket and {ONLINE}", call_url="None"),
    ),
    Mutant(
        "online-new-ticket-without-the-information",
        "The ticket that new_ticket makes at the desktop never gets the call information.",
        kills=("REC-05",),
        edits=pop_without(f"pop.new_ticket and {ONLINE}", call_info="{}"),
    ),
    Mutant(
        "online-new-ticket-without-the-reference",
        "The ticket that new_ticket makes at the desktop has no time entry.",
        kills=("REF-01",),
        edits=(
            Edit(
                "calls.py",
                OFFERED,
                OFFERED + "            if pop.new_ticket:\n"
                '                sql = "SELECT id FROM time_entries WHERE ticket_id = ?"\n'
                '                for entry in store.all(sql, call["ticket_id"]):\n'
                '                    store.delete("time_entries", entry["id"])\n',
            ),
        ),
    ),
    Mutant(
        "widget-sticks-to-the-named-ticket",
        "The widget shows the ticket that the pop names, although the call has a new one.",
        kills=("ONL-12",),
        edits=(
            Edit(
                "domain/widgets.py",
                'call["ticket_id"] or widget["ticket_id"]',
                'widget["ticket_id"] or call["ticket_id"]',
            ),
        ),
    ),
    # -- the New Ticket option with another fact -----------------------------------------------
    Mutant(
        "option-and-new-ticket-make-two",
        "With the New Ticket option on, a pop with new_ticket makes two tickets.",
        kills=("TKT-03",),
        edits=(
            Edit(
                "calls.py",
                OFFERED,
                OFFERED + "        if pop.new_ticket and option:\n" + MAKE,
            ),
        ),
    ),
    Mutant(
        "option-yields-to-a-ticket-id",
        "With the New Ticket option on, a pop that names a ticket makes none.",
        kills=("ONL-07",),
        edits=(Edit("calls.py", OFFERED, OFFERED.replace("option:", "(option and not ticket):")),),
        left="No page says which wins, the option or the ticket that a pop names.",
    ),
    Mutant(
        "option-needs-a-reference",
        "With the New Ticket option on, a call without a reference makes no ticket.",
        kills=("ONL-07",),
        edits=(
            Edit(
                "calls.py",
                OFFERED,
                OFFERED.replace("option:", "(option and pop.call_reference_id):"),
            ),
        ),
    ),
    Mutant(
        "option-without-the-information",
        "With the New Ticket option on, the call information is lost.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                "replace(pop, call_url=None) if option",
                "replace(pop, call_url=None, call_info={}) if option",
            ),
        ),
    ),
    Mutant(
        "option-for-the-offline",
        "With the New Ticket option on, the ticket of an offline agent's call has no recording.",
        kills=("REC-01",),
        edits=pop_without(f'settings.read(store)["new_ticket"] and not {ONLINE}', call_url="None"),
    ),
    Mutant(
        "option-keeps-the-previous-ticket",
        "With the New Ticket option on, a call of the same customer uses the open ticket.",
        kills=("TKT-04",),
        edits=(
            Edit(
                "calls.py",
                OFFERED,
                '        sql = "SELECT * FROM tickets WHERE requester_id = ? AND status = ?"\n'
                '        there = store.one(f"{sql} ORDER BY id DESC", requester["id"], OPEN)\n'
                "        if option and there:\n"
                "            call = link_to_ticket(store, call, there)\n"
                "        el" + OFFERED.lstrip(),
            ),
        ),
    ),
)
