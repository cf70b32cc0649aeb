"""The search index, as a script: a page that is opened as a file cannot load JSON."""

from __future__ import annotations

import json
import re
from dataclasses import astuple, dataclass

from markupsafe import Markup

HEADING = re.compile(r'<h[23] id="([^"]+)"[^>]*>(.*?)</h[23]>', re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One entry of the index.

    Attributes:
        url: Where it is, from any page.
        kind: Its kind: a rule, a call, a page, a section.
        text: The text to search, in addition to the title.
    """

    url: str
    kind: str
    title: str
    text: str = ""


def section_entries(page: str, title: str, content: str) -> list[Entry]:
    """Return an entry for each heading with an anchor in part of a page."""
    starts = list(HEADING.finditer(content))
    ends = [*(start.start() for start in starts[1:]), len(content)][: len(starts)]
    return [
        Entry(
            f"{page}#{start[1]}",
            title,
            Markup(start[2]).striptags(),
            Markup(content[start.end() : end]).striptags(),
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def as_script(entries: list[Entry]) -> str:
    """Return the index as a script that sets ``searchIndex``."""
    rows = json.dumps([astuple(entry) for entry in entries], ensure_ascii=False, indent=0)
    return f"window.searchIndex = {rows};\n"
