"""New calls of any caller, for any agent, as strategies of hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

callers = st.integers(0, 2)
whose = st.integers(0, 2)  # which agent; the first two where there is no third
infos = st.dictionaries(
    st.text("abcDEF", min_size=3, max_size=8),
    st.integers(100, 999).map(str),
    max_size=2,
)
further = st.fixed_dictionaries(
    {},
    optional={
        "call_url": st.integers(100, 999).map(lambda n: f"https://rec.example.com/{n}.mp3"),
        "call_info": infos,
        "new_ticket": st.sampled_from([False, "false", None]),
    },
)


@dataclass(frozen=True)
class Incoming:
    """How a new call comes in.

    Attributes:
        caller: The caller.
        by: How the pop names the caller.
        agent: The called agent.
        via: The attribute that names the agent.
        old: The ticket or the notation, if the pop has one.
        is_referred: Whether it has a reference.
        more: Further attributes of the pop.
    """

    caller: int
    by: str
    agent: int
    via: str
    old: int
    is_referred: bool
    more: dict[str, Any]


incoming = st.builds(
    Incoming,
    caller=callers,
    by=st.sampled_from(["id", "ticket", "phone", "email", "id and phone", "new ticket", "ticket"]),
    agent=whose,
    via=st.sampled_from(["responder_id", "responder_email", "responder_phone"]),
    old=callers,
    is_referred=st.sampled_from([True, True, False]),
    more=further,
)
