"""Defects of the page, the softphone and click to dial, by an eighth author."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "typed-notes-move",
        "Text that the agent is typing into the notepad when the next call arrives stays in "
        "the notepad and is saved as notes of that next call.",
        kills=("ONL-17",),
        edits=(
            Edit(
                "desktop/page/notes.js",
                (
                    '    if (isDirty() && !saving) lost("The call was forwarded or closed.", '
                    "field.value);\n"
                ),
                "    const typing = isDirty() && document.activeElement === field;\n",
            ),
            Edit(
                "desktop/page/notes.js",
                ("    field.value = saved = text;\n  } else if (saving) {\n"),
                (
                    "    saved = text;\n"
                    "    if (!typing) field.value = text;\n"
                    "  } else if (saving) {\n"
                ),
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "agent-id-once",
        "Only the first {agent_id} in the iframe URL is filled in; a second one is loaded as "
        "it stands.",
        kills=("IFR-02",),
        edits=(
            Edit(
                "domain/settings.py",
                (
                    '    return softphone | {"url": softphone["url"].replace("{agent_id}", '
                    'str(agent["id"]))}\n'
                ),
                (
                    '    return softphone | {"url": softphone["url"].replace("{agent_id}", '
                    'str(agent["id"]), 1)}\n'
                ),
            ),
        ),
    ),
    Mutant(
        "mobile-without-ticket",
        "A click on the requester's Mobile on a ticket's page sends no ticket_id to the "
        "callback; a click on the Phone does.",
        kills=("DIAL-01",),
        edits=(
            Edit(
                "desktop/page/records.js",
                '    ["Mobile", person.mobile && phone(person.mobile, known)],\n',
                (
                    '    ["Mobile", person.mobile && phone(person.mobile, { requester_id: '
                    "person.id })],\n"
                ),
            ),
        ),
    ),
    Mutant(
        "callback-query-dropped",
        "With GET, a fixed query of the configured callback URL (such as ?key=secret) is "
        "overwritten by the parameters, so another address than the configured one is called.",
        kills=("DIAL-01",),
        edits=(
            Edit(
                "desktop/dial.py",
                '    query = "&".join(part for part in (query, added) if part)\n',
                (
                    '    query = "&".join(part for part in (query, added) if part) if named else '
                    "added\n"
                ),
            ),
        ),
    ),
    Mutant(
        "version-after-restart",
        "A page that was open when the server restarted reconnects and says Online, but "
        "ignores the new server's states since their versions are lower, so the next call's "
        "widget does not appear.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "desktop/page/state.js",
                (
                    "  if (current?.instance === state.instance && state.version < "
                    "current.version) return;\n"
                ),
                "  if (current && state.version < current.version) return;\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "other-tab-keeps-widget",
        "A call that was dismissed or closed in one tab keeps its widget in the agent's other "
        "tab until that is reloaded.",
        kills=("END-03",),
        edits=(
            Edit(
                "desktop/page/widget.js",
                "  watch((state) => (state.widget ? show(state.widget) : hide()));\n",
                (
                    "  watch((state) => {\n"
                    "    if (state.widget) show(state.widget);\n"
                    "    else if (acting || call === null) hide();\n"
                    "  });\n"
                ),
            ),
        ),
        in_browser=True,
        left="No page says that several windows of one agent show the same at once.",
    ),
    Mutant(
        "contact-heading-html",
        "Markup in a caller's number becomes elements in the heading of the contact's page, to "
        "which the widget links and on which it is shown.",
        kills=("ONL-15",),
        edits=(
            Edit(
                "desktop/page/records.js",
                ("  if (!record) return null;\n  return el(\n"),
                (
                    "  if (!record) return null;\n"
                    '  const heading = el("h1");\n'
                    "  heading.innerHTML = record.name;\n"
                    "  return el(\n"
                ),
            ),
            Edit(
                "desktop/page/records.js",
                '    el("h1", {}, record.name),\n',
                "    heading,\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "form-blocks-softphone",
        "While the settings or the new-ticket page is open, the softphone's requests to open a "
        "ticket or a contact do nothing.",
        kills=("IFR-12",),
        edits=(
            Edit(
                "desktop/page/pages.js",
                (
                    "  if (await load(path, { push: true, quietly: true, orNot: true })) "
                    "happened(`${title()} opened`);\n"
                ),
                (
                    "  if (isWriting()) return; // what the agent has written would be lost\n"
                    "  if (await load(path, { push: true, quietly: true, orNot: true })) "
                    "happened(`${title()} opened`);\n"
                ),
            ),
        ),
    ),
    Mutant(
        "second-message-dropped",
        "When the softphone posts open_contact and open_ticket one right after the other, the "
        "second request is dropped and the ticket is not opened.",
        kills=("IFR-05",),
        edits=(
            Edit(
                "desktop/page/softphone.js",
                "  if (waiting.includes(path)) return;\n",
                "  if (working || waiting.includes(path)) return;\n",
            ),
        ),
    ),
    Mutant(
        "number-locked-during-call",
        "While a call is in the widget, the list of helpdesk numbers on the page is disabled, "
        "so the agent cannot pick another number.",
        kills=("IFR-11",),
        edits=(
            Edit(
                "desktop/page/desktop.js",
                "  showNumbers(state.numbers);\n",
                (
                    "  showNumbers(state.numbers);\n"
                    "  numbers.disabled = state.widget !== null; // the line is in use\n"
                ),
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "settings-encode-braces",
        "An iframe URL with {agent_id} in its path, saved on the settings page, is stored with "
        "the braces percent-encoded, so the agent's id is never filled in.",
        kills=("IFR-02",),
        edits=(
            Edit(
                "desktop/page/settings.js",
                (
                    "  const address = (name) => text(name).replace(/^\\/(?!\\/)/, "
                    "`${location.origin}/`);\n"
                ),
                (
                    "  const address = (name) => {\n"
                    "    const typed = text(name).replace(/^\\/(?!\\/)/, `${location.origin}/`);\n"
                    "    return URL.canParse(typed) ? new URL(typed).href : typed;\n"
                    "  };\n"
                ),
            ),
        ),
        left=(
            "The admin's settings are changed through the control API; no rule is about their page."
        ),
    ),
    Mutant(
        "page-skips-recording",
        "With the New Ticket option on, loading the ticket's page in the browser does not add "
        "the note with the recording, which appears only when the widget closes.",
        kills=("ONL-10",),
        edits=(
            Edit(
                "desktop/api.py",
                "from .. import actions, calls\n",
                "from .. import actions\n",
            ),
            Edit(
                "desktop/api.py",
                (
                    '    """Return a ticket for its page, or null; its postponed recordings are '
                    'noted now."""\n'
                ),
                '    """Return a ticket for its page, or null."""\n',
            ),
            Edit(
                "desktop/api.py",
                '    calls.add_postponed_notes_to(request.store, row["id"])\n',
                "",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "ticket-link-stale",
        "When the call that the widget shows with a ticket comes in again with new_ticket "
        "true, the widget on the page keeps the old ticket's link until the page is reloaded.",
        kills=("TKT-03",),
        edits=(
            Edit(
                "desktop/page/widget.js",
                (
                    '  if (shown.ticket) link_(byId("ticket"), shown.ticket.url, '
                    "name(shown.ticket.id));\n"
                ),
                (
                    '  if (shown.ticket && (isNew || byId("ticket-row").hidden))\n'
                    '    link_(byId("ticket"), shown.ticket.url, name(shown.ticket.id));\n'
                ),
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "dial-retries-hang-up",
        "When the callback closes the connection without an answer, the dial request is sent "
        "once more, so one click can place two calls.",
        kills=("DIAL-01",),
        edits=(
            Edit(
                "desktop/dial.py",
                ("    try:\n        connection.connect()\n"),
                ("\n    def exchange() -> int:\n        connection.connect()\n"),
            ),
            Edit(
                "desktop/dial.py",
                "        return connection.getresponse().status\n",
                (
                    "        return connection.getresponse().status\n"
                    "\n"
                    "    try:\n"
                    "        try:\n"
                    "            return exchange()\n"
                    "        except ConnectionResetError:  # such as by a proxy that was "
                    "restarted\n"
                    "            connection.close()\n"
                    "            return exchange()\n"
                ),
            ),
        ),
    ),
    Mutant(
        "dial-takes-ticket-of-call",
        "While the widget shows a ticket, a click on a number on a contact's page sends that "
        "ticket's id to the callback, even if the ticket is another contact's.",
        kills=("DIAL-01",),
        edits=(
            Edit(
                "desktop/page/phone.js",
                ('  button.addEventListener("click", () => dial(button, { number, ...known }));\n'),
                (
                    '  button.addEventListener("click", () => dial(button, { ticket_id: '
                    "now()?.widget?.ticket?.id, number, ...known }));\n"
                ),
            ),
        ),
        left=("The ticket of the call may be the one that a click is about."),
    ),
    Mutant(
        "show-ignored-during-call",
        "While a call is in the widget, the softphone's message to be shown does nothing.",
        kills=("IFR-04",),
        edits=(
            Edit(
                "desktop/page/softphone.js",
                'import { watch } from "./state.js";\n',
                'import { now, watch } from "./state.js";\n',
            ),
            Edit(
                "desktop/page/softphone.js",
                '  if (data.action === "show_softphone") toggle(true);\n',
                (
                    "  // It would push the widget of a call out of sight.\n"
                    '  if (data.action === "show_softphone" && !now()?.widget) toggle(true);\n'
                ),
            ),
        ),
    ),
    Mutant(
        "show-ignored-after-hand-close",
        "Once the agent has closed the softphone by its button, the softphone's message to be "
        "shown does nothing until the agent opens it by hand.",
        kills=("IFR-04",),
        edits=(
            Edit(
                "desktop/page/softphone.js",
                'let address = "";\n',
                ('let putAway = false; // by the agent\nlet address = "";\n'),
            ),
            Edit(
                "desktop/page/softphone.js",
                '  button.addEventListener("click", () => toggle(panel.hidden));\n',
                (
                    '  button.addEventListener("click", () => {\n'
                    "    toggle(panel.hidden);\n"
                    "    putAway = panel.hidden;\n"
                    "  });\n"
                ),
            ),
            Edit(
                "desktop/page/softphone.js",
                '  if (data.action === "show_softphone") toggle(true);\n',
                '  if (data.action === "show_softphone" && !putAway) toggle(true);\n',
            ),
        ),
    ),
    Mutant(
        "softphone-max-height",
        "The iframe is never higher than 450 pixels, whatever height the admin has configured.",
        kills=("IFR-03",),
        edits=(
            Edit(
                "desktop/page/desktop.css",
                "#softphone iframe { display: block; border: 0; }\n",
                "#softphone iframe { display: block; border: 0; max-height: 450px; }\n",
            ),
        ),
    ),
    Mutant(
        "typing-overwritten",
        "Text that the agent is typing into the notepad, and that is not saved yet, is "
        "replaced by the stored text whenever a state arrives from the server.",
        kills=("ONL-17",),
        edits=(
            Edit(
                "desktop/page/notes.js",
                (
                    "  } else if (isDirty()) {\n"
                    "    later(); // such as after the connection was lost\n"
                    "  } else if (text !== saved && !composing) {\n"
                ),
                "  } else if (text !== field.value && !composing) {\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "forward-list-stale",
        "The list of agents to forward to is loaded once, at the first call after the page was "
        "loaded, so an agent who was added since cannot be chosen.",
        kills=("FWD-06",),
        edits=(
            Edit(
                "desktop/page/widget.js",
                "  forwardTo.replaceChildren();\n",
                '  forwardTo.value = "";\n',
            ),
            Edit(
                "desktop/page/widget.js",
                "  let agents;\n",
                ("  if (forwardTo.options.length) return; // they are there\n  let agents;\n"),
            ),
        ),
        in_browser=True,
        left="No page says how soon an agent who is added can be chosen.",
    ),
    Mutant(
        "forward-same-name",
        "Of several agents with the same name, only one can be chosen to forward the call to.",
        kills=("FWD-06",),
        edits=(
            Edit(
                "desktop/page/widget.js",
                "  const chosen = forwardTo.value;\n",
                (
                    "  const byName = new Map(agents.map((one) => [one.name, one]));\n"
                    "  const chosen = forwardTo.value;\n"
                ),
            ),
            Edit(
                "desktop/page/widget.js",
                "    ...agents.map((one) =>\n",
                "    ...Array.from(byName.values(), (one) =>\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "dial-dead-after-network-loss",
        "After a click that could not reach the helpdesk (the network was away), further "
        "clicks on that number do nothing until the page is loaded again.",
        kills=("DIAL-05",),
        edits=(
            Edit(
                "desktop/page/phone.js",
                "async function dial(button, asked) {\n",
                (
                    "const underWay = new Set(); // numbers, since a page may show one twice\n"
                    "\n"
                    "async function dial(button, asked) {\n"
                ),
            ),
            Edit(
                "desktop/page/phone.js",
                '  if (button.ariaBusy === "true") return;\n',
                ("  if (underWay.has(asked.number)) return;\n  underWay.add(asked.number);\n"),
            ),
            Edit(
                "desktop/page/phone.js",
                "    if (result.problem) throw new Error(`${result.problem}.`);\n",
                (
                    "    underWay.delete(asked.number);\n"
                    "    if (result.problem) throw new Error(`${result.problem}.`);\n"
                ),
            ),
        ),
    ),
    Mutant(
        "recent-without-subject",
        "The widget on the page leaves out those of the requester's recent tickets that have "
        "no subject.",
        kills=("ONL-03",),
        edits=(
            Edit(
                "desktop/page/widget.js",
                "    ...shown.recent_tickets.map((id) =>\n",
                "    ...shown.recent_tickets.filter((id) => shown.subjects[id]).map((id) =>\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "no-pop-while-writing",
        "A call that comes in while the agent has the settings or the new-ticket page open "
        "shows no widget there.",
        kills=("ONL-18",),
        edits=(
            Edit(
                "desktop/page/widget.js",
                "  call = shown.call_id;\n",
                (
                    '  if (isNew && document.querySelector("main form")) return; // the agent is '
                    "writing\n"
                    "  call = shown.call_id;\n"
                ),
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "hidden-tab-goes-offline",
        "The page disconnects while its tab is in the background, so an agent who looks at "
        "another tab is offline, and calls become tickets without a widget.",
        kills=("ONL-16",),
        edits=(
            Edit(
                "desktop/page/state.js",
                '  addEventListener("pagehide", close);\n',
                (
                    "  // A page that nobody sees needs no connection.\n"
                    '  document.addEventListener("visibilitychange", () => {\n'
                    "    if (!document.hidden) {\n"
                    "      if (!source) open();\n"
                    "      return;\n"
                    "    }\n"
                    "    close();\n"
                    "    report(false);\n"
                    "  });\n"
                    '  addEventListener("pagehide", close);\n'
                ),
            ),
        ),
        in_browser=True,
    ),
)
