"""Defects in matching phone numbers, as real telephone systems and contacts write them."""

from .mutant import Edit, Mutant

PEOPLE = "domain/people.py"
PHONES = "domain/phones.py"
KEY = '            columns[f"{name}_key"] = phones.key(number, store.country) if number else None\n'
FIND = "    return people.by_phone(store, {0}, number) or people.by_mobile(store, {0}, number)\n"
FIND_CONTACT = FIND.format('"contact"')
FIND_AGENT = FIND.format('"agent"')
FIRST = (
    '    sql = "SELECT * FROM people WHERE NOT deleted AND phone_key = ? ORDER BY id"\n'
    "    first = store.one(sql, phones.key(number, store.country))\n"
)
IMPORT = "from .domain import people, settings, times, widgets\n"
PHONES_TOO = Edit("calls.py", IMPORT, IMPORT.replace("people, ", "people, phones, "))


def raw_key_if(condition: str) -> tuple[Edit, ...]:
    """Store a person's number as its own key, without normalisation, if the condition holds."""
    normal = "phones.key(number, store.country) if number else None"
    raw = f"number if number and ({condition}) else ({normal})"
    return (Edit(PEOPLE, KEY, f'            columns[f"{{name}}_key"] = {raw}\n'),)


def else_contact_where(condition: str) -> tuple[Edit, ...]:
    """Where nobody has the number, take a contact who satisfies this SQL; `?1` is the key."""
    found = FIND_CONTACT.rstrip("\n").replace("return ", "return (\n        ")
    return (
        PHONES_TOO,
        Edit(
            "calls.py",
            FIND_CONTACT,
            f"{found}\n        or store.one(\n"
            "            \"SELECT * FROM people WHERE kind = 'contact' AND NOT deleted AND \"\n"
            f'            "{condition}",\n'
            "            phones.key(number, store.country),\n        )\n    )\n",
        ),
    )


def same_tail(digits: int) -> tuple[Edit, ...]:
    """Where nobody has the number, take a contact whose number has the same last digits."""
    return else_contact_where(
        f"?1 LIKE '+%' AND phone_key LIKE '+%' AND substr(phone_key, -{digits}) = "
        f"substr(?1, -{digits})"
    )


MUTANTS = (
    # -- the number of the contact is not normalised -------------------------------------------
    Mutant(
        "slash-in-the-contact",
        "A contact's number that contains a slash is not normalised.",
        kills=("REQ-11",),
        edits=raw_key_if('"/" in number'),
    ),
    Mutant(
        "dots-in-the-contact",
        "A contact's number that contains dots is not normalised.",
        kills=("REQ-11",),
        edits=raw_key_if('"." in number'),
    ),
    Mutant(
        "spaces-in-the-contact",
        "A contact's number that contains spaces is not normalised.",
        kills=("REQ-11",),
        edits=raw_key_if('" " in number.strip() and "-" not in number'),
    ),
    Mutant(
        "double-zero-in-the-contact",
        "A contact's number that starts with 00 is not normalised.",
        kills=("REQ-11",),
        edits=raw_key_if('number.startswith("00")'),
    ),
    Mutant(
        "space-around-the-contact",
        "A contact's number with a space before or after it is not normalised.",
        kills=("REQ-11",),
        edits=raw_key_if("number != number.strip()"),
    ),
    Mutant(
        "space-around-the-call",
        "A caller's number with a space before or after it is nobody's.",
        kills=("REQ-11",),
        edits=(
            Edit(
                "calls.py",
                FIND_CONTACT,
                "    if number != number.strip():\n        return None\n" + FIND_CONTACT,
            ),
        ),
    ),
    # -- similar numbers are one ---------------------------------------------------------------
    Mutant(
        "last-eight-digits",
        "A number that nobody has selects a contact with the same last 8 digits.",
        kills=("REQ-08",),
        edits=same_tail(8),
    ),
    Mutant(
        "last-nine-digits",
        "A number that nobody has selects a contact with the same last 9 digits.",
        kills=("REQ-08",),
        edits=same_tail(9),
    ),
    Mutant(
        "last-ten-digits",
        "A number that nobody has selects a contact with the same last 10 digits.",
        kills=("REQ-08",),
        edits=same_tail(10),
    ),
    Mutant(
        "prefix-of-the-contact",
        "A number that is the beginning of a contact's number selects that contact.",
        kills=("REQ-17",),
        edits=else_contact_where("length(?1) > 1 AND substr(phone_key, 1, length(?1)) = ?1"),
    ),
    Mutant(
        "prefix-of-the-company",
        "A contact whose number is the beginning of the caller's is selected.",
        kills=("REQ-08",),
        edits=else_contact_where(
            "length(phone_key) > 6 AND substr(?1, 1, length(phone_key)) = phone_key"
        ),
    ),
    # -- values that are no public numbers -----------------------------------------------------
    Mutant(
        "withheld-callers-are-one",
        "All words for a withheld number select the first contact who has one of them.",
        kills=("REQ-17",),
        edits=(
            Edit(
                PHONES,
                "    dialled = re.sub",
                '    if number.lower() in ("anonymous", "private", "restricted", "unavailable",'
                ' "unknown", "withheld"):\n'
                '        return "anonymous"\n'
                "    dialled = re.sub",
            ),
        ),
    ),
    Mutant(
        "words-in-any-case",
        "A value that is not a number is compared without its letter case.",
        kills=("REQ-17",),
        edits=(
            Edit(
                PHONES,
                "NumberParseException:\n        return number\n",
                "NumberParseException:\n        return number.casefold()\n",
            ),
        ),
    ),
    Mutant(
        "extensions-are-numbers",
        "An internal extension is compared as a number, without its leading zeros.",
        kills=("REQ-17",),
        edits=(
            Edit(
                PHONES,
                "is_possible_number(parsed):\n        return number\n",
                'is_possible_number(parsed):\n        return number.lstrip("0")\n',
            ),
        ),
    ),
    # -- which person --------------------------------------------------------------------------
    Mutant(
        "mobile-only-without-a-phone",
        "A contact's Mobile is looked at only if the contact has no Phone.",
        kills=("REQ-05",),
        edits=(
            Edit(
                "calls.py",
                FIND_CONTACT,
                '    if found := people.by_phone(store, "contact", number):\n'
                "        return found\n"
                '    found = people.by_mobile(store, "contact", number)\n'
                '    return None if found and found["phone"] else found\n',
            ),
        ),
    ),
    Mutant(
        "agents-mobile-only-without-a-phone",
        "An agent's Mobile is looked at only if the agent has no Phone.",
        kills=("RSP-08",),
        edits=(
            Edit(
                "calls.py",
                FIND_AGENT,
                '    if found := people.by_phone(store, "agent", number):\n'
                "        return found\n"
                '    found = people.by_mobile(store, "agent", number)\n'
                '    return None if found and found["phone"] else found\n',
            ),
        ),
    ),
    Mutant(
        "no-short-agents",
        "An agent whose phone is a short extension is not found by it.",
        kills=("POP-05",),
        edits=(
            Edit(
                "calls.py",
                FIND_AGENT,
                "    if sum(one.isdigit() for one in number) < 7:\n        return None\n"
                + FIND_AGENT,
            ),
        ),
    ),
    Mutant(
        "contact-hides-the-agent",
        "An agent is not found by a phone that an older contact has as well.",
        kills=("RSP-08",),
        edits=(
            PHONES_TOO,
            Edit(
                "calls.py",
                FIND_AGENT,
                FIND_AGENT.replace("return", "agent =")
                + FIRST
                + '    return None if first and first["kind"] == "contact" else agent\n',
            ),
        ),
        left="A helpdesk may refuse a contact and an agent with the same phone.",
    ),
    Mutant(
        "agent-hides-the-contact",
        "A contact is not found by a phone that an older agent has as well.",
        kills=("REQ-04",),
        edits=(
            PHONES_TOO,
            Edit(
                "calls.py",
                FIND_CONTACT,
                FIND_CONTACT.replace("return", "contact =")
                + FIRST
                + '    return None if first and first["kind"] == "agent" else contact\n',
            ),
        ),
        left="A helpdesk may refuse a contact and an agent with the same phone.",
    ),
    Mutant(
        "unpicked-number-rings-anybody",
        "A helpdesk number that nobody has picked selects the first agent.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "calls.py",
                FIND_AGENT,
                "    if settings.find_number(store, number):\n"
                "        return store.one(\"SELECT * FROM people WHERE kind = 'agent'\")\n"
                + FIND_AGENT,
            ),
        ),
    ),
    Mutant(
        "namesakes-by-the-agents-phone",
        "Of several contacts with the number, the newest is chosen if the agent is named by phone.",
        kills=("REQ-07",),
        edits=(
            PHONES_TOO,
            Edit(
                "calls.py",
                "    return contact_with(store, number) or",
                "    sql = \"SELECT * FROM people WHERE kind = 'contact' AND NOT deleted AND\"\n"
                '    sql += " phone_key = ? ORDER BY id DESC"\n'
                "    if pop.responder_phone and (\n"
                "        newest := store.one(sql, phones.key(number, store.country))\n"
                "    ):\n"
                "        return newest\n"
                "    return contact_with(store, number) or",
            ),
        ),
    ),
    Mutant(
        "plus-tags-are-dropped",
        "A requester's email with a plus tag selects the contact who has it without the tag.",
        kills=("REQ-12",),
        edits=(
            Edit(
                "calls.py",
                '        contact = people.by_email(store, "contact", pop.requester_email)\n',
                '        name, at, domain = pop.requester_email.rpartition("@")\n'
                '        untagged = name.partition("+")[0] + at + domain\n'
                '        contact = people.by_email(store, "contact", untagged)\n'
                '        contact = contact or people.by_email(store, "contact",'
                " pop.requester_email)\n",
            ),
        ),
    ),
    # -- the contact's record ------------------------------------------------------------------
    Mutant(
        "call-restores-the-deleted",
        "A call from the number of a deleted contact restores the contact.",
        kills=("REQ-15",),
        edits=(
            PHONES_TOO,
            Edit(
                "calls.py",
                "    return contact_with(store, number) or",
                "    sql = \"SELECT * FROM people WHERE kind = 'contact' AND deleted"
                ' AND phone_key = ?"\n'
                "    gone = store.one(sql, phones.key(number, store.country))\n"
                "    if gone and contact_with(store, number) is None:\n"
                '        return store.update("people", gone["id"], deleted=False)\n'
                "    return contact_with(store, number) or",
            ),
        ),
    ),
    Mutant(
        "phone-beside-the-id-is-stored",
        "A phone that comes with a requester id becomes the contact's Phone.",
        kills=("REQ-02",),
        edits=(
            Edit("rest/cti.py", '        kept.pop("requester_phone", None)\n', "        pass\n"),
            Edit(
                "calls.py",
                '        return _found(contact, "requester_id", "There is no such contact")\n',
                '        contact = _found(contact, "requester_id", "There is no such contact")\n'
                "        new = {'phone': pop.requester_phone} if pop.requester_phone else {}\n"
                "        return people.update(store, contact, new)\n",
            ),
        ),
    ),
    Mutant(
        "new-contact-has-the-agents-number",
        "A new contact gets the agent's number if the pop names the agent by phone.",
        kills=("REQ-08",),
        edits=(
            Edit(
                "calls.py",
                "contact_with(store, number) or create_contact_for(store, number)",
                "contact_with(store, number) or people.create(\n"
                '        store, "contact",'
                ' {"name": number, "phone": pop.responder_phone or number}\n    )',
            ),
        ),
    ),
    Mutant(
        "new-contacts-name-is-cut",
        "The name of a new contact is cut after 12 characters.",
        kills=("REQ-09",),
        edits=(Edit("calls.py", '{"name": number, "phone"', '{"name": number[:12], "phone"'),),
    ),
)
