"""Defects that appear with only one of the ways to name the requester or the agent."""

from .mutant import Edit, Mutant

START = "    requester = find_requester(store, pop)\n"
ONLINE = '    if presence.is_online(responder["id"]):\n'
TO_TICKET = "        return link_to_ticket(store, call, ticket)\n"
TO_NEW = "    return make_ticket(store, call)\n\n\n# The requester"


def if_named(by: str, **lost: str) -> tuple[Edit, ...]:
    """Drop attributes of a pop that names somebody by this attribute and not by an id."""
    group = by.partition("_")[0]
    condition = f"pop.{by}" if by.endswith("_id") else f"pop.{by} and pop.{group}_id is None"
    dropped = ", ".join(f"{name}={value}" for name, value in lost.items())
    return (
        Edit(
            "calls.py",
            START,
            f"    if {condition}:\n        pop = replace(pop, {dropped})\n{START}",
        ),
    )


def public_if(condition: str) -> tuple[Edit, ...]:
    """Make the note on an existing ticket public if the condition on the pop holds."""
    return (
        Edit(
            "calls.py",
            TO_TICKET,
            "        call = link_to_ticket(store, call, ticket)\n"
            f"        if {condition}:\n"
            '            store.update("notes", call["note_id"], private=False)\n'
            "        return call\n",
        ),
    )


def new_ticket_if(condition: str, change: str) -> tuple[Edit, ...]:
    """Change the new ticket of an offline agent's call if the condition holds."""
    return (
        Edit(
            "calls.py",
            TO_NEW,
            "    call = make_ticket(store, call)\n"
            f"    if {condition}:\n        {change}\n    return call\n\n\n# The requester",
        ),
    )


MUTANTS = (
    # -- the requester -------------------------------------------------------------------------
    Mutant(
        "recording-needs-a-requester-phone",
        "The recording is kept only if the pop names the requester by phone.",
        kills=("REC-01",),
        edits=(
            Edit(
                "calls.py",
                START,
                "    if pop.requester_phone is None:\n"
                "        pop = replace(pop, call_url=None)\n" + START,
            ),
        ),
    ),
    Mutant(
        "no-recording-with-a-requester-email",
        "The recording is lost if the pop names the requester by email.",
        kills=("REC-01",),
        edits=if_named("requester_email", call_url="None"),
    ),
    Mutant(
        "no-information-with-a-requester-id",
        "The call information is lost if the pop names the requester by id.",
        kills=("REC-05",),
        edits=if_named("requester_id", call_info="{}"),
    ),
    Mutant(
        "no-information-with-a-requester-email",
        "The call information is lost if the pop names the requester by email.",
        kills=("REC-05",),
        edits=if_named("requester_email", call_info="{}"),
    ),
    Mutant(
        "no-reference-with-a-requester-email",
        "The call reference is lost if the pop names the requester by email.",
        kills=("REF-01",),
        edits=if_named("requester_email", call_reference_id="None"),
    ),
    Mutant(
        "no-ticket-id-with-a-requester-email",
        "The ticket id is ignored if the pop names the requester by email.",
        kills=("OFF-05",),
        edits=if_named("requester_email", ticket_id="None"),
    ),
    Mutant(
        "no-ticket-id-with-a-requester-id",
        "The ticket id is ignored if the pop names the requester by id.",
        kills=("OFF-05",),
        edits=if_named("requester_id", ticket_id="None"),
    ),
    Mutant(
        "no-new-ticket-with-a-requester-email",
        "A new ticket is not made if the pop names the requester by email.",
        kills=("TKT-04",),
        edits=if_named("requester_email", new_ticket="False"),
    ),
    Mutant(
        "no-new-ticket-with-a-requester-phone",
        "A new ticket is not made if the pop names the requester by phone.",
        kills=("TKT-04",),
        edits=if_named("requester_phone", new_ticket="False"),
    ),
    Mutant(
        "source-is-email",
        "The source of the ticket is Email if the pop names the requester by email.",
        kills=("OFF-04",),
        edits=new_ticket_if(
            "pop.requester_email", 'store.update("tickets", call["ticket_id"], source=1)'
        ),
    ),
    Mutant(
        "public-note-with-a-requester-email",
        "The note with the recording is public if the pop names the requester by email.",
        kills=("REC-03",),
        edits=public_if("pop.requester_email and pop.call_url"),
    ),
    Mutant(
        "public-note-with-a-requester-id",
        "The note on an existing ticket is public if the pop names the requester by id.",
        kills=("OFF-05",),
        edits=public_if("pop.requester_id"),
    ),
    Mutant(
        "offline-with-a-requester-email",
        "A call whose requester is named by email is handled as if the agent were offline.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "calls.py",
                ONLINE,
                '    if presence.is_online(responder["id"]) and not pop.requester_email:\n',
            ),
        ),
    ),
    Mutant(
        "no-recording-for-a-new-contact",
        "The recording is lost if the call creates its contact.",
        kills=("REC-01",),
        edits=(
            Edit(
                "calls.py",
                START,
                "    if pop.requester_phone and contact_with(store, pop.requester_phone) is None:\n"
                "        pop = replace(pop, call_url=None)\n" + START,
            ),
        ),
    ),
    Mutant(
        "no-information-for-a-mobile",
        "The call information is lost if a Mobile selects the contact.",
        kills=("REC-08",),
        edits=(
            Edit(
                "calls.py",
                START,
                "    number = pop.requester_phone\n"
                '    if number and people.by_phone(store, "contact", number) is None:\n'
                '        if people.by_mobile(store, "contact", number):\n'
                "            pop = replace(pop, call_info={})\n" + START,
            ),
        ),
    ),
    # -- the agent -----------------------------------------------------------------------------
    Mutant(
        "no-reference-with-an-agents-email",
        "The call reference is lost if the pop names the agent by email.",
        kills=("RSP-08",),
        edits=if_named("responder_email", call_reference_id="None"),
    ),
    Mutant(
        "no-reference-with-an-agents-phone",
        "The call reference is lost if the pop names the agent by phone.",
        kills=("RSP-08",),
        edits=if_named("responder_phone", call_reference_id="None"),
    ),
    Mutant(
        "no-information-with-an-agents-email",
        "The call information is lost if the pop names the agent by email.",
        kills=("REC-08",),
        edits=if_named("responder_email", call_info="{}"),
    ),
    Mutant(
        "no-ticket-id-with-an-agents-phone",
        "The ticket id is ignored if the pop names the agent by phone.",
        kills=("OFF-05",),
        edits=if_named("responder_phone", ticket_id="None"),
    ),
    Mutant(
        "no-new-ticket-with-an-agents-email",
        "A new ticket is not made if the pop names the agent by email.",
        kills=("TKT-04",),
        edits=if_named("responder_email", new_ticket="False"),
    ),
    Mutant(
        "public-note-with-an-agents-email",
        "The note on an existing ticket is public if the pop names the agent by email.",
        kills=("REC-03",),
        edits=public_if("pop.responder_email"),
    ),
    Mutant(
        "public-note-with-an-agents-phone",
        "The note on an existing ticket is public if the pop names the agent by phone.",
        kills=("REC-03",),
        edits=public_if("pop.responder_phone"),
    ),
    Mutant(
        "time-entry-with-an-agents-id-only",
        "The time on an existing ticket is entered only if the pop names the agent by id.",
        kills=("REF-08",),
        edits=(
            Edit(
                "calls.py",
                TO_TICKET,
                "        call = link_to_ticket(store, call, ticket)\n"
                "        if pop.responder_id is None and pop.call_reference_id:\n"
                '            sql = "SELECT * FROM time_entries ORDER BY id DESC"\n'
                "            if entry := store.one(sql):\n"
                '                store.delete("time_entries", entry["id"])\n'
                "        return call\n",
            ),
        ),
    ),
    Mutant(
        "entry-of-the-admin-with-an-agents-phone",
        "The time entry belongs to the first agent if the pop names the agent by phone.",
        kills=("REF-04",),
        edits=new_ticket_if(
            "pop.responder_phone and pop.call_reference_id",
            'store.update("time_entries", store.all("SELECT max(id) FROM time_entries")[0][0],'
            " agent_id=5014967001)",
        ),
    ),
    Mutant(
        "offline-with-an-agents-email",
        "A call whose agent is named by email is handled as if the agent were offline.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "calls.py",
                ONLINE,
                '    if presence.is_online(responder["id"]) and not pop.responder_email:\n',
            ),
        ),
    ),
    Mutant(
        "offline-with-an-agents-mobile",
        "A call for an agent's Mobile is handled as if the agent were offline.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "calls.py",
                ONLINE,
                "    number = pop.responder_phone\n"
                '    to_mobile = number and number == responder["mobile"]\n'
                '    if presence.is_online(responder["id"]) and not to_mobile:\n',
            ),
        ),
        left="Not every target has agents with a Mobile, and ONL-01 is for all of them.",
    ),
)
