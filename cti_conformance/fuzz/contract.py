"""The OpenAPI descriptions to check a target against, and the rules that findings violate.

`spec/openapi.yaml` describes one conforming way, the reference's. For any other target
`as_any_target` removes all that the rules leave open.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from cti_conformance.ledger.attributes import (
    ATTRIBUTES,
    DETAILS_PATH,
    POP_PATH,
    REQUESTER,
    RESPONDER,
)
from cti_conformance.ledger.rules import load_yaml, resolved, spec_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Not judged by the ledger: odd spellings of numbers and booleans, a number for a text.
_ANY_TEXT = {"type": ["string", "number", "boolean", "null"]}
_ANY_ID = {"type": ["integer", "number", "string", "boolean", "null"], "pattern": r"\d|^\s*$"}
_ANY_FLAG = {
    "type": ["boolean", "number", "string", "null"],
    "pattern": r"^\s*([TtFfYyNn01]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]"
    r"|[Oo][Nn]|[Oo][Ff][Ff])?\s*$",
}
_ANY_INFO = {"type": ["object", "string", "null"]}

# The first rule that each record of REST v2 serves: with broken records it cannot be judged.
_SERVES = {
    "contacts": "CTI-REQ-01",
    "agents": "CTI-RSP-01",
    "tickets": "CTI-OFF-01",
    "conversations": "CTI-REC-01",
    "notes": "CTI-REC-01",
    "time_entries": "CTI-REF-01",
}
_CONTROL = {"": "CTI-FLT-02", "numbers": "CTI-RSP-03", "settings": "CTI-ACC-05"}


def cti_calls(*, strictly: bool) -> dict[str, Any]:
    """Return the description of the two CTI calls.

    Args:
        strictly: Whether the target is the reference, which follows the file exactly.
    """
    described = _read("openapi.yaml")
    answers = described["paths"][DETAILS_PATH]["get"]["responses"]
    # From details back to a pop of the same call; the file has the opposite link.
    answers["200"]["links"] = {
        "again": {
            "operationId": "popCall",
            "requestBody": {"call_reference_id": "$request.query.call_reference_id"},
        }
    }
    if not strictly:
        return as_any_target(described)
    _allow_nulls(described["components"]["schemas"]["Pop"])
    return described


def as_any_target(described: dict[str, Any]) -> dict[str, Any]:
    """Return the description of the two calls without the parts that targets may vary."""
    loose = deepcopy(described)
    schemas = loose["components"]["schemas"]
    pop, details = loose["paths"][POP_PATH]["post"], loose["paths"][DETAILS_PATH]["get"]
    links = pop["responses"]["201"].get("links", {})
    accepted = {"$ref": "#/components/schemas/PopAccepted"}
    # Any 2xx and any 4xx will do (spec/README.md), and the form of an error is a SHOULD.
    pop["responses"] = {
        status: {
            "description": "Accepted",
            "content": {"application/json": {"schema": accepted}},
            "links": links,
        }
        for status in ("200", "201", "202")
    } | {"2XX": {"description": "Accepted"}, "4XX": {"description": "Refused"}}
    details["responses"] = {
        "200": details["responses"]["200"],
        "4XX": {"description": "Refused"},
    }
    schemas["Details"]["items"]["required"] = ["requester_id", "ticket_id"]  # or responder_idl
    schemas["Pop"]["additionalProperties"] = True
    for name, schema in schemas["Pop"]["properties"].items():
        kept = {"description": schema.get("description", "")}
        if name.endswith("_id") and name != "call_reference_id":
            schemas["Pop"]["properties"][name] = _ANY_ID | kept
        elif name == "new_ticket":
            schemas["Pop"]["properties"][name] = _ANY_FLAG | kept
        elif name == "call_info":
            schemas["Pop"]["properties"][name] = _ANY_INFO | kept
        else:
            schemas["Pop"]["properties"][name] = _ANY_TEXT | kept
    return loose


def records() -> dict[str, Any]:
    """Return the description of REST v2, in which null is the same as no attribute."""
    described = _read("helpdesk.yaml")
    for item in described["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "requestBody" in operation:
                body = resolved(described, operation["requestBody"])["content"]
                _allow_nulls(resolved(described, body["application/json"]["schema"]))
    return described


def _allow_nulls(schema: dict[str, Any]) -> None:
    """Allow null for each attribute, which is the same as leaving it out."""
    for name, attribute in schema.get("properties", {}).items():
        schema["properties"][name] = {"anyOf": [attribute, {"type": "null"}]}


def may_be_read(
    described: Mapping[str, Any],
    label: str,
    answer: object,
    deleted: str,
    since: Iterable[tuple[str, str]],
) -> bool:
    """Return whether a resource may be read although it was deleted.

    Args:
        described: The description.
        label: The operation that read it.
        answer: The JSON of the answer.
        deleted: The path of the deletion.
        since: Method and path of each request that was accepted after the deletion.
    """
    if ("PUT", f"{deleted}/restore") in since:
        return True
    method, _, path = label.partition(" ")
    accepted = resolved(described, described["paths"][path][method.lower()]["responses"]["200"])
    schema = resolved(described, accepted["content"]["application/json"]["schema"])
    is_documented = "deleted" in schema.get("properties", {})
    return is_documented and isinstance(answer, dict) and answer.get("deleted") is True


def control() -> dict[str, Any]:
    """Return the description of the control API, without the operations that fuzzing must not use.

    A crash would end each run, and the settings turn the whole API off.
    """
    described = _read("control.yaml")
    del described["paths"]["/crash"]
    del described["paths"]["/settings"]["patch"]
    return described


def labels(described: Mapping[str, Any]) -> Iterator[str]:
    """Yield the operations of a description, as schemathesis names them."""
    for path, item in described["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                yield f"{method.upper()} {path}"


def concerns(described: Mapping[str, Any], label: str) -> str:
    """Return the first rule that needs an operation of REST v2 or the control API."""
    method, _, path = label.partition(" ")
    carried = described["paths"][path][method.lower()].get("x-rules")
    if carried:
        return str(carried[0])
    words = [word for word in path.strip("/").split("/") if not word.startswith("{")]
    last = [word for word in words if word in _SERVES]
    return _SERVES[last[-1]] if last else _CONTROL.get(words[-1] if words else "", "CTI-FLT-02")


# For findings on the two calls: the property, and the rules that it belongs to.
POP_CHECKS = {
    "not_a_server_error": ("pop, no server error", ("CTI-POP-14",)),
    "negative_data_rejection": (
        "pop, negative data",
        ("CTI-POP-02", "CTI-POP-03", "CTI-POP-08", "CTI-POP-09"),
    ),
    "status_code_conformance": ("pop, answers as described", ("CTI-POP-01",)),
    "content_type_conformance": ("pop, answers as described", ("CTI-POP-01",)),
    "response_headers_conformance": ("pop, answers as described", ("CTI-POP-01",)),
    "response_schema_conformance": ("pop, answers as described", ("CTI-POP-01",)),
    "unsupported_method": ("pop, other methods", ("CTI-POP-12",)),
    "allow_header_conformance": ("pop, other methods", ("CTI-POP-12",)),
    "ignored_auth": ("pop, credentials count", ("CTI-ACC-01", "CTI-ACC-02")),
}
DETAILS_CHECKS = {
    "not_a_server_error": ("details, no server error", ("CTI-POP-14",)),
    "negative_data_rejection": ("details, negative data", ("CTI-DET-02",)),
    "status_code_conformance": ("details, answers as described", ("CTI-DET-01",)),
    "content_type_conformance": ("details, answers as described", ("CTI-DET-01",)),
    "response_headers_conformance": ("details, answers as described", ("CTI-DET-01",)),
    "response_schema_conformance": ("details, answers as described", ("CTI-DET-01",)),
    "ignored_auth": ("details, credentials count", ("CTI-ACC-01", "CTI-ACC-02")),
}


def property_of(
    described: Mapping[str, Any], label: str, check: str
) -> tuple[str, tuple[str, ...]]:
    """Return property and rules for a check of an operation; no rules if it has none."""
    if label.endswith((POP_PATH, DETAILS_PATH)):
        checks = POP_CHECKS if label.endswith(POP_PATH) else DETAILS_CHECKS
        return checks.get(check, ("", ()))
    api = "REST v2" if "/api/v2/" in label else "the control API"
    return f"{api}, as described", (concerns(described, label),)


def broken_rule(label: str, check: str, status: int, body: object, message: str) -> str | None:
    """Return the rule that a finding on one of the two calls breaks; ``None`` if none.

    Args:
        label: The operation.
        check: The check of schemathesis.
        status: The status of the answer.
        body: The body of the request, as JSON.
        message: The message of schemathesis.
    """
    if check == "ignored_auth":
        # The message about missing credentials differs from the one about wrong ones.
        return "CTI-ACC-02" if "invalid" in message.lower() else "CTI-ACC-01"
    if label.endswith(DETAILS_PATH):
        return DETAILS_CHECKS[check][1][0] if check in DETAILS_CHECKS else None
    if check == "negative_data_rejection":
        return _broken_by(body)
    if check in POP_CHECKS and 400 <= status < 500 and POP_CHECKS[check][1] == ("CTI-POP-01",):
        return "CTI-ACC-01" if status == 401 else "CTI-POP-10"
    return POP_CHECKS[check][1][0] if check in POP_CHECKS else None


def _broken_by(body: object) -> str | None:
    """Return the rule by which this body should have been refused."""
    if not isinstance(body, dict):
        return "CTI-POP-09"
    for group, rule in ((REQUESTER, "CTI-POP-02"), (RESPONDER, "CTI-POP-03")):
        if not any(_names(body.get(name)) for name in group):
            return rule
    if set(body) - ATTRIBUTES:
        return "CTI-POP-11"
    wrong = {name for name, value in body.items() if isinstance(value, dict | list)}
    if wrong == {"requester_phone"} and _names(body.get("requester_id")):
        return None  # which is ignored, whatever it holds (CTI-REQ-02)
    return "CTI-POP-08"


def _names(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _read(name: str) -> dict[str, Any]:
    described: dict[str, Any] = load_yaml(spec_file(name))
    return described
