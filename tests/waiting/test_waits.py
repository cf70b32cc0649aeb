"""Every place that waits is known, bounded by the time of the run, and has a proof."""

from __future__ import annotations

import ast
import re

from support.suite import ROOT
from support.waits import PLAYWRIGHT, places, unwatched

TABLE = ROOT / "docs" / "limits.md"
ROW = re.compile(r"^\| `([\w/.]+)` `([\w.]+)` \| [^|]+ \| ([^|]+) \| `(\w+)` \|$", re.MULTILINE)
# Calls that only pass on to a place that is in the table, or end something without a wait.
DERIVED = {
    *("eventually", "look", "judged", "restoring", "shutdown"),
    *("stop", "Popen", "new_context", "new_page"),
}
# Code that no run of the suite executes, and code that writes requests into a script.
NO_RUN = (
    *("cti_conformance/site/", "cti_conformance/target/browser/install.py"),
    "cti_conformance/report/reproduce/",
)
# Functions with these names do something else.
NO_WAIT = {
    ("cti_conformance/pytest_plugin/run_plan.py", "select"),
    ("cti_conformance/target/receiver.py", "acquire"),  # blocking=False
    ("cti_conformance/target/browser/interrupts.py", "Timer"),  # nobody waits for it
    ("cti_conformance/target/ports/browser.py", "wait"),  # the softphone's, within `judged`
}
STEPS = "steps/"
OF_THE_RUN = re.compile(
    r"run_time\(\)|\brun\.(pause|at_most)|at_most|limit_s|left_s|context|watching\("
)


def rows() -> dict[tuple[str, str], tuple[str, str]]:
    """Return bound and proof of each place in the table."""
    found = ROW.findall(TABLE.read_text(encoding="utf-8"))
    return {(module, function): (bound, proof) for module, function, bound, proof in found}


def waiting() -> set[tuple[str, str]]:
    """Return the places that wait and are not made of others."""
    return {
        (place.module, place.function)
        for place in places()
        if place.call not in DERIVED | PLAYWRIGHT
        and not place.module.startswith(NO_RUN)
        and (place.module, place.call) not in NO_WAIT
        and not (place.module.startswith(STEPS) and place.call == "wait")
    }


def source_of(module: str, function: str) -> str:
    tree: ast.AST = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    for name in function.split("."):
        tree = next(
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
        )
    return ast.unparse(tree)


def test_every_place_that_waits_is_in_the_table() -> None:
    assert sorted(waiting() - rows().keys()) == []


def test_every_row_of_the_table_is_a_place_that_waits() -> None:
    waits = {(place.module, place.function) for place in places()}
    assert sorted(rows().keys() - waits) == []
    assert len(rows()) == TABLE.read_text(encoding="utf-8").count("| `cti_conformance/") + (
        TABLE.read_text(encoding="utf-8").count("| `steps/")
    )


def test_every_bound_is_that_of_the_run_or_short() -> None:
    for (module, function), (bound, _) in rows().items():
        fixed = [int(number) for number in re.findall(r"(\d+) s\b", bound)]
        if bound.startswith(("the run", "the time for restoring", "the limit")):
            assert OF_THE_RUN.search(source_of(module, function)), (module, function)
        elif bound.startswith("its campaign"):
            assert "CampaignContext" in (ROOT / module).read_text("utf-8"), module
        else:
            assert fixed, (module, function)
            assert "the end of the run" in bound or fixed[0] <= 20, (module, function)


def test_every_proof_is_a_test() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    proofs = {proof for _, proof in rows().values()}
    assert {proof for proof in proofs if f"def {proof}(" not in tests} == set()


def test_every_call_of_the_browser_is_watched() -> None:
    assert unwatched("cti_conformance/target/ports/browser.py") == set()


def test_a_call_of_the_browser_that_is_not_watched_is_found() -> None:
    """The readers of a page are not watched by themselves: their callers do that."""
    assert "act" in unwatched("cti_conformance/target/browser/widget.py")
