"""Defects in the recording's address and in the call information: altered, cut, dropped."""

from .mutant import Edit, Mutant

ADDRESS = "    address = html.escape(call_url)\n"
KEY = "{html.escape(key)}"
TEXT = "    return value if isinstance(value, str) else json"
ITEMS = "        for key, value in call_info.items()\n"
WEB = 'if not call_url.lower().startswith(("http://", "https://")):'
IMPORT = "import html\nimport json\n"


def importing(*modules: str) -> Edit:
    """Import further modules into `calls.py`."""
    return Edit("calls.py", IMPORT, IMPORT + "".join(f"import {one}\n" for one in modules))


def address(expression: str) -> Edit:
    """Put another address into the note, as text, player and link."""
    return Edit("calls.py", ADDRESS, f"    call_url = {expression}\n{ADDRESS}")


def value(expression: str, condition: str = "isinstance(value, str)") -> Edit:
    """Put another value of the call information into the note, if the condition holds."""
    changed = f"    if {condition}:\n        value = {expression}\n"
    return Edit("calls.py", TEXT, changed + TEXT)


def only_items(condition: str) -> Edit:
    """Put only those items of the call information into the note that satisfy a condition."""
    return Edit("calls.py", ITEMS, f"{ITEMS}        if {condition}\n")


MUTANTS = (
    # -- the recording's address ---------------------------------------------------------------
    Mutant(
        "recording-decoded",
        "The address of the recording is percent-decoded.",
        kills=("REC-01",),
        edits=(importing("urllib.parse"), address("urllib.parse.unquote(call_url)")),
    ),
    Mutant(
        "recording-plus-is-a-space",
        "A plus in the address of the recording becomes a space.",
        kills=("REC-01",),
        edits=(address('call_url.replace("+", "%20")'),),
    ),
    Mutant(
        "recording-lowercased",
        "The address of the recording is in lower case.",
        kills=("REC-01",),
        edits=(address("call_url.lower()"),),
    ),
    Mutant(
        "recording-cut-at-255",
        "The address of the recording is cut after 255 characters.",
        kills=("REC-01",),
        edits=(address("call_url[:255]"),),
    ),
    Mutant(
        "recording-without-its-fragment",
        "The address of the recording loses its fragment.",
        kills=("REC-01",),
        edits=(address('call_url.partition("#")[0]'),),
    ),
    Mutant(
        "recording-over-https",
        "An http address of a recording becomes an https address.",
        kills=("REC-01",),
        edits=(address('call_url.replace("http://", "https://", 1)'),),
    ),
    Mutant(
        "recording-without-its-port",
        "The address of the recording loses its port.",
        kills=("REC-01",),
        edits=(
            importing("re"),
            address('re.sub(r"^(https?://[^/:]+):[0-9]+", r"\\1", call_url)'),
        ),
    ),
    Mutant(
        "recording-with-one-parameter",
        "Of several parameters in the recording's address the first is kept.",
        kills=("REC-01",),
        edits=(address('call_url.partition("&")[0]'),),
    ),
    Mutant(
        "recording-in-ascii",
        "Letters outside ASCII in the recording's address become question marks.",
        kills=("REC-01",),
        edits=(address('call_url.encode("ascii", "replace").decode()'),),
        left="An address with such letters is not an address (RFC 3986).",
    ),
    Mutant(
        "recording-with-a-small-scheme",
        "A recording is played only if the scheme of its address is in lower case.",
        kills=("REC-04",),
        edits=(Edit("calls.py", WEB, WEB.replace(".lower()", "")),),
    ),
    Mutant(
        "audio-files-only",
        "A recording is played only if its address ends in .mp3 or .wav.",
        kills=("REC-04",),
        edits=(Edit("calls.py", WEB, 'if not call_url.lower().endswith((".mp3", ".wav")):'),),
    ),
    Mutant(
        "player-of-an-address-cut-at-64",
        "The player in the note gets the first 64 characters of the address.",
        kills=("REC-04",),
        edits=(
            Edit(
                "calls.py",
                '<audio controls src="{address}">',
                '<audio controls src="{address[:64]}">',
            ),
        ),
    ),
    # -- the keys of the call information ------------------------------------------------------
    Mutant(
        "keys-are-cut-at-32",
        "A key of the call information is cut after 32 characters.",
        kills=("REC-05",),
        edits=(Edit("calls.py", KEY, "{html.escape(key[:32])}"),),
    ),
    Mutant(
        "keys-with-spaces",
        "An underscore in a key of the call information becomes a space.",
        kills=("REC-05",),
        edits=(Edit("calls.py", KEY, "{html.escape(key.replace('_', ' '))}"),),
    ),
    Mutant(
        "keys-in-lower-case",
        "The keys of the call information are in lower case.",
        kills=("REC-05",),
        edits=(Edit("calls.py", KEY, "{html.escape(key.lower())}"),),
    ),
    Mutant(
        "keys-in-one-case",
        "Of two keys of the call information that differ only in case, one is kept.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py",
                ITEMS,
                "        for key, value in {\n"
                "            one.lower(): (one, it) for one, it in call_info.items()\n"
                "        }.values()\n",
            ),
        ),
    ),
    Mutant(
        "ten-keys",
        "Of the call information the first 10 keys are kept.",
        kills=("REC-05",),
        edits=(
            Edit(
                "calls.py", ITEMS, ITEMS.replace("call_info.items()", "[*call_info.items()][:10]")
            ),
        ),
    ),
    # -- the values of the call information ----------------------------------------------------
    Mutant(
        "values-are-cut-at-64",
        "A value of the call information is cut after 64 characters.",
        kills=("REC-05",),
        edits=(value("value[:64]"),),
    ),
    Mutant(
        "values-are-cut-at-255",
        "A value of the call information is cut after 255 characters.",
        kills=("REC-05",),
        edits=(value("value[:255]"),),
    ),
    Mutant(
        "values-in-lower-case",
        "The values of the call information are in lower case.",
        kills=("REC-05",),
        edits=(value("value.lower()"),),
    ),
    Mutant(
        "values-escaped-twice",
        "The values of the call information are escaped twice.",
        kills=("REC-05",),
        edits=(value("html.escape(value)"),),
    ),
    Mutant(
        "values-end-at-an-emoji",
        "A value of the call information ends at its first character beyond 16 bits.",
        kills=("REC-05",),
        edits=(
            value('value[: next((n for n, c in enumerate(value) if c > "\\uffff"), len(value))]'),
        ),
    ),
    Mutant(
        "values-of-one-line",
        "Of a value of the call information the first line is kept.",
        kills=("REC-05",),
        edits=(value('(value.splitlines() or [""])[0]'),),
    ),
    Mutant(
        "no-zero-and-no-false",
        "Values of the call information such as 0 and false are dropped with their keys.",
        kills=("REC-05",),
        edits=(only_items("value"),),
    ),
    Mutant(
        "no-nested-values",
        "Objects and lists in the call information are dropped with their keys.",
        kills=("REC-05",),
        edits=(only_items("not isinstance(value, (dict, list))"),),
    ),
    Mutant(
        "nested-values-are-named-object",
        "An object in the call information is written as [object Object].",
        kills=("REC-05",),
        edits=(value('"[object Object]"', "isinstance(value, dict)"),),
    ),
    Mutant(
        "numbers-with-separators",
        "A number in the call information is written with thousands separators.",
        kills=("REC-05",),
        edits=(value('f"{value:,}"', "isinstance(value, int) and not isinstance(value, bool)"),),
    ),
    Mutant(
        "fractions-are-rounded",
        "A number with a fraction in the call information is rounded.",
        kills=("REC-05",),
        edits=(value("round(value)", "isinstance(value, float)"),),
    ),
)
