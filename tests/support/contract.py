"""Checks the answers of a helpdesk against the descriptions in `spec/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from cti_conformance.ledger.rules import load_yaml, resolved, spec_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import requests

CONTROL = "control.yaml"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation of a description.

    Attributes:
        tags: Its tags; in the control API, its part.
        rules: The rules that need it.
    """

    id: str
    method: str
    path: re.Pattern[str]
    tags: tuple[str, ...]
    rules: tuple[str, ...]
    responses: Mapping[str, Any]


@cache
def description(name: str) -> Any:
    """Return one of the OpenAPI files of `spec/`."""
    return load_yaml(spec_file(name))


@cache
def operations(name: str) -> tuple[Operation, ...]:
    """Return the operations of a description; fixed paths come before those with a parameter."""
    found = sorted(_operations(name), key=lambda operation: operation.path.pattern.count("("))
    return tuple(found)


def _operations(name: str) -> Iterator[Operation]:
    for path, item in description(name)["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                yield Operation(
                    id=operation["operationId"],
                    method=method.upper(),
                    path=re.compile(re.sub(r"\{\w+\}", "([^/]+)", path)),
                    tags=tuple(operation.get("tags", [])),
                    rules=tuple(operation.get("x-rules", [])),
                    responses=operation["responses"],
                )


def operation(name: str, method: str, path: str) -> Operation | None:
    """Return the operation that a request is for; the path is without its query."""
    candidates = (one for one in operations(name) if one.method == method)
    return next((one for one in candidates if one.path.fullmatch(path)), None)


def flaws(name: str, asked: Operation, answer: requests.Response) -> list[str]:
    """Return the faults of an answer by the description of its operation."""
    responses = asked.responses
    where = f"{asked.id} {answer.status_code}"
    response = responses.get(str(answer.status_code)) or responses.get("default")
    if response is None:
        return [f"{where}: no such answer is listed"]
    content = resolved(description(name), response).get("content")
    if content is None:
        return [f"{where}: a body where none is described"] if answer.ok and answer.content else []
    if answer.headers.get("Content-Type", "").partition(";")[0] != "application/json":
        return [f"{where}: it is no JSON"]
    schema = content["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": description(name)["components"]})
    return [f"{where} {e.json_path}: {e.message}" for e in validator.iter_errors(answer.json())]
