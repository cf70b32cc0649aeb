"""`make proof` runs every proof, continues after a failure, and reports each result."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import prove

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ROWS = """\
Proof  Time  Result  Figures
good   m:ss  ok      3 defects, 3 killed
bad    m:ss  FAILED  1 of 2 runs passed
after  m:ss  ok      7 passed"""


def _says(text: str, status: int = 0) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys; print({text!r}); sys.exit({status})")


def test_a_failure_stops_no_other_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    some = [
        prove.Proof("good", [_says("3 defects, 3 killed\nreport/matrix.html")]),
        prove.Proof("bad", [_says("1 failed", 1), _says("fine")]),
        prove.Proof("after", [_says("7 passed")]),
    ]
    monkeypatch.setattr(prove, "proofs", lambda _: some)
    monkeypatch.setattr(prove, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["prove.py"])
    assert prove.main() == 1
    assert ROWS in re.sub(r"\b\d+:\d\d\b", "m:ss", capsys.readouterr().out)
    assert (tmp_path / "report/proof/bad.log").read_text("utf-8") == "1 failed\nfine\n"

    monkeypatch.setattr(sys, "argv", ["prove.py", "good", "after"])
    assert prove.main() == 0


def test_every_test_file_of_a_proof_is_there() -> None:
    commands = [command for proof in prove.proofs("2") for command in proof.commands]
    files = {word for command in commands for word in command if word.startswith("tests/")}
    assert len(files) >= 5
    assert [file for file in files if not (prove.ROOT / file).is_file()] == []
