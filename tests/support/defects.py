"""Mutants with known faults of their own, to try the kill matrix on."""

from __future__ import annotations

from mutants.mutant import Edit, Mutant

HARMLESS = Mutant(
    "harmless",
    "A comment is another: nothing is wrong.",
    kills=("POP-01",),
    edits=(Edit("calls.py", "OPEN = 2  # status", "OPEN = 2  # state"),),
)
MISPLACED = Mutant(
    "misplaced",
    "It breaks another rule than it says.",
    kills=("POP-15",),
    edits=(Edit("rest/cti.py", '{"id": str(', '{"id": int('),),
    also=("POP-07",),
    beside="It is run with the rule that it does break.",
)
TOLD = Mutant(
    "told",
    "It is told by its own rule, and by no other that is run.",
    kills=("POP-01",),
    edits=(Edit("rest/cti.py", '{"id": str(', '{"id": int('),),
)
STILLBORN = Mutant(
    "stillborn",
    "The reference does not start.",
    kills=("POP-01",),
    edits=(Edit("calls.py", "OPEN = 2  #", "OPEN = nothing  #"),),
)
MISFIT = Mutant(
    "misfit",
    "What it replaces is not there.",
    kills=("POP-01",),
    edits=(Edit("calls.py", "no such text", "another"),),
)
