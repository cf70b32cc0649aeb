"""Defects in the texts of notes, tickets and widgets: markup, character sets, lengths."""

from .mutant import Edit, Mutant

NAME = '"<p>Call from {html.escape(requester_name(store, call))}</p>"'
DESCRIPTION = 'description=f"<p>Call from {html.escape(name)}</p>"'
LINES = '    lines = "<br>".join(html.escape(line) for line in notes.splitlines())\n'
TAKE = 'store.update("calls", call["id"], notes=attributes["text"])'
SHOWN_NAME = '            "name": requester["name"],\n'
WIDGETS = "domain/widgets.py"
LOCATION = 'json.loads(requester["more"]).get("address"),\n'
EMOJI = 'next((n for n, c in enumerate(notes) if c > "\\uffff"), len(notes))'


def agents_text(expression: str) -> tuple[Edit, ...]:
    """Put another text than the agent's into the note; `notes` is the text."""
    return (Edit("calls.py", LINES, f"    notes = {expression}\n{LINES}"),)


def shown_name(expression: str) -> tuple[Edit, ...]:
    """Show another name in the widget; `name` is the requester's."""
    changed = SHOWN_NAME.replace(
        'requester["name"]', f'(lambda name: {expression})(requester["name"])'
    )
    return (Edit(WIDGETS, SHOWN_NAME, changed),)


MUTANTS = (
    # -- markup --------------------------------------------------------------------------------
    Mutant(
        "caller-id-is-live-in-notes",
        "The requester's name goes into the note as HTML.",
        kills=("REC-06",),
        edits=(Edit("calls.py", NAME, '"<p>Call from {requester_name(store, call)}</p>"'),),
    ),
    Mutant(
        "caller-id-is-live-in-tickets",
        "The requester's name goes into the description of the new ticket as HTML.",
        kills=("REC-06",),
        edits=(Edit("calls.py", DESCRIPTION, 'description=f"<p>Call from {name}</p>"'),),
    ),
    Mutant(
        "agents-notes-are-live",
        "The agent's notes go into the note on the ticket as HTML.",
        kills=("ONL-13",),
        edits=(Edit("calls.py", LINES, LINES.replace("html.escape(line)", "line")),),
    ),
    Mutant(
        "agents-notes-are-escaped-twice",
        "The agent's notes are escaped twice.",
        kills=("ONL-13",),
        edits=agents_text("html.escape(notes)"),
    ),
    Mutant(
        "tags-are-stripped-from-notes",
        "Text between angle brackets in the agent's notes is removed.",
        kills=("ONL-13",),
        edits=(
            Edit("calls.py", "import html\nimport json\n", "import html\nimport json\nimport re\n"),
            *agents_text('re.sub("<[^>]*>", "", notes)'),
        ),
    ),
    # -- the agent's notes ---------------------------------------------------------------------
    Mutant(
        "notes-in-ascii",
        "Letters outside ASCII in the agent's notes become question marks.",
        kills=("ONL-13",),
        edits=agents_text('notes.encode("ascii", "replace").decode()'),
    ),
    Mutant(
        "notes-in-latin-1",
        "Letters outside Latin-1 in the agent's notes become question marks.",
        kills=("ONL-13",),
        edits=agents_text('notes.encode("latin-1", "replace").decode("latin-1")'),
    ),
    Mutant(
        "notes-end-at-an-emoji",
        "The agent's notes end at their first character beyond 16 bits.",
        kills=("ONL-13",),
        edits=agents_text(f"notes[:{EMOJI}]"),
    ),
    Mutant(
        "notes-lose-lines",
        "Of the agent's notes the first line goes into the note.",
        kills=("ONL-13",),
        edits=agents_text("notes.splitlines()[0]"),
    ),
    Mutant(
        "notes-run-together",
        "The lines of the agent's notes are joined without a space.",
        kills=("ONL-13",),
        edits=(Edit("calls.py", LINES, LINES.replace('"<br>"', '""')),),
    ),
    Mutant(
        "notes-are-cut-at-255",
        "The agent's notes are cut after 255 characters.",
        kills=("ONL-13",),
        edits=agents_text("notes[:255]"),
    ),
    Mutant(
        "notepad-is-cut-at-64",
        "The notepad keeps the first 64 characters.",
        kills=("ONL-04",),
        edits=(Edit("actions.py", TAKE, TAKE.replace('["text"]', '["text"][:64]')),),
    ),
    Mutant(
        "notepad-keeps-one-line",
        "The notepad keeps the first line.",
        kills=("ONL-04",),
        edits=(Edit("actions.py", TAKE, TAKE.replace('["text"]', '["text"].partition("\\n")[0]')),),
    ),
    Mutant(
        "notepad-appends",
        "New text of the agent is added behind the text that is in the notepad.",
        kills=("ONL-04",),
        edits=(
            Edit(
                "actions.py",
                TAKE,
                TAKE.replace('attributes["text"]', 'call["notes"] + attributes["text"]'),
            ),
        ),
    ),
    Mutant(
        "notepad-keeps-the-longest",
        "A shorter text does not replace the notes.",
        kills=("ONL-04",),
        edits=(
            Edit(
                "actions.py",
                TAKE,
                TAKE.replace(
                    'attributes["text"]', 'max(call["notes"], attributes["text"], key=len)'
                ),
            ),
        ),
    ),
    Mutant(
        "notepad-cannot-be-emptied",
        "An empty text does not replace the notes.",
        kills=("ONL-04",),
        edits=(Edit("actions.py", TAKE, TAKE.replace('["text"]', '["text"] or call["notes"]')),),
    ),
    # -- the widget ----------------------------------------------------------------------------
    Mutant(
        "names-in-ascii",
        "Letters outside ASCII in the requester's name become question marks in the widget.",
        kills=("ONL-03",),
        edits=shown_name('name.encode("ascii", "replace").decode()'),
    ),
    Mutant(
        "names-escaped-in-the-widget",
        "The requester's name is in the widget as HTML would have it.",
        kills=("ONL-03",),
        edits=shown_name('name.replace("&", "&amp;").replace("\'", "&#39;").replace("<", "&lt;")'),
    ),
    Mutant(
        "names-are-cut-at-32",
        "The widget shows the first 32 characters of the requester's name.",
        kills=("ONL-03",),
        edits=shown_name("name[:32]"),
    ),
    Mutant(
        "names-in-title-case",
        "The widget shows the requester's name with capitals of its own.",
        kills=("ONL-03",),
        edits=shown_name("name.title()"),
    ),
    Mutant(
        "first-line-of-the-location",
        "Of an address with several lines the widget shows the first.",
        kills=("ONL-03",),
        edits=(
            Edit(
                WIDGETS,
                LOCATION,
                '(json.loads(requester["more"]).get("address") or "")'
                '.partition("\\n")[0] or None,\n',
            ),
        ),
    ),
    Mutant(
        "location-in-ascii",
        "Letters outside ASCII in the requester's location become question marks.",
        kills=("ONL-03",),
        edits=(
            Edit(
                WIDGETS,
                LOCATION,
                '(json.loads(requester["more"]).get("address") or "")'
                '.encode("ascii", "replace").decode() or None,\n',
            ),
        ),
    ),
    Mutant(
        "description-holds-the-information",
        "The call information is in the ticket's description as HTML as well.",
        kills=("REC-06",),
        edits=(
            Edit(
                "calls.py",
                DESCRIPTION,
                'description=f"<p>Call from {html.escape(name)}</p>'
                "{json.loads(call['call_info']) or ''}\"",
            ),
        ),
    ),
)
