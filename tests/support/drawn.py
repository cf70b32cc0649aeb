"""Writes the drawn tables into the features: ``python -m support.drawn``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from support import life, pairwise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEATURES = Path(__file__).parents[2] / "features"


def tables() -> dict[str, list[str]]:
    """Return the lines of the drawn table of each rule that has one."""
    drawn = {rule: pairwise.table(columns) for rule, columns in pairwise.TABLES.items()}
    return drawn | {rule: life.table(paths) for rule, paths in life.tables().items()}


def replaced(text: str, rule: str, table: Sequence[str]) -> str:
    """Return a feature with this as the table of the rule, which has a single one."""
    return "\n".join(_lines(text.splitlines(), rule, table)) + "\n"


def _lines(lines: Sequence[str], rule: str, table: Sequence[str]) -> Iterator[str]:
    place = ""  # ``rule``, once its tag was seen; ``table``, in its table
    for line in lines:
        plain = line.strip()
        if plain.startswith("@CTI-"):
            place = "rule" if rule in plain.split("@", 1)[1].split() else ""
        if place == "table" and plain.startswith("|"):
            continue
        yield line
        if place == "rule" and plain == "Examples:":
            place = "table"
            yield from table


def main() -> None:
    """Write each table into its feature."""
    for rule, table in tables().items():
        file = FEATURES / f"{rule.split('-')[1].lower()}.feature"
        file.write_text(replaced(file.read_text("utf-8"), rule, table), encoding="utf-8")


if __name__ == "__main__":
    main()
