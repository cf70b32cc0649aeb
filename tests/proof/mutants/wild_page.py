"""Defects of the page, of click to dial and of the softphone iframe that only odd values show."""

from .mutant import Edit, Mutant

WIDGET = "desktop/page/widget.js"
NOTES = "desktop/page/notes.js"
PAGES = "desktop/page/pages.js"
SOFTPHONE = "desktop/page/softphone.js"
DIAL = "desktop/dial.py"
ORIGIN = "from !== origin) return;\n"
OBJECT = '  if (typeof data !== "object" || data === null'
ID_OF = "function idOf(value) {\n"
KNOWN = "    pairs = zip(PARAMETERS, values, strict=True)\n"
POST = "        return DialRequest(method, filled, added.encode())\n"


def origin(test: str) -> tuple[Edit, ...]:
    """Refuse a message by another test of its origin."""
    return (Edit(SOFTPHONE, ORIGIN, f"{test}) return;\n"),)


def number(expression: str) -> tuple[Edit, ...]:
    """Send another number to the callback; `number` is the one that was clicked."""
    changed = f"    number = {expression}\n    values = (number, *values[1:])\n"
    return (Edit(DIAL, KNOWN, changed + KNOWN),)


MUTANTS = (
    # -- the widget ----------------------------------------------------------------------------
    Mutant(
        "page-drops-notes-on-another-page",
        "The page empties the notepad when the agent opens another record.",
        kills=("ONL-04",),
        edits=(
            Edit(
                PAGES,
                "  if (push && path !== location.pathname) history",
                '  if (push && path !== location.pathname) byId("notes").value = "";\n'
                "  if (push && path !== location.pathname) history",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-notes-stay-for-the-next-call",
        "The notes of a call are in the notepad of the next call as well.",
        kills=("ONL-04",),
        edits=(
            Edit(
                NOTES,
                "    call = newCall;\n    field.value = saved = text;\n",
                "    call = newCall;\n    saved = text;\n"
                "    if (text || call === null) field.value = text || field.value;\n",
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-notepad-of-100-characters",
        "The page sends the first 100 characters of the notepad.",
        kills=("ONL-13",),
        edits=(
            Edit(
                NOTES,
                '{ action: "take_notes", text }',
                '{ action: "take_notes", text: text.slice(0, 100) }',
            ),
        ),
        in_browser=True,
    ),
    Mutant(
        "page-notepad-of-one-line",
        "The page sends the notes without their line breaks.",
        kills=("ONL-13",),
        edits=(
            Edit(
                NOTES,
                '{ action: "take_notes", text }',
                '{ action: "take_notes", text: text.replaceAll("\\n", "") }',
            ),
        ),
        in_browser=True,
    ),
    # -- click to dial -------------------------------------------------------------------------
    Mutant(
        "dial-post-encodes-plus-only",
        "In the form of a POST nothing but the plus is encoded.",
        kills=("DIAL-03",),
        edits=(
            Edit(
                DIAL,
                POST,
                "        rest = [name for name in PARAMETERS if name in known.keys() - named]\n"
                '        added = "&".join(f"{name}={known[name]}" for name in rest)\n'
                '        added = added.replace("+", "%2B")\n' + POST,
            ),
        ),
    ),
    Mutant(
        "dial-national-to-e164",
        "A number in the national form is sent in the E.164 form of the United States.",
        kills=("DIAL-03",),
        edits=(
            Edit(DIAL, "from ..domain.store", "from ..domain import phones\nfrom ..domain.store"),
            *number('phones.key(number, "US")'),
        ),
    ),
    Mutant(
        "dial-011-for-foreign-numbers",
        "A number of another country is sent with 011 for its plus.",
        kills=("DIAL-03",),
        edits=number('"011" + number[1:] if number[0] == "+" and number[1] != "1" else number'),
    ),
    Mutant(
        "dial-without-the-extension",
        "A number is sent without its extension.",
        kills=("DIAL-03",),
        edits=number(r're.split(r"\s*(?:ext|x|;|,|#)", number)[0]'),
    ),
    Mutant(
        "dial-without-the-trunk-zero",
        "A number such as +44 (0)20 is sent without the zero in brackets.",
        kills=("DIAL-03",),
        edits=number('number.replace("(0)", "")'),
    ),
    Mutant(
        "dial-16-characters",
        "The first 16 characters of a number are sent.",
        kills=("DIAL-03",),
        edits=number("number[:16]"),
    ),
    # -- messages of the softphone -------------------------------------------------------------
    Mutant(
        "page-origin-prefix",
        "The page obeys messages from any origin that begins with the softphone's.",
        kills=("IFR-07",),
        edits=origin("!from.startsWith(origin)"),
    ),
    Mutant(
        "page-origin-within",
        "The page obeys messages from any origin that contains the softphone's host.",
        kills=("IFR-07",),
        edits=origin("!from.includes(new URL(origin).hostname)"),
    ),
    Mutant(
        "page-listens-to-any-port",
        "The page obeys messages from any port of the softphone's host.",
        kills=("IFR-07",),
        edits=origin('from.replace(/:\\d+$/, "") !== origin.replace(/:\\d+$/, "")'),
    ),
    Mutant(
        "page-listens-to-any-scheme",
        "The page obeys messages by http and by https alike.",
        kills=("IFR-07",),
        edits=origin('from.split("://")[1] !== origin.split("://")[1]'),
        left="A page by https has no frame by http: browsers block it.",
    ),
    Mutant(
        "page-message-as-json-text",
        "The page obeys a message that is the JSON text of an object.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                OBJECT,
                '  if (typeof data === "string")'
                " try { data = JSON.parse(data); } catch { return; }\n" + OBJECT,
            ),
        ),
    ),
    Mutant(
        "page-actions-in-any-case",
        "The page obeys an action with other capitals.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                '  if (data.action === "show_softphone")',
                "  data = { ...data, action: String(data.action).toLowerCase() };\n"
                '  if (data.action === "show_softphone")',
            ),
        ),
    ),
    Mutant(
        "page-reads-any-number",
        "The page reads the value of a message as a script does: 0x50 and 8e1 are ids.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                ID_OF,
                f'{ID_OF}  if (value !== "" && Number.isInteger(Number(value)))'
                " value = Number(value);\n",
            ),
        ),
    ),
    Mutant(
        "page-takes-the-first-of-a-list",
        "The page reads a list of one id as that id.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                ID_OF,
                f"{ID_OF}  if (Array.isArray(value) && value.length === 1) [value] = value;\n",
            ),
        ),
        left="A list of one id names that id and nothing else.",
    ),
    Mutant(
        "page-cuts-fractions",
        "The page reads an id with a fraction without it.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                ID_OF,
                f'{ID_OF}  if (typeof value === "number") value = Math.abs(Math.trunc(value));\n',
            ),
        ),
    ),
    Mutant(
        "page-action-in-the-value",
        "The page obeys the action of an object inside the message.",
        kills=("IFR-08",),
        edits=(
            Edit(
                SOFTPHONE,
                OBJECT,
                "  if (data?.data?.action) data = data.data;\n" + OBJECT,
            ),
        ),
    ),
    Mutant(
        "softphone-at-most-400-high",
        "The softphone is at most 400 pixels high.",
        kills=("IFR-03",),
        edits=(
            Edit(
                SOFTPHONE,
                "  frame.height = softphone.height;\n",
                "  frame.height = Math.min(softphone.height, 400);\n",
            ),
        ),
    ),
)
