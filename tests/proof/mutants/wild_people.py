"""Defects in the lookup of contacts, agents and numbers, by an eighth author."""

from .mutant import Edit, Mutant

MUTANTS = (
    Mutant(
        "restore-forgets-mobile",
        "A contact that was deleted and then restored is no longer found by Mobile, so the "
        "next call from that mobile creates a duplicate contact.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "rest/contacts.py",
                '    request.store.update("people", _living(request)["id"], deleted=True)\n',
                (
                    '    columns = {"deleted": True, "phone_key": None, "mobile_key": None}  # '
                    "free for other contacts\n"
                    '    request.store.update("people", _living(request)["id"], **columns)\n'
                ),
            ),
            Edit(
                "domain/people.py",
                '        store.update("people", person["id"], deleted=False)\n',
                (
                    '        number = person["phone"]\n'
                    "        key = phones.key(number, store.country) if number else None\n"
                    '        store.update("people", person["id"], deleted=False, phone_key=key)\n'
                ),
            ),
        ),
    ),
    Mutant(
        "shared-mobile-last-caller",
        "Of several contacts with the same Mobile, the one with the latest ticket is chosen, "
        "so the choice changes although the contacts stay as they are.",
        kills=("REQ-07",),
        edits=(
            Edit(
                "domain/people.py",
                (
                    '    """Return the oldest contact or agent with this number as Mobile '
                    '(CTI-REQ-07)."""\n'
                    '    return _oldest(store, kind, "mobile_key", phones.key(number, '
                    "store.country))\n"
                ),
                (
                    '    """Return the contact or agent with this number as Mobile: who called '
                    'last, else the oldest."""\n'
                    "    return store.one(\n"
                    '        "SELECT * FROM people WHERE mobile_key = ? AND kind = ? AND NOT '
                    'deleted ORDER BY"\n'
                    '        " (SELECT max(tickets.id) FROM tickets WHERE requester_id = '
                    'people.id) DESC, id",\n'
                    "        phones.key(number, store.country),\n"
                    "        kind,\n"
                    "    )\n"
                ),
            ),
        ),
    ),
    Mutant(
        "sip-user-part",
        "Of a SIP address such as alice@pbx-a.example only the user part is compared, so a "
        "call from alice@pbx-b.example selects the contact with alice@pbx-a.example.",
        kills=("REQ-17",),
        edits=(
            Edit(
                "domain/phones.py",
                ("        return number\n    if not phonenumbers.is_possible_number(parsed):\n"),
                (
                    '        return number.partition("@")[0]  # of a SIP address, the user\n'
                    "    if not phonenumbers.is_possible_number(parsed):\n"
                ),
            ),
            Edit(
                "domain/phones.py",
                (
                    "        return number\n"
                    "    return phonenumbers.format_number(parsed, "
                    "phonenumbers.PhoneNumberFormat.E164)\n"
                ),
                (
                    '        return number.partition("@")[0]\n'
                    "    return phonenumbers.format_number(parsed, "
                    "phonenumbers.PhoneNumberFormat.E164)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "agent-email-like",
        "An agent's email is matched with LIKE, so an underscore in responder_email matches "
        "any character and the call for ann_lee@ goes to ann.lee@ or ann-lee@.",
        kills=("RSP-05",),
        edits=(
            Edit(
                "domain/people.py",
                '    return _oldest(store, kind, "email_key", email_key(email))\n',
                (
                    '    if kind == "agent":  # LIKE is regardless of letter case\n'
                    "        sql = \"SELECT * FROM people WHERE email LIKE ? AND kind = 'agent' "
                    'AND NOT deleted ORDER BY id"\n'
                    "        return store.one(sql, email.strip())\n"
                    '    return _oldest(store, kind, "email_key", email_key(email))\n'
                ),
            ),
        ),
    ),
    Mutant(
        "picks-by-position",
        "When the admin removes or reorders helpdesk numbers, each agent's pick stays at its "
        "position in the list, so agents silently hold another number than they picked.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "domain/settings.py",
                "    columns = {\n",
                ('    before = read(store)["helpdesk_numbers"]\n    columns = {\n'),
            ),
            Edit(
                "domain/settings.py",
                (
                    '        if find_number(store, agent["picked"]) is None:\n'
                    "            people.pick(store, agent, None)\n"
                ),
                (
                    '        now = dict(enumerate(read(store)["helpdesk_numbers"]))\n'
                    '        place = before.index(agent["picked"]) if agent["picked"] in before '
                    "else -1\n"
                    '        if now.get(place) != agent["picked"]:\n'
                    "            people.pick(store, agent, now.get(place))\n"
                ),
            ),
        ),
    ),
    Mutant(
        "agent-mobile-stale",
        "When an agent's Mobile is changed, the lookup key stays the old one: a call for the "
        "new mobile is refused and one for the old mobile still reaches the agent.",
        kills=("CALL-06",),
        edits=(
            Edit(
                "domain/people.py",
                "    columns = _columns(store, attributes, more=more(person))\n",
                (
                    "    columns = _columns(store, attributes, more=more(person))\n"
                    '    if person["kind"] == "agent":\n'
                    '        columns.pop("mobile_key", None)  # agents are found by phone\n'
                ),
            ),
        ),
    ),
    Mutant(
        "sign-off-drops-number",
        "Closing or reloading the desktop gives back the helpdesk number that the agent had "
        "picked, so later calls to that number are refused instead of reaching the agent or "
        "becoming a ticket.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "control.py",
                "    return read_presence(request)\n",
                (
                    "    if not _is_online(request, agent):\n"
                    "        settings.pick(request.store, agent, None)  # the line is free for a "
                    "colleague\n"
                    "    return read_presence(request)\n"
                ),
            ),
            Edit(
                "online/streams.py",
                "            self.presence.disconnect(agent_id, awake)\n",
                (
                    "            self.presence.disconnect(agent_id, awake)\n"
                    "            if not self._stopping and not self.presence.is_online(agent_id):  "
                    "# free the line\n"
                    '                self.store.update("people", agent_id, picked=None, '
                    "picked_key=None)\n"
                ),
            ),
        ),
        left="No page says how long an agent keeps a helpdesk number.",
    ),
    Mutant(
        "found-by-name",
        "A number that nobody has as Phone or Mobile is also looked for among the names, so a "
        "contact made by a call is still selected by the former number, its name, after the "
        "number was changed.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "calls.py",
                (
                    '    return people.by_phone(store, "contact", number) or '
                    'people.by_mobile(store, "contact", number)\n'
                ),
                (
                    "    return (\n"
                    '        people.by_phone(store, "contact", number)\n'
                    '        or people.by_mobile(store, "contact", number)\n'
                    '        or people.by_name(store, "contact", number)  # one that a call has '
                    "made\n"
                    "    )\n"
                ),
            ),
            Edit(
                "domain/people.py",
                "def by_picked(store: Store, number: str) -> Row | None:\n",
                (
                    "def by_name(store: Store, kind: Kind, name: str) -> Row | None:\n"
                    '    """Return the oldest contact or agent with this name."""\n'
                    '    return _oldest(store, kind, "name", name)\n'
                    "\n"
                    "\n"
                    "def by_picked(store: Store, number: str) -> Row | None:\n"
                ),
            ),
        ),
    ),
    Mutant(
        "new-contact-named-after-agent",
        "When an agent's own number calls in and no contact has it, the new contact is named "
        "after the agent instead of the number.",
        kills=("REQ-09",),
        edits=(
            Edit(
                "calls.py",
                ('    return people.create(store, "contact", {"name": number, "phone": number})\n'),
                (
                    "    colleague = agent_with(store, number)\n"
                    '    name = colleague["name"] if colleague else number\n'
                    '    return people.create(store, "contact", {"name": name, "phone": number})\n'
                ),
            ),
        ),
    ),
    Mutant(
        "agent-email-update-case",
        "When an agent's email is changed to one with capitals, the lookup key keeps them, and "
        "calls for that email are refused, however it is spelt.",
        kills=("RSP-10",),
        edits=(
            Edit(
                "domain/people.py",
                "    columns = _columns(store, attributes, more=more(person))\n",
                (
                    "    columns = _columns(store, attributes, more=more(person))\n"
                    '    if person["kind"] == "agent" and columns.get("email"):\n'
                    '        columns["email_key"] = columns["email"]\n'
                ),
            ),
        ),
    ),
)
