"""The files of the reference as a mutant has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matrix.reference import REFERENCE

if TYPE_CHECKING:
    from mutants.mutant import Mutant


class MisfitError(Exception):
    """A mutant does not fit the reference implementation (any more)."""


def mutated(mutant: Mutant) -> dict[str, str]:
    """Return the files that a mutant changes, by name, as it has them.

    Raises:
        MisfitError: What it replaces is not there, or there more than once, or what it makes is no
            program.
    """
    texts: dict[str, str] = {}
    for edit in mutant.edits:
        try:
            text = texts.get(edit.file) or (REFERENCE / edit.file).read_text(encoding="utf-8")
        except OSError as problem:
            raise MisfitError(f"mutant {mutant.name}: {problem}") from None
        if (count := text.count(edit.old)) != 1:
            raise MisfitError(
                f"mutant {mutant.name}: its text occurs {count} times in "
                f"reference_impl/{edit.file}, and must occur once: {edit.old!r}"
            )
        texts[edit.file] = text.replace(edit.old, edit.new)
    for file, text in texts.items():
        if file.endswith(".py"):
            try:
                compile(text, f"{mutant.name}/{file}", "exec")
            except SyntaxError as problem:
                raise MisfitError(f"mutant {mutant.name}: {problem}") from None
    return texts
