"""Holds the three artefacts against one another: the ledger, the OpenAPI file and the features.

`problems` takes them as plain data and says in words what of one has no match in the others.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.ledger.rules import resolved
from support import features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CALLED = frozenset({"ACC", "POP", "REQ", "RSP", "OFF", "TKT", "REF", "REC", "DET"})
"""The chapters about the two calls, whose rules must be in the OpenAPI file."""

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
LIKE_AN_ID = re.compile("CTI", re.IGNORECASE)
STATUS = re.compile(r"\b(?:with|is|or|answers?) ([1-5]\d\d)\b(?![.,]\d)")


@dataclass(frozen=True)
class Artefacts:
    """The three as data.

    Attributes:
        ledger: The files of ``spec/rules``, a mapping each.
        openapi: ``spec/openapi.yaml``.
        features: The text of each feature, by its chapter's code in lower case (its file name).
    """

    ledger: Sequence[Mapping[str, Any]]
    openapi: Mapping[str, Any]
    features: Mapping[str, str]


def problems(artefacts: Artefacts) -> list[str]:
    """Return what has no match, each in one sentence that names it; empty if all is well."""
    rules = {rule["id"]: rule for chapter in artefacts.ledger for rule in chapter["rules"]}
    read = {name: features.read(text) for name, text in artefacts.features.items()}
    return [
        *_of_the_features(artefacts.ledger, rules, read),
        *_without_example(rules, read),
        *_of_the_openapi(artefacts.openapi, rules),
        *_of_the_statuses(artefacts.openapi, read),
    ]


def _of_the_features(
    ledger: Sequence[Mapping[str, Any]],
    rules: Mapping[str, Mapping[str, Any]],
    read: Mapping[str, features.Feature],
) -> Iterator[str]:
    chapters = {chapter["chapter"].lower(): chapter for chapter in ledger}
    for name, feature in read.items():
        file = f"{name}.feature"
        if name not in chapters:
            yield f"{file}: the ledger has no chapter {name.upper()}"
            continue
        title = chapters[name]["title"]
        if feature.title != title:
            yield f"{file}: the Feature is called {feature.title!r}, the chapter {title!r}"
        for example in feature.loose:
            yield f"{file}:{example.line}: the example {example.name!r} stands outside a Rule"
        elsewhere = [*feature.tags, *(tag for e in feature.examples for tag in e.tags)]
        for tag in filter(LIKE_AN_ID.match, elsewhere):
            yield f"{file}: the tag @{tag} stands elsewhere than above a Rule"
        for rule in feature.rules:
            yield from (f"{file}:{rule.line}: {wrong}" for wrong in _of_a_rule(rule, name, rules))


def _of_a_rule(
    rule: features.Rule, chapter: str, rules: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    known = [tag for tag in rule.tags if tag in rules]
    for tag in filter(LIKE_AN_ID.match, rule.tags):
        if tag not in rules:
            yield f"the tag @{tag} is no rule of the ledger"
    if len(known) != 1:
        yield f"the Rule {rule.title!r} has {len(known)} tags with a rule's id, not one"
    for rule_id in known:
        if rule_id.split("-")[1].lower() != chapter:
            yield f"{rule_id} is a rule of another chapter"
        if rule.title != rules[rule_id]["title"]:
            yield f"the Rule is {rule.title!r}, but {rule_id} is {rules[rule_id]['title']!r}"


def _without_example(
    rules: Mapping[str, Mapping[str, Any]], read: Mapping[str, features.Feature]
) -> Iterator[str]:
    blocks = Counter(
        tag for feature in read.values() for rule in feature.rules for tag in rule.tags
    )
    shown = {
        tag
        for feature in read.values()
        for rule in feature.rules
        if any(example.runs for example in rule.examples)
        for tag in rule.tags
    }
    for rule_id in rules:
        if blocks[rule_id] > 1:
            yield f"{rule_id} has {blocks[rule_id]} Rules in the features, not one"
        if rule_id not in shown:
            yield f"{rule_id} has no example"


def _of_the_openapi(
    openapi: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for rule_id in sorted(set(_all_x_rules(openapi)) - set(rules)):
        yield f"openapi.yaml: the x-rules entry {rule_id} is no rule of the ledger"
    carried = {rule_id for _, ids in _carriers(openapi) for rule_id in ids}
    for rule_id in rules:
        if rule_id.split("-")[1] in CALLED and rule_id not in carried:
            yield f"{rule_id} is carried by no operation or response of openapi.yaml"


def _of_the_statuses(
    openapi: Mapping[str, Any], read: Mapping[str, features.Feature]
) -> Iterator[str]:
    carriers = list(_carriers(openapi))
    listed = {status for status, _ in carriers}
    for name, feature in read.items():
        for rule in feature.rules:
            for status in sorted(_statuses(rule)):
                where = f"{name}.feature:{rule.line}: the status {status}"
                if status not in listed:
                    yield f"{where} is listed by no operation of openapi.yaml"
                    continue
                carried = {rule_id for s, ids in carriers if s == status for rule_id in ids}
                if not carried & set(rule.tags):
                    ids = " ".join(filter(LIKE_AN_ID.match, rule.tags))
                    yield f"{where} is listed by openapi.yaml, but no such response carries {ids}"


def _statuses(rule: features.Rule) -> set[str]:
    """Return the status codes that a Rule and its examples speak of."""
    steps = [step.text for e in rule.examples for run in e.runs for step in run]
    texts = [rule.title, rule.text, *(example.name for example in rule.examples), *steps]
    return {status for text in texts for status in STATUS.findall(text)}


def _carriers(openapi: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield (status, ids) of each response, and ("", ids) of each operation."""
    for path in openapi["paths"].values():
        for operation in (path[method] for method in METHODS if method in path):
            yield "", operation.get("x-rules", [])
            for status, response in operation["responses"].items():
                yield status, resolved(openapi, response).get("x-rules", [])


def _all_x_rules(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("x-rules", [])
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _all_x_rules(child)
