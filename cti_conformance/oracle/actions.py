"""The rules by which an agent can do the actions in the widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTION_RULES = {
    "take_notes": "CTI-ONL-04",
    "write_notes": "CTI-ONL-17",
    "make_ticket": "CTI-ONL-12",
    "link_ticket": "CTI-ONL-11",
    "forward": "CTI-FWD-06",
    "dismiss": "CTI-END-03",
    "add_note": "CTI-TKT-07",
    "close": "CTI-FWD-06",
    "close with new": "CTI-END-01",
    "close with shown": "CTI-END-02",
}
"""The rule by which an agent can do each action."""


def rule_of(action: str, given: Mapping[str, Any]) -> str:
    """Return the rule by which an agent can do an action with these arguments."""
    return ACTION_RULES.get(f"{action} with {given.get('ticket')}", ACTION_RULES[action])
