"""The variants: what each chooses, how it writes, and which branches the report must name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from variants import choices, records
from variants.replica import read_late
from variants.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Variant:
    """A compliant implementation that is not the reference.

    Attributes:
        name: Short.
        choices: What it does in another way than the reference.
        wire: What it writes in another way.
        branches: The branches that it takes, by rule without `CTI-`; elsewhere the reference's.
        slow: The same with the delays that a real one may have.
    """

    name: str
    choices: tuple[Callable[[], None], ...]
    wire: Wire
    branches: Mapping[str, str]
    slow: tuple[tuple[Callable[[], None], ...], Wire] = field(default=((), Wire()))


TAKES_WHAT_COMES = Variant(
    "takes what comes",
    choices=(
        choices.ignore_what_is_unknown,
        choices.other_call_ids,
        choices.newest_contact_first,
        choices.make_callers_by_email,
        choices.phone_before_email,
        choices.find_agent_by("phone", "id", "email"),
        choices.assign_nobody,
        choices.ticket_named_wins,
        choices.report_both_tickets,
        choices.enter_time_of_all_calls,
        choices.spell_as_the_sample,
        choices.not_found_where_nothing_is,
        records.ids_in_no_order,
        records.pages_of_three,
        choices.two_notes,
        choices.take_the_ticket_shown,
        choices.list_earlier_tickets_only,
    ),
    wire=Wire(
        statuses={201: 200, 400: 422},
        headers=str.upper,
        version="HTTP/1.0",
        extra=True,
        points=True,
    ),
    branches={
        "POP-11": "ignored",
        "REQ-07": "other",
        "REQ-13": "created",
        "REQ-14": "phone-wins",
        "RSP-09": "phone-wins",
        "OFF-06": "unassigned",
        "TKT-08": "ticket-named",
        "TKT-09": "both",
        "REF-07": "entry-without-reference",
        "DET-05": "responder-idl",
        "DET-06": "not-found",
        "DET-07": "not-found",
    },
)


def _reads_late(lag_s: float) -> tuple[Callable[[], None], ...]:
    return (
        choices.refuse_two_callers,
        choices.refuse_what_is_no_number,
        choices.refuse_two_agents,
        choices.refuse_two_tickets,
        records.note_on_each_ticket,
        records.numbers_as_they_are_read,
        records.times_of_india,
        read_late(lag_s),
    )


READS_LATE = Variant(
    "reads late",
    choices=_reads_late(0.05),
    wire=Wire(headers=str.title, zipped=True),
    branches={
        "REQ-14": "refused",
        "REQ-17": "created, refused",
        "RSP-09": "refused",
        "TKT-08": "refused",
    },
    slow=(_reads_late(2.0), Wire(headers=str.title, zipped=True)),
)

_LIMITED = Wire(spaces=True, cookies=True, closes=True, limit_every=9, limit_s=0)

LIMITS_THE_RATE = Variant(
    "limits the rate",
    choices=(choices.find_agent_by("email", "id", "phone"), records.names_by_a_trigger),
    wire=_LIMITED,
    branches={"RSP-09": "email-wins"},
    slow=(
        (choices.find_agent_by("email", "id", "phone"), records.names_by_a_trigger),
        Wire(spaces=True, cookies=True, closes=True, slow_s=0.5, limit_every=23, limit_s=1),
    ),
)

VARIANTS = (TAKES_WHAT_COMES, READS_LATE, LIMITS_THE_RATE)
