"""Defects of click to dial."""

from .mutant import Edit, Mutant

DIAL = "desktop/dial.py"
KNOWN = "    return {name: str(value) for name, value in pairs if value is not None}\n"
FILLED = 'quote(known.get(found[1], ""), safe="")'
METHOD = 'template, method = click_to_dial["callback_url"], click_to_dial["request_type"]'
OFF = '    if not click_to_dial["enabled"]:\n'
VALUES = '(number, agent["picked"] or agent["phone"], agent["id"], ticket_id, requester_id)'
TOLD = "    problem(`The call to ${asked.number} was not placed: ${reason.message}`);\n"
SENT = 'const result = await ask("POST", "/dial", asked);'
TAKEN = "    if 200 <= status < 300:\n"
BUTTON = '  if (!now()?.click_to_dial) return el("span", {}, number);\n'

MUTANTS = (
    Mutant(
        "ticket-is-left-out",
        "The callback is not told the ticket.",
        kills=("DIAL-01",),
        edits=(Edit(DIAL, VALUES, VALUES.replace("ticket_id", "None")),),
        fixed=True,
    ),
    Mutant(
        "requester-is-left-out",
        "The callback is not told the requester's id.",
        kills=("DIAL-01",),
        edits=(Edit(DIAL, VALUES, VALUES.replace("requester_id", "None")),),
    ),
    Mutant(
        "picked-number-is-left-out",
        "The callback is told the agent's own phone, whichever number was picked.",
        kills=("DIAL-01",),
        edits=(Edit(DIAL, VALUES, VALUES.replace('agent["picked"] or ', "")),),
    ),
    Mutant(
        "another-agents-id",
        "The callback is told the id of the first agent there is.",
        kills=("DIAL-01",),
        edits=(
            Edit(
                "desktop/api.py",
                "    known = dial.known(_agent(request), number",
                '    first = request.store.one("SELECT * FROM people'
                " WHERE kind = 'agent' ORDER BY id\")\n"
                "    known = dial.known(first, number",
            ),
        ),
    ),
    Mutant(
        "dial-placeholder-stays",
        "A placeholder for which nothing is known stays in the callback URL.",
        kills=("DIAL-01",),
        edits=(Edit(DIAL, FILLED, 'quote(known.get(found[1], found[0]), safe="")'),),
    ),
    Mutant(
        "none-for-nothing",
        "What is not known is told as None.",
        kills=("DIAL-01",),
        edits=(Edit(DIAL, KNOWN, "    return {name: str(value) for name, value in pairs}\n"),),
    ),
    Mutant(
        "dials-twice",
        "A click sends two requests.",
        kills=("DIAL-01", "DIAL-02"),
        beside="Each of these counts the requests that reach the callback.",
        edits=(
            Edit("desktop/page/phone.js", SENT, 'await ask("POST", "/dial", asked);\n    ' + SENT),
        ),
        also=("DIAL-04",),
    ),
    Mutant(
        "always-get",
        "The callback is called by GET whatever was chosen.",
        kills=("DIAL-02",),
        edits=(Edit(DIAL, METHOD, 'template, method = click_to_dial["callback_url"], "GET"'),),
        fixed=True,
    ),
    Mutant(
        "always-post",
        "The callback is called by POST whatever was chosen.",
        kills=("DIAL-02",),
        edits=(Edit(DIAL, METHOD, 'template, method = click_to_dial["callback_url"], "POST"'),),
    ),
    Mutant(
        "plus-becomes-a-space",
        "The number stands in the callback URL as it is, so that its plus is read as a space.",
        kills=("DIAL-03",),
        beside="DIAL-01 reads the number, too.",
        edits=(Edit(DIAL, FILLED, 'known.get(found[1], "").replace(" ", "%20")'),),
        also=("DIAL-01",),  # whose request carries the same number
        fixed=True,
    ),
    Mutant(
        "encoded-twice",
        "The number is encoded twice.",
        kills=("DIAL-03",),
        beside="DIAL-01 and DIAL-04 read the number, too.",
        edits=(Edit(DIAL, FILLED, f'quote({FILLED}, safe="")'),),
        also=("DIAL-01", "DIAL-04"),
    ),
    Mutant(
        "digits-only",
        "The number is sent without its plus.",
        kills=("DIAL-03",),
        beside="DIAL-01 reads the number, too.",
        edits=(Edit(DIAL, VALUES, VALUES.replace("(number", '(number.lstrip("+")')),),
        also=("DIAL-01",),
    ),
    Mutant(
        "first-number-for-all",
        "Whichever number of a contact is clicked, its phone is called.",
        kills=("DIAL-03",),
        edits=(
            Edit(
                "desktop/page/records.js",
                '["Mobile", person.mobile && phone(person.mobile, known)]',
                '["Mobile", person.mobile && phone(person.mobile,'
                " { ...known, number: person.phone })]",
            ),
        ),
    ),
    Mutant(
        "dials-while-off",
        "A click calls the callback while click to dial is off.",
        kills=("DIAL-04",),
        edits=(
            Edit("desktop/api.py", OFF, "    if False:\n"),
            Edit("desktop/page/phone.js", BUTTON, ""),
        ),
    ),
    Mutant(
        "failure-is-silent",
        "The agent is not told that the callback failed.",
        kills=("DIAL-05",),
        edits=(Edit("desktop/page/phone.js", TOLD, ""),),
        fixed=True,
    ),
    Mutant(
        "error-counts-as-placed",
        "A callback that answers with an error has placed the call.",
        kills=("DIAL-05",),
        edits=(Edit(DIAL, TAKEN, "    if True:\n"),),
    ),
    Mutant(
        "redirect-counts-as-placed",
        "A callback that redirects has placed the call.",
        kills=("DIAL-05",),
        edits=(Edit(DIAL, TAKEN, "    if 200 <= status < 400:\n"),),
    ),
    Mutant(
        "waits-for-ever",
        "A callback that does not answer is waited for without end.",
        kills=("DIAL-05",),
        edits=(Edit(DIAL, "LIMIT_S = 5.0", "LIMIT_S = 3600.0"),),
    ),
    Mutant(
        "dead-after-a-failure",
        "After a call that failed, numbers can be clicked no more.",
        kills=("DIAL-05",),
        edits=(
            Edit(
                "desktop/page/phone.js",
                '    button.ariaBusy = "false";\n',
                '    if (!document.querySelector("[role=alert] p")) button.ariaBusy = "false";\n',
            ),
        ),
    ),
    Mutant(
        "stands-still-meanwhile",
        "While the callback does not answer, the desktop shows no call.",
        kills=("DIAL-05",),
        edits=(
            Edit(
                "desktop/page/state.js",
                "  for (const watcher of watchers) watcher(state);\n",
                '  if (document.querySelector("main [aria-busy=true]")) return;\n'
                "  for (const watcher of watchers) watcher(state);\n",
            ),
        ),
    ),
)
