"""Defects in call references: compared loosely, or stored otherwise than they were sent."""

from .mutant import Edit, Mutant

FIND = '    return store.one("SELECT * FROM calls WHERE reference = ?", reference)\n'
STORE = '        return store.insert("calls", reference=pop.call_reference_id, **columns)\n'
NOTE = "note=f\"Call reference: {call['reference']}\""
IMPORT = "import html\nimport json\n"
DETAILS = "    call = find_call(store, reference)\n"


def alike(expression: str, *modules: str) -> tuple[Edit, ...]:
    """Take references for one if this expression of `it` is equal; import these modules."""
    text = (
        "    if reference is None:\n        return None\n"
        f"    same = [{expression} for it in (reference,)]\n"
        '    for call in store.all("SELECT * FROM calls WHERE reference IS NOT NULL"):\n'
        f'        if [{expression} for it in (call["reference"],)] == same:\n'
        "            return call\n    return None\n"
    )
    imports = "".join(f"import {one}\n" for one in modules)
    return (Edit("calls.py", FIND, text), Edit("calls.py", IMPORT, IMPORT + imports))


def stored(expression: str, *modules: str) -> tuple[Edit, ...]:
    """Store another reference, and look for it in the same form; `it` is the one sent."""
    return (
        Edit("calls.py", IMPORT, IMPORT + "".join(f"import {one}\n" for one in modules)),
        Edit(
            "calls.py",
            STORE,
            STORE.replace("pop.call_reference_id", "_stored(pop.call_reference_id)"),
        ),
        Edit(
            "calls.py",
            FIND,
            FIND.replace(", reference)", ", _stored(reference))")
            + "\n\ndef _stored(it: str | None) -> str | None:\n"
            f"    return it and {expression}\n",
        ),
    )


def in_the_entry(expression: str) -> tuple[Edit, ...]:
    """Name the reference otherwise in the time entry."""
    changed = NOTE.replace("{call['reference']}", "{" + expression + "}")
    return (Edit("calls.py", NOTE, changed),)


MUTANTS = (
    # -- stored otherwise ----------------------------------------------------------------------
    Mutant(
        "reference-stored-32",
        "The first 32 characters of a reference are stored.",
        kills=("DET-09",),
        edits=stored("it[:32]"),
    ),
    Mutant(
        "reference-stored-64",
        "The first 64 characters of a reference are stored.",
        kills=("DET-09",),
        edits=stored("it[:64]"),
    ),
    Mutant(
        "reference-stored-255",
        "The first 255 characters of a reference are stored.",
        kills=("DET-09",),
        edits=stored("it[:255]"),
        left="No length is documented, and no telephone system is known to send more.",
    ),
    Mutant(
        "reference-case-folded",
        "References are stored in lower case.",
        kills=("DET-10",),
        edits=stored("it.lower()"),
    ),
    Mutant(
        "reference-with-single-spaces",
        "Several spaces in a reference are stored as one.",
        kills=("DET-09",),
        edits=stored('re.sub(" +", " ", it)', "re"),
    ),
    Mutant(
        "reference-without-emoji",
        "Characters beyond 16 bits in a reference are stored as question marks.",
        kills=("DET-09",),
        edits=stored('"".join("?" if c > "\\uffff" else c for c in it)'),
    ),
    Mutant(
        "reference-in-latin-1",
        "Letters outside Latin-1 in a reference are stored as question marks.",
        kills=("DET-09",),
        edits=stored('it.encode("latin-1", "replace").decode("latin-1")'),
    ),
    Mutant(
        "entry-names-a-part",
        "The time entry names the last 12 characters of the reference.",
        kills=("DET-09",),
        edits=in_the_entry("call['reference'][-12:]"),
    ),
    Mutant(
        "entry-names-it-in-capitals",
        "The time entry names the reference in capitals.",
        kills=("DET-09",),
        edits=in_the_entry("call['reference'].upper()"),
    ),
    Mutant(
        "entry-without-angle-brackets",
        "The time entry names the reference without the part in angle brackets.",
        kills=("DET-09",),
        edits=in_the_entry("call['reference'].partition('<')[0]"),
    ),
    Mutant(
        "reference-nought-is-none",
        "The reference 0 counts as none.",
        kills=("DET-09",),
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n',
                '    if kept.get("call_reference_id") in ("0", "null", "undefined"):\n'
                '        del kept["call_reference_id"]\n'
                '    if "requester_id" in kept:\n',
            ),
        ),
        left="Each of these references would be shared with other runs.",
    ),
    # -- compared loosely ----------------------------------------------------------------------
    Mutant(
        "first-32-of-the-reference",
        "References with the same first 32 characters are taken for one.",
        kills=("DET-10",),
        edits=alike("it[:32]"),
    ),
    Mutant(
        "reference-in-any-case",
        "References that differ only in letter case are taken for one.",
        kills=("DET-10",),
        edits=alike("it.casefold()"),
    ),
    Mutant(
        "reference-in-any-case-in-details",
        "Details of a reference report the call whose reference differs in letter case.",
        kills=("DET-10",),
        edits=(
            Edit(
                "calls.py",
                DETAILS,
                DETAILS + '    sql = "SELECT * FROM calls WHERE lower(reference) = lower(?)"\n'
                "    call = call or store.one(sql, reference)\n",
            ),
        ),
    ),
    Mutant(
        "reference-without-accents",
        "References that differ only in accents are taken for one.",
        kills=("DET-10",),
        edits=alike(
            '"".join(c for c in unicodedata.normalize("NFD", it) if not unicodedata.combining(c))',
            "unicodedata",
        ),
    ),
    Mutant(
        "reference-in-compatibility-form",
        "References with full-width and with plain digits are taken for one.",
        kills=("DET-10",),
        edits=alike('unicodedata.normalize("NFKC", it)', "unicodedata"),
    ),
    Mutant(
        "reference-composed",
        "References with composed and with decomposed letters are taken for one.",
        kills=("DET-10",),
        edits=alike('unicodedata.normalize("NFC", it)', "unicodedata"),
    ),
    Mutant(
        "reference-without-blanks",
        "References that differ only in blanks are taken for one.",
        kills=("DET-10",),
        edits=alike('"".join(it.split())'),
    ),
    Mutant(
        "reference-without-dashes",
        "References that differ only in dashes are taken for one.",
        kills=("DET-10",),
        edits=alike('it.replace("-", "")'),
    ),
    Mutant(
        "reference-without-its-host",
        "References with the same part before an @ are taken for one.",
        kills=("DET-10",),
        edits=alike('it.partition("@")[0]'),
    ),
    Mutant(
        "reference-without-its-parameters",
        "References with the same part before a semicolon are taken for one.",
        kills=("DET-10",),
        edits=alike('it.partition(";")[0]'),
    ),
    Mutant(
        "reference-without-its-channel",
        "References with the same part before a dot are taken for one.",
        kills=("DET-10",),
        edits=alike('it.partition(".")[0]'),
    ),
    Mutant(
        "long-references-are-rounded",
        "References of more than 15 digits are compared as floating-point numbers.",
        kills=("DET-10",),
        edits=alike("(float(it) if it.isascii() and it.isdigit() and 15 < len(it) < 99 else it)"),
    ),
    Mutant(
        "references-are-floats",
        "References such as 12.50 and 12.5 are compared as numbers.",
        kills=("DET-10",),
        edits=alike(r"(float(it) if re.fullmatch(r'\d{1,9}\.\d{1,6}', it) else it)", "re"),
    ),
    Mutant(
        "references-are-hexadecimal",
        "References that are hexadecimal digits are compared without leading zeros.",
        kills=("DET-10",),
        edits=alike("(it.lstrip('0') if re.fullmatch('[0-9a-f]{8,}', it) else it)", "re"),
    ),
)
