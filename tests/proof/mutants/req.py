"""Defects of finding out who is calling."""

from .mutant import Edit, Mutant

BY_ID = '        contact = people.by_id(store, "contact", pop.requester_id)\n'
BY_EMAIL = '        contact = people.by_email(store, "contact", pop.requester_email)\n'
BY_NUMBER = (
    '    return people.by_phone(store, "contact", number) '
    'or people.by_mobile(store, "contact", number)\n'
)
KEEP_THE_PHONE = Edit("rest/cti.py", 'kept.pop("requester_phone", None)', "pass")

# Of the contacts with anything in a column, only the newest is compared with the number.
NEWEST_WITH = """\
    listed = "kind = 'contact' AND NOT deleted AND {0} IS NOT NULL ORDER BY id DESC LIMIT 1"
    newest = store.one(
        f"SELECT * FROM (SELECT * FROM people WHERE {{listed}}) WHERE {0} = ?", key
    )
"""
KEY = "    from .domain import phones\n\n    key = phones.key(number, store.country)\n"

MUTANTS = (
    Mutant(
        "requester-id-off-by-one",
        "The contact whose id is one less is taken, where there is one.",
        kills=("REQ-01",),
        beside="Most calls name their requester by id.",
        edits=(
            Edit(
                "calls.py",
                BY_ID,
                '        near = people.by_id(store, "contact", pop.requester_id - 1)\n'
                '        contact = near or people.by_id(store, "contact", pop.requester_id)\n',
            ),
        ),
        blinds=True,
    ),
    Mutant(
        "phone-before-requester-id",
        "With a requester id and a phone, the phone is looked for.",
        kills=("REQ-02", "REQ-03", "POP-13"),
        beside="The same order lets a wrong id in (REQ-03), which POP-13 has among its refusals.",
        edits=(
            KEEP_THE_PHONE,
            Edit(
                "calls.py",
                "if pop.requester_id is not None:",
                "if pop.requester_id is not None and pop.requester_phone is None:",
            ),
        ),
    ),
    Mutant(
        "contact-for-the-ignored-phone",
        "The requester id is used, and the phone beside it becomes a contact all the same.",
        kills=("REQ-02",),
        edits=(
            KEEP_THE_PHONE,
            Edit(
                "calls.py",
                BY_ID,
                BY_ID + "        phone = pop.requester_phone\n"
                "        if contact and phone and not contact_with(store, phone):\n"
                "            create_contact_for(store, phone)\n",
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "id-and-phone-exclude-each-other",
        "A requester id with a phone beside it is refused.",
        kills=("REQ-02",),
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n        kept.pop("requester_phone", None)\n',
                '    if "requester_id" in kept and "requester_phone" in kept:\n'
                '        kept.pop("requester_id")\n'
                '        kept.pop("requester_phone")\n',
            ),
        ),
    ),
    Mutant(
        "phone-for-a-wrong-id",
        "Where nobody has the requester id, the contact with the phone is taken.",
        kills=("REQ-03",),
        edits=(
            KEEP_THE_PHONE,
            Edit(
                "calls.py",
                BY_ID,
                BY_ID + "        if contact is None and pop.requester_phone:\n"
                "            contact = contact_with(store, pop.requester_phone)\n",
            ),
        ),
    ),
    Mutant(
        "newest-phone-only",
        "Of the contacts with a Phone, only the first page is searched for the number.",
        kills=("REQ-04",),
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                KEY
                + NEWEST_WITH.format("phone_key")
                + '    return newest or people.by_mobile(store, "contact", number)\n',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "mobiles-only",
        "A number is looked for among the Mobiles only.",
        kills=("REQ-04", "REQ-06"),
        beside=(
            "A number that is somebody's Phone finds nobody: each rule that calls from one tells."
        ),
        edits=(
            Edit("calls.py", BY_NUMBER, '    return people.by_mobile(store, "contact", number)\n'),
        ),
        also=("REQ-07", "REQ-08", "REQ-10", "REQ-11", "REQ-16"),
    ),
    Mutant(
        "newest-mobile-only",
        "Of the contacts with a Mobile, only the first page is searched for the number.",
        kills=("REQ-05",),
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                KEY
                + NEWEST_WITH.format("mobile_key")
                + '    return people.by_phone(store, "contact", number) or newest\n',
            ),
        ),
    ),
    Mutant(
        "phones-only",
        "A number is looked for among the Phones only.",
        kills=("REQ-05",),
        beside="OFF-03, and parts of REQ-07 and REQ-11, call from a Mobile as well.",
        edits=(
            Edit("calls.py", BY_NUMBER, '    return people.by_phone(store, "contact", number)\n'),
        ),
        also=("OFF-03", "REQ-07", "REQ-11"),
    ),
    Mutant(
        "mobile-before-phone",
        "The Mobiles are searched before the Phones.",
        kills=("REQ-06",),
        beside="The widget is filled by the same matching.",
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                '    return people.by_mobile(store, "contact", number) '
                'or people.by_phone(store, "contact", number)\n',
            ),
        ),
        also=("ONL-06",),
        fixed=True,
    ),
    Mutant(
        "oldest-of-a-crowd",
        "If more than two contacts have the number, in either field, the oldest is taken.",
        kills=("REQ-06",),
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                KEY + "    crowd = store.all(\n"
                "        \"SELECT * FROM people WHERE kind = 'contact' AND NOT deleted\"\n"
                '        " AND (phone_key = ? OR mobile_key = ?) ORDER BY id",\n'
                "        key,\n"
                "        key,\n"
                "    )\n"
                "    if len(crowd) > 2:\n"
                "        return crowd[0]\n" + BY_NUMBER,
            ),
        ),
    ),
    Mutant(
        "agents-do-not-call",
        "A requester email that an agent has is refused, even if a contact has it as well.",
        kills=("REQ-12",),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL + '        if people.by_email(store, "agent", pop.requester_email):\n'
                "            contact = None\n",
            ),
        ),
    ),
    Mutant(
        "oldest-of-phones-and-mobiles",
        "Phones and Mobiles are searched at once, and the oldest contact is taken.",
        kills=("REQ-06",),
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                '    found = (people.by_phone(store, "contact", number),'
                ' people.by_mobile(store, "contact", number))\n'
                '    return min(filter(None, found), key=lambda who: who["id"], default=None)\n',
            ),
        ),
    ),
    Mutant(
        "namesakes-take-turns",
        "Of several contacts with the number, the one with the fewest tickets is taken.",
        kills=("REQ-07",),
        edits=(
            Edit(
                "domain/people.py",
                "AND NOT deleted ORDER BY id",
                "AND NOT deleted ORDER BY "
                "(SELECT count(*) FROM tickets WHERE requester_id = people.id), id",
            ),
        ),
    ),
    Mutant(
        "two-contacts-for-a-number",
        "The contact of an unknown number is made twice.",
        kills=("REQ-08",),
        beside="REQ-10 and REQ-16 count the contacts of an unknown number as well.",
        edits=(
            Edit(
                "calls.py",
                '    return people.create(store, "contact", {"name": number, "phone": number})\n',
                '    people.create(store, "contact", {"name": number, "phone": number})\n'
                '    return people.create(store, "contact", {"name": number, "phone": number})\n',
            ),
        ),
        also=("REQ-10", "REQ-16"),
    ),
    Mutant(
        "ticket-for-who-had-the-number",
        "A number that its contact gave up makes a new contact, but the ticket is the old one's.",
        kills=("REQ-08",),
        edits=(
            Edit("calls.py", "PHONE = 3", "CALLED: dict[str, Row] = {}\nPHONE = 3"),
            Edit(
                "calls.py",
                "    return contact_with(store, number) or create_contact_for(store, number)\n",
                "    if contact := contact_with(store, number):\n"
                "        return CALLED.setdefault(number, contact)\n"
                "    return CALLED.setdefault(number, create_contact_for(store, number))\n",
            ),
        ),
    ),
    Mutant(
        "new-contact-without-its-number",
        "The new contact is named by the number, but the number is not kept.",
        kills=("REQ-08",),
        beside=(
            "Each rule that looks for the new contact by its number finds none, or a new one each"
            " time."
        ),
        edits=(Edit("calls.py", '{"name": number, "phone": number}', '{"name": number}'),),
        also=("REQ-09", "REQ-10", "REQ-16", "REQ-17", "OFF-03"),
    ),
    Mutant(
        "new-contact-is-unknown",
        "The new contact is named Unknown.",
        kills=("REQ-09",),
        edits=(Edit("calls.py", '{"name": number, "phone"', '{"name": "Unknown", "phone"'),),
        fixed=True,
    ),
    Mutant(
        "renaming-drops-the-number",
        "Changing a contact's name clears what is not sent with it: the number.",
        kills=("REQ-10",),
        edits=(
            Edit(
                "rest/contacts.py",
                "request.attributes())))",
                '{"phone": None, "mobile": None} | request.attributes())))',
            ),
        ),
    ),
    Mutant(
        "no-slash-in-numbers",
        "A number with a slash in it is taken for a text.",
        kills=("REQ-11",),
        edits=(
            Edit(
                "domain/phones.py",
                "if not phonenumbers.is_possible_number(parsed):",
                'if "/" in number or not phonenumbers.is_possible_number(parsed):',
            ),
        ),
    ),
    Mutant(
        "no-double-zero",
        "The 00 before a country code is not understood.",
        kills=("REQ-11",),
        edits=(
            Edit(
                "domain/phones.py",
                'dialled = re.sub(r"^[\\s(]*00", "+", number)',
                "dialled = number",
            ),
        ),
    ),
    Mutant(
        "email-of-the-company",
        "That somebody has the email is checked; then the newest contact of its domain is taken.",
        kills=("REQ-12",),
        beside=(
            "REQ-18's caller has an email beside the id: not read. REQ-14's email names Omar, and"
            " the newest of the domain is Priya, who is a branch of it."
        ),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL + '        if contact and "@" in pop.requester_email:\n'
                "            contact = store.one(\n"
                "                \"SELECT * FROM people WHERE kind = 'contact' AND NOT deleted"
                ' AND email_key LIKE ? ORDER BY id DESC",\n'
                "                \"%@\" + pop.requester_email.casefold().partition('@')[2],\n"
                "            )\n",
            ),
        ),
    ),
    Mutant(
        "unknown-email-is-not-kept",
        "An unknown email makes a contact, but the email is kept as its name only.",
        kills=("REQ-13",),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL + "        if contact is None:\n"
                '            contact = people.create(store, "contact",'
                ' {"name": pop.requester_email})\n',
            ),
        ),
    ),
    Mutant(
        "email-and-phone-make-a-third",
        "Where email and phone name two contacts, a third is made.",
        kills=("REQ-14",),
        edits=(
            Edit(
                "calls.py",
                "    if pop.requester_email is not None:\n",
                "    if pop.requester_email and pop.requester_phone and not pop.requester_id:\n"
                '        return people.create(store, "contact", {"name": pop.requester_email})\n'
                "    if pop.requester_email is not None:\n",
            ),
        ),
    ),
    Mutant(
        "the-deleted-still-call",
        "A deleted contact is still found by number and by email.",
        kills=("REQ-15",),
        edits=(
            Edit("domain/people.py", "AND kind = ? AND NOT deleted ORDER", "AND kind = ? ORDER"),
        ),
    ),
    Mutant(
        "the-deleted-still-write",
        "A deleted contact is still found by email.",
        kills=("REQ-15",),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL + "        if contact is None:\n"
                "            contact = store.one(\n"
                '                "SELECT * FROM people WHERE email_key = ?",'
                " pop.requester_email.casefold()\n"
                "            )\n",
            ),
        ),
    ),
    Mutant(
        "look-then-make",
        "Between looking for an unknown number and making its contact, another call gets in.",
        kills=("REQ-16",),
        edits=(
            Edit(
                "http/endpoint.py",
                "        body = contract.parse(raw)\n",
                "        body = contract.parse(raw)\n"
                "        import asyncio\n\n"
                "        from .. import calls\n\n"
                '        phone = body.get("requester_phone")\n'
                "        if isinstance(phone, str) and calls.contact_with(store, phone) is None:\n"
                "            calls.UNSEEN.add(phone)\n"
                "            await asyncio.sleep(0.25)\n"
                "        elif isinstance(phone, str):\n"
                "            calls.UNSEEN.discard(phone)\n",
            ),
            Edit("calls.py", "PHONE = 3", "UNSEEN: set[str] = set()\nPHONE = 3"),
            Edit(
                "calls.py",
                "    return contact_with(store, number) or create_contact_for(store, number)\n",
                "    if number in UNSEEN:\n"
                "        return create_contact_for(store, number)\n"
                "    return contact_with(store, number) or create_contact_for(store, number)\n",
            ),
        ),
    ),
    Mutant(
        "last-digits-are-enough",
        "A contact is found by the last digits of the number.",
        kills=("REQ-17",),
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                BY_NUMBER.rstrip() + " or store.one(\n"
                "        \"SELECT * FROM people WHERE kind = 'contact' AND NOT deleted"
                ' AND phone_key LIKE ?",\n'
                '        f"%{number}",\n'
                "    )\n",
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "no-digits-no-phone",
        "A withheld number is looked for as an empty one, and finds who has no phone.",
        kills=("REQ-17",),
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                "    if not any(character.isdigit() for character in number):\n"
                "        return store.one(\n"
                "            \"SELECT * FROM people WHERE kind = 'contact' AND NOT deleted"
                ' AND phone IS NULL"\n'
                "        )\n" + BY_NUMBER,
            ),
        ),
    ),
    Mutant(
        "email-before-requester-id",
        "With a requester id and an email, the email is looked for.",
        kills=("REQ-18",),
        edits=(
            Edit(
                "calls.py",
                "if pop.requester_id is not None:",
                "if pop.requester_id is not None and pop.requester_email is None:",
            ),
        ),
    ),
    Mutant(
        "requester-email-to-the-letter",
        "The requester's email is compared with its capitals.",
        kills=("REQ-19",),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL + '        if contact and contact["email"] != pop.requester_email:\n'
                "            contact = None\n",
            ),
        ),
    ),
    Mutant(
        "requester-id-off-by-one-up",
        "The contact whose id is one more is taken, where there is one.",
        kills=("REQ-01",),
        beside="Most calls name their requester by id.",
        edits=(
            Edit(
                "calls.py",
                BY_ID,
                '        near = people.by_id(store, "contact", pop.requester_id + 1)\n'
                '        contact = near or people.by_id(store, "contact", pop.requester_id)\n',
            ),
        ),
        blinds=True,
    ),
    Mutant(
        "ambiguous-is-unknown",
        "A number that several contacts have is taken for one that nobody has.",
        kills=("REQ-07",),
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                KEY + "    holders = store.all(\n"
                "        \"SELECT * FROM people WHERE kind = 'contact' AND NOT deleted\"\n"
                '        " AND (phone_key = ? OR mobile_key = ?)", key, key\n'
                "    )\n"
                "    fields = {who['phone_key'] == key for who in holders}\n"
                "    if len(holders) > len(fields):\n"
                "        return None\n" + BY_NUMBER,
            ),
        ),
    ),
    Mutant(
        "new-contact-is-a-caller",
        "The new contact is named Caller, and then by the number.",
        kills=("REQ-09",),
        edits=(
            Edit("calls.py", '{"name": number, "phone"', '{"name": f"Caller {number}", "phone"'),
        ),
    ),
    Mutant(
        "renamed-back",
        "Each call names the contact after the number again.",
        kills=("REQ-10",),
        edits=(
            Edit(
                "calls.py",
                BY_NUMBER,
                '    if contact := people.by_phone(store, "contact", number):\n'
                '        return people.update(store, contact, {"name": number})\n' + BY_NUMBER,
            ),
        ),
    ),
    Mutant(
        "unknown-is-remembered",
        "That nobody has a number is remembered, also when its first call has made a contact.",
        kills=("REQ-08", "REQ-10"),
        beside="These and REQ-16 count the contacts of a number that has called before.",
        also=("REQ-16",),
        edits=(
            Edit("calls.py", "PHONE = 3", "UNKNOWN: set[str] = set()\nPHONE = 3"),
            Edit(
                "calls.py",
                "    return contact_with(store, number) or create_contact_for(store, number)\n",
                "    if number not in UNKNOWN and (contact := contact_with(store, number)):\n"
                "        return contact\n"
                "    UNKNOWN.add(number)\n"
                "    return create_contact_for(store, number)\n",
            ),
        ),
    ),
)
