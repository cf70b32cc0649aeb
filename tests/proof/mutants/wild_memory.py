"""Defects of what is remembered or forgotten between requests, by a ninth author."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "busy-timer",
        "An agent can have one timer only, so a call gets no time entry while a timer of its "
        "agent runs on some other ticket.",
        kills=("REF-01",),
        edits=(
            Edit(
                "calls.py",
                '    if call["reference"] is not None:\n',
                (
                    '    running = "SELECT id FROM time_entries WHERE agent_id = ? AND '
                    'timer_running"\n'
                    '    if call["reference"] is not None and not store.one(running, '
                    'call["responder_id"]):\n'
                ),
            ),
        ),
        also=("REF-03",),
        beside="The example with a timer is one of REF-03.",
    ),
    Mutant(
        "empty-details-cached",
        "Answers to details are cached per reference and only a pop empties the cache, not an "
        "action of the agent.",
        kills=("DET-03",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                (
                    "PHONE = 3  # source\n"
                    "_empty: set[str | None] = set()  # references without a ticket, as last "
                    "answered\n"
                ),
            ),
            Edit(
                "calls.py",
                "    if call:\n",
                ("    _empty.discard(pop.call_reference_id)\n    if call:\n"),
            ),
            Edit(
                "calls.py",
                '    if call is None or call["ticket_id"] is None:\n',
                (
                    '    if reference in _empty or call is None or call["ticket_id"] is None:\n'
                    "        _empty.add(reference)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "late-agent-without-numbers",
        "When the admin saves the helpdesk numbers they are given to the agents who exist "
        "then, and an agent who joins later is offered none.",
        kills=("IFR-10",),
        edits=(
            Edit(
                "domain/settings.py",
                "def find_number(store: Store, number: str) -> str | None:\n",
                (
                    "def offered_to(store: Store, agent: Row) -> list[str]:\n"
                    '    """Return the numbers that were given to the agent."""\n'
                    '    numbers: list[str] = read(store)["helpdesk_numbers"]\n'
                    '    return numbers if agent["created_at"] < _account(store)["updated_at"] '
                    "else []\n"
                    "\n"
                    "\n"
                    "def find_number(store: Store, number: str) -> str | None:\n"
                ),
            ),
            Edit(
                "control.py",
                '    offered = settings.read(request.store)["helpdesk_numbers"]\n',
                "    offered = settings.offered_to(request.store, _agent(request))\n",
            ),
            Edit(
                "desktop/api.py",
                (
                    '        "numbers": {"offered": account["helpdesk_numbers"], "picked": '
                    'agent["picked"]},\n'
                ),
                (
                    '        "numbers": {\n'
                    '            "offered": settings.offered_to(request.store, agent),\n'
                    '            "picked": agent["picked"],\n'
                    "        },\n"
                ),
            ),
        ),
    ),
    Mutant(
        "new-ticket-retry",
        "A pop that asks for a new ticket is taken for a retry if it equals the last one of "
        "its reference.",
        kills=("TKT-04",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("PHONE = 3  # source\n_last: dict[str, Any] = {}  # by reference\n"),
            ),
            Edit(
                "calls.py",
                "    if call:\n",
                (
                    '    if call and pop == _last.get(call["reference"]):\n'
                    "        pop = replace(pop, new_ticket=False)\n"
                    "    elif pop.call_reference_id:\n"
                    "        _last[pop.call_reference_id] = pop\n"
                    "    if call:\n"
                ),
            ),
        ),
        left=("Two equal pops may be one, sent twice."),
    ),
    Mutant(
        "racing-pops",
        "The widget is opened in a second step after the call is stored, so two pops at once "
        "for one agent both find no previous call.",
        kills=("FLT-06",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("PHONE = 3  # source\nwaiting: list[tuple[Any, ...]] = []  # widgets to open\n"),
            ),
            Edit(
                "calls.py",
                "    widgets.open_(store, call, responder, ticket, locked=option)\n",
                "    waiting.append((call, responder, ticket, option))\n",
            ),
            Edit(
                "rest/cti.py",
                "from collections.abc import Mapping\n",
                ("import asyncio\nfrom collections.abc import Mapping\n"),
            ),
            Edit(
                "rest/cti.py",
                "from ..domain import settings\n",
                "from ..domain import settings, widgets\n",
            ),
            Edit(
                "rest/cti.py",
                "def pop_call(request: ApiRequest) -> Response:\n",
                "def pop_call(request: ApiRequest) -> Any:\n",
            ),
            Edit(
                "rest/cti.py",
                (
                    '    return reply(201, {"id": str(calls.handle_pop(request.store, '
                    'request.presence, pop)["id"])})\n'
                ),
                (
                    '    answer = reply(201, {"id": str(calls.handle_pop(request.store, '
                    'request.presence, pop)["id"])})\n'
                    "    return _open(request, calls.waiting.pop(), answer) if calls.waiting else "
                    "answer\n"
                    "\n"
                    "\n"
                    "async def _open(request: ApiRequest, widget: Any, answer: Response) -> "
                    "Response:\n"
                    "    await asyncio.sleep(0.02)\n"
                    "    with request.store.transaction():\n"
                    "        widgets.open_(request.store, *widget)\n"
                    "    request.helpdesk.streams.refresh()\n"
                    "    return answer\n"
                ),
            ),
        ),
    ),
    Mutant(
        "restart-resets-start",
        "The timers of open calls live in the server's memory and start again when the server "
        "does.",
        kills=("FLT-04",),
        edits=(
            Edit(
                "domain/store.py",
                "        self._db = sqlite3.connect(path, timeout=2, isolation_level=None)\n",
                (
                    "        self.opened = times.now()\n"
                    "        self._db = sqlite3.connect(path, timeout=2, isolation_level=None)\n"
                ),
            ),
            Edit(
                "calls.py",
                (
                    '            start_time=call["created_at"],\n'
                    '            seconds=times.seconds_since(call["created_at"]),\n'
                ),
                (
                    '            start_time=max(call["created_at"], store.opened),\n'
                    '            seconds=times.seconds_since(max(call["created_at"], '
                    "store.opened)),\n"
                ),
            ),
        ),
    ),
    Mutant(
        "returned-call-hidden",
        "The desktop remembers which agent gave a call away and never shows that call to the "
        "same agent again.",
        kills=("ONL-01",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                (
                    "PHONE = 3  # source\n"
                    "released: set[tuple[int, int]] = set()  # calls that an agent has handed on\n"
                ),
            ),
            Edit(
                "calls.py",
                "    widgets.open_(store, call, responder, ticket, locked=option)\n",
                (
                    '    if (call["id"], responder["id"]) not in released:\n'
                    "        widgets.open_(store, call, responder, ticket, locked=option)\n"
                ),
            ),
            Edit(
                "actions.py",
                (
                    "def forward(store: Store, widget: Row, _: Row, attributes: Mapping[str, Any]) "
                    "-> None:\n"
                ),
                (
                    "def forward(store: Store, widget: Row, call: Row, attributes: Mapping[str, "
                    "Any]) -> None:\n"
                ),
            ),
            Edit(
                "actions.py",
                '        raise invalid_value("agent_id", "It is the agent who has the call")\n',
                (
                    '        raise invalid_value("agent_id", "It is the agent who has the call")\n'
                    '    calls.released.add((call["id"], widget["id"]))\n'
                ),
            ),
        ),
    ),
    Mutant(
        "unknown-email-remembered",
        "An email that nobody had is remembered as unknown, and the memory is not cleared when "
        "a contact with it is made.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                ("PHONE = 3  # source\n_unknown: set[str] = set()  # emails looked up in vain\n"),
            ),
            Edit(
                "calls.py",
                '        contact = people.by_email(store, "contact", pop.requester_email)\n',
                (
                    "        email = people.email_key(pop.requester_email)\n"
                    "        contact = None if email in _unknown else people.by_email(store, "
                    '"contact", email)\n'
                    "        if contact is None:\n"
                    "            _unknown.add(email)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "unknown-number-remembered",
        "A responder's number that no agent had is remembered as unknown, and picking it does "
        "not clear the memory.",
        kills=("CALL-06",),
        edits=(
            Edit(
                "calls.py",
                "PHONE = 3  # source\n",
                (
                    "PHONE = 3  # source\n"
                    "_unknown: set[str] = set()  # responder numbers looked up in vain\n"
                ),
            ),
            Edit(
                "calls.py",
                "        agent = agent_with(store, pop.responder_phone)\n",
                (
                    "        known = pop.responder_phone not in _unknown\n"
                    "        agent = agent_with(store, pop.responder_phone) if known else None\n"
                    "        if agent is None:\n"
                    "            _unknown.add(pop.responder_phone)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "update-keeps-notation",
        "The lookup form of a number is computed when a person is created, but not when the "
        "number is changed.",
        kills=("REQ-11",),
        edits=(
            Edit(
                "domain/people.py",
                "    columns = _columns(store, attributes, more=more(person))\n",
                (
                    "    columns = _columns(store, attributes, more=more(person))\n"
                    '    columns |= {f"{name}_key": columns[name] for name in ("phone", "mobile") '
                    "if columns.get(name)}\n"
                ),
            ),
        ),
    ),
)
