"""Defects of the page alone: the server is right, and the agent sees or does something else."""

from .mutant import Edit, Mutant

WIDGET = "desktop/page/widget.js"
NOTES = "desktop/page/notes.js"
SHOWN = "  widget.hidden = false;\n"
REQUESTER = 'link_(byId("requester"), shown.requester.profile_url, shown.requester.name);'
TICKET_ROW = '  byId("ticket-row").hidden = !shown.ticket;\n'
TICKET_LINK = (
    '  if (shown.ticket) link_(byId("ticket"), shown.ticket.url, name(shown.ticket.id));\n'
)
BEGIN = "function begin(shown) {\n"
NEW_CALL = "  const isNew = call !== shown.call_id;\n"
MAKE = 'on("make-ticket", "click", () => act({ action: "make_ticket" }));'
LINK = 'await act({ action: "link_ticket", ticket_id: Number(digits) })'
NOTE = 'await act({ action: "add_note", text: field.value })'
FORWARD = 'await act({ action: "forward", agent_id: Number(forwardTo.value) });'
CLOSE_NEW = '() => act({ action: "close", ticket: "new" })'
MARKUP = '  return el("div", { class: "markup" }, ...Array.from(parsed.body.childNodes, copy));\n'
CLOSE_SHOWN = '() => act({ action: "close", ticket: "shown" })'
SEND_NOTES = '    await send(about, { action: "take_notes", text }, options);\n'
UNREACHABLE = "    if (reason.unreachable) return;"
OFFERED = "    part.hidden = !shown.actions.includes(part.dataset.needs);\n"
CAN_CLOSE_NEW = '  byId("close-new").hidden = !shown.actions.includes("make_ticket");\n'
TICKET_OF_ITS_OWN = (
    '{ requester_id: requesterId, subject: "Call", description: "Call", status: 2, priority: 1 }'
)
REMEMBER = Edit(WIDGET, NEW_CALL, NEW_CALL + "  requesterId = shown.requester.id;\n")
REMEMBERED = Edit(WIDGET, "let underWay = 0;\n", "let underWay = 0;\nlet requesterId = null;\n")

MUTANTS = (
    Mutant(
        "page-live-name",
        "The page puts the requester's name into the widget as HTML.",
        kills=("ONL-15",),
        edits=(Edit(WIDGET, "  anchor.textContent = text;\n", "  anchor.innerHTML = text;\n"),),
        in_browser=True,
    ),
    Mutant(
        "page-unescapes-notes",
        "The page of a ticket shows the text of its notes as HTML.",
        kills=("ONL-15",),
        edits=(
            Edit(
                "desktop/page/markup.js",
                MARKUP,
                '  const shown = el("div", { class: "markup" });\n'
                "  shown.innerHTML = parsed.body.textContent;\n"
                "  return shown;\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-shows-no-widget",
        "The page does not show the widget that the server tells of.",
        kills=("ONL-01", "ONL-14", "TKT-03"),
        beside="The ticket that is asked for and the two seconds are looked for in the widget.",
        edits=(Edit(WIDGET, SHOWN, ""),),
        in_browser=True,
    ),
    Mutant(
        "page-shows-somebody-else",
        "The requester in the page's widget is the customer before.",
        kills=("ONL-01", "ONL-06", "ONL-09", "FLT-08"),
        also=("RSP-03",),
        beside="Each of these looks at whom the widget shows.",
        edits=(
            Edit(
                WIDGET,
                REQUESTER,
                'link_(byId("requester"),'
                " `/contacts/${shown.requester.id - 1}`, shown.requester.name);",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-shows-no-ticket",
        "The page shows the requester of a call and never its ticket.",
        kills=("TKT-01", "TKT-03", "TKT-05", "FWD-01", "FWD-02", "FWD-04", "FLT-01"),
        beside="Each of these looks for the ticket in the widget.",
        edits=(Edit(WIDGET, TICKET_ROW, '  byId("ticket-row").hidden = true;\n'),),
        in_browser=True,
    ),
    Mutant(
        "page-guesses-the-ticket",
        "Where a call has no ticket, the page shows the requester's latest.",
        kills=("ONL-02", "FWD-03"),
        beside="FWD-03 is a call without a ticket, too.",
        edits=(
            Edit(
                WIDGET,
                NEW_CALL,
                NEW_CALL + "  const [latest] = shown.recent_tickets;\n"
                "  shown.ticket ??= latest ? { id: latest, url: `/tickets/${latest}` } : null;\n",
            ),
        ),
        in_browser=True,
        fixed=True,
    ),
    Mutant(
        "page-shows-the-older-ticket",
        "Of the call's tickets the page shows the one that it knew first.",
        kills=("FWD-04",),
        edits=(
            Edit(
                WIDGET,
                TICKET_LINK,
                "  if (shown.ticket) {\n    const oldest = Math.min(shown.ticket.id,"
                " ...shown.recent_tickets);\n"
                '    link_(byId("ticket"), `/tickets/${oldest}`, name(oldest));\n  }\n',
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-lists-the-oldest-first",
        "The page lists the requester's tickets the other way round.",
        kills=("ONL-03",),
        edits=(
            Edit(
                WIDGET,
                "    ...shown.recent_tickets.map((id) =>\n",
                "    ...shown.recent_tickets.toReversed().map((id) =>\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-leaves-the-location-out",
        "The page does not show where the requester lives.",
        kills=("ONL-03",),
        edits=(Edit(WIDGET, 'textContent = shown.requester.location ?? "";', 'textContent = "";'),),
        in_browser=True,
    ),
    Mutant(
        "page-has-no-notepad",
        "The page has nothing to write notes into.",
        kills=("ONL-04",),
        edits=(
            Edit(
                WIDGET,
                OFFERED,
                OFFERED + '    if (part.dataset.needs === "take_notes") part.hidden = true;\n',
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-makes-a-ticket-at-once",
        "The page makes a ticket as soon as it shows a call.",
        kills=("ONL-05", "DET-06"),
        beside="So the call has a ticket before the agent has said anything.",
        edits=(Edit(WIDGET, BEGIN, BEGIN + '  act({ action: "make_ticket" });\n'),),
        in_browser=True,
    ),
    Mutant(
        "page-makes-another-ticket",
        "For a call that has its ticket from the first, the page makes another.",
        kills=("ONL-07",),
        edits=(
            Edit(
                WIDGET,
                BEGIN,
                BEGIN + '  if (shown.locked) ask("POST", "/tickets", { requester_id:'
                ' shown.requester.id, subject: "Call", description: "Call", status: 2,'
                " priority: 1 });\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-offers-what-is-locked",
        "The page offers every action, whatever the server says that there is.",
        kills=("ONL-08",),
        edits=(Edit(WIDGET, OFFERED, "    part.hidden = false;\n"),),
        in_browser=True,
    ),
    Mutant(
        "page-takes-a-refusal-for-done",
        "The page offers every action, and does not say that one was refused.",
        kills=("END-04", "ONL-08"),
        beside="Each of these tries what is to be refused.",
        edits=(
            Edit(WIDGET, OFFERED, "    part.hidden = false;\n"),
            Edit(WIDGET, CAN_CLOSE_NEW, '  byId("close-new").hidden = false;\n'),
            Edit(
                WIDGET,
                "    problem(reason.message);\n    return false;\n",
                "    return true;\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-loads-no-ticket",
        "The page of a ticket is made of what the page knows, and asks the server for nothing.",
        kills=("ONL-10",),
        edits=(
            Edit(
                "desktop/page/records.js",
                '  const record = (await ask("GET", `/tickets/${id}`)).ticket;\n',
                '  const record = { id, requester: { id: 1, kind: "contact", name: "Somebody" },'
                ' status: "Open", notes: [], created_at: new Date().toISOString() };\n',
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-links-to-nothing",
        "The page's Link button says that it is done, and does nothing.",
        kills=("ONL-11",),
        also=("ONL-13", "FWD-02", "FLT-09"),
        beside="These begin with a call that was linked, or look at what went with it.",
        edits=(Edit(WIDGET, LINK, "Number(digits)"),),
        in_browser=True,
    ),
    Mutant(
        "page-makes-a-ticket-beside-the-call",
        "The page makes a ticket for the requester that has nothing to do with the call.",
        kills=("ONL-12", "FWD-05", "ONL-13"),
        beside="These look at what went with the call to the ticket that was made.",
        edits=(
            REMEMBERED,
            REMEMBER,
            Edit(
                WIDGET,
                MAKE,
                f'on("make-ticket", "click", () => ask("POST", "/tickets", {TICKET_OF_ITS_OWN}));',
            ),
        ),
        also=("FWD-01", "FLT-09"),
        in_browser=True,
    ),
    Mutant(
        "page-keeps-the-notes-to-itself",
        "What is written into the page's notepad is never sent.",
        kills=("ONL-13", "FLT-06", "FLT-11"),
        beside="Then the notes are on no ticket, and not there after a refresh.",
        edits=(Edit(NOTES, SEND_NOTES, ""),),
        in_browser=True,
        fixed=True,
    ),
    Mutant(
        "page-saves-notes-a-second-later",
        "The page saves notes one second after the last key, even if the agent leaves the notepad "
        "or clicks a button before.",
        kills=("ONL-17",),
        also=("ONL-04", "ONL-13", "FLT-06", "FLT-11"),
        beside="Each of these needs notes that are saved when the agent leaves the notepad.",
        edits=(
            Edit(NOTES, '  field.addEventListener("blur", () => saveNow());\n', ""),
            Edit(NOTES, "const PAUSE_MS = 400;\n", "const PAUSE_MS = 1000;\n"),
            Edit(WIDGET, "    await notes.saveNow();\n", ""),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-saves-notes-once",
        "Notes that could not be sent, because the network was away, count as saved.",
        kills=("ONL-17",),
        also=("ONL-13",),
        beside="The notes are on no ticket.",
        edits=(Edit(NOTES, UNREACHABLE, UNREACHABLE.replace("return", "return (saved = text)")),),
        in_browser=True,
    ),
    Mutant(
        "page-without-widget-at-contacts",
        "The page of a contact has no widget.",
        kills=("ONL-18",),
        edits=(
            Edit(
                WIDGET,
                SHOWN,
                '  widget.hidden = location.pathname.startsWith("/contacts/");\n',
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-deaf-after-the-network-was-away",
        "When the network is away the page disconnects, and never connects again; it goes on to "
        "read Online.",
        kills=("ONL-18",),
        edits=(
            Edit(
                "desktop/page/state.js",
                '  addEventListener("pagehide", close);\n',
                '  addEventListener("pagehide", close);\n  addEventListener("offline", close);\n',
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-is-slow",
        "The page shows a call three seconds after it came in.",
        kills=("ONL-14",),
        edits=(
            Edit(
                WIDGET,
                "  watch((state) => (state.widget ? show(state.widget) : hide()));\n",
                "  watch((state) => setTimeout(() => (state.widget ? show(state.widget) : hide()),"
                " 3000));\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-closes-with-nothing",
        "The page's button to close with a new ticket dismisses the call.",
        kills=("END-01",),
        also=("REC-07", "REC-10"),
        beside="The recording is looked for on the ticket that the call was closed with.",
        edits=(Edit(WIDGET, CLOSE_NEW, '() => act({ action: "dismiss" })'),),
        in_browser=True,
    ),
    Mutant(
        "page-closes-with-another-ticket",
        "The page's button to close with the ticket shown makes a new one.",
        kills=("END-02", "REC-07", "REC-10"),
        beside="The recording is looked for on the ticket that the call was closed with.",
        edits=(Edit(WIDGET, CLOSE_SHOWN, CLOSE_NEW),),
        in_browser=True,
    ),
    Mutant(
        "page-keeps-the-widget",
        "The page goes on showing a widget that is gone.",
        kills=("END-03", "FWD-06"),
        also=("FWD-05",),
        beside="Each of these looks for a widget that is to be gone.",
        edits=(Edit(WIDGET, "  if (call === null) return;\n  call = null;\n", "  return;\n"),),
        in_browser=True,
    ),
    Mutant(
        "page-notes-nothing-on-the-ticket",
        "The page's button to add a note says that it is done, and does nothing.",
        kills=("TKT-07",),
        edits=(Edit(WIDGET, NOTE, "true"),),
        in_browser=True,
    ),
    Mutant(
        "page-forwards-to-nobody",
        "The page's button to forward a call does nothing.",
        kills=("FWD-06",),
        edits=(Edit(WIDGET, FORWARD, "forwardTo.blur();"),),
        in_browser=True,
    ),
    Mutant(
        "page-sticks-to-its-call",
        "While the page shows a call, it takes no other.",
        kills=("FLT-05", "FLT-08"),
        beside="The widget of the previous call is the one that stays.",
        edits=(Edit(WIDGET, NEW_CALL, NEW_CALL + "  if (call !== null && isNew) return;\n"),),
        in_browser=True,
    ),
    Mutant(
        "page-files-the-call-before",
        "When a call takes the place of another, the page makes a ticket of the other, too.",
        kills=("FLT-06", "FLT-09"),
        beside="Each of these looks at the tickets of the previous caller.",
        edits=(
            REMEMBERED,
            Edit(
                WIDGET,
                NEW_CALL,
                NEW_CALL + "  if (call !== null && isNew)\n"
                f'    ask("POST", "/tickets", {TICKET_OF_ITS_OWN});\n'
                "  requesterId = shown.requester.id;\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-writes-into-the-notepad",
        "The page puts the time of day into the notepad, again and again.",
        kills=("FLT-10",),
        also=("ONL-04", "FLT-11"),
        beside="Each of these reads the notepad.",
        edits=(
            Edit(
                NOTES,
                'let saved = ""; // the last known text on the server\n',
                'let saved = "";\n'
                "setInterval(() => (field.value = saved = String(Date.now())), 200);\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-is-empty-after-a-refresh",
        "After a refresh the page shows nothing before the next call.",
        kills=("FLT-01", "FLT-11"),
        beside="The notes are in the widget that is not there.",
        edits=(
            Edit(
                WIDGET,
                NEW_CALL,
                '  if (performance.getEntriesByType("navigation")[0].type === "reload") return;\n'
                + NEW_CALL,
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-keeps-the-number-to-itself",
        "The page shows the number that was picked, and does not tell the server.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "desktop/page/desktop.js",
                '    take(await ask("PUT", "/number", { picked: numbers.value || null }));\n',
                "",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-freezes-the-number",
        "Once a number is picked, the page lets nobody pick another.",
        kills=("IFR-11",),
        edits=(
            Edit(
                "desktop/page/desktop.js",
                '  numbers.value = picked ?? "";\n',
                '  numbers.value = picked ?? "";\n  numbers.disabled = Boolean(picked);\n',
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-has-the-numbers-of-yesterday",
        "The page has the numbers that there were when it was loaded.",
        kills=("IFR-10",),
        also=("IFR-11", "RSP-03"),
        beside="IFR-11 and RSP-03 pick a number that the admin has just added.",
        edits=(
            Edit(
                "desktop/page/desktop.js",
                "  if (numbers.dataset.offered !== key) {\n",
                "  if (!numbers.dataset.offered) {\n",
            ),
        ),
        in_browser=True,
    ),
)
