"""Where elements are on a page: ``spec/page.yaml``, with the overrides of ``[page]``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cti_conformance.ledger.rules import load_yaml, spec_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page


class TableError(ValueError):
    """An entry that cannot be used; the message names it and how to fix it."""


@dataclass(frozen=True)
class PageTable:
    """Where the elements of an agent's desktop are on its pages.

    Args:
        base_url: The base of addresses without a host.
        placeholder: How a parameter is written in a URL that the admin configures.
        addresses: The addresses of pages, by their kind.
        elements: How each element is found.
    """

    base_url: str
    placeholder: str
    addresses: Mapping[str, str]
    elements: Mapping[str, Mapping[str, str]]

    def locate(self, page: Page | Locator, name: str, **values: object) -> Locator:
        """Return where an element is on a page or a part of it; ``values`` fill its braces."""
        entry = self.elements[name]
        within = self.locate(page, entry["in"], **values) if "in" in entry else page
        filled = {key: _filled(text, values) for key, text in entry.items()}
        if "css" in entry:
            return within.locator(filled["css"])
        if "text" in entry:
            return within.get_by_text(filled["text"], exact=True)
        role: Any = entry["role"]
        if "name" not in entry:
            return within.get_by_role(role)
        return within.get_by_role(role, name=filled["name"], exact=True)

    def names(self, page: Page | Locator, name: str, hole: str) -> Locator:
        """Return all elements of an entry, for any value of ``{hole}`` in its name."""
        entry = self.elements[name]
        within = self.locate(page, entry["in"]) if "in" in entry else page
        if "role" not in entry or "name" not in entry:
            return self.locate(page, name)
        role: Any = entry["role"]
        return within.get_by_role(role, name=re.compile(_pattern(entry["name"], hole)))

    def said_in(self, name: str, hole: str, label: str) -> str | None:
        """Return the part of an element's name at ``{hole}`` of its entry."""
        found = re.fullmatch(_pattern(self.elements[name].get("name", ""), hole), label.strip())
        return found[1].strip() if found and found.groups() else None

    def address(self, kind: str, record_id: int | None = None) -> str:
        """Return the full address of a page."""
        return self._whole(_filled(self.addresses[kind], {"id": record_id}))

    def read(self, address: str) -> tuple[str, int | None] | None:
        """Return the kind of page at an address, and the id if it has one."""
        for kind, template in self.addresses.items():
            whole = re.escape(self._whole(template)).replace(r"\{id\}", r"(\d{1,18})")
            if found := re.fullmatch(rf"{whole}/?(?:[?#].*)?", address):
                return kind, int(found[1]) if found.groups() else None
        return None

    def parameter(self, name: str) -> str:
        """Return the placeholder of a parameter in a configured URL."""
        return self.placeholder.replace("name", name)

    def _whole(self, address: str) -> str:
        return address if urlsplit(address).netloc else self.base_url + address


def page_table(base_url: str, overrides: Mapping[str, Any] | None = None) -> PageTable:
    """Build the table.

    Args:
        base_url: The base URL of the target.
        overrides: ``[page]`` of ``cti-target.toml``: single entries that replace ours.

    Raises:
        TableError: An entry is unknown, or cannot be used.
    """
    merged = _merged(_ours(), overrides or {})
    if overrides:
        _check(merged)
    return PageTable(base_url, merged["placeholder"], merged["addresses"], merged["elements"])


@cache
def _ours() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml(spec_file("page.yaml"))
    return data


def _merged(ours: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(ours)
    for group, value in overrides.items():
        if isinstance(value, dict):
            for name in value:
                if name not in ours.get(group, {}):
                    raise TableError(
                        f"page.{group}.{name}: unknown entry; expected one of "
                        f"{', '.join(ours.get(group, ours))}"
                    )
            merged[group] = {**ours[group], **value}
        else:
            merged[group] = value
    return merged


def _check(merged: Mapping[str, Any]) -> None:
    # Imported here, so that a run without overrides does not pay for it.
    import jsonschema.exceptions

    schema = json.loads(spec_file("page.schema.json").read_text(encoding="utf-8"))
    problem = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema).iter_errors(merged)
    )
    if problem:
        where = ".".join(("page", *(str(part) for part in problem.absolute_path)))
        raise TableError(f"{where}: {problem.message}")
    for name, entry in merged["elements"].items():
        if entry.get("in", name) not in merged["elements"]:
            raise TableError(f"page.elements.{name}.in: unknown element {entry['in']!r}")
        if entry.get("in") == name:
            raise TableError(f"page.elements.{name}.in: an element cannot be inside itself")


def _filled(text: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _pattern(text: str, hole: str) -> str:
    return f"^{re.escape(text)}$".replace(re.escape(f"{{{hole}}}"), "(.+)")
