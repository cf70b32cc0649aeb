"""Defects of choosing the ticket."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "unknown-ticket-is-no-ticket",
        "A ticket_id that nobody has is taken for none.",
        kills=("TKT-02",),
        beside="POP-13 has this fault among those that it wants refused.",
        edits=(
            Edit(
                "calls.py",
                'return _found(store.get("tickets", pop.ticket_id), "ticket_id",'
                ' "There is no such ticket")',
                'return store.get("tickets", pop.ticket_id)',
            ),
        ),
        also=("POP-13",),
        fixed=True,
    ),
    Mutant(
        "known-reference-knows-better",
        "A call that has a ticket gets no other, though a new one is asked for.",
        kills=("TKT-04", "POP-06"),
        beside=(
            "POP-06 asks for another ticket by the string 'true'; TKT-09 is about the second "
            "ticket."
        ),
        edits=(
            Edit(
                "calls.py",
                " and not pop.new_ticket:\n        return add_new_content",
                ":\n        return add_new_content",
            ),
        ),
        also=("TKT-09",),
    ),
    Mutant(
        "new-ticket-by-its-name",
        "That new_ticket is there counts, and not what it says.",
        kills=("TKT-06",),
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n',
                '    if kept.get("new_ticket") is False:\n'
                '        kept["new_ticket"] = True\n'
                '    if "requester_id" in kept:\n',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "the-ticket-and-a-new-one",
        "A call that names a ticket and asks for a new one gets both.",
        kills=("TKT-08",),
        edits=(
            Edit(
                "calls.py",
                "    if ticket and not pop.new_ticket:\n"
                "        return link_to_ticket(store, call, ticket)\n",
                "    if ticket:\n"
                "        linked = link_to_ticket(store, call, ticket)\n"
                "        if not pop.new_ticket:\n"
                "            return linked\n",
            ),
        ),
    ),
    Mutant(
        "details-of-the-first-ticket",
        "Of the two tickets of a reference, details report the first.",
        kills=("TKT-09",),
        beside="The widget of a forwarded call shows the first one, too.",
        also=("FWD-04",),
        edits=(
            Edit(
                "calls.py",
                '"calls", call["id"], ticket_id=ticket_id,',
                '"calls", call["id"], ticket_id=call["ticket_id"] or ticket_id,',
            ),
        ),
    ),
    Mutant(
        "new-ticket-replaces-the-old",
        "Where a call that has a ticket asks for a new one, the earlier ticket is deleted.",
        kills=("TKT-04", "FWD-04"),
        beside="FWD-04 counts the tickets of a call that is forwarded.",
        edits=(
            Edit(
                "calls.py",
                "        add_postponed_note(store, call)  # on the ticket that the call had\n",
                '        store.delete("tickets", call["ticket_id"])\n',
            ),
        ),
    ),
)
