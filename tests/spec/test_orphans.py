"""Ledger, OpenAPI and features speak of the same rules; editing one of them alone is noticed."""

from __future__ import annotations

import ast
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.ledger.rules import CHAPTERS, load_ledger, load_yaml, spec_file
from support.orphans import Artefacts, problems
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

REAL = Artefacts(
    ledger=[load_yaml(spec_file(f"rules/{name}.yaml")) for name in CHAPTERS],
    openapi=load_yaml(spec_file("openapi.yaml")),
    features={
        path.stem: path.read_text(encoding="utf-8") for path in ROOT.glob("features/*.feature")
    },
)


def test_the_three_artefacts_agree() -> None:
    found = problems(REAL)
    assert not found, "\n".join(found)


def test_every_branch_is_one_that_some_step_can_report() -> None:
    said = {
        node.value.replace("_", "-")
        for path in ROOT.glob("steps/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    silent = [
        f"{rule.id} {branch.name}"
        for rule in load_ledger()
        for branch in rule.branches
        if branch.name not in said
    ]
    assert silent == []


# -- one artefact edited alone -----------------------------------------------------------------


def chapter(of: Artefacts, code: str) -> Any:
    return next(chapter for chapter in of.ledger if chapter["chapter"] == code)


def rule(of: Artefacts, rule_id: str) -> Any:
    rules = chapter(of, rule_id.split("-")[1])["rules"]
    return next(rule for rule in rules if rule["id"] == rule_id)


def add_a_rule(of: Artefacts) -> None:
    chapter(of, "REQ")["rules"].append(rule(of, "CTI-REQ-01") | {"id": "CTI-REQ-98"})


def remove_a_rule(of: Artefacts) -> None:
    chapter(of, "REQ")["rules"].remove(rule(of, "CTI-REQ-06"))


def rename_a_rule(of: Artefacts) -> None:
    rule(of, "CTI-REQ-06")["title"] = "A Mobile match wins"


def renumber_a_rule(of: Artefacts) -> None:
    rule(of, "CTI-REQ-06")["id"] = "CTI-REQ-97"


def rename_a_chapter(of: Artefacts) -> None:
    chapter(of, "REQ")["title"] = "Callers"


def pop(of: Artefacts) -> Any:
    return of.openapi["paths"]["/api/v2/integrations/cti/pop"]["post"]


def remove_from_an_operation(of: Artefacts) -> None:
    pop(of)["x-rules"].remove("CTI-REQ-06")


def remove_from_a_response(of: Artefacts) -> None:
    pop(of)["responses"]["201"]["x-rules"].remove("CTI-POP-01")


def add_an_unknown_rule(of: Artefacts) -> None:
    pop(of)["responses"]["400"]["x-rules"].append("CTI-POP-99")


def remove_a_response(of: Artefacts) -> None:
    for path in of.openapi["paths"].values():
        for operation in path.values():
            del operation["responses"]["405"]


def use_a_response_nowhere(of: Artefacts) -> None:
    for path in of.openapi["paths"].values():
        for operation in path.values():
            operation["responses"]["403"] = {"$ref": "#/components/responses/NotFound"}


def in_the_feature(name: str, old: str, new: str) -> Callable[[Artefacts], None]:
    def edit(of: Artefacts) -> None:
        text = of.features[name]
        assert old in text
        of.features[name] = text.replace(old, new, 1)  # type: ignore[index]

    return edit


def remove_an_example(of: Artefacts) -> None:
    text = of.features["req"]
    start = text.index("    Example: one contact has the number as Mobile")
    end = text.index("  @CTI-REQ-06")
    in_the_feature("req", text[start:end], "")(of)


def remove_a_rule_of_the_feature(of: Artefacts) -> None:
    text = of.features["req"]
    in_the_feature("req", text[text.index("  @CTI-REQ-05") : text.index("  @CTI-REQ-06")], "")(of)


def remove_every_row(of: Artefacts) -> None:
    text = of.features["rsp"]
    start = text.index("Examples:", text.index("@CTI-RSP-07"))
    end = text.index("  @CTI-RSP-08")
    in_the_feature("rsp", text[start:end], "Examples:\n        | attribute |\n\n")(of)


def remove_a_feature(of: Artefacts) -> None:
    del of.features["off"]  # type: ignore[attr-defined]


def rename_a_feature(of: Artefacts) -> None:
    of.features["offline"] = of.features.pop("off")  # type: ignore[attr-defined, index]


TITLE = "  Rule: A Phone match wins over a Mobile match\n"
LOOSE = "    Example: a loose one\n      When the pop is sent\n      Then the pop is refused\n\n"

EDITS: list[tuple[Callable[[Artefacts], None], str, str]] = [
    # the ledger
    (add_a_rule, "CTI-REQ-98", "has no example"),
    (add_a_rule, "CTI-REQ-98", "carried by no operation"),
    (remove_a_rule, "@CTI-REQ-06", "is no rule"),
    (remove_a_rule, "x-rules entry CTI-REQ-06", "is no rule"),
    (rename_a_rule, "CTI-REQ-06", "'A Mobile match wins'"),
    (renumber_a_rule, "CTI-REQ-97", "has no example"),
    (rename_a_chapter, "req.feature", "'Callers'"),
    # the OpenAPI file
    (remove_from_an_operation, "CTI-REQ-06", "carried by no operation"),
    (remove_from_a_response, "CTI-POP-01", "carried by no operation"),
    (add_an_unknown_rule, "CTI-POP-99", "is no rule"),
    (remove_a_response, "the status 405", "listed by no operation"),
    (use_a_response_nowhere, "CTI-ACC-05", "carried by no operation"),
    # the features
    (remove_an_example, "CTI-REQ-05", "has no example"),
    (remove_a_rule_of_the_feature, "CTI-REQ-05", "has no example"),
    (remove_every_row, "CTI-RSP-07", "has no example"),
    (remove_a_feature, "CTI-OFF-01", "has no example"),
    (rename_a_feature, "offline.feature", "no chapter"),
    (in_the_feature("req", "Feature: Who is", "Feature: Who was"), "req.feature", "'Who was"),
    (in_the_feature("req", TITLE, TITLE.replace("wins", "loses")), "CTI-REQ-06", "loses"),
    (in_the_feature("req", "@CTI-REQ-06", "@CTI-RQE-06"), "@CTI-RQE-06", "is no rule"),
    (in_the_feature("req", "@CTI-REQ-06", "@CTI-RQE-06"), "'A Phone match", "0 tags"),
    (in_the_feature("req", "  @CTI-REQ-06\n", ""), "'A Phone match", "0 tags"),
    (in_the_feature("req", "@CTI-REQ-06", "@CTI-REQ-06 @CTI-REQ-05"), "'A Phone", "2 tags"),
    (in_the_feature("req", "@CTI-REQ-06", "@CTI-REQ-05"), "CTI-REQ-05", "2 Rules"),
    (in_the_feature("req", "@CTI-REQ-06", "@CTI-RSP-01"), "CTI-RSP-01", "another chapter"),
    (in_the_feature("req", "  @CTI-REQ-01", f"{LOOSE}  @CTI-REQ-01"), "'a loose one'", "outside"),
    (in_the_feature("req", "Feature:", "@CTI-REQ-06\nFeature:"), "@CTI-REQ-06", "elsewhere"),
    (in_the_feature("acc", "refused with 401", "refused with 418"), "418", "no operation"),
    (in_the_feature("acc", "refused with 401", "refused with 403"), "403", "CTI-ACC-01"),
    (in_the_feature("det", "answer is 200", "answer is 203"), "203", "listed by no operation"),
    (in_the_feature("det", "array, or 404", "array, or 410"), "410", "listed by no operation"),
]


@pytest.mark.parametrize(("edit", "named", "problem"), EDITS)
def test_an_edit_of_one_artefact_alone_is_noticed(
    edit: Callable[[Artefacts], None], named: str, problem: str
) -> None:
    edited = deepcopy(REAL)
    edit(edited)
    told = [line for line in problems(edited) if line not in problems(REAL)]
    assert any(named in line and problem in line for line in told), told
