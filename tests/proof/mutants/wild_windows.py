"""Mistakes on the page, in click to dial and in the softphone's frame, by a sixth author."""

from mutants.mutant import Edit, Mutant

MUTANTS = (
    # -- click to dial ---------------------------------------------------------------------------
    Mutant(
        "number-is-dead-after-a-failed-call",
        "The button of a number stays busy after a call that failed, so a second click on it does "
        "nothing until the page is opened anew.",
        kills=("DIAL-05",),
        also=("DIAL-01",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/phone.js",
                "    happened(`The telephone system is calling ${asked.number}.`);",
                "    happened(`The telephone system is calling ${asked.number}.`);\n"
                '    button.ariaBusy = "false";',
            ),
            Edit(
                "desktop/page/phone.js",
                '  } finally {\n    button.ariaBusy = "false";\n  }',
                "  }",
            ),
        ),
    ),
    Mutant(
        "contact-page-sends-the-ticket-seen-before",
        "What is known of the page is collected in one object that is never emptied, so a click on "
        "a contact's page sends the ticket whose page was open before.",
        kills=("DIAL-01",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/phone.js",
                "/** Return a phone number, which can be called while click to dial is on.",
                "const page = {}; // the ids that the open page is about\n\n"
                "/** Return a phone number, which can be called while click to dial is on.",
            ),
            Edit(
                "desktop/page/phone.js",
                '  button.addEventListener("click", () => dial(button, { number, ...known }));',
                "  Object.assign(page, known);\n"
                '  button.addEventListener("click", () => dial(button, { number, ...page }));',
            ),
        ),
    ),
    Mutant(
        "request-type-is-remembered-with-the-url",
        "The request type is remembered for each callback URL, so when the admin changes it and "
        "leaves the URL as it is, the old one is used on.",
        kills=("DIAL-02",),
        edits=(
            Edit(
                "desktop/dial.py",
                '_FORM = {"Content-Type": "application/x-www-form-urlencoded"}',
                '_FORM = {"Content-Type": "application/x-www-form-urlencoded"}\n'
                "_methods: dict[str, str] = {}  # by callback",
            ),
            Edit(
                "desktop/dial.py",
                '    template, method = click_to_dial["callback_url"], '
                'click_to_dial["request_type"]',
                '    template = click_to_dial["callback_url"]\n'
                '    method = _methods.setdefault(template, click_to_dial["request_type"])',
            ),
        ),
    ),
    Mutant(
        "callback-that-fails-is-called-twice",
        "A callback that answers with 5xx is called a second time at once, as if it were safe to "
        "dial twice.",
        kills=("DIAL-01",),
        also=("DIAL-05",),
        edits=(
            Edit(
                "desktop/dial.py",
                "        status = await _status(request)",
                "        status = await _status(request)\n"
                "        if status >= 500:\n"
                "            status = await _status(request)",
            ),
        ),
    ),
    # -- the softphone ---------------------------------------------------------------------------
    Mutant(
        "agent-is-filled-in-once-per-url",
        "Only the first placeholder of the agent's id in the iframe URL is filled in.",
        kills=("IFR-02",),
        edits=(
            Edit(
                "domain/settings.py",
                '.replace("{agent_id}", str(agent["id"]))',
                '.replace("{agent_id}", str(agent["id"]), 1)',
            ),
        ),
    ),
    Mutant(
        "size-is-remembered-by-the-browser",
        "The browser remembers the size of the softphone, so a size that the admin configures "
        "later "
        "is not used there, not even after a reload.",
        kills=("IFR-03",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/softphone.js",
                "  frame.width = softphone.width;\n  frame.height = softphone.height;",
                '  const known = JSON.parse(localStorage.getItem("softphone-size"));\n'
                "  const size = known ?? [softphone.width, softphone.height];\n"
                '  localStorage.setItem("softphone-size", JSON.stringify(size));\n'
                "  [frame.width, frame.height] = size;",
            ),
        ),
    ),
    Mutant(
        "second-request-hides-the-softphone",
        "The message show_softphone toggles the frame, so the second one in a row hides it.",
        kills=("IFR-04",),
        also=("IFR-08",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/softphone.js",
                '  if (data.action === "show_softphone") toggle(true);',
                '  if (data.action === "show_softphone") toggle(panel.hidden);',
            ),
        ),
    ),
    Mutant(
        "record-is-not-opened-a-second-time",
        "A request for the record that was asked for last is dropped as a repetition, even after "
        "the agent has gone to another page.",
        kills=("IFR-05",),
        also=("IFR-06", "IFR-08", "IFR-09"),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/softphone.js",
                "let working = false;",
                'let working = false;\nlet latest = "";',
            ),
            Edit(
                "desktop/page/softphone.js",
                "  if (waiting.includes(path)) return;",
                "  if (path === latest || waiting.includes(path)) return;\n  latest = path;",
            ),
        ),
    ),
    Mutant(
        "nothing-opens-over-a-form",
        "While a page with a form is open, such as that of a new ticket, the softphone's requests "
        "for a ticket or a contact are dropped.",
        kills=("IFR-06",),
        also=("IFR-05", "IFR-08", "IFR-09", "IFR-12"),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/pages.js",
                "  if (await load(path, { push: true, quietly: true, orNot: true }))",
                "  if (isWriting()) return;\n"
                "  if (await load(path, { push: true, quietly: true, orNot: true }))",
            ),
        ),
    ),
    Mutant(
        "number-that-replaces-another-is-not-offered",
        "The list of helpdesk numbers is filled again only if its length has changed, so a number "
        "that the admin puts in place of another does not appear.",
        kills=("IFR-10",),
        also=("IFR-11",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/desktop.js",
                "  const key = JSON.stringify(offered);",
                "  const key = String(offered.length);",
            ),
        ),
    ),
    # -- the widget ------------------------------------------------------------------------------
    Mutant(
        "new-call-leaves-the-notepad-that-is-written-in",
        "A notepad that has the focus is not touched by a new call, so the text for the previous "
        "call stays in it, and is saved for the new one.",
        kills=("ONL-04",),
        also=("ONL-13", "FLT-06", "FLT-08", "FLT-11", "LIFE-02"),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/notes.js",
                "  if (newCall !== call || !isOffered) {",
                "  if (newCall !== call && isOffered && document.activeElement === field) {\n"
                "    call = newCall; // the cursor stays where it is\n"
                "    saved = text;\n"
                "  } else if (newCall !== call || !isOffered) {",
            ),
        ),
    ),
    Mutant(
        "ticket-of-the-replaced-call-stays-shown",
        "The ticket of a call is hidden when the widget closes, but not when a new call without a "
        "ticket replaces it.",
        kills=("ONL-02",),
        also=("FLT-08", "FWD-03", "LIFE-02"),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/widget.js",
                "  notes.start(send);",
                '  byId("ticket-row").hidden = true;\n  notes.start(send);',
            ),
            Edit(
                "desktop/page/widget.js",
                '  byId("ticket-row").hidden = !shown.ticket;',
                '  if (shown.ticket) byId("ticket-row").hidden = false;',
            ),
            Edit(
                "desktop/page/widget.js",
                "  widget.hidden = true;",
                '  widget.hidden = true;\n  byId("ticket-row").hidden = true;',
            ),
        ),
    ),
    Mutant(
        "recent-tickets-are-those-with-a-subject-at-hand",
        "The list of recent tickets is made of the tickets whose subjects came along, by falling "
        "id, so an old ticket or somebody else's that the call is about is among them.",
        kills=("ONL-03",),
        also=("TKT-01", "CALL-02"),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/widget.js",
                "    ...shown.recent_tickets.map((id) =>",
                "    ...Object.keys(shown.subjects).reverse().map((id) =>",
            ),
        ),
    ),
    Mutant(
        "announcement-of-a-call-is-markup",
        "The announcement of a call, with the caller's name or number, is written as HTML.",
        kills=("ONL-15",),
        in_browser=True,
        edits=(
            Edit(
                "desktop/page/messages.js",
                "  news.textContent = text;",
                "  news.innerHTML = text;",
            ),
        ),
    ),
)
