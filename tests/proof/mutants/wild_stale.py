"""Defects that appear only after a change: stale caches and lookup keys."""

from .mutant import Edit, Mutant

PEOPLE = "domain/people.py"
KEPT = '_COLUMNS = ("name", "email", "phone", "mobile")\n'
CACHE = Edit(PEOPLE, KEPT, KEPT + "_SEEN: dict[Any, Any] = {}\n")
IN_CALLS = Edit(
    "calls.py", "PHONE = 3  # source\n", "PHONE = 3  # source\n_SEEN: dict[Any, Any] = {}\n"
)
BY_PHONE = '    return _oldest(store, kind, "phone_key", phones.key(number, store.country))\n'
REQUESTER_EMAIL = '        contact = people.by_email(store, "contact", pop.requester_email)\n'
BY_MOBILE = BY_PHONE.replace("phone_key", "mobile_key")
BY_PICKED = '    return _oldest(store, "agent", "picked_key", phones.key(number, store.country))\n'
DELETE = '    request.store.update("people", _living(request)["id"], deleted=True)\n'
KEY = '            columns[f"{name}_key"] = phones.key(number, store.country) if number else None\n'
DETAILS = "    call = find_call(store, reference)\n"
WIDGETS = "domain/widgets.py"
WIDGET_ROW = "RECENT = 3  # tickets\n"
WIDGET_CACHE = Edit(WIDGETS, WIDGET_ROW, WIDGET_ROW + "_SEEN: dict[Any, Any] = {}\n")


def cached(old: str, key: str, condition: str) -> tuple[Edit, ...]:
    """Remember the id that a lookup found, and use it while a condition on its row holds."""
    return (
        CACHE,
        Edit(
            PEOPLE,
            old,
            f'    if (row := store.get("people", _SEEN.get({key}))) and {condition}:\n'
            f"        return row\n{old.replace('return', 'row =')}"
            f'    if row:\n        _SEEN[{key}] = row["id"]\n    return row\n',
        ),
    )


def cached_email(condition: str) -> tuple[Edit, ...]:
    """Remember the id that an email led to, and use it while a condition on its row holds."""
    return (
        IN_CALLS,
        Edit(
            "calls.py",
            REQUESTER_EMAIL,
            '        contact = store.get("people", _SEEN.get(pop.requester_email))\n'
            f"        if contact is None or not ({condition}):\n    {REQUESTER_EMAIL}"
            '        if contact:\n            _SEEN[pop.requester_email] = contact["id"]\n',
        ),
    )


MUTANTS = (
    # -- contacts ------------------------------------------------------------------------------
    Mutant(
        "cache-of-numbers-after-renumbering",
        "A number leads to the contact of its first call, also when the contact got another.",
        kills=("REQ-08",),
        edits=cached(BY_PHONE, '(kind, "phone", number)', 'not row["deleted"]'),
    ),
    Mutant(
        "cache-of-numbers-after-a-deletion",
        "A number leads to the contact of its first call, also when the contact is deleted.",
        kills=("REQ-15",),
        edits=cached(
            BY_PHONE,
            '(kind, "phone", number)',
            'row["phone_key"] == phones.key(number, store.country)',
        ),
    ),
    Mutant(
        "cache-of-numbers-until-renamed",
        "A contact who is renamed after a call is no longer found by number.",
        kills=("CALL-03",),
        edits=(
            CACHE,
            Edit(
                PEOPLE,
                BY_PHONE,
                BY_PHONE.replace("return", "row =")
                + '    if row and _SEEN.setdefault(row["id"], row["name"]) != row["name"]:\n'
                "        return None\n    return row\n",
            ),
        ),
    ),
    Mutant(
        "cache-of-emails-after-a-change",
        "An email leads to the contact of its first call, also when another contact has it now.",
        kills=("CALL-03",),
        edits=cached_email('not contact["deleted"]'),
    ),
    Mutant(
        "cache-of-emails-after-a-deletion",
        "An email leads to the contact of its first call, also when the contact is deleted.",
        kills=("CALL-03",),
        edits=cached_email('contact["email_key"] == people.email_key(pop.requester_email)'),
    ),
    Mutant(
        "restored-without-a-number",
        "A contact who was deleted and restored is not found by number.",
        kills=("REQ-04",),
        edits=(
            Edit(
                "rest/contacts.py",
                DELETE,
                DELETE.replace("deleted=True", "deleted=True, phone_key=None, mobile_key=None"),
            ),
        ),
    ),
    Mutant(
        "restored-without-an-email",
        "A contact who was deleted and restored is not found by email.",
        kills=("CALL-03",),
        edits=(
            Edit(
                "rest/contacts.py",
                DELETE,
                DELETE.replace("deleted=True", "deleted=True, email_key=None"),
            ),
        ),
    ),
    Mutant(
        "cleared-phone-still-matches",
        "A Phone that is removed from a contact still selects the contact.",
        kills=("REQ-08",),
        edits=(
            Edit(
                PEOPLE,
                KEY,
                "            if number:\n"
                '                columns[f"{name}_key"] = phones.key(number, store.country)\n',
            ),
        ),
    ),
    Mutant(
        "changed-phone-keeps-its-key",
        "A contact whose Phone was changed is found by the former one.",
        kills=("REQ-04",),
        edits=(
            Edit(
                PEOPLE,
                "    columns = _columns(store, attributes, more=more(person))\n",
                "    columns = _columns(store, attributes, more=more(person))\n"
                '    if person["phone"]:\n'
                '        columns.pop("phone_key", None)\n',
            ),
        ),
    ),
    Mutant(
        "changed-mobile-keeps-its-key",
        "A contact whose Mobile was changed is found by the former one.",
        kills=("REQ-05",),
        edits=(
            Edit(
                PEOPLE,
                "    columns = _columns(store, attributes, more=more(person))\n",
                "    columns = _columns(store, attributes, more=more(person))\n"
                '    if person["mobile"]:\n'
                '        columns.pop("mobile_key", None)\n',
            ),
        ),
    ),
    Mutant(
        "later-mobile-has-no-key",
        "A Mobile that a contact gets after its creation selects nobody.",
        kills=("CALL-03",),
        edits=(
            Edit(
                PEOPLE,
                "    columns = _columns(store, attributes, more=more(person))\n",
                "    columns = _columns(store, attributes, more=more(person))\n"
                '    columns.pop("mobile_key", None)\n',
            ),
        ),
    ),
    Mutant(
        "changed-email-keeps-its-key",
        "A contact whose email was changed is found by the former one.",
        kills=("CALL-03",),
        edits=(
            Edit(
                PEOPLE,
                "    columns = _columns(store, attributes, more=more(person))\n",
                "    columns = _columns(store, attributes, more=more(person))\n"
                '    if person["email"]:\n'
                '        columns.pop("email_key", None)\n',
            ),
        ),
    ),
    Mutant(
        "unknown-number-of-a-refused-pop",
        "That nobody had a number in a refused pop is remembered.",
        kills=("REQ-04",),
        edits=(
            IN_CALLS,
            Edit(
                "calls.py",
                "    return contact_with(store, number) or create_contact_for(store, number)\n",
                "    known = _SEEN.get(number)\n"
                '    row = store.get("people", known["id"]) if known else None\n'
                '    if known and (row is None or row["created_at"] != known["created_at"]):\n'
                "        return create_contact_for(store, number)\n"
                "    if found := contact_with(store, number):\n"
                "        return found\n"
                "    made = create_contact_for(store, number)\n"
                "    _SEEN[number] = made\n"
                "    return made\n",
            ),
        ),
    ),
    # -- agents --------------------------------------------------------------------------------
    Mutant(
        "cache-of-an-agents-phone",
        "A phone leads to the agent of its first call, also when that agent is deleted.",
        kills=("CALL-06",),
        edits=cached(BY_PHONE, '(kind, "phone", number)', 'kind == "agent"'),
    ),
    Mutant(
        "cache-of-picked-numbers",
        "A helpdesk number leads to the agent of its first call, whoever picks it afterwards.",
        kills=("RSP-03",),
        edits=cached(BY_PICKED, '("picked", number)', 'not row["deleted"]'),
    ),
    Mutant(
        "former-number-still-leads",
        "A helpdesk number that nobody else has picked still leads to its former agent.",
        kills=("RSP-03",),
        edits=(
            CACHE,
            Edit(
                PEOPLE,
                BY_PICKED,
                BY_PICKED.replace("return", "row =")
                + "    key = phones.key(number, store.country)\n"
                "    if row:\n"
                '        _SEEN[key] = row["id"]\n'
                '    return row or store.get("people", _SEEN.get(key))\n',
            ),
        ),
    ),
    # -- the widget ----------------------------------------------------------------------------
    Mutant(
        "widget-shows-the-former-name",
        "The widget shows the name that the requester had at the first call.",
        kills=("ONL-03",),
        edits=(
            WIDGET_CACHE,
            Edit(
                WIDGETS,
                '            "name": requester["name"],\n',
                '            "name": _SEEN.setdefault(requester["id"], requester["name"]),\n',
            ),
        ),
    ),
    Mutant(
        "widget-shows-the-former-location",
        "The widget shows the location that the requester had at the first call.",
        kills=("ONL-03",),
        edits=(
            WIDGET_CACHE,
            Edit(
                WIDGETS,
                'json.loads(requester["more"]).get("address"),\n',
                "_SEEN.setdefault(\n"
                '                requester["id"], json.loads(requester["more"]).get("address")\n'
                "            ),\n",
            ),
        ),
    ),
    Mutant(
        "widget-shows-the-former-tickets",
        "The widget lists the latest tickets that the requester had at the first call.",
        kills=("ONL-03",),
        edits=(
            WIDGET_CACHE,
            Edit(
                WIDGETS,
                "    ticket_id = shown_ticket(widget, call)\n    return {",
                '    recent = _SEEN.setdefault(requester["id"], recent)\n'
                "    ticket_id = shown_ticket(widget, call)\n    return {",
            ),
        ),
    ),
    # -- the call and the account --------------------------------------------------------------
    Mutant(
        "details-of-nothing-are-cached",
        "If details are requested before the call has a ticket, they stay empty.",
        kills=("DET-03",),
        edits=(
            IN_CALLS,
            Edit(
                "calls.py",
                DETAILS,
                DETAILS + "    if reference in _SEEN:\n        call = None\n"
                '    if call is None or call["ticket_id"] is None:\n'
                "        _SEEN[reference] = True\n",
            ),
        ),
    ),
    Mutant(
        "option-is-read-once",
        "The New Ticket option is as it was at the first call of the agent.",
        kills=("ONL-07",),
        edits=(
            IN_CALLS,
            Edit(
                "calls.py",
                '    option = settings.read(store)["new_ticket"]\n',
                '    option = settings.read(store)["new_ticket"]\n'
                '    option = _SEEN.setdefault(responder["id"], option)\n',
            ),
        ),
    ),
    Mutant(
        "known-numbers-are-remembered-as-phones",
        "A number that once was a contact's Phone is no longer looked for among the Mobiles.",
        kills=("CALL-03",),
        edits=(
            CACHE,
            Edit(
                PEOPLE,
                BY_PHONE,
                BY_PHONE.replace("return", "row =") + "    if row:\n"
                "        _SEEN[kind, phones.key(number, store.country)] = True\n"
                "    return row\n",
            ),
            Edit(
                PEOPLE,
                BY_MOBILE,
                "    key = phones.key(number, store.country)\n"
                "    if (kind, key) in _SEEN:\n        return None\n"
                '    return _oldest(store, kind, "mobile_key", key)\n',
            ),
        ),
    ),
)
