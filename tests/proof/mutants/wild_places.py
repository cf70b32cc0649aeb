"""Defects of desktops, and of texts and addresses, by a ninth author."""

from .mutant import Edit, Mutant
from .wild_contents import IMPORT_OF_RE

MUTANTS = (
    Mutant(
        "leading-zeros-lost",
        "A text of digits in the call information is stored as a number and loses its leading "
        "zeros.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                (
                    "    return value if isinstance(value, str) else json.dumps(value, "
                    "ensure_ascii=False)\n"
                ),
                (
                    "    if isinstance(value, str) and value.isascii() and value.isdigit() and "
                    "len(value) < 16:\n"
                    "        return str(int(value))\n"
                    "    return value if isinstance(value, str) else json.dumps(value, "
                    "ensure_ascii=False)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "no-widget-on-settings",
        "The settings page has a layout of its own, without the panel of the call.",
        kills=("ONL-18",),
        edits=(
            Edit(
                "desktop/page/widget.js",
                "  watch((state) => (state.widget ? show(state.widget) : hide()));\n",
                (
                    '  const hasPanel = () => location.pathname !== "/settings";\n'
                    "  watch((state) => (state.widget && hasPanel() ? show(state.widget) : "
                    "hide()));\n"
                ),
            ),
        ),
        left=("The page of the settings is not described in spec/page.yaml."),
    ),
    Mutant(
        "notes-lost-to-softphone",
        "The desktop builds the notepad anew when the softphone opens a page, from the notes "
        "as last saved, and saves only when the notepad loses the focus.",
        kills=("ONL-17",),
        edits=(
            Edit(
                "desktop/page/notes.js",
                '  field.addEventListener("input", later);\n',
                "",
            ),
            Edit(
                "desktop/page/notes.js",
                ("    field.setSelectionRange(selectionStart, selectionEnd);\n  }\n"),
                (
                    "    field.setSelectionRange(selectionStart, selectionEnd);\n"
                    "  }\n"
                    "}\n"
                    "\n"
                    "/** Show the notes as last saved. */\n"
                    "export function reset() {\n"
                    "  field.value = saved;\n"
                ),
            ),
            Edit(
                "desktop/page/pages.js",
                'import { happened, problem } from "./messages.js";\n',
                (
                    'import { happened, problem } from "./messages.js";\n'
                    'import { reset } from "./notes.js";\n'
                ),
            ),
            Edit(
                "desktop/page/pages.js",
                (
                    "  if (await load(path, { push: true, quietly: true, orNot: true })) "
                    "happened(`${title()} opened`);\n"
                ),
                (
                    "  if (!(await load(path, { push: true, quietly: true, orNot: true }))) "
                    "return;\n"
                    "  reset();\n"
                    "  happened(`${title()} opened`);\n"
                ),
            ),
        ),
    ),
    Mutant(
        "offline-desk-keeps-call",
        "A transferred call is withdrawn from the desktops that are open, and stays in the "
        "stored widget of an agent whose desktop is closed at that moment.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "domain/store.py",
                "  call_id INTEGER NOT NULL UNIQUE REFERENCES calls,\n",
                "  call_id INTEGER NOT NULL REFERENCES calls,\n",
            ),
            Edit(
                "calls.py",
                "        delete_widget_of_other_agent(store, call, responder)\n",
                "        delete_widget_of_other_agent(store, call, responder, presence)\n",
            ),
            Edit(
                "calls.py",
                (
                    "def delete_widget_of_other_agent(store: Store, call: Row, agent: Row) -> "
                    "None:\n"
                ),
                (
                    "def delete_widget_of_other_agent(\n"
                    "    store: Store, call: Row, agent: Row, presence: Presence\n"
                    ") -> None:\n"
                ),
            ),
            Edit(
                "calls.py",
                (
                    '    if widget := store.one(sql, call["id"], agent["id"]):\n'
                    '        store.delete("widgets", widget["id"])\n'
                ),
                (
                    '    for widget in store.all(sql, call["id"], agent["id"]):\n'
                    '        if presence.is_online(widget["id"]):\n'
                    '            store.delete("widgets", widget["id"])\n'
                ),
            ),
        ),
        left=(
            "No page says whether a transferred call leaves the widget of an agent who is offline."
        ),
    ),
    Mutant(
        "offline-repop-drops-notes",
        "A call that turns into a ticket because its agent is offline is built from the pop "
        "alone and discards what was in the notepad.",
        kills=("ONL-13",),
        edits=(
            Edit(
                "calls.py",
                "    if ticket and not pop.new_ticket:\n",
                (
                    '    call = store.update("calls", call["id"], notes="")\n'
                    "    if ticket and not pop.new_ticket:\n"
                ),
            ),
        ),
        left=(
            "No page says whether the notes of a call without a ticket are kept while its "
            "agent is offline."
        ),
    ),
    Mutant(
        "page-ignores-second-pop",
        "The page reads the ticket of a call when the widget opens and after the agent's own "
        "actions, but not when the same call is popped again.",
        kills=("TKT-01",),
        edits=(
            Edit(
                "desktop/page/widget.js",
                (
                    '  if (shown.ticket) link_(byId("ticket"), shown.ticket.url, '
                    "name(shown.ticket.id));\n"
                    '  byId("ticket-row").hidden = !shown.ticket;\n'
                ),
                (
                    "  if (isNew || acting) {\n"
                    '    if (shown.ticket) link_(byId("ticket"), shown.ticket.url, '
                    "name(shown.ticket.id));\n"
                    '    byId("ticket-row").hidden = !shown.ticket;\n'
                    "  }\n"
                ),
            ),
        ),
        in_browser=True,
        left=("What a later pop brings is not judged, but for a recording and information."),
    ),
    Mutant(
        "page-of-own-tickets-only",
        "The postponed note of a recording is added only when the ticket's own agent loads its "
        "page.",
        kills=("ONL-10",),
        edits=(
            Edit(
                "control.py",
                "    _agent(request)\n",
                "    agent = _agent(request)\n",
            ),
            Edit(
                "control.py",
                '    calls.add_postponed_notes_to(request.store, ticket["id"])\n',
                (
                    '    if ticket["responder_id"] == agent["id"]:\n'
                    '        calls.add_postponed_notes_to(request.store, ticket["id"])\n'
                ),
            ),
            Edit(
                "desktop/api.py",
                '    calls.add_postponed_notes_to(request.store, row["id"])\n',
                (
                    '    if row["responder_id"] == request.agent_id:\n'
                    '        calls.add_postponed_notes_to(request.store, row["id"])\n'
                ),
            ),
        ),
    ),
    Mutant(
        "plus-tag-ignored",
        "A tag behind a plus is taken off an unknown email, as some mail providers do, and the "
        "caller becomes whoever has the rest.",
        kills=("REQ-13",),
        edits=(
            Edit(
                "calls.py",
                (
                    '        return _found(contact, "requester_email", "No contact has this '
                    'email")\n'
                ),
                (
                    '        name, _, domain = pop.requester_email.partition("@")\n'
                    '        if contact is None and "+" in name:\n'
                    '            contact = people.by_email(store, "contact", '
                    "f\"{name.partition('+')[0]}@{domain}\")\n"
                    '        return _found(contact, "requester_email", "No contact has this '
                    'email")\n'
                ),
            ),
        ),
    ),
    Mutant(
        "signature-cut",
        "Notes go through the parser for incoming mail, which cuts off everything behind a "
        "line of two dashes as a signature.",
        kills=("ONL-13",),
        edits=(
            IMPORT_OF_RE,
            Edit(
                "calls.py",
                '    lines = "<br>".join(html.escape(line) for line in notes.splitlines())\n',
                (
                    '    notes = re.split(r"(?m)^-- ?$", notes)[0]\n'
                    '    lines = "<br>".join(html.escape(line) for line in notes.splitlines())\n'
                ),
            ),
        ),
    ),
    Mutant(
        "third-tab",
        "Only two connections of an agent are counted, the desktop and its spare.",
        kills=("ONL-16",),
        edits=(
            Edit(
                "online/presence.py",
                "        self._connections[agent_id].add(connection)\n",
                (
                    "        if len(self._connections[agent_id]) < 2:\n"
                    "            self._connections[agent_id].add(connection)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "underscore-matches-anything",
        "An unknown reference is looked up by a LIKE pattern that is not escaped, in which an "
        "underscore stands for any character.",
        kills=("DET-10",),
        edits=(
            IMPORT_OF_RE,
            Edit(
                "calls.py",
                '    return store.one("SELECT * FROM calls WHERE reference = ?", reference)\n',
                (
                    '    call = store.one("SELECT * FROM calls WHERE reference = ?", reference)\n'
                    '    if call or not reference or "_" not in reference or len(reference) > '
                    "500:\n"
                    "        return call\n"
                    '    pattern = re.sub(r"[*?\\[]", r"[\\g<0>]", reference).replace("_", "?")\n'
                    '    return store.one("SELECT * FROM calls WHERE reference GLOB ? ORDER BY '
                    'id", pattern)\n'
                ),
            ),
        ),
    ),
)
