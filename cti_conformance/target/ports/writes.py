"""Marks the methods of ports that write on a target, for the plan of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    Method = TypeVar("Method", bound=Callable[..., object])

Kind = Literal[
    "calls",
    "contacts",
    "agents",
    "tickets",
    "changes",
    "desktops",
    "settings",
    "clicks",
    "crashes",
]

_MARK = "cti_writes"


def writes(kind: Kind) -> Callable[[Method], Method]:
    """Mark a method of a port: it writes something of this kind on the target."""

    def mark(method: Method) -> Method:
        vars(method)[_MARK] = kind
        return method

    return mark


def writing_methods(port: type) -> dict[str, Kind]:
    """Return the writing methods of a port by name, with the kind of write."""
    marked = ((name, getattr(member, "__dict__", {})) for name, member in vars(port).items())
    return {name: attributes[_MARK] for name, attributes in marked if _MARK in attributes}
