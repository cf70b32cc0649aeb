"""Reading the attributes of a pop as a helpdesk reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.ledger.attributes import ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Mapping

IDS = ("requester_id", "responder_id", "ticket_id")
FLAGS = {"true": True, "false": False}


def read_pop(attributes: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the attributes of a pop with one type each, without those that are blank.

    Returns:
        Ids as numbers, ``new_ticket`` as a boolean (CTI-POP-06), nothing that is blank or null
        (CTI-POP-15), nothing undocumented (CTI-POP-11); ``None`` if a value cannot be read as its
        type, so that the rules do not say what becomes of it.
    """
    read: dict[str, Any] = {}
    for name, value in attributes.items():
        is_blank = value is None or (isinstance(value, str) and not value.strip())
        if name not in ATTRIBUTES or is_blank:
            continue
        known = _typed(name, value)
        if known is None:
            return None
        read[name] = known
    return read


def _typed(name: str, value: object) -> object | None:
    if name in IDS:
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    if name == "new_ticket":
        value = FLAGS.get(value) if isinstance(value, str) else value
        return value if isinstance(value, bool) else None
    wanted = dict if name == "call_info" else str
    return value if isinstance(value, wanted) else None
