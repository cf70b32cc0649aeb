"""Defects of the softphone iframe, and of the helpdesk numbers."""

from .mutant import Edit, Mutant

OFFERED = '    offered = settings.read(request.store)["helpdesk_numbers"]\n'
SOFTPHONE = "desktop/page/softphone.js"
RECEIVE = "  if (!frame || source !== frame.contentWindow || from !== origin) return;\n"
OBJECTS = (
    '  if (typeof data !== "object" || data === null || !Object.hasOwn(data, "action")) return;\n'
)
ID_OF_NUMBER = (
    '  if (typeof value === "number") return '
    "Number.isSafeInteger(value) && value > 0 ? value : null;"
)
ID_OF_STRING = (
    '  return typeof value === "string" && /^[1-9][0-9]{0,17}$/.test(value) ? value : null;'
)
PLACEHOLDER = 'softphone["url"].replace("{agent_id}", str(agent["id"]))'
TICKET_PATH = 'return value === "new" ? "/tickets/new" : id && `/tickets/${id}`;'
CONTACT_PATH = "return id && `/contacts/${id}`;"
OPEN_IF_THERE = "    await openIfThere(waiting.shift());\n"
SHOW = '  if (data.action === "show_softphone") toggle(true);'
PICK = "    people.pick(store, agent, number)\n"

MUTANTS = (
    Mutant(
        "numbers-for-the-admin",
        "The numbers that the admin adds are there for the admin alone.",
        kills=("IFR-10",),
        edits=(
            Edit(
                "control.py",
                OFFERED,
                OFFERED
                + '    offered = offered if _agent(request)["id"] == request.agent_id else []\n',
            ),
        ),
    ),
    Mutant(
        "numbers-for-one-agent",
        "A number that the admin adds is there for the first agent who looks.",
        kills=("IFR-10",),
        edits=(
            Edit(
                "control.py",
                OFFERED,
                OFFERED + "    taken = [n for n in offered if"
                ' _SEEN.setdefault(n, _agent(request)["id"]) != _agent(request)["id"]]\n'
                "    offered = [n for n in offered if n not in taken]\n",
            ),
            Edit("control.py", 'VERSION = "1"', '_SEEN: dict[str, int] = {}\nVERSION = "1"'),
        ),
    ),
    Mutant(
        "numbers-of-yesterday",
        "A number that the admin adds is there when the server has been started again.",
        kills=("IFR-10",),
        edits=(
            Edit(
                "control.py",
                OFFERED,
                OFFERED + "    offered = _FIRST.setdefault(0, [])\n",
            ),
            Edit("control.py", 'VERSION = "1"', '_FIRST: dict[int, list[str]] = {}\nVERSION = "1"'),
        ),
    ),
    Mutant(
        "number-is-frozen",
        "The number that an agent has picked is the agent's for good.",
        kills=("IFR-11",),
        edits=(
            Edit(
                "domain/settings.py",
                PICK,
                '    if number and agent["picked"]:\n'
                '        raise invalid_value("picked", "Ask the admin for another number")\n'
                + PICK,
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "number-is-frozen-during-a-call",
        "An agent who has a call cannot pick another number.",
        kills=("IFR-11",),
        edits=(
            Edit(
                "domain/settings.py",
                PICK,
                '    if store.get("widgets", agent["id"]):\n'
                '        raise invalid_value("picked", "Not during a call")\n' + PICK,
            ),
        ),
    ),
    Mutant(
        "first-number-stays",
        "An agent's second choice of a number is accepted, and the first one stays.",
        kills=("IFR-11",),
        edits=(Edit("domain/settings.py", PICK, '    if not agent["picked"]:\n    ' + PICK),),
    ),
    Mutant(
        "softphone-is-always-there",
        "The frame is there whether the softphone is on or off.",
        kills=("IFR-01",),
        edits=(
            Edit(
                "domain/settings.py",
                '    if not softphone.pop("enabled"):\n',
                '    softphone.pop("enabled")\n    if not softphone["url"]:\n',
            ),
        ),
    ),
    Mutant(
        "softphone-for-the-admin",
        "The frame is there for the admin alone.",
        kills=("IFR-01",),
        edits=(
            Edit(
                "domain/settings.py",
                '    if not softphone.pop("enabled"):\n',
                '    is_admin = agent["email"] == "ada@reference.example"\n'
                '    if not (softphone.pop("enabled") and is_admin):\n',
            ),
        ),
    ),
    Mutant(
        "placeholder-stays",
        "The agent's id is not filled into the softphone's URL.",
        kills=("IFR-02",),
        edits=(Edit("domain/settings.py", PLACEHOLDER, 'softphone["url"]'),),
        fixed=True,
    ),
    Mutant(
        "placeholder-once",
        "Of two placeholders in the softphone's URL the first is filled in.",
        kills=("IFR-02",),
        edits=(Edit("domain/settings.py", PLACEHOLDER, PLACEHOLDER[:-1] + ", 1)"),),
    ),
    Mutant(
        "id-of-the-admin",
        "The softphone's URL has the same agent's id for everybody.",
        kills=("IFR-02",),
        edits=(
            Edit(
                "domain/settings.py",
                'str(agent["id"]))}',
                'str(store.one("SELECT min(id) AS id FROM people")["id"]))}',
            ),
        ),
    ),
    Mutant(
        "all-parameters-for-the-softphone",
        "The softphone's URL is filled in with the call's ticket and requester, too.",
        kills=("IFR-02",),
        edits=(
            Edit(
                "domain/settings.py",
                PLACEHOLDER,
                PLACEHOLDER + '.replace("{ticket_id}", "80").replace("{requester_id}", "7")',
            ),
        ),
    ),
    Mutant(
        "size-swapped",
        "Width and height of the softphone change places.",
        kills=("IFR-03",),
        edits=(
            Edit(SOFTPHONE, "frame.width = softphone.width", "frame.width = softphone.height"),
            Edit(SOFTPHONE, "frame.height = softphone.height", "frame.height = softphone.width"),
        ),
    ),
    Mutant(
        "size-fixed",
        "The softphone has the size that most softphones have.",
        kills=("IFR-03",),
        edits=(Edit(SOFTPHONE, "frame.width = softphone.width", "frame.width = 300"),),
    ),
    Mutant(
        "softphone-shows-itself-never",
        "The softphone's wish to be shown is not heard.",
        kills=("IFR-04",),
        beside="IFR-03 measures the frame once it is shown.",
        edits=(Edit(SOFTPHONE, SHOW, ""),),
        also=("IFR-03",),  # whose size is that of an open frame
    ),
    Mutant(
        "ticket-is-not-opened",
        "The softphone's wish for a ticket is not heard.",
        kills=("IFR-05", "IFR-09"),
        beside="Each of these ends with a ticket that the softphone has opened.",
        edits=(Edit(SOFTPHONE, TICKET_PATH, "return null;"),),
        also=("IFR-07", "IFR-08", "IFR-12"),  # which ask for a ticket in the end
    ),
    Mutant(
        "address-without-its-page",
        "The ticket's address is shown, and the page stays what it was.",
        kills=("IFR-05", "IFR-06", "IFR-09"),
        beside="Each of these ends with a page that the softphone has opened.",
        edits=(
            Edit(
                SOFTPHONE,
                OPEN_IF_THERE,
                '    history.pushState(null, "", waiting.shift());\n'
                '    await openIfThere("/none");\n',
            ),
        ),
        also=("IFR-07", "IFR-08", "IFR-12"),
    ),
    Mutant(
        "second-message-ignored",
        "The desktop listens to the softphone's first message only.",
        kills=("IFR-05", "IFR-06"),
        beside="Each of these ends with a second message, which makes sense.",
        edits=(
            Edit(
                SOFTPHONE,
                'addEventListener("message", receive);',
                'addEventListener("message", receive, { once: true });',
            ),
        ),
        also=("IFR-07", "IFR-08", "IFR-12"),  # whose last message is a second one
    ),
    Mutant(
        "contact-as-ticket",
        "The softphone's wish for a contact opens the ticket with its id.",
        kills=("IFR-06", "IFR-09"),
        beside="IFR-09 asks for a contact as well.",
        edits=(Edit(SOFTPHONE, CONTACT_PATH, "return id && `/tickets/${id}`;"),),
    ),
    Mutant(
        "everybody-is-heard",
        "The desktop hears the messages of any window.",
        kills=("IFR-07",),
        edits=(Edit(SOFTPHONE, RECEIVE, "  if (!frame) return;\n"),),
        fixed=True,
    ),
    Mutant(
        "origin-is-enough",
        "The desktop hears any window of the softphone's origin.",
        kills=("IFR-07",),
        edits=(Edit(SOFTPHONE, RECEIVE, "  if (!frame || from !== origin) return;\n"),),
    ),
    Mutant(
        "window-is-enough",
        "The desktop hears whatever site is in the softphone's frame.",
        kills=("IFR-07",),
        edits=(
            Edit(SOFTPHONE, RECEIVE, "  if (!frame || source !== frame.contentWindow) return;\n"),
        ),
    ),
    Mutant(
        "own-scripts-are-heard",
        "The desktop hears its own window beside the softphone.",
        kills=("IFR-07",),
        edits=(
            Edit(
                SOFTPHONE,
                RECEIVE,
                "  if (!frame || (source !== window &&"
                " (source !== frame.contentWindow || from !== origin))) return;\n",
            ),
        ),
    ),
    Mutant(
        "nonsense-ends-listening",
        "A message that is no object ends the listening.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                OBJECTS,
                '  if (typeof data !== "object" || data === null) {\n'
                '    removeEventListener("message", receive);\n    return;\n  }\n',
            ),
        ),
    ),
    Mutant(
        "unknown-action-opens-the-ticket",
        "What is no wish for a contact is taken for one for a ticket.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                'if (action === "open_ticket") return',
                "if (!/contact/.test(action)) return",
            ),
        ),
    ),
    Mutant(
        "inherited-keys-count",
        "What a message has by its prototype counts as its own.",
        kills=("IFR-08",),
        edits=(
            Edit(SOFTPHONE, OBJECTS, "  if (!data) return;\n  data = merged(data);\n"),
            Edit(
                SOFTPHONE,
                'Object.hasOwn(data, "value") ? pathOf',
                '"value" in data ? pathOf',
            ),
            Edit(
                SOFTPHONE,
                "function pathOf(",
                "function merged(from, into = {}) {\n"
                "  for (const key of Object.keys(from)) {\n"
                '    if (from[key] && typeof from[key] === "object") {\n'
                "      into[key] = merged(from[key], into[key] ?? {});\n"
                "    } else into[key] = from[key];\n"
                "  }\n  return into;\n}\n\nfunction pathOf(",
            ),
        ),
    ),
    Mutant(
        "ids-are-cut-out",
        "Whatever begins with digits is taken for an id.",
        kills=("IFR-08",),
        edits=(Edit(SOFTPHONE, ID_OF_STRING, "  return parseInt(value) || null;"),),
    ),
    Mutant(
        "unknown-ids-are-opened",
        "The desktop goes to any ticket that it is asked for, there or not.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                OPEN_IF_THERE,
                '    history.pushState(null, "", waiting[0]);\n' + OPEN_IF_THERE,
            ),
        ),
    ),
    Mutant(
        "numbers-only",
        "An id that comes as a string is no id.",
        kills=("IFR-09",),
        edits=(Edit(SOFTPHONE, ID_OF_STRING, "  return null;"),),
    ),
    Mutant(
        "strings-only",
        "An id that comes as a number is no id.",
        kills=("IFR-05", "IFR-06", "IFR-09"),
        beside="Most messages of these rules have a number for their value.",
        edits=(Edit(SOFTPHONE, ID_OF_NUMBER, ""),),
        also=("IFR-07", "IFR-08", "IFR-12"),  # which send a number in the end
    ),
    Mutant(
        "new-opens-a-ticket",
        'The wish for the ticket "new" opens the latest one.',
        kills=("IFR-12",),
        beside="IFR-08 has such a word among the values that are no id.",
        edits=(Edit(SOFTPHONE, TICKET_PATH, "return id ? `/tickets/${id}` : `/tickets/1`;"),),
        also=("IFR-08",),  # in which nothing is asked for that is an id
    ),
)
