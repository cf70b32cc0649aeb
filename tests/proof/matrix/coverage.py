"""Which rules execute which lines of the reference: only they can detect a defect there."""

from __future__ import annotations

import mmap
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from matrix.reference import REFERENCE

if TYPE_CHECKING:
    from types import FrameType

Line = tuple[str, int]
"""A file of the reference, by its path in the reference, and a line of it."""


INSIDE = f"/{REFERENCE.name}/"
START = 255
"""Stands for all rules: the lines that run at the start of the reference."""


class Tracer:
    """Writes down which lines the reference runs, with the rule that had it do so.

    The suite and the reference are processes of their own. They share the number of the rule.

    Args:
        log: The file to write into.
    """

    def __init__(self, log: Path) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._rule = mmap.mmap(-1, 1)  # shared with whatever is forked from here
        self._rule[0] = START
        self._seen: set[tuple[int, str, int]] = set()

    def switch_to_call_of(self, number: int) -> None:
        """Record, in the process of the suite, which rule is tested now."""
        self._rule[0] = number

    def begin(self) -> None:
        """Begin to watch, in the process of the reference."""
        sys.settrace(self._called)

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        return self._ran if INSIDE in frame.f_code.co_filename else None

    def _ran(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            file = frame.f_code.co_filename.rpartition(INSIDE)[2]
            told = (self._rule[0], file, frame.f_lineno)
            if told not in self._seen:
                self._seen.add(told)
                os.write(self._log, f"{told[0]} {told[1]} {told[2]}\n".encode())
        return self._ran


def lines_by_rule() -> dict[str, set[Line]]:
    """Run every rule on the reference as it is, and return the lines that each has it run."""
    from matrix.trial import Trial
    from matrix.verdicts import TESTABLE
    from matrix.workers import run_all

    with TemporaryDirectory(prefix="coverage-") as folder:
        log = Path(folder, "lines")
        for _, outcome in run_all([Trial("unchanged", {}, TESTABLE, trace=log)], jobs=1):
            assert outcome.of("passed") == set(TESTABLE), outcome.output
        found: dict[str, set[Line]] = {rule: set() for rule in TESTABLE}
        for text in log.read_text(encoding="utf-8").splitlines():
            number, file, line = text.split()
            rules = TESTABLE if int(number) == START else [TESTABLE[int(number)]]
            for rule in rules:
                found[rule].add((file, int(line)))
    return found
