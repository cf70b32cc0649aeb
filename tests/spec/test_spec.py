"""The specification holds together: its files keep their schemas, and no line is forgotten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from cti_conformance.ledger.rules import (
    CAPABILITIES,
    CHAPTERS,
    line_numbers,
    load_ledger,
    load_yaml,
    spec_file,
)
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = ROOT / "spec"
SCHEMAS = sorted(path.name for path in SPEC.glob("*.schema.json"))
DESCRIPTIONS = ("openapi.yaml", "helpdesk.yaml")
SCHEMA_OF = {
    "source.yaml": "source.schema.json",
    "exclusions.yaml": "exclusions.schema.json",
    **{f"rules/{chapter}.yaml": "rule.schema.json" for chapter in CHAPTERS},
}

SOURCE = load_yaml(spec_file("source.yaml"))
EXCLUSIONS = load_yaml(spec_file("exclusions.yaml"))["exclusions"]
LEDGER = [load_yaml(spec_file(f"rules/{chapter}.yaml")) for chapter in CHAPTERS]
RULES = [rule for chapter in LEDGER for rule in chapter["rules"]]

# The empty lines inside the normative ranges.
EMPTY = """
    L9 L13-L14 L16 L18 L22-L23 L25 L29 L35 L37 L47 L64-L66 L68-L70 L72-L74 L76-L78 L80-L82 L84-L86
    L88-L90 L92-L94 L96-L98 L100-L102 L108 L112 L121 L123 L131 L133 L135 L137 L139 L141 L143 L145
    L147 L149 L151 L153 L155 L157 L160 L162 L164 L166 L168 L170 L188 L192-L193 L195 L197-L198 L209
    L211 L216 L218 L221 L224 L226 L228 L230 L232 L236 L238 L241 L244 L246 L249 L257 L261 L274 L276
    L279 L281 L283 L287 L298
"""


def lines(cited: list[str]) -> set[int]:
    return {number for one in cited for number in line_numbers(one)}


WITHOUT_CODE = {
    "CTI-POP-14": "no server error",
    "CTI-REQ-10": "a contact is found by the number, whatever the name",
}
"""Rules that the reference satisfies without code of their own; CALL and LIFE combine others."""
REFERENCE = [
    path for path in (ROOT / "reference_impl").rglob("*.*") if path.suffix in (".py", ".js")
]


# -- the ledger ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    schema = json.loads(spec_file(name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    loose = [
        path
        for path, node in nodes(schema)
        if node.get("type") == "object" and node.get("additionalProperties", True) is True
    ]
    assert not loose, "objects that allow any property"


@pytest.mark.parametrize("name", SCHEMA_OF)
def test_a_file_of_the_ledger_keeps_its_schema(name: str) -> None:
    schema = json.loads(spec_file(SCHEMA_OF[name]).read_text(encoding="utf-8"))
    found = [
        f"{error.json_path}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(load_yaml(spec_file(name)))
    ]
    assert not found


def test_every_chapter_is_read() -> None:
    assert {path.stem for path in (SPEC / "rules").iterdir()} == set(CHAPTERS)
    assert [chapter["chapter"].lower() for chapter in LEDGER] == list(CHAPTERS)


@pytest.mark.parametrize("chapter", LEDGER, ids=CHAPTERS)
def test_ids_are_of_their_chapter_and_in_order(chapter: dict[str, Any]) -> None:
    code, rules = chapter["chapter"], chapter["rules"]
    assert [r["id"] for r in rules] == [f"CTI-{code}-{n:02}" for n in range(1, len(rules) + 1)]


def test_the_reference_names_the_rules_that_it_has_code_for() -> None:
    named = "".join(path.read_text(encoding="utf-8") for path in REFERENCE)
    rules = [rule.id for rule in load_ledger().about(CAPABILITIES)]
    own = [rule for rule in rules if not rule.startswith(("CTI-CALL-", "CTI-LIFE-"))]
    assert {rule for rule in own if rule not in named} == WITHOUT_CODE.keys()


def test_titles_and_branches_are_told_apart() -> None:
    titles = [rule["title"] for rule in RULES]
    assert sorted(titles) == sorted(set(titles))
    for rule in RULES:
        names = [branch["name"] for branch in rule.get("branches", [])]
        assert len(names) == len(set(names)), rule["id"]


def test_an_exclusion_speaks_of_rules_that_exist() -> None:
    named = {rule_id for exclusion in EXCLUSIONS for rule_id in exclusion.get("see", [])}
    assert named <= {rule["id"] for rule in RULES}


# -- the article -----------------------------------------------------------------------------


def test_every_normative_line_is_carried_by_a_rule_or_an_exclusion() -> None:
    carried = lines([cited for rule in RULES for cited in rule["source"]])
    # An exclusion of a part leaves the rest to rules, so it covers no whole line.
    excluded = lines([cited for e in EXCLUSIONS if "part" not in e for cited in e["lines"]])
    assert (
        lines(SOURCE["normative"]) - lines([*map(str, EMPTY.split())]) - carried - excluded == set()
    )


def test_what_is_cited_is_in_the_article() -> None:
    inside = lines([section["lines"] for section in SOURCE["sections"]])
    cited = {rule["id"]: lines(rule["source"]) for rule in RULES}
    cited |= {f"exclusion of {e['lines']}": lines(e["lines"]) for e in EXCLUSIONS}
    cited["normative"] = lines(SOURCE["normative"])
    assert {name: found for name, outside in cited.items() if (found := outside - inside)} == {}
    assert max(inside) <= SOURCE["lines"]


def test_what_is_cited_is_quoted_for_reports() -> None:
    cited = {place for rule in RULES for place in rule["source"]}
    assert cited == SOURCE["quotes"].keys()


def test_what_a_rule_cites_is_normative() -> None:
    normative = lines(SOURCE["normative"])
    loose = {rule["id"]: found for rule in RULES if (found := lines(rule["source"]) - normative)}
    assert loose == {}


def test_sections_lie_in_the_sections_around_them() -> None:
    spans = {section["heading"]: lines([section["lines"]]) for section in SOURCE["sections"]}
    spans["Sample Response"] = set()  # the one repeated heading
    for section in SOURCE["sections"]:
        if "within" in section:
            assert lines([section["lines"]]) <= spans[section["within"]], section["heading"]


# -- the API descriptions --------------------------------------------------------------------


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_an_api_description_is_valid_openapi(name: str) -> None:
    problems = OpenAPIV31SpecValidator(load_yaml(spec_file(name))).iter_errors()
    assert [error.message for error in problems] == []


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_every_example_keeps_its_schema(name: str) -> None:
    description = load_yaml(spec_file(name))
    resource = DRAFT202012.create_resource(description)
    registry = Registry().with_resource("urn:description", resource)
    wrong = []
    for path, schema, example in examples(description):
        validator = Draft202012Validator(absolute(schema), registry=registry)
        wrong += [f"{path}: {error.message}" for error in validator.iter_errors(example)]
    assert wrong == []


def test_the_two_calls_have_examples_from_the_documentation() -> None:
    found = [path for path, _, _ in examples(load_yaml(spec_file("openapi.yaml")))]
    for place in ("/post/requestBody", "/post/responses/201", "/get/responses/200", "/parameters"):
        assert any(place in path for path in found), place


def examples(description: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield (path, schema, example) for each example of a schema."""
    for path, node in nodes(description):
        if "schema" not in node:
            continue
        if "example" in node:
            yield path, node["schema"], node["example"]
        for name, example in node.get("examples", {}).items():
            yield f"{path}/{name}", node["schema"], example["value"]


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every mapping in a tree, with its path."""
    if isinstance(node, dict):
        yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in children:
        if isinstance(child, (dict, list)):
            yield from nodes(child, f"{path}/{key}")


def absolute(node: Any) -> Any:
    """Return a schema whose references are resolved in its description."""
    if isinstance(node, dict):
        return {
            key: f"urn:description{value}" if key == "$ref" else absolute(value)
            for key, value in node.items()
        }
    return [absolute(child) for child in node] if isinstance(node, list) else node
