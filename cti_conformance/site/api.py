"""The OpenAPI files as shown on the site: operations, attributes, sample requests.

It has a renderer of its own: the descriptions are small, the pages work without scripts, and each
call is shown with its rules.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from cti_conformance.ledger.rules import load_yaml, resolved, spec_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

METHODS = ("get", "post", "put", "patch", "delete")
KEY = '-u "$CTI_API_KEY:X"'
LONGEST = 70  # characters of a body on one line
TOKEN = '-H "Authorization: Bearer $CTI_CONTROL_TOKEN"'
_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "pattern": "pattern {}",
    "default": "{} if left out",
}


@dataclass(frozen=True)
class Attribute:
    """One attribute of an object, or one parameter.

    Attributes:
        name: Its name; ``requester.id`` for a nested one.
        kind: Its allowed values, as HTML.
        where: The location of a parameter; empty for an attribute.
    """

    name: str
    kind: Markup
    required: bool
    about: str
    where: str = ""


@dataclass(frozen=True)
class Shape:
    """A schema for a reader: its description, its attributes, and its variants."""

    kind: Markup
    about: str
    attributes: tuple[Attribute, ...]
    variants: tuple[Shape, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A JSON example of the description."""

    title: str
    text: str


@dataclass(frozen=True)
class Sample:
    """A complete request.

    Attributes:
        status: The status of the answer to it.
    """

    title: str
    command: str
    status: int


@dataclass(frozen=True)
class Response:
    """One answer of an operation."""

    status: str
    about: str
    rules: tuple[str, ...]
    kind: Markup | None
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Operation:
    """One call of an API."""

    id: str
    method: str
    path: str
    part: str
    summary: str
    about: str
    rules: tuple[str, ...]
    parameters: tuple[Attribute, ...]
    body: Shape | None
    samples: tuple[Sample, ...]
    responses: tuple[Response, ...]

    @property
    def all_rules(self) -> list[str]:
        """The rules of the operation and of its answers."""
        return list(dict.fromkeys((*self.rules, *(r for a in self.responses for r in a.rules))))


@dataclass(frozen=True)
class Login:
    """A way to log in to an API."""

    name: str
    about: str


@dataclass(frozen=True)
class Api:
    """One API, for one page.

    Attributes:
        page: The page's file name.
        name: Its short name.
        file: The description in `spec/`.
    """

    page: str
    name: str
    file: str
    title: str
    summary: str
    about: str
    logins: tuple[Login, ...]
    parts: Mapping[str, str]
    operations: tuple[Operation, ...]
    schemas: Mapping[str, Shape]


def read_api(page: str, name: str, file: str) -> Api:
    """Read one of the OpenAPI files of `spec/`, for a page, under a short name."""
    return _Reader(load_yaml(spec_file(file))).api(page, name, file)


class _Reader:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        url = document["servers"][0]["url"]
        self._base = "$HELPDESK" + re.sub(r"^\{\w+\}", "", url)
        schemes = document["components"]["securitySchemes"].values()
        self._login = TOKEN if any(s["scheme"] == "bearer" for s in schemes) else KEY

    def api(self, page: str, name: str, file: str) -> Api:
        info, components = self._document["info"], self._document["components"]
        return Api(
            page=page,
            name=name,
            file=file,
            title=info["title"],
            summary=info["summary"].rstrip("."),
            about=info["description"],
            logins=tuple(
                Login(way, one["description"]) for way, one in components["securitySchemes"].items()
            ),
            parts={tag["name"]: tag["description"] for tag in self._document.get("tags", [])},
            operations=tuple(self._operations()),
            schemas={title: self._shape(node) for title, node in components["schemas"].items()},
        )

    def _operations(self) -> Iterator[Operation]:
        for path, item in self._document["paths"].items():
            for method in METHODS:
                if node := item.get(method):
                    shared = item.get("parameters", [])
                    yield self._operation(path, method, node, shared)

    def _operation(
        self, path: str, method: str, node: dict[str, Any], shared: list[Any]
    ) -> Operation:
        parameters = [self._found(p) for p in (*shared, *node.get("parameters", []))]
        body = self._found(node.get("requestBody", {})).get("content", {}).get("application/json")
        status = min(int(code) for code in node["responses"] if code.startswith("2"))
        return Operation(
            id=node["operationId"],
            method=method.upper(),
            path=path,
            part=next(iter(node.get("tags", [])), ""),
            summary=node["summary"],
            about=node.get("description", ""),
            rules=tuple(node.get("x-rules", [])),
            parameters=tuple(self._parameter(p) for p in parameters),
            body=self._shape(body["schema"]) if body else None,
            samples=tuple(
                Sample(title, self._command(method, path, parameters, content), status)
                for title, content in self._bodies(body)
            ),
            responses=tuple(
                self._response(code, self._found(answer))
                for code, answer in node["responses"].items()
            ),
        )

    def _found(self, node: dict[str, Any]) -> dict[str, Any]:
        """Follow a reference within the document."""
        found: dict[str, Any] = resolved(self._document, node)
        return found

    # -- sample requests -----------------------------------------------------------------------

    def _bodies(self, body: dict[str, Any] | None) -> list[tuple[str, object]]:
        if body is None:
            return [("", None)]
        return [(title, value) for title, value in _examples(body)]

    def _command(
        self, method: str, path: str, parameters: Sequence[dict[str, Any]], content: object
    ) -> str:
        """Return the command for a sample; ids are variables named after their path."""
        path = re.sub(r"(\w+)/\{(\w+)\}", lambda m: f"{m[1]}/${_variable(m[1], m[2])}", path)
        wanted = [p for p in parameters if p["in"] == "query" and p.get("required")]
        query = "&".join(f"{p['name']}={_examples(p)[0][1]}" for p in wanted)
        words = ["curl", *(["-X", method.upper()] if method not in ("get", "post") else [])]
        if method == "post" and content is None:
            words += ["-X", "POST"]
        lines = [" ".join([*words, self._login])]
        if content is not None:
            text = json.dumps(content, ensure_ascii=False)
            if len(text) > LONGEST:
                text = json.dumps(content, ensure_ascii=False, indent=2)
            lines += ["-H 'Content-Type: application/json'", f"--data {shlex.quote(text)}"]
        lines.append(f'"{self._base}{path}{"?" if query else ""}{query}"')
        return " \\\n  ".join(lines)

    # -- answers -------------------------------------------------------------------------------

    def _response(self, status: str, node: dict[str, Any]) -> Response:
        content = node.get("content", {}).get("application/json", {})
        return Response(
            status="others" if status == "default" else status,
            about=node["description"],
            rules=tuple(node.get("x-rules", [])),
            kind=self._kind(content["schema"]) if content else None,
            examples=tuple(
                Example(title, json.dumps(value, indent=2, ensure_ascii=False))
                for title, value in _examples(content)
            ),
        )

    # -- schemas -------------------------------------------------------------------------------

    def _parameter(self, node: dict[str, Any]) -> Attribute:
        kind = self._kind(node["schema"])
        required = node.get("required", False)
        return Attribute(node["name"], kind, required, node.get("description", ""), node["in"])

    def _shape(self, node: dict[str, Any]) -> Shape:
        bare = {key: value for key, value in node.items() if key != "required"}
        variants = [v for v in node.get("oneOf", []) if "properties" in v]
        return Shape(
            kind=self._kind({k: v for k, v in bare.items() if k != "oneOf" or not variants}),
            about=node.get("description", ""),
            attributes=tuple(self._attributes(node)),
            variants=tuple(self._shape(variant) for variant in variants),
            notes=tuple(self._notes(node)),
        )

    def _attributes(self, node: dict[str, Any], prefix: str = "") -> Iterator[Attribute]:
        """Yield the attributes of an object, then those of nested objects."""
        if "items" in node:
            yield from self._attributes(node["items"], f"{prefix.rstrip('.')}[].")
        for variant in node.get("oneOf", []) if prefix else []:
            yield from self._attributes(variant, prefix)
        required = node.get("required", [])
        for name, attribute in node.get("properties", {}).items():
            about = attribute.get("description", "")
            kind = self._kind(attribute)
            yield Attribute(prefix + name, kind, name in required, about)
            yield from self._attributes(attribute, f"{prefix}{name}.")

    def _notes(self, node: dict[str, Any]) -> Iterator[str]:
        """Yield the requirements of an object beyond those of single attributes, in words."""
        for group in [node, *node.get("allOf", [])]:
            choices = [
                option["required"] for option in group.get("anyOf", []) if "required" in option
            ]
            if choices:
                names = " or ".join(" with ".join(f"`{name}`" for name in one) for one in choices)
                yield f"At least one is needed: {names}."
        if node.get("required") and "$ref" in node:
            yield f"Needed: {', '.join(f'`{name}`' for name in node['required'])}."
        if node.get("additionalProperties") is False:
            yield "No other attribute is allowed."

    def _kind(self, node: dict[str, Any]) -> Markup:
        """Return the values that a schema allows, on one line."""
        kind = self._bare_kind(node)
        limits = [
            escape(text.format(_json(node[name]) if name == "default" else node[name]))
            for name, text in _LIMITS.items()
            if name in node
        ]
        return Markup("{} ({})").format(kind, Markup(", ").join(limits)) if limits else kind

    def _bare_kind(self, node: dict[str, Any]) -> Markup:
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            return Markup('<a href="#schema-{0}">{0}</a>').format(name)
        if "enum" in node:
            return Markup(" or ").join(
                Markup("<code>{}</code>").format(_json(v)) for v in node["enum"]
            )
        if "const" in node:
            return Markup("always <code>{}</code>").format(_json(node["const"]))
        if "items" in node:
            return Markup("list of {}").format(self._kind(node["items"]))
        options = node.get("oneOf") or [o for o in node.get("anyOf", []) if "required" not in o]
        if options:
            return Markup(" or ").join(self._kind(option) for option in options)
        kinds = node.get("type", "anything")
        return Markup(" or ").join([kinds] if isinstance(kinds, str) else kinds)


def _examples(node: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return (title, value) of each example of a schema."""
    if "example" in node:
        return [("", node["example"])]
    return [
        (one.get("summary", name), one["value"]) for name, one in node.get("examples", {}).items()
    ]


def _variable(collection: str, name: str) -> str:
    """Return the variable for an id in a path: ``CONTACT_ID`` for the one after ``contacts``."""
    singular = re.sub(r"ies$", "y", collection).removesuffix("s")
    return (f"{singular}_id" if name == "id" else name).upper()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
