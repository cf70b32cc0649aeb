"""Defects of recordings and call information."""

from .mutant import Edit, Mutant

INSERTED = "        source=PHONE,  # CTI-OFF-04\n    )\n"
NOTE_ON_OLD = '    note = add_note(store, call, ticket["id"], call["call_url"], call_info)\n'

MUTANTS = (
    Mutant(
        "no-recording-on-a-new-ticket",
        "The recording is noted on tickets that there were before, but not on new ones.",
        kills=("REC-01", "OFF-02", "REF-07", "RSP-08"),
        beside="The same call is in OFF-02, REF-07 and RSP-08, and in half of REC-03 and REC-04.",
        edits=(
            Edit(
                "calls.py",
                INSERTED,
                INSERTED + '    call = {**dict(call), "call_url": None}\n',
            ),
        ),
        also=("REC-03", "REC-04", "REC-10"),
    ),
    Mutant(
        "recorded-call-makes-no-ticket",
        "A recorded call without a reference waits for its recording, and gets no ticket.",
        kills=("REC-01", "REF-07"),
        beside="The same call is in REF-07.",
        edits=(
            Edit(
                "calls.py",
                "    return make_ticket(store, call)\n",
                "    if pop.call_url and pop.call_reference_id is None:\n"
                "        return call\n"
                "    return make_ticket(store, call)\n",
            ),
        ),
    ),
    Mutant(
        "no-recording-on-an-old-ticket",
        "The recording is noted on new tickets only.",
        kills=("REC-02",),
        beside="It is missing from half of REC-03, REC-04 and REC-07, too.",
        edits=(Edit("calls.py", NOTE_ON_OLD, NOTE_ON_OLD.replace('call["call_url"]', "None")),),
        also=("REC-03", "REC-04", "REC-07"),
    ),
    Mutant(
        "public-recording",
        "The note is public when it holds a recording.",
        kills=("REC-03",),
        beside="So it is where the New Ticket option notes it.",
        edits=(
            Edit(
                "calls.py",
                'body="".join(parts),\n        private=True',
                'body="".join(parts),\n        private=not call_url',
            ),
        ),
        also=("ONL-10",),
        fixed=True,
    ),
    Mutant(
        "link-and-no-player",
        "The note links to the recording, and plays it nowhere.",
        kills=("REC-04",),
        edits=(Edit("calls.py", '<audio controls src="{address}"></audio> ', ""),),
        fixed=True,
    ),
    Mutant(
        "recording-or-information",
        "Call information is noted only where there is no recording.",
        kills=("REC-05",),
        beside="The ticket of the previous call has both.",
        edits=(
            Edit(
                "calls.py",
                "    if call_info:\n        parts.append",
                "    elif call_info:\n        parts.append",
            ),
        ),
        also=("FLT-06",),
    ),
    Mutant(
        "information-without-keys",
        "Of the call information only the values are noted.",
        kills=("REC-05", "REC-08"),
        beside="REC-08 reads the keys as well, and FLT-06 those of a previous call.",
        also=("FLT-06",),
        edits=(Edit("calls.py", "{html.escape(key)}: ", ""),),
    ),
    Mutant(
        "numbers-are-no-information",
        "Of the call information only the texts are noted, and not the numbers.",
        kills=("REC-05",),
        beside="The information on an existing ticket is of the same kinds.",
        edits=(
            Edit(
                "calls.py",
                "        for key, value in call_info.items()\n",
                "        for key, value in call_info.items()\n        if isinstance(value, str)\n",
            ),
        ),
        also=("REC-08",),
    ),
    Mutant(
        "live-values",
        "The values of the call information go into the note as HTML.",
        kills=("REC-06",),
        edits=(Edit("calls.py", "{html.escape(value_text(value))}", "{value_text(value)}"),),
    ),
    Mutant(
        "live-keys",
        "The keys of the call information go into the note as HTML.",
        kills=("REC-06",),
        edits=(Edit("calls.py", "{html.escape(key)}", "{key}"),),
    ),
    Mutant(
        "any-address-is-linked",
        "The note links to whatever is sent as the recording's address.",
        kills=("REC-06",),
        edits=(
            Edit(
                "calls.py",
                'if not call_url.lower().startswith(("http://", "https://")):',
                "if not call_url:",
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "quotes-in-the-address",
        "The recording's address is escaped, but for its quotes.",
        kills=("REC-06",),
        edits=(Edit("calls.py", "html.escape(call_url)", "html.escape(call_url, quote=False)"),),
    ),
    Mutant(
        "no-information-on-an-old-ticket",
        "Call information is noted on new tickets only.",
        kills=("REC-08",),
        beside="What a later pop brings is lost there as well.",
        also=("REC-10",),
        edits=(Edit("calls.py", NOTE_ON_OLD, NOTE_ON_OLD.replace("call_info)", "{})")),),
    ),
    Mutant(
        "recorded-call-leaves-its-ticket",
        "A recorded call about a ticket gets a new one.",
        kills=("REC-02",),
        beside="Half of REC-03 and REC-04 look for the recording on the ticket named.",
        edits=(
            Edit(
                "calls.py",
                "    if ticket and not pop.new_ticket:\n",
                "    if ticket and not pop.new_ticket and not pop.call_url:\n",
            ),
        ),
        also=("REC-03", "REC-04"),
    ),
    Mutant(
        "public-recording-on-an-old-ticket",
        "The note with the recording is private on a new ticket, and public on an old one.",
        kills=("REC-03",),
        edits=(
            Edit(
                "calls.py",
                NOTE_ON_OLD,
                NOTE_ON_OLD + '    if call["call_url"]:\n'
                '        store.update("notes", note["id"], private=False)\n',
            ),
        ),
    ),
    Mutant(
        "information-in-ascii",
        "Letters that are not in ASCII are question marks in the note.",
        kills=("REC-05", "REC-08", "FLT-06"),
        beside="REC-08 and FLT-06 read the call information as well.",
        also=("REC-10",),
        edits=(
            Edit(
                "calls.py",
                "    return value if isinstance(value, str) else json",
                "    if isinstance(value, str):\n"
                '        return value.encode("ascii", "replace").decode()\n'
                "    return json",
            ),
            Edit(
                "calls.py",
                "    return json.dumps(value, ensure_ascii=False)",
                "    return json.dumps(value)",
            ),
        ),
    ),
    Mutant(
        "later-recording-adds-no-note",
        "A call that has its ticket takes no recording and no information of a later pop.",
        kills=("REC-09", "REC-10"),
        beside="An open call that has a ticket is treated the same.",
        edits=(
            Edit(
                "calls.py",
                "    if not (call_url or call_info):\n        return call\n",
                "    if True:\n        return call\n",
            ),
        ),
    ),
    Mutant(
        "open-call-keeps-what-it-had",
        "A later pop adds no recording and no information to a call without a ticket.",
        kills=("REC-10",),
        edits=(
            Edit(
                "calls.py",
                'columns["call_url"] = pop.call_url or call["call_url"]\n'
                '        columns["call_info"] = json.dumps('
                '{**json.loads(call["call_info"]), **pop.call_info})\n',
                'columns["call_url"] = call["call_url"]\n'
                '        columns["call_info"] = call["call_info"]\n',
            ),
        ),
    ),
)
