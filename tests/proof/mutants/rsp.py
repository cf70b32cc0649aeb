"""Defects of finding the agent."""

from .mutant import Edit, Mutant

BY_ID = '        agent = people.by_id(store, "agent", pop.responder_id)\n'
BY_PHONE = "        agent = agent_with(store, pop.responder_phone)\n"
BY_EMAIL = '    agent = people.by_email(store, "agent", email)\n'
PICKED = "    if agent := people.by_picked(store, number):\n"
ANY_AGENT = "store.one(\"SELECT * FROM people WHERE kind = 'agent' AND NOT deleted ORDER BY id\")"

MUTANTS = (
    Mutant(
        "responder-id-off-by-one",
        "The agent whose id is one less is taken, where there is one.",
        kills=("RSP-01",),
        beside=(
            "These have two agents as well, made one after the other; so have most scenarios at "
            "the desktop, which cannot be judged then."
        ),
        edits=(
            Edit(
                "calls.py",
                BY_ID,
                '        near = people.by_id(store, "agent", pop.responder_id - 1)\n'
                '        agent = near or people.by_id(store, "agent", pop.responder_id)\n',
            ),
        ),
        also=("POP-06", "ONL-01", "FWD-01", "FWD-02", "FWD-03", "FWD-04", "TKT-05"),
        blinds=True,
    ),
    Mutant(
        "unknown-id-goes-to-anybody",
        "A responder id that nobody has goes to the first agent there is.",
        kills=("RSP-02", "POP-10", "POP-13", "RSP-07"),
        beside=(
            "POP-10 and POP-13 take such an id as their example of a refusal; a contact's id is "
            "nobody's among the agents (RSP-07)."
        ),
        edits=(Edit("calls.py", BY_ID, f"{BY_ID.rstrip()} or {ANY_AGENT}\n"),),
    ),
    Mutant(
        "unknown-phone-goes-to-anybody",
        "A responder phone that no agent has goes to the first agent there is.",
        kills=("RSP-04", "POP-13"),
        beside="POP-13 has such a phone among its refusals.",
        edits=(Edit("calls.py", BY_PHONE, f"{BY_PHONE.rstrip()} or {ANY_AGENT}\n"),),
    ),
    Mutant(
        "a-contact-may-be-called",
        "The responder phone is looked for among the contacts too.",
        kills=("RSP-07",),
        edits=(
            Edit(
                "calls.py",
                BY_PHONE,
                f"{BY_PHONE.rstrip()} or contact_with(store, pop.responder_phone)\n",
            ),
        ),
    ),
    Mutant(
        "first-agent-of-the-domain",
        "That an agent has the email is checked; then the first agent of its domain is taken.",
        kills=("RSP-05",),
        also=("RSP-08", "RSP-10"),
        beside="RSP-08 and RSP-10 name an agent by email, too.",
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL + "    if agent:\n"
                "        agent = store.one(\n"
                "            \"SELECT * FROM people WHERE kind = 'agent' AND NOT deleted"
                ' AND email_key LIKE ? ORDER BY id",\n'
                "            \"%@\" + email.casefold().partition('@')[2],\n"
                "        )\n",
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "unknown-email-goes-to-anybody",
        "A responder email that no agent has goes to the first agent there is.",
        kills=("RSP-06", "POP-13", "RSP-07"),
        beside=(
            "POP-13 has such an email among its refusals; a contact's email is no agent's (RSP-07)."
        ),
        edits=(Edit("calls.py", BY_EMAIL, f"{BY_EMAIL.rstrip()} or {ANY_AGENT}\n"),),
    ),
    Mutant(
        "a-contact-may-answer",
        "The responder id is looked for among all people.",
        kills=("RSP-07",),
        edits=(
            Edit(
                "calls.py",
                BY_ID,
                f'{BY_ID.rstrip()} or people.by_id(store, "contact", pop.responder_id)\n',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "the-contact-with-the-email-answers",
        "The responder email is looked for among the contacts too, as one line of the source says.",
        kills=("RSP-07",),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                f'{BY_EMAIL.rstrip()} or people.by_email(store, "contact", email)\n',
            ),
        ),
    ),
    Mutant(
        "no-recording-for-a-phone",
        "The recording is forgotten where the agent is named by phone.",
        kills=("RSP-08",),
        edits=(
            Edit(
                "calls.py",
                '"call_url": pop.call_url,',
                '"call_url": None if pop.responder_phone else pop.call_url,',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "email-of-two-is-nobodys",
        "A responder email that a contact has as well is refused.",
        kills=("RSP-08",),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL
                + '    if people.by_email(store, "contact", email):\n        agent = None\n',
            ),
        ),
    ),
    Mutant(
        "number-is-inherited",
        "The helpdesk number of an agent who was deleted goes to the first agent there is.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "calls.py",
                PICKED,
                "    from .domain import phones\n\n"
                '    sql = "SELECT * FROM people WHERE picked_key = ? AND deleted"\n'
                "    if store.one(sql, phones.key(number, store.country)):\n"
                f"        return {ANY_AGENT}\n" + PICKED,
            ),
        ),
    ),
    Mutant(
        "own-number-cannot-be-picked",
        "Picking a number that is another agent's Phone does nothing, and is not refused.",
        kills=("RSP-03",),
        edits=(
            Edit(
                "domain/settings.py",
                "    people.pick(store, agent, number)\n",
                '    owner = people.by_phone(store, "agent", number) if number else None\n'
                '    if not owner or owner["id"] == agent["id"]:\n'
                "        people.pick(store, agent, number)\n",
            ),
        ),
    ),
    Mutant(
        "disagreement-goes-to-the-first",
        "Where the responder attributes disagree, the first agent there is takes the call.",
        kills=("RSP-09",),
        edits=(
            Edit(
                "calls.py",
                "    if pop.responder_id is not None:\n",
                "    if pop.responder_id and pop.responder_phone and pop.responder_email:\n"
                f'        return _found({ANY_AGENT}, "responder_id", "There is no agent")\n'
                "    if pop.responder_id is not None:\n",
            ),
        ),
    ),
    Mutant(
        "responder-email-to-the-letter",
        "The agent's email is compared with its capitals.",
        kills=("RSP-10",),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL + '    if agent and agent["email"] != email:\n        agent = None\n',
            ),
        ),
    ),
    Mutant(
        "responder-id-off-by-one-up",
        "The agent whose id is one more is taken, where there is one.",
        kills=("RSP-01",),
        edits=(
            Edit(
                "calls.py",
                BY_ID,
                '        near = people.by_id(store, "agent", pop.responder_id + 1)\n'
                '        agent = near or people.by_id(store, "agent", pop.responder_id)\n',
            ),
        ),
        beside="Most calls name their agent by id.",
        blinds=True,
    ),
    Mutant(
        "refused-in-words-only",
        "A pop for an agent who is not known is answered with 200, and with an error in the body.",
        kills=("RSP-02", "RSP-04", "RSP-06", "RSP-07", "POP-10", "POP-13"),
        beside="All of these name an agent whom nobody knows, by id, phone or email.",
        edits=(
            Edit(
                "rest/cti.py",
                "    pop = calls.Pop(**request.attributes(pop_attributes(request.body)))\n",
                "    pop = calls.Pop(**request.attributes(pop_attributes(request.body)))\n"
                "    try:\n"
                "        calls.find_responder(request.store, pop)\n"
                "    except calls.RestError as error:\n"
                "        return reply(200, error.body)\n",
            ),
            Edit(
                "calls.py",
                "from .domain.errors import invalid_value\n",
                "from .domain.errors import RestError, invalid_value\n",
            ),
        ),
    ),
    Mutant(
        "latest-agent-of-the-domain",
        "That an agent has the email is checked; then the latest agent of its domain is taken.",
        kills=("RSP-05",),
        edits=(
            Edit(
                "calls.py",
                BY_EMAIL,
                BY_EMAIL + "    if agent:\n"
                "        agent = store.one(\n"
                "            \"SELECT * FROM people WHERE kind = 'agent' AND NOT deleted"
                ' AND email_key LIKE ? ORDER BY id DESC",\n'
                "            \"%@\" + email.casefold().partition('@')[2],\n"
                "        )\n",
            ),
        ),
    ),
)
