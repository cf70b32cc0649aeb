"""Conforming edits of the page alone: other elements, words, addresses, windows and times.

A page that has other elements than ``spec/page.yaml`` lists has overrides, as a vendor would write
them into ``[page]`` of ``cti-target.toml``.
"""

from __future__ import annotations

from mutants.mutant import Edit, Mutant

PAGE = "desktop/page/"
HTML, WIDGET, DOM = PAGE + "desktop.html", PAGE + "widget.js", PAGE + "dom.js"
PAGES, RECORDS, STATE = PAGE + "pages.js", PAGE + "records.js", PAGE + "state.js"


def page_edit(
    name: str, why: str, *edits: tuple[str, str, str], config: str = "", **elements: str
) -> Mutant:
    """Return a conforming edit of the page.

    Args:
        name: Its name.
        why: What is done in another way.
        edits: Each a file, its text, and the text instead.
        config: Lines of ``cti-target.toml`` for it.
        elements: Entries of ``[page.elements]`` for it, each as TOML.
    """
    lines = (f"page.elements.{key} = {value}\n" for key, value in elements.items())
    changes = tuple(Edit(*edit) for edit in edits)
    return Mutant(name, why, kills=(), edits=changes, config=config + "".join(lines))


def _named(role: str, name: str) -> str:
    return f'{{ in = "widget", role = "{role}", name = "{name}" }}'


def _css(selector: str) -> str:
    return f'{{ css = "{selector}" }}'


_SECTION = '<section id="call" class="card" aria-label="Call" hidden>'
_RECENT = '      el("li", {}, el("a", { href: `/tickets/${id}` }, name(id))),\n'
_TICKET_LINK = 'el("a", { href: `/tickets/${one.id}` },'
_HREF = "  anchor.href = address;\n"
_NOTES = '<label data-needs="take_notes">Notes '
_CLOSES = (
    '  byId("close-new").hidden = !shown.actions.includes("make_ticket");\n'
    '  byId("close-shown").hidden = !(shown.actions.includes("link_ticket") && shown.ticket);\n'
    '  byId("close").hidden = shown.actions.includes("make_ticket"); // it needs a ticket first\n'
)
_OFFERED = "    part.hidden = !shown.actions.includes(part.dataset.needs);\n"
_OPENED = "  if (await load(path, { push: true, quietly: true, orNot: true })) happened("
_BUTTON = (
    '  const button = el("button", { type: "button", class: "phone", "aria-label": label }, '
    "number);\n"
    '  button.addEventListener("click", () => dial(button, { number, ...known }));\n'
)
_FORWARD = (
    '          <form id="forward-form" class="line" data-needs="forward">\n'
    '            <label>Forward to <select id="forward-to"></select></label>\n'
    "            <button>Forward</button>\n"
)

ELEMENTS = (
    page_edit(
        "dialog-for-region",
        "The widget is a dialog.",
        (HTML, _SECTION, _SECTION.replace(" aria-label", ' role="dialog" aria-label')),
        widget='{ role = "dialog", name = "Call" }',
    ),
    page_edit(
        "without-aria",
        "The widget has no roles and labels of its own; selectors find its parts.",
        (HTML, _SECTION, '<div id="call" class="card" hidden>'),
        (HTML, "          </div>\n        </section>\n", "          </div>\n        </div>\n"),
        (HTML, '<div class="who" role="group" aria-label="Requester">', '<div class="who">'),
        (HTML, '<div id="location" role="group" aria-label="Location">', '<div id="location">'),
        (HTML, '<div role="group" aria-label="Ticket">', "<div>"),
        (HTML, '<ul id="recent" role="list" aria-label="Recent tickets">', '<ul id="recent">'),
        widget=_css("#call"),
        requester=_css("#call .who"),
        location=_css("#location"),
        ticket=_css("#ticket-row"),
        recent_tickets=_css("#recent"),
    ),
    page_edit(
        "name-beside-the-link",
        "The requester's name is a text, and a link beside it leads to the profile.",
        (
            HTML,
            '<a id="requester"></a>',
            '<b id="name"></b> <a id="requester" aria-label="Profile">→</a>',
        ),
        (
            WIDGET,
            '  link_(byId("requester"), shown.requester.profile_url, shown.requester.name);\n',
            '  byId("requester").href = shown.requester.profile_url;\n'
            '  byId("name").textContent = shown.requester.name;\n',
        ),
        requester_name=_css("#name"),
    ),
    page_edit(
        "photo-links-to-the-profile",
        "A photo beside the name also links to the profile.",
        (
            HTML,
            '<a id="requester"></a>',
            '<a id="photo" aria-label="Photo"><img src="/page/icon.svg" alt="" width="24"></a>\n'
            '            <a id="requester"></a> <a href="mailto:caller@example.com">Write</a>',
        ),
        (
            WIDGET,
            '  byId("location").textContent',
            '  byId("photo").href = shown.requester.profile_url;\n  byId("location").textContent',
        ),
    ),
    page_edit(
        "extra-controls",
        "The widget and the page have further controls, links and an alert.",
        (
            HTML,
            "          <label data-needs",
            '          <div role="toolbar" aria-label="Telephone controls">\n'
            '            <button type="button">Mute</button>\n'
            '            <button type="button">Forward to voicemail</button>\n'
            '            <button type="button">Close panel</button>\n'
            '            <a href="/settings">Settings of calls</a>\n'
            '            <a href="https://telephony.example/tickets/7">The telephone system</a>\n'
            '            <label>Priority <select><option value="1">Low</option></select></label>\n'
            "            <label>Summary <textarea></textarea></label>\n"
            "          </div>\n\n          <label data-needs",
        ),
        (
            HTML,
            '    <div id="alert" role="alert">',
            '    <div role="alert">Maintenance on Sunday.</div>\n    <div id="alert" role="alert">',
        ),
    ),
    page_edit(
        "numbers-are-links",
        "A phone number is a link with the scheme tel.",
        (
            PAGE + "phone.js",
            _BUTTON,
            '  const href = `tel:${number.replace(/[^+0-9]/g, "")}`;\n'
            '  const button = el("a", { href, class: "phone", "aria-label": label }, number);\n'
            '  button.addEventListener("click", (clicked) => {\n'
            "    clicked.preventDefault();\n"
            "    dial(button, { number, ...known });\n"
            "  });\n",
        ),
        phone_number='{ role = "link", name = "Call {number}" }',
    ),
    page_edit(
        "labelled-lines",
        "The helpdesk numbers to pick from have a label.",
        (
            PAGE + "desktop.js",
            'el("option", { value: number }, number)',
            'el("option", { value: number }, `Main line (${number})`)',
        ),
    ),
)

WORDS = (
    page_edit(
        "german-words",
        "The page is in German.",
        (HTML, _SECTION, _SECTION.replace('"Call"', '"Anruf"')),
        (HTML, 'role="group" aria-label="Requester"', 'role="group" aria-label="Anrufer"'),
        (HTML, 'role="list" aria-label="Recent tickets"', 'role="list" aria-label="Neueste"'),
        (HTML, 'role="group" aria-label="Location"', 'role="group" aria-label="Ort"'),
        (HTML, _NOTES, _NOTES.replace("Notes", "Notizen")),
        (HTML, '"make_ticket">Make a ticket<', '"make_ticket">Ticket anlegen<'),
        (HTML, "<label>Ticket to link\n", "<label>Ticketnummer\n"),
        (HTML, "<button>Link<", "<button>Verknüpfen<"),
        (HTML, "<label>Note for the ticket <", "<label>Notiz zum Ticket <"),
        (HTML, "<button>Add note<", "<button>Hinzufügen<"),
        (HTML, _FORWARD, _FORWARD.replace("Forward to", "An").replace(">Forward<", ">Weiter<")),
        (HTML, ">Close with a new ticket<", ">Schließen mit neuem Ticket<"),
        (HTML, ">Close with the ticket shown<", ">Schließen mit diesem Ticket<"),
        (HTML, ">Close the call<", ">Schließen<"),
        (HTML, ">Dismiss<", ">Verwerfen<"),
        (HTML, "<label>Helpdesk number <", "<label>Rufnummer <"),
        (RECORDS, '"aria-label": "New ticket"', '"aria-label": "Neues Ticket"'),
        (RECORDS, '"aria-label": `Contact ${record.id}`', '"aria-label": `Kontakt ${record.id}`'),
        (
            PAGE + "phone.js",
            "const label = `Call ${number}`;",
            "const label = `${number} anrufen`;",
        ),
        widget='{ role = "region", name = "Anruf" }',
        requester=_named("group", "Anrufer"),
        recent_tickets=_named("list", "Neueste"),
        location=_named("group", "Ort"),
        notes=_named("textbox", "Notizen"),
        make_ticket=_named("button", "Ticket anlegen"),
        ticket_to_link=_named("textbox", "Ticketnummer"),
        link_ticket=_named("button", "Verknüpfen"),
        note_to_add=_named("textbox", "Notiz zum Ticket"),
        add_note=_named("button", "Hinzufügen"),
        agent_to_forward_to=_named("combobox", "An"),
        forward=_named("button", "Weiter"),
        close_new=_named("button", "Schließen mit neuem Ticket"),
        close_shown=_named("button", "Schließen mit diesem Ticket"),
        close=_named("button", "Schließen"),
        dismiss=_named("button", "Verwerfen"),
        numbers='{ role = "combobox", name = "Rufnummer" }',
        new_ticket_page='{ role = "article", name = "Neues Ticket" }',
        contact_page='{ role = "article", name = "Kontakt {id}" }',
        phone_number='{ role = "button", name = "{number} anrufen" }',
    ),
    page_edit(
        "double-braces",
        "A parameter of a configured URL is written in double braces.",
        ("desktop/dial.py", r're.compile(r"\{("', r're.compile(r"\{\{("'),
        ("desktop/dial.py", r'+ r")\}")', r'+ r")\}\}")'),
        ("domain/settings.py", '"{agent_id}"', '"{{agent_id}}"'),
        config='page.placeholder = "{{name}}"\n',
    ),
)

LINKS = (
    page_edit(
        "links-in-new-tabs",
        "All links to tickets and profiles open a new tab.",
        (WIDGET, _HREF, _HREF + '  anchor.target = "_blank";\n'),
        (WIDGET, _RECENT, _RECENT.replace("` }", '`, target: "_blank" }')),
        (DOM, _TICKET_LINK, _TICKET_LINK.replace("` }", '`, target: "_blank" }')),
    ),
    page_edit(
        "links-have-a-query",
        "Links in the widget are absolute, with a query and a fragment.",
        (WIDGET, _HREF, "  anchor.href = `${address}?from=call#top`;\n"),
        (
            WIDGET,
            _RECENT,
            _RECENT.replace("`/tickets/${id}`", "`${location.origin}/tickets/${id}?from=call`"),
        ),
    ),
    page_edit(
        "links-load-the-page",
        "A link loads a new document.",
        (PAGES, '  document.addEventListener("click", follow);\n', ""),
    ),
    page_edit(
        "softphone-opens-tabs",
        "What the softphone requests opens in a new tab.",
        (
            PAGES,
            _OPENED + "`${title()} opened`);\n",
            "  if (await build(path)) window.open(path);\n",
        ),
    ),
    page_edit(
        "other-addresses",
        "The pages have other addresses.",
        (
            "desktop/site.py",
            '_PAGES = ("/", "/settings", "/tickets/new", "/tickets/{id}", "/contacts/{id}")',
            '_PAGES = ("/", "/settings", "/a/compose", "/a/tickets/{id}", "/a/people/{id}/view")',
        ),
        (PAGES, r"[/^\/tickets\/new$/, newTicket]", r"[/^\/a\/compose$/, newTicket]"),
        (PAGES, r"[/^\/tickets\/(\d+)$/, ticket]", r"[/^\/a\/tickets\/(\d+)$/, ticket]"),
        (PAGES, r"[/^\/contacts\/(\d+)$/, contact]", r"[/^\/a\/people\/(\d+)\/view$/, contact]"),
        (HTML, 'href="/tickets/new"', 'href="/a/compose"'),
        (WIDGET, _RECENT, _RECENT.replace("/tickets", "/a/tickets")),
        (DOM, _TICKET_LINK, _TICKET_LINK.replace("/tickets", "/a/tickets")),
        (RECORDS, "`/contacts/${requester.id}`", "`/a/people/${requester.id}/view`"),
        (RECORDS, "open(`/tickets/${made.id}`)", "open(`/a/tickets/${made.id}`)"),
        (
            PAGE + "softphone.js",
            'return value === "new" ? "/tickets/new" : id && `/tickets/${id}`;',
            'return value === "new" ? "/a/compose" : id && `/a/tickets/${id}`;',
        ),
        (PAGE + "softphone.js", "`/contacts/${id}`", "`/a/people/${id}/view`"),
        (
            "domain/widgets.py",
            "f\"{base}/contacts/{requester['id']}\"",
            "f\"{base}/a/people/{requester['id']}/view\"",
        ),
        ("domain/widgets.py", 'f"{base}/tickets/{ticket_id}"', 'f"{base}/a/tickets/{ticket_id}"'),
        config=(
            'page.addresses.ticket = "/a/tickets/{id}"\n'
            'page.addresses.contact = "/a/people/{id}/view"\n'
            'page.addresses.new_ticket = "/a/compose"\n'
        ),
    ),
)

TIMES = (
    page_edit(
        "slow-by-a-second",
        "The page shows what the server sends a second later.",
        (
            STATE,
            "      take(JSON.parse(event.data));\n      report(true);\n",
            "      const from = source;\n"
            "      setTimeout(() => {\n"
            "        if (source !== from) return;\n"
            "        take(JSON.parse(event.data));\n"
            "        report(true);\n"
            "      }, 1000);\n",
        ),
        (
            PAGE + "api.js",
            "    data = answer.status",
            "    await new Promise((done) => setTimeout(done, 1000));\n    data = answer.status",
        ),
    ),
    page_edit(
        "slides-in",
        "The widget slides in and out of the window.",
        (
            PAGE + "desktop.css",
            "{ #call { animation: appear .2s; } }",
            "{ #call { animation: appear .6s; } #call button { transition: all .3s; } }",
        ),
        (PAGE + "desktop.css", "{ opacity: 0; translate: 0 -.5rem; }", "{ translate: 30rem 0; }"),
    ),
    page_edit(
        "clock-in-the-widget",
        "The widget counts the time of the call.",
        (HTML, "          <h2>Call</h2>\n", '          <h2>Call <time id="clock"></time></h2>\n'),
        (
            WIDGET,
            "export function start() {\n",
            "export function start() {\n"
            "  setInterval(() => {\n"
            '    byId("clock").textContent = `${(performance.now() / 1000).toFixed(1)} s`;\n'
            "  }, 100);\n",
        ),
    ),
    page_edit(
        "notes-saved-at-blur",
        "The notes are saved only when the notepad loses the focus.",
        (PAGE + "notes.js", '  field.addEventListener("input", later);\n', ""),
    ),
    page_edit(
        "disconnects-without-the-network",
        "The page disconnects as soon as the browser has no network, and connects again later.",
        (
            PAGE + "state.js",
            '  addEventListener("pagehide", close);\n',
            '  addEventListener("pagehide", close);\n  addEventListener("offline", lose);\n',
        ),
    ),
    page_edit(
        "alerts-disappear",
        "An alert disappears after two seconds.",
        (
            PAGE + "messages.js",
            '  alert.replaceChildren(el("p", {}, text), close);\n',
            '  alert.replaceChildren(el("p", {}, text), close);\n  setTimeout(clear, 2000);\n',
        ),
    ),
)

STATES = (
    page_edit(
        "controls-are-disabled",
        "Controls that are not possible now are disabled, not hidden.",
        (
            WIDGET,
            _OFFERED,
            '    for (const one of [part, ...part.querySelectorAll("input, textarea, select, '
            'button")])\n'
            "      one.disabled = !shown.actions.includes(part.dataset.needs);\n",
        ),
        (WIDGET, _CLOSES, _CLOSES.replace(".hidden", ".disabled")),
    ),
    page_edit(
        "controls-are-inert",
        "Controls that are not possible now are inert, and the notes are read-only.",
        (
            WIDGET,
            _OFFERED,
            "    part.inert = !shown.actions.includes(part.dataset.needs);\n",
        ),
        (WIDGET, _CLOSES, _CLOSES.replace(".hidden", ".inert")),
    ),
    page_edit(
        "widget-is-taken-out",
        "Without a call the widget is not in the document.",
        (
            WIDGET,
            "function show(shown) {\n",
            "function show(shown) {\n"
            '  if (!widget.isConnected) document.querySelector("aside").append(widget);\n',
        ),
        (WIDGET, "  widget.hidden = true;\n", "  widget.remove();\n"),
    ),
    page_edit(
        "softphone-open-at-first",
        "The softphone is open at first.",
        (
            PAGE + "softphone.js",
            "    panel.append(frame);\n",
            "    panel.append(frame);\n    toggle(true);\n",
        ),
    ),
)

ON_PAGE = (*ELEMENTS, *WORDS, *LINKS, *TIMES, *STATES)
"""The conforming edits of the page, for ``matrix.compliant --page``."""
