"""Defects of the call reference and the time sheet."""

from .mutant import Edit, Mutant

ENTRY = '    if call["reference"] is not None:\n'

MUTANTS = (
    Mutant(
        "entry-twice",
        "The time of a call that makes a ticket is entered twice.",
        kills=("REF-01", "REF-06"),
        beside="REF-06 counts the entries of such a ticket as well.",
        edits=(
            Edit(
                "calls.py",
                ENTRY,
                '    twice = call["reference"] is not None and note_id is None\n'
                '    for _ in range(1 + twice if call["reference"] is not None else 0):\n',
            ),
        ),
    ),
    Mutant(
        "entry-without-the-reference",
        "The time entry says that it is of a call, but not of which.",
        kills=("REF-01", "REF-08", "DET-09", "RSP-08"),
        beside="DET-09, REF-08 and RSP-08 read the reference in the entry as well.",
        edits=(
            Edit(
                "calls.py",
                "note=f\"Call reference: {call['reference']}\"",
                'note="Call"',
            ),
        ),
    ),
    Mutant(
        "timer-runs-on",
        "The timer of the call is never stopped.",
        kills=("REF-03",),
        edits=(Edit("calls.py", "timer_running=False", "timer_running=True"),),
        fixed=True,
    ),
    Mutant(
        "timer-runs-on-an-old-ticket",
        "The timer is stopped with the making of a ticket, and not where there is one.",
        kills=("REF-03",),
        edits=(Edit("calls.py", "timer_running=False", "timer_running=note_id is not None"),),
    ),
    Mutant(
        "entry-of-the-first-agent",
        "The time entry is of the first agent there is.",
        kills=("REF-04",),
        edits=(
            Edit(
                "calls.py",
                'agent_id=call["responder_id"]',
                "agent_id=store.all(\"SELECT min(id) FROM people WHERE kind = 'agent'\")[0][0]",
            ),
        ),
    ),
    Mutant(
        "entry-on-an-old-ticket-is-the-first-agents",
        "The time entry on a ticket that there was before is of the first agent there is.",
        kills=("REF-04",),
        edits=(
            Edit(
                "calls.py",
                'agent_id=call["responder_id"]',
                'agent_id=call["responder_id"] if note_id is None else '
                "store.all(\"SELECT min(id) FROM people WHERE kind = 'agent'\")[0][0]",
            ),
        ),
    ),
    Mutant(
        "note-is-not-remembered",
        "The call is noted on its ticket, but the reference does not lead to the note.",
        kills=("REF-05", "DET-04"),
        beside="DET-04 asks for the note's id as well.",
        edits=(
            Edit(
                "calls.py",
                'return associate(store, call, ticket["id"], note_id=note["id"])',
                'return associate(store, call, ticket["id"], note_id=None)',
            ),
        ),
    ),
    Mutant(
        "retry-enters-time",
        "A pop that is sent again enters the time again.",
        kills=("REF-06",),
        edits=(
            Edit(
                "calls.py",
                "        return add_new_content(store, call, pop)\n",
                '        associate(store, call, call["ticket_id"], call["note_id"])\n'
                "        return add_new_content(store, call, pop)\n",
            ),
        ),
    ),
    Mutant(
        "retry-enters-time-on-an-old-ticket",
        "A pop about an existing ticket that is sent again enters the time again.",
        kills=("REF-06",),
        edits=(
            Edit(
                "calls.py",
                "        return add_new_content(store, call, pop)\n",
                '        if call["note_id"]:\n'
                '            associate(store, call, call["ticket_id"], call["note_id"])\n'
                "        return add_new_content(store, call, pop)\n",
            ),
        ),
    ),
    Mutant(
        "retry-makes-a-ticket",
        "A pop that is sent again makes another ticket, unless it declines one.",
        kills=("REF-06",),
        beside=(
            "A pop that declines a new ticket is one sent again as well (TKT-06, and POP-06 by "
            "string)."
        ),
        edits=(
            Edit(
                "calls.py",
                " and not pop.new_ticket:\n        return add_new_content",
                " and False:\n        return add_new_content",
            ),
        ),
        also=("TKT-06", "POP-06"),
    ),
    Mutant(
        "no-reference-two-entries",
        "A call without a reference has its time entered where it starts and where it ends.",
        kills=("REF-07",),
        edits=(
            Edit(
                "calls.py",
                ENTRY,
                '    for _ in range(1 if call["reference"] is not None else 2):\n',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "no-reference-is-one-call",
        "All calls without a reference are taken for one call, which has a ticket already.",
        kills=("REF-07",),
        beside="Whatever calls without a reference gets no ticket and no note of its own.",
        edits=(
            Edit(
                "calls.py",
                'store.one("SELECT * FROM calls WHERE reference = ?", reference)',
                'store.one("SELECT * FROM calls WHERE reference IS ?", reference)',
            ),
        ),
        also=(
            *("OFF-05", "TKT-06", "TKT-08"),
            *("REC-01", "REC-02", "REC-03", "REC-04", "REC-05", "REC-08"),
        ),
    ),
    Mutant(
        "no-entry-on-an-old-ticket",
        "The time is entered on new tickets only.",
        kills=("REF-08",),
        edits=(Edit("calls.py", ENTRY, f"{ENTRY.rstrip()[:-1]} and note_id is None:\n"),),
    ),
    Mutant(
        "time-in-another-zone",
        "The time entry has the time of a country seven hours to the east, and calls it UTC.",
        kills=("REF-02",),
        edits=(
            Edit(
                "rest/time_entries.py",
                '"start_time": times.shown(entry["start_time"]),',
                '"start_time": f"{_there(entry)[:19]}Z",',
            ),
            Edit(
                "rest/time_entries.py",
                "def shown(",
                "def _there(entry: Row) -> str:\n"
                '    here = times.datetime.fromisoformat(entry["start_time"])\n'
                "    return datetime.datetime.isoformat(here + datetime.timedelta(hours=7))\n\n\n"
                "def shown(",
            ),
            Edit(
                "rest/time_entries.py",
                "from typing import Any\n",
                "import datetime\nfrom typing import Any\n",
            ),
        ),
    ),
    Mutant(
        "time-in-a-zone-to-the-west",
        "The time entry has the time of a country seven hours to the west, and calls it UTC.",
        kills=("REF-02",),
        edits=(
            Edit(
                "rest/time_entries.py",
                '"start_time": times.shown(entry["start_time"]),',
                '"start_time": f"{_there(entry)[:19]}Z",',
            ),
            Edit(
                "rest/time_entries.py",
                "def shown(",
                "def _there(entry: Row) -> str:\n"
                '    here = times.datetime.fromisoformat(entry["start_time"])\n'
                "    return datetime.datetime.isoformat(here - datetime.timedelta(hours=7))\n\n\n"
                "def shown(",
            ),
            Edit(
                "rest/time_entries.py",
                "from typing import Any\n",
                "import datetime\nfrom typing import Any\n",
            ),
        ),
    ),
)
