"""Mistakes about the data and the lookups of the two calls."""

from .mutant import Edit, Mutant

CALLS = "calls.py"
PEOPLE = "domain/people.py"
PHONES = "domain/phones.py"
WIDGETS = "domain/widgets.py"

MUTANTS = (
    Mutant(
        name="mobile-compared-as-text",
        why="Phones are compared in a normal form, but Mobiles as the text that somebody typed, so"
        " a Mobile in another notation makes a second contact.",
        kills=("REQ-11",),
        edits=(
            Edit(
                PEOPLE,
                'return _oldest(store, kind, "mobile_key", phones.key(number, store.country))',
                'return _oldest(store, kind, "mobile", number)',
            ),
        ),
    ),
    Mutant(
        name="number-by-last-ten-digits",
        why="Numbers are matched by their last ten digits, so an unknown number of another country"
        " selects the contact whose number ends alike.",
        kills=("REQ-08",),
        edits=(
            Edit(
                PHONES,
                "    return phonenumbers.format_number(parsed, "
                "phonenumbers.PhoneNumberFormat.E164)\n",
                '    return f"{parsed.country_code}{parsed.national_number}"[-10:]\n',
            ),
        ),
    ),
    Mutant(
        name="shared-phone-goes-to-mobile",
        why="Only a unique Phone counts as a match: if two contacts have the Phone, a third one"
        " with it as Mobile is the requester.",
        kills=("REQ-06",),
        edits=(
            Edit(
                CALLS,
                "from .domain import people, settings, times, widgets",
                "from .domain import people, phones, settings, times, widgets",
            ),
            Edit(
                CALLS,
                'return people.by_phone(store, "contact", number)'
                ' or people.by_mobile(store, "contact", number)',
                'sql = "SELECT * FROM people WHERE phone_key = ? AND kind = ? AND NOT deleted'
                ' ORDER BY id"\n'
                '    same = store.all(sql, phones.key(number, store.country), "contact")\n'
                "    if len(same) == 1:\n"
                "        return same[0]\n"
                '    by_mobile = people.by_mobile(store, "contact", number)\n'
                "    return by_mobile or (same[0] if same else None)",
            ),
        ),
    ),
    Mutant(
        name="details-name-the-tickets-requester",
        why="Details take the requester from the ticket, so a call linked to somebody else's"
        " ticket reports that person and not the caller.",
        kills=("DET-05",),
        edits=(
            Edit(
                CALLS,
                '"requester_id": call["requester_id"],',
                '"requester_id": store.get("tickets", call["ticket_id"])["requester_id"],',
            ),
        ),
    ),
    Mutant(
        name="entry-for-the-tickets-agent",
        why="The time entry is booked for the agent to whom the ticket is assigned, who is another"
        " than the one who took the call if the ticket existed before.",
        kills=("REF-04",),
        edits=(
            Edit(
                CALLS,
                'agent_id=call["responder_id"],',
                'agent_id=store.get("tickets", ticket_id)["responder_id"] or call["responder_id"],',
            ),
        ),
    ),
    Mutant(
        name="reference-in-any-letter-case",
        why="The database compares references without regard to letter case, so two calls whose"
        " references differ in case only are one.",
        kills=("DET-10",),
        edits=(
            Edit(
                CALLS,
                "SELECT * FROM calls WHERE reference = ?",
                "SELECT * FROM calls WHERE reference = ? COLLATE NOCASE",
            ),
        ),
    ),
    Mutant(
        name="information-without-zero-and-false",
        why="Entries of the call information with a value such as 0, false or an empty text are"
        " taken for missing and left out of the note.",
        kills=("REC-05",),
        edits=(
            Edit(
                CALLS,
                "for key, value in call_info.items()",
                "for key, value in call_info.items() if value",
            ),
        ),
    ),
    Mutant(
        name="recording-percent-encoded-again",
        why="The address of the recording is percent-encoded once more, so one that has %20 or"
        " the like in it cannot be played.",
        kills=("REC-04",),
        edits=(
            Edit(
                CALLS,
                "from typing import Any\n",
                "from typing import Any\nfrom urllib.parse import quote\n",
            ),
            Edit(
                CALLS,
                "address = html.escape(call_url)",
                'address = html.escape(quote(call_url, safe="/:?#[]@!$&\'()*+,;=~"))',
            ),
        ),
    ),
    Mutant(
        name="record-before-picked-number",
        why="The phones on the agents' records are searched before the picked helpdesk numbers, so"
        " a picked number that is also on another agent's record rings there.",
        kills=("RSP-03",),
        edits=(
            Edit(
                CALLS,
                "    if agent := people.by_picked(store, number):\n"
                "        return agent\n"
                '    return people.by_phone(store, "agent", number)'
                ' or people.by_mobile(store, "agent", number)',
                '    agent = people.by_phone(store, "agent", number)\n'
                '    agent = agent or people.by_mobile(store, "agent", number)\n'
                "    return agent or people.by_picked(store, number)",
            ),
        ),
    ),
    Mutant(
        name="phone-saved-to-the-contact-of-the-id",
        why="A requester_phone that comes with a requester_id is stored as the Phone of that"
        " contact if there was none, so the number selects that contact from then on.",
        kills=("REQ-02",),
        edits=(
            Edit(
                "rest/cti.py",
                "from ..domain import settings\n",
                "from ..domain import people, settings\n",
            ),
            Edit(
                "rest/cti.py",
                "return reply(201,"
                ' {"id": str(calls.handle_pop(request.store, request.presence, pop)["id"])})',
                "call = calls.handle_pop(request.store, request.presence, pop)\n"
                '    phone = request.body.get("requester_phone")\n'
                "    if pop.requester_id is not None and isinstance(phone, str) and "
                "phone.strip():\n"
                '        contact = people.by_id(request.store, "contact", pop.requester_id)\n'
                '        if contact and not contact["phone"]:\n'
                '            people.update(request.store, contact, {"phone": phone})\n'
                '    return reply(201, {"id": str(call["id"])})',
            ),
        ),
    ),
    Mutant(
        name="contact-made-beside-the-email",
        why="The contact for an unknown number is made before the email is looked at, so a pop"
        " with a known email and an unknown phone leaves a superfluous contact.",
        kills=("REQ-12",),
        left="No rule says who calls if an email is known and the number with it is not"
        " (CTI-REQ-13, CTI-REQ-14).",
        edits=(
            Edit(
                CALLS,
                "    if pop.requester_email is not None:\n",
                "    if pop.requester_email is not None:\n"
                "        phone = pop.requester_phone\n"
                "        if phone is not None and contact_with(store, phone) is None:\n"
                "            create_contact_for(store, phone)\n",
            ),
        ),
    ),
    Mutant(
        name="hidden-numbers-are-one",
        why="All words for a hidden number (anonymous, unknown, private and so on) are one value,"
        " so a call from `unknown` selects the contact named `anonymous`.",
        kills=("REQ-17",),
        edits=(
            Edit(
                PHONES,
                "    dialled = re.sub",
                "    hidden = {'anonymous', 'unknown', 'private', 'restricted', 'withheld',"
                " 'unavailable'}\n"
                "    if number.strip().lower() in hidden:\n"
                "        return 'anonymous'\n"
                "    dialled = re.sub",
            ),
        ),
    ),
    Mutant(
        name="details-name-the-latest-note",
        why="Details of a linked call report the newest note on the ticket, which is another one"
        " as soon as somebody writes a further note there.",
        kills=("REF-05",),
        edits=(
            Edit(
                CALLS,
                '"note_id": call["note_id"],',
                '"note_id": call["note_id"]\n'
                '            and store.one("SELECT max(id) FROM notes WHERE ticket_id = ?",'
                ' call["ticket_id"])[0],',
            ),
        ),
    ),
    Mutant(
        name="one-entry-per-ticket-and-agent",
        why="A ticket has at most one time entry of an agent, so the second call that the agent"
        " links to the same ticket gets none.",
        kills=("REF-08",),
        edits=(
            Edit(
                CALLS,
                'if call["reference"] is not None:',
                'sql = "SELECT id FROM time_entries WHERE ticket_id = ? AND agent_id = ?"\n'
                '    entered = store.one(sql, ticket_id, call["responder_id"])\n'
                '    if call["reference"] is not None and entered is None:',
            ),
        ),
    ),
    Mutant(
        name="same-keys-are-no-news",
        why="Call information of a later pop is compared by its keys alone, so a new value of a"
        " known key never reaches the ticket.",
        kills=("REC-09",),
        edits=(
            Edit(
                CALLS,
                'call_info = pop.call_info if pop.call_info != stored["call_info"] else {}',
                'news = set(pop.call_info) - set(stored["call_info"])\n'
                "    call_info = pop.call_info if news else {}",
            ),
        ),
    ),
    Mutant(
        name="source-by-what-the-contact-has",
        why="The source of the ticket is derived from the contact: one who has no number, only an"
        " email, gets a ticket with the source Email.",
        kills=("OFF-04",),
        edits=(
            Edit(
                CALLS,
                "source=PHONE,  # CTI-OFF-04",
                "source=PHONE\n"
                "        if store.one(\n"
                '            "SELECT id FROM people WHERE id = ? AND ifnull(phone, mobile) '
                'IS NOT NULL",\n'
                '            call["requester_id"],\n'
                "        )\n"
                "        else 1,",
            ),
        ),
    ),
    Mutant(
        name="note-private-only-with-recording",
        why="Only a note with a recording is made private, so the note of a call without one on an"
        " existing ticket is public.",
        kills=("OFF-05",),
        edits=(Edit(CALLS, "private=True,", "private=bool(call_url),"),),
    ),
    Mutant(
        name="named-ticket-linked-again",
        why="A pop with a ticket_id is always linked, so the same pop sent again writes a second"
        " time entry for the reference.",
        kills=("REF-06",),
        edits=(
            Edit(
                CALLS,
                'if call and call["ticket_id"] and not pop.new_ticket:',
                'if call and call["ticket_id"] and not pop.new_ticket and pop.ticket_id is None:',
            ),
        ),
    ),
    Mutant(
        name="agents-phone-is-also-a-contacts",
        why="The responder's phone is looked up among all people, contacts first, so an agent"
        " whose phone a contact has as well is not found.",
        kills=("RSP-08",),
        edits=(
            Edit(
                CALLS,
                "from .domain import people, settings, times, widgets",
                "from .domain import people, phones, settings, times, widgets",
            ),
            Edit(
                CALLS,
                '    return people.by_phone(store, "agent", number)'
                ' or people.by_mobile(store, "agent", number)',
                '    for column in ("phone_key", "mobile_key"):\n'
                "        person = store.one(\n"
                '            f"SELECT * FROM people WHERE {column} = ? AND NOT deleted"\n'
                "            \" ORDER BY kind = 'agent', id\",\n"
                "            phones.key(number, store.country),\n"
                "        )\n"
                "        if person:\n"
                '            return person if person["kind"] == "agent" else None\n'
                "    return None",
            ),
        ),
    ),
    Mutant(
        name="widget-shows-the-tickets-requester",
        why="If the widget shows a ticket it shows the requester of that ticket, so a caller about"
        " somebody else's ticket appears under the other's name.",
        kills=("ONL-06",),
        edits=(
            Edit(
                WIDGETS,
                '    requester = store.get("people", call["requester_id"])\n',
                '    ticket = store.get("tickets", shown_ticket(widget, call))\n'
                '    requester = store.get("people", (ticket or call)["requester_id"])\n',
            ),
        ),
    ),
)
