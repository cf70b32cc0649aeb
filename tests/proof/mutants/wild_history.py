"""Defects that show after a refusal, a restart, a transfer or many calls, by a seventh author."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "repeats-among-the-latest-twenty",
        "A pop sent again is recognised among the latest twenty calls only.",
        kills=("REF-06",),
        edits=(
            Edit(
                "calls.py",
                "    if call:\n",
                (
                    '    if call and call["ticket_id"] and not '
                    'presence.is_online(responder["id"]):\n'
                    '        later = store.all("SELECT id FROM calls WHERE id > ? LIMIT 20", '
                    'call["id"])\n'
                    "        if len(later) == 20:  # no longer in the cache of recent "
                    "references\n"
                    "            call = store_pop(store, call, pop, requester, responder)\n"
                    "            return make_ticket(store, call)\n"
                    "    if call:\n"
                ),
            ),
        ),
    ),
    Mutant(
        "refused-email-stays-unknown",
        "An email of an agent that was once refused is remembered as unknown, also after an "
        "agent has got it.",
        kills=("CALL-06",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("PHONE = 3  # source\n_UNKNOWN: set[str] = set()\n"),
            ),
            Edit(
                "calls.py",
                '    agent = people.by_email(store, "agent", email)\n',
                (
                    "    agent = None if email in _UNKNOWN else people.by_email(store, "
                    '"agent", email)\n'
                    "    if agent is None:\n"
                    "        _UNKNOWN.add(email)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "same-pop-within-two-seconds",
        "Two equal pops without a reference within two seconds are taken for one.",
        kills=("OFF-01",),
        edits=(
            Edit(
                "rest/cti.py",
                "from collections.abc import Mapping\n",
                ("import json\nimport time\nfrom collections.abc import Mapping\n"),
            ),
            Edit(
                "rest/cti.py",
                "_NAMES = {field.name for field in fields(calls.Pop)}\n",
                (
                    "_RECENT: dict[str, tuple[float, int]] = {}\n"
                    "_NAMES = {field.name for field in fields(calls.Pop)}\n"
                ),
            ),
            Edit(
                "rest/cti.py",
                (
                    '    return reply(201, {"id": str(calls.handle_pop(request.store, '
                    'request.presence, pop)["id"])})\n'
                ),
                (
                    "    now, key = time.monotonic(), json.dumps(request.body, "
                    "sort_keys=True)\n"
                    "    then, id_ = _RECENT.get(key, (0.0, 0))\n"
                    "    if pop.call_reference_id is None and now - then < 2:\n"
                    '        return reply(201, {"id": str(id_)})\n'
                    '    id_ = calls.handle_pop(request.store, request.presence, pop)["id"]\n'
                    "    _RECENT[key] = (now, id_)\n"
                    '    return reply(201, {"id": str(id_)})\n'
                ),
            ),
        ),
        left="Two equal pops within two seconds may be one, sent twice.",
    ),
    Mutant(
        "crash-loses-what-is-not-filed",
        "A crash loses recording and information of a call without a ticket.",
        kills=("REC-05",),
        edits=(
            Edit(
                "domain/store.py",
                (
                    "        # Only now: it changes the file, which may have been another "
                    "program's.\n"
                ),
                (
                    "            self._db.execute(\n"
                    "                \"UPDATE calls SET call_url = NULL, call_info = '{}' "
                    'WHERE ticket_id IS NULL"\n'
                    "            )\n"
                    "        # Only now: it changes the file, which may have been another "
                    "program's.\n"
                ),
            ),
        ),
    ),
    Mutant(
        "crash-loses-picked-numbers",
        "A restart loses the helpdesk numbers that agents have picked.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "domain/store.py",
                (
                    "        # Only now: it changes the file, which may have been another "
                    "program's.\n"
                ),
                (
                    '            self._db.execute("UPDATE people SET picked = NULL, '
                    'picked_key = NULL")\n'
                    "        # Only now: it changes the file, which may have been another "
                    "program's.\n"
                ),
            ),
        ),
        left="No page says how long an agent keeps a helpdesk number.",
    ),
    Mutant(
        "two-clicks-make-two-tickets",
        "An agent who makes a ticket twice at the same moment gets two.",
        kills=("END-04",),
        edits=(
            Edit(
                "control.py",
                "import os\n",
                ("import asyncio\nimport os\n"),
            ),
            Edit(
                "control.py",
                "from collections.abc import Mapping\n",
                "from collections.abc import Awaitable, Mapping\n",
            ),
            Edit(
                "control.py",
                "def act_in_widget(request: ApiRequest) -> Response:\n",
                ("def act_in_widget(request: ApiRequest) -> Response | Awaitable[Response]:\n"),
            ),
            Edit(
                "control.py",
                ('    actions.act(request.store, agent["id"], attributes["action"], attributes)\n'),
                (
                    '    if attributes["action"] != "make_ticket":\n'
                    '        actions.act(request.store, agent["id"], attributes["action"], '
                    "attributes)\n"
                    "        return done()\n"
                    '    widget = widgets.find(request.store, agent["id"])\n'
                    "    call = widget and widgets.call_in(request.store, widget)\n"
                    '    if not (widget and call and "make_ticket" in '
                    "widgets.offered(widget, call)):\n"
                    '        raise actions.not_offered("The widget does not offer this now")\n'
                    "    return _make_ticket(request, call)\n"
                    "\n"
                    "\n"
                    "async def _make_ticket(request: ApiRequest, call: Row) -> Response:\n"
                    "    await asyncio.sleep(0.02)\n"
                    "    with request.store.transaction():\n"
                    "        calls.make_ticket(request.store, call)\n"
                    "    request.helpdesk.streams.refresh()\n"
                ),
            ),
        ),
    ),
    Mutant(
        "dismissed-widget-after-a-crash",
        "A widget that was dismissed is back after a crash.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "actions.py",
                (
                    "def dismiss(store: Store, widget: Row, _: Row, __: Mapping[str, Any]) "
                    "-> None:\n"
                ),
                (
                    "def dismiss(store: Store, widget: Row, call: Row, __: Mapping[str, "
                    "Any]) -> None:\n"
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
                    "    calls.add_postponed_note(store, call)\n"
                    '    widgets.DISMISSED.add((widget["id"], widget["call_id"]))\n'
                ),
            ),
            Edit(
                "domain/widgets.py",
                "RECENT = 3  # tickets\n",
                ("RECENT = 3  # tickets\nDISMISSED: set[tuple[int, int]] = set()\n"),
            ),
            Edit(
                "domain/widgets.py",
                '    if find(store, agent["id"]):\n',
                (
                    '    if find(store, agent["id"]) is None:\n'
                    '        store.delete("widgets", agent["id"])\n'
                    '    DISMISSED.discard((agent["id"], call["id"]))\n'
                    '    if find(store, agent["id"]):\n'
                ),
            ),
            Edit(
                "domain/widgets.py",
                '    return store.get("widgets", agent_id)\n',
                (
                    '    widget = store.get("widgets", agent_id)\n'
                    '    return None if widget and (agent_id, widget["call_id"]) in '
                    "DISMISSED else widget\n"
                ),
            ),
        ),
    ),
    Mutant(
        "refused-link-blocks-the-call",
        "After a link that was refused the agent can make no ticket of the call.",
        kills=("ONL-12",),
        edits=(
            Edit("actions.py", "def act(", "_LINKING: set[int] = set()\n\n\ndef act("),
            Edit(
                "actions.py",
                "    if action not in widgets.offered(widget, call):\n",
                (
                    '    if call["id"] in _LINKING and action in ("make_ticket", '
                    '"link_ticket", "close"):\n'
                    '        raise not_offered("The call is being linked")\n'
                    "    if action not in widgets.offered(widget, call):\n"
                ),
            ),
            Edit(
                "actions.py",
                "    if ticket is None:\n",
                ('    _LINKING.add(call["id"])\n    if ticket is None:\n'),
            ),
            Edit(
                "actions.py",
                "    calls.link_to_ticket(store, call, ticket)\n",
                (
                    "    calls.link_to_ticket(store, call, ticket)\n"
                    '    _LINKING.discard(call["id"])\n'
                ),
            ),
        ),
    ),
    Mutant(
        "sixth-call-in-a-row",
        "From the sixth call in a row on, the previous call of the agent gets no ticket.",
        kills=("FLT-06",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("_ROW: dict[int, int] = {}\nPHONE = 3  # source\n"),
            ),
            Edit(
                "calls.py",
                '    if previous["ticket_id"] is None:\n',
                (
                    '    _ROW[agent["id"]] = _ROW.get(agent["id"], 0) + 1\n'
                    '    row = _ROW[agent["id"]]\n'
                    '    if previous["ticket_id"] is None and row <= 5:\n'
                ),
            ),
            Edit(
                "calls.py",
                "    close_widget(store, widget)\n",
                ('    close_widget(store, widget)\n    _ROW[agent["id"]] = row\n'),
            ),
            Edit(
                "calls.py",
                (
                    "    add_postponed_note(store, widgets.call_in(store, widget))\n"
                    '    store.delete("widgets", widget["id"])\n'
                ),
                (
                    "    add_postponed_note(store, widgets.call_in(store, widget))\n"
                    '    store.delete("widgets", widget["id"])\n'
                    '    _ROW.pop(widget["id"], None)\n'
                ),
            ),
        ),
    ),
    Mutant(
        "refused-ticket-stays-unknown",
        "A ticket_id that was once refused is remembered as unknown, also after the ticket exists.",
        kills=("OFF-05",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("_NONE: set[int] = set()\nPHONE = 3  # source\n"),
            ),
            Edit(
                "calls.py",
                (
                    '    return _found(store.get("tickets", pop.ticket_id), "ticket_id", '
                    '"There is no such ticket")\n'
                ),
                (
                    '    ticket = None if pop.ticket_id in _NONE else store.get("tickets", '
                    "pop.ticket_id)\n"
                    "    if ticket is None:\n"
                    "        _NONE.add(pop.ticket_id)\n"
                    '    return _found(ticket, "ticket_id", "There is no such ticket")\n'
                ),
            ),
        ),
    ),
    Mutant(
        "third-agent-is-not-the-responder",
        "The third agent of a call never becomes its responder.",
        kills=("FWD-05",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("_TOOK: dict[int, set[int]] = {}\nPHONE = 3  # source\n"),
            ),
            Edit(
                "calls.py",
                '    if call["ticket_id"] is None:\n',
                (
                    '    agents = _TOOK.setdefault(call["id"], {call["responder_id"]})\n'
                    '    agents.add(responder["id"])\n'
                    "    if len(agents) > 2:\n"
                    '        columns["responder_id"] = call["responder_id"]\n'
                    '    if call["ticket_id"] is None:\n'
                ),
            ),
        ),
    ),
)
