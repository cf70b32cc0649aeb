"""The operations of the OpenAPI files in `spec/`, and the check of requests against them."""

import json
import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from ..domain.errors import Flaw, RestError, invalid, refused
from . import limits

FILES = ("openapi.yaml", "helpdesk.yaml")
CONTROL = "control.yaml"  # the control API, for tests only
MAX_DEPTH = 100  # levels of a JSON body

_NUMBER = re.compile("[0-9]{1,18}")  # within 64 bits
_METHODS = ("get", "post", "put", "patch", "delete")
_NAMES = {
    "integer": "a number",
    "boolean": "true or false",
    "string": "a text",
    "object": "an object",
    "array": "a list",
}
_MESSAGES = {
    "enum": "It should be one of {rule}",
    "minLength": "It should not be empty",
    "maxLength": "It should be at most {rule} characters long",
    "minimum": "It should be at least {rule}",
    "maximum": "It should be at most {rule}",
    "pattern": "It should be like {examples[0]}",
}


class Schema:
    """A JSON schema of an object, compiled once."""

    def __init__(self, schema: Mapping[str, Any], components: Mapping[str, Any]) -> None:
        root = {**schema, "components": components}
        self._validator = Draft202012Validator(root)
        self._types: dict[str, Container[str]] = {  # one type, as a text, or several
            name: _resolved(attribute, root).get("type", [])
            for name, attribute in _resolved(root, root).get("properties", {}).items()
        }

    @property
    def names(self) -> Set[str]:
        """The attributes that the schema names."""
        return self._types.keys()

    def read(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the converted attributes, or refuse them (CTI-POP-08, CTI-POP-11).

        A null is the same as no attribute, except where the schema allows null, and where it has no
        attribute of that name. A string is converted to a number or a boolean where the schema
        allows both (CTI-POP-06).
        """
        values = {
            name: _meant(value, self._types.get(name, []))
            for name, value in attributes.items()
            if value is not None or "null" in self._types.get(name, [])
        }
        values |= {name: None for name in attributes if name not in self.names | values.keys()}
        flaws = {
            (flaw.field, flaw.code): flaw
            for error in self._validator.iter_errors(values)
            for flaw in _flaws(error)
        }
        if flaws:
            raise invalid(limits.first(flaws.values()))
        return values


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract."""

    id: str
    method: str
    path: str
    query: Schema
    body: Schema | None


@cache
def specification(name: str) -> Mapping[str, Any]:
    """Return one of the OpenAPI files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("cti_conformance.spec").joinpath(name).read_text("utf-8")
    return yaml.load(text, loader)  # type: ignore[no-any-return]


def operations(names: Sequence[str] = FILES) -> Iterator[Operation]:
    """Yield every operation of these files, in their order."""
    for name in names:
        spec = specification(name)
        for path, item in spec["paths"].items():
            for method in _METHODS:
                if operation := item.get(method):
                    yield _operation(operation, method, path, spec)


def parse(raw: bytes) -> dict[str, Any]:
    """Parse a body, which must be a JSON object (CTI-POP-09)."""
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_no_key_twice, parse_constant=float)
        _check(value)
    except (ValueError, RecursionError) as reason:
        raise _invalid_json(str(reason)) from None
    if not isinstance(value, dict):
        raise _invalid_json("it is not an object")
    return value


def _operation(
    operation: Mapping[str, Any], method: str, path: str, spec: Mapping[str, Any]
) -> Operation:
    parameters = [
        parameter
        for listed in operation.get("parameters", [])
        if (parameter := _resolved(listed, spec))["in"] == "query"
    ]
    query = {
        "additionalProperties": False,
        "required": [p["name"] for p in parameters if p.get("required")],
        "properties": {p["name"]: _from_text(p["schema"], spec) for p in parameters},
    }
    body = None
    if "requestBody" in operation:
        content = _resolved(operation["requestBody"], spec)["content"]
        body = Schema(content["application/json"]["schema"], spec["components"])
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        query=Schema(query, spec["components"]),
        body=body,
    )


def _from_text(schema: Mapping[str, Any], spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a query parameter, whose numbers come as text."""
    resolved = _resolved(schema, spec)
    if resolved.get("type") == "integer":
        return {**resolved, "type": ["integer", "string"], "pattern": f"^{_NUMBER.pattern}$"}
    return schema


def _resolved(node: Any, root: Mapping[str, Any]) -> Any:
    while "$ref" in node:
        target: Any = root
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def _meant(value: object, types: Container[str]) -> object:
    if isinstance(value, str) and "string" in types:
        if "integer" in types and _NUMBER.fullmatch(value):
            return int(value)
        if "boolean" in types and value in ("true", "false"):
            return value == "true"
    if isinstance(value, float) and value.is_integer():
        return int(value)  # JSON has one type of number
    return value


def _flaws(error: ValidationError) -> Iterator[Flaw]:
    """Yield the flaws of REST v2 for an error of JSON Schema."""
    path = [part for part in error.absolute_path if isinstance(part, str)]
    field = ".".join(path)
    rule: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "required":
            for name in sorted({*rule} - instance.keys()):
                yield Flaw(".".join([*path, name]), "It is mandatory", "missing_field")
        case "anyOf" if not field:
            names = [" and ".join(choice["required"]) for choice in rule]
            first = rule[0]["required"][0]
            yield Flaw(first, f"One of {', '.join(names)} is mandatory", "missing_field")
        case "oneOf":
            yield from _flaws_of_choice(error)
        case "additionalProperties":
            for name in sorted(instance.keys() - schema["properties"].keys()):
                yield Flaw(".".join([*path, name]), "It is not expected here", "invalid_field")
        case "type" | "pattern" if isinstance(schema["type"], list):
            yield Flaw(field, f"It should be {_NAMES[schema['type'][0]]}", "datatype_mismatch")
        case "type":
            yield Flaw(field, f"It should be {_NAMES[rule]}", "datatype_mismatch")
        case kind:
            template = _MESSAGES.get(str(kind), "It is not valid")
            yield Flaw(field, template.format(rule=rule, **schema), "invalid_value")


def _flaws_of_choice(error: ValidationError) -> Iterator[Flaw]:
    """Yield the flaws of the choice that the constants in the instance select, if any."""
    inner = list(error.context)
    others = {one.schema_path[0] for one in inner if one.validator == "const"}
    for one in inner:
        if one.schema_path[0] not in others:
            yield from _flaws(one)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice in one object")
    return found


def _check(value: object, depth: int = 0) -> None:
    """Refuse valid JSON that cannot be stored or answered."""
    if depth > MAX_DEPTH:
        raise ValueError("it is nested too deep")
    match value:
        case str():
            value.encode()  # raises ValueError for a lone surrogate
            if "\0" in value:
                raise ValueError("a text holds a NUL character")
        case float() if not math.isfinite(value):
            raise ValueError("a number is not finite")
        case dict():
            limits.check_keys(value)
            for key, inner in value.items():
                _check(key)
                _check(inner, depth + 1)
        case list():
            for inner in value:
                _check(inner, depth + 1)


def _invalid_json(reason: str) -> RestError:
    return refused(400, "invalid_json", f"The body is not a valid JSON object: {reason}")
