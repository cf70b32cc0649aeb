"""The places that decide a rule: a request, and a condition on its answer in jq.

Conditions may use the functions of `report/reproduce/functions.jq`, such as ``calls`` (the entries
of call details), ``num`` (an id as a number), ``with_number`` (the contacts with a number), and
``holds`` (whether a note holds a text, whatever its white space and HTML are).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from cti_conformance.ledger.attributes import DETAILS_PATH
from cti_conformance.results.locus import Locus, literal, ref
from cti_conformance.text.comparing import leaves_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cti_conformance.results.locus import Kind
    from cti_conformance.transport.answer import Answer

CONTROL = "control:"
"""The beginning of the path of a look at the control API."""


def in_answer(answer: Answer, holds: str, at: str = "") -> Locus:
    """Return a condition on an answer that the scenario got."""
    return Locus(holds, at, number=answer.number)


def accepted(answer: Answer) -> Locus:
    """Return the condition that a request is accepted."""
    return in_answer(answer, "$status >= 200 and $status < 300")


def refused(answer: Answer) -> Locus:
    """Return the condition that a request is refused."""
    return in_answer(answer, "$status >= 400 and $status < 500")


def no_server_error(answer: Answer) -> Locus:
    """Return the condition that an answer comes, and is no 5xx."""
    return in_answer(answer, "$status > 0 and $status < 500")


def has_call_id(answer: Answer) -> Locus:
    """Return the condition that the answer to a pop has an id of digits."""
    return in_answer(answer, '.id | type == "string" and test("^[0-9]+$")', "/id")


def is_error(answer: Answer) -> Locus:
    """Return the condition that an answer has the form of an error of REST v2."""
    holds = (
        '(.description | type == "string") and (.errors | type == "array" and length > 0 and '
        'all([.field, .message, .code] | all(type == "string")))'
    )
    return in_answer(answer, holds)


def details(reference: str, holds: str, at: str = "") -> Locus:
    """Return a condition on the details of a call."""
    return Locus(holds, at, details_path(reference))


def details_path(reference: str) -> str:
    """Return the path of the details of a call."""
    return f"{DETAILS_PATH}?{urlencode({'call_reference_id': reference})}"


def details_value(call: Mapping[str, Any], key: str, holds: str) -> Locus:
    """Return a condition on a value of the first entry in the details of a call."""
    return details(call["call_reference_id"], f"first(calls).{key} | {holds}", f"/0/{key}")


def details_tickets(call: Mapping[str, Any], holds: str) -> Locus:
    """Return a condition on the tickets in the details of a call, each once and sorted."""
    holds = f"[calls.ticket_id | num] | unique | {holds}"
    return details(call["call_reference_id"], holds, "/0/ticket_id")


def kind_of(key: str) -> Kind:
    """Return whose id a value in call details is."""
    kinds: dict[str, Kind] = {"requester_id": "contact", "ticket_id": "ticket", "note_id": "note"}
    return kinds.get(key, "agent")


def ticket(ticket_id: int, holds: str, at: str = "") -> Locus:
    """Return a condition on a ticket."""
    return Locus(holds, at, f"/api/v2/tickets/{ticket_id}")


def tickets_of(contact_id: int, holds: str, at: str = "") -> Locus:
    """Return a condition on the tickets whose requester is a contact."""
    mine = f"map(select(.requester_id == {ref('contact', contact_id)})) | {holds}"
    return Locus(mine, at, f"/api/v2/tickets?requester_id={contact_id}")


def notes(ticket_id: int, holds: str, at: str = "") -> Locus:
    """Return a condition on the notes of a ticket."""
    return Locus(holds, at, f"/api/v2/tickets/{ticket_id}/conversations")


def hold_all(values: Iterable[object]) -> str:
    """Return the condition that the notes hold each of these JSON values, in whatever notation."""
    leaves = [leaf for value in values for leaf in leaves_of(value) if leaf != ""]
    return " and ".join(f"any(.[]; holds({literal(leaf)}))" for leaf in leaves) or "true"


def time_entries(ticket_id: int, holds: str, at: str = "") -> Locus:
    """Return a condition on the time entries of a ticket."""
    return Locus(holds, at, f"/api/v2/tickets/{ticket_id}/time_entries")


def time_entries_naming(ticket_id: int, reference: str, holds: str) -> Locus:
    """Return a condition on the time entries of a ticket that name a call reference."""
    return time_entries(ticket_id, f"naming({literal(reference)}) | {holds}")


def contact(contact_id: int, holds: str, at: str = "") -> Locus:
    """Return a condition on a contact."""
    return Locus(holds, at, f"/api/v2/contacts/{contact_id}")


def contacts_by_number(number: str, holds: str, at: str = "") -> Locus:
    """Return a condition on the contacts who have a number."""
    holds = f"with_number({literal(number)}) | {holds}"
    return Locus(holds, at, f"/api/v2/contacts?{urlencode({'phone': number})}")


def contacts_by_email(email: str, holds: str, at: str = "") -> Locus:
    """Return a condition on the contacts who have an email address."""
    return Locus(holds, at, f"/api/v2/contacts?{urlencode({'email': email})}")


def widget(agent_id: int, holds: str, at: str = "/widget") -> Locus:
    """Return a condition on an agent's widget, which is ``null`` where there is none."""
    return Locus(holds, at, f"{CONTROL}/agents/{agent_id}/widget")


def offers_not(agent_id: int, name: str) -> Locus:
    """Return the condition that an agent's widget does not offer an action."""
    holds = f".widget == null or (.widget.actions | index({literal(name)}) | not)"
    return widget(agent_id, holds, "/widget/actions")


def presence(agent_id: int, *, online: bool) -> Locus:
    """Return the condition that an agent is online, or offline."""
    wanted = "true" if online else "false"
    return Locus(f".online == {wanted}", "/online", f"{CONTROL}/agents/{agent_id}/presence")


def action(holds: str) -> Locus:
    """Return a condition on the answer to the last action of an agent."""
    return Locus(holds, look=f"{CONTROL}/agents/*")


def numbers(agent_id: int, holds: str, at: str = "") -> Locus:
    """Return a condition on the helpdesk numbers of an agent."""
    return Locus(holds, at, f"{CONTROL}/agents/{agent_id}/numbers")
