"""The one form of a feature: ``python tests/support/form.py features/*.feature`` gives it to them.

Indentation by kind of line, tables aligned, one empty line before each block and none inside it.
The words are left as they are.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

BLOCKS = {
    "Feature": 0,
    "Rule": 2,
    "Background": 4,
    "Example": 4,
    "Scenario": 4,
    "Scenario Outline": 4,
    "Examples": 6,
}
STEP = 6
BELOW_STEP = 8
BLOCK = re.compile(rf"({'|'.join(sorted(BLOCKS, key=len, reverse=True))}):")
STEPS = re.compile(r"(Given|When|Then|And|But|\*) ")
QUOTES = ('"""', "```")


def formed(text: str) -> str:
    """Return the text of a feature in the one form."""
    lines: list[str] = []
    above: list[str] = []  # tags and comments, which take the indentation of what follows
    table: list[list[str]] = []
    gap = False  # whether an empty line stood before this one
    indent = 0  # of the description below the block that is open
    quote = ""
    shift = 0
    for line in [*text.splitlines(), "|end|"]:
        plain = line.strip()
        if quote:
            lines.append(" " * (shift + len(line) - len(line.lstrip())) + plain if plain else "")
            quote = "" if plain == quote else quote
        elif plain.startswith("|") and plain != "|end|":
            table.append([cell.strip() for cell in re.split(r"(?<!\\)\|", plain)[1:-1]])
        else:
            lines += _aligned(table)
            table = []
            if plain == "|end|":
                lines += above
            elif not plain:
                gap = gap or not above
                continue
            elif plain.startswith(("@", "#")):
                above.append(plain)
                continue
            elif block := BLOCK.match(plain):
                indent = BLOCKS[block[1]]
                lines += [""] if lines else []
                lines += [" " * indent + part for part in (*above, plain)]
                above, indent = [], indent + 2
            else:
                quote = next((q for q in QUOTES if plain.startswith(q)), "")
                step = STEPS.match(plain)
                if step and indent <= STEP:
                    indent = STEP
                place = BELOW_STEP if quote else indent
                shift = place - (len(line) - len(line.lstrip()))
                paragraph = gap and not (step or quote)
                lines += ([""] if paragraph else []) + [" " * place + p for p in (*above, plain)]
                above = []
        gap = False
    return "\n".join(lines).rstrip() + "\n"


def _aligned(table: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        f"{' ' * BELOW_STEP}| "
        + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        + " |"
        for row in table
    ]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        file.write_text(formed(file.read_text(encoding="utf-8")), encoding="utf-8")
