"""Defects of calls for an agent who is online."""

from .mutant import Edit, Mutant

OPEN_WIDGET = "    widgets.open_(store, call, responder, ticket, locked=option)\n"
SHOW = "        return show(store, call, pop, requester, responder, ticket)\n"
MAKE = '    """Create a ticket for the call (CTI-ONL-12)."""\n    calls.make_ticket(store, call)\n'
LINK = "    calls.link_to_ticket(store, call, ticket)\n"
RECORDING = '        add_note(store, call, call["ticket_id"], call["call_url"], {})\n'
RECENT = (
    '        "SELECT id FROM tickets WHERE requester_id = ?'
    ' ORDER BY created_at DESC, id DESC LIMIT ?",\n'
)
ON_OPTION = "        if pop.new_ticket or option:\n            call = make_ticket(store, call)\n"
UNDECIDED = 'undecided = call["ticket_id"] is None and not widget["locked"]'
NOTEPAD = '    if call["notes"]:\n'
TAKE = '    store.update("calls", call["id"], notes=attributes["text"])\n'
LATE_S = 2.5

MUTANTS = (
    Mutant(
        "long-notepad-loses-its-middle",
        "Of more than 1,000 characters the notepad keeps the first and the last 500.",
        kills=("ONL-04", "ONL-13"),
        beside="ONL-13 has the same notes, which go from the notepad to the ticket.",
        edits=(
            Edit(
                "actions.py",
                TAKE,
                '    text = attributes["text"]\n'
                "    text = text if len(text) <= 1000 else text[:500] + text[-500:]\n"
                + TAKE.replace('attributes["text"]', "text"),
            ),
        ),
    ),
    Mutant(
        "long-notes-are-cut-on-the-ticket",
        "Of the agent's notes the first 2,000 characters go to the ticket.",
        kills=("ONL-13",),
        edits=(Edit("calls.py", "in notes.splitlines())", "in notes[:2000].splitlines())"),),
    ),
    Mutant(
        "widget-for-everybody",
        "The widget opens on the desktop of every agent who is online.",
        kills=("ONL-01", "RSP-03"),
        beside=(
            "RSP-03 and END-03 have a second agent at the desktop as well. The next call for "
            "another agent makes a ticket of what has come to the wrong desktop."
        ),
        edits=(
            Edit("domain/store.py", "call_id INTEGER NOT NULL UNIQUE", "call_id INTEGER NOT NULL"),
            Edit(
                "calls.py",
                SHOW,
                SHOW.replace("return", "call =")
                + '        for one in store.all("SELECT * FROM people"):\n'
                '            if one["id"] != responder["id"] and presence.is_online(one["id"]):\n'
                "                widgets.open_(store, call, one, ticket, locked=False)\n"
                "        return call\n",
            ),
        ),
        also=("FLT-10", "END-03"),
        fixed=True,
    ),
    Mutant(
        "widget-for-the-first-agent",
        "The widget opens at the first agent who is online.",
        kills=("ONL-01", "RSP-03", "FWD-01", "FWD-02", "FWD-03", "FWD-04"),
        beside="In all of these another agent than the second of two was to have it.",
        edits=(
            Edit(
                "calls.py",
                SHOW,
                '        for one in store.all("SELECT * FROM people ORDER BY id"):\n'
                '            if presence.is_online(one["id"]):\n'
                "                return show(store, call, pop, requester, one, ticket)\n" + SHOW,
            ),
        ),
    ),
    Mutant(
        "ticket-nought",
        "Without a ticket the widget shows a ticket with the number 0.",
        kills=("ONL-02", "FWD-03"),
        beside="FWD-03 is a call without a ticket, too.",
        edits=(
            Edit(
                "domain/widgets.py",
                '"ticket": ticket_id and {"id": ticket_id,',
                '"ticket": {"id": ticket_id or 0,',
            ),
        ),
    ),
    Mutant(
        "oldest-tickets",
        "The widget shows the three oldest tickets.",
        kills=("ONL-03",),
        edits=(Edit("domain/widgets.py", RECENT, RECENT.replace(" DESC", "")),),
    ),
    Mutant(
        "latest-tickets-upside-down",
        "The widget shows the three latest tickets, the oldest of them first.",
        kills=("ONL-03",),
        edits=(
            Edit("domain/widgets.py", "for ticket in recent]", "for ticket in reversed(recent)]"),
        ),
    ),
    Mutant(
        "four-latest-tickets",
        "The widget shows the four latest tickets.",
        kills=("ONL-03",),
        edits=(Edit("domain/widgets.py", "RECENT = 3", "RECENT = 4"),),
    ),
    Mutant(
        "name-without-a-link",
        "The name in the widget leads nowhere.",
        kills=("ONL-03",),
        edits=(Edit("domain/widgets.py", """f"{base}/contacts/{requester['id']}\"""", '""'),),
    ),
    Mutant(
        "no-location",
        "The widget does not show where the requester is.",
        kills=("ONL-03",),
        edits=(Edit("domain/widgets.py", 'json.loads(requester["more"]).get("address")', "None"),),
    ),
    Mutant(
        "name-is-the-number",
        "The widget shows the number of the call for a name.",
        kills=("ONL-03",),
        edits=(
            Edit(
                "domain/widgets.py",
                '            "name": requester["name"],',
                '            "name": requester["phone"] or "Unknown",',
            ),
        ),
    ),
    Mutant(
        "notes-are-swallowed",
        "What the agent writes into the notepad is accepted, and not kept.",
        kills=("ONL-04", "ONL-13", "FLT-06", "FLT-11"),
        beside="Then it is in no note and not there after a refresh either.",
        edits=(
            Edit(
                "actions.py",
                '    store.update("calls", call["id"], notes=attributes["text"])\n',
                "    del store, call, attributes\n",
            ),
        ),
    ),
    Mutant(
        "notes-are-not-shown",
        "The notepad is empty again once the agent has written into it.",
        kills=("ONL-04", "FLT-11"),
        beside="It is so after a refresh, too.",
        edits=(Edit("domain/widgets.py", '"notes": call["notes"],', '"notes": "",'),),
    ),
    Mutant(
        "no-notepad-without-a-ticket",
        "The notepad is there only once the call has a ticket.",
        kills=("ONL-04",),
        edits=(
            Edit(
                "domain/widgets.py",
                '["take_notes", "make_ticket", "link_ticket"] if undecided',
                '["make_ticket", "link_ticket"] if undecided',
            ),
        ),
    ),
    Mutant(
        "draft-ticket",
        "The pop makes a ticket, which is dropped once the agent has made or linked one.",
        kills=("ONL-05", "FWD-03"),
        beside="A call that is forwarded untouched has one too many as well.",
        edits=(
            Edit(
                "calls.py",
                OPEN_WIDGET,
                OPEN_WIDGET + '    if call["ticket_id"] is None:\n'
                '        ticket = store.insert("tickets", requester_id=requester["id"],'
                ' subject="Draft", description="", status=OPEN, priority=LOW, source=PHONE)\n',
            ),
            Edit(
                "calls.py",
                NOTEPAD,
                '    drafts = ("SELECT id FROM tickets"\n'
                "        \" WHERE requester_id = ? AND subject = 'Draft'\")\n"
                '    for draft in store.all(drafts, call["requester_id"]):\n'
                '        store.delete("tickets", draft["id"])\n' + NOTEPAD,
            ),
        ),
    ),
    Mutant(
        "ticket-too-early",
        "Every pop makes its ticket, whether the agent is online or not.",
        kills=("ONL-02", "ONL-05", "DET-06", "FWD-03"),
        beside="The agent finds the call filed already: nothing is left to decide.",
        edits=(Edit("calls.py", "if pop.new_ticket or option:", "if True:"),),
        also=(
            *("ONL-03", "ONL-04", "ONL-11", "ONL-12", "END-01", "END-02", "FWD-05", "REF-02"),
            *("REC-07", "REC-10", "TKT-01", "FLT-01"),
        ),
    ),
    Mutant(
        "no-mobile-at-the-desktop",
        "For an agent who is online the caller is looked up by Phone alone.",
        kills=("ONL-06",),
        edits=(
            Edit(
                "calls.py",
                "    responder = find_responder(store, pop)\n    ticket",
                "    responder = find_responder(store, pop)\n"
                "    number = pop.requester_phone\n"
                '    if number and presence.is_online(responder["id"]):\n'
                '        by_phone = people.by_phone(store, "contact", number)\n'
                "        requester = by_phone or create_contact_for(store, number)\n"
                "    ticket",
            ),
        ),
    ),
    Mutant(
        "mobile-first-at-the-desktop",
        "For an agent who is online a Mobile match wins over a Phone match.",
        kills=("ONL-06",),
        edits=(
            Edit(
                "calls.py",
                "    responder = find_responder(store, pop)\n    ticket",
                "    responder = find_responder(store, pop)\n"
                "    number = pop.requester_phone\n"
                '    if number and presence.is_online(responder["id"]):\n'
                '        requester = people.by_mobile(store, "contact", number) or requester\n'
                "    ticket",
            ),
        ),
    ),
    Mutant(
        "unknown-caller-has-no-number",
        "The contact made for a caller at the desktop is named by the number, and lacks it.",
        kills=("ONL-06",),
        edits=(
            Edit(
                "calls.py",
                "    responder = find_responder(store, pop)\n    ticket",
                "    responder = find_responder(store, pop)\n"
                '    if presence.is_online(responder["id"]) and requester["name"][:1] == "+":\n'
                '        requester = people.update(store, requester, {"phone": None})\n'
                "    ticket",
            ),
        ),
    ),
    Mutant(
        "option-without-effect",
        "The New Ticket option makes no ticket.",
        kills=("ONL-07",),
        edits=(Edit("calls.py", "if pop.new_ticket or option:", "if pop.new_ticket:"),),
    ),
    Mutant(
        "option-makes-two",
        "With the New Ticket option on, a call makes two tickets.",
        kills=("ONL-07",),
        edits=(
            Edit(
                "calls.py",
                ON_OPTION,
                ON_OPTION + "        if option:\n            call = make_ticket(store, call)\n",
            ),
        ),
        beside="The recording is noted on the ticket made last, and looked for on the first.",
        also=("ONL-10",),
    ),
    Mutant(
        "ticket-knows-no-call",
        "The ticket that the New Ticket option makes is not associated with the call.",
        kills=("ONL-07",),
        beside="So the recording does not find it either.",
        edits=(
            Edit(
                "calls.py",
                ON_OPTION,
                ON_OPTION + "        if option:\n"
                '            call = store.update("calls", call["id"], ticket_id=None)\n',
            ),
        ),
        also=("ONL-10",),
    ),
    Mutant(
        "option-lets-the-agent-note",
        "With the New Ticket option on, the agent can note on the ticket.",
        kills=("ONL-08",),
        edits=(
            Edit(
                "domain/widgets.py",
                'can_note = shown_ticket(widget, call) and not widget["locked"]',
                "can_note = shown_ticket(widget, call)",
            ),
        ),
    ),
    Mutant(
        "option-lets-the-agent-link",
        "With the New Ticket option on, the agent can link the call to another ticket.",
        kills=("ONL-08",),
        edits=(
            Edit(
                "domain/widgets.py",
                '        *("forward", "dismiss", "close"),',
                '        *(["link_ticket"] if widget["locked"] else []),\n'
                '        *("forward", "dismiss", "close"),',
            ),
        ),
    ),
    Mutant(
        "option-lets-the-agent-make",
        "With the New Ticket option on, the agent can make another ticket.",
        kills=("ONL-08",),
        edits=(
            Edit(
                "domain/widgets.py",
                '        *("forward", "dismiss", "close"),',
                '        *(["make_ticket"] if widget["locked"] else []),\n'
                '        *("forward", "dismiss", "close"),',
            ),
        ),
    ),
    Mutant(
        "closed-with-whatever-is-asked",
        "A call can be closed with a new ticket whatever it has.",
        kills=("ONL-08",),
        edits=(
            Edit(
                "actions.py",
                'case "new" if "make_ticket" in widgets.offered(widget, call):',
                'case "new":',
            ),
        ),
    ),
    Mutant(
        "option-opens-no-widget",
        "With the New Ticket option on, the call is filed and not shown.",
        kills=("ONL-09",),
        edits=(
            Edit(
                "calls.py",
                OPEN_WIDGET,
                "    if not option:\n    " + OPEN_WIDGET,
            ),
        ),
    ),
    Mutant(
        "option-hides-the-requester",
        "With the New Ticket option on, the widget shows the ticket, and nobody's details.",
        kills=("ONL-09",),
        edits=(
            Edit(
                "domain/widgets.py",
                '            "id": requester["id"],\n            "name": requester["name"],\n',
                '            "id": None if widget["locked"] else requester["id"],\n'
                '            "name": "" if widget["locked"] else requester["name"],\n',
            ),
        ),
    ),
    Mutant(
        "recording-added-at-each-load",
        "Each time that the ticket's page is loaded the recording is added to it.",
        kills=("ONL-10",),
        edits=(
            Edit(
                "calls.py",
                RECORDING + '        store.update("calls", call["id"], note_due=False)\n',
                RECORDING,
            ),
        ),
    ),
    Mutant(
        "recording-at-once-and-at-the-load",
        "With the New Ticket option on, the recording is noted as the call comes in and again.",
        kills=("ONL-10",),
        edits=(Edit("calls.py", "replace(pop, call_url=None) if option else pop", "pop"),),
    ),
    Mutant(
        "public-recording-of-the-option",
        "With the New Ticket option on, the note with the recording is public.",
        kills=("ONL-10",),
        edits=(
            Edit(
                "calls.py",
                RECORDING,
                RECORDING.replace("        add_note", "        note = add_note")
                + '        store.update("notes", note["id"], private=False)\n',
            ),
        ),
    ),
    Mutant(
        "recording-never-comes",
        "With the New Ticket option on, the recording is put on no ticket.",
        kills=("ONL-10",),
        edits=(
            Edit(
                "control.py", '    calls.add_postponed_notes_to(request.store, ticket["id"])\n', ""
            ),
        ),
    ),
    Mutant(
        "link-makes-another-ticket",
        "A call that the agent links to a ticket gets a new one as well.",
        kills=("ONL-11", "FWD-02", "FLT-09"),
        beside="Whatever is linked has two then.",
        edits=(Edit("actions.py", LINK, LINK + "    calls.make_ticket(store, call)\n"),),
        also=("END-02",),
    ),
    Mutant(
        "link-is-only-a-note",
        "A call that the agent links to a ticket is noted there, and does not know it.",
        kills=("ONL-11", "END-02", "FWD-02"),
        beside="What the second agent and the close of the call build on is missing.",
        edits=(
            Edit(
                "actions.py",
                LINK,
                '    calls.add_note(store, call, ticket["id"], call["call_url"], {})\n'
                '    if call["notes"]:\n'
                '        calls.add_agents_note(store, call["responder_id"], ticket["id"],'
                ' call["notes"])\n',
            ),
        ),
        also=("FLT-09",),
    ),
    Mutant(
        "only-the-ticket-shown-is-linked",
        "The agent can link the call to no ticket but the one that the pop named.",
        kills=("ONL-11",),
        beside="Nor do the notes of the call get there.",
        edits=(
            Edit(
                "actions.py",
                "def link_ticket(store: Store, _: Row,",
                "def link_ticket(store: Store, widget: Row,",
            ),
            Edit(
                "actions.py",
                LINK,
                '    if ticket["id"] != widget["ticket_id"]:\n'
                '        raise not_offered("It is not the ticket shown")\n' + LINK,
            ),
        ),
        also=("ONL-13",),
    ),
    Mutant(
        "agent-makes-two",
        "The agent's new ticket is made twice.",
        kills=("ONL-12",),
        beside="Others count the tickets of the call, too.",
        edits=(Edit("actions.py", MAKE, MAKE + "    calls.make_ticket(store, call)\n"),),
        also=("FWD-01", "FWD-04", "FWD-05", "FLT-09"),
    ),
    Mutant(
        "agent-makes-an-own-ticket",
        "The requester of the ticket that the agent makes is the agent.",
        kills=("ONL-12",),
        edits=(
            Edit(
                "actions.py",
                MAKE,
                MAKE.replace(
                    "(store, call)", '(store, {**call, "requester_id": call["responder_id"]})'
                ),
            ),
        ),
    ),
    Mutant(
        "notes-lost-on-a-link",
        "The agent's notes go onto a new ticket, and onto no other.",
        kills=("ONL-13",),
        edits=(Edit("calls.py", NOTEPAD, '    if call["notes"] and note_id is None:\n'),),
        fixed=True,
    ),
    Mutant(
        "notes-lost-on-a-new-ticket",
        "The agent's notes go onto a ticket that was there, and onto no other.",
        kills=("ONL-13", "FLT-06"),
        beside="Such as the ticket that the next call makes.",
        edits=(Edit("calls.py", NOTEPAD, '    if call["notes"] and note_id is not None:\n'),),
    ),
    Mutant(
        "public-notes",
        "The agent's notes are public on the ticket.",
        kills=("ONL-13",),
        beside="It looks for the notes of the previous call in a private note.",
        edits=(
            Edit(
                "calls.py",
                '"body": f"<p>{lines}</p>", "private": True}',
                '"body": f"<p>{lines}</p>", "private": False}',
            ),
        ),
        also=("FLT-06",),
    ),
    Mutant(
        "widget-comes-late",
        f"The widget comes {LATE_S} seconds after the pop was answered.",
        kills=("ONL-14",),
        edits=(
            Edit(
                "control.py",
                "if _is_online(request, agent) else None\n",
                "if _is_online(request, agent) else None\n"
                "    if there:\n"
                '        opened = times.datetime.fromisoformat(there["created_at"])\n'
                "        age = (times.datetime.now(times.UTC) - opened).total_seconds()\n"
                f"        there = there if age > {LATE_S} else None\n",
            ),
            Edit(
                "control.py",
                "import people, settings, widgets",
                "import people, settings, times, widgets",
            ),
        ),
        appear_s=5.0,
    ),
    Mutant(
        "latest-tickets-of-everybody",
        "The widget shows the three latest tickets of all customers.",
        kills=("ONL-03",),
        edits=(
            Edit("domain/widgets.py", RECENT, RECENT.replace("requester_id = ?", "? AND TRUE")),
        ),
    ),
    Mutant(
        "last-tab-decides",
        "The connection of the tab opened last takes the place of those before it, so closing that "
        "tab makes the agent offline.",
        kills=("ONL-16",),
        in_browser=True,
        edits=(
            Edit(
                "online/presence.py",
                "        self._connections[agent_id].add(connection)",
                "        self._connections[agent_id] = {connection}",
            ),
        ),
    ),
)
