"""Defects in tickets, notes, time entries and answers, by an eighth author."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "recent-without-solved",
        "The widget's recent tickets leave out those that are resolved or closed, so the three "
        "most recent tickets of the requester are not shown.",
        kills=("ONL-03",),
        edits=(
            Edit(
                "domain/widgets.py",
                (
                    '        "SELECT id FROM tickets WHERE requester_id = ? ORDER BY created_at '
                    'DESC, id DESC LIMIT ?",\n'
                ),
                (
                    '        "SELECT id FROM tickets WHERE requester_id = ? AND status NOT IN (4, '
                    '5)"\n'
                    '        " ORDER BY created_at DESC, id DESC LIMIT ?",\n'
                ),
            ),
        ),
    ),
    Mutant(
        "widget-ticket-source",
        "A ticket that the agent makes of a call in the widget (make a ticket, or close with a "
        "new one) has the source Portal (2) instead of Phone (3).",
        kills=("OFF-04",),
        edits=(
            Edit(
                "calls.py",
                "def make_ticket(store: Store, call: Row) -> Row:\n",
                "def make_ticket(store: Store, call: Row, source: int = PHONE) -> Row:\n",
            ),
            Edit(
                "calls.py",
                "        source=PHONE,  # CTI-OFF-04\n",
                "        source=source,  # CTI-OFF-04\n",
            ),
            Edit(
                "actions.py",
                (
                    "\n"
                    "def act(store: Store, agent_id: int, action: str, attributes: Mapping[str, "
                    "Any]) -> None:\n"
                ),
                (
                    "PORTAL = 2  # source of what an agent makes by hand\n"
                    "\n"
                    "\n"
                    "def act(store: Store, agent_id: int, action: str, attributes: Mapping[str, "
                    "Any]) -> None:\n"
                ),
            ),
            Edit(
                "actions.py",
                ("    calls.make_ticket(store, call)\n\n"),
                ("    calls.make_ticket(store, call, PORTAL)\n\n"),
            ),
            Edit(
                "actions.py",
                "            calls.make_ticket(store, call)\n",
                "            calls.make_ticket(store, call, PORTAL)\n",
            ),
        ),
    ),
    Mutant(
        "first-recording-wins",
        "When a second pop brings another recording while the call is open in the widget "
        "without a ticket, the first address is kept and the new recording never reaches the "
        "ticket.",
        kills=("REC-10",),
        edits=(
            Edit(
                "calls.py",
                '        columns["call_url"] = pop.call_url or call["call_url"]\n',
                '        columns["call_url"] = call["call_url"] or pop.call_url\n',
            ),
        ),
    ),
    Mutant(
        "option-and-new-ticket-two-notes",
        "With the New Ticket option on, a pop with new_ticket true gets its recording noted "
        "with the ticket and again when the page is loaded or the widget closes.",
        kills=("ONL-10",),
        edits=(
            Edit(
                "calls.py",
                "        at_once = replace(pop, call_url=None) if option else pop\n",
                (
                    "        at_once = replace(pop, call_url=None) if option and not "
                    "pop.new_ticket else pop\n"
                ),
            ),
        ),
    ),
    Mutant(
        "dismiss-deletes-call",
        "Dismissing the widget forgets a call without a ticket, so when the call is popped "
        "again its time entry starts at the second pop and not at the first.",
        kills=("REC-02",),
        edits=(
            Edit(
                "actions.py",
                (
                    "def dismiss(store: Store, widget: Row, _: Row, __: Mapping[str, Any]) -> "
                    "None:\n"
                ),
                (
                    "def dismiss(store: Store, widget: Row, call: Row, _: Mapping[str, Any]) -> "
                    "None:\n"
                ),
            ),
            Edit(
                "actions.py",
                (
                    '    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket '
                    '(CTI-TKT-07)."""\n'
                    "    calls.close_widget(store, widget)\n"
                ),
                (
                    '    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket '
                    '(CTI-TKT-07)."""\n'
                    "    calls.close_widget(store, widget)\n"
                    '    if call["ticket_id"] is None:\n'
                    '        store.delete("calls", call["id"])  # nobody needs it\n'
                ),
            ),
        ),
    ),
    Mutant(
        "none-equals-none",
        "Two calls in a row without a call reference are taken for the same call: the widget "
        "keeps showing the first caller, and the second call is not in it.",
        kills=("FLT-06",),
        edits=(
            Edit(
                "calls.py",
                "    finish_previous_call(store, call, responder)\n",
                "    finish_previous_call(store, pop.call_reference_id, responder)\n",
            ),
            Edit(
                "calls.py",
                ("def finish_previous_call(store: Store, call: Row | None, agent: Row) -> None:\n"),
                (
                    "def finish_previous_call(store: Store, reference: str | None, agent: Row) -> "
                    "None:\n"
                ),
            ),
            Edit(
                "calls.py",
                '    if widget is None or (call and widget["call_id"] == call["id"]):\n',
                "    if widget is None:\n",
            ),
            Edit(
                "calls.py",
                '    if previous["ticket_id"] is None:\n',
                (
                    '    if previous["reference"] == reference:\n'
                    "        return\n"
                    '    if previous["ticket_id"] is None:\n'
                ),
            ),
        ),
    ),
    Mutant(
        "notepad-strips-tags",
        "Whatever stands in angle brackets is removed from the agent's notes, so \"Omar "
        '<omar@example.com>" is on the ticket as "Omar".',
        kills=("ONL-13",),
        edits=(
            Edit(
                "actions.py",
                "from collections.abc import Callable, Mapping\n",
                ("import re\nfrom collections.abc import Callable, Mapping\n"),
            ),
            Edit(
                "actions.py",
                '    store.update("calls", call["id"], notes=attributes["text"])\n',
                (
                    '    store.update("calls", call["id"], notes=re.sub(r"<[^>]*>", "", '
                    'attributes["text"]))\n'
                ),
            ),
        ),
    ),
    Mutant(
        "unknown-ticket-with-new-ticket",
        "A pop with a ticket_id that belongs to no ticket is accepted, and makes a ticket, if "
        "it also has new_ticket true.",
        kills=("CALL-04",),
        edits=(
            Edit(
                "calls.py",
                "    if pop.ticket_id is None:\n",
                "    if pop.ticket_id is None or pop.new_ticket:\n",
            ),
        ),
    ),
    Mutant(
        "recent-as-text",
        "The widget sorts the requester's tickets by their ids as texts, so #99 comes before "
        "#100 and the latest ticket can be missing among the three.",
        kills=("ONL-03",),
        edits=(
            Edit(
                "domain/widgets.py",
                (
                    '        "SELECT id FROM tickets WHERE requester_id = ? ORDER BY created_at '
                    'DESC, id DESC LIMIT ?",\n'
                ),
                (
                    '        "SELECT id FROM tickets WHERE requester_id = ? ORDER BY CAST(id AS '
                    'TEXT) DESC LIMIT ?",\n'
                ),
            ),
        ),
    ),
    Mutant(
        "content-type-exact",
        'A pop whose Content-Type is "application/json; charset=utf-8" is refused with 415.',
        kills=("POP-12",),
        edits=(
            Edit(
                "http/endpoint.py",
                (
                    '        media_type = request.headers.get("content-type", '
                    '"").partition(";")[0].strip().lower()\n'
                ),
                '        media_type = request.headers.get("content-type", "")\n',
            ),
        ),
    ),
    Mutant(
        "nonascii-credentials-500",
        'Wrong credentials that hold a letter such as "ü" are answered with 500 instead of 401.',
        kills=("POP-14",),
        edits=(
            Edit(
                "http/auth.py",
                "            sent = b64decode(encoded, validate=True)\n",
                (
                    '            sent = b64decode(encoded, validate=True).decode("utf-8", '
                    '"replace")\n'
                ),
            ),
            Edit(
                "http/auth.py",
                (
                    '        key = sent.partition(b":")[0]\n'
                    "        by_key = hmac.compare_digest(key, self.api_key.encode())\n"
                    "        by_login = hmac.compare_digest(sent, self.login.encode())\n"
                ),
                (
                    '        key = sent.partition(":")[0]\n'
                    "        by_key = hmac.compare_digest(key, self.api_key)\n"
                    "        by_login = hmac.compare_digest(sent, self.login)\n"
                ),
            ),
        ),
        also=("ACC-02", "ACC-03"),
        beside="The wrong credentials are those of ACC.",
    ),
    Mutant(
        "zero-is-absent",
        "A 0 or an empty list is taken for an attribute that was left out, so a pop with "
        "requester_id 0 and a phone is a call from that phone instead of an error.",
        kills=("POP-08",),
        edits=(
            Edit(
                "rest/cti.py",
                "        if value is not None\n",
                "        if value\n",
            ),
        ),
    ),
    Mutant(
        "recording-compared-without-query",
        "A later recording whose address differs from the earlier one in nothing but the query "
        "(?part=2) is taken for the same, and never gets to the ticket.",
        kills=("REC-09",),
        edits=(
            Edit(
                "calls.py",
                '    call_url = pop.call_url if pop.call_url != stored["call_url"] else None\n',
                (
                    "    call_url = pop.call_url if _file(pop.call_url) != "
                    '_file(stored["call_url"]) else None\n'
                ),
            ),
            Edit(
                "calls.py",
                "def _found(row: Row | None, attribute: str, message: str) -> Row:\n",
                (
                    "def _file(address: str | None) -> str:\n"
                    '    """Return the address without its query, which holds a signature that '
                    'changes."""\n'
                    '    return (address or "").partition("?")[0]\n'
                    "\n"
                    "\n"
                    "def _found(row: Row | None, attribute: str, message: str) -> Row:\n"
                ),
            ),
        ),
        left=("Two addresses that differ in their query may be of one recording, signed twice."),
    ),
    Mutant(
        "player-ampersand-twice",
        "The address of a recording is escaped twice in the player, so one with & in its query "
        "does not play; the link beside it is right.",
        kills=("REC-04",),
        edits=(
            Edit(
                "calls.py",
                (
                    '    return f\'<p><audio controls src="{address}"></audio> <a '
                    'href="{address}">{address}</a></p>\'\n'
                ),
                (
                    '    return f\'<p><audio controls src="{html.escape(address)}"></audio> <a '
                    'href="{address}">{address}</a></p>\'\n'
                ),
            ),
        ),
    ),
    Mutant(
        "keys-humanised",
        "Underscores in the keys of the call information become spaces in the note: queue_name "
        'is shown as "queue name".',
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                '        f"<li>{html.escape(key)}: {html.escape(value_text(value))}</li>"\n',
                (
                    "        f\"<li>{html.escape(key.replace('_', ' '))}: "
                    '{html.escape(value_text(value))}</li>"\n'
                ),
            ),
        ),
    ),
    Mutant(
        "thousands-separator",
        "Whole numbers in the call information get thousands separators: an id 1700000000 is "
        "in the note as 1,700,000,000.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                (
                    "    return value if isinstance(value, str) else json.dumps(value, "
                    "ensure_ascii=False)\n"
                ),
                (
                    "    if isinstance(value, int) and not isinstance(value, bool):\n"
                    '        return f"{value:,}"\n'
                    "    return value if isinstance(value, str) else json.dumps(value, "
                    "ensure_ascii=False)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "details-agent-of-ticket",
        "Details of a call that made its ticket take the agent from the ticket, so after the "
        "ticket was reassigned they name the new agent, or none, as the responder of the call.",
        kills=("DET-05",),
        edits=(
            Edit(
                "calls.py",
                "    return [\n",
                (
                    '    ticket = store.get("tickets", call["ticket_id"])\n'
                    "    assert ticket is not None\n"
                    '    own = call["note_id"] is None  # the call has made it\n'
                    "    return [\n"
                ),
            ),
            Edit(
                "calls.py",
                '            "responder_id": call["responder_id"],\n',
                '            "responder_id": (ticket if own else call)["responder_id"],\n',
            ),
        ),
        left=("Details may take the agent from the ticket."),
    ),
    Mutant(
        "next-call-leaves-recording",
        "With the New Ticket option on, the note with the recording is not added when the "
        "widget is closed by the agent's next call.",
        kills=("REC-07",),
        edits=(
            Edit(
                "calls.py",
                "    close_widget(store, widget)\n",
                '    store.delete("widgets", widget["id"])\n',
            ),
        ),
        left=("The recording is on the ticket once its page was loaded (CTI-ONL-10)."),
    ),
)
