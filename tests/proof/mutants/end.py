"""Defects of closing the call."""

from .mutant import Edit, Mutant

CLOSE_NEW = (
    '        case "new" if "make_ticket" in widgets.offered(widget, call):\n'
    "            calls.make_ticket(store, call)\n"
)
LINK_SHOWN = '            link_ticket(store, widget, call, {"ticket_id": widget["ticket_id"]})\n'
DISMISS = (
    '    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket (CTI-TKT-07)."""\n'
    "    calls.close_widget(store, widget)\n"
)
ALWAYS = '        *("forward", "dismiss", "close"),'

MUTANTS = (
    Mutant(
        "closed-with-no-ticket",
        "A call that is closed with a new ticket is closed, and gets none.",
        kills=("END-01",),
        edits=(
            Edit(
                "actions.py",
                CLOSE_NEW,
                CLOSE_NEW.replace("calls.make_ticket(store, call)", "pass"),
            ),
        ),
    ),
    Mutant(
        "closed-with-two-tickets",
        "A call that is closed with a new ticket gets two.",
        kills=("END-01",),
        edits=(
            Edit(
                "actions.py", CLOSE_NEW, CLOSE_NEW + "            calls.make_ticket(store, call)\n"
            ),
        ),
    ),
    Mutant(
        "closed-and-forgotten",
        "A call that is closed with a new ticket is not associated with it.",
        kills=("END-01",),
        edits=(
            Edit(
                "actions.py",
                CLOSE_NEW,
                CLOSE_NEW + '            store.update("calls", call["id"], ticket_id=None)\n',
            ),
        ),
    ),
    Mutant(
        "closed-with-another-than-shown",
        "A call that is closed with the ticket shown gets a new one.",
        kills=("END-02", "REC-07"),
        also=("REC-10",),
        beside="The recording goes there as well.",
        edits=(Edit("actions.py", LINK_SHOWN, "            calls.make_ticket(store, call)\n"),),
    ),
    Mutant(
        "closed-with-the-ticket-shown-and-another",
        "A call that is closed with the ticket shown gets a new one as well.",
        kills=("END-02",),
        edits=(
            Edit(
                "actions.py",
                LINK_SHOWN,
                "            calls.make_ticket(store, call)\n" + LINK_SHOWN,
            ),
        ),
    ),
    Mutant(
        "ticket-shown-is-enough",
        "A call that is closed with the ticket shown is not associated with it.",
        kills=("END-02", "REC-07"),
        also=("REC-10",),
        beside="Nor does the recording go there.",
        edits=(Edit("actions.py", LINK_SHOWN, "            pass\n"),),
    ),
    Mutant(
        "back-with-the-page",
        "A widget that was dismissed is there again when the page is refreshed.",
        kills=("END-03",),
        edits=(
            Edit("domain/widgets.py", "RECENT = 3", "DISMISSED = set[int]()\nRECENT = 3"),
            Edit(
                "actions.py",
                DISMISS,
                DISMISS.replace(
                    "calls.close_widget(store, widget)", 'widgets.DISMISSED.add(widget["id"])'
                ),
            ),
            Edit(
                "control.py",
                "if _is_online(request, agent) else None\n",
                "if _is_online(request, agent) else None\n"
                '    there = None if agent["id"] in widgets.DISMISSED else there\n',
            ),
            Edit(
                "control.py",
                '    switch(agent["id"], CONNECTION)\n',
                '    switch(agent["id"], CONNECTION)\n    widgets.DISMISSED.discard(agent["id"])\n',
            ),
        ),
    ),
    Mutant(
        "dismissed-and-still-there",
        "A widget that is dismissed stays.",
        kills=("END-03", "TKT-07"),
        beside="TKT-07 dismisses one as well.",
        edits=(
            Edit(
                "actions.py", DISMISS, DISMISS.replace("calls.close_widget(store, widget)", "pass")
            ),
        ),
    ),
    Mutant(
        "made-again",
        "The agent can make another ticket of a call that has one.",
        kills=("END-04",),
        beside="The lock of the New Ticket option is forgotten with it.",
        edits=(
            Edit(
                "domain/widgets.py",
                ALWAYS,
                '        *([] if undecided or widget["locked"] else ["make_ticket"]),\n' + ALWAYS,
            ),
        ),
    ),
    Mutant(
        "linked-again",
        "The agent can link a call that has a ticket to another.",
        kills=("END-04",),
        edits=(
            Edit(
                "domain/widgets.py",
                ALWAYS,
                '        *([] if undecided or widget["locked"] else ["link_ticket"]),\n' + ALWAYS,
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "refused-when-it-is-done",
        "A second ticket of a call is refused, and made all the same.",
        kills=("END-04",),
        beside="It is no different with the New Ticket option on.",
        edits=(
            Edit(
                "control.py",
                '    actions.act(request.store, agent["id"], attributes["action"], attributes)\n',
                '    there = widgets.find(request.store, agent["id"])\n'
                "    call = there and widgets.call_in(request.store, there)\n"
                '    if call and call["ticket_id"] and attributes["action"] == "make_ticket":\n'
                "        calls.make_ticket(request.store, call)\n"
                '        return reply(409, {"code": "not_offered", "message": "It has a ticket"})\n'
                '    actions.act(request.store, agent["id"], attributes["action"], attributes)\n',
            ),
        ),
        also=("ONL-08",),
    ),
    Mutant(
        "closed-again",
        "A call that has a ticket can be closed with another one.",
        kills=("END-04",),
        edits=(
            Edit(
                "actions.py",
                'case "new" if "make_ticket" in widgets.offered(widget, call):',
                'case "new" if not widget["locked"]:',
            ),
        ),
    ),
    Mutant(
        "back-a-moment-after-the-page",
        "A widget takes a second to come back with the page, and one that was dismissed does, too.",
        kills=("END-03",),
        edits=(
            Edit("domain/widgets.py", "RECENT = 3", "DISMISSED = set[int]()\nRECENT = 3"),
            Edit(
                "actions.py",
                DISMISS,
                DISMISS.replace(
                    "calls.close_widget(store, widget)", 'widgets.DISMISSED.add(widget["id"])'
                ),
            ),
            Edit(
                "control.py",
                "if _is_online(request, agent) else None\n",
                "if _is_online(request, agent) else None\n"
                '    waits = time.monotonic() < _BACK.get(agent["id"], 0)\n'
                '    there = None if waits or agent["id"] in widgets.DISMISSED else there\n',
            ),
            Edit(
                "control.py",
                '    switch(agent["id"], CONNECTION)\n',
                '    switch(agent["id"], CONNECTION)\n'
                '    if not request.presence.is_online(agent["id"]):\n'
                '        _BACK[agent["id"]] = time.monotonic() + 1\n'
                '        widgets.DISMISSED.discard(agent["id"])\n',
            ),
            Edit(
                "control.py",
                'VERSION = "1"',
                '_BACK: dict[int, float] = {}\nVERSION = "1"',
            ),
            Edit("control.py", "import signal\n", "import signal\nimport time\n"),
        ),
        appear_s=2.0,
    ),
    Mutant(
        "linked-again-at-the-close",
        "A call that was linked to the ticket shown is linked to it again when it is closed.",
        kills=("END-04",),
        edits=(
            Edit(
                "actions.py",
                ' if "link_ticket" in widgets.offered(widget, call) and widget["ticket_id"]:',
                ' if widget["ticket_id"]:',
            ),
        ),
    ),
)
