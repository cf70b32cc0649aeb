"""Defects of what comes after what in the life of a call."""

from .mutant import Edit, Mutant

KNOWN = "    call = find_call(store, pop.call_reference_id)\n"
OPTION = '    option = settings.read(store)["new_ticket"]\n'
FROZEN = "@dataclass(frozen=True, slots=True)\nclass Pop:"
DISMISS = '    """Dismiss the pop-up (CTI-END-03); the call keeps its ticket (CTI-TKT-07)."""\n'

MUTANTS = (
    Mutant(
        "notes-keep-the-widget",
        "A widget with notes cannot be dismissed.",
        kills=("LIFE-01",),
        beside="Examples of chapter END dismiss a widget as well.",
        edits=(
            Edit(
                "actions.py",
                "def dismiss(store: Store, widget: Row, _: Row,",
                "def dismiss(store: Store, widget: Row, call: Row,",
            ),
            Edit(
                "actions.py",
                DISMISS,
                DISMISS + '    if call["notes"]:\n        raise not_offered("There are notes")\n',
            ),
        ),
        also=("END-03",),
        fixed=True,
    ),
    Mutant(
        "calls-from-before-the-crash-are-refused",
        "A pop of a call that came in before a crash is refused after it.",
        kills=("LIFE-02",),
        beside="It is so in the examples of a crash.",
        edits=(
            Edit("calls.py", FROZEN, f"SEEN: set[str | None] = set()\n\n\n{FROZEN}"),
            Edit(
                "calls.py",
                KNOWN,
                KNOWN + "    if call and pop.call_reference_id not in SEEN:\n"
                '        raise invalid_value("call_reference_id", "It is from before")\n'
                "    SEEN.add(pop.call_reference_id)\n",
            ),
        ),
        also=("FLT-03", "FLT-04"),
    ),
    Mutant(
        "the-option-is-off-for-its-calls",
        "A call that came in with the New Ticket option cannot come in again without it.",
        kills=("LIFE-03",),
        edits=(
            Edit(
                "calls.py",
                OPTION,
                OPTION + '    if call and call["note_due"] and not option:\n'
                '        raise invalid_value("call_reference_id", "The recording waits")\n',
            ),
        ),
    ),
)
